import { expect } from "chai";
import { describe, it } from "mocha";
import { visibleGroups } from "./readable.ts";
import { ageOf, entityTypeOf, middleOf, orderOfProperties, summarise } from "./summary.ts";

describe("a tile's summary", () => {
  it("leaves out values of another unit and names the property that is checked first", () => {
    const rows = [
      { values: { temperature: { value: "1" }, pm10: { value: "12", unit: "GQ" } } },
      { values: { pm10: { value: "8", unit: "GQ" } } },
      { values: { pm10: { value: "0.5", unit: "GP" } } },
      { values: null },
    ];
    const quality = [{ property: "pm10" }] as never;
    expect(summarise(rows, { quality })[0]).to.deep.equal({
      ...{ property: "pm10", unit: "GQ", median: "8", of: 2 },
    });
    expect(orderOfProperties(["z", "delay", "a", "pm25"], {})).to.deep.equal(["pm25", "delay", "a", "z"]);
    expect(middleOf([])).to.equal("");
    expect(middleOf(["10", "9", "8.5"])).to.equal("9");
  });

  it("reads the entity type of an id", () => {
    expect(entityTypeOf("urn:ngsi-ld:AirQualityObserved:1")).to.equal("AirQualityObserved");
    expect(entityTypeOf("station-1")).to.equal(null);
  });

  it("measures a ledger of another time by its own clock", () => {
    expect(ageOf(990, { wall: 1_000, ledger: 992 })).to.equal(10);
    expect(ageOf(990, { wall: 9_000_000, ledger: 992 })).to.equal(2);
    expect(ageOf(1_010, { wall: 1_000, ledger: 1_000 })).to.equal(0);
  });
});

describe("visibleGroups", () => {
  const terms = { dataset: "0x01", owner: 5, visibility: "owner" } as never;
  const description = {
    fieldGroups: [
      { group: 1, visibility: "members" },
      { group: 2, visibility: "public" },
      { group: 3, visibility: "owner" },
    ],
  } as never;
  const of = (participant: number | null, groups: number[] = [], auditor = false) =>
    visibleGroups(
      ...([terms, description, { participant, auditor }] as const),
      groups.map((group) => ({ dataset: "0x01", group })),
    );

  it("opens to each caller what the chain opens and no more", () => {
    expect(of(null)).to.deep.equal([2]);
    expect(of(7)).to.deep.equal([1, 2]);
    expect(of(7, [3])).to.deep.equal([1, 2, 3]);
    expect(of(7, [0])).to.deep.equal([0, 1, 2, 3]);
    expect(of(5)).to.deep.equal([0, 1, 2, 3]);
    expect(of(8, [], true)).to.deep.equal([0, 1, 2, 3]);
  });
});
