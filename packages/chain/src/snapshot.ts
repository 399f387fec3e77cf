// Snapshots of the node's whole state: they only shorten the replay of the log. Two generations are kept.
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import type { Hex } from "viem";
import { ChainLogError } from "./errors.ts";
import { isMissing, writeAtomically } from "./files.ts";
import { callRpc, readBlock, readHead } from "./rpc.ts";

/** A snapshot file: the state after block `number`, gzipped JSON as `anvil_dumpState` gives it. */
export interface Snapshot {
  readonly path: string;
  readonly number: number;
  readonly hash: Hex;
}

const GENERATIONS = 2;
const NAME = /^(\d{12})-(0x[0-9a-f]{64})\.state\.gz$/;

/** The snapshots of a folder, newest first. */
export async function listSnapshots(folder: string): Promise<Snapshot[]> {
  const names = await readdir(folder).catch((failure: unknown) => {
    if (isMissing(failure)) return [];
    throw failure;
  });
  const matches = names.map((name) => NAME.exec(name)).filter((match) => match !== null);
  const found = matches.map((match) => ({
    path: join(folder, match[0]),
    number: Number(match[1]),
    hash: match[2] as Hex,
  }));
  return found.sort((a, b) => b.number - a.number);
}

/** Writes a snapshot of the node durably and deletes all but the last two. Throws `disk-full`, `chain-rpc-failed`. */
export async function writeSnapshot(folder: string, rpcUrl: string): Promise<Snapshot[]> {
  await mkdir(folder, { recursive: true });
  const state = Buffer.from((await callRpc<Hex>(rpcUrl, "anvil_dumpState")).slice(2), "hex");
  const number = blockOf(state);
  const block = await readBlock(rpcUrl, number);
  if (block === undefined)
    throw new ChainLogError(`the node gave a state of block ${number}, which it has not`);
  const path = join(folder, `${String(number).padStart(12, "0")}-${block.hash}.state.gz`);
  await writeAtomically(path, state);
  const all = await listSnapshots(folder);
  await Promise.all(all.slice(GENERATIONS).map((old) => rm(old.path)));
  return all.slice(0, GENERATIONS);
}

/** Gives a snapshot to a fresh node and checks that its head is the promised block. Throws `chain-log-invalid`. */
export async function loadSnapshot(rpcUrl: string, snapshot: Snapshot): Promise<void> {
  const state = await readFile(snapshot.path);
  await callRpc<boolean>(rpcUrl, "anvil_loadState", [`0x${state.toString("hex")}`]);
  const head = await readHead(rpcUrl);
  if (head.number !== snapshot.number || head.hash !== snapshot.hash) {
    throw new ChainLogError(`the snapshot of block ${snapshot.number} leads to block ${head.number}`, {
      expected: snapshot.hash,
      found: head.hash,
    });
  }
}

/** The block of a dumped state; it stands at the beginning, so only that is unpacked. */
function blockOf(state: Buffer): number {
  const beginning = gunzipSync(state.subarray(0, 65_536), { finishFlush: constants.Z_SYNC_FLUSH });
  const match = /^\{"block":\{"number":"(0x[0-9a-f]+)"/.exec(beginning.toString("latin1", 0, 200));
  if (match === null) throw new ChainLogError("the node's state has a form that is not known");
  return Number(match[1]);
}
