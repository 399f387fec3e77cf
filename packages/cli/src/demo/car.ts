// The demo's electric car: it charges at a public charger and pays for each watt-hour by x402's channels. All through the public API.
import { accountFor, type Keys } from "@alatau/chain";
import { composePayload, signOcmf } from "@alatau/formats";
import type { Intent } from "@alatau/gateway";
import {
  channelIdOf,
  contractDomain,
  depositNonce,
  PUBLIC_ADDRESSES,
  receiveWithAuthorizationTypes,
  voucherTypedData,
  type ChannelConfig,
  type MilliWh,
  type Network,
} from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { keccak256, toBytes, zeroHash, type Address, type Hex, type PrivateKeyAccount } from "viem";
import { ApiError, callApi } from "../upload.ts";
import { tipOf, type Pool } from "./ledger-access.ts";
import { keyOf, type MeterState } from "./state.ts";

/** Whose charger it is, and the charger: it sells to drivers and takes no part in the neighbours' trade. */
export const CHARGER = {
  owner: "Charging hub centre",
  name: "Public charger",
  serial: "DEMO-EV-1",
  ratedW: 50_000,
} as const;
/** 95 tenge a kilowatt-hour. */
const PRICE_TIYN_PER_MWH = "9500000";
const CAR_TIYN = 5_000_000_000n;
/** A car takes so much, so long at most, and pays so often. */
const WANTED_WH = 12_000;
const STEPS = 8;
const BETWEEN_STEPS_MS = 3_000;
const BETWEEN_CARS_MS = 20_000;
const FAR = 2n ** 40n;

export interface CarOptions {
  readonly url: string;
  readonly pool: Pool;
  readonly network: Network;
  readonly keys: Keys;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly device: number;
  readonly meter: MeterState;
  /** Of the charger's owner. */
  readonly apiKey: string;
}

interface Session {
  readonly session: number;
  readonly state: string;
  readonly pluggedAt: string;
  readonly energyWh: string;
  readonly costTiyn: string;
}
interface Offer {
  readonly amount: string;
  readonly payTo: Address;
  readonly asset: Address;
  readonly extra: { receiverAuthorizer: Address; withdrawDelay: number; minDeposit: string };
}

const carAccount = (keys: Keys): PrivateKeyAccount => accountFor(keys, "demo/electric car");

/** The tenge of the car: it is no participant, a key and some money is all it has. */
export const carMint = (keys: Keys): Intent => ({
  dedupe: "demo/mint/car",
  signer: "issuer",
  contract: "tenge",
  functionName: "mint",
  args: [carAccount(keys).address, CAR_TIYN, keccak256(toBytes("demo/bank/car"))],
});

/** Charges until the signal, one session after the other. One that fails is said and costs only itself. */
export async function runCar(options: CarOptions): Promise<void> {
  const { signal, print } = options;
  while (!signal.aborted) {
    try {
      await charge(options);
    } catch (failure) {
      if (!signal.aborted) print(`charger: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
    await sleep(BETWEEN_CARS_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function charge(options: CarOptions): Promise<void> {
  const { pool, device, signal, print } = options;
  const charger = await call<{ priceTiynPerMWh: string | null; occupied: boolean }>(options, "");
  if (charger.priceTiynPerMWh === null)
    await operate(options, "price", { priceTiynPerMWh: PRICE_TIYN_PER_MWH });
  // A demo that was killed left its car plugged in: its session ends as it stands.
  if (charger.occupied) return await leave(options, await lastSession(options));
  const session = await operate<Session>(options, "plug-in", {});
  const pluggedAt = Date.parse(session.pluggedAt) / 1000;
  const pay = openWallet(options);
  await pay();
  let wh = 0;
  for (let step = 0; step < STEPS && wh < WANTED_WH; step += 1) {
    await sleep(BETWEEN_STEPS_MS, undefined, { signal });
    const elapsed = (await tipOf(pool)).timestamp - pluggedAt;
    const possible = Math.floor((CHARGER.ratedW * 0.8 * elapsed) / 3600);
    wh = Math.max(wh, Math.min(possible, wh + WANTED_WH / STEPS));
    await operate(options, "meter", { energyWh: String(wh) });
    await pay();
  }
  await leave(options, { ...session, energyWh: String(wh) });
  const { items } = await sessions(options);
  const paid = items[0]!;
  const amount = (Number(paid.costTiyn) / 100).toFixed(2);
  print(`charger ${device}: session ${paid.session}, ${(wh / 1000).toFixed(2)} kWh for ${amount} KZT`);
}

/** Unplugs: the meter signs what it has delivered since plug-in, on top of what the ledger has of it. */
async function leave(options: CarOptions, { session, pluggedAt, energyWh }: Session): Promise<void> {
  const from = Date.parse(pluggedAt) / 1000;
  const until = Math.max(from + 1, (await tipOf(options.pool)).timestamp);
  const before = await lastRegister(options);
  const after = before + BigInt(energyWh) * 1_000n;
  const payload = composePayload({
    meter: { vendor: "Alatau demo", model: "simulated meter", serial: CHARGER.serial },
    pagination: `F${session}`,
    readings: [
      { unixSeconds: from, register: before as MilliWh, direction: "import" },
      { unixSeconds: until, register: after as MilliWh, direction: "import" },
    ],
  });
  await operate(options, "unplug", { record: signOcmf(payload, keyOf(options.meter)) });
}

async function lastRegister(options: CarOptions): Promise<bigint> {
  const { items } = await request<{ items: { registers: { milliWh: string }[] }[] }>(
    options,
    `/v1/readings?device=${options.device}&limit=1`,
  );
  return BigInt(items[0]?.registers.at(-1)?.milliWh ?? "0");
}

const sessions = async (options: CarOptions): Promise<{ items: Session[] }> =>
  await request(options, `/v1/charging-sessions?device=${options.device}&limit=1`, { asOwner: true });
const lastSession = async (options: CarOptions): Promise<Session> => (await sessions(options)).items[0]!;

/** The car's side of x402: reads the offer, deposits once, then signs a voucher for what has flowed. */
function openWallet(options: CarOptions): () => Promise<void> {
  const { network, keys, url, device, signal } = options;
  const account = carAccount(keys);
  const where = `${url}/v1/chargers/${device}/session`;
  let deposited = 0n;
  let charged: bigint | undefined;
  return async () => {
    const asked = await fetch(where, { signal });
    const header = asked.headers.get("payment-required");
    if (asked.status !== 402 || header === null) return;
    const accepted = (fromHeader(header) as { accepts: Offer[] }).accepts[0]!;
    const config: ChannelConfig = {
      ...{ payer: account.address, payerAuthorizer: account.address, receiver: accepted.payTo },
      ...{ receiverAuthorizer: accepted.extra.receiverAuthorizer, token: accepted.asset },
      ...{ withdrawDelay: accepted.extra.withdrawDelay, salt: zeroHash },
    };
    const channelId = channelIdOf(network.chainId, config);
    charged ??= await claimedBefore(options, channelId);
    const max = charged + BigInt(accepted.amount);
    const signature = await account.signTypedData(voucherTypedData(network.chainId, channelId, max));
    const voucher = { channelId, maxClaimableAmount: max.toString(), signature };
    const first = deposited === 0n;
    const deposit = first ? await signDeposit(options, channelId, BigInt(accepted.extra.minDeposit)) : {};
    const payload = { type: first ? "deposit" : "voucher", channelConfig: config, voucher, ...deposit };
    const paid = { x402Version: 2, accepted, payload };
    const response = await fetch(where, { headers: { "payment-signature": toHeader(paid) }, signal });
    if (!response.ok) throw new ApiError(response.status, `the car could not pay: ${await response.text()}`);
    const settled = fromHeader(response.headers.get("payment-response")!) as {
      extra: { channelState: { chargedCumulativeAmount: string } };
    };
    charged = BigInt(settled.extra.channelState.chargedCumulativeAmount);
    deposited += BigInt(accepted.extra.minDeposit);
  };
}

/** What earlier sessions claimed from the car's channel: its vouchers count on from there. */
async function claimedBefore({ pool }: CarOptions, channelId: Hex): Promise<bigint> {
  const { rows } = await pool.query<{ claimed: string }>(
    "SELECT coalesce(sum(amount), 0)::text AS claimed FROM ledger.channel_changes WHERE channel = $1 AND change = 'claimed'",
    [Buffer.from(channelId.slice(2), "hex")],
  );
  return BigInt(rows[0]!.claimed);
}

async function signDeposit({ network, keys }: CarOptions, channelId: Hex, amount: bigint) {
  const account = carAccount(keys);
  const salt: Hex = `0x${randomBytes(32).toString("hex")}`;
  const signature = await account.signTypedData({
    domain: contractDomain(network.chainId, network.contracts.tenge),
    types: receiveWithAuthorizationTypes,
    primaryType: "ReceiveWithAuthorization",
    message: {
      ...{ from: account.address, to: PUBLIC_ADDRESSES.erc3009DepositCollector, value: amount },
      ...{ validAfter: 0n, validBefore: FAR, nonce: depositNonce(channelId, BigInt(salt)) },
    },
  });
  const erc3009Authorization = { validAfter: "0", validBefore: FAR.toString(), salt, signature };
  return { deposit: { amount: amount.toString(), authorization: { erc3009Authorization } } };
}

const toHeader = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64");
const fromHeader = (text: string): unknown => JSON.parse(Buffer.from(text, "base64").toString("utf8"));

const call = <T>(options: CarOptions, verb: string): Promise<T> =>
  request<T>(options, `/v1/chargers/${options.device}${verb}`);
const operate = <T>(options: CarOptions, verb: string, body: unknown): Promise<T> =>
  request<T>(options, `/v1/chargers/${options.device}/${verb}`, { body, asOwner: true });

/** One request of the public API, in the name of the charger's owner or in nobody's. */
async function request<T>(
  { url, apiKey, signal }: CarOptions,
  where: string,
  { body, asOwner = false }: { body?: unknown; asOwner?: boolean } = {},
): Promise<T> {
  const init = {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(asOwner && { authorization: `Bearer ${apiKey}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  };
  return (await callApi(url + where, init)) as T;
}
