import { type ReactNode, useEffect, useEffectEvent } from "react";
import { refusal } from "@/api/problems";
import type { components } from "@/api/schema";
import { useWords } from "@/i18n/words";
import { IconButton } from "@/ui/Button";
import { toast } from "@/ui/Toasts";
import { type Direction, useRevisions, useStep } from "./queries";

interface UndoRedoProps {
  projectId: string;
  revision: number | undefined;
  onDone: (done: components["schemas"]["PlanEdited"]) => void;
}

/** Keys belong to a field while one types in it, and to a dialog while one is open. */
const isElsewhere = (target: EventTarget | null): boolean => target instanceof Element && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;

/** Which of the two a key press means: Ctrl or ⌘ + Z, with Shift again; Ctrl + Y too. */
export function stepOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): Direction | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

/** Takes back one's own last edit, or makes it again; by button and by key. What others have done is never taken back. */
export function UndoRedo({ projectId, revision, onDone }: UndoRedoProps): ReactNode {
  const say = useWords();
  const log = useRevisions(projectId).data;
  const step = useStep(projectId, (done, direction) => {
    toast(say(direction === "undo" ? "history.undone" : "history.redone", { count: done.changed.length }));
    onDone(done);
  });
  const may: Record<Direction, boolean> = { undo: log?.can_undo ?? false, redo: log?.can_redo ?? false };
  const next = (direction: Direction): string => log?.revisions?.find((one) => (direction === "undo" ? one.can_undo : one.can_redo))?.sentence ?? "";
  const go = (direction: Direction): void => {
    if (!may[direction] || step.isPending) return;
    step.mutate({ direction, revision }, { onError: (problem) => toast(refusal(problem, []).failure ?? problem.detail) });
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const direction = stepOf(event);
    if (!direction || isElsewhere(event.target)) return;
    event.preventDefault();
    go(direction);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  const label = (direction: Direction): string => (may[direction] && next(direction) ? say(`history.${direction}One`, { what: next(direction) }) : say(`history.${direction}`));
  return (
    <>
      <IconButton icon="undo" label={label("undo")} isDisabled={!may.undo} isPending={step.isPending} onPress={() => go("undo")} />
      <IconButton icon="redo" label={label("redo")} isDisabled={!may.redo} isPending={step.isPending} onPress={() => go("redo")} />
    </>
  );
}
