import { expect } from "chai";
import { describe, it } from "mocha";
import { EXAMPLES } from "./schema-examples.ts";
import { entityTypeOf, propertiesOf, schemaOf } from "./schema.ts";

describe("a schema for people", () => {
  const common = {
    $id: "https://x/common",
    definitions: { C: { properties: { id: { type: "string" } }, required: ["id"] } },
  };
  const schema = {
    $id: "https://x/air",
    allOf: [
      { $ref: "https://x/common#/definitions/C" },
      {
        properties: {
          type: { enum: ["AirQualityObserved"] },
          pm25: { type: "number", description: "fine dust" },
        },
      },
    ],
  };

  it("follows allOf and references, and shows what is required first", () => {
    const file = schemaOf([JSON.stringify(schema), JSON.stringify(common)]);
    expect(file.id).to.equal("https://x/air");
    expect(entityTypeOf(file)).to.equal("AirQualityObserved");
    expect(propertiesOf(file)).to.deep.equal([
      { name: "id", type: "string", required: true, description: "" },
      { name: "type", type: "AirQualityObserved", required: false, description: "" },
      { name: "pm25", type: "number", required: false, description: "fine dust" },
    ]);
  });

  it("refuses what is no object", () => {
    expect(() => schemaOf(["[]"])).to.throw(SyntaxError);
  });

  it("has examples that name type, time and at least one value", () => {
    for (const { file } of EXAMPLES) {
      expect(entityTypeOf(file), file.id).to.not.equal("");
      expect(propertiesOf(file).filter(({ type }) => /^(number|integer)$/.test(type))).to.not.deep.equal([]);
    }
  });
});
