// A charger's check of a voucher: the request over HTTP, the signature recovered in pure JavaScript, the session's row written.
import { channelIdOf, contractDomain, depositNonce, PUBLIC_ADDRESSES, voucherTypedData } from "@alatau/sdk";
import { receiveWithAuthorizationTypes, type ChannelConfig } from "@alatau/sdk";
import type { Address, Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keyOf, openStory } from "../../packages/gateway/src/test-story.ts";
import { atMost, median, time, type Row } from "./row.ts";

const RUNS = 200;
const OWNER = "garage";
const PRICE = 9_000_000n;
const FAR = 2n ** 40n;

interface Offer {
  readonly amount: string;
  readonly payTo: Address;
  readonly extra: { readonly minDeposit: string; readonly withdrawDelay: number };
}

const toHeader = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");
const fromHeader = (text: string | null): unknown =>
  JSON.parse(Buffer.from(text ?? "", "base64").toString("utf8"));

export async function bench(): Promise<Row[]> {
  await using story = await openStory();
  const { network, pool } = story.net;
  const device = story.devices.get(OWNER)!;
  const where = `/v1/chargers/${device}/session`;
  const operate = async (verb: string, body: unknown): Promise<void> => {
    const response = await story.post(`/v1/chargers/${device}/${verb}`, body, keyOf(OWNER));
    if (!response.ok) throw new Error(`${verb}: ${response.status} ${await response.text()}`);
  };
  const account = privateKeyToAccount(generatePrivateKey());
  await story.net.send("issuer", "tenge", "mint", [account.address, 10_000_000n, `0x${"77".repeat(32)}`]);
  await operate("price", { priceTiynPerMWh: PRICE.toString() });
  await operate("plug-in", {});
  const offer = async (): Promise<Offer> => {
    const required = (await story.call("GET", where)).headers.get("payment-required");
    return (fromHeader(required) as { accepts: Offer[] }).accepts[0]!;
  };
  const pay = async (paid: unknown): Promise<void> => {
    const response = await story.call("GET", where, { headers: { "payment-signature": toHeader(paid) } });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  };
  const first = await offer();
  const { tenge, charging } = network.contracts;
  const channelConfig: ChannelConfig = {
    ...{ payer: account.address, payerAuthorizer: account.address, receiver: first.payTo, token: tenge },
    ...{ receiverAuthorizer: charging, withdrawDelay: first.extra.withdrawDelay },
    salt: `0x${"00".repeat(32)}`,
  };
  const channelId = channelIdOf(network.chainId, channelConfig);
  const voucherOf = async (max: bigint) => ({
    ...{ channelId, maxClaimableAmount: max.toString() },
    signature: await account.signTypedData(voucherTypedData(network.chainId, channelId, max)),
  });
  const salt: Hex = `0x${"01".repeat(32)}`;
  const value = BigInt(first.extra.minDeposit);
  const signature = await account.signTypedData({
    domain: contractDomain(network.chainId, tenge),
    types: receiveWithAuthorizationTypes,
    primaryType: "ReceiveWithAuthorization",
    message: {
      ...{ from: account.address, to: PUBLIC_ADDRESSES.erc3009DepositCollector, value, validAfter: 0n },
      ...{ validBefore: FAR, nonce: depositNonce(channelId, BigInt(salt)) },
    },
  });
  const erc3009Authorization = { validAfter: "0", validBefore: FAR.toString(), salt, signature };
  const deposit = { amount: value.toString(), authorization: { erc3009Authorization } };
  const opening = { type: "deposit", channelConfig, voucher: await voucherOf(1n), deposit };
  await pay({ x402Version: 2, accepted: first, payload: opening });

  // All vouchers are signed before: a watt-hour more each, at 9 tiyn. What is measured is the charger's side alone.
  const vouchers = await Promise.all(
    Array.from({ length: RUNS }, async (_, place) => ({
      x402Version: 2,
      accepted: { ...first, amount: "9" },
      payload: { type: "voucher", channelConfig, voucher: await voucherOf(9n * BigInt(place + 1)) },
    })),
  );
  await operate("meter", { energyWh: String(RUNS) });
  await pool.query("UPDATE payload.charging_sessions SET energy_wh = 0");
  const taken: number[] = [];
  for (const [place, paid] of vouchers.entries()) {
    await pool.query("UPDATE payload.charging_sessions SET energy_wh = $1", [place + 1]);
    taken.push(...(await time(1, () => pay(paid))));
  }
  const sorted = taken.toSorted((a, b) => a - b);
  const round = (value_: number): number => Math.round(value_ * 10) / 10;
  const conditions = `${RUNS} vouchers one after the other over HTTP, each a watt-hour more, with answer`;
  return [
    atMost("x402 voucher check, median", round(median(taken)), "ms", 20, conditions),
    atMost("x402 voucher check, p95", round(sorted[Math.floor(RUNS * 0.95)]!), "ms", 20, conditions),
  ];
}
