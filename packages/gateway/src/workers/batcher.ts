// Closes batches of pending records, gathers the checkers' signatures, and has the publisher append them to the journal.
import { toBytes32, keccak256, utf8, type Bytes32, type Hex, type Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { enqueue, findIntent } from "../outbox.ts";
import { inTransaction, notify } from "../transaction.ts";
import {
  answersTo,
  approvalFromJson,
  batchApproval,
  batchDigestOf,
  batchHashOf,
  batchSubject,
  tally,
  toJson,
} from "./approvals.ts";
import { reportIncident } from "./incidents.ts";
import { batchHead, chainTip, type ChainTip } from "./ledger.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";
import type { BatchApproval } from "@alatau/sdk";

export interface BatcherOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Participant that publishes, and the name of its key in the outbox. */
  readonly publisher: number;
  readonly signer: string;
  /** A batch closes with this many records. Default: 1,000. */
  readonly maxRecords?: number;
  /** A batch closes when its oldest record has waited so long. Default: 10 s. */
  readonly maxWaitMs?: number;
}

/** How long, in the chain's time, an approval may be used. */
const VALID_SECONDS = 86_400;
export const READINGS_DATASET_ID: Bytes32 = toBytes32(keccak256(utf8(READINGS_DATASET)));

/** Batches until the signal. Two at once take turns. */
export async function runBatcher(options: BatcherOptions): Promise<void> {
  const loop = { name: "batcher", wakeOn: ["pending", "approval", "sent"], pollMs: 250 };
  await runLoop({ ...options, ...loop }, () =>
    inTransaction(options.pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock(hashtext('batcher'), $1)", [options.publisher]);
      const open = await openBatch(client, options.publisher);
      if (open !== undefined) return advanceBatch(client, open, options);
      return (await wasRefusedLately(client, options.publisher)) ? false : closeBatch(client, options);
    }),
  );
}

interface OpenBatch {
  readonly sequence: number;
  readonly state: "candidate" | "sent";
  readonly approval: BatchApproval;
  readonly digest: Hex;
}

async function openBatch(client: pg.PoolClient, publisher: number): Promise<OpenBatch | undefined> {
  const { rows } = await client.query<{
    sequence: number;
    state: OpenBatch["state"];
    approval: Parameters<typeof approvalFromJson>[0];
    approval_hash: Buffer;
  }>(
    `SELECT sequence, state, approval, approval_hash FROM work.batches
      WHERE dataset = $1 AND publisher = $2 AND state IN ('candidate', 'sent') ORDER BY sequence LIMIT 1`,
    [READINGS_DATASET, publisher],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { sequence, state, approval } = row;
  return {
    sequence,
    state,
    approval: approvalFromJson(approval),
    digest: `0x${row.approval_hash.toString("hex")}`,
  };
}

/** Makes a candidate of what waits, when it is enough or old enough. */
async function closeBatch(client: pg.PoolClient, options: BatcherOptions): Promise<boolean> {
  const { publisher, maxRecords = 1_000, maxWaitMs = 10_000 } = options;
  const tip = await chainTip(client);
  if (tip === undefined || !(await isDue(client, maxRecords, maxWaitMs))) return false;
  const { rows } = await client.query<{ record_hash: Buffer; observed_from: number; observed_to: number }>(
    `WITH taken AS (
       DELETE FROM work.pending WHERE record_hash IN (
         SELECT p.record_hash FROM work.pending p JOIN payload.records r USING (record_hash)
          WHERE r.dataset = $1 AND r.publisher = $2 ORDER BY p.number LIMIT $3)
       RETURNING record_hash, number)
     SELECT t.record_hash, r.observed_from, r.observed_to FROM taken t JOIN payload.records r USING (record_hash) ORDER BY t.number`,
    [READINGS_DATASET, publisher, maxRecords],
  );
  if (rows.length === 0) return false;
  const head = await lastBatch(client, publisher);
  const approval = batchApproval(
    {
      dataset: READINGS_DATASET_ID,
      publisher,
      sequence: head.sequence + 1,
      previous: head.batchHash,
      validBefore: tip.timestamp + VALID_SECONDS,
    },
    rows.map((row) => ({
      recordHash: `0x${row.record_hash.toString("hex")}` as Bytes32,
      observedFrom: row.observed_from,
      observedTo: row.observed_to,
    })),
  );
  const digest = batchDigestOf(approval, options.network);
  await client.query(
    `INSERT INTO work.batches (dataset, publisher, sequence, state, approval, approval_hash) VALUES ($1, $2, $3, 'candidate', $4, $5)`,
    [READINGS_DATASET, publisher, head.sequence + 1, JSON.stringify(toJson(approval)), bytes(digest)],
  );
  await client.query(
    `INSERT INTO work.batch_records (dataset, publisher, sequence, position, record_hash)
       SELECT $1, $2, $3, place - 1, hash FROM unnest($4::bytea[]) WITH ORDINALITY AS r (hash, place)`,
    [READINGS_DATASET, publisher, head.sequence + 1, rows.map(({ record_hash }) => record_hash)],
  );
  await notify(client, "candidate");
  countEvent("batch closed");
  options.logger.info({ sequence: head.sequence + 1, records: rows.length }, "batch closed");
  return true;
}

/** A refused batch is not tried again at once: nothing may have changed. */
async function wasRefusedLately(client: pg.PoolClient, publisher: number): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM work.incidents WHERE kind = 'batch-refused' AND subject LIKE $1 AND found_at > now() - interval '2 s'`,
    [`${batchSubject(publisher, "")}%`],
  );
  return rows.length > 0;
}

async function isDue(client: pg.PoolClient, maxRecords: number, maxWaitMs: number): Promise<boolean> {
  const { rows } = await client.query<{ waiting: number; due: boolean }>(
    `SELECT (SELECT count(*) FROM (SELECT 1 FROM work.pending LIMIT $1) p)::int AS waiting,
            coalesce((SELECT r.received_at <= now() - $2 * interval '1 ms'
                        FROM work.pending p JOIN payload.records r USING (record_hash) ORDER BY p.number LIMIT 1), false) AS due`,
    [maxRecords, maxWaitMs],
  );
  return rows[0]!.due || rows[0]!.waiting >= maxRecords;
}

/** The batch to follow: our own last one, which the indexer may not have seen yet, or the chain's. */
async function lastBatch(
  client: pg.PoolClient,
  publisher: number,
): Promise<{ sequence: number; batchHash: Hex }> {
  const { rows } = await client.query<{ approval: Parameters<typeof approvalFromJson>[0] }>(
    `SELECT approval FROM work.batches WHERE dataset = $1 AND publisher = $2 AND state = 'accepted' ORDER BY sequence DESC LIMIT 1`,
    [READINGS_DATASET, publisher],
  );
  const chain = await batchHead(client, READINGS_DATASET_ID, publisher);
  const [own] = rows;
  if (own === undefined) return chain;
  const approval = approvalFromJson(own.approval);
  const sequence = Number(approval.sequence);
  return sequence >= chain.sequence ? { sequence, batchHash: batchHashOf(approval) } : chain;
}

/** Moves an open batch on: to the chain with a quorum, to accepted with its block, or back to pending. */
async function advanceBatch(
  client: pg.PoolClient,
  open: OpenBatch,
  options: BatcherOptions,
): Promise<boolean> {
  const tip = await chainTip(client);
  if (open.state === "candidate") return advanceCandidate(client, open, options, tip);
  const intent = await findIntent(client, intentOf(options.publisher, open));
  if (intent?.state === "mined" || intent?.state === "final") {
    await setState(client, options.publisher, open.sequence, "accepted");
    await notify(client, "anchored");
    countEvent("batch accepted");
    countEvent("record anchored", open.approval.count);
    options.logger.info({ sequence: open.sequence, tx: intent.txHash }, "batch accepted");
    return true;
  }
  if (intent?.state !== "refused") return false;
  const detail = `${intent.error?.code}: ${intent.error?.detail}`;
  await dissolve(client, open, options, { reason: detail, bad: [] });
  return true;
}

async function advanceCandidate(
  client: pg.PoolClient,
  open: OpenBatch,
  options: BatcherOptions,
  tip: ChainTip | undefined,
): Promise<boolean> {
  const { publisher, signer, network } = options;
  if (tip !== undefined && BigInt(tip.timestamp) >= open.approval.validBefore) {
    await dissolve(client, open, options, { reason: "The approvals expired.", bad: [] });
    return true;
  }
  const answers = await answersTo(client, "batch", batchSubject(publisher, open.sequence));
  const found = tally(answers, open.digest, network);
  if (found.kind === "impossible") {
    const reason = found.reasons.join(" / ");
    const bad = new Set([...reason.matchAll(/record (0x[0-9a-f]{64}): /g)].map(([, hash]) => hash as Hex));
    await dissolve(client, open, options, { reason, bad: [...bad] });
    return true;
  }
  if (found.kind === "open") return false;
  await enqueue(client, {
    dedupe: intentOf(publisher, open),
    signer,
    contract: "journal",
    functionName: "append",
    args: [open.approval, [], found.signatures],
  });
  await setState(client, publisher, open.sequence, "sent");
  return true;
}

const intentOf = (publisher: number, { sequence, digest }: OpenBatch): string =>
  `append/${READINGS_DATASET}/${publisher}/${sequence}/${digest}`;

async function setState(
  client: pg.PoolClient,
  publisher: number,
  sequence: number,
  state: "sent" | "accepted",
): Promise<void> {
  await client.query(
    `UPDATE work.batches SET state = $4 WHERE dataset = $1 AND publisher = $2 AND sequence = $3`,
    [READINGS_DATASET, publisher, sequence, state],
  );
}

/** Takes a candidate apart: its records wait again, those that checkers refused are set aside for a person to look at. */
async function dissolve(
  client: pg.PoolClient,
  open: OpenBatch,
  { publisher, logger }: BatcherOptions,
  { reason, bad }: { reason: string; bad: readonly Hex[] },
): Promise<void> {
  await client.query(
    `WITH freed AS (
       DELETE FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3 RETURNING record_hash)
     INSERT INTO work.pending (record_hash, number)
       SELECT f.record_hash, r.number FROM freed f JOIN payload.records r USING (record_hash) WHERE f.record_hash <> ALL($4::bytea[])`,
    [READINGS_DATASET, publisher, open.sequence, bad.map(bytes)],
  );
  await client.query(`DELETE FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3`, [
    READINGS_DATASET,
    publisher,
    open.sequence,
  ]);
  await reportIncident(client, {
    kind: "batch-refused",
    subject: batchSubject(publisher, open.sequence),
    detail: reason,
  });
  countEvent("batch refused");
  logger.error({ sequence: open.sequence, reason, setAside: bad.length }, "batch refused");
}

const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
