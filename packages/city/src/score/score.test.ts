import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { scoreDefinitionSchema } from "./definition.ts";
import { CITY_SCORE, cityScore, IndicatorsError, scoreFormula } from "./score.ts";

const two = (more: object = {}) =>
  scoreDefinitionSchema.parse({
    id: "test",
    version: 1,
    indicators: ["a", "b"].map((id, index) => ({
      id,
      name: id,
      standard: "none",
      unit: "%",
      worst: index === 0 ? "0" : "30",
      best: index === 0 ? "3" : "10",
      goalposts: "chosen",
      weight: index === 0 ? "2" : "1",
    })),
    ...more,
  });

describe("cityScore", () => {
  it("refuses an indicator that the definition does not know, and what is no decimal number", () => {
    let caught: unknown;
    try {
      cityScore({ c: "1", a: "1,5", b: null }, { definition: two() });
    } catch (failure) {
      caught = failure;
    }
    expect(caught).to.be.instanceOf(IndicatorsError);
    expect((caught as IndicatorsError).faults.map(({ code }) => code)).to.deep.equal([
      "indicator-unknown",
      "indicator-not-decimal",
    ]);
    expect(scoreDefinitionSchema.safeParse({ ...two(), indicators: [] }).success).to.be.false;
    const [a] = two().indicators;
    for (const wrong of [
      { ...a, best: "0.0" },
      { ...a, weight: "0" },
      { ...a, worst: 1 },
    ])
      expect(scoreDefinitionSchema.safeParse({ ...two(), indicators: [wrong] }).success).to.be.false;
  });

  it("weighs points between the goalposts, in whichever direction they lie", () => {
    const { totals, rows } = cityScore({ a: "1", b: "20" }, { definition: two() });
    // (2 × 33.33… + 1 × 50) / 3 = 38.88…
    expect(rows.map(({ points }) => points)).to.deep.equal(["33.3", "50.0"]);
    expect(totals["score"]).to.equal("38.9");
    const clamped = cityScore({ a: "99", b: "31" }, { definition: two() });
    expect(clamped.rows.map(({ points }) => points)).to.deep.equal(["100.0", "0.0"]);
  });

  it("leaves out what nobody measured with its weight, and gives no score below the least coverage", () => {
    expect(cityScore({ a: "3" }, { definition: two() }).totals).to.deep.include({
      score: "100.0",
      coveredPercent: "66.7",
    });
    expect(cityScore({ b: "10", a: null }, { definition: two() }).totals).to.deep.include({
      score: null,
      measured: 1,
    });
    expect(cityScore({}).totals["score"]).to.equal(null);
  });

  it("stays between 0 and 100, and never falls when an indicator gets better", () => {
    const value = fc.integer({ min: -50, max: 400 }).map(String);
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 50 }), (pm25, trips, better) => {
        const rest = Object.fromEntries(CITY_SCORE.indicators.map(({ id, worst }) => [id, worst]));
        const of = (more: object): number =>
          Number(cityScore({ ...rest, "public-transport-trips": trips, ...more }).totals["score"]);
        const before = of({ "pm25-concentration": pm25 });
        expect(before).to.be.within(0, 100);
        expect(of({ "pm25-concentration": String(Number(pm25) - better) })).to.be.at.least(before);
      }),
    );
  });

  it("prints its formula with every indicator, and hashes the definition", () => {
    const text = scoreFormula(CITY_SCORE).join("\n");
    for (const { name, worst, best } of CITY_SCORE.indicators)
      expect(text).to.contain(name).and.to.contain(`worst ${worst}, best ${best}`);
    const { program } = cityScore({ a: "1" }, { definition: two() });
    const other = cityScore({ a: "1" }, { definition: two({ leastCoveredPercent: 50 }) });
    expect(other.program.hash).to.not.equal(program.hash);
  });
});
