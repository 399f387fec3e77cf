// Sending a deployment's transactions: any JSON-RPC endpoint, limits asserted, nothing sent twice.
import { contractRefusal } from "@alatau/sdk";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createPublicClient,
  defineChain,
  getContractAddress,
  http,
  type Address,
  type Hex,
  type PrivateKeyAccount,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import { DeploymentLimitError, DeploymentMismatchError } from "./errors.ts";

/** EIP-7825 with a margin: what every engine takes. */
export const TRANSACTION_GAS_LIMIT = 16_000_000n;
/** EIP-170. */
export const CODE_SIZE_LIMIT = 24_576n;

/** A call, or with no `to` a contract's creation. */
export interface Call {
  readonly to?: Address;
  readonly data: Hex;
}

/** A client for an endpoint of the chain. */
export function connect(rpcUrl: string, chainId: number): PublicClient {
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "none", symbol: "NONE", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  return createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 100, cacheTime: 0 });
}

/**
 * Sends calls of one account in order and waits until all are in blocks. They are estimated first, each for itself, so none
 * may need another of the list. Throws the contract's refusal, `deployment-limit`, `deployment-mismatch`.
 */
export async function sendAll(
  client: PublicClient,
  account: PrivateKeyAccount,
  calls: readonly Call[],
): Promise<TransactionReceipt[]> {
  const first = await client.getTransactionCount({ address: account.address, blockTag: "pending" });
  const fees = await feesOf(client);
  const limits = await Promise.all(calls.map((call) => estimate(client, account.address, call)));
  const receipts: Promise<TransactionReceipt>[] = [];
  for (const [index, call] of calls.entries()) {
    const signed = await account.signTransaction({
      type: "eip1559",
      chainId: client.chain!.id,
      nonce: first + index,
      gas: limits[index]!,
      ...fees,
      ...call,
    });
    const hash = await client.sendRawTransaction({ serializedTransaction: signed });
    receipts.push(client.waitForTransactionReceipt({ hash, timeout: 120_000 }));
  }
  const all = await Promise.all(receipts);
  const failed = all.find(({ status }) => status !== "success");
  if (failed !== undefined) {
    throw new DeploymentMismatchError(`transaction ${failed.transactionHash} was reverted`, {
      transaction: failed.transactionHash,
    });
  }
  return all;
}

/** Waits until none of an account's transactions waits any more. Throws `deployment-mismatch` after a minute. */
export async function untilSettled(client: PublicClient, address: Address): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const [mined, sent] = await Promise.all([
      client.getTransactionCount({ address, blockTag: "latest" }),
      client.getTransactionCount({ address, blockTag: "pending" }),
    ]);
    if (mined >= sent) return;
    await sleep(100);
  }
  throw new DeploymentMismatchError(`transactions of ${address} have waited for a minute`, { address });
}

/** Address of the contract that an account's transaction `nonce` creates. */
export const createdAddress = (account: PrivateKeyAccount, nonce: number): Address =>
  getContractAddress({ from: account.address, nonce: BigInt(nonce) });

/** Bytes of code at an address; 0 where there is no contract. Throws `deployment-limit` above EIP-170. */
export async function codeSize(client: PublicClient, address: Address): Promise<number> {
  const code = (await client.getCode({ address })) ?? "0x";
  const bytes = (code.length - 2) / 2;
  if (BigInt(bytes) > CODE_SIZE_LIMIT) {
    throw new DeploymentLimitError(`code of ${address}`, BigInt(bytes), CODE_SIZE_LIMIT);
  }
  return bytes;
}

async function estimate(client: PublicClient, from: Address, call: Call): Promise<bigint> {
  let gas: bigint;
  try {
    gas = await client.estimateGas({ account: from, gas: TRANSACTION_GAS_LIMIT, ...call });
  } catch (failure) {
    throw contractRefusal(failure) ?? failure;
  }
  if (gas > TRANSACTION_GAS_LIMIT) throw new DeploymentLimitError("gas", gas, TRANSACTION_GAS_LIMIT);
  // A margin for words that another transaction of the same block makes cold again.
  const margin = gas + gas / 8n;
  return margin < TRANSACTION_GAS_LIMIT ? margin : TRANSACTION_GAS_LIMIT;
}

/** On a chain with free gas nothing is offered: the accounts own nothing, and nodes still suggest a tip. */
async function feesOf(client: PublicClient): Promise<{ maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }> {
  const { baseFeePerGas } = await client.getBlock({ blockTag: "latest" });
  if (baseFeePerGas === 0n || baseFeePerGas === null) return { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
  return { maxFeePerGas, maxPriorityFeePerGas };
}
