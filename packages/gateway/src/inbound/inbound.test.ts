// A token on another chain, a second real Anvil: locked there and minted here once, burned here and released there once.
import { findAnvil, spawnAnvil } from "@alatau/chain";
import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import type { ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { after, before, describe, it } from "mocha";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  type Hex,
  type PrivateKeyAccount,
} from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { openDesk, signedIn } from "../issuance/test-bank.ts";
import { openStory, until, type Story } from "../test-story.ts";
import { foreignTenge, tokenLock } from "./generated/contracts.ts";

const CHAIN = 4_242;
const CONFIRMATIONS = 3;

interface CashOut {
  cashOut: Hex;
  state: string;
  typedData: never;
}

describe("A token on another chain", function () {
  this.timeout(120_000);
  let story: Story;
  let anvil: ChildProcess;
  let port: number;
  let token: Hex;
  let lock: Hex;
  let headers: { authorization: string };
  let workers: { stop(): Promise<void> }[] = [];
  const holder: PrivateKeyAccount = privateKeyToAccount(generatePrivateKey());

  before(async () => {
    story = await openStory();
    port = await freePort();
    await startAnvil();
    const operator = story.net.account("operator").address;
    await other().setBalance({ address: operator, value: 10n ** 20n });
    await other().setBalance({ address: holder.address, value: 10n ** 20n });
    token = await create(foreignTenge, []);
    lock = await create(tokenLock, [token, operator]);
    await write(token, foreignTenge.abi, "mint", [holder.address, 1_000_000_000n]);
    await write(token, foreignTenge.abi, "approve", [lock, 1_000_000_000n]);
    const config = {
      chainId: CHAIN,
      rpcUrl: url(),
      lock,
      decimals: 6,
      confirmations: CONFIRMATIONS,
      startBlock: 0,
    };
    await writeFile(path.join(story.net.home, "inbound.json"), JSON.stringify(config));
    headers = await signedIn(story, holder);
    story.net.start(["issuance"]);
    startWorkers();
  });
  after(async () => {
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
    await stopAnvil();
  });

  const url = (): string => `http://127.0.0.1:${port}`;
  const client = () => createPublicClient({ transport: http(url()) });
  const other = () => createTestClient({ mode: "anvil", transport: http(url()) });
  const wallet = () => createWalletClient({ account: holder, transport: http(url()) });
  const statePath = (): string => path.join(story.net.home, "other-chain.json");
  async function startAnvil(): Promise<void> {
    const args = ["--port", String(port), "--chain-id", String(CHAIN), "--state", statePath(), "--silent"];
    anvil = spawnAnvil(findAnvil(), args);
    await until(
      async () =>
        await client()
          .getChainId()
          .then(
            () => true,
            () => false,
          ),
      { what: "the other chain" },
    );
  }
  /** It writes its state down as it ends. */
  async function stopAnvil(): Promise<void> {
    if ((anvil as ChildProcess | undefined) === undefined || anvil.exitCode !== null) return;
    const ended = new Promise((resolve) => anvil.once("exit", resolve));
    anvil.kill("SIGINT");
    await ended;
  }
  /** Two adapters at once. */
  const startWorkers = (): void => {
    workers = [story.net.start(["inbound"]), story.net.start(["inbound"])];
  };
  const stopWorkers = async (): Promise<void> => void (await Promise.all(workers.map((each) => each.stop())));
  const create = async (
    { abi, bytecode }: { abi: object; bytecode: string },
    args: unknown[],
  ): Promise<Hex> => {
    const hash = await wallet().deployContract({
      abi: abi as never,
      bytecode: bytecode as Hex,
      args,
      chain: null,
    } as never);
    return (await client().waitForTransactionReceipt({ hash })).contractAddress!;
  };
  const write = async (address: Hex, abi: object, functionName: string, args: unknown[]): Promise<void> => {
    const hash = await wallet().writeContract({ address, abi, functionName, args, chain: null } as never);
    const { status } = await client().waitForTransactionReceipt({ hash });
    expect(status).to.equal("success");
  };
  const put = async (amount: bigint, to: Hex): Promise<void> =>
    await write(lock, tokenLock.abi, "lock", [amount, to]);
  const mine = async (blocks: number): Promise<void> => await other().mine({ blocks });
  const here = async (account: Hex): Promise<bigint> =>
    await createPublicClient({ transport: http(story.net.chain.rpcUrl) }).readContract({
      ...{
        address: story.net.network.contracts.tenge,
        abi: ABIS.tenge,
        functionName: "balanceOf",
        args: [account],
      },
    });
  const there = async (account: Hex): Promise<bigint> =>
    await client().readContract({
      address: token,
      abi: foreignTenge.abi,
      functionName: "balanceOf",
      args: [account],
    });
  const has = async (account: Hex, tiyn: bigint): Promise<void> =>
    await until(async () => (await here(account)) === tiyn, { timeoutMs: 20_000, what: `${tiyn} tiyn` });
  const someone = (): Hex => privateKeyToAccount(generatePrivateKey()).address;
  const cursor = async () =>
    (
      await story.net.pool.query<{ block: number; halted: string | null }>(
        "SELECT block, halted FROM work.inbound_cursors",
      )
    ).rows[0];
  const readTo = async (block: number): Promise<void> =>
    await until(async () => ((await cursor())?.block ?? -1) >= block, {
      timeoutMs: 20_000,
      what: `block ${block} read`,
    });

  it("is minted here once it has its confirmations, once for two adapters, to the whole tiyn", async () => {
    const to = someone();
    await put(12_345_678n, to);
    await mine(CONFIRMATIONS - 1);
    await readTo(Number(await client().getBlockNumber()) - CONFIRMATIONS);
    expect(await here(to)).to.equal(0n);
    await mine(1);
    await has(to, 1_234n);
    await put(9_999n, to); // less than a tiyn
    await put(20_000n, to);
    await mine(CONFIRMATIONS);
    await has(to, 1_236n);
  });

  it("is not minted when the other chain goes back before that", async () => {
    const [lost, kept] = [someone(), someone()];
    await readTo(Number(await client().getBlockNumber()) - CONFIRMATIONS);
    const id = await other().snapshot();
    await put(1_000_000n, lost);
    await mine(1);
    await other().revert({ id });
    await put(2_000_000n, kept);
    await mine(CONFIRMATIONS);
    await has(kept, 200n);
    expect(await here(lost)).to.equal(0n);
  });

  it("survives the other chain and both adapters being killed between the steps", async () => {
    const to = someone();
    await stopWorkers();
    await put(5_000_000n, to);
    await mine(CONFIRMATIONS);
    startWorkers();
    await stopAnvil();
    await startAnvil();
    await stopWorkers();
    startWorkers();
    await has(to, 500n);
    await put(1_000_000n, to);
    await mine(CONFIRMATIONS);
    await has(to, 600n);
    const { rows } = await story.net.pool.query("SELECT 1 FROM payload.inbound_locks WHERE to_account = $1", [
      Buffer.from(to.slice(2), "hex"),
    ]);
    expect(rows).to.have.length(2);
  });

  it("is released there once what was burned here is final, however often the adapters die", async () => {
    await put(30_000_000n, holder.address);
    await mine(CONFIRMATIONS);
    await has(holder.address, 3_000n);
    const to = someone();
    const asked = await story.post(
      "/v1/cash-outs",
      { amountTiyn: "1000", to: { kind: "chain", chainId: CHAIN, account: to } },
      headers,
    );
    expect(asked.status, await asked.clone().text()).to.equal(201);
    const out = (await asked.json()) as CashOut;
    const signature = await holder.signTypedData(out.typedData);
    expect((await story.post(`/v1/cash-outs/${out.cashOut}/signature`, { signature })).status).to.equal(202);
    await until(async () => (await there(to)) === 10_000_000n, { timeoutMs: 30_000, what: "released" });
    await stopWorkers();
    startWorkers();
    await mine(CONFIRMATIONS + 1);
    const state = async () => (await story.get<CashOut>(`/v1/cash-outs/${out.cashOut}`, headers)).state;
    await until(async () => (await state()) === "booked", { timeoutMs: 20_000, what: "booked" });
    expect([await there(to), await here(holder.address)]).to.deep.equal([10_000_000n, 2_000n]);
  });

  it("stands in the reserve report beside the bank", async () => {
    const desk = await openDesk(story);
    const refused = await story.post("/v1/reserve-reports", {}, desk.one);
    expect(((await refused.json()) as { code: string }).code).to.equal("reserve-report-early");
  });

  it("halts when the other chain goes back further than its confirmations", async () => {
    const id = await other().snapshot();
    await mine(CONFIRMATIONS + 5);
    await readTo(Number(await client().getBlockNumber()) - CONFIRMATIONS);
    await other().revert({ id });
    await other().setNextBlockTimestamp({ timestamp: (await client().getBlock()).timestamp + 77n });
    await mine(CONFIRMATIONS + 9);
    await until(async () => (await cursor())!.halted !== null, { timeoutMs: 20_000, what: "halted" });
    const to = someone();
    await put(1_000_000n, to);
    await mine(CONFIRMATIONS + 1);
    expect(await here(to)).to.equal(0n);
    const out = { amountTiyn: "1", to: { kind: "chain", chainId: CHAIN, account: to } };
    expect(
      ((await (await story.post("/v1/cash-outs", out, headers)).json()) as { code: string }).code,
    ).to.equal("chain-unsupported");
  });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
