import { expect, test } from "vitest";
import { say } from "@/i18n/words";
import { changeable, EMPTY_WISH, wishEdits, wishWords } from "./wish";

const wish = (part: Partial<typeof EMPTY_WISH>) => wishEdits({ ...EMPTY_WISH, ...part }, "new-1");

test("five days longer and two days shorter become working minutes with their sign", () => {
  expect(wish({ kind: "longer", taskId: "t1", days: 5 })).toEqual([{ change_duration: { task_id: "t1", by_minutes: 2400 } }]);
  expect(wish({ kind: "shorter", taskId: "t1", days: 2 })).toEqual([{ change_duration: { task_id: "t1", by_minutes: -960 } }]);
});

test("an incomplete wish has no edits, so that nothing is asked or sent", () => {
  expect(wish({ kind: "longer", taskId: null })).toEqual([]);
  expect(wish({ kind: "longer", taskId: "t1", days: null })).toEqual([]);
  expect(wish({ kind: "new", name: "  ", days: 3 })).toEqual([]);
});

test("new work is linked after and before what was chosen", () => {
  expect(wish({ kind: "new", name: "Shop", days: 1, afterId: "a", beforeId: "b" })).toEqual([
    { add_task: { task_id: "new-1", name: "Shop", kind: "TASK_KIND_TASK", duration_minutes: 480 } },
    { add_link: { predecessor_id: "a", successor_id: "new-1", type: "LINK_TYPE_FS" } },
    { add_link: { predecessor_id: "new-1", successor_id: "b", type: "LINK_TYPE_FS" } },
  ]);
});

test("finished work, phases and milestones are not offered for a wish", () => {
  const row = { wbs: "1", name: "x", duration_minutes: 480 };
  const tasks = [
    { ...row, id: "open", kind: "TASK_KIND_TASK" as const },
    { ...row, id: "over", kind: "TASK_KIND_TASK" as const, actual_finish_on: "2026-05-01" },
    { ...row, id: "phase", kind: "TASK_KIND_SUMMARY" as const },
    { ...row, id: "point", kind: "TASK_KIND_MILESTONE" as const },
  ];
  expect(changeable(tasks).map(({ id }) => id)).toEqual(["open"]);
});

test("what was asked is said in words, also for work that is new", () => {
  const words = wishWords(
    say,
    [
      { change_duration: { task_id: "t1", by_minutes: 2400 } },
      { add_task: { task_id: "n", name: "Shop", parent_id: "", kind: "TASK_KIND_TASK", duration_minutes: 480 } },
      { add_link: { predecessor_id: "n", successor_id: "t1", type: "LINK_TYPE_FS", lag_minutes: 0, lag_kind: "LAG_KIND_WORKING", lag_percent: 0 } },
    ],
    [{ id: "t1", name: "Concept" }],
  );
  expect(words).toEqual(["Concept: 5 working days longer", "New: Shop, 1 working day", "Shop comes before Concept"]);
});
