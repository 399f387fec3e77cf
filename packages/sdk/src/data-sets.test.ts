import { expect } from "chai";
import { describe, it } from "mocha";
import { keccak256, stringToBytes } from "viem";
import { DATA_SET_NAME_LENGTH, datasetId, DataSetNameError, isDataSetName } from "./data-sets.ts";

describe("datasetId", () => {
  it("refuses what cannot name a data set", () => {
    const long = `city.${"a".repeat(DATA_SET_NAME_LENGTH)}`;
    for (const name of [
      "",
      "readings",
      "Energy.readings",
      "energy..readings",
      ".a",
      "a.",
      "a.b c",
      "a.b\n",
      long,
    ])
      expect(() => datasetId(name), name).to.throw(DataSetNameError);
  });

  it("is keccak256 of the name", () => {
    for (const name of ["energy.readings", "environment.air-quality.pm25", "city.ai-decisions"])
      expect(datasetId(name)).to.equal(keccak256(stringToBytes(name)));
  });

  it("takes a name of 100 characters", () => {
    expect(isDataSetName(`c.${"a".repeat(DATA_SET_NAME_LENGTH - 2)}`)).to.equal(true);
  });
});
