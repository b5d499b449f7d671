import { expect, test } from "vitest";
import { linesOf } from "./TrendChart";
import { inDays } from "./VarianceTable";

const trend = (id: string, ...points: [string, string][]) => ({ milestone_id: id, name: id, points: points.map(([recorded_on, forecast_on]) => ({ recorded_on, forecast_on })) });

test("a date that is kept is a level line, a later one rises", () => {
  const [kept, slipping] = linesOf([
    trend("kept", ["2026-11-02", "2026-12-01"], ["2026-11-09", "2026-12-01"]),
    trend("slipping", ["2026-11-02", "2026-12-03"], ["2026-11-09", "2026-12-10"]),
  ]);
  const [from, to] = kept?.points ?? [];
  expect(to?.[1]).toBe(from?.[1]);
  expect(to?.[0]).toBeGreaterThan(from?.[0] ?? Infinity);
  const [first, last] = slipping?.points ?? [];
  expect(last?.[1]).toBeLessThan(first?.[1] ?? -Infinity);
});

test("a single point has a place too", () => {
  expect(linesOf([trend("one", ["2026-11-02", "2026-12-01"])])[0]?.points).toEqual([[10, 210]]);
});

test("minutes are told as working days to a tenth, and nothing as nothing", () => {
  expect(inDays(720)).toBe(1.5);
  expect(inDays(-480)).toBe(-1);
  expect(inDays(undefined)).toBeNull();
});
