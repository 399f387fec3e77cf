// Finds values that do not fit their season: a robust z-score against the same hours of earlier days. Pure, so a finding can be replayed.
import type { Bytes32 } from "@alatau/sdk";
import { z } from "zod";
import { programHash } from "../derive/program.ts";
import { decimalSchema, exact, isDecimal, median, roundedHalfAway, type Exact } from "../exact.ts";
import { inObservedOrder, type Observation } from "../observation.ts";

/** The detector's parameters: with its name and version they are the model, and the model's hash covers all of them. */
export const detectorSchema = z.strictObject({
  property: z.string().min(1).max(100),
  /** The season: a value is compared with those at about the same place in earlier seasons. */
  seasonSeconds: z.int().min(60).max(31_622_400).default(86_400),
  /** A season falls into slots of this length; neighbouring slots count too. */
  slotSeconds: z.int().min(1).max(31_622_400).default(3600),
  neighbours: z.int().min(0).max(100).default(1),
  /** Of each slot at most this many earlier values. */
  window: z.int().min(1).max(1000).default(14),
  /** With fewer values to compare with nothing is found. */
  leastValues: z.int().min(3).max(1000).default(12),
  /** A score above this is a finding. */
  limit: decimalSchema.default("5"),
  /** The deviation is never taken for less than this, so that a quiet sensor does not cry at noise. */
  leastDeviation: decimalSchema.default("5"),
  /** Makes the median absolute deviation comparable with a standard deviation. */
  scale: decimalSchema.default("1.4826"),
});

export type Detector = z.infer<typeof detectorSchema>;

const ID = "seasonal-deviation";
const VERSION = 1;
const PLACES = 3;

/** A finding as it is recorded: whoever has the model and the named values makes it again. */
export interface Finding {
  readonly model: Bytes32;
  readonly subject: string;
  readonly property: string;
  readonly observedAt: number;
  readonly value: string;
  readonly median: string;
  readonly deviation: string;
  /** |value − median| / deviation, three digits, half away from zero; compared before it was rounded. */
  readonly score: string;
  /** When the values that it was compared with were observed. */
  readonly basis: readonly number[];
}

/** What the detector is: the program hash of its name, version and parameters. */
export const modelHash = (detector: Detector): Bytes32 => programHash(ID, VERSION, detector);

interface Earlier {
  readonly at: number;
  readonly value: Exact;
}

/** The findings among observations of any subjects, by subject and time; no value is compared with a later one. */
export function findAnomalies(observations: readonly Observation[], detector: Detector): Finding[] {
  const model = modelHash(detector);
  const bySubject = Map.groupBy(observations.toSorted(inObservedOrder), ({ subject }) => subject);
  const subjects = [...bySubject].sort(([a], [b]) => (a < b ? -1 : 1));
  return subjects.flatMap(([, series]) => findInSeries(series, detector, model));
}

function findInSeries(series: readonly Observation[], detector: Detector, model: Bytes32): Finding[] {
  const slots = new Map<number, Earlier[]>();
  const findings: Finding[] = [];
  let last = -Infinity;
  for (const { subject, observedAt, values } of series) {
    const stated = values.get(detector.property);
    // The first statement of a moment counts, as with quality flags.
    if (stated === undefined || !isDecimal(stated.value) || observedAt === last) continue;
    last = observedAt;
    const value = exact(stated.value);
    const earlier = comparable(slots, observedAt, detector);
    const verdict = judge(value, earlier, detector);
    if (verdict !== undefined)
      findings.push({
        model,
        subject,
        property: detector.property,
        observedAt,
        value: stated.value,
        ...verdict,
        basis: earlier.map(({ at }) => at).sort((a, b) => a - b),
      });
    const slot = slotOf(observedAt, detector);
    slots.set(slot, [...(slots.get(slot) ?? []), { at: observedAt, value }].slice(-detector.window));
  }
  return findings;
}

const slotOf = (at: number, { seasonSeconds, slotSeconds }: Detector): number =>
  Math.floor((((at % seasonSeconds) + seasonSeconds) % seasonSeconds) / slotSeconds);

/** Earlier values at about the same place in the season, not those of the last slots: they may be the same fault. */
function comparable(slots: ReadonlyMap<number, Earlier[]>, at: number, detector: Detector): Earlier[] {
  const { seasonSeconds, slotSeconds, neighbours } = detector;
  const count = Math.ceil(seasonSeconds / slotSeconds);
  const here = slotOf(at, detector);
  const near = new Set(
    Array.from({ length: 2 * neighbours + 1 }, (_, step) => (here + step - neighbours + count) % count),
  );
  const until = at - (neighbours + 1) * slotSeconds;
  return [...near].flatMap((slot) => (slots.get(slot) ?? []).filter((one) => one.at < until));
}

function judge(
  value: Exact,
  earlier: readonly Earlier[],
  { leastValues, leastDeviation, scale, limit }: Detector,
): Pick<Finding, "median" | "deviation" | "score"> | undefined {
  if (earlier.length < leastValues) return undefined;
  const middle = median(earlier.map((one) => one.value));
  const spread = median(earlier.map((one) => one.value.sub(middle).abs())).mul(exact(scale));
  const least = exact(leastDeviation);
  const deviation = spread.lt(least) ? least : spread;
  const score = value.sub(middle).abs().div(deviation);
  if (score.lte(exact(limit))) return undefined;
  return {
    median: roundedHalfAway(middle, PLACES),
    deviation: roundedHalfAway(deviation, PLACES),
    score: roundedHalfAway(score, PLACES),
  };
}
