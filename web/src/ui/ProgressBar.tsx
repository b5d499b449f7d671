import type { ReactNode } from "react";
import { Label, ProgressBar as AriaProgressBar } from "react-aria-components";
import css from "./ProgressBar.module.css";

/** Real progress, 0..1; without `share` it only says that something is under way. `note`: "12 of 20 MB". */
export function ProgressBar({ label, share, note }: { label: string; share?: number; note?: string }): ReactNode {
  return (
    <AriaProgressBar className={css["progress"]} value={(share ?? 0) * 100} isIndeterminate={share === undefined} valueLabel={note}>
      {({ percentage, valueText }) => (
        <>
          <div className={css["words"]}>
            <Label className={css["label"]}>{label}</Label>
            <span className={css["note"]}>{note ?? valueText}</span>
          </div>
          <svg className={css["track"]} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect className={share === undefined ? css["unknown"] : css["bar"]} width={percentage ?? 30} height="1" />
          </svg>
        </>
      )}
    </AriaProgressBar>
  );
}
