import type { TreeRow } from "@/ui/TreeTable";
import type { Task } from "./edits";

/** The list in outline order as a tree; a row whose phase is not shown stands at the top. */
export function outline(tasks: readonly Task[]): TreeRow<Task>[] {
  type Open = TreeRow<Task> & { children: Open[] };
  const made = new Map<string, Open>();
  const top: Open[] = [];
  for (const task of tasks) {
    const row: Open = { id: task.id, text: task.name, item: task, children: [] };
    made.set(task.id, row);
    const phase = task.parent_id ? made.get(task.parent_id) : undefined;
    (phase?.children ?? top).push(row);
  }
  return top;
}

/** Rows whose name holds `text`, with the phases that hold them. */
export function withNames(tasks: readonly Task[], text: string): readonly Task[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (!wanted) return tasks;
  const parents = new Map(tasks.map(({ id, parent_id }) => [id, parent_id]));
  const kept = new Set<string>();
  for (const task of tasks) {
    if (!task.name.toLocaleLowerCase().includes(wanted)) continue;
    for (let at: string | undefined = task.id; at; at = parents.get(at)) kept.add(at);
  }
  return tasks.filter(({ id }) => kept.has(id));
}
