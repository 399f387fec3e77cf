// All sources of city data at once: real chain, database, gateway, indexer and three checkers, for as long as is asked.
// ALATAU_SOURCES_MINUTES=30 (or npm run test:sources) runs half an hour; without it some forty seconds.
import { findAnomalies, observationOfEntity } from "@alatau/city";
import { toNormalised, type KeyValues } from "@alatau/formats";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { setTimeout as sleep } from "node:timers/promises";
import { registrationOf } from "../../packages/cli/src/demo/city/agencies.ts";
import { bodyOf, TYPES, type RowAnswer } from "../../packages/cli/src/demo/city/publish.ts";
import { findingsAt, remember, type Past } from "../../packages/cli/src/demo/city/watch.ts";
import { cadenceOf, isDue, SLOT_SECONDS, SOURCES } from "../../packages/cli/src/demo/sources/all.ts";
import { AI_DECISIONS, AI_SOURCE, decisionOf, DETECTOR } from "../../packages/cli/src/demo/sources/city.ts";
import type { Source } from "../../packages/cli/src/demo/sources/source.ts";
import { cameraCount } from "../../packages/cli/src/demo/sources/streets.ts";
import { openCity, START, until, type City } from "../../packages/gateway/src/test-city.ts";

const SECONDS = Number(process.env["ALATAU_SOURCES_MINUTES"] ?? 2 / 3) * 60;
const AIR = "environment.air-quality";
const ROUND_MS = 1_000;
const SEED = 11;
/** A quarter-hour of the city's time is played in a second. */
const FIRST = START + 30 * 3600;
/** The city's number of cameras in the long run. */
const CAMERAS = process.env["ALATAU_SOURCES_MINUTES"] === undefined ? 2_000 : 20_000;
/** Until the afternoon, so that what comes once a day has come. */
const LEAST_ROUNDS = 20;
const MIB = 2 ** 20;

interface Tile {
  name: string;
  subjects: number;
  waiting: number;
  states: { anchored: { ageSeconds: number | null } };
}
interface Seen {
  recordHash: string;
  state: string;
  subject: string;
  observedAt: string;
  entity: Record<string, unknown>;
}

const named = (name: string): Source => SOURCES.find((source) => source.name === name)!;
const stamp = (at: number): string => new Date(at * 1000).toISOString();
const middle = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1]!;

describe("All sources of city data at once", function () {
  this.timeout((SECONDS + 300) * 1000);
  let city: City;
  const past: Past = new Map();
  let at = FIRST;

  const publish = async (
    source: Source,
    entities: readonly KeyValues[],
    query = "",
  ): Promise<RowAnswer[]> => {
    const { results } = await city.ask<{ results: RowAnswer[] }>(
      "POST",
      `/v1/data-sets/${source.name}/observations${query}`,
      { as: source.agency, body: bodyOf(source, entities), type: TYPES[source.format] },
    );
    return results;
  };
  const count = async (sql: string): Promise<number> =>
    (await city.net.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${sql}`)).rows[0]!
      .count;
  const allAnchored = async (): Promise<void> => {
    const waiting = async (): Promise<number> =>
      (await count("work.waiting")) + (await count("work.batches WHERE state IN ('candidate', 'sent')"));
    await until(async () => (await waiting()) === 0, { what: "every record anchored", timeoutMs: 120_000 });
    await city.net.indexed();
  };

  before(async () => {
    city = await openCity({ publisherCheckers: ["checker1", "checker2", "checker3"] });
    for (const source of SOURCES) {
      const body = { ...(await registrationOf(source)), checkers: city.checkers, quorum: 2 };
      await city.ask("POST", "/v1/data-sets", { as: source.agency, body });
      if (source.mapping === undefined) continue;
      const mapping = { name: "default", mapping: source.mapping };
      await city.ask("POST", `/v1/data-sets/${source.name}/mappings`, { as: source.agency, body: mapping });
    }
  });
  after(async () => await (city as City | undefined)?.[Symbol.asyncDispose]());

  it("are taken round after round, none refused, while memory stays within bounds", async () => {
    const heap: number[] = [];
    const refused: RowAnswer[] = [];
    let [records, slowest] = [0, 0];
    for (
      const end = Date.now() + SECONDS * 1000;
      Date.now() < end || heap.length < LEAST_ROUNDS;
      at += SLOT_SECONDS
    ) {
      const began = Date.now();
      await city.net.advance(at);
      for (const source of SOURCES.filter((each) => isDue(each, at))) {
        const entities = source.entities(SEED, at);
        const answers = await publish(source, entities);
        if (source.name === AIR) remember(past, source, entities, answers);
        refused.push(...answers.filter(({ status }) => status !== "accepted"));
        records += answers.length;
      }
      heap.push(process.memoryUsage().heapUsed / MIB);
      slowest = Math.max(slowest, Date.now() - began);
      await sleep(Math.max(0, ROUND_MS - (Date.now() - began)));
    }
    at -= SLOT_SECONDS;
    const quarter = Math.floor(heap.length / 4);
    const [early, late] = [middle(heap.slice(quarter, 2 * quarter)), middle(heap.slice(-quarter))];
    const rounds = `${heap.length} rounds, ${records} records, the slowest round ${slowest} ms`;
    process.stdout.write(`      ${rounds}; heap ${early.toFixed(0)} → ${late.toFixed(0)} MiB\n`);
    expect(refused).to.deep.equal([]);
    expect(late).to.be.below(1.5 * early + 64);
  });

  it("are all anchored, with a fresh tile each, and nobody has anything to look at", async () => {
    await allAnchored();
    const { tiles } = await city.ask<{ tiles: Tile[] }>("GET", "/v1/board", { as: "environment" });
    for (const source of SOURCES.filter(({ every }) => every > 0)) {
      const tile = tiles.find(({ name }) => name === source.name)!;
      expect([tile.subjects > 0, tile.waiting], source.name).to.deep.equal([true, 0]);
      expect(tile.states.anchored.ageSeconds, source.name).to.be.at.most(
        cadenceOf(source) + SLOT_SECONDS + 120,
      );
    }
    expect(await count("work.incidents WHERE resolved_at IS NULL")).to.equal(0);
    expect(await count("payload.records WHERE refused IS NOT NULL")).to.equal(0);
  });

  it("carry a model's decision that anybody makes again from the records it names", async () => {
    const air = named(AIR);
    const now = Math.ceil((at + 1) / 3600) * 3600;
    await city.net.advance(now);
    const from = FIRST - (FIRST % 3600) - 8 * 86_400;
    const hours = Array.from({ length: 8 * 24 }, (_, hour) => from + hour * 3600).filter(
      (hour) => hour < FIRST,
    );
    const before = hours.flatMap((hour) => air.entities(SEED, hour));
    remember(past, air, before, await publish(air, before));
    const wrong = air.entities(SEED, now).map((each) => ({ ...each, pm25: 900 }));
    remember(past, air, wrong, await publish(air, wrong));
    const found = findingsAt(past, now);
    expect(found.length).to.equal(wrong.length);
    const { finding, inputs } = found[0]!;
    const [answer] = await publish(
      AI_SOURCE,
      [decisionOf(finding, inputs, "none")],
      `?evidence=${inputs.join(",")}`,
    );
    expect(answer!.status).to.equal("accepted");
    await city.anchored(answer!.records);

    // From here on only what the ledger gives to anybody.
    const { items } = await city.ask<{ items: Seen[] }>("GET", `/v1/data-sets/${AI_DECISIONS}/observations`);
    const decision = items[0]!;
    const { envelope } = await city.ask<{ envelope: { evidence: string[] } }>(
      "GET",
      `/v1/records/${decision.recordHash}`,
    );
    expect(envelope.evidence).to.deep.equal(inputs).and.deep.equal(decision.entity["inputs"]);
    const about = decision.entity["about"] as string;
    const said: Seen[] = [];
    const PAGE = 5 * 86_400; // of hours: less than the two hundred of a page
    for (let from = now - 20 * 86_400; from <= now; from += PAGE) {
      const span = `from=${stamp(from)}&to=${stamp(from + PAGE - 1)}`;
      const path = `/v1/data-sets/${air.name}/observations?limit=200&subject=${about}&${span}`;
      said.push(...(await city.ask<{ items: Seen[] }>("GET", path)).items);
    }
    const inputsSaid = said.filter(({ recordHash }) => envelope.evidence.includes(recordHash));
    const again = findAnomalies(
      inputsSaid.map(({ entity, observedAt }) => {
        const seconds = Date.parse(observedAt) / 1000;
        const keyValues = entity as unknown as KeyValues;
        return observationOfEntity(toNormalised(keyValues, air.units), {
          observedAt: seconds,
          receivedAt: seconds,
        });
      }),
      DETECTOR,
    ).at(-1)!;
    expect(again).to.deep.equal(finding);
    const { modelHash, value, expected, deviation, score } = decision.entity;
    const { model, median, ...rest } = again;
    expect([modelHash, value, expected, deviation, score]).to.deep.equal([
      model,
      rest.value,
      median,
      rest.deviation,
      rest.score,
    ]);
  });

  it("are corrected with a reason that everybody reads", async () => {
    const source = named("environment.stack-emissions");
    const last = at - (at % 3600) + 3600;
    await city.net.advance(last);
    const said = source.entities(SEED, last).slice(0, 1);
    const [accepted] = await publish(source, said);
    await city.anchored(accepted!.records);
    const [corrected] = await publish(
      source,
      said.map((each) => ({ ...each, massFlow: 1 })),
      "?correction=sensor-recalibrated",
    );
    await city.anchored(corrected!.records);
    await city.net.indexed();
    const { items } = await city.ask<{ items: object[] }>("GET", "/v1/corrections?limit=1");
    expect(items[0]).to.include({
      ...{ dataSet: source.name, subject: said[0]!.id, reason: "sensor-recalibrated" },
      ...{ record: corrected!.records[0], replaces: accepted!.records[0] },
    });
    expect((await city.call("GET", "/v1/corrections?limit=51")).status).to.equal(422);
  });

  it(`take one round of ${CAMERAS} cameras`, async () => {
    const cameras = named("transport.camera-counts");
    const counts = Array.from({ length: CAMERAS }, (_, index) => cameraCount(SEED, at + 1, index));
    const began = performance.now();
    for (let first = 0; first < CAMERAS; first += 2_000) {
      const answers = await publish(cameras, counts.slice(first, first + 2_000));
      expect(answers.filter(({ status }) => status !== "accepted")).to.deep.equal([]);
    }
    const taken = performance.now();
    await allAnchored();
    const rate = (until: number): string => ((CAMERAS * 1000) / (until - began)).toFixed(0);
    process.stdout.write(
      `      accepted at ${rate(taken)} records/s, anchored with two of three checkers at ${rate(performance.now())} records/s\n`,
    );
  });
});
