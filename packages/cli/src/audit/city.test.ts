// The audit of agencies' data sets: agrees with what is there, and names a forged value, flag, alert, correction or erasure.
import { dailyMean, programHash } from "@alatau/city";
import { openClient } from "@alatau/indexer";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { AIR, air, openCity, until, type City } from "../city.fixture.ts";
import { auditCity } from "./city.ts";

const DERIVED = "environment.air-daily";
const THRESHOLD = {
  ...{ id: "pm25-value", version: 1, dataset: AIR, property: "pm25", unit: "GQ", statistic: "value" },
  ...{ limit: "100", comparison: "above", validFrom: "2025-01-01T00:00:00Z" },
  source: { document: "A limit of this test", confirmed: true },
};

describe("alatau audit of data sets", function () {
  this.timeout(180_000);
  let city: City;
  let client: Awaited<ReturnType<typeof openClient>>;

  const post = async <T>(where: string, body: unknown): Promise<T> =>
    await city.ask<T>("POST", where, { as: "environment", body });
  const upload = async (entities: unknown, query = ""): Promise<string[]> => {
    const { results } = await post<{ results: { records: string[] }[] }>(
      `/v1/data-sets/${AIR}/observations${query}`,
      entities,
    );
    return results.flatMap(({ records }) => records);
  };
  const count = async (sql: string): Promise<number> => (await client.query(sql)).rowCount!;

  before(async () => {
    city = await openCity();
    client = await openClient(city.net.databaseUrl);
    await city.registerAir();
    await post("/v1/alerts/data-sets", { checkers: city.checkers, quorum: 2 });
    await post("/v1/thresholds", THRESHOLD);
    city.net.start(["alerts"]);
    city.net.start(["derived"]);
    const records = await upload([air(1, 0, 20), air(1, 1, 150), air(1, 2, 30), air(1, 3, 1_500)]);
    await city.anchored(records);
    await city.anchored(await upload([air(1, 2, 40)], "?correction=typing-error"));
    const erasure = { reason: "asked-by-person" };
    const { tombstone } = await post<{ tombstone: string }>(`/v1/records/${records[0]}/erasure`, erasure);
    await city.anchored([tombstone]);
    const hash = programHash("daily-mean", dailyMean.version, dailyMean.parametersSchema.parse({}));
    await post("/v1/data-sets", {
      ...{ name: DERIVED, visibility: "public", retentionDays: 3650, cadenceSeconds: 86_400 },
      ...{ checkers: city.checkers, quorum: 2 },
      schema: { id: "DerivedSet", schema: { type: "object", properties: { rows: { type: "array" } } } },
      description: {
        ...{ title: { en: "Daily mean" }, licence: "CC-BY-4.0" },
        derivedFrom: {
          program: "daily-mean",
          programHash: hash,
          inputs: [AIR],
          properties: { value: "pm25" },
        },
      },
    });
    await until(async () => (await count("SELECT 1 FROM work.alerts")) > 0);
    await until(
      async () => (await count(`SELECT 1 FROM payload.observations WHERE dataset = '${DERIVED}'`)) === 1,
    );
    const own = await client.query<{ hash: string }>(
      "SELECT '0x' || encode(record_hash, 'hex') AS hash FROM payload.observations WHERE dataset IN ($1, 'city.alerts')",
      [DERIVED],
    );
    await city.anchored(own.rows.map((row) => row.hash));
  });
  after(async () => {
    await client.end();
    await city[Symbol.asyncDispose]();
  });

  /** What the audit says while a forgery stands. */
  const forged = async (sql: string): Promise<string> => {
    await client.query("BEGIN");
    try {
      expect((await client.query(sql)).rowCount, sql).to.equal(1);
      return await auditCity(client).then(
        () => "agrees",
        (failure: Error) => failure.message,
      );
    } finally {
      await client.query("ROLLBACK");
    }
  };
  const ONE = `record_hash = (SELECT record_hash FROM payload.observations WHERE dataset = '${AIR}' AND "values" IS NOT NULL AND replaced_by IS NULL ORDER BY number DESC LIMIT 1)`;

  it("agrees with what workers and people have done", async () => {
    expect(await auditCity(client)).to.be.greaterThan(6);
  });

  it("finds a forged value and a forged flag", async () => {
    const value = `UPDATE payload.observations SET "values" = '{"pm25":{"unit":"GQ","value":"1"}}' WHERE ${ONE}`;
    expect(await forged(value)).to.match(/payload\.observations 0x.*, values: the database has .*"1"/);
    expect(await forged(`UPDATE payload.observations SET flags = '{}' WHERE 'range' = ANY(flags)`)).to.match(
      /, flags: the database has \[\]; derived again it is \["range"/,
    );
  });

  it("finds a correction that the chain does not know, and one that was undone", async () => {
    const undone =
      "UPDATE payload.observations SET replaced_by = NULL, observed_at = observed_at WHERE replaced_by IS NOT NULL";
    const other = `UPDATE payload.observations SET replaced_by = record_hash WHERE ${ONE}`;
    expect(await forged(other)).to.match(/replaced_by: the database has 0x.*; derived again it is nothing/);
    const moved = `${undone.replace("observed_at = observed_at", "issuer = issuer + 1000")}`;
    expect(await forged(moved)).to.match(/replaced_by: the database has nothing; derived again it is 0x/);
  });

  it("finds an erasure that no tombstone tells of", async () => {
    const erased = `UPDATE payload.records SET payload = NULL, salt = NULL, erased_at = now() WHERE ${ONE}`;
    expect(await forged(erased)).to.contain("kept, since no tombstone names it");
  });

  it("finds an alert that its records do not tell, and a derived record that its inputs do not give", async () => {
    expect(await forged("UPDATE work.alerts SET state = 'acknowledged'")).to.match(
      /work\.alerts \w+: the database has ack/,
    );
    const lie = `convert_to(regexp_replace(convert_from(payload, 'UTF8'), '"mean":"[0-9.]+"', '"mean":"1.00"'), 'UTF8')`;
    expect(
      await forged(`UPDATE payload.records SET payload = ${lie} WHERE dataset = '${DERIVED}'`),
    ).to.contain("derived-differs");
  });
});
