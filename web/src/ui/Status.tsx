/** A state as shape, word and colour together, never by colour alone. */
import type { ReactNode } from "react";
import { type MessageId, useWords } from "@/i18n/words";
import { classes } from "./classes";
import css from "./Status.module.css";

export type State = "done" | "plan" | "late" | "waits";

const SHAPES: Record<State, ReactNode> = {
  done: <path d="m2.500 6.500 2.700 2.700L9.700 3.200" fill="none" stroke="currentcolor" strokeWidth="2.200" strokeLinecap="round" strokeLinejoin="round" />,
  plan: <circle cx="6" cy="6" r="4" />,
  late: <path d="M6 1.200 11.200 10.500H.8z" />,
  waits: <path d="M6 .8 11.200 6 6 11.200.8 6z" />,
};

const WORDS: Record<State, MessageId> = { done: "status.done", plan: "status.plan", late: "status.late", waits: "status.waits" };

/** `<Status of="late">3 days late</Status>`; without children the plain word. `chip` gives it a ground. */
export function Status({ of, chip, children }: { of: State; chip?: boolean; children?: ReactNode }): ReactNode {
  const say = useWords();
  return (
    <span className={classes(css["status"], css[of], chip && css["chip"])}>
      <svg viewBox="0 0 12 12" width="12" height="12" fill="currentcolor" aria-hidden="true">
        {SHAPES[of]}
      </svg>
      <span>{children ?? say(WORDS[of])}</span>
    </span>
  );
}
