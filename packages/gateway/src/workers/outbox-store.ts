// Rows of the outbox as its worker sees them. Each function is one statement, so that a kill falls between two of them.
import type { ContractName } from "@alatau/sdk";
import type pg from "pg";
import type { Hex } from "viem";
import type { OutboxState } from "../outbox.ts";

type Queryable = pg.Pool | pg.PoolClient;

export interface QueuedRow {
  readonly number: number;
  readonly dedupe: string;
  readonly signer: string;
  readonly contract: ContractName;
  readonly functionName: string;
  readonly calldata: Hex;
}

export interface SentRow extends QueuedRow {
  readonly state: OutboxState;
  readonly nonce: number;
  readonly raw: Hex;
  readonly txHash: Hex;
  readonly block: number | null;
}

interface Row {
  number: number;
  dedupe: string;
  signer: string;
  contract: ContractName;
  function: string;
  calldata: Buffer;
  state: OutboxState;
  nonce: number | null;
  raw: Buffer | null;
  tx_hash: Buffer | null;
  block: number | null;
}

const COLUMNS = "number, dedupe, signer, contract, function, calldata, state, nonce, raw, tx_hash, block";
const hex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;
const bytes = (text: Hex): Buffer => Buffer.from(text.slice(2), "hex");

const queuedRow = ({ number, dedupe, signer, contract, calldata, ...row }: Row): QueuedRow => ({
  number,
  dedupe,
  signer,
  contract,
  functionName: row.function,
  calldata: hex(calldata),
});

const sentRow = (row: Row): SentRow => ({
  ...queuedRow(row),
  state: row.state,
  nonce: row.nonce!,
  raw: hex(row.raw!),
  txHash: hex(row.tx_hash!),
  block: row.block,
});

/** Signers that have something queued, the longest waiting first. */
export async function signersWithQueue(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ signer: string }>(
    `SELECT signer FROM work.outbox WHERE state = 'queued' GROUP BY signer ORDER BY min(number)`,
  );
  return rows.map(({ signer }) => signer);
}

/** The next rows to send of a signer, in the order they were queued. */
export async function queuedRows(db: Queryable, signer: string, limit: number): Promise<QueuedRow[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM work.outbox WHERE signer = $1 AND state = 'queued' ORDER BY number LIMIT $2`,
    [signer, limit],
  );
  return rows.map(queuedRow);
}

/** Everything sent and not yet known to be mined. */
export async function openRows(db: Queryable): Promise<SentRow[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM work.outbox WHERE state = 'sent' ORDER BY number`,
  );
  return rows.map(sentRow);
}

/** The last transaction of a signer that is under way; undefined when none is. */
export async function lastUnderWay(db: Queryable, signer: string): Promise<SentRow | undefined> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM work.outbox WHERE signer = $1 AND state = 'sent' ORDER BY nonce DESC LIMIT 1`,
    [signer],
  );
  return rows.map(sentRow)[0];
}

/** The first nonce that a signer has not used, by its rows. */
export async function nextNonce(db: Queryable, signer: string): Promise<number> {
  const { rows } = await db.query<{ next: number }>(
    `SELECT coalesce(max(nonce) + 1, 0) AS next FROM work.outbox WHERE signer = $1`,
    [signer],
  );
  return rows[0]!.next;
}

/**
 * The highest nonce of each signer whose transactions the node may have forgotten. Of a participant's own account, of which there
 * may be thousands, only what is not sealed yet is asked for: the rest is on disk.
 */
export async function highestNonces(db: Queryable): Promise<{ signer: string; nonce: number }[]> {
  const { rows } = await db.query<{ signer: string; nonce: number }>(
    `SELECT signer, max(nonce) AS nonce FROM work.outbox WHERE nonce IS NOT NULL AND (signer NOT LIKE 'account:%'
        OR state = 'sent' OR (block IS NOT NULL AND NOT sealed))
      GROUP BY signer`,
  );
  return rows;
}

/** Rows of a signer from a nonce on, whatever became of them. */
export async function rowsFromNonce(db: Queryable, signer: string, nonce: number): Promise<SentRow[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM work.outbox WHERE signer = $1 AND nonce >= $2 ORDER BY nonce`,
    [signer, nonce],
  );
  return rows.map(sentRow);
}

/** Keeps the signed bytes of rows before they are sent: all of them, or none and false when another instance was faster with one. */
export async function markSent(
  pool: pg.Pool,
  signed: readonly { row: Pick<QueuedRow, "number">; nonce: number; raw: Hex; txHash: Hex }[],
): Promise<boolean> {
  const { rows } = await pool.query<{ sent: boolean }>(
    `WITH signed AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) AS s (number, nonce, raw, tx_hash)),
       free AS (SELECT o.number FROM work.outbox o JOIN signed USING (number) WHERE o.state = 'queued' FOR UPDATE OF o),
       sent AS (UPDATE work.outbox o SET state = 'sent', nonce = s.nonce, raw = s.raw, tx_hash = s.tx_hash FROM signed s
                 WHERE o.number = s.number AND (SELECT count(*) FROM free) = (SELECT count(*) FROM signed) RETURNING 1)
     SELECT EXISTS (SELECT 1 FROM sent) AS sent`,
    [
      signed.map(({ row }) => row.number),
      signed.map(({ nonce }) => nonce),
      signed.map(({ raw }) => bytes(raw)),
      signed.map(({ txHash }) => bytes(txHash)),
    ],
  );
  return rows[0]!.sent;
}

/** These transactions are in blocks. */
export async function markMined(
  db: Queryable,
  mined: readonly { number: number; block: number }[],
): Promise<void> {
  await db.query(
    `UPDATE work.outbox o SET state = 'mined', block = seen.block, error = NULL
       FROM unnest($1::bigint[], $2::bigint[]) AS seen (number, block) WHERE o.number = seen.number AND o.state = 'sent'`,
    [mined.map(({ number }) => number), mined.map(({ block }) => block)],
  );
}

/**
 * The contract refused the call: before it was sent, or (`block` given) in its block. What is sent already is not refused by a trial:
 * the database may carry out the last statement of a killed instance after its successor has sent the row.
 */
export async function markRefused(
  db: Queryable,
  number: number,
  error: { code: string; detail: string },
  block: number | null,
): Promise<void> {
  await db.query(
    `UPDATE work.outbox SET state = 'refused', error = $2, block = $3 WHERE number = $1 AND state = $4`,
    [number, JSON.stringify(error), block, block === null ? "queued" : "sent"],
  );
}

/** The node has forgotten these transactions: they count as sent again. */
export async function markForgotten(db: Queryable, numbers: readonly number[]): Promise<void> {
  await db.query(`UPDATE work.outbox SET state = 'sent', block = NULL, error = NULL WHERE number = ANY($1)`, [
    numbers,
  ]);
}

/**
 * Another transaction of the key took the nonce, and a signed head covers it: the old bytes can never be mined, and the row gets a
 * new nonce. Without that head a chain that goes back could mine the old bytes beside the new ones.
 */
export async function markReplaced(db: Queryable, number: number): Promise<void> {
  await db.query(
    `UPDATE work.outbox SET state = 'queued', nonce = NULL, raw = NULL, tx_hash = NULL WHERE number = $1 AND state = 'sent'`,
    [number],
  );
}

/**
 * Another transaction of a participant's own account took the nonce: nobody here can sign the call again. The nonce is let go, so
 * that a chain that goes back leaves it to whatever the account signs next.
 */
export async function markOvertaken(
  db: Queryable,
  number: number,
  error: { code: string; detail: string },
): Promise<void> {
  await db.query(
    `UPDATE work.outbox SET state = 'refused', nonce = NULL, error = $2 WHERE number = $1 AND state = 'sent'`,
    [number, JSON.stringify(error)],
  );
}

/** The latest signed head; -1 before the first. */
export async function lastHead(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ last: number }>(
    "SELECT coalesce(max(number), -1) AS last FROM work.heads",
  );
  return rows[0]!.last;
}

/** Rows that ended in a block which a head covers by its number, the oldest first: their blocks have to be looked at. */
export async function rowsToSeal(db: Queryable, head: number, limit: number): Promise<SentRow[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM work.outbox WHERE block <= $1 AND NOT sealed ORDER BY block, number LIMIT $2`,
    [head, limit],
  );
  return rows.map(sentRow);
}

/** These rows' blocks have their transactions and cannot go away: what was mined is final, what the contract refused stays refused. */
export async function markSealed(db: Queryable, rows: readonly SentRow[]): Promise<void> {
  await db.query(
    `UPDATE work.outbox o SET sealed = true, state = CASE o.state WHEN 'mined' THEN 'final' ELSE o.state END
       FROM unnest($1::bigint[], $2::bigint[]) AS seen (number, block)
      WHERE o.number = seen.number AND o.block = seen.block AND o.state IN ('mined', 'refused')`,
    [rows.map(({ number }) => number), rows.map(({ block }) => block)],
  );
}

/** Notes for whom this outbox can send: what the gateway asks before it promises that something is published. */
export async function rememberSigners(
  pool: pg.Pool,
  accounts: ReadonlyMap<string, { readonly address: Hex }>,
): Promise<void> {
  const entries = [...accounts];
  await pool.query(
    `INSERT INTO work.signers (signer, account) SELECT * FROM unnest($1::text[], $2::bytea[])
       ON CONFLICT (signer) DO UPDATE SET account = excluded.account`,
    [
      entries.map(([signer]) => signer),
      entries.map(([, { address }]) => Buffer.from(address.slice(2), "hex")),
    ],
  );
}
