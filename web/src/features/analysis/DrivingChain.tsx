import type { ReactNode } from "react";
import type { components } from "@/api/schema";
import { useFormat } from "@/i18n/format";
import { useWords } from "@/i18n/words";
import { Answer } from "@/ui/Answer";
import { Card } from "@/ui/Card";
import { Prose } from "@/ui/Layout";
import { Skeleton } from "@/ui/States";
import { Status } from "@/ui/Status";
import css from "./analysis.module.css";
import { useChain } from "./queries";

type Task = components["schemas"]["Task"];
const DAY_MINUTES = 480;

interface DrivingChainProps {
  projectId: string;
  taskId: string;
  /** The row with its slack, for staff. */
  task?: Task | undefined;
}

/** Why a row lies where it lies: the conclusion, then each step with its reason, back to where the chain begins. */
export function DrivingChain({ projectId, taskId, task }: DrivingChainProps): ReactNode {
  const say = useWords();
  const format = useFormat();
  const chain = useChain(projectId, taskId);
  return (
    <Card title={say("analysis.chain")} tone="plain">
      <Answer of={chain} failed={say("analysis.chainFailed")} absent="block" skeleton={<Skeleton lines={3} />}>
        {({ sentence, steps, missed_sentence }) => (
          <>
            <div aria-live="polite">
              <Prose tone="lead">{sentence}</Prose>
            </div>
            {missed_sentence && <Status of="late">{missed_sentence}</Status>}
            {task && <Slack task={task} />}
            <ol className={css["chain"]} aria-label={say("analysis.chainSteps")}>
              {steps.map((step, index) => (
                <li key={step.task_id} className={css["step"]}>
                  <span className={css["stepName"]}>{step.name}</span>
                  <span className={css["stepDates"]}>{step.start_on === step.finish_on ? format.date(step.finish_on) : say("analysis.span", { start: format.date(step.start_on), finish: format.date(step.finish_on) })}</span>
                  <span className={css["why"]}>{step.sentence}</span>
                  {index === steps.length - 1 && steps.length > 1 && <span className={css["why"]}>{say("analysis.chainEnd")}</span>}
                </li>
              ))}
            </ol>
          </>
        )}
      </Answer>
    </Card>
  );
}

function Slack({ task }: { task: Task }): ReactNode {
  const say = useWords();
  const days = (minutes: number | undefined): number => Math.round(((minutes ?? 0) / DAY_MINUTES) * 10) / 10;
  const words = say("analysis.slack", { total: days(task.total_slack_minutes), free: days(task.free_slack_minutes) });
  const how = task.is_critical ? say("analysis.critical") : task.is_near_critical ? say("analysis.nearCritical") : "";
  return <Prose tone="muted">{[words, how].filter(Boolean).join(" ")}</Prose>;
}
