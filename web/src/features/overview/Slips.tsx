import type { ReactNode } from "react";
import { sees } from "@/api/levels";
import type { Project } from "@/api/me";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { places } from "@/places/places";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Link } from "@/ui/Link";
import { Status } from "@/ui/Status";
import css from "./overview.module.css";
import { type Hiccup, useHiccups } from "./queries";

/** Slips that were told, with their reasons; the same reason is said once for all its milestones. */
export function Slips({ project }: { project: Project }): ReactNode {
  const say = useWords();
  const hiccups = useHiccups(project);
  if (!sees(project.viewer, "LEVEL_TIMELINE")) return null;
  return (
    <Answer of={hiccups} failed={say("slips.failed")} absent="block">
      {(data) => {
        const groups = byReason(data.hiccups.filter(({ state }) => state === "HICCUP_STATE_PUBLISHED"));
        if (groups.length === 0) return null;
        return (
          <Card title={say("slips.title")} tone="plain" action={<Link href={places.timeline(project.id)}>{say("slips.timeline")}</Link>}>
            {groups.map(([reason, moved]) => (
              <Slip key={reason} reason={reason} moved={moved} />
            ))}
          </Card>
        );
      }}
    </Answer>
  );
}

/** Reasons in the order of their newest slip, each with its milestones by date. */
export function byReason(hiccups: readonly Hiccup[]): [string, Hiccup[]][] {
  const groups = new Map<string, Hiccup[]>();
  for (const one of hiccups) groups.set(one.reason ?? "", [...(groups.get(one.reason ?? "") ?? []), one]);
  return [...groups].map(([reason, all]) => [reason, all.sort((one, other) => one.forecast_on.localeCompare(other.forecast_on))]);
}

function Slip({ reason, moved }: { reason: string; moved: readonly Hiccup[] }): ReactNode {
  const say = useWords();
  const format = useFormat();
  return (
    <div className={css["slip"]}>
      {reason && <p className={css["reason"]}>{reason}</p>}
      <ul className={css["moved"]}>
        {moved.map((one) => (
          <li key={one.id}>
            <strong>{one.milestone_name}</strong>{" "}
            <span>{say("slips.moved", { promised: format.date(one.promised_on), forecast: format.date(one.forecast_on) })}</span>{" "}
            <Status of="late">{say("slips.days", { days: one.slip_days })}</Status>
          </li>
        ))}
      </ul>
    </div>
  );
}
