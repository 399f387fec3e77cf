// Times as agencies write them → Unix seconds. What is ambiguous, missing or without a zone is refused, never guessed.
import { isRefusal, refusal, type Refusal } from "./problems.ts";

/** A clock reading: its seconds counted as if it were UTC, and the offset written behind it (seconds east), if any. */
export interface WallTime {
  readonly seconds: number;
  readonly offset: number | null;
}

/** The first and last moment that are accepted, Unix seconds. */
export interface TimeRange {
  readonly earliest: number;
  readonly latest: number;
}

/** How clock readings become moments. */
export interface ZoneRule {
  /** `offset`: each carries its own; `utc`; `+05:00`; or an IANA name such as `Asia/Almaty`. */
  readonly zone: string;
  /** For UTC: an offset other than zero is refused, obeyed (the name is wrong) or ignored (the offset is wrong). */
  readonly offsetInUtcColumn: "refuse" | "obey" | "ignore";
  /** For a local time that happens twice. */
  readonly ambiguous: "refuse" | "earlier" | "later";
}

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;
const DAY = 86_400;

/** Seconds of a calendar day and clock time; null when there is no such day or time. Years below 100 stay what they are. */
export function wallSeconds(
  year: number,
  month: number,
  day: number,
  clock: readonly number[] = [],
): number | null {
  const [hour = 0, minute = 0, second = 0] = clock;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** Seconds east of an offset such as `Z`, `+05:00`, `-0800`, `+05`; null for others. */
export function parseOffset(text: string): number | null {
  if (/^z$/i.test(text)) return 0;
  const [, sign, hours, minutes = "00"] = /^([+-])(\d\d):?(\d\d)?$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60) + 0;
}

/** A time as RFC 3339 and ISO 8601 write it; blank for T, seconds and offset may be left out. Parts of a second are cut off. */
export function parseIsoTime(text: string): WallTime | null {
  const [, year, month, day, hour, minute, second, offset] = RFC3339.exec(text) ?? [];
  if (year === undefined) return null;
  const clock = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)];
  const seconds = wallSeconds(Number(year), Number(month), Number(day), clock);
  const east = offset === undefined ? null : parseOffset(offset);
  return seconds === null || (offset !== undefined && east === null) ? null : { seconds, offset: east };
}

const FIELDS = { YYYY: "\\d{4}", MM: "\\d\\d", DD: "\\d\\d", HH: "\\d\\d", mm: "\\d\\d", ss: "\\d\\d" };
const TOKEN = /YYYY|MM|DD|HH|mm|ss|M|D|H/g;

/** Whether a pattern says year, month and day, and nothing twice. */
export function isTimePattern(pattern: string): boolean {
  const fields = [...pattern.matchAll(TOKEN)].map(([token]) =>
    token.length === 1 ? token.repeat(2) : token,
  );
  return (
    ["YYYY", "MM", "DD"].every((field) => fields.includes(field)) && new Set(fields).size === fields.length
  );
}

/** A reader of times in a pattern such as `DD.MM.YYYY HH:mm`; M, D and H alone take one or two digits. */
export function patternReader(pattern: string): (text: string) => WallTime | null {
  const names: string[] = [];
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  const source = escaped.replace(TOKEN, (token) => {
    names.push(token.length === 1 ? token.repeat(2) : token);
    return `(${token.length === 1 ? "\\d{1,2}" : FIELDS[token as keyof typeof FIELDS]})`;
  });
  const expression = new RegExp(`^${source}$`);
  return (text) => {
    const found = expression.exec(text);
    if (found === null) return null;
    const field = (name: string, absent: number): number => {
      const at = names.indexOf(name);
      return at < 0 ? absent : Number(found[at + 1]);
    };
    const clock = [field("HH", 0), field("mm", 0), field("ss", 0)];
    const seconds = wallSeconds(field("YYYY", 1970), field("MM", 1), field("DD", 1), clock);
    return seconds === null ? null : { seconds, offset: null };
  };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, calendar: "iso8601", numberingSystem: "latn", hourCycle: "h23" },
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    second: "2-digit",
  } as Intl.DateTimeFormatOptions);
  formatters.set(zone, made);
  return made;
}

/** Whether a name is a time zone of the IANA database. */
export function isZone(name: string): boolean {
  try {
    return formatter(name) !== undefined;
  } catch {
    return false;
  }
}

/** The clock of a zone at a moment, as seconds counted as if it were UTC. */
export function localSeconds(zone: string, moment: number): number {
  const parts = formatter(zone).formatToParts(moment * 1000);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value);
  const clock = [part("hour"), part("minute"), part("second")];
  return wallSeconds(part("year"), part("month"), part("day"), clock) ?? NaN;
}

/** The moments at which a zone's clock shows a reading, earliest first: one, or none or two where clocks are changed. */
export function momentsOf(zone: string, wall: number): readonly number[] {
  const offsets = [wall - DAY, wall + DAY].map((moment) => localSeconds(zone, moment) - moment);
  const moments = [...new Set(offsets)].map((offset) => wall - offset);
  return moments.filter((moment) => localSeconds(zone, moment) === wall).sort((a, b) => a - b);
}

/** The moment of a clock reading. `saysUtc`: the column's own name claims UTC, whatever the rule says. */
export function momentOf(
  wall: WallTime,
  rule: ZoneRule,
  range: TimeRange,
  saysUtc = false,
): number | Refusal {
  // Before any zone: the years of a typing error have no offsets worth computing.
  if (wall.seconds < range.earliest - DAY || wall.seconds > range.latest + DAY)
    return outOfRange(wall.seconds);
  const moment = inZone(wall, rule, saysUtc);
  if (isRefusal(moment)) return moment;
  return moment < range.earliest || moment > range.latest ? outOfRange(moment) : moment;
}

const outOfRange = (moment: number): Refusal => refusal("time-out-of-range", `it says ${isoTime(moment)}`);

function inZone({ seconds, offset }: WallTime, rule: ZoneRule, saysUtc: boolean): number | Refusal {
  const isUtc = rule.zone === "utc" || (saysUtc && rule.zone === "offset");
  if (isUtc && offset !== null && offset !== 0) {
    if (rule.offsetInUtcColumn === "refuse")
      return refusal("offset-in-utc-column", `the offset is ${offsetText(offset)}`);
    return rule.offsetInUtcColumn === "obey" ? seconds - offset : seconds;
  }
  if (rule.zone === "utc") return seconds;
  if (rule.zone === "offset")
    return offset === null ? refusal("time-zone-missing", "it carries no offset") : seconds - offset;
  const fixed = parseOffset(rule.zone);
  if (fixed === null && !isZone(rule.zone)) return refusal("time-zone-missing", `${rule.zone} is no zone`);
  const moments = fixed === null ? momentsOf(rule.zone, seconds) : [seconds - fixed];
  if (offset !== null) {
    if (moments.includes(seconds - offset)) return seconds - offset;
    return refusal("offset-mismatch", `${offsetText(offset)} is not the offset of ${rule.zone} then`);
  }
  if (moments.length === 0) return refusal("time-missing", `clocks of ${rule.zone} skip it`);
  if (moments.length > 1 && rule.ambiguous === "refuse")
    return refusal("time-ambiguous", `${moments.map(isoTime).join(" or ")}`);
  return rule.ambiguous === "later" ? moments.at(-1)! : moments[0]!;
}

/** RFC 3339 UTC of Unix seconds, e.g. `2026-01-31T09:00:00Z`. */
export function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  // Beyond what a date can say only a fault's detail ever asks.
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace(/\.\d+Z$/, "Z");
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60;
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
