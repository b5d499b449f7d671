import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { type ResponseTimes, useResponseTimes } from "./queries";

/** Rounded up, so that the sentence never promises more than the figure. */
export const hoursOf = (minutes: number): number => Math.max(1, Math.ceil(minutes / 60));

/** "Usually answers within 2 working hours": from what was measured, or else from what was promised. */
export function AnswersWithin({ projectId }: { projectId: string }): ReactNode {
  const times = useResponseTimes(projectId);
  return times.data ? <AnswersSentence times={times.data} /> : null;
}

export function AnswersSentence({ times }: { times: ResponseTimes }): ReactNode {
  const say = useWords();
  if (times.median_minutes !== undefined) return <p>{say("conversations.usually", { hours: hoursOf(times.median_minutes) })}</p>;
  if (times.target_minutes !== undefined && times.target_minutes > 0) return <p>{say("conversations.promised", { hours: hoursOf(times.target_minutes) })}</p>;
  return <p>{say("conversations.unmeasured")}</p>;
}
