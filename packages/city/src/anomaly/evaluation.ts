// How often the detector misses and how often it cries for nothing, on faults put into a series that is taken as clean. Pure.
import { exact, roundedHalfAway, whole } from "../exact.ts";
import type { Observation } from "../observation.ts";
import { findAnomalies, modelHash, type Detector } from "./detector.ts";

/** A fault to put in: from the observation at `index` of the series on, for `length` observations. */
export interface Fault {
  readonly kind: "spike" | "offset" | "drop" | "drift";
  readonly index: number;
  readonly length: number;
  /** Spike and offset add it; drift adds it in equal steps; a drop sets it as the value. */
  readonly amount: string;
}

export interface KindResult {
  readonly faults: number;
  readonly found: number;
  readonly missed: number;
}

/** What is published beside the detector. */
export interface Evaluation {
  readonly model: string;
  readonly observations: number;
  readonly faults: number;
  readonly found: number;
  readonly missed: number;
  /** Findings outside every fault. */
  readonly falseAlarms: number;
  readonly falseAlarmsPerThousand: string;
  readonly byKind: Readonly<Partial<Record<Fault["kind"], KindResult>>>;
}

/** The series with its faults, in the property's own unit. @throws {RangeError} for a fault beyond the series. */
export function injectFaults(
  series: readonly Observation[],
  faults: readonly Fault[],
  property: string,
): Observation[] {
  const result = [...series];
  for (const { kind, index, length, amount } of faults)
    for (let step = 0; step < length; step += 1) {
      const observation = result[index + step];
      if (observation === undefined)
        throw new RangeError(`no observation ${index + step} to put a fault into`);
      const stated = observation.values.get(property);
      if (stated === undefined) continue;
      const share = kind === "drift" ? whole(step + 1).div(length) : whole(1);
      const faulty = kind === "drop" ? exact(amount) : exact(stated.value).add(exact(amount).mul(share));
      const value = roundedHalfAway(faulty, 6);
      result[index + step] = {
        ...observation,
        values: new Map(observation.values).set(property, { ...stated, value }),
      };
    }
  return result;
}

/** Runs the detector over one subject's series with faults: a fault is found when any of its observations is. */
export function evaluateDetector(
  series: readonly Observation[],
  faults: readonly Fault[],
  detector: Detector,
): Evaluation {
  const findings = findAnomalies(injectFaults(series, faults, detector.property), detector);
  const foundAt = new Set(findings.map(({ observedAt }) => observedAt));
  const momentsOf = ({ index, length }: Fault): number[] =>
    series.slice(index, index + length).map(({ observedAt }) => observedAt);
  const isFound = (fault: Fault): boolean => momentsOf(fault).some((at) => foundAt.has(at));
  const count = (list: readonly Fault[]): KindResult => {
    const found = list.filter(isFound).length;
    return { faults: list.length, found, missed: list.length - found };
  };
  const faulty = new Set(faults.flatMap(momentsOf));
  const falseAlarms = findings.filter(({ observedAt }) => !faulty.has(observedAt)).length;
  const clean = series.length - faulty.size;
  const kinds = Object.entries(Object.groupBy(faults, ({ kind }) => kind)).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return {
    model: modelHash(detector),
    observations: series.length,
    ...count(faults),
    falseAlarms,
    falseAlarmsPerThousand: roundedHalfAway(whole(falseAlarms).mul(1000).div(Math.max(1, clean)), 2),
    byKind: Object.fromEntries(kinds.map(([kind, list]) => [kind, count(list)])),
  };
}

/**
 * Simulated hours of PM2.5 in µg/m³ for evaluations: a winter's daily wave, weather that lasts for days, noise. `below(n)` answers a whole
 * number under n; from a seeded one the same series comes out everywhere.
 */
export function simulatedHours(
  hours: number,
  start: number,
  below: (limit: number) => number,
): Observation[] {
  let weather = 60;
  return Array.from({ length: hours }, (_, hour) => {
    const evening = WAVE[hour % 24]!;
    weather = Math.max(15, Math.min(160, weather + below(11) - 5));
    const tenths = Math.max(10, weather * 10 + evening * 10 + below(121) - 60);
    const observedAt = start + hour * 3600;
    return {
      subject: "simulated:1",
      observedAt,
      receivedAt: observedAt + 60,
      values: new Map([["pm25", { value: `${Math.floor(tenths / 10)}.${tenths % 10}`, unit: "GQ" }]]),
    };
  });
}

/** What stoves and traffic add by the hour of the day. */
const WAVE = [30, 24, 18, 12, 8, 6, 10, 18, 28, 32, 26, 20, 14, 10, 8, 8, 12, 20, 32, 44, 50, 48, 42, 36];

/** One fault after another with room between them, kinds and sizes by turns; sizes from hard to easy. */
export function plannedFaults(hours: number, below: (limit: number) => number): Fault[] {
  const kinds = ["spike", "offset", "drop", "drift"] as const;
  const faults: Fault[] = [];
  for (let index = 21 * 24; index + 60 < hours; index += 48 + below(24)) {
    const kind = kinds[faults.length % kinds.length]!;
    const length = kind === "spike" ? 1 : 6 + below(12);
    const amount = kind === "drop" ? "0" : `${100 + 50 * below(13)}`;
    faults.push({ kind, index, length, amount });
  }
  return faults;
}
