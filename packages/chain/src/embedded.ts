// The embedded chain: an Anvil whose every block is on disk before anyone may call it final.
//
// Anvil keeps its chain in memory. Beside it stands a log of blocks (time and raw transactions), synced after each block;
// Anvil repeats them to the same hashes. Snapshots, two generations, shorten the replay. Blocks are made here, when there is
// something to put in: a node that mines by itself makes empty blocks or one for each transaction, and both cost memory.
import { randomInt } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Address, Hex } from "viem";
import { checkAnvil, findAnvil, type AnvilCommand } from "./anvil.ts";
import { lastLogged, openBlockLog, readLog, type BlockLog, type DurableBlock } from "./block-log.ts";
import { driveClock, mineBlock, type ClockMode } from "./clock.ts";
import { ChainInUseError, ChainLogError, NodeStoppedError } from "./errors.ts";
import { isMissing, writeAtomically } from "./files.ts";
import { keepLoad, openAlarm, openLoadWindow, type ChainLoad, type LoadWindow } from "./load.ts";
import { openFront, type Front } from "./front.ts";
import { genesisFile } from "./genesis.ts";
import { accountFor, loadKeys } from "./keys.ts";
import {
  HOST,
  isAlive,
  isNodeOf,
  killOrphan,
  startNode,
  type GenesisTerms,
  type NodeProcess,
} from "./node-process.ts";
import { callRpc, readBlock, readHead } from "./rpc.ts";
import { listSnapshots, loadSnapshot, writeSnapshot, type Snapshot } from "./snapshot.ts";

export interface EmbeddedOptions {
  /** The data folder; the chain's files are in `chain/` in it. */
  readonly home: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Random and kept when it is not given; asked for only at the first start. */
  readonly chainId?: number;
  /** Unix seconds of block 0, first start only; default now. */
  readonly genesisTime?: number;
  /** Who may name the tokens of the channels that the genesis places; first start only; default the folder's administrator. */
  readonly administrator?: Address;
  /** First start only; default `wall`. */
  readonly clock?: ClockMode;
  /** Shortest time between two blocks; default 1 on the wall clock, 0.1 on a driven one. */
  readonly blockSeconds?: number;
  /** On the wall clock an empty block is made after so many seconds of silence, so that time goes on; default 15. */
  readonly heartbeatSeconds?: number;
  /** Blocks between two snapshots; default 500. */
  readonly snapshotEvery?: number;
  /** Called once each time that the chain comes near its limit. */
  readonly onNearLimit?: (load: ChainLoad) => void;
  /** Stops the chain as `stop` does. */
  readonly signal?: AbortSignal;
}

/** A running embedded chain. */
export interface Embedded extends AsyncDisposable {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly pid: number;
  readonly chainId: number;
  readonly genesisHash: Hex;
  readonly clock: ClockMode;
  /** Settles when the chain has ended: undefined after `stop`, otherwise the failure. Start it again after a failure. */
  readonly ended: Promise<NodeStoppedError | undefined>;
  /** Puts every block up to the head on disk now. Throws `chain-node-stopped`, `disk-full`. */
  checkpoint(): Promise<DurableBlock>;
  /** Writes a snapshot and ends the node. */
  stop(): Promise<void>;
}

interface ChainFile extends GenesisTerms {
  readonly clock: ClockMode;
  readonly genesisHash?: Hex;
}

const DEFAULT_SNAPSHOT_EVERY = 500;
const LOAD_LOOK_MS = 5_000;
/** Snapshots take at most this part of the time. */
const SNAPSHOT_SHARE = 0.1;

const paths = (home: string) => ({
  folder: join(home, "chain"),
  terms: join(home, "chain", "chain.json"),
  process: join(home, "chain", "process.json"),
  blocks: join(home, "chain", "blocks"),
  snapshots: join(home, "chain", "snapshots"),
  cache: join(home, "chain", "cache"),
  genesis: join(home, "chain", "genesis.json"),
});

/**
 * Starts the embedded chain, or goes on with the one in the folder: last snapshot, then the log, then what is new.
 * Throws `port-busy`, `chain-in-use`, `anvil-missing`, `anvil-version`, `chain-log-invalid`, `chain-node-stopped`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const files = paths(options.home);
  await mkdir(files.folder, { recursive: true });
  const terms = await readTerms(files.terms, options);
  await endFormerNode(files.process, terms.chainId);
  const front = await openFront(HOST, options.port);
  try {
    const command = findAnvil();
    await checkAnvil(command);
    return await restore(command, terms, front, options);
  } catch (failure) {
    await front.close();
    throw failure;
  }
}

/** The node behind the front: nobody reaches it before it has every block and the chain's time. */
async function restore(
  command: AnvilCommand,
  terms: ChainFile,
  front: Front,
  options: EmbeddedOptions,
): Promise<Embedded> {
  const files = paths(options.home);
  const node = await restoreNode(command, terms, options.home);
  try {
    const genesisHash = await pinGenesis(files.terms, terms, node.rpcUrl);
    const { number, hash, timestamp } = await readHead(node.rpcUrl);
    if (terms.clock === "driven") await driveClock(node.rpcUrl, timestamp);
    const load = openLoadWindow();
    const log = await openBlockLog(files.blocks, node.rpcUrl, { number, hash }, ({ transactions, gasUsed }) =>
      load.add(Date.now(), { transactions: transactions.length, gas: gasUsed }),
    );
    front.open(node.port);
    return run(node, front, log, load, { ...terms, genesisHash }, options);
  } catch (failure) {
    node.kill("SIGKILL");
    throw failure;
  }
}

/**
 * The last block of a data folder that no crash can take: for workers in other processes. Reads and syncs files only.
 * Undefined before the first start. Throws `chain-log-invalid` when there is no readable file.
 */
export async function durableHead({ home }: { home: string }): Promise<DurableBlock | undefined> {
  const files = paths(home);
  const [logged, [snapshot]] = await Promise.all([lastLogged(files.blocks), listSnapshots(files.snapshots)]);
  if (logged !== undefined && logged.number >= (snapshot?.number ?? 0)) return logged;
  if (snapshot !== undefined) return { number: snapshot.number, hash: snapshot.hash };
  const hash = (await readChainFile(files.terms))?.genesisHash;
  return hash === undefined ? undefined : { number: 0, hash };
}

function run(
  node: NodeProcess,
  front: Front,
  log: BlockLog,
  load: LoadWindow,
  terms: ChainFile & { genesisHash: Hex },
  options: EmbeddedOptions,
): Embedded {
  const files = paths(options.home);
  const stopping = new AbortController();
  const work = serial();
  const checkpoint = (): Promise<DurableBlock> => work(() => log.catchUp());
  const snapshots = snapshotter(node.rpcUrl, files.snapshots, log);
  const looped = mineLoop(node.rpcUrl, terms.clock, options, stopping.signal, work, log, snapshots).catch(
    (failure: unknown) => failure,
  );
  const watched = watchLoad(load, options, stopping.signal);
  const finish = async (): Promise<NodeStoppedError | undefined> => {
    const failure = await Promise.race([looped, node.ended.then((how) => new NodeStoppedError(how))]);
    const stopped = stopping.signal.aborted && !(failure instanceof Error);
    if (stopped) await work(() => snapshots(1)).catch(() => undefined); // it saves time only: the log has everything
    stopping.abort();
    await front.close();
    node.kill("SIGTERM");
    await Promise.race([node.ended, sleep(5000, undefined, { ref: false }).then(() => node.kill("SIGKILL"))]);
    await node.ended;
    await Promise.all([looped, watched]);
    await log[Symbol.asyncDispose]();
    await rm(files.process, { force: true });
    if (stopped) return undefined;
    return failure instanceof NodeStoppedError ? failure : new NodeStoppedError(messageOf(failure), failure);
  };
  const ended = finish();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await ended;
  };
  options.signal?.addEventListener("abort", () => void stop(), { once: true });
  if (options.signal?.aborted === true) stopping.abort();
  return {
    rpcUrl: `http://${HOST}:${front.port}`,
    wsUrl: `ws://${HOST}:${front.port}`,
    pid: node.pid,
    chainId: terms.chainId,
    genesisHash: terms.genesisHash,
    clock: terms.clock,
    ended,
    checkpoint,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Makes a block whenever transactions wait, logs it, and takes snapshots now and then, until the signal. */
async function mineLoop(
  rpcUrl: string,
  clock: ClockMode,
  options: EmbeddedOptions,
  signal: AbortSignal,
  work: Serial,
  log: BlockLog,
  snapshots: Snapshotter,
): Promise<void> {
  const pause = (options.blockSeconds ?? (clock === "wall" ? 1 : 0.1)) * 1000;
  let quietUntil = 0;
  while (!signal.aborted) {
    const begun = Date.now();
    await work(async () => {
      await mineIfDue(rpcUrl, clock, options.heartbeatSeconds ?? 15);
      await log.catchUp();
      if (begun < quietUntil) return;
      const took = await snapshots(options.snapshotEvery ?? DEFAULT_SNAPSHOT_EVERY);
      quietUntil = Date.now() + took / SNAPSHOT_SHARE;
    });
    // A block costs time in proportion to the chain's storage: it never takes more than half of the time.
    const spent = Date.now() - begun;
    await sleep(Math.max(1, pause - spent, spent), undefined, { signal }).catch(() => undefined);
  }
}

/** Looks at the load every few seconds, keeps it for other processes, and warns. */
async function watchLoad(
  load: LoadWindow,
  { home, onNearLimit }: EmbeddedOptions,
  signal: AbortSignal,
): Promise<void> {
  const isNews = openAlarm();
  while (!signal.aborted) {
    const now = Date.now();
    const found = load.read(now);
    await keepLoad(home, found, now);
    if (isNews(found.share)) onNearLimit?.(found);
    await sleep(LOAD_LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Takes a snapshot when at least so many blocks are new since the last; answers the milliseconds that it took. */
type Snapshotter = (newBlocks: number) => Promise<number>;

function snapshotter(rpcUrl: string, folder: string, log: BlockLog): Snapshotter {
  let newest: number | undefined;
  return async (newBlocks) => {
    newest ??= (await listSnapshots(folder))[0]?.number ?? 0;
    const begun = Date.now();
    const { number } = await log.catchUp();
    if (number - newest < newBlocks) return 0;
    const kept = await writeSnapshot(folder, rpcUrl);
    await log.rotate(kept.length < 2 ? 0 : kept.at(-1)!.number);
    newest = kept[0]!.number;
    return Date.now() - begun;
  };
}

async function mineIfDue(rpcUrl: string, clock: ClockMode, heartbeatSeconds: number): Promise<void> {
  const { pending } = await callRpc<{ pending: Hex }>(rpcUrl, "txpool_status");
  const head = await readHead(rpcUrl);
  const now = Math.floor(Date.now() / 1000);
  const silent = clock === "wall" && now - head.timestamp >= heartbeatSeconds;
  if (Number(pending) > 0 || silent) await mineBlock(rpcUrl, clock, head, now);
}

/** Brings a fresh node to the last durable block; tries the newest snapshot first, the genesis last. */
async function restoreNode(command: AnvilCommand, terms: ChainFile, home: string): Promise<NodeProcess> {
  const files = paths(home);
  const durable = await durableHead({ home });
  const attempts: (Snapshot | undefined)[] = [...(await listSnapshots(files.snapshots)), undefined];
  let cause: unknown;
  let stopped: NodeStoppedError | undefined;
  for (const snapshot of attempts) {
    const node = await startNode(command, terms, files);
    let died: NodeStoppedError | undefined;
    void node.ended.then((how) => (died = new NodeStoppedError(how)));
    try {
      // At once, so that the next start can end this node if this process is killed now.
      await writeAtomically(files.process, JSON.stringify({ owner: process.pid, node: node.pid }));
      if (snapshot !== undefined) await loadSnapshot(node.rpcUrl, snapshot);
      await replay(node.rpcUrl, files.blocks, snapshot?.number ?? 0);
      const head = await readHead(node.rpcUrl);
      if (durable !== undefined && head.number < durable.number) {
        throw new ChainLogError(`block ${head.number} is the last that can be restored`, { durable });
      }
      return node;
    } catch (failure) {
      stopped ??= died;
      cause = failure;
      node.kill("SIGKILL");
      await node.ended;
    }
  }
  if (stopped !== undefined) throw stopped; // the files may be sound: a new start finds out
  throw new ChainLogError(`no snapshot leads to block ${durable?.number ?? 0}`, { durable }, cause);
}

async function replay(rpcUrl: string, folder: string, after: number): Promise<void> {
  for (const { number, hash, timestamp, transactions } of await readLog(folder, after)) {
    for (const raw of transactions) await callRpc(rpcUrl, "eth_sendRawTransaction", [raw]);
    await callRpc(rpcUrl, "evm_mine", [{ timestamp }]);
    const found = await readHead(rpcUrl);
    if (found.number !== number || found.hash !== hash) {
      throw new ChainLogError(`block ${number} came out differently`, { expected: hash, found: found.hash });
    }
  }
}

async function readTerms(path: string, options: EmbeddedOptions): Promise<ChainFile> {
  const known = await readChainFile(path);
  if (known !== undefined) return known;
  const terms: ChainFile = {
    chainId: options.chainId ?? randomInt(2 ** 30, 2 ** 31),
    genesisTime: options.genesisTime ?? Math.floor(Date.now() / 1000),
    clock: options.clock ?? "wall",
  };
  const administrator =
    options.administrator ?? accountFor(await loadKeys(options.home), "administrator").address;
  await writeAtomically(paths(options.home).genesis, genesisFile(terms, administrator));
  await writeAtomically(path, `${JSON.stringify(terms)}\n`);
  return terms;
}

async function readChainFile(path: string): Promise<ChainFile | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as ChainFile;
  } catch (failure) {
    if (isMissing(failure)) return undefined;
    throw new ChainLogError(`${path} is not readable`, { path }, failure);
  }
}

/** Writes the genesis hash at the first start and demands it ever after. */
async function pinGenesis(path: string, terms: ChainFile, rpcUrl: string): Promise<Hex> {
  const genesis = await readBlock(rpcUrl, 0);
  if (genesis === undefined) throw new ChainLogError("the node has no block 0");
  if (terms.genesisHash === undefined) {
    await writeAtomically(path, `${JSON.stringify({ ...terms, genesisHash: genesis.hash })}\n`);
  } else if (terms.genesisHash !== genesis.hash) {
    throw new ChainLogError("the node made another block 0", {
      expected: terms.genesisHash,
      found: genesis.hash,
    });
  }
  return genesis.hash;
}

/** Ends a node whose owner was killed. What it had that is not in the log was never final. Throws `chain-in-use`. */
async function endFormerNode(path: string, chainId: number): Promise<void> {
  let former: { owner: number; node: number };
  try {
    former = JSON.parse(await readFile(path, "utf8")) as typeof former;
  } catch {
    return; // a clean stop leaves no file, and half a file is never written
  }
  if (!isNodeOf(former.node, chainId)) return;
  if (isAlive(former.owner)) throw new ChainInUseError(former.owner);
  await killOrphan(former.node);
}

type Serial = <T>(task: () => Promise<T>) => Promise<T>;

/** Runs tasks one after the other: the log has one writer. */
function serial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const next = last.then(task, task);
    last = next.catch(() => undefined);
    return next;
  };
}

const messageOf = (failure: unknown): string =>
  failure instanceof Error ? failure.message : "the loop ended";
