import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { hourlyObservations, missing } from "../air-quality.fixture.ts";
import type { Observation } from "../observation.ts";
import { detectorSchema, findAnomalies, modelHash } from "./detector.ts";
import { evaluateDetector, injectFaults, plannedFaults, simulatedHours } from "./evaluation.ts";

const START = Date.parse("2025-01-01T00:00:00Z") / 1000;
const DETECTOR = detectorSchema.parse({ property: "pm25" });

/** A seeded generator (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
const at = (hour: number, value: string): Observation => ({
  subject: "station:1",
  observedAt: START + hour * 3600,
  receivedAt: START + hour * 3600,
  values: new Map([["pm25", { value, unit: "GQ" }]]),
});
const quiet = Array.from({ length: 24 * 10 }, (_, hour) => at(hour, `${50 + (hour % 24) + (hour % 5)}`));

describe("findAnomalies", () => {
  it("finds nothing before it has enough values to compare with, and nothing in a quiet series", () => {
    expect(findAnomalies([at(0, "1"), at(24, "9999")], DETECTOR)).to.deep.equal([]);
    expect(findAnomalies(quiet, DETECTOR)).to.deep.equal([]);
  });

  it("names model, median, deviation, score and the values that it compared with", () => {
    const [finding, ...others] = findAnomalies([...quiet, at(240, "200")], DETECTOR);
    expect(others).to.deep.equal([]);
    expect(finding).to.deep.include({
      model: modelHash(DETECTOR),
      subject: "station:1",
      observedAt: START + 240 * 3600,
      value: "200",
      deviation: "5.000",
    });
    expect(finding!.basis.length).to.be.at.least(DETECTOR.leastValues);
    expect(Math.max(...finding!.basis)).to.be.below(finding!.observedAt);
  });

  it("makes a finding again from nothing but the model and the values that it names", () => {
    const series = injectFaults(
      simulatedHours(24 * 40, START, seeded(7)),
      [{ kind: "spike", index: 800, length: 1, amount: "600" }],
      "pm25",
    );
    const finding = findAnomalies(series, DETECTOR).find(
      ({ observedAt }) => observedAt === START + 800 * 3600,
    )!;
    const named = series.filter(
      ({ observedAt }) => finding.basis.includes(observedAt) || observedAt === finding.observedAt,
    );
    expect(findAnomalies(named, DETECTOR)).to.deep.include(finding);
  });

  it("has another model hash for every other parameter", () => {
    const hashes = [DETECTOR, { ...DETECTOR, limit: "9" }, { ...DETECTOR, window: 15 }].map(modelHash);
    expect(new Set(hashes).size).to.equal(3);
  });

  it("gives the same findings whatever order the observations arrived in", () => {
    const series = [...quiet.slice(0, 150), at(150, "900"), at(151, "901")];
    fc.assert(
      fc.property(fc.shuffledSubarray(series, { minLength: series.length }), (shuffled) => {
        expect(findAnomalies(shuffled, DETECTOR)).to.deep.equal(findAnomalies(series, DETECTOR));
      }),
      { numRuns: 20 },
    );
  });
});

describe("evaluateDetector", () => {
  it("refuses a fault beyond the series", () => {
    expect(() =>
      injectFaults(quiet, [{ kind: "drop", index: 239, length: 2, amount: "0" }], "pm25"),
    ).to.throw(RangeError);
  });

  it("misses and cries as often as docs/benchmarks.md says, on a simulated year", () => {
    const below = seeded(2025);
    const hours = 24 * 365;
    const series = simulatedHours(hours, START, below);
    const result = evaluateDetector(series, plannedFaults(hours, below), DETECTOR);
    expect(result).to.deep.equal({
      model: modelHash(DETECTOR),
      observations: 8760,
      faults: 141,
      found: 116,
      missed: 25,
      falseAlarms: 3,
      falseAlarmsPerThousand: "0.40",
      byKind: {
        drift: { faults: 35, found: 33, missed: 2 },
        drop: { faults: 35, found: 17, missed: 18 },
        offset: { faults: 35, found: 33, missed: 2 },
        spike: { faults: 36, found: 33, missed: 3 },
      },
    });
  });

  it("finds spikes of 600 µg/m³ in a real station's hours", function () {
    if (missing !== undefined) this.skip();
    const series = hourlyObservations().filter(({ subject }) => subject === "kgmt_8");
    const faults = Array.from({ length: 12 }, (_, step) => ({
      kind: "spike" as const,
      index: 600 + step * 60,
      length: 1,
      amount: "600",
    }));
    expect(evaluateDetector(series, faults, DETECTOR)).to.deep.include({ found: 12, missed: 0 });
  });
});
