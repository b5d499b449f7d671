import type { ReactNode } from "react";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Status } from "./Status";
import css from "./WasBecomes.module.css";

export interface Moved {
  id: string;
  name: string;
  /** ISO dates; null where there is none on that side (added, dropped). */
  was: string | null;
  becomes: string | null;
  /** Working days, positive = later, as the server counted them; null where they cannot be compared. */
  days: number | null;
}

/** The fall-out as a plain table: was, becomes, ± days. The sentence that concludes it stands above, as `caption`. */
export function WasBecomes({ caption, rows }: { caption: string; rows: readonly Moved[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const date = (on: string | null): string => (on ? format.date(on) : "–");
  return (
    <div className={css["place"]}>
      <table className={css["table"]}>
        <caption className={css["caption"]}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{say("moved.what")}</th>
            <th scope="col">{say("moved.was")}</th>
            <th scope="col">{say("moved.becomes")}</th>
            <th scope="col" className={css["days"]}>
              {say("moved.days")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              <td data-label={say("moved.was")}>{date(row.was)}</td>
              <td data-label={say("moved.becomes")} className={css["becomes"]}>
                {date(row.becomes)}
              </td>
              <td data-label={say("moved.days")} className={css["days"]}>
                <MovedBy days={row.days} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** "+3 d" late, "−2 d" earlier, "same". */
export function MovedBy({ days }: { days: number | null }): ReactNode {
  const say = useWords();
  const format = useFormat();
  if (days === null) return "–";
  if (days === 0) return <span className={css["same"]}>{say("moved.same")}</span>;
  return <Status of={days > 0 ? "late" : "done"}>{say("moved.by", { days: format.signed(days) })}</Status>;
}
