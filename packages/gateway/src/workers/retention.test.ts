// What is older than its data set keeps it: payload and salt go, envelope, leaf and a tombstone stay. Everything is real.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { air, AIR, openCity, START, until, type City } from "../test-city.ts";
import { stepRetention } from "./retention.ts";

const DAY = 86_400;

describe("Retention", function () {
  this.timeout(120_000);
  let city: City;
  before(async () => void (city = await openCity()));
  after(async () => await city[Symbol.asyncDispose]());

  const run = async (): Promise<void> => {
    while (await stepRetention(city.net)) continue;
  };
  const upload = async (name: string, entities: unknown): Promise<string[]> => {
    const where = `/v1/data-sets/${name}/observations`;
    const body = { as: "environment", body: entities } as const;
    const { results } = await city.ask<{ results: { records: string[] }[] }>("POST", where, body);
    return results.flatMap(({ records }) => records);
  };
  const erased = async (): Promise<number> =>
    (await city.net.pool.query("SELECT 1 FROM payload.records WHERE erased_at IS NOT NULL")).rowCount!;

  it("deletes what a data set keeps no longer, and nothing else", async () => {
    await city.registerAir("environment", { retentionDays: 2 });
    await city.registerAir("environment", { name: "environment.kept", retentionDays: 20 });
    const records = await upload(AIR, [air(1, 0, 5), air(1, 1, 6)]);
    const kept = await upload("environment.kept", [air(1, 0, 5)]);
    await city.anchored([...records, ...kept]);
    await run();
    expect(await erased()).to.equal(0);
    await city.net.advance(START + 5 * DAY);
    const young = await upload(AIR, [air(2, 100, 7)]);
    await city.anchored(young);
    await run();
    expect(await erased()).to.equal(2);
    for (const record of records)
      expect((await city.call("GET", `/v1/records/${record}/payload`)).status).to.equal(410);
    expect((await city.call("GET", `/v1/records/${young[0]}/payload`)).status).to.equal(200);
    expect((await city.call("GET", `/v1/records/${kept[0]}/payload`)).status).to.equal(200);
  });

  it("leaves a tombstone on the chain that says why, and a second step does nothing", async () => {
    const { rows } = await city.net.pool.query<{ hash: string; payload: string }>(
      `SELECT '0x' || encode(t.record_hash, 'hex') AS hash, convert_from(r.payload, 'UTF8') AS payload
         FROM payload.tombstones t JOIN payload.records r USING (record_hash)`,
    );
    expect(rows.map(({ payload }) => (JSON.parse(payload) as { reason: string }).reason)).to.deep.equal([
      "retention-ended",
      "retention-ended",
    ]);
    await city.anchored(rows.map(({ hash }) => hash));
    await until(async () => (await city.call("GET", `/v1/records/${rows[0]!.hash}/proof`)).status === 200);
    await run();
    expect(await erased()).to.equal(2);
  });
});
