// An agency's data set, from its registration to a proof: published, checked, corrected, erased. Everything is real.
import { verifyBundle, type Network } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { air, AIR, AIR_SCHEMA, openCity, until, type City } from "../test-city.ts";

interface Uploaded {
  accepted: number;
  corrected: number;
  duplicates: number;
  refused: number;
  results: { position: string; status: string; code: string | null; records: string[]; flags: string[] }[];
}
interface Seen {
  recordHash: string;
  state: string;
  supersededBy: string | null;
  block: number | null;
  entity: Record<string, unknown> | null;
}

describe("A data set of an agency", function () {
  this.timeout(120_000);
  let city: City;
  before(async () => void (city = await openCity()));
  after(async () => await city[Symbol.asyncDispose]());

  const OBSERVATIONS = `/v1/data-sets/${AIR}/observations`;
  const upload = async (entities: unknown, query = ""): Promise<Uploaded> =>
    await city.ask("POST", `${OBSERVATIONS}${query}`, { as: "environment", body: entities });
  const list = async (query = ""): Promise<Seen[]> =>
    (await city.ask<{ items: Seen[] }>("GET", `${OBSERVATIONS}?limit=200${query}`)).items;
  const problem = async (response: Response): Promise<string> =>
    ((await response.json()) as { code: string }).code;
  const DAY = Array.from({ length: 24 }, (_, hour) => [
    air(1, hour, 20 + hour),
    air(2, hour, 40 + (hour % 7)),
  ]).flat();
  let records: string[] = [];

  it("is registered by an agency only, once, and refuses what is not open", async () => {
    const body = {
      name: AIR,
      visibility: "public",
      retentionDays: 1,
      cadenceSeconds: 60,
      checkers: city.checkers,
      quorum: 2,
    };
    const rest = { schema: AIR_SCHEMA, description: { title: { en: "Air" }, licence: "CC-BY-4.0" } };
    expect((await city.call("POST", "/v1/data-sets", { body: { ...body, ...rest } })).status).to.equal(401);
    const wrong = await city.call("POST", "/v1/data-sets", {
      as: "environment",
      body: { ...body, schema: { id: "x", schema: { type: "nothing" } }, description: rest.description },
    });
    expect(await problem(wrong)).to.equal("schema-invalid");
    await city.registerAir();
    const again = await city.call("POST", "/v1/data-sets", { as: "transport", body: { ...body, ...rest } });
    expect(await problem(again)).to.equal("dataset-taken");
    const found = await city.ask<{ owner: number; schema: { version: number } }>(
      "GET",
      `/v1/data-sets/${AIR}`,
    );
    expect(found.owner).to.equal(city.numbers.environment);
    expect(found.schema.version).to.equal(1);
  });

  it("answers each row of an upload by itself and keeps what is good", async () => {
    const bad = [
      { ...air(3, 0, 5), pm25: { type: "Property", value: 5, unitCode: "KGM" } },
      { ...air(3, 1, 5), pm25: { type: "Property", value: -1, unitCode: "GQ" } },
      air(3, 9_000, 5),
      { ...air(3, 2, 5), contact: { type: "Property", value: "+7 701 123 45 67" } },
    ];
    const answer = await upload([...DAY, ...bad]);
    expect([answer.accepted, answer.refused]).to.deep.equal([48, 4]);
    expect(answer.results.filter(({ status }) => status === "refused").map(({ code }) => code)).to.deep.equal(
      ["unit-not-allowed", "schema-violated", "observed-in-future", "personal-data"],
    );
    records = answer.results.flatMap((row) => row.records);
    const again = await upload(DAY);
    expect([again.accepted, again.duplicates]).to.deep.equal([0, 48]);
  });

  it("refuses strangers, and takes an upload whole or not at all where that is asked", async () => {
    const stranger = await city.call("POST", OBSERVATIONS, { as: "transport", body: [air(9, 0, 1)] });
    expect(await problem(stranger)).to.equal("issuer-not-entitled");
    const whole = await upload([air(4, 0, 1), { ...air(4, 1, 1), pm25: "x" }], "?whole=true");
    expect([whole.accepted, whole.refused]).to.deep.equal([0, 2]);
    expect((await list("&subject=urn:ngsi-ld:AirQualityObserved:station-4")).length).to.equal(0);
  });

  it("flags what is doubtful and drops nothing", async () => {
    const { results } = await upload([
      air(5, 0, 10),
      air(5, 1, 10),
      air(5, 2, 10),
      air(5, 3, 10),
      air(5, 4, 1_500),
    ]);
    expect(results.map(({ flags }) => flags)).to.deep.equal([[], [], [], ["stuck"], ["range", "spike"]]);
    records.push(...results.flatMap((row) => row.records));
  });

  it("is on the chain with a quorum of checkers", async () => {
    await city.anchored(records);
    expect((await list()).every(({ state }) => state === "anchored")).to.equal(true);
  });

  it("corrects by a new record: the old value stays provable as of its block", async () => {
    const contradiction = await upload([air(1, 5, 99)]);
    expect(contradiction.results[0]!.code).to.equal("observation-contradicts");
    const before = (await list("&subject=urn:ngsi-ld:AirQualityObserved:station-1")).find(
      ({ entity }) => entity!["pm25"] === 25,
    )!;
    const { results } = await upload([air(1, 5, 99)], "?correction=sensor-recalibrated");
    expect(results[0]!.status).to.equal("corrected");
    await city.anchored(results[0]!.records);
    await until(async () => (await list()).some(({ entity }) => entity?.["pm25"] === 99));
    const now = (await list("&subject=urn:ngsi-ld:AirQualityObserved:station-1")).map(
      ({ entity }) => entity!["pm25"],
    );
    expect(now).to.include(99).and.not.to.include(25);
    const then = await list(`&subject=urn:ngsi-ld:AirQualityObserved:station-1&asOf=${before.block}`);
    expect(then.map(({ entity }) => entity!["pm25"]))
      .to.include(25)
      .and.not.to.include(99);
  });

  it("proves a record offline, and erases another one without touching that proof (J3)", async () => {
    const prove = async (hash: string) => {
      const response = await city.call("GET", `/v1/records/${hash}/proof`);
      expect(response.status, await response.clone().text()).to.equal(200);
      return await response.text();
    };
    const network = await city.ask<Network>("GET", "/network.json");
    await until(async () => (await city.call("GET", `/v1/records/${records[0]}/proof`)).status === 200);
    const bundle = await prove(records[0]!);
    const { proven, level } = await verifyBundle(bundle, network);
    expect([proven, level.checkers?.signed]).to.deep.equal([true, 2]);
    const foreign = await city.call("POST", `/v1/records/${records[1]}/erasure`, {
      as: "transport",
      body: { reason: "asked-by-person" },
    });
    expect(await problem(foreign)).to.equal("forbidden");
    const { tombstone } = await city.ask<{ tombstone: string }>("POST", `/v1/records/${records[1]}/erasure`, {
      as: "environment",
      body: { reason: "asked-by-person" },
    });
    await city.anchored([tombstone]);
    expect(await problem(await city.call("GET", `/v1/records/${records[1]}/payload`))).to.equal(
      "payload-erased",
    );
    const after = await prove(records[0]!);
    expect((await verifyBundle(after, network)).proven).to.equal(true);
    expect((await verifyBundle(bundle, network)).proven).to.equal(true);
  });

  it("takes a new version of its schema that keeps old records valid, and another one only on purpose", async () => {
    const { schema } = AIR_SCHEMA;
    const post = async (properties: object, more: object = {}) =>
      await city.call("POST", `/v1/data-sets/${AIR}/schemas`, {
        as: "environment",
        body: { id: AIR_SCHEMA.id, schema: { ...schema, ...properties }, ...more },
      });
    const narrower = { properties: { ...schema.properties, pm25: { type: "number", minimum: 10 } } };
    expect(await problem(await post(narrower))).to.equal("schema-breaking");
    const wider = { properties: { ...schema.properties, pm10: { type: "number" } } };
    const dry = (await (await post(wider, { dryRun: true })).json()) as { compatibility: { kind: string } };
    expect(dry.compatibility.kind).to.equal("compatible");
    expect((await post(wider)).status).to.equal(201);
    const { versions } = await city.ask<{ versions: { version: number; compatibility: string }[] }>(
      "GET",
      `/v1/data-sets/${AIR}/schema`,
    );
    expect(versions.map(({ version, compatibility }) => [version, compatibility])).to.deep.equal([
      [1, "first"],
      [2, "compatible"],
    ]);
    const { results } = await upload([
      { ...air(6, 1, 30), pm10: { type: "Property", value: 60, unitCode: "GQ" } },
    ]);
    await city.anchored(results[0]!.records);
  });

  it("has a fingerprint that says what is erased, and none while something is missing", async () => {
    const read = async () =>
      await city.ask<{ state: string; root: string | null; erased: number | null }>(
        "GET",
        `/v1/data-sets/${AIR}/fingerprint`,
      );
    const whole = await read();
    expect([whole.state, whole.erased]).to.deep.equal(["complete", 1]);
    await city.net.pool.query("UPDATE payload.records SET payload = NULL WHERE record_hash = $1", [
      Buffer.from(records[2]!.slice(2), "hex"),
    ]);
    expect((await read()).state).to.equal("incomplete");
  });
});
