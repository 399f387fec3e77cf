// Reading blocks from a node: in spans whose size follows what they hold, checked, and back to a common ancestor.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Hex } from "@alatau/sdk";
import { BlocksNotLinkedError, HeaderHashError, NodeUnreachableError, ReceiptsRootError } from "./errors.ts";
import type { Rpc } from "./rpc.ts";
import { readTip, type Tip } from "./store.ts";
import {
  checkHeader,
  checkLinks,
  verifyBlock,
  type Engine,
  type Served,
  type ServedBlock,
  type VerifiedBlock,
} from "./verify.ts";

/** A span aims at this many logs and receipts: enough to keep everybody busy, little enough to stay small in memory. */
const TARGET_ITEMS = 1_000;
const MOST_BLOCKS = 200;
const ATTEMPTS = 3;

const toQuantity = (number: number): Hex => `0x${number.toString(16)}`;

/** One header with its transactions' hashes. @throws {NodeUnreachableError} when the node does not have it. */
export async function readBlock(rpc: Rpc, at: number | "latest"): Promise<ServedBlock> {
  const tag = at === "latest" ? at : toQuantity(at);
  const block = await rpc.call<ServedBlock | null>("eth_getBlockByNumber", [tag, false]);
  if (block === null) throw new NodeUnreachableError(`it does not have block ${at}`);
  return block;
}

/** Blocks `from` to `to` with their receipts, in one request. @throws {NodeUnreachableError} when one of them is missing. */
export async function readSpan(rpc: Rpc, from: number, to: number): Promise<Served[]> {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => toQuantity(from + index));
  const answers = await rpc.batch([
    ...numbers.map((number) => ["eth_getBlockByNumber", [number, false]] as const),
    ...numbers.map((number) => ["eth_getBlockReceipts", [number]] as const),
  ]);
  return numbers.map((number, index) => {
    const header = answers[index] as ServedBlock | null;
    const receipts = answers[numbers.length + index] as Served["receipts"] | null;
    if (header === null || receipts === null)
      throw new NodeUnreachableError(`it no longer has block ${Number(number)}`);
    return { header, receipts };
  });
}

/** How many blocks to read next, after a span of `size` brought these. */
export function spanAfter(size: number, blocks: readonly VerifiedBlock[]): number {
  const items = blocks.reduce((sum, block) => sum + block.transactions + block.logs.length, 0);
  const fitting = Math.floor((TARGET_ITEMS * blocks.length) / Math.max(items, 1));
  return Math.max(1, Math.min(fitting, size * 4, MOST_BLOCKS));
}

/**
 * Checks a span. A span read while the chain changes may not fit together, so it is read again before the node is blamed.
 * @throws {HeaderHashError} @throws {ReceiptsRootError} @throws {BlocksNotLinkedError}
 */
export async function verifySpan(
  rpc: Rpc,
  served: readonly Served[],
  from: number,
  engine: Engine,
): Promise<VerifiedBlock[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const blocks = served.map((each, index) => verifyBlock(each, from + index, engine));
      checkLinks(blocks);
      return blocks;
    } catch (error) {
      if (!isRefusal(error) || attempt === ATTEMPTS) throw error;
    }
    await sleep(20 * attempt);
    served = await readSpan(rpc, from, from + served.length - 1);
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof HeaderHashError ||
  error instanceof ReceiptsRootError ||
  error instanceof BlocksNotLinkedError;

/** The highest stored block that the node still has, undefined when there is none. Every header it judges by must hash. */
export async function commonAncestor(
  rpc: Rpc,
  client: pg.Client,
  schema: string,
  from: Tip,
  engine: Engine,
): Promise<Tip | undefined> {
  const isShared = async (tip: Tip): Promise<boolean> => {
    const header = await rpc.call<ServedBlock | null>("eth_getBlockByNumber", [
      toQuantity(tip.number),
      false,
    ]);
    if (header === null) return false;
    checkHeader(header, tip.number, engine);
    return header.hash === tip.hash;
  };
  // Steps that double, then halves: chains that parted once never meet again.
  let forked = from;
  let shared: Tip | undefined;
  for (let step = 1; shared === undefined; step *= 2) {
    const candidate =
      (await readTip(client, schema, forked.number - step)) ??
      (await readTip(client, schema, forked.number - 1));
    if (candidate === undefined) return undefined;
    if (await isShared(candidate)) shared = candidate;
    else forked = candidate;
  }
  while (forked.number - shared.number > 1) {
    const middle = await readTip(client, schema, Math.floor((forked.number + shared.number) / 2));
    if (middle === undefined || middle.number === shared.number) break;
    if (await isShared(middle)) shared = middle;
    else forked = middle;
  }
  return shared;
}
