import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { expectedOf, hourlyObservations, missing } from "../air-quality.fixture.ts";
import type { Observation } from "../observation.ts";
import { crossings, inForce } from "./crossings.ts";
import { AIR_QUALITY_THRESHOLDS } from "./defaults.ts";
import { thresholdSchema, thresholdsSchema, type Threshold } from "./threshold.ts";

const START = Date.parse("2025-01-01T00:00:00Z") / 1000;
const HOUR = 3600;
const LIMIT: Threshold = thresholdSchema.parse({
  id: "pm25-one-time",
  version: 1,
  dataset: "environment.air-quality",
  property: "pm25",
  unit: "GP",
  statistic: "value",
  limit: "0.16",
  comparison: "above",
  source: { document: "test", confirmed: true },
  validFrom: "2025-01-01T00:00:00Z",
});
const at = (hour: number, value: string, unit: string | undefined = "GQ"): Observation => ({
  subject: "station:1",
  observedAt: START + hour * HOUR,
  receivedAt: START + hour * HOUR,
  values: new Map([["pm25", { value, ...(unit !== undefined && { unit }) }]]),
});

describe("thresholdsSchema", () => {
  it("refuses a version twice, a float and a time without zone", () => {
    expect(thresholdsSchema.safeParse([LIMIT, LIMIT]).success).to.be.false;
    expect(thresholdSchema.safeParse({ ...LIMIT, limit: 0.16 }).success).to.be.false;
    expect(thresholdSchema.safeParse({ ...LIMIT, validFrom: "2025-01-01 00:00" }).success).to.be.false;
  });
});

describe("crossings", () => {
  it("compares exactly, in the threshold's unit", () => {
    const found = crossings([at(0, "160"), at(1, "160.000000000001"), at(2, "0.161", "GP")], [LIMIT]);
    expect(found.crossings.map(({ from }) => (from - START) / HOUR)).to.deep.equal([1, 2]);
    expect(found.crossings[1]).to.deep.include({ value: "0.161000", limit: "0.16", unit: "GP", version: 1 });
  });

  it("names what it could not compare instead of leaving it out silently", () => {
    const bare: Observation = { ...at(3, ""), values: new Map([["pm25", { value: "900" }]]) };
    const found = crossings([at(0, "9,5"), at(1, "900", "CEL"), bare], [LIMIT]);
    expect(found.crossings).to.deep.equal([]);
    expect(found.notCompared.map(({ reason }) => reason)).to.deep.equal(["not-decimal", "unit", "unit"]);
  });

  it("takes the mean of an hour, and of a day that begins at midnight UTC+5", () => {
    const hourly: Threshold = { ...LIMIT, id: "hourly", statistic: "hourly-mean" };
    const daily: Threshold = { ...LIMIT, id: "daily", statistic: "daily-mean", limit: "0.1" };
    const observations = [at(18, "90"), at(18.5, "240"), at(19, "110"), at(19.5, "100")];
    const found = crossings(observations, [hourly, daily]).crossings;
    expect(
      found.map(({ threshold, from, value }) => [threshold, (from - START) / HOUR, value]),
    ).to.deep.equal([
      ["daily", -5, "0.165000"],
      ["hourly", 18, "0.165000"],
      ["daily", 19, "0.105000"],
    ]);
    const inUtc = crossings(observations, [daily], { dayOffsetSeconds: 0 }).crossings;
    expect(inUtc.map(({ from, value }) => [(from - START) / HOUR, value])).to.deep.equal([[0, "0.135000"]]);
  });

  it("waits for a period to end where it is told the time", () => {
    const hourly: Threshold = { ...LIMIT, statistic: "hourly-mean" };
    const found = (until: number) =>
      crossings([at(1, "170")], [hourly], { until: START + until }).crossings.length;
    expect([found(2 * HOUR - 1), found(2 * HOUR)]).to.deep.equal([0, 1]);
  });

  it("judges each moment by the version in force then", () => {
    const stricter: Threshold = { ...LIMIT, version: 2, limit: "0.1", validFrom: "2025-01-01T02:00:00Z" };
    const found = crossings([at(1, "120"), at(2, "120")], [stricter, LIMIT]).crossings;
    expect(found.map(({ version, from }) => [version, (from - START) / HOUR])).to.deep.equal([[2, 2]]);
    expect(inForce([LIMIT], START - 1)).to.deep.equal([]);
  });

  it("knows all four sides of a limit", () => {
    const sides = ["above", "at-or-above", "below", "at-or-below"] as const;
    const crossing = (value: string): string[] =>
      sides.filter(
        (comparison) => crossings([at(0, value)], [{ ...LIMIT, comparison }]).crossings.length === 1,
      );
    expect(crossing("160")).to.deep.equal(["at-or-above", "at-or-below"]);
    expect(crossing("161")).to.deep.equal(["above", "at-or-above"]);
    expect(crossing("159")).to.deep.equal(["below", "at-or-below"]);
  });

  it("answers the same whatever the order of the observations", () => {
    const one = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.constantFrom("100", "170", "300.5", "x"));
    const lists = fc
      .array(one, { maxLength: 15 })
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    const daily: Threshold = { ...LIMIT, id: "daily", statistic: "daily-mean" };
    fc.assert(
      fc.property(lists, ([list, shuffled]) => {
        const run = (of: typeof list) =>
          crossings(
            of.map(([hour, value]) => at(hour, value)),
            [LIMIT, daily],
          );
        expect(run(list)).to.deep.equal(run(shuffled));
      }),
    );
  });

  it("finds the 249 station-hours above 160 µg/m³ of the real file, by station", function () {
    if (missing !== undefined) this.skip();
    const limit = AIR_QUALITY_THRESHOLDS.filter(({ id }) => id === "pm25-one-time");
    const found = crossings(hourlyObservations(), limit).crossings;
    const expected = expectedOf("astana_pm25_hourly_2025-01_02.csv");
    expect(found.length).to.equal(expected["hours_over_160_ug_m3"]);
    const byStation = Object.groupBy(found, ({ subject }) => subject);
    expect(
      Object.fromEntries(Object.entries(byStation).map(([station, list]) => [station, list!.length])),
    ).to.deep.equal(expected["hours_over_160_by_station"]);
  });
});

describe("AIR_QUALITY_THRESHOLDS", () => {
  it("gives every limit a source, and says which are not confirmed here", () => {
    expect(AIR_QUALITY_THRESHOLDS.length).to.equal(19);
    const confirmed = AIR_QUALITY_THRESHOLDS.filter(({ source }) => source.confirmed).map(({ id }) => id);
    expect(confirmed).to.deep.equal([
      "pm25-one-time",
      "co-one-time",
      "pm25-who-24-hours",
      "pm10-who-24-hours",
      "no2-who-24-hours",
      "so2-who-24-hours",
    ]);
    for (const { source } of AIR_QUALITY_THRESHOLDS) expect(source.note).to.be.a("string");
  });
});
