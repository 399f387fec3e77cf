// The shell that follows the chain: owns the connections, decides little. Reads ahead of the checks, checks ahead of the database.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import type { Hex, Network } from "@alatau/sdk";
import { NodeUnreachableError, WrongChainError } from "./errors.ts";
import { watchHeads } from "./heads.ts";
import { isPassing, openClient } from "./pool.ts";
import type { Projection } from "./projection.ts";
import { commonAncestor, readBlock, readSpan, spanAfter, verifySpan } from "./read.ts";
import { openRpc, type Rpc } from "./rpc.ts";
import { applyBatch, claim, makeTables, prepareBatch, readTip, rollBack, type Tip } from "./store.ts";
import { checkHeader, type Engine, type Served, type VerifiedBlock } from "./verify.ts";

/** What the core needs to know of a chain. */
export interface ChainIdentity {
  readonly chainId: number;
  readonly genesisHash?: Hex;
  /** First block to store. */
  readonly startBlock: number;
  readonly engine: Engine;
}

export interface FollowOptions {
  readonly rpcUrl: string;
  /** Makes a block's rows appear within milliseconds; without it the head is polled. */
  readonly wsUrl?: string;
  readonly databaseUrl: string;
  readonly signal?: AbortSignal;
  /** Return once this block is stored; left out, follow until aborted. */
  readonly until?: number;
  readonly pollMs?: number;
  /** After each transaction that moved the cursor, forth or back. */
  readonly onBlock?: (tip: { readonly number: number; readonly timestamp?: number }) => void;
  /** One object an event, past tense. */
  readonly log?: (entry: Readonly<Record<string, unknown>>) => void;
}

interface Following<State> extends FollowOptions {
  readonly chain: ChainIdentity;
  readonly projection: Projection<State>;
}

/** One life of the connections, and what is known between two transactions. */
interface Session<State> {
  readonly client: pg.Client;
  readonly rpc: Rpc;
  readonly signal: AbortSignal;
  tip: Tip | undefined;
  /** Absent: to be loaded, because the tables went back. */
  state: { readonly value: State } | undefined;
}

/**
 * Flags for a Node process that indexes: a small young generation keeps a backfill below 180 MB at no cost in speed, where the
 * default takes 300; half of it would save 35 MB and cost a tenth of the speed. NODE_COMPILE_CACHE set to a folder saves another
 * 25 MB and half of the time to start.
 */
export const INDEXER_NODE_FLAGS: readonly string[] = ["--max-semi-space-size=32"];

/** The folder of the ledger's migrations. */
export const LEDGER_SQL = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "sql");

/**
 * Follows the chain of a network into schema `ledger` until aborted. Outages of node and database are waited out; data that do not
 * hash, or another chain, end it with an error and leave the database as it was.
 * @throws {HeaderHashError} @throws {ReceiptsRootError} @throws {BlocksNotLinkedError} @throws {WrongChainError}
 */
export async function follow(options: FollowOptions & { readonly network: Network }): Promise<void> {
  const { network } = options;
  const { ledgerProjection } = await import("./ledger/projection.ts"); // ABIs: the core alone starts without them
  return followWith({ ...options, chain: network, projection: ledgerProjection(network, LEDGER_SQL) });
}

/** The same for any projection. */
export async function followWith<State>(following: Following<State>): Promise<void> {
  const { signal = new AbortController().signal, log } = following;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const began = Date.now();
    try {
      await live(following, signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof NodeUnreachableError) && !isPassing(error)) throw error;
      if (Date.now() - began > 10_000) attempt = 0;
      log?.({ msg: "indexer interrupted", reason: (error as Error).message });
      await sleep(Math.min(50 * 2 ** attempt, 2_000), undefined, { signal }).catch(() => undefined);
    }
  }
}

async function live<State>(following: Following<State>, signal: AbortSignal): Promise<void> {
  const { chain, projection, databaseUrl, until = Infinity, wsUrl, pollMs, log } = following;
  const rpc = openRpc(following.rpcUrl, { signal });
  const checking = checkChain(rpc, chain);
  checking.catch(() => undefined); // it is awaited when the database is ready
  const heads = watchHeads({ ...(wsUrl && { wsUrl }), ...(pollMs && { pollMs }), signal });
  let client: pg.Client | undefined;
  try {
    await makeTables(databaseUrl, projection as Projection<never>);
    client = await openClient(databaseUrl);
    const session: Session<State> = { client, rpc, signal, tip: undefined, state: undefined };
    await checking;
    while (!(await claim(client, projection.schema))) await sleep(50, undefined, { signal });
    session.tip = await readTip(client, projection.schema);
    log?.({ msg: "indexer started", block: session.tip?.number ?? null });
    while (!signal.aborted && (session.tip?.number ?? -1) < until) {
      const head = await readBlock(rpc, "latest");
      const height = Number(head.number);
      if (hasForked(session.tip, height, head.hash)) await goBack(following, session);
      await catchUp(following, session, Math.min(height, until));
      if ((session.tip?.number ?? -1) >= height || height < chain.startBlock) await heads.next();
    }
  } finally {
    heads.close();
    rpc.close();
    await client?.end().catch(() => undefined);
  }
}

async function checkChain(rpc: Rpc, chain: ChainIdentity): Promise<void> {
  const chainId = Number(await rpc.call<Hex>("eth_chainId", []));
  if (chainId !== chain.chainId) throw new WrongChainError("chainId", String(chainId), String(chain.chainId));
  if (chain.genesisHash === undefined) return;
  const genesis = await readBlock(rpc, 0);
  checkHeader(genesis, 0, chain.engine);
  if (genesis.hash !== chain.genesisHash)
    throw new WrongChainError("genesisHash", genesis.hash, chain.genesisHash);
}

/** Whether the node's head shows that the stored tip is no longer on its chain; a longer chain shows it at the next parent. */
const hasForked = (tip: Tip | undefined, height: number, hash: Hex): boolean =>
  tip !== undefined && (height < tip.number || (height === tip.number && hash !== tip.hash));

async function goBack<State>(following: Following<State>, session: Session<State>): Promise<void> {
  const { chain, projection, onBlock, log } = following;
  const { client, rpc, tip } = session;
  if (tip === undefined) return;
  const ancestor = await commonAncestor(rpc, client, projection.schema, tip, chain.engine);
  const number = ancestor?.number ?? chain.startBlock - 1;
  session.state = undefined;
  await rollBack(client, projection, number);
  session.tip = ancestor;
  log?.({ msg: "chain rolled back", from: tip.number, to: number });
  onBlock?.({ number });
}

/**
 * Stores everything up to a block. Three things run at once: the next span is fetched, the one before it checked and projected, the
 * one before that written. Returns early when the chain changes underneath.
 */
async function catchUp<State>(
  following: Following<State>,
  session: Session<State>,
  to: number,
): Promise<void> {
  const { chain, projection } = following;
  const { rpc, signal } = session;
  let from = (session.tip?.number ?? chain.startBlock - 1) + 1;
  let parent = session.tip?.hash;
  let size = 1;
  let writing: Promise<void> = Promise.resolve();
  const readNext = (): Promise<Served[]> | undefined => {
    const reading = from <= to ? readSpan(rpc, from, Math.min(from + size - 1, to)) : undefined;
    reading?.catch(() => undefined); // it is awaited in its turn
    return reading;
  };
  try {
    for (let reading = readNext(); reading !== undefined && !signal.aborted;) {
      const blocks = await verifySpan(rpc, await reading, from, chain.engine);
      if (parent !== undefined && blocks[0]!.parentHash !== parent) {
        await writing;
        await goBack(following, session);
        return;
      }
      parent = blocks.at(-1)!.hash;
      from += blocks.length;
      size = spanAfter(size, blocks);
      reading = readNext();
      const written = writing;
      const batch = await project(projection, session, blocks, written);
      await written;
      writing = write(following, session, batch);
      writing.catch(() => undefined);
    }
  } finally {
    await writing;
  }
}

async function project<State>(
  projection: Projection<State>,
  session: Session<State>,
  blocks: readonly VerifiedBlock[],
  written: Promise<void>,
): Promise<ReturnType<typeof prepareBatch>> {
  if (session.state === undefined) {
    await written;
    session.state = { value: await projection.load(session.client) };
  }
  const { value } = session.state;
  const lookup = projection.lookup?.(value, blocks);
  if (lookup !== undefined) {
    await written;
    await lookup(session.client);
  }
  return prepareBatch(projection, value, blocks);
}

async function write<State>(
  { projection, onBlock }: Following<State>,
  session: Session<State>,
  batch: ReturnType<typeof prepareBatch>,
): Promise<void> {
  await applyBatch(session.client, projection.schema, batch);
  session.tip = { number: batch.last.number, hash: batch.last.hash };
  onBlock?.({ number: batch.last.number, timestamp: batch.timestamp });
}
