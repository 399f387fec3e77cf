// For tests: a gateway over a real PostgreSQL whose rows are written by SQL. There is no chain behind it.
import { openPool } from "@alatau/indexer";
import { PUBLIC_ADDRESSES, type Network } from "@alatau/sdk";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import { pino } from "pino";
import { privateKeyToAccount } from "viem/accounts";
import { apiKeyHash } from "./auth/caller.ts";
import type { GatewayLimits } from "./gateway.ts";
import { startGateway, type RunningGateway } from "./server.ts";
import { openDatabase } from "./test-database.ts";

/** 2026-01-30, 18:15 UTC. */
export const SLOT = 1_966_441;
export const hash = (digit: string): string => `0x${digit.repeat(64)}`;
const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");

/** People by name; `depot` is participant 1. */
export const PEOPLE = {
  depot: privateKeyToAccount(`0x${"11".repeat(32)}`),
  neighbour: privateKeyToAccount(`0x${"22".repeat(32)}`),
  village: privateKeyToAccount(`0x${"33".repeat(32)}`),
  auditor: privateKeyToAccount(`0x${"44".repeat(32)}`),
  stranger: privateKeyToAccount(`0x${"55".repeat(32)}`),
};
const KINDS = { depot: "operator", neighbour: "operator", village: "community", auditor: "agency" } as const;
export const NUMBERS = { depot: 1, neighbour: 2, village: 3, auditor: 4 } as const;
export type Member = keyof typeof NUMBERS;

const address = (digit: string) => `0x${digit.repeat(40)}` as const;
export const NETWORK: Network = {
  name: "test",
  chainId: 31_337,
  engine: "embedded",
  genesisHash: `0x${"00".repeat(32)}`,
  startBlock: 0,
  contracts: {
    accessManager: address("1"),
    participants: address("2"),
    devices: address("3"),
    journal: address("4"),
    tenge: address("5"),
    vault: address("6"),
    tariffs: address("7"),
    readingSets: address("8"),
    orderBook: address("9"),
    energyMarket: address("a"),
    payments: address("b"),
    passkeyAccounts: address("c"),
    channels: PUBLIC_ADDRESSES.channels,
    charging: address("d"),
    catalogue: address("e"),
  },
  finality: { kind: "head-signature", headKey: address("b") },
  datasets: {},
  accounts: { operator: 1, supplier: 2, network: 2, reserve: 1, dust: 1 },
};

export interface TestGateway extends AsyncDisposable {
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly home: string;
  readonly gateway: RunningGateway;
  /** An API key of a participant, as a header. */
  readonly keys: Readonly<Record<Member, { readonly authorization: string }>>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** Starts database and gateway, and writes a small ledger: four participants, three devices, `sales` sales, one batch. */
export async function startTestGateway({
  sales = 130,
  limits = {},
}: { sales?: number; limits?: Partial<GatewayLimits> } = {}): Promise<TestGateway> {
  const home = await mkdtemp(path.join(tmpdir(), "alatau-gateway-"));
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const databaseUrl = await openDatabase();
  const pool = openPool(databaseUrl);
  opened.defer(() => pool.end());
  await writeLedger(pool, sales);
  const keys = await writeKeys(pool);
  const gateway = await startGateway({
    databaseUrl,
    rpcUrl: "http://127.0.0.1:9", // nobody answers
    network: NETWORK,
    port: 0,
    home,
    limits: { writesPerMinute: 10_000, ...limits },
    webFolder: await writeWeb(home),
    logger: pino({ level: process.env["LOG_LEVEL"] ?? "silent" }),
  });
  opened.use(gateway);
  const all = opened.move();
  const get = (where: string, headers: Record<string, string> = {}) =>
    fetch(gateway.url + where, { headers });
  return {
    ...{ pool, databaseUrl, home, gateway, keys, get },
    post: (where, body, headers = {}) =>
      fetch(gateway.url + where, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** A built web application of two files. */
async function writeWeb(home: string): Promise<string> {
  const folder = path.join(home, "web");
  await mkdir(path.join(folder, "assets"), { recursive: true });
  await writeFile(path.join(folder, "index.html"), "<!doctype html><title>Alatau</title>");
  await writeFile(path.join(folder, "assets", "index-Ab12Cd34.js"), "export {};");
  return folder;
}

async function writeKeys(pool: pg.Pool): Promise<TestGateway["keys"]> {
  const entries = Object.entries(NUMBERS).map(([name, number]) => [name, `alk_${name}`, number] as const);
  for (const [name, key, number] of entries)
    await pool.query("INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, $3)", [
      apiKeyHash(key),
      number,
      name,
    ]);
  return Object.fromEntries(
    entries.map(([name, key]) => [name, { authorization: `Bearer ${key}` }]),
  ) as TestGateway["keys"];
}

type Cells = Readonly<Record<string, unknown>>;

async function insert(pool: pg.Pool, table: string, row: Cells): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`);
  await pool.query(
    `INSERT INTO ledger.${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`,
    Object.values(row),
  );
}

async function writeLedger(pool: pg.Pool, sales: number): Promise<void> {
  let logs = 0;
  const place = (block: number) => ({ block_number: block, tx_hash: bytes(hash("f")), log_index: logs++ });
  const b32 = bytes(hash("a"));
  for (let number = 0; number <= 9; number++)
    await insert(pool, "blocks", {
      ...{ number, hash: bytes(hash(String(number))), parent_hash: b32, timestamp: SLOT * 900 + number },
      ...{ slot: SLOT, receipts_root: b32, transactions: 1, logs: 1 },
    });
  for (const [name, participant] of Object.entries(NUMBERS)) {
    const account = bytes(PEOPLE[name as Member].address);
    const kind = KINDS[name as Member];
    const row = { participant, account };
    await insert(pool, "participants", { ...row, owner: participant, kind, profile_hash: b32, ...place(1) });
    await insert(pool, "participant_keys", { ...row, valid_from: 0, withdrawn: false, ...place(1) });
  }
  for (const [device, kind, evidence, serial] of [
    [1, "solar", 3, "M-1"],
    [2, "charger", 2, "=HYPERLINK(1)"],
    [3, "community", 1, "M-3"],
  ]) {
    const asset = { device, participant: device, zone: 7, kind, evidence, rated_w: 50_000, capacity_wh: 0 };
    await insert(pool, "devices", { ...asset, serial_hash: b32, serial, ...place(1) });
  }
  await insert(pool, "zones", { zone: 7, supplier: 2, network: 2, ...place(1) });
  const prices = { feed_in: 1_500_000, retail: 4_500_000, network_fee: 300_000 };
  await insert(pool, "tariffs", { zone: 7, version: 1, ...prices, from_slot: 0, ...place(1) });
  for (const [slot, count] of [
    [SLOT - 2, 6],
    [SLOT - 1, 3],
  ]) {
    const set = { zone: 7, slot, version: 1, publisher: 1, set_hash: b32, replaces: b32, root: b32, count };
    await insert(pool, "reading_sets", { ...set, import_wh: 9000, export_wh: 8000, ...place(3) });
  }
  await insert(pool, "orders", {
    ...{
      order_number: 1,
      participant: 1,
      device: 1,
      zone: 7,
      side: "ask",
      mode: "metered",
      slot_from: SLOT - 10,
    },
    ...{ slot_to: SLOT + 10, placed_in: SLOT - 11, max_wh_per_slot: 1000, partner: 0 },
    ...{ limit_price: 2_000_000, min_evidence: 1, locked: 0, order_hash: b32, terms_hash: b32, nonce: 5 },
    ...place(2),
  });
  const chunk = { zone: 7, slot: SLOT - 2, version: 1 };
  await insert(pool, "settlements", {
    ...{ ...chunk, chunk: 0, price: 2_000_000, tariff_version: 1, sales_hash: b32, sales, lines: "" },
    ...place(4),
  });
  await insert(pool, "slot_results", { ...chunk, chunks: 1, dust_tiyn: 3, ...place(4) });
  await pool.query(
    `INSERT INTO ledger.sales (zone, slot, version, chunk, line, kind, device, participant, order_number, wh, amount_tiyn, fee_tiyn,
       price, tariff_version, evidence, block_number, tx_hash, log_index)
     SELECT 7, $1::bigint, 1, 0, n, CASE WHEN n % 2 = 0 THEN 'sold' ELSE 'bought' END, 1 + n % 2, 1 + n % 2, 1, 100 + n,
       CASE WHEN n % 2 = 0 THEN n ELSE -n END, 0, 2000000, 1, 3 - n % 2, 4, $2::bytea, 0 FROM generate_series(0, $3::integer - 1) n`,
    [SLOT - 2, bytes(hash("b")), sales],
  );
  const money = { free: 100, locked: 20, proceeds: 3, owed: 0 };
  await insert(pool, "account_balances", { participant: 1, ...money, ...place(4) });
}
