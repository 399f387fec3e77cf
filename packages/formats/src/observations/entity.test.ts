import { jcs } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { bytesFromCollection, fromCollection, MODELS } from "../examples.test.ts";
import { exactNumber, plainDecimal, roundDecimal } from "./decimal.ts";
import {
  canonicalEntity,
  type JsonValue,
  type KeyValues,
  type NgsiLdEntity,
  toKeyValues,
  toNormalised,
} from "./entity.ts";
import { observationOf, type ObservationsRead } from "./observation.ts";
import { isRefusal } from "./problems.ts";
import { readObservations } from "./read.ts";
import { convertDecimal } from "./units.ts";

/** The models' examples that are refused, rightly. */
const OWN_FAULTS: Record<string, readonly string[]> = {
  ACMeasurement: ["item 1: time-malformed"], // 2020-03-17TT08:45:00Z
  AirQualityObserved: ["item 1: unit-missing"], // particles may be in mg/m³ or µg/m³
};
const ID = "urn:ngsi-ld:AirQualityObserved:almaty-1";
const HOUR = { id: ID, type: "AirQualityObserved", dateObserved: "2026-01-31T09:00:00Z" };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, format: "jsonl" | "ngsi-ld"): ObservationsRead =>
  readObservations(utf8(text), { format });
const codes = ({ faults }: ObservationsRead): string[] =>
  faults.map(({ position, code }) => `${position}: ${code}`);
const codeOf = (input: unknown): string => {
  const made = observationOf(input, "item 1", {});
  return isRefusal(made) ? made.code : "taken";
};

describe("An NGSI-LD entity", () => {
  it("is refused for what it lacks or what would change", () => {
    expect(codeOf([])).to.equal("entity-invalid");
    expect(codeOf({ ...HOUR, id: "station 1" })).to.equal("id-invalid");
    expect(codeOf({ ...HOUR, type: 4 })).to.equal("entity-invalid");
    expect(codeOf({ ...HOUR, "a b": 1 })).to.equal("attribute-invalid");
    expect(codeOf({ ...HOUR, name: { type: "Property" } })).to.equal("attribute-invalid");
    expect(codeOf({ ...HOUR, name: null })).to.equal("value-null");
    expect(codeOf({ ...HOUR, name: "\ud800" })).to.equal("attribute-invalid");
    expect(codeOf({ ...HOUR, pressure: 2 ** 60 })).to.equal("number-not-exact");
    expect(codeOf(JSON.parse(`{"id":"${ID}","type":"A","__proto__":1}`))).to.equal("attribute-invalid");
  });

  it("is refused without a unit where two are possible, with an unknown one, and with one that is not allowed", () => {
    const pm25 = (unitCode?: string): unknown => ({
      ...HOUR,
      pm25: { type: "Property", value: 1, ...(unitCode && { unitCode }) },
    });
    expect(codeOf({ ...HOUR, pm25: 1 })).to.equal("unit-missing");
    expect(codeOf(pm25())).to.equal("unit-missing");
    expect(codeOf(pm25("XXQ"))).to.equal("unit-unknown");
    expect(codeOf(pm25("constructor"))).to.equal("unit-unknown");
    expect(codeOf(pm25("KMH"))).to.equal("unit-not-allowed");
    expect(codeOf(pm25("GP"))).to.equal("taken");
    expect(codeOf({ ...HOUR, temperature: 12.2 })).to.equal("taken");
  });

  it("is observed when it says so, and refused when it does not", () => {
    const timeOf = (input: object): unknown => {
      const made = observationOf({ id: ID, type: "A", ...input }, "item 1", {});
      return isRefusal(made) ? made.code : (made.observedAt ?? made.period);
    };
    const nine = Date.UTC(2026, 0, 31, 9) / 1000;
    expect(timeOf({})).to.equal("time-absent");
    expect(timeOf({ dateObserved: "2026-01-31T09:00:00" })).to.equal("time-zone-missing");
    expect(timeOf({ dateObserved: "yesterday" })).to.equal("time-malformed");
    expect(timeOf({ dateObserved: "0014-01-31T09:00:00Z" })).to.equal("time-out-of-range");
    expect(timeOf({ dateObserved: "2026-01-31T14:00:00.250+05:00" })).to.equal(nine);
    expect(timeOf({ dateObserved: "2026-01-31T09:00:00Z/2026-01-31T10:00:00Z" })).to.deep.equal({
      from: nine,
      to: nine + 3600,
    });
    expect(
      timeOf({ dateObservedFrom: "2026-01-31T10:00:00Z", dateObservedTo: "2026-01-31T09:00:00Z" }),
    ).to.equal("period-inverted");
    const at = (observedAt: string): object => ({ type: "Property", value: 1, observedAt });
    expect(timeOf({ a: at("2026-01-31T08:00:00Z"), b: at("2026-01-31T09:00:00Z") })).to.equal(nine);
  });

  it("is the same in the normalised, concise and key-values form", () => {
    const location = { type: "Point", coordinates: [76.9, 43.25] };
    const forms = [
      { ...HOUR, location, refDevice: "urn:ngsi-ld:Device:1", reliability: 0.7 },
      {
        ...HOUR,
        location: { value: location },
        refDevice: { object: "urn:ngsi-ld:Device:1" },
        reliability: { value: 0.7 },
      },
      {
        ...HOUR,
        dateObserved: { type: "Property", value: { "@type": "DateTime", "@value": HOUR.dateObserved } },
        reliability: { value: 0.7, type: "Property" },
        location: { value: location, type: "GeoProperty" },
        refDevice: { type: "Relationship", object: "urn:ngsi-ld:Device:1" },
      },
    ].map((form) => jcs(canonicalEntity(form)));
    expect(new Set(forms)).to.have.property("size", 1);
  });

  const name = fc.stringMatching(/^[a-zA-Z][\w]{0,12}$/).filter((each) => !["id", "type"].includes(each));
  const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>;

  it("keeps its key-values on the way to the normalised form and back", () => {
    fc.assert(
      fc.property(fc.dictionary(name, value), (properties) => {
        const keyValues: KeyValues = { ...properties, id: ID, type: "A" };
        const back = toKeyValues(toNormalised(keyValues));
        expect(JSON.stringify(Object.entries(back).sort())).to.equal(
          JSON.stringify(Object.entries(toKeyValues(toNormalised(back))).sort()),
        );
        expect(back).to.deep.equal(JSON.parse(JSON.stringify(keyValues)));
      }),
    );
  });

  it("is canonical: taken again it is the same, in any order of keys", () => {
    fc.assert(
      fc.property(fc.dictionary(name, value), (properties) => {
        const once = canonicalEntity({ ...properties, id: ID, type: "A" });
        if (isRefusal(once)) return;
        const turned = Object.fromEntries(Object.entries(once).reverse());
        expect(jcs(canonicalEntity(turned))).to.equal(jcs(once));
      }),
    );
  });

  it("comes out of the models' own examples", function () {
    const present = fromCollection("smart-data-models/common-schema.json");
    if (present === null) return this.skip();
    for (const model of MODELS) {
      const bytes = bytesFromCollection(`smart-data-models/${model}/example-normalized.jsonld`)!;
      const { observations, faults } = readObservations(bytes, { format: "ngsi-ld", zone: "utc" });
      expect(codes({ observations, faults }), model).to.deep.equal(OWN_FAULTS[model] ?? []);
      expect(observations).to.have.length(model in OWN_FAULTS ? 0 : 1);
      const entity = canonicalEntity(JSON.parse(new TextDecoder().decode(bytes))) as NgsiLdEntity;
      expect(toKeyValues(entity), model).to.not.have.property("@context");
    }
  });
});

describe("JSON lines", () => {
  const line = (hour: number, more = ""): string =>
    `{"id":"${ID}","type":"AirQualityObserved","dateObserved":"2026-01-31T0${hour}:00:00Z"${more}}`;

  it("give each fault its line", () => {
    const text = [
      line(1),
      "{",
      "",
      line(1),
      line(1, ',"reliability":0.5'),
      line(2, ',"reliability":0.12345678901234567890'),
      "[]",
      line(3).slice(0, -9),
    ];
    const result = read(text.join("\n"), "jsonl");
    expect(codes(result)).to.deep.equal([
      "line 2: json-malformed",
      "line 4: row-repeated",
      "line 5: row-conflict",
      "line 6: number-not-exact",
      "line 7: entity-invalid",
      "line 8: file-truncated",
    ]);
    expect(result.observations.map(({ position }) => position)).to.deep.equal(["line 1"]);
  });

  it("are refused when an object says something twice, and not when a text looks like it", () => {
    const twice = line(1, ',"name":{"type":"Property","value":{"a":1,"a":2}}');
    const once = line(2, ',"name":"\\"a\\": 1, \\"a\\": 2","a":{"b":[{"b":1}]}');
    expect(codes(read(`${twice}\n${once}`, "jsonl"))).to.deep.equal(["line 1: member-repeated"]);
  });

  it("are refused empty, too large, or in another encoding", () => {
    expect(codes(read("\n\n", "jsonl"))).to.deep.equal(["file: file-empty"]);
    expect(codes(readObservations(Uint8Array.of(0xff), { format: "jsonl" }))).to.deep.equal([
      "file: text-encoding",
    ]);
    const limits = { maxBytes: 10, maxFaults: 1 };
    expect(codes(readObservations(utf8(line(1)), { format: "jsonl", limits }))).to.deep.equal([
      "file: input-too-large",
    ]);
    const many = readObservations(utf8("{\n{\n{\n"), { format: "jsonl", limits: { maxFaults: 1 } });
    expect(codes(many)).to.deep.equal(["line 1: json-malformed", "line 2: too-many-faults"]);
    const one = readObservations(utf8(`${line(1)}\n${line(2)}\n${line(3)}`), {
      format: "jsonl",
      limits: { maxObservations: 1 },
    });
    expect(codes(one)).to.deep.equal(["line 2: too-many-observations"]);
  });

  it("never throw, whatever the bytes", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), fc.json().map(utf8)),
        fc.constantFrom("jsonl" as const, "ngsi-ld" as const),
        (bytes, format) => {
          expect(readObservations(bytes, { format })).to.have.keys("observations", "faults");
        },
      ),
    );
    const deep = `{"id":"${ID}","type":"A","x":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
    expect(readObservations(utf8(deep), { format: "ngsi-ld" }).faults).to.have.length(1);
  });

  it("as a document are one entity or a list", () => {
    expect(codes(read(`[${line(1)},{},${line(2)}]`, "ngsi-ld"))).to.deep.equal(["item 2: id-invalid"]);
    expect(read(line(1), "ngsi-ld").observations).to.have.length(1);
    expect(codes(read(`[${line(1)},${line(2).slice(0, 30)}`, "ngsi-ld"))).to.deep.equal([
      "file: file-truncated",
    ]);
    expect(codes(read("[]", "ngsi-ld"))).to.deep.equal(["file: file-empty"]);
  });
});

describe("Decimals", () => {
  it("say whether a JSON number keeps them", () => {
    expect(exactNumber("0.0012453333333333333")).to.equal(0.0012453333333333333);
    expect(exactNumber("-0.0")).to.satisfy((zero: number) => Object.is(zero, 0));
    for (const text of [
      "0.12345678901234567890",
      "9007199254740993",
      "1e400",
      "1e-400",
      "",
      ".",
      "1,5",
      "NaN",
      "0x10",
    ])
      expect(exactNumber(text), text).to.equal(null);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        if (Number.isInteger(value) && !Number.isSafeInteger(value)) return;
        expect(exactNumber(String(value))).to.equal(value + 0);
      }),
    );
  });

  it("are converted without an error in the last place", () => {
    expect(convertDecimal("0.5146641334532487", "GP", "GQ")).to.equal("514.6641334532487");
    expect(convertDecimal("0.1", "GP", "GQ")).to.equal("100");
    expect(convertDecimal("1.5", "SMI", "MTR")).to.equal("2414.016");
    expect(convertDecimal("55", "P1", "C62")).to.equal("0.55");
    expect(convertDecimal("2414.016", "MTR", "SMI")).to.have.property("code", "unit-not-allowed");
    expect(convertDecimal("1", "GP", "KMH")).to.have.property("code", "unit-not-allowed");
    expect(convertDecimal("1", "??", "GQ")).to.have.property("code", "unit-unknown");
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(20), (digits, places) => {
        const text = `${digits}e-${places}`;
        expect(convertDecimal(text, "GP", "GQ")).to.equal(plainDecimal(`${digits * 1000n}e-${places}`));
        expect(convertDecimal(convertDecimal(text, "GP", "GQ") as string, "GQ", "GP")).to.equal(
          plainDecimal(text),
        );
      }),
    );
  });

  it("are rounded with halves away from zero", () => {
    expect(["1.005", "-1.005", "1.0049", "1", "-0.001"].map((text) => roundDecimal(text, 2))).to.deep.equal([
      "1.01",
      "-1.01",
      "1",
      "1",
      "0",
    ]);
  });
});
