// How far a submission lies from the truth: metrics that anybody computes again, exactly and rounded once. Pure.
import type { Bytes32 } from "@alatau/sdk";
import { exact, mean, roundedHalfAway, sum, whole, type Exact } from "../exact.ts";
import { programHash } from "../derive/program.ts";
import { RowsError, type RowFault } from "../derive/rows.ts";

/** Digits behind the point of every score. */
export const SCORE_PLACES = 6;
const MOST_FAULTS = 100;

/** A thing that is to be said, by its key, and what is said of it: a decimal number as text. */
export interface ProblemRow {
  readonly key: string;
  readonly value: string;
}

type Pair = readonly [truth: Exact, said: Exact];

export interface Metric {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly formula: string;
  /** Which of two scores is the better one. */
  readonly better: "less" | "more";
  readonly score: (pairs: readonly Pair[]) => string;
}

export const METRICS: readonly Metric[] = [
  {
    ...{ id: "mean-absolute-error", version: 1, better: "less", title: "mean absolute error" },
    formula: "the mean of |said − true| over all keys",
    score: (pairs) =>
      roundedHalfAway(mean(pairs.map(([truth, said]) => said.sub(truth).abs())), SCORE_PLACES),
  },
  {
    ...{ id: "root-mean-square-error", version: 1, better: "less", title: "root mean square error" },
    formula: "the square root of the mean of (said − true)² over all keys",
    score: (pairs) => rootHalfUp(mean(pairs.map(([truth, said]) => said.sub(truth).pow(2))), SCORE_PLACES),
  },
  {
    ...{ id: "f1", version: 1, better: "more", title: "F1 of yes and no" },
    formula:
      "2 · hits / (2 · hits + false alarms + misses); values are 0 and 1, and with nothing to find and nothing said it is 1",
    score: (pairs) => {
      const both = sum(pairs.map(([truth, said]) => truth.mul(said)));
      const all = sum(pairs.map(([truth, said]) => truth.add(said)));
      return roundedHalfAway(all.equals(0) ? whole(1) : both.mul(2).div(all), SCORE_PLACES);
    },
  },
];

/** A metric by its id; undefined for none. */
export const metricOf = (id: string): Metric | undefined => METRICS.find((metric) => metric.id === id);

/** What a metric is, whoever computes it. */
export const metricHash = ({ id, version }: Metric): Bytes32 =>
  programHash(id, version, { places: SCORE_PLACES });

/** The score of a submission; every key of the truth is said once, and no other. @throws {RowsError} with up to 100 faults of the submission */
export function scoreProblem(
  metric: Metric,
  truth: readonly ProblemRow[],
  submission: readonly ProblemRow[],
): string {
  const faults = submissionFaults(metric, truth, submission);
  if (faults.length > 0) throw new RowsError(faults.slice(0, MOST_FAULTS));
  const said = new Map(submission.map(({ key, value }) => [key, value]));
  return metric.score(truth.map(({ key, value }) => [exact(value), exact(said.get(key)!)]));
}

/** What is wrong with a submission, row by row. */
export function submissionFaults(
  metric: Metric,
  truth: readonly ProblemRow[],
  submission: readonly ProblemRow[],
): RowFault[] {
  const wanted = new Set(truth.map(({ key }) => key));
  const faults = [...rowFaults(metric, submission)];
  for (const [index, { key }] of submission.entries())
    if (!wanted.has(key))
      faults.push({
        row: index + 1,
        column: "key",
        code: "row-contradiction",
        detail: `«${key}» is not asked for`,
      });
  const said = new Set(submission.map(({ key }) => key));
  for (const { key } of truth)
    if (!said.has(key))
      faults.push({ row: 0, column: "key", code: "rows-missing", detail: `nothing is said of «${key}»` });
  return faults;
}

/** What is wrong with rows by themselves: values that a metric cannot take, keys that stand twice, no row at all. */
export function rowFaults(metric: Metric, rows: readonly ProblemRow[]): RowFault[] {
  const faults: RowFault[] = [];
  const before = new Map<string, number>();
  for (const [index, { key, value }] of rows.entries()) {
    const row = index + 1;
    const takes = metric.id === "f1" ? /^[01]$/ : /^-?\d{1,40}(\.\d{1,40})?$/;
    const allowed = metric.id === "f1" ? "0 or 1" : "a decimal number like -12.5";
    if (!takes.test(value))
      faults.push({
        row,
        column: "value",
        code: "cell-invalid",
        detail: `«${value.slice(0, 40)}» is not ${allowed}`,
      });
    const first = before.get(key);
    if (first === undefined) before.set(key, row);
    else faults.push({ row, column: "key", code: "row-duplicate", detail: `repeats row ${first} (${key})` });
  }
  if (rows.length === 0) faults.push({ row: 0, column: "", code: "rows-missing", detail: "there is no row" });
  return faults;
}

/** The square root of a number of zero or more, rounded once, half up. */
function rootHalfUp(value: Exact, places: number): string {
  const scaled = value.n * 100n ** BigInt(places);
  const floor = rootFloor(scaled / value.d);
  const isAbove = (2n * floor + 1n) ** 2n * value.d <= 4n * scaled;
  return roundedHalfAway(whole(isAbove ? floor + 1n : floor).div(whole(10n ** BigInt(places))), places);
}

/** The greatest whole number whose square is at most `value` (Newton). */
function rootFloor(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
