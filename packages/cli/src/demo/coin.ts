// A second coin for the demo, simulated like the first, and the exchange that says what it is worth. Of the same make as tenge.
import { accountFor, creationOf, type Keys } from "@alatau/chain";
import { ABIS, QUOTE_SECONDS, quoteTypedData, toRfc3339, type Network } from "@alatau/sdk";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createWalletClient,
  getContractAddress,
  http,
  keccak256,
  publicActions,
  toBytes,
  type Address,
  type Hash,
} from "viem";
import { callApi } from "../upload.ts";
import { tipOf, type Pool } from "./ledger-access.ts";

/** What each customer begins with, hundredths of a coin. */
const CUSTOMER_COINS = 100_000_000n;
const BETWEEN_QUOTES_MS = 20_000;
/** A coin is worth some 500 tenge. */
const COIN = 100n;
const COIN_TIYN = 50_000n;
const FREE = { chain: null, gas: 8_000_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n } as const;
const LIMITS = { maxPerPayment: 10n ** 12n, attestAbove: 10n ** 12n, minLevel: 1, decimals: 2 } as const;

export interface CoinOptions {
  readonly url: string;
  readonly pool: Pool;
  readonly network: Network;
  readonly keys: Keys;
  readonly rpcUrl: string;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Deploys the coin, gives holders some and lists it for payments, as far as that is not done. Its key sends nothing else. */
export async function openCoin(options: CoinOptions, holders: readonly Address[]): Promise<Address> {
  const { network, keys, rpcUrl, print } = options;
  const { accessManager, payments } = network.contracts;
  const by = (name: string) =>
    createWalletClient({ account: accountFor(keys, name), transport: http(rpcUrl) }).extend(publicActions);
  const maker = by("demo/second coin");
  const done = async (hash: Hash): Promise<unknown> => await maker.waitForTransactionReceipt({ hash });
  const token = getContractAddress({ from: maker.account.address, nonce: 0n });
  const coin = { address: token, abi: ABIS.tenge } as const;
  if ((await maker.getCode({ address: token })) === undefined) {
    const { data } = creationOf("tenge", [accessManager]);
    await done(await maker.sendTransaction({ ...FREE, data, nonce: 0 }));
    print(`a second coin, simulated like the first: ${token}`);
  }
  const administrator = by("administrator");
  for (const holder of holders) {
    if ((await maker.readContract({ ...coin, functionName: "balanceOf", args: [holder] })) > 0n) continue;
    const args = [holder, CUSTOMER_COINS, keccak256(toBytes(`demo/coin/${holder}`))] as const;
    await done(await administrator.writeContract({ ...FREE, ...coin, functionName: "mint", args }));
  }
  if (!(await isListed(options, token)))
    await done(
      await administrator.writeContract({
        ...{ ...FREE, address: payments, abi: ABIS.payments, functionName: "listToken" },
        args: [token, { ...LIMITS, issuer: accountFor(keys, "issuer").address }],
      }),
    );
  while (!options.signal.aborted && !(await isListed(options, token)))
    await sleep(100, undefined, { signal: options.signal });
  return token;
}

async function isListed({ pool }: CoinOptions, token: Address): Promise<boolean> {
  const { rows } = await pool.query<{ listed: boolean }>(
    "SELECT listed FROM ledger.payment_tokens WHERE token = $1 ORDER BY block_number DESC, log_index DESC LIMIT 1",
    [Buffer.from(token.slice(2), "hex")],
  );
  return rows[0]?.listed === true;
}

/** Signs a quote that holds from now on, and hands it in. Its worth moves a little from minute to minute. */
export async function quoteCoin(
  { url, pool, network, keys, signal }: CoinOptions,
  token: Address,
): Promise<void> {
  const { timestamp } = await tipOf(pool);
  const amountTiyn = COIN_TIYN + BigInt(Math.floor(Date.now() / 60_000) % 7) * 100n;
  const times = { validFrom: timestamp, validTo: timestamp + QUOTE_SECONDS };
  const quote = { token, tokenAmount: COIN, amountTiyn, ...times };
  const signature = await accountFor(keys, "exchange").signTypedData(quoteTypedData(network, quote));
  await callApi(`${url}/v1/quotes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ token, tokenAmount: COIN.toString(), amountTiyn: amountTiyn.toString(), signature },
      ...{ validFrom: toRfc3339(times.validFrom), validTo: toRfc3339(times.validTo) },
    }),
    signal,
  });
}

/** The exchange: a quote every 20 seconds until the signal. One that fails is said and costs only itself. */
export async function runExchange(options: CoinOptions, token: Address): Promise<void> {
  const { signal, print } = options;
  while (!signal.aborted) {
    try {
      await quoteCoin(options, token);
    } catch (failure) {
      if (!signal.aborted) print(`exchange: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
    await sleep(BETWEEN_QUOTES_MS, undefined, { signal }).catch(() => undefined);
  }
}
