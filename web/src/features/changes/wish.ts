/** A wish in plain words, and the edits that it means. */
import type { components } from "@/api/schema";
import type { Say } from "@/i18n/words";

export type Edit = components["schemas"]["EditInput"];
export type Task = Pick<components["schemas"]["Task"], "id" | "name" | "wbs" | "kind" | "duration_minutes" | "actual_finish_on">;
export type WishKind = "longer" | "shorter" | "new" | "drop";
export const WISH_KINDS = ["longer", "shorter", "new", "drop"] as const satisfies readonly WishKind[];

/** Working minutes of a day as people count them. */
const DAY_MINUTES = 480;

/** What the composer keeps, also over a reload. Numbers may be NaN (stored as null) while a field is empty. */
export interface Wish {
  kind: WishKind;
  taskId: string | null;
  days: number | null;
  /** New work: what it is, after what it comes and before what it must be done. */
  name: string;
  afterId: string | null;
  beforeId: string | null;
  title: string;
  reason: string;
  clientId: string | null;
}

export const EMPTY_WISH: Wish = { kind: "longer", taskId: null, days: 1, name: "", afterId: null, beforeId: null, title: "", reason: "", clientId: null };

/** The edits of the wish, or none while it is not complete. `newId` stays the same from preview to sending. */
export function wishEdits(wish: Wish, newId: string): Edit[] {
  const minutes = Math.round((wish.days ?? 0) * DAY_MINUTES);
  if (wish.kind === "new") return newWork(wish, newId, minutes);
  if (!wish.taskId) return [];
  if (wish.kind === "drop") return [{ remove_task: { task_id: wish.taskId } }];
  if (!(minutes > 0)) return [];
  return [{ change_duration: { task_id: wish.taskId, by_minutes: wish.kind === "longer" ? minutes : -minutes } }];
}

function newWork({ name, afterId, beforeId }: Wish, newId: string, minutes: number): Edit[] {
  if (!name.trim() || !(minutes > 0)) return [];
  const edits: Edit[] = [{ add_task: { task_id: newId, name: name.trim(), kind: "TASK_KIND_TASK", duration_minutes: minutes } }];
  if (afterId) edits.push({ add_link: { predecessor_id: afterId, successor_id: newId, type: "LINK_TYPE_FS" } });
  if (beforeId) edits.push({ add_link: { predecessor_id: newId, successor_id: beforeId, type: "LINK_TYPE_FS" } });
  return edits;
}

/** Work whose length a client may wish to change: not finished, no phase, no point in time. */
export const changeable = (tasks: readonly Task[]): Task[] => tasks.filter((task) => task.kind === "TASK_KIND_TASK" && task.actual_finish_on === undefined);

/** One edit as a sentence; kinds that a wish never has are counted by the caller. */
export function editWords(say: Say, edit: components["schemas"]["Edit"], nameOf: (id: string) => string): string | null {
  if (edit.change_duration) {
    const days = edit.change_duration.by_minutes / DAY_MINUTES;
    const values = { name: nameOf(edit.change_duration.task_id), days: Math.abs(days) };
    return days >= 0 ? say("changes.editLonger", values) : say("changes.editShorter", values);
  }
  if (edit.add_task) return say("changes.editNew", { name: edit.add_task.name, days: edit.add_task.duration_minutes / DAY_MINUTES });
  if (edit.remove_task) return say("changes.editDrop", { name: nameOf(edit.remove_task.task_id) });
  if (edit.add_link) return say("changes.editLink", { first: nameOf(edit.add_link.predecessor_id), then: nameOf(edit.add_link.successor_id) });
  return null;
}

/** All edits of a change, in words. */
export function wishWords(say: Say, edits: readonly components["schemas"]["Edit"][], tasks: readonly Pick<Task, "id" | "name">[]): string[] {
  const names = new Map([...tasks.map(({ id, name }) => [id, name] as const), ...edits.flatMap(({ add_task }) => (add_task ? [[add_task.task_id, add_task.name] as const] : []))]);
  const words = edits.map((edit) => editWords(say, edit, (id) => names.get(id) ?? say("changes.someTask")));
  const others = words.filter((one) => one === null).length;
  return [...words.filter((one) => one !== null), ...(others > 0 ? [say("changes.editOther", { count: others })] : [])];
}
