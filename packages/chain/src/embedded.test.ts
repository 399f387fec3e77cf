import { LedgerError } from "@alatau/sdk";
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, it } from "mocha";
import { accountFor, type Keys } from "./keys.ts";
import { advanceSlot, advanceTo } from "./clock.ts";
import { durableHead, startEmbedded, type Embedded, type EmbeddedOptions } from "./embedded.ts";
import { isAlive } from "./node-process.ts";
import { callRpc, readBlock, readHead } from "./rpc.ts";

const KEYS: Keys = { seed: `0x${"5".repeat(64)}`, own: {} };
const depot = accountFor(KEYS, "depot");
const GENESIS_TIME = 1_790_000_100;

/** The code of a refusal. */
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing was refused",
    (failure: unknown) => (failure instanceof LedgerError ? failure.code : String(failure)),
  );

/** Asks again and again until the answer is yes. */
async function until(asked: () => Promise<boolean>): Promise<void> {
  while (!(await asked())) await sleep(5);
}

describe("the embedded chain", function () {
  this.timeout(120_000);
  let home: string;
  const running: Embedded[] = [];

  const start = async (options: Partial<EmbeddedOptions> = {}): Promise<Embedded> => {
    const chain = await startEmbedded({
      home,
      port: 0,
      clock: "driven",
      genesisTime: GENESIS_TIME,
      blockSeconds: 0.02,
      ...options,
    });
    running.push(chain);
    return chain;
  };
  /** Sends the depot's next transaction and waits until it is in a block. */
  const send = async (chain: Embedded, nonce: number): Promise<void> => {
    const raw = await depot.signTransaction({
      type: "eip1559",
      chainId: chain.chainId,
      nonce,
      gas: 100_000n,
      to: depot.address,
      data: `0x${"ab".repeat(nonce + 1)}`,
    });
    const hash = await callRpc<string>(chain.rpcUrl, "eth_sendRawTransaction", [raw]);
    await until(async () => (await callRpc(chain.rpcUrl, "eth_getTransactionReceipt", [hash])) !== null);
  };
  const kill = async (chain: Embedded): Promise<void> => {
    process.kill(chain.pid, "SIGKILL");
    expect((await chain.ended)?.code).to.equal("chain-node-stopped");
  };

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-chain-"));
  });
  afterEach(async () => {
    for (const chain of running.splice(0)) await chain.stop();
    await rm(home, { recursive: true, force: true });
  });

  it("says in one line that a port is busy", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const port = (server.address() as AddressInfo).port;
      expect(await refusal(start({ port }))).to.equal("port-busy");
    } finally {
      server.close();
    }
  });

  it("refuses a second chain in the same data folder", async () => {
    await start();
    expect(await refusal(start())).to.equal("chain-in-use");
  });

  it("takes free transactions, knows no accounts of its own and caps a transaction at 2^24 gas", async () => {
    const chain = await start();
    expect(await callRpc(chain.rpcUrl, "eth_accounts")).to.deep.equal([]);
    await send(chain, 0);
    const raw = await depot.signTransaction({
      type: "eip1559",
      chainId: chain.chainId,
      nonce: 1,
      gas: 17_000_000n,
      to: depot.address,
    });
    expect(await refusal(callRpc(chain.rpcUrl, "eth_sendRawTransaction", [raw]))).to.equal(
      "chain-rpc-failed",
    );
  });

  it("makes no block while there is nothing to put in", async () => {
    const chain = await start();
    await send(chain, 0);
    const { number } = await readHead(chain.rpcUrl);
    await sleep(200);
    expect((await readHead(chain.rpcUrl)).number).to.equal(number);
  });

  it("keeps time going on the wall clock when nobody sends, a second a block at least", async () => {
    const chain = await start({
      clock: "wall",
      heartbeatSeconds: 1,
      genesisTime: Math.floor(Date.now() / 1000) - 5,
    });
    await until(async () => (await readHead(chain.rpcUrl)).number >= 2);
    const [first, second] = await Promise.all([readBlock(chain.rpcUrl, 1), readBlock(chain.rpcUrl, 2)]);
    expect(second!.timestamp).to.be.greaterThan(first!.timestamp);
    expect(Math.abs(first!.timestamp - Date.now() / 1000)).to.be.lessThan(5);
  });

  it("is the same chain after a stop: blocks, receipts, nonces, proofs, id and genesis", async () => {
    const before = await start();
    for (let nonce = 0; nonce < 3; nonce += 1) await send(before, nonce);
    const head = await readHead(before.rpcUrl);
    await before.stop();

    const after = await start();
    expect(after.chainId).to.equal(before.chainId);
    expect(after.genesisHash).to.equal(before.genesisHash);
    expect(await readHead(after.rpcUrl)).to.deep.equal(head);
    expect(await callRpc(after.rpcUrl, "eth_getTransactionCount", [depot.address, "latest"])).to.equal("0x3");
    const receipts = await callRpc<unknown[]>(after.rpcUrl, "eth_getBlockReceipts", ["0x1"]);
    expect(receipts).to.have.length(1);
    const proof = await callRpc<{ nonce: string }>(after.rpcUrl, "eth_getProof", [
      depot.address,
      [],
      "latest",
    ]);
    expect(proof.nonce).to.equal("0x3");
    await send(after, 3);
  });

  it("loses no durable block when the node is killed, time after time", async () => {
    let nonce = 0;
    for (let round = 0; round < 3; round += 1) {
      const chain = await start({ snapshotEvery: 4 });
      for (let count = 0; count < 6; count += 1) await send(chain, nonce++);
      const durable = await chain.checkpoint();
      expect(await durableHead({ home })).to.deep.equal(durable);
      await kill(chain);
      const again = await start();
      expect((await readBlock(again.rpcUrl, durable.number))!.hash).to.equal(durable.hash);
      await again.stop();
    }
    expect(await readdir(join(home, "chain", "snapshots"))).to.have.length(2);
  });

  it("goes on under load: a kill takes no block that was named durable", async () => {
    const chain = await start();
    let killed = false;
    const sending = (async () => {
      for (let nonce = 0; !killed; nonce += 1) {
        const raw = await depot.signTransaction({
          type: "eip1559",
          chainId: chain.chainId,
          nonce,
          gas: 50_000n,
          to: depot.address,
        });
        await callRpc(chain.rpcUrl, "eth_sendRawTransaction", [raw]);
      }
    })().catch(() => undefined); // the line breaks with the node
    await until(async () => (await durableHead({ home }))!.number >= 3);
    const durable = (await durableHead({ home }))!;
    await kill(chain);
    killed = true;
    await sending;
    const again = await start();
    expect((await readBlock(again.rpcUrl, durable.number))?.hash).to.equal(durable.hash);
  });

  it("ends a node whose owner was killed and restores what was durable", async () => {
    const script = `
      const { startEmbedded } = await import(${JSON.stringify(new URL("./embedded.ts", import.meta.url).href)});
      const chain = await startEmbedded({ home: ${JSON.stringify(home)}, port: 0, clock: "driven", genesisTime: ${GENESIS_TIME} });
      process.stdout.write(JSON.stringify({ pid: chain.pid, rpcUrl: chain.rpcUrl }));`;
    const owner = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [text] = (await once(owner.stdout, "data")) as [Buffer];
    const { pid, rpcUrl } = JSON.parse(text.toString()) as { pid: number; rpcUrl: string };
    const head = await advanceTo(rpcUrl, GENESIS_TIME + 900);
    await until(async () => (await durableHead({ home }))!.number >= head.number);
    owner.kill("SIGKILL");
    await once(owner, "exit");
    expect(isAlive(pid)).to.equal(true);

    const chain = await start();
    expect(isAlive(pid)).to.equal(false);
    expect((await readHead(chain.rpcUrl)).hash).to.equal(head.hash);
  });

  it("lets nobody reach a node that repeats its log: a client that hammers the port breaks no restart", async () => {
    const port = (await start()).rpcUrl.split(":").at(-1)!;
    await running[0]!.stop();
    const hammered = { answers: 0, stop: false };
    const rpcUrl = `http://127.0.0.1:${port}`;
    const hammer = async (index: number): Promise<void> => {
      for (let nonce = 0; !hammered.stop;) {
        const raw = await accountFor(KEYS, `client ${index}`).signTransaction({
          ...{ type: "eip1559", chainId, nonce, gas: 50_000n, to: depot.address },
        });
        const [sent, mined] = await Promise.allSettled([
          callRpc(rpcUrl, "eth_sendRawTransaction", [raw]),
          callRpc(rpcUrl, "evm_mine"),
        ]);
        const said = sent.status === "rejected" ? String(sent.reason) : "";
        if (said === "" || said.includes("nonce too low")) nonce += 1;
        if (mined.status === "fulfilled") hammered.answers += 1;
        if (said !== "") await sleep(1);
      }
    };
    const { chainId } = JSON.parse(await readFile(join(home, "chain", "chain.json"), "utf8")) as {
      chainId: number;
    };
    const hammers = Promise.all([0, 1, 2].map(hammer));
    let before = 0;
    for (let round = 0; round < 4; round += 1) {
      const chain = await start({ port: Number(port), snapshotEvery: 40 });
      const answers = hammered.answers;
      await until(async () => hammered.answers > answers + 30);
      const durable = await chain.checkpoint();
      expect(durable.number).to.be.greaterThan(before);
      before = durable.number;
      if (round % 2 === 0) await kill(chain);
      else await chain.stop();
    }
    hammered.stop = true;
    await hammers;
    const again = await start({ port: Number(port) });
    const head = await readHead(again.rpcUrl);
    expect(head.number).to.be.at.least(before);
    for (let number = 1; number < head.number; number += 1) {
      const [block, next] = [
        await readBlock(again.rpcUrl, number),
        await readBlock(again.rpcUrl, number + 1),
      ];
      expect(next!.timestamp).to.be.greaterThan(block!.timestamp);
    }
  });

  it("drops a torn line and survives a broken snapshot", async () => {
    const chain = await start({ snapshotEvery: 2 });
    for (let nonce = 0; nonce < 6; nonce += 1) await send(chain, nonce);
    const durable = await chain.checkpoint();
    await kill(chain);
    const blocks = join(home, "chain", "blocks");
    await appendFile(join(blocks, (await readdir(blocks)).sort().at(-1)!), '{"transactions":["0x02');
    const snapshots = join(home, "chain", "snapshots");
    await writeFile(join(snapshots, (await readdir(snapshots)).sort().at(-1)!), "not a snapshot");
    const again = await start();
    expect(await again.checkpoint()).to.deep.equal(durable);
    await send(again, 6);
  });

  it("refuses to start on files that lead elsewhere", async () => {
    const chain = await start({ snapshotEvery: 1000 });
    await send(chain, 0);
    await chain.checkpoint();
    await kill(chain);
    const blocks = join(home, "chain", "blocks");
    const [segment] = await readdir(blocks);
    const forged = { transactions: [], timestamp: GENESIS_TIME + 7, number: 1, hash: `0x${"0".repeat(64)}` };
    await writeFile(join(blocks, segment!), `${JSON.stringify(forged)}\n`);
    expect(await refusal(start())).to.equal("chain-log-invalid");
  });

  it("moves a driven clock forward only, and never back over restarts", async () => {
    const chain = await start();
    const first = await advanceTo(chain.rpcUrl, GENESIS_TIME + 10_000);
    expect(first.timestamp).to.equal(GENESIS_TIME + 10_000);
    expect(await advanceTo(chain.rpcUrl, GENESIS_TIME)).to.deep.equal(first);
    const slot = await advanceSlot(chain.rpcUrl);
    expect(slot.timestamp % 900).to.equal(0);
    await chain.stop();
    const again = await start();
    await send(again, 0);
    expect((await readHead(again.rpcUrl)).timestamp).to.equal(slot.timestamp + 1);
  });
});
