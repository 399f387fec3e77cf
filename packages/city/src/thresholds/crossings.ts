// Which limits observations crossed. Pure: the same observations in any order give the same crossings.
import { exact, isDecimal, mean, roundedHalfAway, type Exact } from "../exact.ts";
import { inObservedOrder, type Observation } from "../observation.ts";
import { inUnit } from "../units.ts";
import type { Threshold } from "./threshold.ts";

/** A limit that was crossed in a period; `from` and `to` are UTC seconds, and equal for a single value. */
export interface Crossing {
  readonly threshold: string;
  readonly version: number;
  readonly subject: string;
  readonly property: string;
  readonly from: number;
  readonly to: number;
  /** In the threshold's unit, six digits, half away from zero; compared before it was rounded. */
  readonly value: string;
  readonly limit: string;
  readonly unit: string;
}

/** A value that could not be compared, and why. */
export interface NotCompared {
  readonly subject: string;
  readonly property: string;
  readonly observedAt: number;
  readonly reason: "not-decimal" | "unit";
}

/** What a threshold's statistic is at a moment or over a period, in the threshold's unit. */
export interface Statistic {
  readonly threshold: Threshold;
  readonly subject: string;
  readonly from: number;
  readonly to: number;
  readonly value: Exact;
  readonly crosses: boolean;
}

export interface ThresholdOptions {
  /** East of UTC: where a `daily-mean` begins its day. Default: UTC+5. */
  readonly dayOffsetSeconds?: number;
  /** Leaves out periods that end after this moment: the mean of an hour that is not over may still change. Default: none is left out. */
  readonly until?: number;
}

const HOUR = 3600;
const DAY = 86_400;
const PLACES = 6;

/** The crossings, by period, subject and threshold, and the values that were not compared. */
export function crossings(
  observations: readonly Observation[],
  thresholds: readonly Threshold[],
  options: ThresholdOptions = {},
): { crossings: Crossing[]; notCompared: NotCompared[] } {
  const { statistics, notCompared } = statisticsOf(observations, thresholds, options);
  const crossed = statistics
    .filter(({ crosses }) => crosses)
    .map(({ threshold: { id, version, property, limit, unit }, subject, from, to, value }) => ({
      threshold: id,
      version,
      subject,
      property,
      from,
      to,
      value: roundedHalfAway(value, PLACES),
      limit,
      unit,
    }));
  return { crossings: crossed, notCompared };
}

/** Every statistic that a threshold asks for, crossing or not, by period, subject and threshold: what alerts are folded from. */
export function statisticsOf(
  observations: readonly Observation[],
  thresholds: readonly Threshold[],
  { dayOffsetSeconds = 5 * HOUR, until = Infinity }: ThresholdOptions = {},
): { statistics: Statistic[]; notCompared: NotCompared[] } {
  const notCompared = new Map<string, NotCompared>();
  const groups = new Map<string, { threshold: Threshold; subject: string; from: number; values: Exact[] }>();
  for (const [index, observation] of observations.toSorted(inObservedOrder).entries())
    for (const threshold of inForce(thresholds, observation.observedAt)) {
      const { subject, observedAt } = observation;
      const { property } = threshold;
      const value = comparable(observation, threshold);
      if (value === undefined) continue;
      if (typeof value === "string") {
        notCompared.set(`${index}/${property}/${value}`, { subject, property, observedAt, reason: value });
        continue;
      }
      const from = periodStart(threshold.statistic, observedAt, dayOffsetSeconds);
      const single = threshold.statistic === "value" ? index : "";
      const key = JSON.stringify([threshold.id, threshold.version, subject, from, single]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { threshold, subject, from, values: [value] });
      else group.values.push(value);
    }
  const statistics = [...groups.values()].map(({ threshold, subject, from, values }) => {
    const value = mean(values);
    const to = from + STATISTIC_SECONDS[threshold.statistic];
    return { threshold, subject, from, to, value, crosses: crosses(value, threshold) };
  });
  const over = statistics.filter(({ to }) => to <= until);
  return { statistics: over.sort(byPeriod), notCompared: [...notCompared.values()] };
}

/** Whether a value, in the threshold's unit, is on the side of the limit that crosses it. */
export function crosses(
  value: Exact,
  { comparison, limit }: Pick<Threshold, "comparison" | "limit">,
): boolean {
  const order = value.compare(exact(limit));
  return { above: order > 0, "at-or-above": order >= 0, below: order < 0, "at-or-below": order <= 0 }[
    comparison
  ];
}

/** Of each id the version in force at the moment: the last to become valid, the higher version where two did at once. */
export function inForce(thresholds: readonly Threshold[], at: number): Threshold[] {
  const latest = new Map<string, Threshold>();
  for (const threshold of thresholds) {
    if (seconds(threshold) > at) continue;
    const other = latest.get(threshold.id);
    if (other === undefined || isLater(threshold, other)) latest.set(threshold.id, threshold);
  }
  return [...latest.values()];
}

/** How long the period of a statistic is, seconds; 0 for single values. */
export const STATISTIC_SECONDS = { value: 0, "hourly-mean": HOUR, "daily-mean": DAY } as const;
const seconds = ({ validFrom }: Threshold): number => Date.parse(validFrom) / 1000;
const isLater = (one: Threshold, other: Threshold): boolean =>
  seconds(one) > seconds(other) || (seconds(one) === seconds(other) && one.version > other.version);

/** When the period of a statistic begins that a moment lies in, UTC seconds. */
export function periodStart(statistic: Threshold["statistic"], at: number, dayOffset = 5 * HOUR): number {
  if (statistic === "value") return at;
  if (statistic === "hourly-mean") return Math.floor(at / HOUR) * HOUR;
  return Math.floor((at + dayOffset) / DAY) * DAY - dayOffset;
}

/** The value in the threshold's unit; undefined when nothing is stated, else why it cannot be compared. */
function comparable(
  { values }: Observation,
  { property, unit }: Threshold,
): Exact | NotCompared["reason"] | undefined {
  const stated = values.get(property);
  if (stated === undefined) return undefined;
  if (!isDecimal(stated.value)) return "not-decimal";
  if (stated.unit === undefined) return "unit";
  return inUnit(exact(stated.value), stated.unit, unit) ?? "unit";
}

function byPeriod(a: Statistic, b: Statistic): number {
  if (a.from !== b.from) return a.from - b.from;
  const name = ({ subject, threshold: { id, version } }: Statistic): string =>
    JSON.stringify([subject, id, version]);
  const [left, right] = [name(a), name(b)];
  return left < right ? -1 : left > right ? 1 : a.value.compare(b.value);
}
