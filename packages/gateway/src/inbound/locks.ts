// Reads what was locked on the other chain, each lock once, and has it minted here.
import type pg from "pg";
import { erc20Abi, toHex, type Hex, type PublicClient } from "viem";
import { bytesOf } from "../http/show.ts";
import { lockReference, mintIntent } from "../issuance/issue.ts";
import { lockIssuance } from "../issuance/members.ts";
import { enqueue } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { unitOf, type InboundChain } from "./config.ts";
import { tokenLock } from "./generated/contracts.ts";

/** Blocks of one question to the node. */
const BLOCKS_AT_ONCE = 1_000;

export interface Cursor {
  /** Everything up to this block is noted. */
  readonly block: number;
  readonly hash: Hex;
  /** Why nothing is credited any more; null while all is well. */
  readonly halted: string | null;
}

/** How far the chain has been read; begins before its first block. */
export async function cursorOf(pool: pg.Pool, chain: PublicClient, config: InboundChain): Promise<Cursor> {
  const { chainId, startBlock } = config;
  const read = () =>
    pool.query<{ block: number; hash: Buffer; halted: string | null }>(
      "SELECT block, block_hash AS hash, halted FROM work.inbound_cursors WHERE chain_id = $1",
      [chainId],
    );
  let { rows } = await read();
  if (rows[0] === undefined) {
    const before = Math.max(startBlock - 1, 0);
    const { hash } = await chain.getBlock({ blockNumber: BigInt(before) });
    await pool.query(
      "INSERT INTO work.inbound_cursors (chain_id, block, block_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
      [chainId, before, bytesOf(hash)],
    );
    ({ rows } = await read());
  }
  const [row] = rows;
  return { ...row!, hash: toHex(row!.hash) };
}

/**
 * Notes the locks of the next confirmed blocks and queues their mints, in the transaction that moves the cursor. A chain that goes back
 * less than its confirmations is not noticed, since nothing of it was read; one that goes back further halts the reading: what was
 * minted for it has to be looked at by people. True when there was something to read.
 */
export async function readLocks(pool: pg.Pool, chain: PublicClient, config: InboundChain): Promise<boolean> {
  const { chainId, lock, confirmations } = config;
  const cursor = await cursorOf(pool, chain, config);
  if (cursor.halted !== null) return false;
  const head = Number(await chain.getBlockNumber({ cacheTime: 0 }));
  const last = Math.min(head - confirmations, cursor.block + BLOCKS_AT_ONCE);
  const known = await chain.getBlock({ blockNumber: BigInt(cursor.block) }).catch(() => undefined);
  if (known?.hash !== cursor.hash) {
    if (head < cursor.block) return false; // the node is behind, as after its start: it has said nothing else yet
    await halt(pool, chainId, `Block ${cursor.block} was ${cursor.hash} and is ${known?.hash ?? "gone"}.`);
    return false;
  }
  if (last <= cursor.block) return false;
  const range = { fromBlock: BigInt(cursor.block + 1), toBlock: BigInt(last) };
  const event = { address: lock, abi: tokenLock.abi, eventName: "Locked", strict: true } as const;
  const [logs, end, held] = await Promise.all([
    chain.getContractEvents({ ...event, ...range }),
    chain.getBlock({ blockNumber: range.toBlock }),
    heldBy(chain, config),
  ]);
  await inTransaction(pool, async (client) => {
    await lockIssuance(client);
    const { rowCount } = await client.query(
      `UPDATE work.inbound_cursors SET block = $3, block_hash = $4, locked = $5 WHERE chain_id = $1 AND block = $2`,
      [chainId, cursor.block, last, bytesOf(end.hash), held.toString()],
    );
    if (rowCount === 0) return; // another one has read them
    for (const log of logs) {
      const { from, to, amount } = log.args;
      const place = { txHash: log.transactionHash, logIndex: log.logIndex, block: Number(log.blockNumber) };
      await noteLock(client, config, { ...place, from, to, amount });
    }
  });
  return true;
}

interface Locked {
  readonly txHash: Hex;
  readonly logIndex: number;
  readonly block: number;
  readonly from: Hex;
  readonly to: Hex;
  readonly amount: bigint;
}

/** What is less than a tiyn stays with the lock. */
async function noteLock(client: pg.PoolClient, config: InboundChain, locked: Locked): Promise<void> {
  const { txHash, logIndex, block, from, to, amount } = locked;
  const { chainId } = config;
  const tiyn = amount / unitOf(config);
  const reference = lockReference(chainId, txHash, logIndex);
  const { rowCount } = await client.query(
    `INSERT INTO payload.inbound_locks (chain_id, tx_hash, log_index, bank_reference, block, from_account, to_account, amount, amount_tiyn)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      ...[chainId, bytesOf(txHash), logIndex, bytesOf(reference), block, bytesOf(from), bytesOf(to)],
      ...[amount.toString(), tiyn.toString()],
    ],
  );
  if (rowCount === 1 && tiyn > 0n) await enqueue(client, mintIntent(to, tiyn, reference));
}

/** What the lock holds, in whole tiyn. */
async function heldBy(chain: PublicClient, config: InboundChain): Promise<bigint> {
  const at = { address: config.lock, abi: tokenLock.abi } as const;
  const token = await chain.readContract({ ...at, functionName: "token" });
  const balance = { address: token, abi: erc20Abi, functionName: "balanceOf", args: [config.lock] } as const;
  const held = await chain.readContract(balance);
  return held / unitOf(config);
}

async function halt(pool: pg.Pool, chainId: number, why: string): Promise<void> {
  await pool.query("UPDATE work.inbound_cursors SET halted = $2 WHERE chain_id = $1", [chainId, why]);
  await pool.query(
    `INSERT INTO work.incidents AS i (kind, subject, detail) VALUES ('inbound-halted', $1, $2)
       ON CONFLICT (kind, subject) WHERE resolved_at IS NULL DO UPDATE SET detail = excluded.detail, found_at = now()`,
    [`chain ${chainId}`, why],
  );
}
