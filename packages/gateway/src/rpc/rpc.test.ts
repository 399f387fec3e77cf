// The public node before a real one: what passes, what does not, and that nothing else ever reaches the node.
import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import fc from "fast-check";
import { after, before, beforeEach, describe, it } from "mocha";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pino } from "pino";
import { encodeFunctionData, erc20Abi, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { startGateway, type RunningGateway } from "../server.ts";
import { startNetwork, type TestNetwork } from "../workers/story-network.ts";
import { READS } from "./methods.ts";

interface Call {
  method: string;
  params: unknown[];
}
interface Answer {
  id: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

const PASSES = new Set([...Object.keys(READS), "eth_getLogs", "eth_sendRawTransaction"]);

describe("POST /rpc", function () {
  this.timeout(120_000);
  let net: TestNetwork;
  let recorder: Server;
  let open: RunningGateway;
  let closed: RunningGateway;
  /** What the node was asked through the filter. */
  const calls: Call[] = [];
  /** The gateways look at the chain for themselves too; that line is not the filter's. */
  let recording = false;

  before(async () => {
    net = await startNetwork();
    net.start(["outbox"]);
    recorder = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        const own = (request.headers["user-agent"] ?? "").includes("viem");
        if (recording && !own) calls.push(...[JSON.parse(body) as Call | Call[]].flat());
        const headers = { "content-type": "application/json" };
        void fetch(net.chain.rpcUrl, { method: "POST", headers, body })
          .then(async (answer) => response.writeHead(200, headers).end(await answer.text()))
          .catch(() => response.destroy());
      });
    }).listen(0, "127.0.0.1");
    await once(recorder, "listening");
    const rpcUrl = `http://127.0.0.1:${(recorder.address() as AddressInfo).port}`;
    const start = (registeredSendersOnly: boolean): Promise<RunningGateway> =>
      startGateway({
        ...{ databaseUrl: net.databaseUrl, rpcUrl, network: net.network, port: 0, home: net.home },
        ...{ registeredSendersOnly, webFolder: path.join(net.home, "no-web") },
        limits: { rpcCallsPerMinute: registeredSendersOnly ? 100 : 1_000_000 },
        logger: pino({ level: "silent" }),
      });
    open = await start(false);
    closed = await start(true);
  });
  after(async () => {
    await Promise.all([open, closed].map((each) => (each as RunningGateway | undefined)?.close()));
    (recorder as Server | undefined)?.close().closeAllConnections();
    await (net as TestNetwork | undefined)?.[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    calls.length = 0;
    recording = true;
  });

  const post = async (body: unknown, gateway = open): Promise<Response> =>
    await fetch(`${gateway.url}/rpc`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://wallet.example" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const ask = async (method: string, params?: unknown, gateway = open): Promise<Answer> =>
    (await (await post({ jsonrpc: "2.0", id: 7, method, params }, gateway)).json()) as Answer;
  const codeOf = async (method: string, params?: unknown): Promise<number | undefined> =>
    (await ask(method, params)).error?.code;

  const customer = async (): Promise<PrivateKeyAccount> => {
    const account = privateKeyToAccount(generatePrivateKey());
    await net.send("issuer", "tenge", "mint", [account.address, 1_000n, `0x${"33".repeat(32)}`]);
    return account;
  };
  const transfer = (to: Hex, amount = 400n): Hex =>
    encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, amount] });
  const signed = async (account: PrivateKeyAccount, fields: object = {}): Promise<Hex> =>
    await account.signTransaction({
      ...{ chainId: net.network.chainId, to: net.network.contracts.tenge, nonce: 0, gas: 200_000n },
      ...{
        data: transfer(`0x${"77".repeat(20)}`),
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
        type: "eip1559",
      },
      ...(fields as { type: "eip1559" }),
    });

  it("answers what wallets read, to pages of anywhere", async () => {
    const { tenge } = net.network.contracts;
    const balance = encodeFunctionData({ abi: erc20Abi, functionName: "balanceOf", args: [tenge] });
    const chainId = `0x${net.network.chainId.toString(16)}`;
    expect(await ask("eth_chainId")).to.deep.equal({ jsonrpc: "2.0", id: 7, result: chainId });
    expect((await ask("eth_call", [{ to: tenge, data: balance }, "latest"])).result).to.equal(
      `0x${"0".repeat(64)}`,
    );
    for (const [method, params] of [
      ["net_version", []],
      ["eth_blockNumber", undefined],
      ["eth_gasPrice", []],
      ["eth_maxPriorityFeePerGas", []],
      ["eth_feeHistory", ["0x4", "latest", [25, 75]]],
      ["eth_getBalance", [tenge, "latest"]],
      ["eth_getCode", [tenge]],
      ["eth_getTransactionCount", [tenge, "pending"]],
      ["eth_getBlockByNumber", ["latest", false]],
      ["eth_estimateGas", [{ to: tenge, data: balance }]],
      ["eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest", address: tenge }]],
      ["eth_getTransactionReceipt", [`0x${"00".repeat(32)}`]],
    ] as const)
      expect(await ask(method, params), method).to.have.property("result");
    const preflight = await fetch(`${open.url}/rpc`, { method: "OPTIONS" });
    expect(preflight.status).to.equal(204);
    expect(preflight.headers.get("access-control-allow-origin")).to.equal("*");
    expect((await fetch(`${open.url}/rpc`)).status).to.equal(405);
  });

  it("refuses by the codes of EIP-1474", async () => {
    for (const method of [
      "anvil_setBalance",
      "eth_sendTransaction",
      "eth_accounts",
      "debug_traceCall",
      "constructor",
    ])
      expect(await codeOf(method, []), method).to.equal(-32_601);
    for (const [method, params] of [
      ["eth_getBalance", ["nobody", "latest"]],
      ["eth_call", [{ data: "0x" }, "latest"]],
      [
        "eth_call",
        [{ to: net.network.contracts.tenge }, "latest", { [net.network.contracts.tenge]: { code: "0x" } }],
      ],
      ["eth_getBlockByNumber", ["0x1", "yes"]],
      ["eth_feeHistory", ["0x1000", "latest", []]],
      ["eth_sendRawTransaction", ["0x"]],
      ["eth_sendRawTransaction", ["0x1234"]],
      ["eth_sendRawTransaction", [`0x${"ab".repeat(9_000)}`]],
    ] as const)
      expect(await codeOf(method, params), JSON.stringify([method, params]).slice(0, 80)).to.equal(-32_602);
    const errors = async (body: unknown): Promise<unknown> =>
      ((await (await post(body)).json()) as Answer).error?.code;
    expect(await errors("{")).to.equal(-32_700);
    expect(await errors([])).to.equal(-32_600);
    expect(await errors({ id: 1, method: "eth_chainId" })).to.equal(-32_600);
    expect(await errors(Array.from({ length: 21 }, () => ({})))).to.equal(-32_005);
    expect(calls.filter(({ method }) => !["eth_call"].includes(method))).to.deep.equal([]);
  });

  it("answers a batch in its order, and a notification not at all", async () => {
    const one = (id: number, method: string) => ({ jsonrpc: "2.0", id, method });
    const answers = (await (
      await post([one(1, "eth_chainId"), one(2, "anvil_mine"), { jsonrpc: "2.0", method: "eth_chainId" }])
    ).json()) as Answer[];
    expect(answers.map(({ id, error }) => [id, error?.code])).to.deep.equal([
      [1, undefined],
      [2, -32_601],
    ]);
    expect((await post({ jsonrpc: "2.0", method: "eth_chainId" })).status).to.equal(204);
  });

  it("bounds a question for logs, and shows what a call reverted with", async () => {
    expect(await codeOf("eth_getLogs", [{ fromBlock: "0x0", toBlock: "0xffffff" }])).to.equal(undefined);
    expect(calls.at(-1)!.params[0]).to.have.property("toBlock").not.equal("0xffffff");
    const stranger = `0x${"77".repeat(20)}`;
    const call = { to: net.network.contracts.tenge, from: stranger, data: transfer(`0x${"88".repeat(20)}`) };
    const { error } = await ask("eth_call", [call, "latest"]);
    expect(error!.data).to.be.a("string");
  });

  it("passes on a wallet's transfer, which needs no gas here", async () => {
    const payer = await customer();
    const raw = await signed(payer);
    const { result } = await ask("eth_sendRawTransaction", [raw]);
    expect(result).to.match(/^0x[0-9a-f]{64}$/);
    for (let tries = 0; tries < 100; tries += 1) {
      const receipt = (await ask("eth_getTransactionReceipt", [result])).result as { status: string } | null;
      if (receipt !== null) return expect(receipt.status).to.equal("0x1");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("no receipt");
  });

  it("passes on nothing else that is signed", async () => {
    const payer = await customer();
    const { tenge, payments, accessManager } = net.network.contracts;
    const mint = {
      abi: ABIS.tenge,
      functionName: "mint",
      args: [payer.address, 5n, `0x${"00".repeat(32)}`],
    } as const;
    const withdraw = (token: Hex): Hex =>
      encodeFunctionData({ abi: ABIS.payments, functionName: "withdrawReserve", args: [token, 5n] });
    const refused: Record<string, object> = {
      "another chain": { chainId: 1 },
      "a new contract": { to: null },
      "coins with it": { value: 1n },
      "too much gas": { gas: 2_000_000n },
      "an absurd price": { maxFeePerGas: 10n ** 15n },
      "an unlisted token": { to: `0x${"99".repeat(20)}` },
      minting: { data: encodeFunctionData(mint) },
      "another contract": { to: accessManager },
      "a token that was never listed": { to: payments, data: withdraw(`0x${"99".repeat(20)}`) },
      "what no ABI knows": { to: tenge, data: "0x12345678" },
      "bytes after the call": { to: tenge, data: `${transfer(payer.address)}00` },
      nothing: { to: tenge, data: "0x" },
    };
    for (const [what, fields] of Object.entries(refused)) {
      const { error } = await ask("eth_sendRawTransaction", [await signed(payer, fields)]);
      expect(error?.code, what).to.equal(-32_003);
    }
    const blob = `0x03${(await signed(payer)).slice(4)}`;
    expect(await codeOf("eth_sendRawTransaction", [blob])).to.be.oneOf([-32_602, -32_003]);
    expect(calls).to.deep.equal([]);
    const allowed = await signed(payer, { to: payments, data: withdraw(tenge) });
    expect((await ask("eth_sendRawTransaction", [allowed])).result).to.be.a("string"); // reverts in its block: it is theirs to try
  });

  it("with ALATAU_SENDERS=registered refuses whoever is no participant", async () => {
    const payer = await customer();
    const { error } = await ask("eth_sendRawTransaction", [await signed(payer)], closed);
    expect(error?.code).to.equal(-32_003);
    expect(error?.message).to.include(payer.address);
    expect(calls).to.deep.equal([]);
    const member = net.account("reserve");
    const nonce = Number((await ask("eth_getTransactionCount", [member.address, "pending"])).result);
    const raw = await signed(member, { nonce, data: transfer(payer.address, 0n) });
    expect((await ask("eth_sendRawTransaction", [raw], closed)).result).to.be.a("string");
  });

  it("takes so many calls a minute of an address, and says when they are used up", async () => {
    const codes: (number | undefined)[] = [];
    for (let asked = 0; asked < 120; asked += 1)
      codes.push((await ask("eth_chainId", [], closed)).error?.code);
    expect(codes.at(-1)).to.equal(-32_005);
  });

  it("lets nothing reach the node that is not on its list, whatever is sent", async () => {
    const method = fc.oneof(
      fc.constantFrom(
        ...PASSES,
        "eth_sendTransaction",
        "anvil_setCode",
        "evm_mine",
        "eth_sign",
        "admin_peers",
      ),
      fc.string(),
    );
    const hostile = fc.oneof(
      fc.array(
        fc.oneof(
          fc.jsonValue(),
          fc.constantFrom("latest", `0x${"11".repeat(20)}`, `0x${"22".repeat(32)}`, "0x0"),
        ),
      ),
      fc.jsonValue(),
    );
    const request = fc.record({
      ...{
        jsonrpc: fc.constantFrom("2.0", "1.0"),
        id: fc.constantFrom(1, "a", null),
        method,
        params: hostile,
      },
    });
    const body = fc.oneof(request, fc.array(request, { maxLength: 6 }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const response = await post(JSON.stringify(sent));
        expect(response.status).to.be.oneOf([200, 204]);
        for (const { method: asked, params } of calls.splice(0)) {
          expect(PASSES.has(asked), asked).to.equal(true);
          expect(asked).to.not.equal("eth_sendRawTransaction");
          expect(params.length, asked).to.be.at.most(3);
          if (asked === "eth_call") expect(Object.keys(params[0] as object)).to.not.include("value");
        }
      }),
      { numRuns: 300 },
    );
  });
});
