// What leaves: downloads that anybody can make again, and what never leaves in a public set.
import { jcs, toCsv, toJsonLines } from "@alatau/sdk";
import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fromCollection, MODELS } from "../examples.test.ts";
import { canonicalEntity, type JsonValue, type NgsiLdEntity } from "./entity.ts";
import { groupRefusal, isCard, isIin, personalDataIn, personalDataRefusal } from "./privacy.ts";
import { readObservations } from "./read.ts";

const ID = "urn:ngsi-ld:AirQualityObserved:almaty-1";
const entityOf = (members: object): NgsiLdEntity =>
  canonicalEntity({ id: ID, type: "A", ...members }) as NgsiLdEntity;
const kinds = (members: object): string[] =>
  personalDataIn(entityOf(members)).map(({ path, kind }) => `${path}: ${kind}`);
const csv = (...entities: NgsiLdEntity[]): string => toCsv(entities.map((entity) => ({ entity })));

/** An individual's number with the right check digit, for a birthday nobody has: made for this test. */
function iin(first: string): string {
  for (let serial = 0; ; serial += 1)
    for (let digit = 0; digit < 10; digit += 1) {
      const number = `${first}${String(serial).padStart(4, "0")}${digit}`;
      if (isIin(number)) return number;
    }
}

describe("A download", () => {
  it("has the columns of all its rows, and defuses what a spreadsheet would compute", () => {
    const first = entityOf({
      pm25: { value: 12.5, unitCode: "GQ", observedAt: "2026-01-31T09:00:00Z" },
      name: '=1+"1"',
    });
    const second = entityOf({
      temperature: -3,
      location: { type: "Point", coordinates: [76.9, 43.25] },
      name: "-5",
    });
    expect(csv(first, second).split("\r\n")).to.deep.equal([
      "id,type,location,name,pm25,pm25.observedAt,pm25.unitCode,temperature",
      `${ID},A,,"'=1+""1""",12.5,2026-01-31T09:00:00Z,GQ,`,
      `${ID},A,"{""coordinates"":[76.9,43.25],""type"":""Point""}",'-5,,,,-3`,
      "",
    ]);
    expect(csv()).to.equal("id,type\r\n");
  });

  const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonValue>;
  const members = fc.dictionary(fc.constantFrom("a", "b", "c", "name"), value);
  const turned = (each: JsonValue): JsonValue => {
    if (typeof each !== "object" || each === null) return each;
    if (Array.isArray(each)) return each.map(turned);
    return Object.fromEntries(
      Object.entries(each)
        .reverse()
        .map(([name, inner]) => [name, turned(inner)]),
    );
  };

  it("has the same bytes in any order of keys, and reads back as so many rows", () => {
    fc.assert(
      fc.property(fc.array(members, { maxLength: 5 }), (rows) => {
        const entities = rows
          .map((row) => canonicalEntity({ ...row, id: ID, type: "A" }))
          .filter((entity): entity is NgsiLdEntity => "id" in entity);
        const again = entities.map(
          (entity) => turned(entity as unknown as JsonValue) as unknown as NgsiLdEntity,
        );
        expect(csv(...again)).to.equal(csv(...entities));
        expect(toJsonLines(again)).to.equal(toJsonLines(entities));
        const cells: string[][] = parse(csv(...entities));
        expect(cells).to.have.length(entities.length + 1);
        expect(cells.flat().filter((cell) => /^[=+@\t\r\n]/.test(cell))).to.deep.equal([]);
      }),
    );
  });

  it("as JSON lines reads back as the same observations, and gives the same CSV", () => {
    fc.assert(
      fc.property(fc.array(members, { minLength: 1, maxLength: 5 }), (rows) => {
        const times = rows.map((_, index) => ({ dateObserved: `2026-01-31T09:0${index}:00Z` }));
        const entities = rows.map((row, index) =>
          canonicalEntity({ ...row, ...times[index], id: ID, type: "A" }),
        );
        const good = entities.filter((entity): entity is NgsiLdEntity => "id" in entity);
        const bytes = new TextEncoder().encode(toJsonLines(good));
        const { observations } = readObservations(bytes, { format: "jsonl" });
        expect(observations.map(({ entity }) => jcs(entity))).to.deep.equal(
          good.map((entity) => jcs(entity)),
        );
        expect(toCsv(observations)).to.equal(csv(...good));
      }),
    );
  });
});

describe("Personal data in a public set", () => {
  it("is found by its form, wherever it stands", () => {
    const number = iin("0001016");
    expect(kinds({ note: `seen ${number}` })).to.deep.equal(["note: iin"]);
    expect(kinds({ count: Number(iin("9912313")) })).to.deep.equal(["count: iin"]);
    expect(kinds({ a: { b: ["x", "someone@example.org"] } })).to.deep.equal(["a.b[1]: e-mail"]);
    expect(kinds({ a: "+7 (701) 000-00-00", b: "87010000000" })).to.deep.equal(["a: phone", "b: phone"]);
    expect(kinds({ a: "4111 1111 1111 1111" })).to.deep.equal(["a: card"]);
    expect(kinds({ a: "seen 000 AAA 02", b: "A000AAA" })).to.deep.equal(["a: plate", "b: plate"]);
    expect(kinds({ license_plate: "x", contact: { givenName: "x" } })).to.deep.equal([
      "contact.givenName: person-field",
      "license_plate: person-field",
    ]);
    expect(kinds({ a: { value: 1, note: "someone@example.org" } })).to.deep.equal(["a.note.value: e-mail"]);
    expect(personalDataIn({ id: "urn:x:someone@example.org", type: "A" })).to.deep.equal([
      { path: "id", kind: "e-mail" },
    ]);
    expect(personalDataRefusal(entityOf({ note: number }))).to.include({
      code: "personal-data",
      detail: "note: iin",
    });
  });

  it("is found at any place of a text: every number with the right check digit, none with a wrong one", () => {
    const around = fc.stringMatching(/^[a-z ,;]{0,10}$/);
    fc.assert(
      fc.property(
        around,
        around,
        fc.integer({ min: 0, max: 99 }),
        fc.integer({ min: 1, max: 28 }),
        (left, right, year, day) => {
          const number = iin(`${String(year).padStart(2, "0")}01${String(day).padStart(2, "0")}5`);
          const wrong = number.slice(0, 11) + String((Number(number[11]) + 1) % 10);
          expect(kinds({ note: left + number + right })).to.include("note: iin");
          expect(kinds({ note: left + wrong + right })).to.not.include("note: iin");
        },
      ),
    );
    expect(["4111111111111111", "5500000000000004", "4111111111111112", "0"].map(isCard)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  it("is not seen in ordinary values", () => {
    const ordinary = {
      pm25: 514.6641334532487,
      at: "2026-01-31T09:00:00+05:00",
      millis: 1735689600000,
      stop: "S-3609",
      route: "T2-1@1#520",
    };
    expect(
      kinds({ ...ordinary, source: "http://datos.madrid.es", position: [43.24, 76.91], hash: "0x00ff" }),
    ).to.deep.equal([]);
  });

  it("is in four examples of the Smart Data Models, and in no other", function () {
    if (fromCollection("smart-data-models/common-schema.json") === null) return this.skip();
    const found = MODELS.flatMap((model) => {
      const entity = canonicalEntity(
        JSON.parse(fromCollection(`smart-data-models/${model}/example-normalized.jsonld`)!),
      );
      return personalDataIn(entity as NgsiLdEntity).map(({ path, kind }) => `${model}.${path}: ${kind}`);
    });
    expect(found).to.deep.equal([
      "EVChargingStation.contactPoint.email: person-field",
      "FareCollectionSystem.cardId: person-field",
      "FleetVehicleStatus.currentOperative.givenName: person-field",
      "WasteContainer.license_plate: person-field",
    ]);
  });
});

describe("A public count of persons", () => {
  const flow = (members: object): string | undefined => groupRefusal(entityOf(members))?.code;

  it("is refused below ten, in each direction too", () => {
    expect(flow({ peopleCount: 9 })).to.equal("group-too-small");
    expect(flow({ peopleCount: 100, peopleCountAway: 3, peopleCountTowards: 97 })).to.equal(
      "group-too-small",
    );
    expect(flow({ peopleCount: 10 })).to.equal(undefined);
    expect(flow({ intensity: 3 })).to.equal(undefined);
    expect(groupRefusal(entityOf({ patients: 4 }), { least: 5, properties: ["patients"] })?.detail).to.equal(
      "patients below 5",
    );
  });
});
