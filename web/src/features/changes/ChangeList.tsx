import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Link } from "@/ui/Link";
import css from "./changes.module.css";
import { ChangeState } from "./ChangeState";
import type { Change } from "./queries";

/** Newest first, as the server lists them. */
export function ChangeList({ projectId, changes, isStaff }: { projectId: string; changes: readonly Change[]; isStaff: boolean }): ReactNode {
  const say = useWords();
  const format = useFormat();
  return (
    <ul className={css["list"]} aria-label={say("changes.title")}>
      {changes.map((change) => (
        <li key={change.id} className={css["change"]}>
          <span className={css["title"]}>
            <Link href={places.change(projectId, change.id)} look="quiet">
              {change.title}
            </Link>
          </span>
          <ChangeState of={change.state} isStaff={isStaff} />
          <span className={css["more"]}>
            {[say("changes.askedBy", { name: change.asked_by }), change.client_name, change.submitted_at && format.instant(change.submitted_at), change.price && format.money(change.price)].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
