import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { expectedOf, hourlyObservations, missing } from "../air-quality.fixture.ts";
import type { Observation } from "../observation.ts";
import { flagObservation, qualityCodes } from "./flags.ts";
import { qualityRulesSchema, type QualityRules } from "./rules.ts";

const HOUR = 3600;
const START = 1_735_689_600;
const RULES: QualityRules = qualityRulesSchema.parse([
  {
    property: "pm25",
    min: "0",
    max: "1000",
    unit: "GQ",
    stuckAfter: 4,
    spikeOver: "150",
    lateAfterSeconds: 7200,
    gapAfterSeconds: 5400,
    disagreeOver: "40",
    partners: { "station:1": "station:2" },
  },
]);

const at = (
  hour: number,
  value: string,
  more: Partial<Observation> & { unit?: string } = {},
): Observation => {
  const { unit = "GQ", ...fields } = more;
  const observedAt = START + hour * HOUR;
  return {
    subject: "station:1",
    observedAt,
    receivedAt: observedAt + 60,
    values: new Map([["pm25", { value, unit }]]),
    ...fields,
  };
};
const codes = (now: Observation, before: Observation[] = [], partners: Observation[] = []): string[] =>
  flagObservation(now, before, RULES, partners).map(({ code }) => code);

/** Hours that move a little, never twice to the same value. */
const clean = (hours: number): Observation[] =>
  Array.from({ length: hours }, (_, hour) => at(hour, `${30 + ((hour * 7) % 23)}.${hour % 10}`));

describe("qualityRulesSchema", () => {
  it("refuses a float, a range upside down, a property twice, and a partner without a limit", () => {
    for (const rules of [
      [{ property: "pm25", max: 1000 }],
      [{ property: "pm25", min: "5", max: "4" }],
      [{ property: "pm25" }, { property: "pm25" }],
      [{ property: "pm25", partners: { a: "b" } }],
      [{ property: "pm25", above: "5" }],
    ])
      expect(qualityRulesSchema.safeParse(rules).success, JSON.stringify(rules)).to.be.false;
  });
});

describe("flagObservation", () => {
  it("flags nothing in a clean series", () => {
    const series = clean(72);
    for (const [index, now] of series.entries()) expect(codes(now, series.slice(0, index))).to.deep.equal([]);
  });

  it("flags a value outside the range and takes both ends as plausible", () => {
    expect(codes(at(0, "-0.001"))).to.deep.equal(["range"]);
    expect(codes(at(0, "1000.000000000000001"))).to.deep.equal(["range"]);
    expect(codes(at(0, "0"))).to.deep.equal([]);
    expect(codes(at(0, "1000.0"))).to.deep.equal([]);
  });

  it("flags a missing or other unit and compares such a value with nothing", () => {
    const [flag] = flagObservation(at(0, "0.5", { unit: "GP" }), [], RULES);
    expect(flag).to.deep.equal({ code: "unit", property: "pm25", detail: "unit GP, expected GQ" });
    const bare = { ...at(1, "5000"), values: new Map([["pm25", { value: "5000" }]]) };
    expect(codes(bare, [at(0, "1")])).to.deep.equal(["unit"]);
    expect(codes(at(2, "2"), [at(0, "1"), { ...bare, observedAt: START + HOUR }])).to.deep.equal([]);
  });

  it("flags a decimal comma and other texts instead of throwing", () => {
    for (const value of ["12,5", "", "NaN", "1e3", "+5", " 5", "0x10"])
      expect(codes(at(0, value)), value).to.deep.equal(["not-decimal"]);
  });

  it("flags from the value that makes the run long enough, equal numbers written differently included", () => {
    const run = [at(0, "7"), at(1, "7.0"), at(2, "7.00")];
    expect(codes(at(2, "7"), run.slice(0, 2))).to.deep.equal([]);
    expect(codes(at(3, "7.000"), run)).to.deep.equal(["stuck"]);
    expect(codes(at(4, "8"), [...run, at(3, "7")])).to.deep.equal([]);
  });

  it("flags a step above the limit for the time that passed", () => {
    expect(codes(at(1, "181"), [at(0, "30")])).to.deep.equal(["spike"]);
    expect(codes(at(1, "180"), [at(0, "30")])).to.deep.equal([]);
    expect(codes(at(0.5, "110"), [at(0, "30")])).to.deep.equal(["spike"]);
  });

  it("flags the second statement of a moment and says whether it differs", () => {
    expect(flagObservation(at(1, "30.0"), [at(1, "30")], RULES)[0]!.detail).to.include("same value");
    expect(flagObservation(at(1, "31"), [at(1, "30")], RULES)[0]!.detail).to.include("as 30");
  });

  it("flags what came late and what follows a gap", () => {
    const now = at(2, "30");
    expect(codes({ ...now, receivedAt: now.observedAt + 7201 })).to.deep.equal(["late"]);
    expect(codes({ ...now, receivedAt: now.observedAt + 7200 })).to.deep.equal([]);
    expect(codes(now, [at(0, "31")])).to.deep.equal(["gap"]);
  });

  it("flags a value that the second source near in time does not share", () => {
    const partner = (hour: number, value: string): Observation => at(hour, value, { subject: "station:2" });
    expect(codes(at(1, "80"), [], [partner(1, "39")])).to.deep.equal(["disagreement"]);
    expect(codes(at(1, "80"), [], [partner(1, "40")])).to.deep.equal([]);
    expect(codes(at(5, "80"), [], [partner(1, "39")])).to.deep.equal([]);
    expect(codes({ ...at(1, "80"), subject: "station:9" }, [], [partner(1, "39")])).to.deep.equal([]);
  });

  it("ignores properties without rules and rules without a value", () => {
    const other = { ...at(0, "1"), values: new Map([["pm10", { value: "99999" }]]) };
    expect(flagObservation(other, [], RULES)).to.deep.equal([]);
  });

  it("gives the same flags whatever order the past arrived in", () => {
    const value = fc.constantFrom("0", "7", "7.0", "400", "1200", "x", "12,5");
    const past = fc.array(
      fc.record({ hour: fc.integer({ min: 0, max: 8 }), value, delay: fc.integer({ min: 0, max: 9000 }) }),
      { maxLength: 12 },
    );
    const permuted = past.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(permuted, value, ([one, other], last) => {
        const observations = (list: typeof one): Observation[] =>
          list.map(({ hour, value, delay }) => ({
            ...at(hour, value),
            receivedAt: START + hour * HOUR + delay,
          }));
        const now = at(6, last);
        expect(flagObservation(now, observations(one), RULES)).to.deep.equal(
          flagObservation(now, observations(other), RULES),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("finds every kind of fault wherever it is put into a clean series", () => {
    const faults: Record<string, (series: Observation[], index: number) => Observation> = {
      range: (_, index) => at(index, "1200"),
      spike: (_, index) => at(index, "900"),
      unit: (_, index) => at(index, "0.03", { unit: "GP" }),
      "not-decimal": (_, index) => at(index, "31,4"),
      late: (series, index) => ({ ...series[index]!, receivedAt: series[index]!.observedAt + 90_000 }),
      duplicate: (series, index) => series[index - 1]!,
      gap: (series, index) => ({ ...series[index]!, observedAt: series[index]!.observedAt + 9 * HOUR }),
      disagreement: (series, index) => ({
        ...series[index]!,
        values: new Map([["pm25", { value: "101", unit: "GQ" }]]),
      }),
      stuck: (series, index) => at(index + 3, "44.4", { receivedAt: series[index]!.receivedAt }),
    };
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(faults)), fc.integer({ min: 1, max: 40 }), (kind, index) => {
        const series = clean(48);
        const stuck = [0, 1, 2].map((step) => at(index + step, "44.4"));
        const before = [...series.slice(0, index), ...(kind === "stuck" ? stuck : [])];
        const partner = { ...series[index]!, subject: "station:2" };
        expect(codes(faults[kind]!(series, index), before, [partner])).to.include(kind);
      }),
      { numRuns: 200 },
    );
  });
});

describe("flagObservation on the real hourly file", () => {
  it("finds each station's longest run of equal values", function () {
    if (missing !== undefined) this.skip();
    const expected = expectedOf("astana_pm25_hourly_2025-01_02.csv")["longest_identical_run"];
    const stations = Object.entries(expected as Record<string, number>);
    const byStation = Map.groupBy(hourlyObservations(), ({ subject }) => subject);
    const isStuck = (station: string, stuckAfter: number): boolean => {
      const rules = qualityRulesSchema.parse([{ property: "pm25", stuckAfter }]);
      const series = byStation.get(station)!;
      return series.some((now, index) => {
        const flags = flagObservation(now, series.slice(Math.max(0, index - 8), index), rules);
        return flags.some(({ code }) => code === "stuck");
      });
    };
    for (const [station, longest] of stations) {
      if (longest >= 2) expect(isStuck(station, longest), station).to.be.true;
      expect(isStuck(station, longest + 1), station).to.be.false;
    }
  });

  it("finds no repeated hour, and the 1000.0 at which values are capped", function () {
    if (missing !== undefined) this.skip();
    const rules = qualityRulesSchema.parse([{ property: "pm25", min: "0", max: "999.9" }]);
    const series = hourlyObservations();
    const found = [...Map.groupBy(series, ({ subject }) => subject).values()].flatMap((list) =>
      list.flatMap((now, index) => flagObservation(now, list.slice(Math.max(0, index - 1), index), rules)),
    );
    expect(qualityCodes(found)).to.deep.equal(["range"]);
    expect(found.length).to.equal(
      series.filter(({ values }) => values.get("pm25")!.value === "1000.0").length,
    );
  });
});

describe("flagObservation on the real ridership file", () => {
  it("finds the 62 repeated days and keeps them; without the flagged rows the rides are those of the distinct days", function () {
    const folder = new URL("../../../../../shared/data/ridership/", import.meta.url);
    if (!existsSync(folder)) this.skip();
    const name = "cta_daily_boardings_2001_2021.csv";
    const expected = (
      JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<
        string,
        Record<string, number>
      >
    )[name]!;
    const rules = qualityRulesSchema.parse([{ property: "rides", min: "0" }]);
    const days = new Map<number, Observation[]>();
    let [all, kept, flagged] = [0, 0, 0];
    for (const line of readFileSync(new URL(name, folder), "utf8").trim().split("\n").slice(1)) {
      const [date, , , , value] = line.split(",") as [string, string, string, string, string];
      const [month, day, year] = date.split("/");
      const observedAt = Date.parse(`${year}-${month}-${day}T00:00:00Z`) / 1000;
      const values = new Map([["rides", { value }]]);
      const now: Observation = { subject: "cta", observedAt, receivedAt: observedAt, values };
      const before = days.get(observedAt) ?? [];
      const [flag, ...others] = flagObservation(now, before, rules);
      expect(others).to.deep.equal([]);
      days.set(observedAt, [...before, now]);
      all += Number(value);
      if (flag === undefined) kept += Number(value);
      else flagged += flag.code === "duplicate" && flag.detail.endsWith("with the same value") ? 1 : 0;
    }
    expect([flagged, all, kept]).to.deep.equal([
      expected["of_these_identical_rows"],
      expected["total_rides_all_rows"],
      expected["total_rides_distinct_dates_first_row"],
    ]);
  });
});

describe("qualityCodes", () => {
  it("names each code once for the envelope", () => {
    const flags = flagObservation(at(9, "5000"), [at(0, "1"), at(9, "5000")], RULES);
    expect(qualityCodes(flags)).to.deep.equal(["duplicate", "gap", "range", "spike"]);
  });
});
