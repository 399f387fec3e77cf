// Numbers, money and times as people read them. Pure; energy and money stay integers up to the last character.
import { SLOT_SECONDS } from "./slot.ts";

export const LANGUAGES = ["kk", "ru", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Kazakhstan's time all year round; shown beside every time. */
export const LOCAL_TIME = "UTC+5";
const LOCAL_OFFSET_SECONDS = 5 * 3600;
const MINUS = "−";
const FIGURE_SPACE = "\u2007";
const NARROW_SPACE = "\u202f";

// In Kazakhstan both languages write numbers and dates the same way, and Chromium carries no Kazakh data of its own.
const LOCALES: Readonly<Record<Language, string>> = {
  kk: "ru-KZ",
  ru: "ru-KZ",
  en: "en-GB",
};

/** A whole number with the language's grouping, exact for any size. */
export function formatCount(value: bigint | number, language: Language): string {
  const number = BigInt(value);
  const grouped = new Intl.NumberFormat(LOCALES[language]).format(number < 0n ? -number : number);
  return number < 0n ? MINUS + grouped : grouped;
}

/**
 * An integer of 10^-`digits` units as a decimal with at least `least` of these digits; the others only where they are not zero.
 *
 *     formatFixed(105025n, 2, 2, "en"); // "1,050.25"
 */
export function formatFixed(value: bigint, digits: number, least: number, language: Language): string {
  const scale = 10n ** BigInt(digits);
  const size = value < 0n ? -value : value;
  const fraction = (size % scale).toString().padStart(digits, "0");
  const shown = fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, "");
  const whole = formatCount(size / scale, language);
  return `${value < 0n ? MINUS : ""}${whole}${shown === "" ? "" : decimalMark(language) + shown}`;
}

function decimalMark(language: Language): string {
  const parts = new Intl.NumberFormat(LOCALES[language]).formatToParts(0.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}

/** Tiyn as tenge with two decimals and the sign «₸». */
export const formatTenge = (tiyn: bigint, language: Language): string =>
  `${formatFixed(tiyn, 2, 2, language)}\u00a0₸`;

/** Tiyn as tenge; a received amount carries a plus sign. */
export const formatSignedTenge = (tiyn: bigint, language: Language): string =>
  `${tiyn > 0n ? "+" : ""}${formatTenge(tiyn, language)}`;

/** Wh as kWh with all three decimals, for columns. */
export const formatKWhColumn = (wh: bigint, language: Language): string => formatFixed(wh, 3, 3, language);

/** Wh as kWh with the unit and no needless zeros, for sentences. */
export const formatKWh = (wh: bigint, language: Language): string =>
  `${formatFixed(wh, 3, 0, language)}\u00a0${UNITS[language].kWh}`;

/** Tiyn per MWh as tenge per kWh, exact. */
export const formatPrice = (tiynPerMWh: bigint, language: Language): string =>
  `${formatFixed(tiynPerMWh, 5, 2, language)}\u00a0₸/${UNITS[language].kWh}`;

/** The price's number alone, for columns, and spaces as wide as its missing digits, which keep the decimal marks in line. */
export function formatPriceColumn(
  tiynPerMWh: bigint,
  language: Language,
): { readonly digits: string; readonly pad: string } {
  const digits = formatFixed(tiynPerMWh, 5, 2, language);
  const full = formatFixed(tiynPerMWh, 5, 5, language);
  return { digits, pad: FIGURE_SPACE.repeat(full.length - digits.length) };
}

export const UNITS: Readonly<Record<Language, { readonly kWh: string; readonly kW: string }>> = {
  kk: { kWh: "кВт·сағ", kW: "кВт" },
  ru: { kWh: "кВт·ч", kW: "кВт" },
  en: { kWh: "kWh", kW: "kW" },
};

type TimePart = "date" | "minute" | "second" | "day";
const PARTS: Readonly<Record<TimePart, Intl.DateTimeFormatOptions>> = {
  day: { day: "2-digit", month: "2-digit" },
  date: { day: "2-digit", month: "2-digit", year: "numeric" },
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

// The clock is moved before it is formatted, so that an old time zone table in a browser cannot shift it.
function localPart(unixSeconds: number, part: TimePart, language: Language): string {
  const options = { ...PARTS[part], timeZone: "UTC" };
  const moved = new Date((unixSeconds + LOCAL_OFFSET_SECONDS) * 1000);
  return new Intl.DateTimeFormat(LOCALES[language], options).format(moved);
}

/** Hour and minute, local. */
export const formatMinute = (unixSeconds: number, language: Language): string =>
  localPart(unixSeconds, "minute", language);

/** Hour, minute and second, local. */
export const formatSecond = (unixSeconds: number, language: Language): string =>
  localPart(unixSeconds, "second", language);

/** Day and month, local. */
export const formatDay = (unixSeconds: number, language: Language): string =>
  localPart(unixSeconds, "day", language);

/** Day, month, year, hour and minute, local. */
export const formatMoment = (unixSeconds: number, language: Language): string =>
  `${localPart(unixSeconds, "date", language)} ${localPart(unixSeconds, "second", language)}`;

/** A slot as «23/11/2026 14:15–14:30», local. */
export const formatSlot = (slot: number, language: Language): string =>
  `${localPart(slot * SLOT_SECONDS, "date", language)} ${formatSlotHours(slot, language)}`;

/** A slot as «14:15–14:30», local. */
export const formatSlotHours = (slot: number, language: Language): string =>
  `${formatMinute(slot * SLOT_SECONDS, language)}–${formatMinute((slot + 1) * SLOT_SECONDS, language)}`;

/** Unix seconds of an RFC 3339 time. */
export const unixOf = (time: string): number => Math.floor(Date.parse(time) / 1000);

/** The local day that holds a moment, as `2026-11-23`. */
export const localDayOf = (unixSeconds: number): string =>
  new Date((unixSeconds + LOCAL_OFFSET_SECONDS) * 1000).toISOString().slice(0, 10);

/** The moment at which a local day (`2026-11-23`) begins. */
export const localDayStart = (day: string): number =>
  Date.parse(`${day}T00:00:00Z`) / 1000 - LOCAL_OFFSET_SECONDS;

/** First and last characters of a hash. */
export const shortHash = (hash: string): string =>
  hash.length <= 16 ? hash : `${hash.slice(0, 8)}…${hash.slice(-6)}`;

/** Watts as kW, exact. */
export const formatKW = (watts: number, language: Language): string =>
  `${formatFixed(BigInt(watts), 3, 0, language)}${NARROW_SPACE}${UNITS[language].kW}`;
