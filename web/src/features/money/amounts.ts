import type { Money } from "./queries";

/** Digits behind the point of a currency. */
export const digitsOf = (currency: string): number => new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** What was typed in whole units → minor units; nothing typed (NaN) is no amount, never zero. */
export function amountOf(typed: number, currency: string): Money | undefined {
  return Number.isNaN(typed) ? undefined : { currency, minor_units: Math.round(typed * 10 ** digitsOf(currency)) };
}

/** Minor units → what stands in a field; NaN where there is none. */
export const typedOf = (amount: { currency: string; minor_units: number } | undefined): number => (amount ? amount.minor_units / 10 ** digitsOf(amount.currency) : NaN);
