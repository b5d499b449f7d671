import { expect, test } from "vitest";
import { amountOf, typedOf } from "./amounts";

test("amounts are whole minor units of their currency, also where it has no cents", () => {
  expect(amountOf(1234.56, "EUR")).toEqual({ currency: "EUR", minor_units: 123_456 });
  expect(amountOf(0.29, "EUR")).toEqual({ currency: "EUR", minor_units: 29 });
  expect(amountOf(5000, "JPY")).toEqual({ currency: "JPY", minor_units: 5000 });
});

test("an empty field is no amount, not zero, and a stored amount comes back as it was typed", () => {
  expect(amountOf(NaN, "EUR")).toBeUndefined();
  expect(typedOf(undefined)).toBeNaN();
  expect(typedOf(amountOf(95.5, "EUR") as { currency: string; minor_units: number })).toBe(95.5);
});
