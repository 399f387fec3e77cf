// Three agencies as members for tests: each a process with its own keys, data folder and database, all on one embedded chain.
import { accountFor, loadKeys, writeNetwork } from "@alatau/chain";
import { openPool } from "@alatau/indexer";
import { jsonText, PARTICIPANT_KINDS } from "@alatau/sdk";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import type pg from "pg";
import { apiKeyHash } from "../../packages/gateway/src/auth/caller.ts";
import { openDatabase } from "../../packages/gateway/src/test-database.ts";
import {
  AGENCIES,
  START,
  startNetwork,
  until,
  type Agency,
  type TestNetwork,
} from "../../packages/gateway/src/workers/story-network.ts";
import type { MemberPlace } from "./member.ts";

const PROGRAM = path.join(import.meta.dirname, "member.ts");
const AGENCY = PARTICIPANT_KINDS.indexOf("agency");

export interface Member {
  readonly name: Agency;
  readonly participant: number;
  readonly url: string;
  readonly home: string;
  /** Its own database. */
  readonly pool: pg.Pool;
  start(): Promise<void>;
  /** SIGKILL; answers when the process is gone. */
  kill(): Promise<void>;
  call(method: string, where: string, body?: unknown): Promise<Response>;
  /** The answer of a call that must succeed. */
  ask<T>(method: string, where: string, body?: unknown): Promise<T>;
}

export interface Members extends AsyncDisposable {
  readonly net: TestNetwork;
  readonly members: Readonly<Record<Agency, Member>>;
  /** Enters a data set for its owner, as the registrar's office does. */
  enter(name: string, terms: { owner: number; visibility: number; schemaHash: string }): Promise<void>;
  setCheckers(dataset: string, checkers: readonly number[], quorum: number): Promise<void>;
}

/** Starts the chain and three members, who have announced their gateways. */
export async function openMembers(): Promise<Members> {
  await using opened = new AsyncDisposableStack();
  const net = opened.use(await startNetwork());
  net.start(["outbox", "sealer"]);
  await net.indexed();
  const made: [Agency, Member][] = [];
  for (const agency of AGENCIES) {
    const member = await makeMember(net, agency);
    opened.defer(async () => {
      await member.kill();
      await member.pool.end();
    });
    made.push([agency, member]);
  }
  await net.advance(START + 30 * 3600);
  const members = Object.fromEntries(made) as Record<Agency, Member>;
  await Promise.all(made.map(([, member]) => member.start()));
  for (const { pool } of Object.values(members))
    await until(async () => (await count(pool, "ledger.current_gateways")) === AGENCIES.length, {
      what: "gateways announced",
    });
  const all = opened.move();
  return {
    net,
    members,
    enter: async (name, { owner, visibility, schemaHash }) => {
      const terms = { owner, visibility, retentionDays: 3650, schemaHash };
      await net.send("registrar", "journal", "registerDataset", [name, terms]);
    },
    setCheckers: async (dataset, checkers, quorum) =>
      void (await net.send("registrar", "journal", "setCheckers", [dataset, checkers, quorum])),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** How many rows a table has that meet a condition. */
export async function count(
  pool: pg.Pool,
  table: string,
  where = "true",
  values: unknown[] = [],
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ${table} WHERE ${where}`,
    values,
  );
  return rows[0]!.count;
}

async function makeMember(net: TestNetwork, name: Agency): Promise<Member> {
  const home = path.join(net.home, name);
  await mkdir(home, { recursive: true });
  await writeNetwork(home, net.network);
  const { address } = accountFor(await loadKeys(home), name);
  await net.send("registrar", "participants", "register", [address, 0, AGENCY, `0x${"11".repeat(32)}`]);
  await net.indexed();
  const { rows } = await net.pool.query<{ participant: number }>(
    "SELECT participant FROM ledger.participants WHERE account = $1",
    [Buffer.from(address.slice(2), "hex")],
  );
  const { participant } = rows[0]!;
  const databaseUrl = await openDatabase();
  const pool = openPool(databaseUrl, { max: 4 });
  const key = `alk_${name}`;
  await pool.query("INSERT INTO work.api_keys (key_hash, participant, label) VALUES ($1, $2, 'test')", [
    ...[apiKeyHash(key), participant],
  ]);
  const port = await freePort();
  const { rpcUrl, wsUrl } = net.chain;
  const place: MemberPlace = { member: name, databaseUrl, rpcUrl, wsUrl, port };
  await writeFile(path.join(home, "member.json"), JSON.stringify(place), { mode: 0o600 });
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const call: Member["call"] = async (method, where, body) =>
    await fetch(url + where, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: jsonText(body) }),
    });
  return {
    ...{ name, participant, url, home, pool, call },
    start: async () => {
      child = fork(PROGRAM, [home], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
      const [said] = (await Promise.race([once(child, "message"), once(child, "exit")])) as [unknown];
      if (said !== "ready") throw new Error(`${name} ended with ${String(said)}`);
    },
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    ask: async <T>(method: string, where: string, body?: unknown): Promise<T> => {
      const response = await call(method, where, body);
      if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
