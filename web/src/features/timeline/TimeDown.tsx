import { type ReactNode, useState } from "react";
import { type Format, useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Stack } from "@/ui/Layout";
import { type State, Status } from "@/ui/Status";
import { Switch } from "@/ui/Toggle";
import { MovedBy } from "@/ui/WasBecomes";
import { dateOf, datesOf, todayOf } from "./outline";
import type { Scene } from "./painter";
import css from "./timeline.module.css";

interface Entry {
  row: number;
  on: string;
}

/** Time runs down the page: what is finished when, month by month, with today in its place. For phones. */
export function TimeDown({ scene }: { scene: Scene }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const hasMilestones = scene.rows.kind.includes("milestone");
  const [isAll, setAll] = useState(!hasMilestones);
  const months = byMonth(entriesOf(scene, isAll));
  const today = dateOf(scene, todayOf(scene));
  return (
    <Stack gap={5}>
      {hasMilestones && <Switch name="all" label={say("timeline.showWork")} isSelected={isAll} onChange={setAll} />}
      {months.map(([month, entries]) => (
        <section key={month}>
          <h2 className={css["month"]}>{monthName(month, format)}</h2>
          <ol className={css["down"]}>
            {entries.map((entry, index) => (
              <TimeEntry key={entry.row} scene={scene} entry={entry} todayBefore={isTodayBefore(today, entry, entries[index - 1], month)} />
            ))}
          </ol>
        </section>
      ))}
    </Stack>
  );
}

/** Rows by the day on which they are finished; phases are left out, because their parts say the same. */
function entriesOf(scene: Scene, isAll: boolean): Entry[] {
  return scene.rows.kind
    .flatMap((kind, row): Entry[] => {
      const on = kind === "milestone" || (isAll && kind === "task") ? datesOf(scene, row).finishOn : null;
      return on ? [{ row, on }] : [];
    })
    .sort((one, other) => one.on.localeCompare(other.on));
}

function byMonth(entries: readonly Entry[]): [string, Entry[]][] {
  const months = new Map<string, Entry[]>();
  for (const entry of entries) months.set(entry.on.slice(0, 7), [...(months.get(entry.on.slice(0, 7)) ?? []), entry]);
  return [...months];
}

const isTodayBefore = (today: string | null, entry: Entry, previous: Entry | undefined, month: string): boolean =>
  today !== null && today.startsWith(month) && today <= entry.on && (previous === undefined || previous.on < today);

const monthName = (month: string, format: Format): string =>
  new Intl.DateTimeFormat(format.locale, { timeZone: "UTC", month: "long", year: "numeric" }).format(new Date(`${month}-01T00:00:00Z`));

function TimeEntry({ scene: { rows, ...rest }, entry: { row, on }, todayBefore }: { scene: Scene; entry: Entry; todayBefore: boolean }): ReactNode {
  const say = useWords();
  const format = useFormat();
  const promised = datesOf({ rows, ...rest }, row).promisedOn;
  const slip = rows.slip_days[row] ?? 0;
  return (
    <>
      {todayBefore && <li className={css["today"]}>{say("timeline.today")}</li>}
      <li className={css["entry"]}>
        <span className={css["on"]}>{format.date(on)}</span>
        <span>
          <span className={rows.kind[row] === "milestone" ? css["strong"] : undefined}>{rows.name[row]}</span>
          <span className={css["facts"]}>
            <Status of={rows.state[row] as State}>{rows.state_word[row]}</Status>
            {promised && slip !== 0 && (
              <span>
                {say("timeline.wasPromised", { on: format.date(promised) })} <MovedBy days={slip} />
              </span>
            )}
          </span>
          {rows.reason[row] && <span className={css["reason"]}>{rows.reason[row]}</span>}
        </span>
      </li>
    </>
  );
}
