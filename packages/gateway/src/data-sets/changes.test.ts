import { expect } from "chai";
import { describe, it } from "mocha";
import { changesOf } from "./changes.ts";

const entity = (attributes: object): string => JSON.stringify({ id: "urn:x:1", type: "X", ...attributes });

describe("changesOf", () => {
  it("names each attribute that differs, with its unit, and no other", () => {
    const before = entity({
      pm25: { type: "Property", value: 41.5, unitCode: "GQ" },
      no2: { type: "Property", value: 9 },
      note: { type: "Property", value: "same" },
    });
    const after = entity({
      pm25: { type: "Property", value: 14.5, unitCode: "GQ" },
      so2: { type: "Property", value: 2 },
      note: { type: "Property", value: "same" },
    });
    expect(changesOf(before, after)).to.deep.equal([
      { property: "no2", before: "9", after: null },
      { property: "pm25", before: "41.5 GQ", after: "14.5 GQ" },
      { property: "so2", before: null, after: "2" },
    ]);
  });

  it("sees a change of the unit alone", () => {
    const [before, after] = ["GQ", "GP"].map((unitCode) =>
      entity({ pm25: { type: "Property", value: 1, unitCode } }),
    );
    expect(changesOf(before!, after!)).to.deep.equal([{ property: "pm25", before: "1 GQ", after: "1 GP" }]);
  });
});
