import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { Card } from "@/ui/Card";
import { paintSwatch, type Scene } from "./painter";
import { Painted } from "./Painted";
import css from "./timeline.module.css";

/** How to read the picture: every sign that is in it, its name, and what it says. */
export function Legend({ scene: { legend } }: { scene: Scene }): ReactNode {
  const say = useWords();
  return (
    <Card title={say("timeline.legend")} tone="plain">
      <dl className={css["legend"]}>
        {legend.key.map((key, index) => (
          <div key={key}>
            <dt>
              <Painted of={paintSwatch(legend.shape[index] ?? "")} />
              {legend.word[index]}
            </dt>
            <dd>{legend.text[index]}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
