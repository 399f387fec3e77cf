// The public x402 clients, as their authors publish them, pay this network; what is wrong with a payment has its code and moves nothing.
import { ABIS, contractDomain } from "@alatau/sdk";
import { ExactEvmScheme } from "@x402/evm";
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { createPublicClient, http, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { openStory, START, ZONE, type Story } from "../../packages/gateway/src/test-story.ts";

const run = promisify(execFile);
const PYTHON_CLIENT = "x402[evm,httpx]==2.25.0";

interface Requirements {
  readonly scheme: string;
  readonly network: `eip155:${number}`;
  readonly amount: string;
  readonly asset: Address;
  readonly payTo: Address;
  readonly maxTimeoutSeconds: number;
}
interface Settlement {
  readonly success: boolean;
  readonly errorReason?: string;
  readonly transaction: string;
}
interface Verdict {
  readonly isValid: boolean;
  readonly invalidReason?: string;
}
interface Wish {
  readonly from?: Address;
  readonly to?: Address;
  readonly value?: bigint;
  readonly validAfter?: bigint;
  readonly validBefore?: bigint;
  readonly nonce?: Hex;
  readonly chainId?: number;
  readonly token?: Address;
}

const TYPES = {
  TransferWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
} as const;
const toHeader = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");
const fromHeader = (value: string | null): unknown =>
  JSON.parse(Buffer.from(value ?? "", "base64").toString("utf8"));

describe("x402 v2", function () {
  this.timeout(240_000);
  let story: Story;
  let goods: string;
  let asked: Requirements;
  const day = new Date(START * 1000).toISOString().slice(0, 10);

  const balance = async (owner: Address): Promise<bigint> =>
    await createPublicClient({ transport: http(story.net.chain.rpcUrl) }).readContract({
      address: story.net.network.contracts.tenge,
      abi: ABIS.tenge,
      functionName: "balanceOf",
      args: [owner],
    });
  /** A machine with a key and tenge, without gas. */
  const machine = async (tiyn: bigint): Promise<{ key: Hex; account: PrivateKeyAccount }> => {
    const key = generatePrivateKey();
    const account = privateKeyToAccount(key);
    if (tiyn > 0n)
      await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"77".repeat(32)}`]);
    return { key, account };
  };
  const sign = async (payer: PrivateKeyAccount, wish: Wish = {}) => {
    const { chainId = story.net.network.chainId, token = asked.asset, ...rest } = wish;
    const message = {
      from: payer.address,
      to: asked.payTo,
      value: BigInt(asked.amount),
      validAfter: 0n,
      validBefore: BigInt(START + 1_000_000_000),
      nonce: `0x${randomBytes(32).toString("hex")}` as Hex,
      ...rest,
    };
    const domain = contractDomain(chainId, token);
    const typed = { domain, types: TYPES, primaryType: "TransferWithAuthorization" as const, message };
    const authorization = Object.fromEntries(
      Object.entries(message).map(([name, value]) => [name, String(value)]),
    );
    const signature = await payer.signTypedData(typed);
    return { x402Version: 2, accepted: asked, payload: { signature, authorization } };
  };
  const ask = async <T>(verb: string, paid: unknown, requirements: unknown = asked, prefer = "wait=20") => {
    const body = { x402Version: 2, paymentPayload: paid, paymentRequirements: requirements };
    const response = await story.post(`/x402/${verb}`, body, { prefer });
    expect(response.status).to.equal(200);
    return (await response.json()) as T;
  };
  const buy = async (paid: unknown, where = goods): Promise<Response> =>
    await story.call("GET", where, { headers: { "payment-signature": toHeader(paid) } });

  before(async () => {
    story = await openStory();
    await story.settle();
    goods = `/v1/paid/prices/${ZONE}/${day}`;
    const response = await story.call("GET", goods);
    expect(response.status).to.equal(402);
    expect(((await response.json()) as { code: string }).code).to.equal("payment-required");
    const offered = fromHeader(response.headers.get("payment-required")) as { accepts: Requirements[] };
    asked = offered.accepts[0]!;
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  it("names what it supports, and sells nothing that it does not have", async () => {
    const supported = await story.get<{ kinds: unknown[] }>("/x402/supported");
    const { chainId } = story.net.network;
    expect(supported.kinds).to.deep.equal([
      { x402Version: 2, scheme: "exact", network: `eip155:${chainId}` },
    ]);
    expect(asked).to.include({ scheme: "exact", network: `eip155:${chainId}`, amount: "5000" });
    expect((await story.call("GET", `/v1/paid/prices/${ZONE}/2001-01-01`)).status).to.equal(404);
  });

  it("is paid by @x402/fetch with @x402/evm", async () => {
    const { account } = await machine(20_000n);
    const before = await balance(asked.payTo);
    const pay = wrapFetchWithPaymentFromConfig(fetch, {
      schemes: [{ network: asked.network, client: new ExactEvmScheme(account) }],
      spendControls: { allowedAssets: [{ network: asked.network, asset: asked.asset }] },
    });
    const response = await pay(story.gateway.url + goods);
    expect(response.status).to.equal(200);
    const settlement = decodePaymentResponseHeader(response.headers.get("payment-response")!);
    expect(settlement).to.include({ success: true, network: asked.network });
    expect(settlement.transaction).to.match(/^0x[0-9a-f]{64}$/);
    const [head, ...lines] = (await response.text()).trimEnd().split("\r\n");
    expect(head).to.equal("zone,slot,startsAt,endsAt,priceTiynPerMWh,tradedWh,sales,setHash");
    expect(lines.length).to.be.greaterThan(0);
    expect(await balance(account.address)).to.equal(15_000n);
    expect(await balance(asked.payTo)).to.equal(before + 5_000n);
  });

  it("is paid by the Python client of PyPI", async function () {
    const folder = await mkdtemp(path.join(tmpdir(), "x402-"));
    try {
      const python = path.join(folder, "bin", "python");
      try {
        await run("python3", ["-m", "venv", folder]);
        await run(python, ["-m", "pip", "install", "-q", PYTHON_CLIENT], { timeout: 120_000 });
      } catch {
        process.stdout.write(`      skipped: no Python here, or pip cannot install ${PYTHON_CLIENT}\n`);
        return this.skip();
      }
      const { key, account } = await machine(20_000n);
      const script = path.join(import.meta.dirname, "x402-client.py");
      const args = [script, story.gateway.url + goods, key, asked.network, asked.asset];
      const [status, settled, ...text] = (await run(python, args)).stdout.split("\n");
      expect(status).to.equal("200");
      expect(fromHeader(settled!)).to.include({ success: true });
      expect(text[0]).to.match(/^zone,slot,/);
      expect(await balance(account.address)).to.equal(15_000n);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("answers the same payload with the same settlement, takes the money once, and unlocks one address (Y16)", async () => {
    const { account } = await machine(20_000n);
    const paid = await sign(account);
    expect(await ask<Verdict>("verify", paid)).to.include({ isValid: true });
    const answers = await Promise.all(Array.from({ length: 20 }, () => buy(paid)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 20 }, () => 200));
    expect(new Set(answers.map(({ headers }) => headers.get("payment-response"))).size).to.equal(1);
    expect(await balance(account.address)).to.equal(15_000n);
    const elsewhere = await buy(paid, `${goods}?again`);
    expect(elsewhere.status).to.equal(402);
    expect(fromHeader(elsewhere.headers.get("payment-response"))).to.include({
      ...{ success: false, errorReason: "invalid_exact_evm_nonce_already_used" },
    });
    const again = await ask<Settlement>("settle", paid);
    expect(again.errorReason).to.equal("invalid_exact_evm_nonce_already_used");
    expect(await balance(account.address)).to.equal(15_000n);
  });

  it("calls what it does not know pending, and knows it when asked again", async () => {
    const { account } = await machine(5_000n);
    const paid = await sign(account);
    const first = await ask<Settlement>("settle", paid, asked, "wait=0");
    expect(first).to.include({ success: false, errorReason: "settlement_pending" });
    const second = await ask<Settlement>("settle", paid);
    expect(second).to.include({ success: true });
    expect(await ask<Settlement>("settle", paid)).to.deep.equal(second);
    expect(await balance(account.address)).to.equal(0n);
  });

  it("refuses what is wrong with the codes of the specification, and no money moves", async () => {
    const { account } = await machine(20_000n);
    const { account: thief } = await machine(20_000n);
    const { account: poor } = await machine(4_999n);
    const chainId = story.net.network.chainId + 1;
    const other = story.net.network.contracts.payments;
    const elsewhere = { ...asked, network: `eip155:${chainId}` };
    const otherToken = { ...asked, asset: other };
    const nonce: Hex = `0x${randomBytes(32).toString("hex")}`;
    expect(await ask<Settlement>("settle", await sign(account, { nonce }))).to.include({ success: true });
    const before = await Promise.all([account, thief, poor].map(({ address }) => balance(address)));
    const cases: [string, unknown, unknown?][] = [
      ["invalid_network", { ...(await sign(account, { chainId })), accepted: elsewhere }],
      ["invalid_network", { ...(await sign(account, { chainId })), accepted: elsewhere }, elsewhere],
      ["invalid_payment_requirements", await sign(account, { token: other }), otherToken],
      ["invalid_payment_requirements", { ...(await sign(account)), accepted: otherToken }],
      ["unsupported_scheme", await sign(account), { ...asked, scheme: "upto" }],
      ["invalid_x402_version", { ...(await sign(account)), x402Version: 1 }],
      ["invalid_exact_evm_payload_signature", await sign(account, { chainId })],
      ["invalid_exact_evm_payload_signature", await sign(account, { token: other })],
      ["invalid_exact_evm_payload_signature", await sign(thief, { from: account.address })],
      ["insufficient_funds", await sign(poor)],
      ["invalid_exact_evm_payload_authorization_value_mismatch", await sign(account, { value: 4_999n })],
      ["invalid_exact_evm_payload_authorization_value_mismatch", await sign(account, { value: 5_001n })],
      [
        "invalid_exact_evm_payload_authorization_valid_before",
        await sign(account, { validBefore: BigInt(START - 7200) }),
      ],
      [
        "invalid_exact_evm_payload_authorization_valid_after",
        await sign(account, { validAfter: BigInt(START + 900_000_000) }),
      ],
      ["invalid_exact_evm_payload_recipient_mismatch", await sign(account, { to: thief.address })],
      ["invalid_exact_evm_nonce_already_used", await sign(account, { nonce, validAfter: 1n })],
      ["invalid_payload", { x402Version: 2, accepted: asked, payload: {} }],
      ["invalid_payment_requirements", await sign(account), { ...asked, amount: "50.5" }],
    ];
    for (const [code, paid, requirements = asked] of cases) {
      expect((await ask<Verdict>("verify", paid, requirements)).invalidReason, "verify").to.equal(code);
      const settlement = await ask<Settlement>("settle", paid, requirements);
      expect(settlement, code).to.include({ success: false, errorReason: code, transaction: "" });
    }
    const refused = await buy(await sign(account, { value: 4_999n }));
    expect(refused.status).to.equal(402);
    expect((fromHeader(refused.headers.get("payment-required")) as { error: string }).error).to.equal(
      "invalid_exact_evm_payload_authorization_value_mismatch",
    );
    expect((await buy("nonsense")).status).to.equal(400);
    const afterwards = await Promise.all([account, thief, poor].map(({ address }) => balance(address)));
    expect(afterwards).to.deep.equal(before);
  });
});
