import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components";
import css from "./Tabs.module.css";

export interface TabItem {
  id: string;
  label: ReactNode;
  content: ReactNode;
}

/** Views of one thing. For different places use links. */
export function Tabs({ label, tabs, value, onChange }: { label: string; tabs: readonly TabItem[]; value?: string; onChange?: (id: string) => void }): ReactNode {
  return (
    <AriaTabs className={css["tabs"]} selectedKey={value} onSelectionChange={(key) => onChange?.(String(key))}>
      <TabList aria-label={label} className={css["list"]}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className={css["tab"]}>
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={css["panel"]}>
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
