/** How a project stands, in one sentence and as one sign. */
import type { ReactNode } from "react";
import type { Project } from "@/api/me";
import type { Format } from "@/i18n/format";
import { type Say, useWords } from "@/i18n/words";
import { type State, Status } from "@/ui/Status";

const DONE = 100;

const STATES: Record<Project["health"], State> = { HEALTH_UNSPECIFIED: "waits", HEALTH_ON_COURSE: "plan", HEALTH_AT_RISK: "late", HEALTH_LATE: "late" };

/** "Finished on 30 December, 9 working days later than promised." */
export function healthSentence(project: Project, say: Say, format: Format): string {
  const { forecast_finish_on: forecast, promised_finish_on: promised, slip_days: slip = 0, percent_complete } = project;
  if (!forecast) return say("health.noPlan");
  const on = format.date(forecast, "long");
  if (percent_complete >= DONE) return say("health.done", { on });
  if (!promised) return say("health.noPromise", { on });
  if (slip === 0) return say("health.kept", { on });
  return say(slip > 0 ? "health.later" : "health.earlier", { on, days: Math.abs(slip) });
}

/** On course, at risk, late: shape and word. */
export function Health({ of }: { of: Project }): ReactNode {
  const say = useWords();
  if (of.percent_complete >= DONE) return <Status of="done" chip />;
  return (
    <Status of={STATES[of.health]} chip>
      {say(`health.word.${of.health}`)}
    </Status>
  );
}
