import { expect } from "chai";
import { describe, it } from "mocha";
import { fromCollection, MODELS } from "../examples.test.ts";
import { canonicalEntity, type NgsiLdEntity, toKeyValues } from "./entity.ts";
import { compileSchema, type CompiledSchema } from "./schema.ts";

const COMMON = "https://smart-data-models.github.io/data-models/common-schema.json";
const ENVIRONMENT =
  "https://raw.githubusercontent.com/smart-data-models/dataModel.Environment/master/Environment-schema.json";

/** The collection holds one of the two documents that the models refer to; the other has one definition that matters. */
function resolve(url: string): unknown {
  if (url === COMMON) return JSON.parse(fromCollection("smart-data-models/common-schema.json")!);
  return url === ENVIRONMENT
    ? { definitions: { airQualityLevel: { type: "string", minLength: 2 } } }
    : undefined;
}

const modelFile = (model: string, file: string): unknown =>
  JSON.parse(fromCollection(`smart-data-models/${model}/${file}`)!);
const compiled = (schema: unknown): CompiledSchema => {
  const result = compileSchema(schema, resolve);
  if (!result.ok) throw new Error(`${result.code}: ${result.detail}`);
  return result;
};

/** Where the models contradict their own examples: nothing else may be wrong with them. */
const OWN_FAULTS: Record<string, readonly string[]> = {
  ACMeasurement: ['/dateObserved must match format "date-time"'], // 2020-03-17TT08:45:00Z
  AirQualityObserved: ["/tsp must be integer", "/windDirection must be <= 180"], // 73.3 and 186
};

describe("Schemas of data sets", () => {
  it("are refused when they are none, or refer to what nobody has", () => {
    expect(compileSchema("text")).to.include({ ok: false, code: "schema-invalid" });
    expect(compileSchema({ type: "strange" })).to.include({ ok: false, code: "schema-invalid" });
    expect(compileSchema({ $ref: "#/definitions/absent" })).to.include({ ok: false, code: "schema-invalid" });
    const away = compileSchema({ properties: { a: { $ref: "https://example.org/a.json#/b" } } });
    expect(away).to.deep.equal({
      ok: false,
      code: "schema-reference-unresolved",
      detail: "https://example.org/a.json",
    });
  });

  it("say where a value is wrong and what is allowed", () => {
    const { validate } = compiled({
      required: ["id"],
      properties: {
        id: true,
        pm25: { type: "number", minimum: 0 },
        level: { enum: ["low", "high"] },
        when: { type: "string", format: "date-time" },
      },
      additionalProperties: false,
    });
    expect(validate({ pm25: -1, level: "middle", extra: 1, when: "yesterday" })).to.deep.equal([
      { path: "", message: "must have required property 'id'" },
      { path: "", message: "must NOT have additional properties: extra" },
      { path: "/pm25", message: "must be >= 0" },
      { path: "/level", message: "must be equal to one of the allowed values: low, high" },
      { path: "/when", message: 'must match format "date-time"' },
    ]);
    expect(validate({ id: 1, when: "2026-01-31T09:00:00Z" })).to.deep.equal([]);
  });

  it("refer to each other, through any document, and keep to the dialect of the first", () => {
    const documents: Record<string, unknown> = {
      "https://example.org/a.json": {
        $id: "https://elsewhere.org/a.json",
        $defs: { n: { $ref: "b.json#/$defs/n" } },
      },
      "https://example.org/b.json": { $defs: { n: { type: "integer" } } },
    };
    const result = compileSchema(
      { $id: "https://example.org/s.json", items: { $ref: "a.json#/$defs/n" } },
      (url) => documents[url],
    );
    expect(result.ok && result.validate([1, 0.5])).to.deep.equal([
      { path: "/1", message: "must be integer" },
    ]);
    expect(result.ok && [...result.documents.keys()]).to.deep.equal(Object.keys(documents));
    const old = compileSchema({
      $schema: "http://json-schema.org/draft-07/schema#",
      items: [{ type: "string" }],
    });
    expect(old.ok && old.validate([1])).to.have.length(1);
  });

  for (const model of MODELS)
    it(`of the Smart Data Model ${model} take its examples in both forms`, function () {
      if (fromCollection("smart-data-models/common-schema.json") === null) return this.skip();
      const { validate } = compiled(modelFile(model, "schema.json"));
      const entity = canonicalEntity(modelFile(model, "example-normalized.jsonld")) as NgsiLdEntity;
      const faults = [modelFile(model, "example.json"), toKeyValues(entity)].flatMap(validate);
      const own = new Set(faults.map(({ path, message }) => `${path} ${message}`));
      expect([...own]).to.deep.equal(OWN_FAULTS[model] ?? []);
      expect(validate({ ...toKeyValues(entity), type: "Other" }).map(({ path }) => path)).to.include("/type");
    });
});
