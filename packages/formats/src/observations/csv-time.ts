// The time column of a CSV → dateObserved and, where the row stands for a period, dateObservedFrom and dateObservedTo.
import type { CellReader, Row } from "./csv-cells.ts";
import type { CheckedCsvMapping } from "./csv-mapping.ts";
import { isRefusal, refusal, type Refusal } from "./problems.ts";
import {
  isoTime,
  localSeconds,
  momentOf,
  momentsOf,
  parseIsoTime,
  parseOffset,
  patternReader,
  type TimeRange,
  type WallTime,
} from "./time.ts";

type TimeColumn = CheckedCsvMapping["time"];
const DAY = 86_400;
/** A column that says in its name that it is UTC. */
const SAYS_UTC = /(^|[^a-z])(utc|gmt)([^a-z]|$)/i;

/** A reader of a row's time. */
export function csvTimeReader(time: TimeColumn, range: TimeRange): CellReader {
  const parse = parserOf(time.format);
  const read = (row: Row, column: string, clock?: string): number | Refusal => {
    const text = clock === undefined ? row(column) : `${row(column)} ${row(clock)}`;
    if (text.trim() === "") return refusal("time-absent", `${column} is empty`);
    const wall = parse(text);
    if (wall === null)
      return refusal("time-malformed", `${column}: «${text.slice(0, 60)}» is not ${time.format}`);
    // Counted seconds have no zone to be wrong about.
    const rule = time.format.startsWith("unix-") ? { ...time, zone: "utc" } : time;
    const moment = momentOf(wall, rule, range, SAYS_UTC.test(column));
    return isRefusal(moment)
      ? refusal(moment.code, `${column}: «${text.slice(0, 60)}», ${moment.detail}`)
      : moment;
  };
  return (row) => {
    const from = read(row, time.column, time.clock);
    if (isRefusal(from)) return from;
    const members = { [time.property]: isoTime(from) };
    const to = endOf(from, time, row, read);
    if (to === undefined) return members;
    if (isRefusal(to)) return to;
    if (to <= from) return refusal("period-inverted", `from ${isoTime(from)} to ${isoTime(to)}`);
    return { ...members, dateObservedFrom: isoTime(from), dateObservedTo: isoTime(to) };
  };
}

function endOf(
  from: number,
  { until, lasts, zone }: TimeColumn,
  row: Row,
  read: (row: Row, column: string) => number | Refusal,
): number | undefined | Refusal {
  if (until !== undefined) return read(row, until);
  if (lasts !== "day") return lasts === undefined ? undefined : from + lasts;
  if (zone === "utc" || zone === "offset" || parseOffset(zone) !== null) return from + DAY;
  // A local day has 23 or 25 hours when clocks are changed.
  const next = localSeconds(zone, from) + DAY;
  return momentsOf(zone, next)[0] ?? from + DAY;
}

function parserOf(format: string): (text: string) => WallTime | null {
  if (format === "rfc3339") return parseIsoTime;
  if (!format.startsWith("unix-")) return patternReader(format);
  const unit = format === "unix-milliseconds" ? 1000 : 1;
  return (text) =>
    /^-?\d{1,16}$/.test(text) ? { seconds: Math.floor(Number(text) / unit), offset: null } : null;
}
