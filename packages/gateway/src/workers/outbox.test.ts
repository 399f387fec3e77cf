// The outbox against a real node and a real PostgreSQL: killed at any moment, with a node that forgets.
import { deploy, findAnvil, loadKeys, roleAccounts, spawnAnvil, type RoleName } from "@alatau/chain";
import { migrate, openPool, startPostgres, type RunningPostgres } from "@alatau/indexer";
import { ABIS, type Network } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, beforeEach, describe, it } from "mocha";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { pino } from "pino";
import { createPublicClient, createTestClient, http, pad, toHex, type PrivateKeyAccount } from "viem";
import { enqueue, findIntent, waitForIntent, type Intent } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { runOutbox } from "./outbox.ts";
import { until } from "./story-network.ts";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const WORK_SQL = path.join(HERE, "..", "..", "sql");
const CHAIN_ID = 31_337;

describe("The outbox", function () {
  this.timeout(60_000);
  let home: string;
  let database: RunningPostgres;
  let pool: pg.Pool;
  let anvil: ChildProcess;
  let rpcUrl: string;
  let network: Network;
  let accounts: Record<RoleName, PrivateKeyAccount>;
  const stops: AbortController[] = [];
  const runs: Promise<void>[] = [];

  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), "alatau-outbox-"));
    [database, rpcUrl] = await Promise.all([startPostgres({ home }), startAnvil()]);
    pool = openPool(database.url);
    await migrate(pool, WORK_SQL, "work");
    accounts = roleAccounts(await loadKeys(home));
    network = await deploy({ rpcUrl, chainId: CHAIN_ID, accounts, home });
  });
  const stopAll = async (): Promise<void> => {
    stops.splice(0).forEach((stop) => stop.abort());
    await Promise.all(runs.splice(0));
  };
  after(async () => {
    await stopAll();
    anvil.kill("SIGKILL");
    await pool.end();
    await database.stop();
    await rm(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await stopAll();
    await pool.query("DELETE FROM work.outbox");
  });

  async function startAnvil(): Promise<string> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    const flags = ["--port", String(port), "--chain-id", String(CHAIN_ID), "--hardfork", "osaka", "--quiet"];
    const free = ["--base-fee", "0", "--gas-price", "0", "--disable-min-priority-fee", "--accounts", "0"];
    anvil = spawnAnvil(findAnvil(), [...flags, ...free]);
    const url = `http://127.0.0.1:${port}`;
    const client = createPublicClient({ transport: http(url) });
    await until(async () => (await client.getChainId().catch(() => 0)) === CHAIN_ID);
    return url;
  }

  function start(): AbortController {
    const stop = new AbortController();
    const { issuer, registrar } = accounts;
    const logger = pino({ level: "silent" });
    runs.push(runOutbox({ pool, network, keys: { issuer, registrar }, rpcUrl, signal: stop.signal, logger }));
    stops.push(stop);
    return stop;
  }

  const mint = (name: number, amount = 1n): Intent => ({
    dedupe: `mint/${name}`,
    signer: "issuer",
    contract: "tenge",
    functionName: "mint",
    args: [accounts.dust.address, amount, pad(toHex(name), { size: 32 })],
  });

  const queue = (...intents: Intent[]): Promise<number[]> =>
    inTransaction(pool, async (client) => {
      const numbers = [];
      for (const intent of intents) numbers.push(await enqueue(client, intent));
      return numbers;
    });

  const balance = (): Promise<bigint> =>
    createPublicClient({ transport: http(rpcUrl) }).readContract({
      address: network.contracts.tenge,
      abi: ABIS.tenge,
      functionName: "balanceOf",
      args: [accounts.dust.address],
    });

  const unfinished = async (): Promise<number> =>
    (
      await pool.query<{ open: number }>(
        "SELECT count(*)::int AS open FROM work.outbox WHERE state IN ('queued', 'sent')",
      )
    ).rows[0]!.open;

  it("queues an intent once and nothing of a transaction that was rolled back", async () => {
    const [first] = await queue(mint(1));
    expect(await queue(mint(1))).to.deep.equal([first]);
    const lost = inTransaction(pool, async (client) => {
      await enqueue(client, mint(2));
      throw new Error("rolled back");
    });
    await lost.catch(() => undefined);
    expect(await findIntent(pool, "mint/2")).to.equal(undefined);
  });

  it("refuses what the contract refuses before it costs a nonce", async () => {
    start();
    const before = await balance();
    await queue(
      { ...mint(10), dedupe: "stranger", signer: "registrar" },
      {
        ...{ dedupe: "again", signer: "registrar", contract: "participants", functionName: "register" },
        args: [accounts.operator.address, 0, 1, pad("0x1", { size: 32 })],
      },
      mint(11),
    );
    expect((await waitForIntent(pool, "stranger"))?.error).to.include({
      code: "access-managed-unauthorized",
    });
    expect((await waitForIntent(pool, "again"))?.error).to.include({ code: "account-taken" });
    expect((await waitForIntent(pool, "mint/11"))?.state).to.equal("mined");
    const { rows } = await pool.query(
      "SELECT nonce FROM work.outbox WHERE state = 'refused' AND nonce IS NOT NULL",
    );
    expect(rows).to.deep.equal([]);
    expect((await balance()) - before).to.equal(1n);
  });

  it("gives a call the gas it needs", async () => {
    start();
    const terms = { owner: 1, visibility: 0, retentionDays: 1, schemaHash: pad("0x1", { size: 32 }) };
    await queue({
      ...{ dedupe: "large", signer: "registrar", contract: "journal", functionName: "registerDataset" },
      args: ["x".repeat(40_000), terms],
    });
    expect((await waitForIntent(pool, "large"))?.state).to.equal("mined");
  });

  it("sends each of a hundred intents once, killed again and again", async () => {
    const before = await balance();
    await queue(...Array.from({ length: 100 }, (_, index) => mint(100 + index)));
    const program = [path.join(HERE, "outbox-process.ts"), database.url, rpcUrl, home];
    for (let left = 100; left > 0; left = await unfinished()) {
      const child = spawn(process.execPath, program, { stdio: "inherit" });
      const ended = once(child, "exit");
      const enough = Math.max(left - 23, 0);
      await until(async () => child.exitCode !== null || (await unfinished()) <= enough);
      child.kill("SIGKILL");
      await ended;
    }
    expect((await balance()) - before).to.equal(100n);
  });

  it("sends again, in the old order, what the node has forgotten", async () => {
    const node = createTestClient({ mode: "anvil", transport: http(rpcUrl) });
    start();
    const before = await balance();
    await queue(mint(300));
    await waitForIntent(pool, "mint/300");
    const id = await node.snapshot();
    const stranger = pad("0x77", { size: 20 });
    const register: Intent = {
      ...{ dedupe: "register/77", signer: "registrar", contract: "participants", functionName: "register" },
      args: [stranger, 0, 1, pad("0x1", { size: 32 })],
    };
    for (const intent of [mint(301), register, mint(302), mint(303)]) {
      await queue(intent);
      await waitForIntent(pool, intent.dedupe);
    }
    expect((await balance()) - before).to.equal(4n);
    await node.revert({ id });
    expect((await balance()) - before).to.equal(1n);
    await until(async () => (await balance()) - before === 4n, { timeoutMs: 10_000 });
    await until(async () => (await unfinished()) === 0);
    expect((await findIntent(pool, "register/77"))?.state).to.equal("mined");
  });

  it("lets two instances share the work without sending anything twice", async () => {
    const before = await balance();
    const first = start();
    start();
    await queue(...Array.from({ length: 20 }, (_, index) => mint(400 + index)));
    await until(async () => (await unfinished()) < 15);
    first.abort();
    await until(async () => (await unfinished()) === 0);
    expect((await balance()) - before).to.equal(20n);
  });
});
