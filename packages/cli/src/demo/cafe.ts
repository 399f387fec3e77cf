// The demo's café: it asks for amounts, two customers pay by signature, now and then a part is given back. All through the public API.
import { accountFor, type Keys } from "@alatau/chain";
import type { Intent } from "@alatau/gateway";
import type { Network } from "@alatau/sdk";
import { setTimeout as sleep } from "node:timers/promises";
import { keccak256, toBytes, type Address, type PrivateKeyAccount } from "viem";
import { callApi } from "../upload.ts";

/** The names of the customers' keys. They are no participants: a key and some tenge is all they have. */
const CUSTOMERS = ["demo/first customer", "demo/second customer"] as const;
/** What each begins with: enough for weeks. */
const CUSTOMER_TIYN = 5_000_000_000n;
const MENU = [
  { description: "Espresso", amountTiyn: 70_000n },
  { description: "Cappuccino and a bun", amountTiyn: 145_000n },
  { description: "Two coffees", amountTiyn: 125_000n },
  { description: "Lunch", amountTiyn: 290_000n },
  { description: "Tea with milk", amountTiyn: 45_000n },
] as const;
const BETWEEN_SALES_MS = 30_000;
const PAID_WITHIN_MS = 30_000;
/** Every so manieth sale a half is given back. */
const REFUND_EVERY = 5;
/** Every so manieth sale the counter's day is closed, and once soon after the beginning; a real café does so in the evening. */
const CLOSE_EVERY = 40;
const CLOSE_FIRST = 4;
/** One customer in ten pays in the second coin. */
const IN_COIN = { every: 10, at: 3 } as const;
const COIN_TRIES = 3;
export const TILL = "Counter";

export interface CafeOptions {
  readonly url: string;
  readonly network: Network;
  readonly keys: Keys;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly account: PrivateKeyAccount;
  readonly apiKey: string;
  /** Taken beside tenge. */
  readonly coin: Address;
  /** Has the exchange say what the coin is worth now. */
  readonly quote: () => Promise<void>;
  /** Closes the counter's day. */
  readonly close: () => Promise<void>;
}

/** What the café asks of the API with. */
export type CafeCaller = Pick<CafeOptions, "url" | "apiKey" | "signal" | "print">;

interface Asked {
  readonly invoice: string;
  readonly number: number;
  readonly status: string;
}

/** The customers' accounts. */
export const customers = (keys: Keys): PrivateKeyAccount[] => CUSTOMERS.map((name) => accountFor(keys, name));

/** The tenge of the customers. */
export const customerMints = (keys: Keys): Intent[] =>
  customers(keys).map(({ address }, place) => ({
    dedupe: `demo/mint/customer/${place}`,
    signer: "issuer",
    contract: "tenge",
    functionName: "mint",
    args: [address, CUSTOMER_TIYN, keccak256(toBytes(`demo/bank/customer/${place}`))],
  }));

/** Sells until the signal. A sale that fails is said and costs only itself. */
export async function runCafe(options: CafeOptions): Promise<void> {
  const { signal, print } = options;
  while (!signal.aborted) {
    try {
      await sell(options);
    } catch (failure) {
      if (!signal.aborted) print(`café: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
    await sleep(BETWEEN_SALES_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function sell(options: CafeOptions): Promise<void> {
  const { keys, print } = options;
  const turn = Math.floor(Date.now() / BETWEEN_SALES_MS);
  const { description, amountTiyn } = MENU[turn % MENU.length]!;
  const payer = customers(keys)[turn % CUSTOMERS.length]!;
  const made = await call<Asked>(options, "/v1/invoices", {
    body: { amountTiyn: amountTiyn.toString(), description, till: TILL, tokens: [options.coin] },
    asCafe: true,
  });
  const where = `/v1/invoices/${made.invoice}`;
  const inCoin = made.number % IN_COIN.every === IN_COIN.at;
  if (!(await (inCoin ? payInCoin(options, where, payer) : pay(options, where, payer)))) return;
  print(`café: invoice ${made.number}, ${description}, paid${inCoin ? " in the second coin" : ""}`);
  if (made.number % REFUND_EVERY === 0) await giveBack(options, made, amountTiyn / 2n);
  if (made.number % CLOSE_EVERY === 0 || made.number === CLOSE_FIRST) await options.close();
}

/** Signs and hands in; answers whether the money came. */
async function pay(options: CafeOptions, where: string, payer: PrivateKeyAccount): Promise<boolean> {
  const asked = await call<{ typedData: never }>(options, `${where}/authorization?payer=${payer.address}`);
  const signature = await payer.signTypedData(asked.typedData);
  await call(options, `${where}/payments`, { body: { payer: payer.address, signature } });
  return await isPaid(options, where, PAID_WITHIN_MS);
}

/** The same in the second coin. The ledger's clock runs fast here, and a quote may be over before its payment is in a block. */
async function payInCoin(options: CafeOptions, where: string, payer: PrivateKeyAccount): Promise<boolean> {
  for (let tries = 1; tries <= COIN_TRIES; tries += 1) {
    try {
      await options.quote();
      const asked = await call<{ typedData: never; quote: string }>(
        options,
        `${where}/authorization?payer=${payer.address}&token=${options.coin}`,
      );
      const signature = await payer.signTypedData(asked.typedData);
      const body = { payer: payer.address, signature, quote: asked.quote };
      await call(options, `${where}/payments`, { body });
    } catch (failure) {
      if (tries === COIN_TRIES) throw failure;
      continue;
    }
    if (await isPaid(options, where, PAID_WITHIN_MS / COIN_TRIES)) return true;
  }
  return false;
}

async function isPaid(options: CafeOptions, where: string, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    if ((await call<Asked>(options, where)).status === "paid") return true;
    await sleep(500, undefined, { signal: options.signal });
  }
  return false;
}

/** A part of what was paid, out of the café's own money by its signature. */
async function giveBack(options: CafeOptions, { invoice, number }: Asked, amountTiyn: bigint): Promise<void> {
  const { items } = await call<{ items: { payment: string }[] }>(options, `/v1/payments?invoice=${invoice}`);
  const asked = {
    payment: items[0]!.payment,
    amountTiyn: amountTiyn.toString(),
    key: `demo-${invoice.slice(2, 18)}`,
  };
  const query = new URLSearchParams(asked);
  const { typedData } = await call<{ typedData: never }>(options, `/v1/refunds/authorization?${query}`, {
    asCafe: true,
  });
  const signature = await options.account.signTypedData(typedData);
  const body = { ...asked, reason: "requested-by-customer", signature };
  await call(options, "/v1/refunds", { body, asCafe: true });
  options.print(`café: a half of invoice ${number} given back`);
}

/** One request of the public API in the café's name; with a body it is a POST. */
export const callAsCafe = <Answer>(cafe: CafeCaller, where: string, body?: unknown): Promise<Answer> =>
  call<Answer>(cafe, where, { body, asCafe: true });

/** One request of the public API, in the café's name or in nobody's. */
async function call<Answer>(
  { url, apiKey, signal }: CafeCaller,
  where: string,
  { body, asCafe = false }: { body?: unknown; asCafe?: boolean } = {},
): Promise<Answer> {
  const init = {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(asCafe && { authorization: `Bearer ${apiKey}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  };
  return (await callApi(url + where, init)) as Answer;
}
