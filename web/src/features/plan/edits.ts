/** What forms mean as edits of the plan. */
import type { components } from "@/api/schema";

export type Task = components["schemas"]["Task"];
export type Edit = components["schemas"]["EditInput"];
/** Levels that can be chosen. */
export type Level = Exclude<components["schemas"]["Level"], "LEVEL_UNSPECIFIED">;
export type Kind = "TASK_KIND_TASK" | "TASK_KIND_MILESTONE" | "TASK_KIND_SUMMARY";

/** Working minutes of a day as people count them; the calendar decides when they fall. */
export const DAY_MINUTES = 480;

export const daysOf = (minutes: number | undefined): number => (minutes ?? 0) / DAY_MINUTES;
export const minutesOf = (days: number): number => Math.round(days * DAY_MINUTES);

export interface NewTask {
  taskId: string;
  name: string;
  kind: Kind;
  days: number;
  afterId: string | null;
  parentId: string | null;
}

export function addEdits({ taskId, name, kind, days, afterId, parentId }: NewTask): Edit[] {
  const duration = kind === "TASK_KIND_TASK" ? { duration_minutes: minutesOf(days) } : {};
  const parent = parentId ? { parent_id: parentId } : {};
  const added: Edit = { add_task: { task_id: taskId, name: name.trim(), kind, ...duration, ...parent } };
  return afterId ? [added, { add_link: { predecessor_id: afterId, successor_id: taskId, type: "LINK_TYPE_FS" } }] : [added];
}

export interface TaskForm {
  name: string;
  days: number;
  percent: number;
  remainingDays: number;
  startedOn: string | null;
  visibleFrom: Level;
  description: string;
  predecessorIds: readonly string[];
}

export const formOf = (task: Task): TaskForm => ({
  name: task.name,
  days: daysOf(task.duration_minutes),
  percent: task.percent_complete ?? 0,
  remainingDays: daysOf(task.remaining_minutes),
  startedOn: task.actual_start_on ?? null,
  visibleFrom: task.visible_from === undefined || task.visible_from === "LEVEL_UNSPECIFIED" ? "LEVEL_TIMELINE" : task.visible_from,
  description: task.description ?? "",
  predecessorIds: (task.predecessors ?? []).map((link) => link.predecessor_id),
});

/** Only what was touched becomes an edit, so that nothing of somebody else is written back. */
export function changeEdits(id: string, was: TaskForm, now: TaskForm): Edit[] {
  const edits: Edit[] = [];
  if (now.name.trim() !== was.name) edits.push({ rename_task: { task_id: id, name: now.name.trim() } });
  if (now.days !== was.days) edits.push({ set_duration: { task_id: id, duration_minutes: minutesOf(now.days) } });
  was.predecessorIds.filter((one) => !now.predecessorIds.includes(one)).forEach((one) => edits.push({ remove_link: { predecessor_id: one, successor_id: id } }));
  now.predecessorIds.filter((one) => !was.predecessorIds.includes(one)).forEach((one) => edits.push({ add_link: { predecessor_id: one, successor_id: id, type: "LINK_TYPE_FS" } }));
  edits.push(...progressEdits(id, was, now));
  if (now.visibleFrom !== was.visibleFrom) edits.push({ set_visibility: { task_id: id, visible_from: now.visibleFrom } });
  if (now.description !== was.description) edits.push({ set_description: { task_id: id, description: now.description } });
  return edits;
}

/** Both are told as typed; nothing remains of what is done, whatever stood in the other field. */
function progressEdits(id: string, was: TaskForm, now: TaskForm): Edit[] {
  const remaining = now.remainingDays !== was.remainingDays && now.percent < 100 ? { remaining_minutes: minutesOf(now.remainingDays) } : {};
  const percent = now.percent !== was.percent ? { percent_complete: now.percent } : {};
  const started = now.startedOn !== was.startedOn && now.startedOn ? { actual_start_on: now.startedOn } : {};
  const report = { ...percent, ...remaining, ...started };
  return Object.keys(report).length > 0 ? [{ record_progress: { task_id: id, ...report } }] : [];
}

/** Edits that can move a date: only for those a preview is asked. */
export const movesDates = (edits: readonly Edit[]): boolean => edits.some((edit) => !(edit.rename_task || edit.set_visibility || edit.set_description));

/** Tasks that may come before `task`: neither itself nor what holds it or is held by it. */
export function possiblePredecessors(tasks: readonly Task[], task: Task): Task[] {
  const parents = new Map(tasks.map(({ id, parent_id }) => [id, parent_id]));
  const isWithin = (id: string, outer: string): boolean => {
    for (let at: string | undefined = id; at; at = parents.get(at)) if (at === outer) return true;
    return false;
  };
  return tasks.filter(({ id }) => !isWithin(id, task.id) && !isWithin(task.id, id));
}
