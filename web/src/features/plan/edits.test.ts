import { expect, test } from "vitest";
import { addEdits, changeEdits, formOf, movesDates, possiblePredecessors, type Task } from "./edits";
import { outline, withNames } from "./outline";

const task = (part: Partial<Task>): Task => ({
  id: "t1", wbs: "1", name: "Concept", depth: 0, kind: "TASK_KIND_TASK", state: "TASK_STATE_PLAN",
  start_on: "2026-05-04", finish_on: "2026-05-08", forecast_start_on: "2026-05-04", forecast_finish_on: "2026-05-08",
  duration_minutes: 2400, percent_complete: 0, remaining_minutes: 2400, visible_from: "LEVEL_TIMELINE", ...part,
});
const WAS = formOf(task({ predecessors: [{ predecessor_id: "t0", type: "LINK_TYPE_FS", lag_minutes: 0, lag_kind: "LAG_KIND_WORKING" as const }] }));

test("a new task after another is one task and one finish-to-start link to it", () => {
  expect(addEdits({ taskId: "t2", name: " Build ", kind: "TASK_KIND_TASK", days: 2.5, afterId: "t1", parentId: null })).toEqual([
    { add_task: { task_id: "t2", name: "Build", kind: "TASK_KIND_TASK", duration_minutes: 1200 } },
    { add_link: { predecessor_id: "t1", successor_id: "t2", type: "LINK_TYPE_FS" } },
  ]);
});

test("a milestone has no duration, whatever stood in the field of days", () => {
  expect(addEdits({ taskId: "t2", name: "Launch", kind: "TASK_KIND_MILESTONE", days: 3, afterId: null, parentId: "p1" })).toEqual([
    { add_task: { task_id: "t2", name: "Launch", kind: "TASK_KIND_MILESTONE", parent_id: "p1" } },
  ]);
});

test("only what was touched becomes an edit", () => {
  expect(changeEdits("t1", WAS, WAS)).toEqual([]);
  expect(changeEdits("t1", WAS, { ...WAS, name: "Idea", visibleFrom: "LEVEL_STAFF" })).toEqual([
    { rename_task: { task_id: "t1", name: "Idea" } },
    { set_visibility: { task_id: "t1", visible_from: "LEVEL_STAFF" } },
  ]);
});

test("progress is told as typed: percent, what remains, and when it began", () => {
  expect(changeEdits("t1", WAS, { ...WAS, percent: 40, remainingDays: 6, startedOn: "2026-05-05" })).toEqual([
    { record_progress: { task_id: "t1", percent_complete: 40, remaining_minutes: 2880, actual_start_on: "2026-05-05" } },
  ]);
});

test("of a finished task nothing remains, whatever stood in the other field", () => {
  expect(changeEdits("t1", WAS, { ...WAS, percent: 100, remainingDays: 2 })).toEqual([{ record_progress: { task_id: "t1", percent_complete: 100 } }]);
});

test("predecessors that were exchanged are removed first and then added", () => {
  expect(changeEdits("t1", WAS, { ...WAS, predecessorIds: ["t9"] })).toEqual([
    { remove_link: { predecessor_id: "t0", successor_id: "t1" } },
    { add_link: { predecessor_id: "t9", successor_id: "t1", type: "LINK_TYPE_FS" } },
  ]);
});

test("a name, a level or a description moves no date, so that no preview is asked", () => {
  expect(movesDates([{ rename_task: { task_id: "t1", name: "x" } }, { set_description: { task_id: "t1" } }])).toBe(false);
  expect(movesDates([{ rename_task: { task_id: "t1", name: "x" } }, { set_duration: { task_id: "t1" } }])).toBe(true);
});

test("a task cannot wait for itself, its phase, or what it holds", () => {
  const rows = [task({ id: "p" }), task({ id: "a", parent_id: "p" }), task({ id: "b", parent_id: "p" }), task({ id: "c", parent_id: "a" })];
  expect(possiblePredecessors(rows, task({ id: "a", parent_id: "p" })).map(({ id }) => id)).toEqual(["b"]);
});

test("a search keeps the phases of what it finds, and the outline holds them together", () => {
  const rows = [task({ id: "p", name: "Phase" }), task({ id: "a", name: "Concept", parent_id: "p" }), task({ id: "b", name: "Build", parent_id: "p" })];
  const found = outline(withNames(rows, "build"));
  expect(found.map(({ id, children }) => [id, children.map((child) => child.id)])).toEqual([["p", ["b"]]]);
});
