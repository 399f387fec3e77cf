import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fromCollection, MODELS } from "../examples.test.ts";
import { schemaCompatibility } from "./compatibility.ts";
import type { JsonValue } from "./entity.ts";

const AIR = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string" },
    pm25: { type: "number", minimum: 0, maximum: 1000 },
    level: { enum: ["low", "high"] },
  },
};
type Pair = readonly [before: JsonValue, after: JsonValue, values: readonly JsonValue[]];
const kindOf = (before: unknown, after: unknown, options = {}): string =>
  schemaCompatibility(before, after, options).kind;
const withAir = (change: object): object => ({ ...AIR, properties: { ...AIR.properties, ...change } });

describe("The next version of a schema", () => {
  it("breaks when an old record could be refused", () => {
    const breaking: Record<string, object> = {
      "a new required property": { ...AIR, required: ["id", "pm25"] },
      "a narrower range": withAir({ pm25: { type: "number", minimum: 0, maximum: 500 } }),
      "a type less": withAir({ pm25: { type: "integer", minimum: 0, maximum: 1000 } }),
      "a value less": withAir({ level: { enum: ["low"] } }),
      "a new pattern": withAir({ id: { type: "string", pattern: "^urn:" } }),
      "closed to undeclared properties": { ...AIR, additionalProperties: false },
      "a declared property that was open": withAir({ pm10: { type: "number" } }),
      "a rule between properties": { ...AIR, dependentRequired: { pm25: ["level"] } },
    };
    for (const [name, after] of Object.entries(breaking))
      expect(kindOf(AIR, after), name).to.equal("breaking");
  });

  it("is compatible when it only takes more", () => {
    const compatible: Record<string, object> = {
      "nothing required": { ...AIR, required: [] },
      "a wider range": withAir({ pm25: { type: "number", minimum: -1, maximum: 2000 } }),
      "a type more": withAir({ pm25: { type: ["number", "string"], minimum: 0 } }),
      "a value more": withAir({ level: { enum: ["low", "middle", "high"] } }),
      "values become text": withAir({ level: { type: "string", minLength: 2 } }),
      "the same in parts": { type: "object", allOf: [{ required: ["id"] }, { properties: AIR.properties }] },
      "no kind": { ...AIR, type: ["object", "null"] },
    };
    for (const [name, after] of Object.entries(compatible))
      expect(kindOf(AIR, after), name).to.equal("compatible");
    expect(kindOf({ ...AIR, additionalProperties: false }, withAir({ pm10: { type: "number" } }))).to.equal(
      "compatible",
    );
    expect(kindOf(AIR, withAir({ pm10: { type: "number" } }), { undeclared: "absent" })).to.equal(
      "compatible",
    );
  });

  it("is the same when only words change", () => {
    expect(kindOf(AIR, { ...AIR, title: "Air", $schemaVersion: "0.2", $id: "urn:new" })).to.equal("same");
    const referred = { $defs: { air: AIR }, $ref: "#/$defs/air" };
    expect(kindOf(referred, AIR)).to.equal("same");
    expect(kindOf({ $ref: "https://example.org/x" }, { $ref: "https://example.org/x" })).to.equal("same");
    expect(
      kindOf(
        { $defs: { a: { type: "string" } }, $ref: "#/$defs/a" },
        { $defs: { a: { type: "null" } }, $ref: "#/$defs/a" },
      ),
    ).to.equal("breaking");
  });

  it("says where and what changes", () => {
    const after = {
      ...withAir({
        pm25: { type: "number", minimum: 0, maximum: 500 },
        level: { enum: ["low", "middle", "high"] },
      }),
      required: ["id", "pm25"],
    };
    expect(schemaCompatibility(AIR, after)).to.deep.equal({
      kind: "breaking",
      changes: [
        { path: "/required", change: "pm25 became required", breaks: true },
        { path: "/properties/pm25/maximum", change: "1000 became 500", breaks: true },
        {
          path: "/properties/level/enum",
          change: '["low","high"] became ["low","middle","high"]',
          breaks: false,
        },
      ],
    });
  });

  it("ends, whatever refers to itself", () => {
    const tree = (leaf: string): object => ({
      $defs: { t: { properties: { leaf: { type: leaf }, next: { $ref: "#/$defs/t" } } } },
      $ref: "#/$defs/t",
    });
    expect(kindOf(tree("string"), tree("string"))).to.equal("same");
    expect(kindOf(tree("string"), tree("null"))).to.equal("breaking");
  });

  it("of a Smart Data Model takes a loosened range, and not a new required property", function () {
    const common = fromCollection("smart-data-models/common-schema.json");
    if (common === null) return this.skip();
    const resolve = (url: string): unknown =>
      url.endsWith("/common-schema.json") ? JSON.parse(common) : undefined;
    for (const model of MODELS) {
      const schema = JSON.parse(fromCollection(`smart-data-models/${model}/schema.json`)!);
      expect(kindOf(schema, structuredClone(schema), { resolve }), model).to.equal("same");
      const loose = JSON.parse(JSON.stringify(schema).replaceAll('"minimum":0', '"minimum":-1'));
      if (JSON.stringify(loose) !== JSON.stringify(schema))
        expect(kindOf(schema, loose, { resolve }), model).to.equal("compatible");
      expect(
        kindOf(schema, { ...schema, required: [...(schema.required ?? []), "novelty"] }, { resolve }),
        model,
      ).to.equal("breaking");
    }
  });

  // Small schemas over few names and values, so that changes meet the values.
  const names = fc.constantFrom("a", "b");
  const { schema } = fc.letrec<{ schema: JsonValue }>((tie) => ({
    schema: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      fc.record(
        {
          type: fc.oneof(
            fc.constantFrom("integer", "number", "string", "object", "array", "null"),
            fc.constant(["string", "integer"]),
          ),
          minimum: fc.integer({ min: -2, max: 2 }),
          exclusiveMaximum: fc.integer({ min: -2, max: 3 }),
          maxLength: fc.nat(2),
          pattern: fc.constantFrom("^a", "b$"),
        },
        { requiredKeys: [] },
      ),
      fc.record({ enum: fc.uniqueArray(fc.constantFrom(0, 1, "a", null), { minLength: 1 }) }),
      fc.boolean(),
      fc.record(
        {
          required: fc.uniqueArray(names),
          properties: fc.dictionary(names, tie("schema"), { maxKeys: 2 }),
          additionalProperties: tie("schema"),
          patternProperties: fc.dictionary(fc.constantFrom("^a", "^c"), tie("schema"), { maxKeys: 1 }),
        },
        { requiredKeys: [] },
      ),
      fc.record({ items: tie("schema") }),
      fc.record(
        { allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }), required: fc.uniqueArray(names) },
        { requiredKeys: ["allOf"] },
      ),
      fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
      fc.record({ oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
      fc.record({ not: tie("schema") }),
    ) as fc.Arbitrary<JsonValue>,
  }));
  const value = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", maxDepth: 3 },
      fc.constantFrom<JsonValue>(-2, 0, 0.5, 1, 2, "a", "b", "ab", null, true),
      fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
      fc.array(tie("value"), { maxLength: 2 }),
    ) as fc.Arbitrary<JsonValue>,
  })).value;
  /** The same schema with one part of it replaced. */
  const changed = fc.tuple(schema, schema, fc.nat(20)).map(([before, part, place]) => {
    let left = place;
    const walk = (node: JsonValue): JsonValue => {
      if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
      return Object.fromEntries(
        Object.entries(node).flatMap(([name, each]): [string, JsonValue][] => {
          left -= 1;
          if (left === 0) return [];
          if (["properties", "patternProperties"].includes(name)) return [[name, walk(each)]];
          return ["items", "additionalProperties", "a", "b", "^a"].includes(name)
            ? [[name, left === 1 ? part : walk(each)]]
            : [[name, each]];
        }),
      );
    };
    return [before, walk(before)] as const;
  });

  // Flat ones, of which many pairs are compatible.
  const limit = fc.integer({ min: -1, max: 2 });
  const numeric = fc.record(
    {
      minimum: limit,
      maximum: limit,
      exclusiveMinimum: limit,
      exclusiveMaximum: limit,
      multipleOf: fc.constantFrom(0.5, 1),
    },
    { requiredKeys: [] },
  );
  const leaf = fc.constantFrom<JsonValue>(
    true,
    { type: "integer" },
    { type: "number" },
    { enum: [0, "a"] },
    false,
  );
  const flat = fc.record(
    {
      required: fc.uniqueArray(names),
      properties: fc.dictionary(names, leaf, { maxKeys: 2 }),
      additionalProperties: leaf,
      patternProperties: fc.dictionary(fc.constantFrom("^a", "^c"), leaf, { maxKeys: 1 }),
      maxProperties: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: [] },
  );
  const scalar = fc.constantFrom<JsonValue>(-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, "a");
  const pairs = (each: fc.Arbitrary<unknown>, values: fc.Arbitrary<JsonValue>): fc.Arbitrary<Pair> =>
    fc.tuple(
      each as fc.Arbitrary<JsonValue>,
      each as fc.Arbitrary<JsonValue>,
      fc.array(values, { minLength: 5, maxLength: 15 }),
    );
  const cases = fc.oneof(
    pairs(schema, value),
    fc
      .tuple(changed, fc.array(value, { minLength: 5, maxLength: 15 }))
      .map(([[before, after], values]): Pair => [before, after, values]),
    { weight: 3, arbitrary: pairs(numeric, scalar) },
    {
      weight: 3,
      arbitrary: pairs(flat, fc.dictionary(fc.constantFrom("a", "b", "c"), scalar, { maxKeys: 3 })),
    },
  );

  it("takes whatever the old one took, unless it is called breaking", function () {
    this.timeout(60_000);
    const ajv = new Ajv2020({ strict: false, validateSchema: false });
    let taken = 0;
    fc.assert(
      fc.property(cases, ([before, after, values]) => {
        const { kind, changes } = schemaCompatibility(before, after);
        expect(changes.some(({ breaks }) => breaks)).to.equal(kind === "breaking");
        if (kind === "breaking") return;
        const [old, next] = [before, after].map((each) => ajv.compile({ allOf: [each] }));
        for (const each of values) {
          if (old!(each) !== true) continue;
          taken += kind === "compatible" ? 1 : 0;
          expect(next!(each), JSON.stringify(each)).to.equal(true);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(taken, "values that met a compatible change").to.be.greaterThan(150);
  });
});
