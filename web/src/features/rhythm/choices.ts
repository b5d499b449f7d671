/** What the form holds, what is sent, and which digests would follow from it. */
import { fromDate, toCalendarDate, toZoned } from "@internationalized/date";
import type { Rhythm, RhythmWish } from "./queries";

export type Kind = RhythmWish["kind"];

export const KINDS: readonly Kind[] = ["RHYTHM_KIND_AT_ONCE", "RHYTHM_KIND_DAILY", "RHYTHM_KIND_WEEKLY", "RHYTHM_KIND_MILESTONES"];

export interface Choices {
  kind: Kind;
  /** "09:00" in the zone. */
  at: string;
  /** 1 is Monday. */
  weekday: number;
  zone: string;
  isQuiet: boolean;
  quietFrom: string;
  quietUntil: string;
}

const QUIET_FROM = "20:00";
const QUIET_UNTIL = "07:00";
const DAYS_SHOWN = 7;

/** Until somebody has chosen, the zone of the browser is the better guess. */
export function choicesOf(rhythm: Rhythm, browserZone: string): Choices {
  return {
    kind: KINDS.find((kind) => kind === rhythm.kind) ?? "RHYTHM_KIND_DAILY",
    at: rhythm.at || "09:00",
    weekday: rhythm.weekday || 5,
    zone: rhythm.is_chosen ? rhythm.time_zone : browserZone,
    isQuiet: rhythm.quiet_from !== undefined && rhythm.quiet_until !== undefined,
    quietFrom: rhythm.quiet_from ?? QUIET_FROM,
    quietUntil: rhythm.quiet_until ?? QUIET_UNTIL,
  };
}

export function wishOf({ kind, at, weekday, zone, isQuiet, quietFrom, quietUntil }: Choices): RhythmWish {
  return { kind, at, weekday, time_zone: zone, ...(isQuiet ? { quiet_from: quietFrom, quiet_until: quietUntil } : {}) };
}

/** Whether a digest at this time would fall into the quiet hours, which may pass midnight. */
export function isInQuietHours({ at, isQuiet, quietFrom, quietUntil }: Choices): boolean {
  if (!isQuiet || quietFrom === quietUntil) return false;
  return quietFrom < quietUntil ? at >= quietFrom && at < quietUntil : at >= quietFrom || at < quietUntil;
}

/** Digests of the next seven days, as instants; none for rhythms without digests. */
export function nextDigests({ kind, at, weekday, zone }: Choices, now: Date): Date[] {
  const match = /^(\d\d):(\d\d)/.exec(at);
  if (!match || (kind !== "RHYTHM_KIND_DAILY" && kind !== "RHYTHM_KIND_WEEKLY")) return [];
  const today = toCalendarDate(fromDate(now, zone));
  return Array.from({ length: DAYS_SHOWN + 1 }, (_, days) => today.add({ days }))
    .filter((day) => kind === "RHYTHM_KIND_DAILY" || (day.toDate("UTC").getUTCDay() || 7) === weekday)
    .map((day) => toZoned(day, zone).set({ hour: Number(match[1]), minute: Number(match[2]) }).toDate())
    .filter((digest) => digest > now && digest.getTime() <= now.getTime() + DAYS_SHOWN * 24 * 3600_000);
}

/** Every zone that the browser knows, and the chosen one even if it does not. */
export function zonesWith(zone: string): string[] {
  return [...new Set([...Intl.supportedValuesOf("timeZone"), "UTC", zone])].sort();
}
