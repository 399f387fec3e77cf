// The catalogue's tables against a real chain: the current views are what the contract answers, before and after a rebuild.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type pg from "pg";
import { zeroHash } from "viem";
import { datasetId, fromHex, keccak256, toHex, utf8, type Hex } from "@alatau/sdk";
import { follow } from "./follow.ts";
import { openPool } from "./pool.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";
import { ledgerHash, rebuild } from "./rebuild.ts";
import { startTestChain, type Name, type TestChain } from "./test-chain.ts";

const AIR = datasetId("environment.air-quality");
const TRIPS = datasetId("transit.trips");
const FOREVER = 2n ** 64n - 1n;
const hash = (text: string): Hex => toHex(keccak256(utf8(text)));

describe("the catalogue's tables", function () {
  this.timeout(60_000);
  let home: string;
  let postgres: RunningPostgres;
  let chain: TestChain;
  let pool: pg.Pool;
  const place = () => ({ rpcUrl: chain.rpcUrl, databaseUrl: postgres.url, network: chain.network });
  const call = (from: Name, method: string, ...args: unknown[]) =>
    chain.send(from, "catalogue", method, args);
  const rows = async <T>(sql: string): Promise<T[]> => (await pool.query(sql)).rows as T[];

  /** The depot's air quality and the network's trips, described, granted, revoked, and exchanged through gateways. */
  const publish = async (): Promise<void> => {
    const { depot, neighbour, pauper, network, operator } = chain.numbers;
    for (const [name, owner] of [
      ["environment.air-quality", depot],
      ["transit.trips", network],
    ] as const) {
      const terms = { owner, visibility: 2, retentionDays: 3650, schemaHash: zeroHash };
      await chain.send("administrator", "journal", "registerDataset", [name, terms]);
    }
    const description = { cadenceSeconds: 3600, retentionDays: 3650, documentHash: hash("air") };
    await call("depot", "describe", AIR, description);
    await call("depot", "describe", AIR, { ...description, documentHash: hash("air, in three languages") });
    await call("network", "describe", TRIPS, { ...description, cadenceSeconds: 0, retentionDays: 0 });
    await call("depot", "publishSchema", AIR, hash("schema 1"), 0);
    await call("depot", "publishSchema", AIR, hash("schema 2"), 2);
    const { timestamp } = await chain.rpc.call<{ timestamp: Hex }>("eth_getBlockByNumber", ["latest", false]);
    await call("depot", "grant", AIR, 0, neighbour, FOREVER);
    await call("depot", "grant", AIR, 1, pauper, FOREVER);
    await call("depot", "grant", AIR, 2, pauper, BigInt(timestamp) + 60n);
    await call("network", "grant", TRIPS, 1, operator, FOREVER);
    await call("network", "revoke", TRIPS, 1, operator);
    await call("depot", "announceGateway", "https://old.depot.example", hash("old key"));
    await call("depot", "announceGateway", "https://depot.example", hash("key"));
    await call("network", "announceGateway", "https://network.example", hash("network's key"));
    await call("network", "announceGateway", "", zeroHash);
    for (const kind of [1, 2, 3, 4])
      await call("neighbour", "recordFault", depot, AIR, hash("record"), kind, hash("evidence"));
    await chain.rpc.call("evm_increaseTime", [120]);
    await chain.rpc.call("evm_mine", []);
  };

  before(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "alatau-catalogue-"));
    [postgres, chain] = await Promise.all([startPostgres({ home, databaseUrl: "" }), startTestChain()]);
    pool = openPool(postgres.url);
    await publish();
    await follow({ ...place(), until: await chain.head() });
  });
  after(async () => {
    await pool?.end();
    await Promise.all([postgres?.stop(), chain?.stop()]);
    await rm(home, { recursive: true, force: true });
  });

  it("keep every version, and say which holds, as the contract does", async () => {
    expect(
      await rows("SELECT version, compatibility FROM ledger.schemas ORDER BY dataset, version"),
    ).to.deep.equal([
      { version: 1, compatibility: "first" },
      { version: 2, compatibility: "breaking" },
    ]);
    expect(await rows("SELECT 1 FROM ledger.dataset_descriptions")).to.have.length(3);
    for (const dataset of [AIR, TRIPS]) {
      for (const [view, column, method] of [
        ["current_descriptions", "document_hash", "descriptionOf"],
        ["current_schemas", "schema_hash", "schemaOf"],
      ] as const) {
        const { rows: found } = await pool.query<{ version: number; hash: Buffer }>(
          `SELECT version, ${column} AS hash FROM ledger.${view} WHERE dataset = $1`,
          [fromHex(dataset)],
        );
        const said = await chain.read<[number, Hex]>("catalogue", method, [dataset]);
        expect([found[0]?.version ?? 0, found[0] ? toHex(found[0].hash) : zeroHash]).to.deep.equal(said);
      }
    }
    const [trips] = await rows<{ cadence_seconds: number; retention_days: number }>(
      "SELECT cadence_seconds, retention_days FROM ledger.current_descriptions WHERE version = 1",
    );
    expect(trips).to.deep.equal({ cadence_seconds: 0, retention_days: 0 });
  });

  it("say who may read at the last block, as the contract does", async () => {
    const { rows: granted } = await pool.query<{ dataset: Buffer; field_group: number; participant: number }>(
      "SELECT dataset, field_group, participant FROM ledger.current_access",
    );
    const isGranted = (dataset: Hex, group: number, participant: number): boolean =>
      granted.some(
        (row) =>
          toHex(row.dataset) === dataset &&
          (row.field_group === 0 || row.field_group === group) &&
          row.participant === participant,
      );
    const owners = { [AIR]: chain.numbers.depot, [TRIPS]: chain.numbers.network };
    for (const dataset of [AIR, TRIPS])
      for (const group of [0, 1, 2])
        for (const participant of Object.values(chain.numbers).filter((number) => number > 0))
          expect(
            owners[dataset] === participant || isGranted(dataset, group, participant),
            `${dataset} ${group} ${participant}`,
          ).to.equal(await chain.read<boolean>("catalogue", "hasAccess", [dataset, group, participant]));
    expect(granted).to.have.length(2);
    expect(await rows("SELECT 1 FROM ledger.access_changes")).to.have.length(5);
  });

  it("name the gateways that are there, and who stated which fault of whom", async () => {
    const gateways = await rows<{ participant: number; url: string; exchange_key: Buffer }>(
      "SELECT participant, url, exchange_key FROM ledger.current_gateways",
    );
    expect(
      gateways.map(({ participant, url, exchange_key }) => [participant, url, toHex(exchange_key)]),
    ).to.deep.equal([[chain.numbers.depot, "https://depot.example", hash("key")]]);
    const { depot: member, neighbour: stated_by } = chain.numbers;
    expect(
      await rows("SELECT member, stated_by, kind FROM ledger.faults ORDER BY block_number"),
    ).to.deep.equal(
      ["payload-altered", "payload-missing", "forged-batch", "fingerprint-differs"].map((kind) => ({
        ...{ member, stated_by, kind },
      })),
    );
  });

  it("are equal after they are dropped and rebuilt (D1), and after a block was taken back", async () => {
    const { equal, after: rebuilt } = await rebuild(place());
    expect(equal).to.equal(true);
    for (const [table, count] of Object.entries({
      dataset_descriptions: 3,
      schemas: 2,
      access_changes: 5,
      gateways: 4,
      faults: 4,
    }))
      expect(rebuilt.tables[table]!.rows, table).to.equal(count);
    const snapshot = await chain.rpc.call<Hex>("evm_snapshot", []);
    await call("depot", "revoke", AIR, 0, chain.numbers.neighbour);
    await call("depot", "publishSchema", AIR, hash("schema 3"), 1);
    await follow({ ...place(), until: await chain.head() });
    expect(await rows("SELECT 1 FROM ledger.current_access")).to.have.length(1);
    await chain.rpc.call("evm_revert", [snapshot]);
    for (let blocks = 0; blocks < 3; blocks++) await chain.rpc.call("evm_mine", []);
    await follow({ ...place(), until: await chain.head() });
    const { tables } = await ledgerHash(pool);
    for (const table of ["dataset_descriptions", "schemas", "access_changes", "gateways", "faults"])
      expect(tables[table], table).to.deep.equal(rebuilt.tables[table]);
  });
});
