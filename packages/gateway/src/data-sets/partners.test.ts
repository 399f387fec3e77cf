// Two sources that state the same thing: the later one that is too far off is flagged, and nothing is dropped. Everything is real.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { air, AIR, openCity, type City } from "../test-city.ts";

const urn = (station: number): string => `urn:ngsi-ld:AirQualityObserved:station-${station}`;

describe("Second sources", function () {
  this.timeout(60_000);
  let city: City;
  before(async () => {
    city = await openCity();
    const rule = {
      ...{ property: "pm25", disagreeOver: "10", disagreeWithinSeconds: 1800 },
      partners: { [urn(1)]: urn(2), [urn(2)]: urn(1) },
    };
    const description = { title: { en: "Air" }, licence: "CC-BY-4.0", quality: [rule] };
    await city.registerAir("environment", { description });
  });
  after(async () => await city[Symbol.asyncDispose]());

  const flags = async (...entities: unknown[]): Promise<string[][]> => {
    const where = `/v1/data-sets/${AIR}/observations`;
    const { results } = await city.ask<{ results: { flags: string[]; status: string }[] }>("POST", where, {
      ...{ as: "environment", body: entities },
    });
    expect(results.every(({ status }) => status === "accepted")).to.equal(true);
    return results.map((row) => row.flags);
  };

  it("disagree in one upload and across uploads", async () => {
    expect(await flags(air(1, 0, 20), air(2, 0, 31))).to.deep.equal([[], ["disagreement"]]);
    expect(await flags(air(1, 1, 20))).to.deep.equal([[]]);
    expect(await flags(air(2, 1, 31))).to.deep.equal([["disagreement"]]);
  });

  it("agree within what is allowed, and where the other one stated nothing then", async () => {
    expect(await flags(air(1, 2, 20), air(2, 2, 30))).to.deep.equal([[], []]);
    expect(await flags(air(2, 4, 90))).to.deep.equal([[]]);
    expect(await flags(air(3, 2, 90))).to.deep.equal([[]]);
  });
});
