// For tests: a second token of the same make as tenge, and quotes of it.
import { creationOf } from "@alatau/chain";
import { ABIS, quoteTypedData, type Quote } from "@alatau/sdk";
import { createWalletClient, http, publicActions, type Address } from "viem";
import type { Story } from "../test-story.ts";

/** Deploys a token, gives holders some of it and lists it for payments; answers its address. */
export async function listSecondToken(
  net: Story["net"],
  holders: Readonly<Record<Address, bigint>>,
): Promise<Address> {
  const { accessManager, payments } = net.network.contracts;
  const administrator = createWalletClient({
    account: net.account("administrator"),
    transport: http(net.chain.rpcUrl),
  }).extend(publicActions);
  const free = { chain: null, gas: 8_000_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n } as const;
  const { data } = creationOf("tenge", [accessManager]);
  const hash = await administrator.sendTransaction({ ...free, data });
  const token = (await administrator.waitForTransactionReceipt({ hash })).contractAddress!;
  const coin = { ...free, address: token, abi: ABIS.tenge, functionName: "mint" } as const;
  for (const [holder, amount] of Object.entries(holders))
    await administrator.writeContract({ ...coin, args: [holder as Address, amount, `0x${"22".repeat(32)}`] });
  const limits = { maxPerPayment: 10n ** 12n, attestAbove: 10n ** 12n, minLevel: 1, decimals: 2 };
  await administrator.waitForTransactionReceipt({
    hash: await administrator.writeContract({
      ...{ ...free, address: payments, abi: ABIS.payments, functionName: "listToken" },
      args: [token, { ...limits, issuer: net.account("issuer").address }],
    }),
  });
  await net.indexed();
  return token;
}

/** Hands in a quote that somebody signed; the exchange, unless told otherwise. */
export async function handQuote({ net, post }: Story, quote: Quote, by = "exchange"): Promise<Response> {
  const signature = await net.account(by).signTypedData(quoteTypedData(net.network, quote));
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const times = { validFrom: at(quote.validFrom), validTo: at(quote.validTo) };
  return await post("/v1/quotes", { ...quote, ...times, signature });
}
