/** Dates, numbers and money as the reader writes them, in the reader's time zone. */
import { useLingui } from "@lingui/react";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { formattingLocale } from "./locale";

/** `Money` of the API: minor units (cents) and an ISO 4217 code. */
export interface MoneyAmount {
  currency: string;
  minor_units: number;
}

export interface Format {
  /** ISO date "2026-05-14" → "14 May" (this year) or "14 May 2027". A date has no zone. */
  date: (on: string, style?: "short" | "long") => string;
  /** Instant → "14 May, 09:30" in the reader's zone. */
  instant: (at: string | Date) => string;
  /** Instant → "09:30". */
  time: (at: string | Date) => string;
  number: (value: number, options?: Intl.NumberFormatOptions) => string;
  /** 0.42 → "42 %". */
  percent: (share: number) => string;
  money: (amount: MoneyAmount) => string;
  /** 3 → "+3", -2 → "−2", 0 → "0": always with its sign. */
  signed: (value: number) => string;
  bytes: (count: number) => string;
  /** "a, b and c". */
  list: (items: readonly string[]) => string;
  /** Sort strings as the language does. */
  compare: (one: string, other: string) => number;
  zone: string;
  locale: string;
}

const ZoneContext = createContext<string | null>(null);

/** The browser's zone, until the account says otherwise. */
export const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ZoneProvider({ zone, children }: { zone: string | null; children: ReactNode }): ReactNode {
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}

function byteUnit(count: number): [number, string] {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  return [count / 1000 ** step, units[step] ?? "byte"];
}

/** Builds the formatter; `now` decides whether a year must be said. */
export function makeFormat(locale: string, zone: string, now: Date = new Date()): Format {
  const instant = (at: string | Date): Date => (typeof at === "string" ? new Date(at) : at);
  const thisYear = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric" }).format(now);
  const number = (value: number, options?: Intl.NumberFormatOptions): string => new Intl.NumberFormat(locale, options).format(value);
  const collator = new Intl.Collator(locale, { numeric: true });
  return {
    locale,
    zone,
    number,
    date: (on, style = "short") =>
      new Intl.DateTimeFormat(locale, {
        timeZone: "UTC",
        day: "numeric",
        month: style === "long" ? "long" : "short",
        ...(style === "long" ? { weekday: "long" } : {}),
        ...(on.slice(0, 4) === thisYear ? {} : { year: "numeric" }),
      }).format(new Date(`${on.slice(0, 10)}T00:00:00Z`)),
    instant: (at) => new Intl.DateTimeFormat(locale, { timeZone: zone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(instant(at)),
    time: (at) => new Intl.DateTimeFormat(locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(instant(at)),
    percent: (share) => number(share, { style: "percent", maximumFractionDigits: 0 }),
    money: ({ currency, minor_units }) => {
      const digits = new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
      return number(minor_units / 10 ** digits, { style: "currency", currency });
    },
    signed: (value) => number(value, { signDisplay: "exceptZero" }),
    bytes: (count) => {
      const [value, unit] = byteUnit(count);
      return number(value, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 });
    },
    list: (items) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
    compare: (one, other) => collator.compare(one, other),
  };
}

export function useFormat(): Format {
  const zone = useContext(ZoneContext) ?? browserZone();
  const locale = formattingLocale(useLingui().i18n.locale || "en");
  return useMemo(() => makeFormat(locale, zone), [locale, zone]);
}
