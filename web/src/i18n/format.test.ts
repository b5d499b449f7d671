import { expect, test } from "vitest";
import { makeFormat } from "./format";

const now = new Date("2026-05-01T12:00:00Z");

test("a date says its year only when it is not this year", () => {
  const format = makeFormat("en-GB", "Europe/Berlin", now);
  expect(format.date("2026-05-14")).toBe("14 May");
  expect(format.date("2027-05-14")).toBe("14 May 2027");
});

test("a date is the same day in every zone, an instant is not", () => {
  const east = makeFormat("en-GB", "Pacific/Auckland", now);
  const west = makeFormat("en-GB", "America/Los_Angeles", now);
  expect(east.date("2026-05-14")).toBe(west.date("2026-05-14"));
  expect(east.instant("2026-05-14T22:30:00Z")).not.toBe(west.instant("2026-05-14T22:30:00Z"));
});

test("money is shown from minor units, with the digits of its currency", () => {
  expect(makeFormat("de-DE", "UTC", now).money({ currency: "EUR", minor_units: 123450 })).toBe("1.234,50\u00a0€");
  expect(makeFormat("en-US", "UTC", now).money({ currency: "JPY", minor_units: 500 })).toBe("¥500");
});

test("a number of days always carries its sign, except zero", () => {
  const { signed } = makeFormat("en-GB", "UTC", now);
  expect([signed(3), signed(-2), signed(0)]).toEqual(["+3", "-2", "0"]);
});

test("bytes are said in the largest unit that fits", () => {
  const { bytes } = makeFormat("en-GB", "UTC", now);
  expect(bytes(20_000_000)).toBe("20 MB");
  expect(bytes(512)).toBe("512 byte");
});
