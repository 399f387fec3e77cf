// The log that makes blocks durable: for each block its time and its raw transactions. Anvil repeats them to the same hash,
// so a block is safe as soon as its line is on disk, whatever becomes of the node's memory.
import { open, readFile, readdir, rm, mkdir, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "viem";
import { ChainLogError } from "./errors.ts";
import { isMissing, orDiskFull, syncFolder } from "./files.ts";
import { callRpc, readBlock, readHead, type BlockHead } from "./rpc.ts";

/** One line of the log. The identity stands last, so that a reader finds it in the last bytes of the file. */
export interface LoggedBlock {
  readonly transactions: readonly Hex[];
  readonly timestamp: number;
  readonly number: number;
  readonly hash: Hex;
}

/** A block that is on disk. */
export interface DurableBlock {
  readonly number: number;
  readonly hash: Hex;
}

/** A segment is named after the first block that it may hold; a later segment overrides what an earlier one says. */
interface Segment {
  readonly path: string;
  readonly from: number;
}

const segmentName = (from: number): string => `${String(from).padStart(12, "0")}.jsonl`;

async function readSegments(folder: string): Promise<Segment[]> {
  const names = await readdir(folder).catch((failure: unknown) => {
    if (isMissing(failure)) return [];
    throw failure;
  });
  const segments = names.filter((name) => /^\d{12}\.jsonl$/.test(name)).sort();
  return segments.map((name) => ({ path: join(folder, name), from: Number(name.slice(0, 12)) }));
}

/** Reads the blocks after `after`, ascending without a gap; a torn last line ends its segment. */
export async function readLog(folder: string, after: number): Promise<LoggedBlock[]> {
  const segments = await readSegments(folder);
  const blocks = new Map<number, LoggedBlock>();
  for (const { path, from } of segments) {
    for (const number of blocks.keys()) if (number >= from) blocks.delete(number);
    for (const block of parseLines(await readFile(path, "utf8"))) blocks.set(block.number, block);
  }
  const found: LoggedBlock[] = [];
  for (let next = blocks.get(after + 1); next !== undefined; next = blocks.get(next.number + 1)) {
    found.push(next);
  }
  return found;
}

function parseLines(text: string): LoggedBlock[] {
  const found: LoggedBlock[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const block = parseLine(line);
    if (block === undefined) break; // torn by a crash: what follows was never promised
    found.push(block);
  }
  return found;
}

function parseLine(line: string): LoggedBlock | undefined {
  try {
    const block = JSON.parse(line) as LoggedBlock;
    const sound = Number.isSafeInteger(block.number) && Array.isArray(block.transactions);
    return sound ? block : undefined;
  } catch {
    return undefined;
  }
}

/** The identity at the end of the last whole line of a text; undefined when there is none. */
function lastIdentity(tail: string): DurableBlock | undefined {
  const whole = tail.slice(0, tail.lastIndexOf("\n") + 1);
  const match = /"number":(\d+),"hash":"(0x[0-9a-f]{64})"\}\n$/.exec(whole);
  return match === null ? undefined : { number: Number(match[1]), hash: match[2] as Hex };
}

/**
 * The last block whose line is on disk, read from the files alone; `undefined` when the log holds none. Syncs the file before
 * it answers, so that any process may rely on it.
 */
export async function lastLogged(folder: string): Promise<DurableBlock | undefined> {
  for (const { path } of (await readSegments(folder)).reverse()) {
    await using file = await open(path, "r+");
    const { size } = await file.stat();
    for (let window = 4096; ; window *= 8) {
      const start = Math.max(0, size - window);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      const block = lastIdentity(buffer.toString("utf8", 0, bytesRead));
      if (block !== undefined) {
        await file.datasync();
        return block;
      }
      if (start === 0) break;
    }
  }
  return undefined;
}

/** Writes the blocks of a node into the log. One writer a folder. */
export interface BlockLog extends AsyncDisposable {
  /** The last block on disk. */
  durable(): DurableBlock;
  /** Writes every block up to the node's head and syncs. Throws `chain-log-invalid` when the node left the chain, `disk-full`. */
  catchUp(): Promise<DurableBlock>;
  /** Begins a new segment and deletes those that hold nothing after block `keepAfter`. */
  rotate(keepAfter: number): Promise<void>;
}

/**
 * Opens the log for writing; its next block follows `start`, and what the files say beyond that is dropped. `onBlock` hears of each
 * block once it is on disk.
 */
export async function openBlockLog(
  folder: string,
  rpcUrl: string,
  start: DurableBlock,
  onBlock: (block: BlockHead) => void = () => undefined,
): Promise<BlockLog> {
  let durable = start;
  let file: FileHandle | undefined;
  await mkdir(folder, { recursive: true });
  const beyond = (await readSegments(folder)).filter(({ from }) => from > start.number + 1);
  await Promise.all(beyond.map(({ path }) => rm(path)));

  const close = async (): Promise<void> => {
    await file?.close();
    file = undefined;
  };
  const openSegment = async (): Promise<FileHandle> => {
    // Nothing valid can follow `durable` yet, so a file of this name holds nothing that counts.
    const segment = await open(join(folder, segmentName(durable.number + 1)), "w");
    await syncFolder(folder);
    return segment;
  };
  return {
    durable: () => durable,
    catchUp: async () => {
      const blocks = await newBlocks(rpcUrl, durable);
      const last = blocks.at(-1)?.line;
      if (last === undefined) return durable;
      await orDiskFull(folder, async () => {
        file ??= await openSegment();
        await file.appendFile(blocks.map(({ line }) => `${JSON.stringify(line)}\n`).join(""));
        await file.datasync();
      });
      durable = { number: last.number, hash: last.hash };
      for (const { block } of blocks) onBlock(block);
      return durable;
    },
    rotate: async (keepAfter) => {
      await close();
      const segments = await readSegments(folder);
      const endOf = (index: number): number => (segments[index + 1]?.from ?? durable.number + 1) - 1;
      const done = segments.filter((_, index) => endOf(index) <= keepAfter);
      await Promise.all(done.map(({ path }) => rm(path)));
    },
    [Symbol.asyncDispose]: close,
  };
}

async function newBlocks(
  rpcUrl: string,
  durable: DurableBlock,
): Promise<{ block: BlockHead; line: LoggedBlock }[]> {
  const head = await readHead(rpcUrl);
  const found: { block: BlockHead; line: LoggedBlock }[] = [];
  let parent = durable;
  for (let number = durable.number + 1; number <= head.number; number += 1) {
    const block = number === head.number ? head : await readBlock(rpcUrl, number);
    if (block?.parentHash !== parent.hash) throw leftTheChain(durable, head);
    found.push({ block, line: await toLine(rpcUrl, block) });
    parent = { number, hash: block.hash };
  }
  if (head.number < durable.number) throw leftTheChain(durable, head);
  return found;
}

async function toLine(rpcUrl: string, block: BlockHead): Promise<LoggedBlock> {
  const raw = (hash: Hex): Promise<Hex> => callRpc<Hex>(rpcUrl, "eth_getRawTransactionByHash", [hash]);
  const transactions = await Promise.all(block.transactions.map(raw));
  return { transactions, timestamp: block.timestamp, number: block.number, hash: block.hash };
}

const leftTheChain = (durable: DurableBlock, head: BlockHead): ChainLogError =>
  new ChainLogError(
    `block ${durable.number} is on disk, but the node's block ${head.number} does not follow it`,
    { durable, head: { number: head.number, hash: head.hash } },
  );
