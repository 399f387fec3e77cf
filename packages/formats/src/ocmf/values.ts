// Register values and times as the meter wrote them, into exact integers.
import type { MilliWh } from "@alatau/sdk";
import { accept, type Outcome, refuse } from "./reasons.ts";

/** U unknown, I informative, S synchronised, R relative to a synchronised start. */
export type ClockState = "U" | "I" | "S" | "R";

export interface MeterTime {
  /** As the meter wrote it. */
  readonly text: string;
  readonly unixMilliseconds: number;
  /** Whole seconds, rounded down. */
  readonly unixSeconds: number;
  /** Null when the device does not say. */
  readonly clock: ClockState | null;
}

/** Powers of ten from the unit to mWh. */
const MILLI_WH_EXPONENT: ReadonlyMap<string, number> = new Map([
  ["wh", 3],
  ["kwh", 6],
]);
const MAX_MILLI_WH = ((1n << 64n) - 1n) * 1000n;
const MAX_DIGITS = 60;
const NUMBER = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/;
const TIME =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[,.](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?(?:\s+([A-Za-z]))?$/;

/** Whether a unit (RU) is one of energy: Wh or kWh, in any case. */
export const isEnergyUnit = (unit: string): boolean => MILLI_WH_EXPONENT.has(unit.trim().toLowerCase());

/** A decimal number in Wh or kWh as mWh; digits below one mWh are refused, not rounded. */
export function toMilliWh(text: string, unit: string): Outcome<MilliWh> {
  const exponent = MILLI_WH_EXPONENT.get(unit.trim().toLowerCase());
  if (exponent === undefined) return refuse("unit-unknown", `«${unit}» is neither Wh nor kWh.`);
  const found = text.length <= MAX_DIGITS * 2 ? NUMBER.exec(text.trim()) : null;
  if (!found) return refuse("value-invalid");
  const [, sign, whole = "", fraction = "", power = "0"] = found;
  const digits = (whole + fraction).replace(/^0+(?=.)/, "");
  const shift = exponent + Number(power) - fraction.length;
  if (/^0+$/.test(digits)) return accept(0n as MilliWh);
  if (sign === "-") return refuse("value-negative");
  if (digits.length + shift > MAX_DIGITS) return refuse("value-too-large");
  if (shift < 0 && !/^0*$/.test(digits.slice(shift))) return refuse("value-too-fine");
  const milliWh = shift >= 0 ? BigInt(digits) * 10n ** BigInt(shift) : BigInt(digits.slice(0, shift) || "0");
  return milliWh > MAX_MILLI_WH ? refuse("value-too-large") : accept(milliWh as MilliWh);
}

/** The smallest step that a value written so can show, mWh, at least one. `0.2596` kWh has steps of 100 mWh. */
export function resolutionMilliWh(text: string, unit: string): MilliWh {
  const exponent = MILLI_WH_EXPONENT.get(unit.trim().toLowerCase()) ?? 0;
  const found = NUMBER.exec(text.trim());
  const shift = exponent - (found?.[3]?.length ?? 0) + Number(found?.[4] ?? 0);
  return (10n ** BigInt(Math.min(Math.max(shift, 0), exponent))) as MilliWh;
}

/** mWh as a decimal number of kWh with all digits; the inverse of `toMilliWh` for kWh. */
export function toKWhText(milliWh: MilliWh): string {
  const digits = milliWh.toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Reads a time (TM) such as `2019-08-13T10:03:15,000+0000 S`; without an offset it counts as UTC. Null when there is no such time. */
export function parseMeterTime(text: string): MeterTime | null {
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  const offset = offsetMinutes(found[8] ?? "Z");
  if (!same || offset === null) return null;
  const milliseconds = Number((found[7] ?? "0").padEnd(3, "0").slice(0, 3));
  const unixMilliseconds = date.getTime() - offset * 60_000 + milliseconds;
  const clock = (found[9] ?? "").toUpperCase();
  return {
    text,
    unixMilliseconds,
    unixSeconds: Math.floor(unixMilliseconds / 1000),
    clock: isClockState(clock) ? clock : null,
  };
}

const isClockState = (letter: string): letter is ClockState => /^[UISR]$/.test(letter);

function offsetMinutes(text: string): number | null {
  if (text === "Z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 15 || minutes > 59) return null;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
