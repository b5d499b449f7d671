import { expect, test } from "vitest";
import { type Choices, choicesOf, isInQuietHours, nextDigests, wishOf } from "./choices";
import type { Rhythm } from "./queries";

const rhythm: Rhythm = { kind: "RHYTHM_KIND_DAILY", at: "09:00", weekday: 5, time_zone: "Europe/Berlin", is_chosen: true, next_at: [] };
const choices = (part: Partial<Choices> = {}): Choices => ({ ...choicesOf(rhythm, "UTC"), ...part });

test("a rhythm that was chosen goes through the form unchanged", () => {
  const chosen: Rhythm = { ...rhythm, kind: "RHYTHM_KIND_WEEKLY", weekday: 2, quiet_from: "21:00", quiet_until: "06:30" };
  expect(wishOf(choicesOf(chosen, "UTC"))).toEqual({ kind: "RHYTHM_KIND_WEEKLY", at: "09:00", weekday: 2, time_zone: "Europe/Berlin", quiet_from: "21:00", quiet_until: "06:30" });
});

test("until somebody has chosen, the browser's zone is proposed and no quiet hours are sent", () => {
  expect(wishOf(choicesOf({ ...rhythm, is_chosen: false }, "Asia/Tokyo"))).toEqual({ kind: "RHYTHM_KIND_DAILY", at: "09:00", weekday: 5, time_zone: "Asia/Tokyo" });
});

test("daily digests of the next seven days keep their wall-clock time over the change to winter time", () => {
  const digests = nextDigests(choices(), new Date("2026-10-23T08:00:00Z")).map((digest) => digest.toISOString());
  expect(digests).toHaveLength(7);
  expect(digests[0]).toBe("2026-10-24T07:00:00.000Z");
  expect(digests[1]).toBe("2026-10-25T08:00:00.000Z");
});

test("the weekly digest is on its day, today only while its time has not passed", () => {
  const weekly = choices({ kind: "RHYTHM_KIND_WEEKLY", weekday: 7, zone: "UTC" });
  expect(nextDigests(weekly, new Date("2026-11-22T08:59:00Z")).map((digest) => digest.toISOString())).toEqual(["2026-11-22T09:00:00.000Z"]);
  expect(nextDigests(weekly, new Date("2026-11-22T09:01:00Z")).map((digest) => digest.toISOString())).toEqual(["2026-11-29T09:00:00.000Z"]);
});

test("rhythms without digests, and a time that is being typed, promise none", () => {
  const now = new Date("2026-11-22T08:59:00Z");
  expect(nextDigests(choices({ kind: "RHYTHM_KIND_AT_ONCE" }), now)).toEqual([]);
  expect(nextDigests(choices({ kind: "RHYTHM_KIND_MILESTONES" }), now)).toEqual([]);
  expect(nextDigests(choices({ at: "" }), now)).toEqual([]);
});

test("quiet hours may pass midnight", () => {
  const quiet = { isQuiet: true, quietFrom: "20:00", quietUntil: "07:00" };
  expect(["19:59", "20:00", "06:59", "07:00"].map((at) => isInQuietHours(choices({ ...quiet, at })))).toEqual([false, true, true, false]);
  expect(isInQuietHours(choices({ ...quiet, quietFrom: "12:00", quietUntil: "14:00", at: "13:00" }))).toBe(true);
  expect(isInQuietHours(choices({ at: "23:00" }))).toBe(false);
});
