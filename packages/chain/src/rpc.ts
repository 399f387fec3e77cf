// Bare JSON-RPC to the node: snapshots of many megabytes pass here, so no library stands between.
import type { Hex } from "viem";
import { RpcError } from "./errors.ts";

/** Calls one method. Throws `chain-rpc-failed` when nobody answers or the answer is an error. */
export async function callRpc<T>(
  rpcUrl: string,
  method: string,
  params: readonly unknown[] = [],
  { timeoutMs = 120_000 }: { timeoutMs?: number } = {},
): Promise<T> {
  let answer: { result?: T; error?: { message?: string } };
  try {
    const response = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    answer = (await response.json()) as typeof answer;
  } catch (failure) {
    throw new RpcError(method, "no answer", failure);
  }
  if (answer.error !== undefined) throw new RpcError(method, answer.error.message ?? "refused");
  return answer.result as T;
}

/** A block as the node's files need it: what identifies it, and its transactions' hashes. */
export interface BlockHead {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: number;
  readonly transactions: readonly Hex[];
  readonly gasUsed: number;
}

interface RawBlock {
  number: Hex;
  hash: Hex;
  parentHash: Hex;
  timestamp: Hex;
  transactions: Hex[];
  gasUsed: Hex;
}

/** Reads a block's identity; undefined where the node has none of that number. */
export async function readBlock(rpcUrl: string, number: number | "latest"): Promise<BlockHead | undefined> {
  const tag = number === "latest" ? number : toQuantity(number);
  const block = await callRpc<RawBlock | null>(rpcUrl, "eth_getBlockByNumber", [tag, false]);
  if (block === null) return undefined;
  return {
    number: Number(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: Number(block.timestamp),
    transactions: block.transactions,
    gasUsed: Number(block.gasUsed),
  };
}

/** Reads the last block. Throws `chain-rpc-failed`. */
export async function readHead(rpcUrl: string): Promise<BlockHead> {
  const head = await readBlock(rpcUrl, "latest");
  if (head === undefined) throw new RpcError("eth_getBlockByNumber", "the node has no block at all");
  return head;
}

export const toQuantity = (value: number): Hex => `0x${value.toString(16)}`;
