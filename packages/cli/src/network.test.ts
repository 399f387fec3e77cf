import { CONTRACT_NAMES, type RpcHeader } from "@alatau/sdk";
import { expect } from "chai";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "mocha";
import { makeHeaders, NETWORK, qbftHash, VALIDATORS } from "./qbft.fixture.ts";
import { say } from "./terminal.fixture.ts";

interface Recording {
  blocks: { block: Record<string, unknown>; validators: string[]; rawHeader?: string }[];
}
const real = fileURLToPath(new URL("../../../../shared/data/besu-qbft/chain.json", import.meta.url));

describe("alatau network trust", function () {
  this.timeout(60_000);
  let home: string;
  const out = { target: VALIDATORS[3]!.address, joins: false };
  const headers = makeHeaders([
    { vote: out },
    { vote: out },
    { vote: out },
    { validators: VALIDATORS.slice(0, 3) },
  ]);
  const recordingOf = (list: readonly RpcHeader[]) => ({
    blocks: list.map((header) => ({ block: { ...header, hash: qbftHash(header) } })),
  });
  const trust = async (recording: unknown, ...more: string[]) => {
    const file = join(home, "chain.json");
    await writeFile(file, JSON.stringify(recording));
    return await say("network", "trust", "--chain", file, ...more);
  };
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-network-"));
  });
  after(() => rm(home, { recursive: true, force: true }));

  it("accepts a real chain and says who was voted out and in", async function () {
    if (!existsSync(real)) return this.skip();
    const { code, out: text } = await say("network", "trust", "--chain", real, "--json");
    expect(code).to.equal(0);
    const target = "0xb632b7a090e1f8f17e0f275d2d205e92325c6250";
    expect(JSON.parse(text)).to.deep.equal({
      blocks: 34,
      refused: [],
      validatorChanges: [
        { number: 19, added: [], removed: [target] },
        { number: 24, added: [target], removed: [] },
      ],
    });
    expect((await say("network", "trust", "--chain", real, "--linked")).code).to.equal(0);
  });

  it("refuses a real chain with a field, a hash, a raw header or the validators changed", async function () {
    if (!existsSync(real)) return this.skip();
    const whole = JSON.parse(await readFile(real, "utf8")) as Recording;
    const other = `0x${"11".repeat(32)}`;
    const changes: readonly (readonly [string, (copy: Recording["blocks"][number]) => void])[] = [
      ["header-hash-mismatch", ({ block }) => (block["stateRoot"] = other)],
      ["header-hash-mismatch", ({ block }) => (block["hash"] = other)],
      ["header-hash-mismatch", (each) => (each.rawHeader = whole.blocks[6]!.rawHeader!)],
      ["validators-foreign", (each) => void each.validators.pop()],
      ["header-malformed", ({ block }) => delete block["miner"]],
      ["header-malformed", ({ block }) => (block["extraData"] = "0x")],
    ];
    for (const [reason, change] of changes) {
      const copy = structuredClone(whole);
      change(copy.blocks[5]!);
      const { code, out: text } = await trust(copy, "--json");
      expect(code).to.equal(1);
      expect((JSON.parse(text) as { refused: object[] }).refused[0]).to.deep.equal({ number: 5, reason });
    }
  });

  it("says a line for each change and each refused block", async () => {
    const { code, out: text } = await trust(recordingOf(headers));
    expect(code).to.equal(0);
    expect(text).to.contain(`from block 4: out ${out.target}`).and.to.contain("5 blocks, 0 refused");
    const bad = await trust(recordingOf(makeHeaders([{ sealers: [] }])));
    expect(bad).to.deep.include({ code: 1 });
    expect(bad.out).to.contain("✗ block 1: seals-too-few");
  });

  it("reads the headers from a node, and believes nothing that does not hash", async () => {
    const served = headers.map((header) => ({ ...header, hash: qbftHash(header) }));
    const node = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const calls = JSON.parse(Buffer.concat(parts).toString()) as {
          id: number;
          method: string;
          params: string[];
        }[];
        const answers = calls.map(({ id, method, params }) => ({
          id,
          result: method === "eth_blockNumber" ? "0x4" : served[Number(params[0])],
        }));
        response.end(JSON.stringify(answers));
      });
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => node.once("listening", resolve));
    const rpc = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    const file = join(home, "network.json");
    const network = {
      ...{
        ...NETWORK,
        name: "test",
        engine: "consortium",
        startBlock: 0,
        genesisHash: qbftHash(headers[0]!),
      },
      contracts: Object.fromEntries(CONTRACT_NAMES.map((name) => [name, VALIDATORS[0]!.address])),
      finality: {
        kind: "qbft-seals",
        validators: VALIDATORS.map(({ address }) => address),
        epochLength: 30_000,
      },
      accounts: { operator: 1, supplier: 2, network: 3, reserve: 4, dust: 5 },
    };
    await writeFile(file, JSON.stringify(network));
    try {
      const ask = async () => await say("network", "trust", "--network", file, "--rpc", rpc, "--json");
      expect(await ask()).to.deep.include({ code: 0 });
      served[4] = { ...served[4]!, hash: served[1]!.hash };
      const lied = await ask();
      expect(lied.code).to.equal(1);
      expect(JSON.parse(lied.out)).to.deep.include({
        refused: [{ number: 4, reason: "header-hash-mismatch" }],
      });
    } finally {
      node.close();
      node.closeAllConnections();
    }
    expect(await say("network", "trust", "--network", file, "--rpc", rpc)).to.deep.include({
      code: 1,
      err: `alatau: ${rpc} does not answer as a node.`,
    });
    await writeFile(file, JSON.stringify({ ...network, finality: NETWORK.finality }));
    expect((await say("network", "trust", "--network", file)).code).to.equal(2);
  });

  it("answers 2 to wrong arguments and to a file that is no recorded chain", async () => {
    expect((await say("network", "trust")).code).to.equal(2);
    expect((await say("network", "trust", "--chain", join(home, "none.json"))).code).to.equal(2);
    for (const wrong of [{}, { blocks: [] }, { blocks: [1] }, []])
      expect((await trust(wrong)).code).to.equal(2);
  });
});
