// The outbox against a real node and a real PostgreSQL: killed at any moment, with a node that forgets.
import { deploy, findAnvil, loadKeys, roleAccounts, spawnAnvil, type RoleName } from "@alatau/chain";
import { openPool } from "@alatau/indexer";
import { ABIS, type Network } from "@alatau/sdk";
import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { pino } from "pino";
import {
  createPublicClient,
  createTestClient,
  encodeFunctionData,
  http,
  keccak256,
  pad,
  toHex,
  type Hex,
  type PrivateKeyAccount,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { enqueue, findIntent, waitForIntent, type Intent } from "../outbox.ts";
import { openDatabase } from "../test-database.ts";
import { inTransaction } from "../transaction.ts";
import { markRefused, markSent } from "./outbox-store.ts";
import { runOutbox } from "./outbox.ts";
import { until } from "./story-network.ts";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const CHAIN_ID = 31_337;

describe("The outbox", function () {
  this.timeout(60_000);
  let home: string;
  let databaseUrl: string;
  let pool: pg.Pool;
  let anvil: ChildProcess;
  let rpcUrl: string;
  let network: Network;
  let accounts: Record<RoleName, PrivateKeyAccount>;
  const stops: AbortController[] = [];
  const runs: Promise<void>[] = [];

  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), "alatau-outbox-"));
    [databaseUrl, rpcUrl] = await Promise.all([openDatabase(), startAnvil()]);
    pool = openPool(databaseUrl);
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
    await rm(home, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await stopAll();
    await pool.query("DELETE FROM work.outbox; DELETE FROM work.heads");
    await createPublicClient({ transport: http(rpcUrl) }).request({
      method: "anvil_dropAllTransactions" as never, // what a test has left in the node would hold the nonces of the next one
    });
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

  it("does not refuse after the sending what a killed instance had tried before", async () => {
    const [number = 0] = await queue(mint(20));
    const sent = { nonce: 0, raw: "0x01", txHash: pad("0x20", { size: 32 }) } as const;
    expect(await markSent(pool, [{ row: { number }, ...sent }])).to.equal(true);
    await markRefused(pool, number, { code: "version-not-latest", detail: "" }, null);
    expect((await findIntent(pool, "mint/20"))?.state).to.equal("sent");
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
    const program = [path.join(HERE, "outbox-process.ts"), databaseUrl, rpcUrl, home];
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

  describe("with what participants signed themselves", () => {
    const node = () => createTestClient({ mode: "anvil", transport: http(rpcUrl) });
    const depot = privateKeyToAccount(`0x${"d".repeat(64)}`);
    const token = (functionName: "transfer" | "approve", amount: bigint): Hex =>
      encodeFunctionData({ abi: ABIS.tenge, functionName, args: [accounts.dust.address, amount] });
    /** Keeps signed bytes as the gateway does when it takes them. */
    const keep = async (dedupe: string, nonce: number, data: Hex): Promise<Hex> => {
      const { tenge } = network.contracts;
      const raw = await depot.signTransaction({
        ...{ chainId: CHAIN_ID, nonce, to: tenge, data, gas: 200_000n, maxFeePerGas: 0n },
      });
      const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
      await pool.query(
        `INSERT INTO work.outbox (dedupe, signer, contract, function, calldata, state, nonce, raw, tx_hash)
           VALUES ($1, $2, 'tenge', 'transfer', $3, 'sent', $4, $5, $6)`,
        [
          ...[dedupe, `account:${depot.address.toLowerCase()}`, bytes(data)],
          ...[nonce, bytes(raw), bytes(keccak256(raw))],
        ],
      );
      return raw;
    };
    const fund = (name: number, amount: bigint): Intent => ({
      ...mint(name),
      args: [depot.address, amount, pad(toHex(name), { size: 32 })],
    });
    const used = (): Promise<number> =>
      createPublicClient({ transport: http(rpcUrl) }).getTransactionCount({ address: depot.address });

    it("sends what the node never got, and again, in order, what it has forgotten", async () => {
      start();
      const before = await balance();
      const first = await used();
      await queue(fund(500, 5n));
      await waitForIntent(pool, "mint/500");
      await keep("own/0", first, token("transfer", 5n)); // the node was out of reach when it was handed in
      expect((await waitForIntent(pool, "own/0"))?.state).to.equal("mined");

      const id = await node().snapshot();
      await queue(fund(501, 7n));
      await waitForIntent(pool, "mint/501");
      await keep("own/1", first + 1, token("transfer", 7n)); // reverts before the money is minted
      await waitForIntent(pool, "own/1");
      await queue(fund(502, 9n));
      await waitForIntent(pool, "mint/502");
      await keep("own/2", first + 2, token("transfer", 9n));
      await waitForIntent(pool, "own/2");
      await node().revert({ id });
      expect(await used()).to.equal(first + 1);
      await until(async () => (await balance()) - before === 21n, { timeoutMs: 10_000 });
      await until(async () => (await unfinished()) === 0);
      const { rows } = await pool.query("SELECT DISTINCT state FROM work.outbox");
      expect(rows).to.deep.equal([{ state: "mined" }]);
    });

    it("refuses what another transaction of the account has overtaken, and lets its nonce go", async () => {
      start();
      const nonce = await used();
      const client = createPublicClient({ transport: http(rpcUrl) });
      const other = await depot.signTransaction({
        ...{ chainId: CHAIN_ID, nonce, to: network.contracts.tenge, data: token("approve", 1n) },
        ...{ gas: 200_000n, maxFeePerGas: 0n },
      });
      await client.waitForTransactionReceipt({
        hash: await client.sendRawTransaction({ serializedTransaction: other }),
      });
      await keep("own/late", nonce, token("transfer", 0n));
      const refused = await waitForIntent(pool, "own/late");
      expect(refused?.error).to.deep.equal({
        code: "transaction-invalid",
        detail: `Nonce ${nonce} of the account was used by transaction ${keccak256(other)}.`,
      });
      const { rows } = await pool.query("SELECT nonce FROM work.outbox WHERE dedupe = 'own/late'");
      expect(rows).to.deep.equal([{ nonce: null }]);
    });
  });

  describe("with a node that goes back", () => {
    const node = () => createTestClient({ mode: "anvil", transport: http(rpcUrl) });
    const chain = () => createPublicClient({ transport: http(rpcUrl) });
    afterEach(() => node().setAutomine(true));

    /** Says that every block up to now is on disk. */
    const seal = async (): Promise<number> => {
      const { number, hash } = await chain().getBlock();
      await pool.query("INSERT INTO work.heads (number, block_hash, signature) VALUES ($1, $2, '')", [
        number,
        Buffer.from(hash.slice(2), "hex"),
      ]);
      return Number(number);
    };
    const register = (name: number): Intent => ({
      ...{ dedupe: `register/${name}`, signer: "registrar" },
      ...{ contract: "participants", functionName: "register" },
      args: [pad(toHex(name), { size: 20 }), 0, 1, pad("0x1", { size: 32 })],
    });
    const suspend = (participant: number): Intent => ({
      ...{ dedupe: `suspend/${participant}`, signer: "registrar" },
      ...{ contract: "participants", functionName: "suspend", args: [participant, 1] },
    });
    const participants = (): Promise<number> =>
      chain().readContract({
        ...{ address: network.contracts.participants, abi: ABIS.participants, functionName: "count" },
      });
    const stateOf = async (dedupe: string) => (await findIntent(pool, dedupe))?.state;
    /** Mines another transaction of the key in the place of an intent's, whose hash it answers. */
    const takeNonceOf = async (dedupe: string): Promise<Hex> => {
      await until(async () => (await stateOf(dedupe)) === "sent");
      const hash = (await findIntent(pool, dedupe))!.txHash!;
      await until(async () => (await node().dropTransaction({ hash })) !== null); // on its way between row and node
      const nonce = await chain().getTransactionCount({ address: accounts.issuer.address });
      const serializedTransaction = await accounts.issuer.signTransaction({
        ...{ chainId: CHAIN_ID, nonce, to: accounts.dust.address, gas: 30_000n, maxFeePerGas: 0n },
      });
      const isTaken = (): Promise<boolean> =>
        chain()
          .sendRawTransaction({ serializedTransaction })
          .then(
            () => true,
            async () => (await node().dropTransaction({ hash }), false), // the outbox has sent it again in between
          );
      await until(isTaken);
      await node().mine({ blocks: 1 });
      return hash;
    };
    /** Queues calls as if they were the chunks of one settlement. */
    const queueChunks = async (name: number, ...intents: Intent[]): Promise<string[]> => {
      const numbers = await queue(...intents);
      const names = numbers.map((_, chunk) => `settle/1/${name}/1/1/${chunk}`);
      for (const [chunk, number] of numbers.entries())
        await pool.query("UPDATE work.outbox SET function = 'settle', dedupe = $2 WHERE number = $1", [
          number,
          names[chunk],
        ]);
      return names;
    };

    it("does not refuse a call because the node has forgotten what the call rests on", async () => {
      start();
      const id = await node().snapshot();
      await queue(register(0x601));
      await waitForIntent(pool, `register/${0x601}`);
      const last = await participants();
      await node().revert({ id });
      await queue(suspend(last));
      expect((await waitForIntent(pool, `suspend/${last}`))?.state).to.equal("mined");
      expect(await stateOf(`register/${0x601}`)).to.equal("mined");
    });

    it("calls final what is in the block that a head covers, not what was in another block of that number", async () => {
      start();
      const before = await balance();
      await queue(mint(610));
      await waitForIntent(pool, "mint/610");
      const id = await node().snapshot();
      await queue(mint(611));
      const { block } = (await waitForIntent(pool, "mint/611"))!;
      await node().revert({ id });
      await node().mine({ blocks: 1 });
      expect(await seal()).to.equal(block);
      expect((await waitForIntent(pool, "mint/610", { until: "final" }))?.state).to.equal("final");
      const moved = async () => {
        const entry = await findIntent(pool, "mint/611");
        return entry?.state !== "mined" || entry.block !== block ? entry : undefined;
      };
      await until(async () => (await moved()) !== undefined);
      expect((await moved())?.state).not.to.equal("final");
      await until(async () => (await balance()) - before === 2n);
      await until(async () => (await stateOf("mint/611")) === "mined");
      expect((await findIntent(pool, "mint/611"))?.block).to.be.greaterThan(block!);
      await seal();
      expect((await waitForIntent(pool, "mint/611", { until: "final" }))?.state).to.equal("final");
    });

    it("has one effect for an intent whose nonce another transaction took, whatever the chain goes back to", async () => {
      start();
      const before = await balance();
      await node().setAutomine(false);
      const id = await node().snapshot();
      await queue(mint(620));
      const first = await takeNonceOf("mint/620");
      await new Promise((resolve) => setTimeout(resolve, 2_500)); // longer than two looks for what was forgotten
      expect(await findIntent(pool, "mint/620")).to.include({ state: "sent", txHash: first });

      await node().revert({ id });
      await until(async () => {
        await node().mine({ blocks: 1 });
        return (await stateOf("mint/620")) === "mined";
      });
      expect((await findIntent(pool, "mint/620"))?.txHash).to.equal(first);
      expect((await balance()) - before).to.equal(1n);
    });

    it("signs an intent anew once another transaction has taken its nonce for good", async () => {
      start();
      const before = await balance();
      await node().setAutomine(false);
      await queue(mint(630));
      const first = await takeNonceOf("mint/630");
      await seal();
      await node().setAutomine(true);
      const mined = await waitForIntent(pool, "mint/630");
      expect(mined?.state).to.equal("mined");
      expect(mined?.txHash).not.to.equal(first);
      expect((await balance()) - before).to.equal(1n);
    });

    it("sends the chunks of a settlement behind each other, and again after the node went back", async () => {
      await node().setAutomine(false);
      const id = await node().snapshot();
      const next = (await participants()) + 1;
      const resume: Intent = {
        ...suspend(next),
        dedupe: `resume/${next}`,
        functionName: "resume",
        args: [next],
      };
      const chunks = await queueChunks(1, register(0x640), suspend(next), resume);
      start();
      for (const chunk of chunks) await until(async () => (await stateOf(chunk)) === "sent");
      await until(async () => (await node().getTxpoolStatus()).pending === 3);
      await node().mine({ blocks: 1 });
      for (const chunk of chunks) expect((await waitForIntent(pool, chunk))?.state).to.equal("mined");
      await node().revert({ id });
      expect(await participants()).to.equal(next - 1);
      await until(
        async () => {
          await node().mine({ blocks: 1 });
          return (await participants()) === next && (await unfinished()) === 0;
        },
        { timeoutMs: 20_000 },
      );
      await seal();
      for (const chunk of chunks)
        expect((await waitForIntent(pool, chunk, { until: "final" }))?.state).to.equal("final");
    });

    it("refuses every chunk behind one that failed, and makes none of them final", async () => {
      await node().setAutomine(false);
      const next = (await participants()) + 1;
      const setClosed = async (closed: boolean): Promise<void> => {
        const data = encodeFunctionData({
          ...{ abi: ABIS.accessManager, functionName: "setTargetClosed" },
          args: [network.contracts.participants, closed],
        });
        const serializedTransaction = await accounts.administrator.signTransaction({
          ...{
            chainId: CHAIN_ID,
            to: network.contracts.accessManager,
            data,
            gas: 200_000n,
            maxFeePerGas: 0n,
          },
          nonce: await chain().getTransactionCount({ address: accounts.administrator.address }),
        });
        await chain().sendRawTransaction({ serializedTransaction });
      };
      await setClosed(true); // waits before the chunks, which are tried out on the block before it
      const chunks = await queueChunks(2, register(0x650), suspend(next));
      start();
      for (const chunk of chunks) await until(async () => (await stateOf(chunk)) === "sent");
      await until(async () => (await node().getTxpoolStatus()).pending === 3);
      await node().mine({ blocks: 1 });
      for (const chunk of chunks) await waitForIntent(pool, chunk);
      await setClosed(false);
      await node().mine({ blocks: 1 });
      const head = await seal();
      await until(
        async () => (await pool.query("SELECT 1 FROM work.outbox WHERE NOT sealed")).rowCount === 0,
      );
      const { rows } = await pool.query(
        "SELECT state, error ->> 'code' AS code, block < $1 AS mined FROM work.outbox ORDER BY number",
        [head],
      );
      const refused = { state: "refused", code: "access-managed-unauthorized", mined: true };
      expect(rows).to.deep.equal([refused, refused]);
      expect(await participants()).to.equal(next - 1);
    });
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
