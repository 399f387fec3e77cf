// An electric car pays a charger for each watt-hour with the public x402 client as its authors publish it; the gateway is killed
// and started again in the middle. Y16, Y17.
import { ABIS, PUBLIC_ADDRESSES, type MilliWh } from "@alatau/sdk";
import { toClientEvmSigner } from "@x402/evm";
import { BatchSettlementEvmScheme } from "@x402/evm/batch-settlement/client";
import { decodePaymentResponseHeader, wrapFetchWithPaymentFromConfig } from "@x402/fetch";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { createPublicClient, defineChain, http, type Address, type Hex, type PublicClient } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory, START, type Story } from "../../packages/gateway/src/test-story.ts";
import { signRecord } from "../../packages/gateway/src/workers/story-network.ts";

interface Session {
  readonly session: number;
  readonly state: string;
  readonly energyWh: string;
  readonly costTiyn: string;
  readonly signedTiyn: string | null;
  readonly channel: Hex | null;
  readonly recordHash: Hex | null;
  readonly claimedTiyn: string | null;
  readonly refundedTiyn: string | null;
  readonly txHash: Hex | null;
}
interface Metered {
  readonly deliver: boolean;
  readonly dueTiyn: string;
}
interface Offer {
  readonly scheme: string;
  readonly amount: string;
  readonly network: `eip155:${number}`;
  readonly asset: Address;
  readonly payTo: Address;
  readonly extra: Record<string, unknown>;
}
interface Required {
  readonly error: string;
  readonly accepts: Offer[];
}

/** 90.01 tenge a kilowatt-hour. */
const PRICE = 9_001_000n;
/** The charger is the garage's. */
const OWNER = "garage";
const costOf = (wh: bigint): bigint => (wh * PRICE + 999_999n) / 1_000_000n;
const toHeader = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");
const fromHeader = (value: string | null): unknown =>
  JSON.parse(Buffer.from(value ?? "", "base64").toString("utf8"));

describe("charging by x402's batch-settlement", function () {
  this.timeout(240_000);
  let story: Story;
  let device: number;
  let where: string;
  let client: PublicClient;
  let page = 0;
  let register = 7_000_000n;

  const balance = async (owner: Address): Promise<bigint> =>
    await client.readContract({
      ...{ address: story.net.network.contracts.tenge, abi: ABIS.tenge },
      ...{ functionName: "balanceOf", args: [owner] },
    });
  const operate = async <T>(verb: string, body: unknown = {}, status = 200): Promise<T> => {
    const response = await story.post(`/v1/chargers/${device}/${verb}`, body, keyOf(OWNER));
    const text = await response.text();
    expect(response.status, text).to.equal(status);
    return JSON.parse(text) as T;
  };
  const plugIn = () => operate<Session>("plug-in", {}, 201);
  const meter = (wh: bigint) => operate<Metered>("meter", { energyWh: wh.toString() });
  /** The record that the meter signs of a session, as the charger hands it in. */
  const recordOf = async (wh: bigint): Promise<string> => {
    const pluggedAt = Number((await client.getBlock()).timestamp);
    const at = pluggedAt + 1_800;
    await story.net.advance(at);
    const from = register;
    register += wh * 1_000n;
    page += 1;
    return signRecord(story.meters.get(OWNER)!, page, [
      { at: pluggedAt, importMilliWh: from as MilliWh },
      { at, importMilliWh: register as MilliWh },
    ]);
  };
  const unplug = async (wh: bigint) => await operate<Session>("unplug", { record: await recordOf(wh) }, 202);
  const sessionOf = async (number: number): Promise<Session> =>
    await story.get<Session>(`/v1/charging-sessions/${number}`, keyOf(OWNER));
  const ended = async (number: number): Promise<Session> => {
    for (;;) {
      const found = await sessionOf(number);
      if (found.state === "ended" || found.state === "failed") return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  /** A car: a key with tenge and no gas, and the stock client with its stock settings. */
  const car = async (tiyn: bigint, send: typeof fetch = fetch) => {
    const account = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"77".repeat(32)}`]);
    const scheme = () => new BatchSettlementEvmScheme(toClientEvmSigner(account, client));
    const { chainId, contracts } = story.net.network;
    const network = `eip155:${chainId}` as const;
    const connect = () =>
      wrapFetchWithPaymentFromConfig(send, {
        schemes: [{ network, client: scheme() }],
        spendControls: { allowedAssets: [{ network, asset: contracts.tenge }] },
      });
    let pay = connect();
    const charge = async (): Promise<{ session: Session; settled: Record<string, unknown> | undefined }> => {
      const response = await pay(story.gateway.url + where);
      const text = await response.text();
      expect(response.status, text + (response.headers.get("payment-required") ?? "")).to.equal(200);
      const header = response.headers.get("payment-response");
      const settled = header === null ? undefined : { ...decodePaymentResponseHeader(header) };
      return { session: JSON.parse(text) as Session, settled };
    };
    return { account, charge, forget: () => void (pay = connect()) };
  };
  const offer = async (): Promise<Required> => {
    const response = await story.call("GET", where);
    expect(response.status).to.equal(402);
    return fromHeader(response.headers.get("payment-required")) as Required;
  };

  before(async () => {
    story = await openStory();
    await story.net.advance(START + 10_000);
    device = story.devices.get(OWNER)!;
    where = `/v1/chargers/${device}/session`;
    const { chain, network } = story.net;
    client = createPublicClient({
      chain: defineChain({
        ...{ id: network.chainId, name: "alatau" },
        nativeCurrency: { name: "none", symbol: "-", decimals: 18 },
        rpcUrls: { default: { http: [chain.rpcUrl] } },
        contracts: { multicall3: { address: PUBLIC_ADDRESSES.multicall3 } },
      }),
      transport: http(),
    });
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  it("refuses who does not run the charger, a device that is none, and a session without price or car", async () => {
    const mine = keyOf(OWNER);
    const code = async (response: Response) => ((await response.json()) as { code: string }).code;
    const solar = story.devices.get("depot")!;
    expect(await code(await story.post(`/v1/chargers/${solar}/plug-in`, {}, mine))).to.equal(
      "charger-unknown",
    );
    const path = `/v1/chargers/${device}/plug-in`;
    expect((await story.post(path, {})).status).to.equal(401);
    expect(await code(await story.post(path, {}, keyOf("bakery")))).to.equal("forbidden");
    expect(await code(await story.post(path, {}, mine))).to.equal("charger-price-missing");
    expect(await code(await story.call("GET", where))).to.equal("charger-vacant");
    await operate("price", { priceTiynPerMWh: PRICE.toString() }, 201);
    const { session } = await plugIn();
    expect(await code(await story.post(path, {}, mine))).to.equal("charger-occupied");
    expect((await meter(0n)).deliver).to.equal(false);
    const body = { record: await recordOf(0n) };
    const foreign = signRecord(story.meters.get("bakery")!, 1, [
      { at: START + 9_000, importMilliWh: 1n as MilliWh },
      { at: START + 9_900, importMilliWh: 2n as MilliWh },
    ]);
    const refused = await story.post(`/v1/chargers/${device}/unplug`, { record: foreign }, mine);
    expect(await code(refused)).to.equal("record-of-other-meter");
    await operate("unplug", body, 202);
    expect(await sessionOf(session)).to.include({ state: "unpaid", claimedTiyn: null });
    expect(await code(await story.post(`/v1/chargers/${device}/meter`, { energyWh: "1" }, mine))).to.equal(
      "charging-session-over",
    );
  });

  it("is paid for each watt-hour by @x402/fetch with @x402/evm, claims once and names the meter's record", async () => {
    const { account, charge } = await car(1_000_000n);
    const { payTo } = (await (async () => (await plugIn(), await offer()))()).accepts[0]!;
    const { accepts } = await offer();
    expect(accepts[0]).to.include({ scheme: "batch-settlement", amount: "1" });
    const had = await balance(payTo);
    const first = await charge();
    expect(first.session).to.include({ state: "charging", energyWh: "0", signedTiyn: "1" });
    expect(first.settled).to.include({ success: true, amount: accepts[0]!.extra["minDeposit"] });
    expect(first.settled!["transaction"]).to.match(/^0x[0-9a-f]{64}$/);
    const [id, deposit] = [first.session.channel!, costOf(30_000n)];
    expect(await balance(account.address)).to.equal(1_000_000n - deposit);
    let wh = 0n;
    for (const step of [333n, 667n, 1_000n, 13n]) {
      wh += step;
      expect(await meter(wh)).to.include({ deliver: true });
      const { session, settled } = await charge();
      expect(session.signedTiyn).to.equal(costOf(wh).toString());
      expect(settled).to.include({ success: true, transaction: "" });
    }
    // The charger stops when vouchers lag by more than a kilowatt-hour, and goes on with the next one.
    expect((await meter(wh + 1_000n)).deliver).to.equal(true);
    expect((await meter(wh + 1_001n)).deliver).to.equal(false);
    await charge();
    expect((await meter(wh + 1_001n)).deliver).to.equal(true);
    wh += 1_500n;
    await meter(wh);
    const { session: number } = await unplug(wh);
    expect((await sessionOf(number)).state).to.equal("finishing");
    const last = await charge();
    expect(last.session.signedTiyn).to.equal(costOf(wh).toString());
    const done = await ended(number);
    expect(done).to.deep.include({
      ...{ state: "ended", energyWh: wh.toString(), costTiyn: costOf(wh).toString() },
      ...{ claimedTiyn: costOf(wh).toString(), refundedTiyn: (deposit - costOf(wh)).toString() },
    });
    expect(await balance(payTo)).to.equal(had + costOf(wh));
    expect(await balance(account.address)).to.equal(1_000_000n - costOf(wh));
    const [claim] = await client.getContractEvents({
      ...{ address: story.net.network.contracts.charging, abi: ABIS.charging, eventName: "ChargingClaimed" },
      ...{ args: { channelId: id }, fromBlock: 0n },
    });
    expect(claim!.args.evidenceHash).to.equal(done.recordHash);
    expect((await story.call("GET", `/v1/records/${done.recordHash!}`)).status).to.equal(200);
    expect((await charge()).session.state).to.equal("ended"); // free: the end is shown to whoever asks
    // The same car comes again: its client finds out by the chain that the channel is empty, and deposits anew.
    const { session: again } = await plugIn();
    await charge();
    await meter(500n);
    await charge();
    await unplug(500n);
    expect(await ended(again)).to.include({ state: "ended", claimedTiyn: costOf(500n).toString() });
    expect(await balance(account.address)).to.equal(1_000_000n - costOf(wh) - costOf(500n));
    expect(
      await client.readContract({
        ...{ address: PUBLIC_ADDRESSES.channels, abi: ABIS.channels, functionName: "channels", args: [id] },
      }),
    ).to.deep.equal([costOf(wh) + costOf(500n), costOf(wh) + costOf(500n)]);
  });

  it("loses nothing when the gateway or the car's client is started anew in the middle", async () => {
    const { account, charge, forget } = await car(1_000_000n);
    const { session: number } = await plugIn();
    await charge();
    await meter(700n);
    await charge();
    await story.restartGateway();
    await meter(1_400n);
    const before = await charge();
    expect(before.session).to.include({ session: number, signedTiyn: costOf(1_400n).toString() });
    forget(); // what the client kept is gone: it counts from the chain and is told our amount with its own signature
    await meter(2_100n);
    const { session } = await charge();
    expect(session).to.include({ state: "charging", signedTiyn: costOf(2_100n).toString() });
    await unplug(2_100n);
    await ended(number);
    expect(await balance(account.address)).to.equal(1_000_000n - costOf(2_100n));
  });

  it("claims what vouchers allow when the car drives off without its last one", async () => {
    const { account, charge } = await car(1_000_000n);
    const { session: number } = await plugIn();
    await charge();
    await meter(900n);
    await charge();
    await meter(1_500n);
    await unplug(1_500n);
    await story.net.pool.query("UPDATE payload.charging_sessions SET finish_by = now() WHERE session = $1", [
      number,
    ]);
    const done = await ended(number);
    expect(done).to.include({ costTiyn: costOf(1_500n).toString(), claimedTiyn: costOf(900n).toString() });
    expect(await balance(account.address)).to.equal(1_000_000n - costOf(900n));
  });

  it("answers the same voucher with the same answer, and refuses what is wrong; no money moves (Y16, Y17)", async () => {
    let caught: string | null = null;
    const { account, charge } = await car(1_000_000n, async (...request) => {
      caught = new Request(...request).headers.get("payment-signature") ?? caught;
      return await fetch(...request);
    });
    const thief = privateKeyToAccount(generatePrivateKey());
    const { session: number } = await plugIn();
    await charge();
    await meter(800n);
    await charge();
    const paid = fromHeader(caught) as {
      accepted: Offer;
      payload: {
        type: string;
        channelConfig: object;
        voucher: { channelId: Hex; maxClaimableAmount: string; signature: Hex };
      };
    };
    const send = async (value: unknown): Promise<Response> =>
      await story.call("GET", where, { headers: { "payment-signature": toHeader(value) } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(paid)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 10 }, () => 200));
    expect(new Set(answers.map(({ headers }) => headers.get("payment-response"))).size).to.equal(1);
    const { voucher, channelConfig } = paid.payload;
    const resign = async (max: bigint, by = account) => ({
      ...{ channelId: voucher.channelId, maxClaimableAmount: max.toString() },
      signature: await by.signTypedData({
        domain: {
          ...{ name: "x402 Batch Settlement", version: "1", chainId: story.net.network.chainId },
          verifyingContract: PUBLIC_ADDRESSES.channels,
        },
        types: {
          Voucher: [
            { name: "channelId", type: "bytes32" },
            { name: "maxClaimableAmount", type: "uint128" },
          ],
        },
        primaryType: "Voucher",
        message: { channelId: voucher.channelId, maxClaimableAmount: max },
      }),
    });
    const P = "invalid_batch_settlement_evm_";
    const payload = (part: object) => ({ ...paid, payload: { ...paid.payload, ...part } });
    const highest = BigInt(voucher.maxClaimableAmount);
    const cases: [string, unknown][] = [
      [`${P}voucher_signature`, payload({ voucher: await resign(highest + 1n, thief) })],
      [`${P}voucher_signature`, payload({ voucher: { ...voucher, maxClaimableAmount: `${highest + 1n}` } })],
      [`${P}cumulative_amount_mismatch`, payload({ voucher: await resign(highest - 1n) })],
      [`${P}cumulative_amount_mismatch`, payload({ voucher: await resign(highest + 500n) })],
      [`${P}channel_id_mismatch`, payload({ channelConfig: { ...channelConfig, withdrawDelay: 900 } })],
      [`${P}network_mismatch`, { ...paid, accepted: { ...paid.accepted, network: "eip155:1" } }],
      [`${P}scheme`, { ...paid, accepted: { ...paid.accepted, scheme: "exact" } }],
      ["invalid_x402_version", { ...paid, x402Version: 1 }],
    ];
    for (const [code, value] of cases) {
      const response = await send(value);
      expect(response.status, code).to.equal(402);
      expect((fromHeader(response.headers.get("payment-required")) as Required).error).to.equal(code);
    }
    expect((await send("nonsense")).status).to.equal(400);
    expect((await sessionOf(number)).signedTiyn).to.equal(costOf(800n).toString());
    await unplug(800n);
    await ended(number);
    expect(await balance(account.address)).to.equal(1_000_000n - costOf(800n));
  });

  it("takes no deposit that the payer cannot cover", async () => {
    const { account, charge } = await car(10n);
    const { session: number } = await plugIn();
    const failure = await charge().then(
      () => "paid",
      (error: unknown) => String(error),
    );
    expect(failure).not.to.equal("paid");
    expect(await balance(account.address)).to.equal(10n);
    await unplug(0n).catch(() => undefined);
    expect((await sessionOf(number)).state).to.equal("unpaid");
  });

  it("has channels and token read in one call by viem's multicall at the public address", async () => {
    const { channels, tenge, payments } = story.net.network.contracts;
    const [administration, symbol] = await client.multicall({
      allowFailure: false,
      contracts: [
        { address: channels, abi: ABIS.channels, functionName: "administration" },
        { address: tenge, abi: ABIS.tenge, functionName: "symbol" },
      ],
    });
    expect(administration[1]).to.equal(payments);
    expect(symbol).to.equal("aKZT");
  });
});
