// The city score over real records: each indicator from the data set that names it, and the same number from the download.
import { cityScore, type IndicatorValues } from "@alatau/city";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { air, AIR, openCity, type City } from "../test-city.ts";

interface Score {
  score: string | null;
  coveredPercent: string;
  outputHash: string;
  indicators: {
    indicator: string;
    value: string | null;
    points: string | null;
    source: { inputs: string[] } | null;
  }[];
}

describe("The city score", function () {
  this.timeout(120_000);
  let city: City;
  before(async () => void (city = await openCity()));
  after(async () => await city[Symbol.asyncDispose]());
  const read = async (): Promise<Score> => await city.ask<Score>("GET", "/v1/city-score");
  const register = async (name: string, indicator: string): Promise<void> => {
    const description = {
      ...{ title: { en: name }, licence: "CC-BY-4.0" },
      indicator: { id: indicator, property: "pm25", days: 30 },
    };
    await city.registerAir("environment", { name, description });
  };

  it("is none while nobody measured", async () => {
    const { score, coveredPercent, indicators } = await read();
    expect([score, coveredPercent]).to.deep.equal([null, "0.0"]);
    expect(indicators.every(({ value, points }) => value === null && points === null)).to.equal(true);
  });

  it("is made of the records that its indicators' data sets hold, and recomputable from the download", async () => {
    const names: Record<string, number> = {
      "pm25-concentration": 18,
      "no2-concentration": 45,
      "public-transport-trips": 150,
      "low-carbon-buses": 40,
      "solid-waste-recycled": 13,
    };
    for (const [indicator, value] of Object.entries(names)) {
      const name = indicator === "pm25-concentration" ? AIR : `city.${indicator}`;
      await register(name, indicator);
      const where = `/v1/data-sets/${name}/observations`;
      await city.ask("POST", where, {
        as: "environment",
        body: [air(1, 0, value - 1), air(1, 1, value + 1)],
      });
    }
    const found = await read();
    const values = await city.ask<IndicatorValues>("GET", "/v1/city-score?format=indicators");
    expect(values["pm25-concentration"]).to.equal("18.000000");
    const { totals } = cityScore(values);
    expect(found.score).to.equal(totals["score"]).and.to.be.a("string");
    expect(found.indicators[0]!.source!.inputs.length).to.equal(2);
    expect(found.indicators.find(({ indicator }) => indicator === "green-area")!.source).to.equal(null);
  });
});
