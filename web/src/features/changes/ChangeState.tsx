import type { ReactNode } from "react";
import { useWords } from "@/i18n/words";
import { Status, type State } from "@/ui/Status";
import type { Change } from "./queries";

const SHAPES: Partial<Record<Change["state"], State>> = {
  CHANGE_STATE_SUBMITTED: "plan",
  CHANGE_STATE_OFFERED: "waits",
  CHANGE_STATE_APPLIED: "done",
};

/** Where a change stands; what ended without a change of the plan has no shape. */
export function ChangeState({ of, isStaff }: { of: Change["state"]; isStaff: boolean }): ReactNode {
  const say = useWords();
  const word = of === "CHANGE_STATE_UNSPECIFIED" ? "" : isStaff && (of === "CHANGE_STATE_SUBMITTED" || of === "CHANGE_STATE_OFFERED") ? say(`changes.staffState.${of}`) : say(`changes.state.${of}`);
  const shape = isStaff && of === "CHANGE_STATE_SUBMITTED" ? "waits" : isStaff && of === "CHANGE_STATE_OFFERED" ? "plan" : SHAPES[of];
  return shape ? <Status of={shape}>{word}</Status> : <span>{word}</span>;
}
