import { expect, test } from "vitest";
import { arrowEnds, datesOf, firstOpen, treeOf, unfolded } from "./outline";
import { sceneFrom, toSvgString } from "./painter";
import { paintRow } from "./paintRow";
import { sceneOf } from "./queries";

const ROWS = [
  ["phase", "summary", 0, 0, 10],
  ["draw", "task", 1, 0, 5],
  ["build", "task", 1, 5, 10],
  ["open", "milestone", 0, 12, 12],
] as const;
const each = <Value>(value: Value): Value[] => ROWS.map(() => value);

/** What the API answers at ROADMAP: the columns above that level are not there. */
const ROADMAP = {
  origin_on: "2026-11-30",
  days: 20,
  px_per_day: 1000,
  row_height: 30,
  font_size: 12,
  rows: {
    id: ROWS.map(([id]) => id), name: ROWS.map(([id]) => id), kind: ROWS.map(([, kind]) => kind), depth: ROWS.map(([, , depth]) => depth),
    wbs: each(""), state: each("plan"), state_word: each("planned"),
    promised_start: each(-1), promised_finish: [10, 5, 10, -1], planned_start: each(0), planned_finish: each(0),
    forecast_start: ROWS.map((row) => row[3]), forecast_finish: ROWS.map((row) => row[4]),
    slip_days: each(0), slip_label: each(""), slip_width: each(0), name_label: each(""), name_x: each(0), wbs_width: each(0),
    label: each("x"), label_width: each(10), label_x: each(-1), sentence: each("x"),
  },
  links: { predecessor: [1, 2], successor: [2, 3], kind: ["FS", "FS"] },
};
const scene = sceneOf(ROADMAP as never);

test("what the reader's level leaves out of an answer is drawn as nothing", () => {
  expect(() => sceneFrom(ROADMAP)).toThrow("different lengths");
  expect(scene.rows.critical).toEqual([0, 0, 0, 0]);
  expect(scene.rows.reason).toEqual(["", "", "", ""]);
});

test("a folded phase hides its rows, and a short plan opens on all of them", () => {
  const tree = treeOf(scene);
  expect(tree.map(({ id, children }) => [id, children.map((child) => child.id)])).toEqual([["phase", ["draw", "build"]], ["open", []]]);
  expect(unfolded(tree, firstOpen(scene))).toEqual([0, 1, 2, 3]);
  expect(unfolded(tree, new Set())).toEqual([0, 3]);
});

test("the last day of work is the day before a finish of the scene, but a milestone is its own day", () => {
  expect(datesOf(scene, 1)).toEqual({ startOn: "2026-11-30", promisedOn: "2026-12-04", finishOn: "2026-12-04" });
  expect(datesOf(scene, 3)).toEqual({ startOn: "2026-12-12", promisedOn: null, finishOn: "2026-12-12" });
});

test("a row shows its own strip of the arrows of the focused row, and nothing of other arrows", () => {
  const ends = arrowEnds(scene, 3);
  expect(ends).toEqual([2, 3]);
  const strip = paintRow(scene, 3, ends, 3);
  expect(strip.attrs["viewBox"]).toBe("0 30 200 30");
  expect(strip.attrs["height"]).toBe(3000);
  const arrows = (row: number, focused: number | null): number =>
    (/<g>(.*?)<\/g>/.exec(toSvgString(paintRow(scene, row, focused === null ? [] : arrowEnds(scene, focused), focused)))?.[1] ?? "").split("<path").length - 1;
  expect(arrows(1, 3)).toBeGreaterThan(0);
  expect(arrows(2, null)).toBe(0);
  expect(arrows(2, 0)).toBe(0);
});
