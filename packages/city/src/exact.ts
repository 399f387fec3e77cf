// Exact arithmetic on decimal strings: fractions of bigints inside, one rounding at the end. Pure.
import Fraction from "fraction.js";
import { z } from "zod";
import { LedgerError } from "@alatau/sdk";

/** An exact rational number. */
export type Exact = Fraction;

/** Up to 40 digits on either side of a point; no exponent, no comma, no plus, no spaces. */
const DECIMAL = /^-?\d{1,40}(\.\d{1,40})?$/;

/** A text that is no decimal number. */
export class NotDecimalError extends LedgerError {
  constructor(text: string) {
    super("not-decimal", `«${text.slice(0, 60)}» is no decimal number like -12.5.`, { found: text });
  }
}

/** A decimal string, as configuration and rows carry numbers. */
export const decimalSchema = z.string().regex(DECIMAL, "a decimal number like -12.5, as text");

/** Whether {@link exact} takes the text. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text);

/** The number that a decimal string states. @throws {NotDecimalError} */
export function exact(text: string): Exact {
  if (!isDecimal(text)) throw new NotDecimalError(text);
  return new Fraction(text);
}

/** A whole number as an exact one. */
export const whole = (count: number | bigint): Exact => new Fraction(count);

export const ZERO = whole(0);

/** Ascending order, for `sort`. */
export const ascending = (a: Exact, b: Exact): number => a.compare(b);

/** The sum; of nothing it is zero. */
export const sum = (values: readonly Exact[]): Exact =>
  values.reduce((total, value) => total.add(value), ZERO);

/** The mean, not rounded. @throws {RangeError} for an empty list. */
export function mean(values: readonly Exact[]): Exact {
  if (values.length === 0) throw new RangeError("nothing has no mean");
  return sum(values).div(values.length);
}

/** The middle value, or the mean of the two in the middle. @throws {RangeError} for an empty list. */
export function median(values: readonly Exact[]): Exact {
  if (values.length === 0) throw new RangeError("nothing has no median");
  const sorted = values.toSorted(ascending);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : mean(sorted.slice(middle - 1, middle + 1));
}

/** A decimal string with exactly `places` digits behind the point; half a unit goes away from zero. */
export function roundedHalfAway(value: Exact, places: number): string {
  const scaled = value.n * 10n ** BigInt(places);
  const units = (2n * scaled + value.d) / (2n * value.d);
  const digits = units.toString().padStart(places + 1, "0");
  const sign = value.s < 0n && units > 0n ? "-" : "";
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** For people, in a sentence: at most six digits behind the point, half away from zero, without closing zeros. */
export const shown = (value: Exact): string => roundedHalfAway(value, 6).replace(/\.?0+$/, "");
