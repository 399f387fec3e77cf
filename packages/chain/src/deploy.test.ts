import { ABIS, type LedgerError } from "@alatau/sdk";
import { expect } from "chai";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, before, describe, it } from "mocha";
import { deploy } from "./deploy.ts";
import { startEmbedded, type Embedded } from "./embedded.ts";
import { accountFor, roleAccounts, type Keys } from "./keys.ts";
import { readNetwork } from "./network-file.ts";
import { RIGHTS } from "./rights.ts";
import { codeSize, connect, createdAddress, TRANSACTION_GAS_LIMIT } from "./transact.ts";

const keysOf = (digit: string): Keys => ({ seed: `0x${digit.repeat(64)}`, own: {} });

/** Where an uninterrupted deployment puts the market: thirteen contracts and one transaction of rights come before it. */
const marketOf = (digit: string): string => createdAddress(accountFor(keysOf(digit), "administrator"), 14);

describe("deploy", function () {
  this.timeout(120_000);
  let home: string;
  let chain: Embedded;
  const deployWith = (keys: Keys, rpcUrl = chain.rpcUrl, onStep?: (step: string) => void) =>
    deploy({
      rpcUrl,
      chainId: chain.chainId,
      accounts: roleAccounts(keys),
      ...(onStep === undefined ? {} : { onStep }),
    });

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-deploy-"));
    chain = await startEmbedded({ home, port: 0, clock: "driven", blockSeconds: 0.02 });
  });
  after(async () => {
    await chain.stop();
    await rm(home, { recursive: true, force: true });
  });

  it("makes a network whose rights, members, checkers, tariff and reserve are in place", async () => {
    const accounts = roleAccounts(keysOf("1"));
    const { chainId, rpcUrl } = chain;
    const network = await deploy({ rpcUrl, chainId, accounts, home });
    expect(await readNetwork(home)).to.deep.equal(network);
    expect(network.accounts).to.deep.equal({ operator: 1, supplier: 2, network: 3, reserve: 4, dust: 5 });
    expect(network.genesisHash).to.equal(chain.genesisHash);

    const client = connect(rpcUrl, chainId);
    const { contracts } = network;
    const vault = { address: contracts.vault, abi: ABIS.vault } as const;
    expect((await client.readContract({ ...vault, functionName: "accountOf", args: [4] })).free).to.equal(
      100_000_000n,
    );
    for (const name of ["energy.readings", "payments.reports"]) {
      const { dataset, checkers } = network.datasets[name]!;
      const journal = { address: contracts.journal, abi: ABIS.journal } as const;
      expect(
        await client.readContract({ ...journal, functionName: "checkersOf", args: [dataset] }),
      ).to.deep.equal([checkers.map(({ participant }) => participant), 2]);
      expect(new Set(checkers.map(({ owner }) => owner)).size).to.equal(3);
    }
    const tariffs = { address: contracts.tariffs, abi: ABIS.tariffs } as const;
    expect(await client.readContract({ ...tariffs, functionName: "versionsOf", args: [1] })).to.equal(1);
    for (const holder of [contracts.orderBook, contracts.energyMarket]) {
      const isMarket = await client.readContract({ ...vault, functionName: "isMarket", args: [holder] });
      expect(isMarket).to.equal(true);
    }
  });

  it("stays below 16 M gas a transaction and 24,576 bytes a contract", async () => {
    const network = (await readNetwork(home))!;
    const client = connect(chain.rpcUrl, chain.chainId);
    const sizes = await Promise.all(
      Object.values(network.contracts).map((address) => codeSize(client, address)),
    );
    expect(Math.max(...sizes)).to.be.lessThanOrEqual(24_576);
    expect(Math.min(...sizes)).to.be.greaterThan(0);
    const head = await client.getBlockNumber();
    for (let blockNumber = 1n; blockNumber <= head; blockNumber += 1n) {
      const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
      for (const { gas } of transactions) expect(gas <= TRANSACTION_GAS_LIMIT).to.equal(true);
    }
  });

  it("changes nothing when it is run again", async () => {
    const client = connect(chain.rpcUrl, chain.chainId);
    const head = await client.getBlockNumber();
    const network = await readNetwork(home);
    expect(await deployWith(keysOf("1"))).to.deep.equal(network);
    expect(await client.getBlockNumber()).to.equal(head);
  });

  it("ends in the same network when each step of it was cut off", async () => {
    const steps: string[] = [];
    await deployWith(keysOf("1"), chain.rpcUrl, (step) => steps.push(step));
    for (const cut of steps) {
      const run = deployWith(keysOf("2"), chain.rpcUrl, (step) => {
        if (step === cut) throw new Error(`cut before ${cut}`);
      });
      expect(await run.catch((failure: Error) => failure.message)).to.equal(`cut before ${cut}`);
    }
    const network = await deployWith(keysOf("2"));
    const whole = (await readNetwork(home))!;
    expect(network.accounts).to.deep.equal(whole.accounts);
    expect(network.contracts.energyMarket).to.equal(marketOf("2"));
  });

  it("ends in the same network when the line breaks after each transaction", async () => {
    let cuts = 0;
    for (; cuts < 60; cuts += 1) {
      await using line = await breakingLine(chain.rpcUrl);
      const network = await deployWith(keysOf("3"), line.url).catch(() => undefined);
      if (network === undefined) continue;
      expect(network.accounts).to.deep.equal((await readNetwork(home))!.accounts);
      expect(network.contracts.energyMarket).to.equal(marketOf("3"));
      break;
    }
    expect(cuts).to.be.within(20, 40); // as many as there are transactions
  });

  it("refuses an administrator whose key made something else before", async () => {
    const keys = keysOf("4");
    const accounts = { ...roleAccounts(keys), administrator: accountFor(keysOf("1"), "registrar") };
    const { rpcUrl, chainId } = chain;
    const failure = await deploy({ rpcUrl, chainId, accounts }).catch((error: unknown) => error);
    expect((failure as LedgerError).code).to.equal("deployment-mismatch");
    const journalFile = join(home, "deployment.json");
    const network = await deploy({ rpcUrl, chainId, accounts, journalFile });
    expect(await deploy({ rpcUrl, chainId, accounts, journalFile })).to.deep.equal(network);
  });
});

describe("rights", () => {
  it("name every restricted function of the contracts, and no other", () => {
    const folder = join(import.meta.dirname, "../../../contracts");
    const restricted = globSync("**/*.sol", { cwd: folder }).flatMap((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      // The bases of the market and of payments are no contracts of their own.
      const owner = basename(file, ".sol")
        .replace("SlotSettlement", "EnergyMarket")
        .replace("TokenList", "Payments");
      const functions = source.matchAll(/function (\w+)\([^)]*\)[^{;]*\brestricted\b[^{;]*\{/g);
      return [...functions].map(([, name]) => `${owner[0]!.toLowerCase()}${owner.slice(1)}.${name}`);
    });
    const listed = Object.entries(RIGHTS).flatMap(([contract, roles]) =>
      Object.values(roles).flatMap((names) => names.map((name) => `${contract}.${name}`)),
    );
    const administrators = ["vault.addMarket", "vault.removeMarket", "tenge.setDailyLimit"];
    expect([...listed, ...administrators].sort()).to.deep.equal(restricted.sort());
  });
});

/** A line to the node that lets one transaction through and then is dead, without the answer to it. */
async function breakingLine(target: string): Promise<{ url: string } & AsyncDisposable> {
  let dead = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const answers = !dead && !body.includes("eth_sendRawTransaction");
      const forwarded = dead
        ? undefined
        : fetch(target, { method: "POST", headers: { "content-type": "application/json" }, body });
      dead ||= !answers;
      void forwarded?.then(async (answer) => {
        const text = await answer.text();
        if (answers) response.setHeader("content-type", "application/json").end(text);
      });
      if (!answers) response.writeHead(400).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
