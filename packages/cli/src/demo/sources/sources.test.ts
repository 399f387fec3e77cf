// Every source says the same for the same seed and moment, in the form of its schema, within its quality rules, and of no person.
import { flagObservation, observationOfEntity, qualityRulesSchema } from "@alatau/city";
import {
  compileSchema,
  groupRefusal,
  personalDataRefusal,
  readObservations,
  toKeyValues,
} from "@alatau/formats";
import { expect } from "chai";
import { describe, it } from "mocha";
import { registrationOf } from "../city/agencies.ts";
import { bodyOf } from "../city/publish.ts";
import { schemaOf } from "../city/models.ts";
import { pm25, STATIONS } from "./air.ts";
import { isDue, SLOT_SECONDS, SOURCES } from "./all.ts";
import { localDay, midnight, traffic } from "./noise.ts";
import type { Source } from "./source.ts";

const START = Date.parse("2026-04-02T00:00:00Z") / 1000;
const DAY = Array.from({ length: 96 }, (_, slot) => START + slot * SLOT_SECONDS);
const roundsOf = (source: Source): number[] => DAY.filter((at) => isDue(source, at));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("The sources of city data", () => {
  it("are at least sixteen, with names of their own, titles in three languages and a licence", () => {
    expect(SOURCES.length).to.be.at.least(16);
    expect(new Set(SOURCES.map(({ name }) => name)).size).to.equal(SOURCES.length);
    for (const { title } of SOURCES) expect(new Set(Object.values(title)).size, title.en).to.be.at.least(1);
  });

  for (const source of SOURCES)
    describe(source.name, () => {
      it("has quality rules that are some, and a schema with everything that it refers to", async () => {
        const { description, schema } = await registrationOf(source);
        expect(qualityRulesSchema.safeParse(description.quality ?? []).error).to.equal(undefined);
        const compiled = compileSchema(schema.schema, (url) => schema.references[url]);
        expect(compiled.ok, "detail" in compiled ? compiled.detail : "").to.equal(true);
      });

      if (source.every === 0) return;

      it("says the same bytes for the same seed and moment, and something else for another seed", () => {
        const said = (seed: number): string =>
          roundsOf(source)
            .map((at) => bodyOf(source, source.entities(seed, at)))
            .join();
        expect(said(6)).to.equal(said(6));
        expect(said(7)).not.to.equal(said(6));
      });

      it("says a day of observations that its schema, the units and the rules against personal data let through", async () => {
        const { schema, references } = await schemaOf(source.schema);
        const compiled = compileSchema(schema, (url) => references[url]);
        if (!compiled.ok) throw new Error(compiled.detail);
        for (const at of roundsOf(source)) {
          const entities = source.entities(6, at);
          const { observations, faults } = readObservations(bytes(bodyOf(source, entities)), {
            format: source.format,
            ...(source.mapping && { mapping: source.mapping }),
          });
          expect(faults).to.deep.equal([]);
          expect(observations.length).to.equal(entities.length);
          for (const { entity, observedAt, period } of observations) {
            expect(compiled.validate(toKeyValues(entity)), entity.id).to.deep.equal([]);
            expect((observedAt ?? period!.to) <= at, entity.id).to.equal(true);
            if (source.visibility !== "public") continue;
            expect(personalDataRefusal(entity), entity.id).to.equal(null);
            const { kAnonymity: least } = source;
            expect(groupRefusal(entity, { ...(least && { least }) }), entity.id).to.equal(null);
          }
        }
      });

      it("stays within its quality rules, but for what is wrong on purpose", () => {
        if (source.quality === undefined || source.format === "csv") return;
        const flagged = roundsOf(source).flatMap((at) => {
          const { observations } = readObservations(bytes(bodyOf(source, source.entities(6, at))), {
            format: source.format,
          });
          return observations.flatMap(({ entity }) => {
            const seen = observationOfEntity(entity, { observedAt: at, receivedAt: at });
            return flagObservation(seen, [], source.quality!);
          });
        });
        expect(flagged).to.deep.equal([]);
      });
    });
});

describe("The course of the simulated day", () => {
  it("has its rush hours in the morning and in the evening, local time", () => {
    const at = (hour: number): number => traffic(midnight(START) + hour * 3600);
    expect(at(8))
      .to.be.above(2 * at(5))
      .and.above(at(12));
    expect(at(18)).to.be.above(at(14)).and.above(at(23));
    expect(localDay(midnight(START))).to.equal(localDay(START));
  });

  it("makes the air of a winter's evening worse than that of a summer's noon", () => {
    const mean = (from: number): number =>
      STATIONS.map((name) => pm25(6, name, from, false)).reduce((sum, value) => sum + value, 0) /
      STATIONS.length;
    const local = (day: string): number => midnight(Date.parse(day) / 1000);
    expect(mean(local("2026-01-15T12:00:00Z") + 20 * 3600)).to.be.above(
      2 * mean(local("2026-07-15T12:00:00Z") + 13 * 3600),
    );
  });
});
