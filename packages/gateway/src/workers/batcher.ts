// Closes batches of pending records, gathers the checkers' signatures, and has the publisher append them to the journal.
import {
  keccak256,
  SLOT_SECONDS,
  slotOf,
  slotStart,
  toBytes32,
  utf8,
  type BatchApproval,
  type Bytes32,
  type Hex,
  type Network,
  type Slot,
} from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { DIRECTIONS } from "../intake/registers.ts";
import { markRefusedRecords, type RefusedRecord } from "../intake/store.ts";
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
import { batchHead, chainTip } from "./ledger.ts";
import { runLoop, type StepAnswer } from "./loop.ts";
import { countEvent } from "./metrics.ts";

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

/** Batches that checkers may have before them at once; further ones close only with {@link BatcherOptions.maxRecords} records. */
const MAX_CANDIDATES = 4;

/** Batches until the signal. Two at once take turns. */
export async function runBatcher(options: BatcherOptions): Promise<void> {
  const loop = { name: "batcher", wakeOn: ["pending", "approval", "sent"], pollMs: 250 };
  await runLoop({ ...options, ...loop }, () =>
    inTransaction(options.pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock(hashtext('batcher'), $1)", [options.publisher]);
      const open = await openBatches(client, options.publisher);
      if (await advanceBatches(client, open, options)) return true;
      if (await wasRefusedLately(client, options.publisher)) return false;
      return closeBatch(client, open.filter(({ state }) => state === "candidate").length, options);
    }),
  );
}

interface OpenBatch {
  readonly sequence: number;
  readonly state: "candidate" | "sent";
  readonly approval: BatchApproval;
  readonly digest: Hex;
}

/** Batches on their way, each built on the one before. */
async function openBatches(client: pg.PoolClient, publisher: number): Promise<OpenBatch[]> {
  const { rows } = await client.query<{
    sequence: number;
    state: OpenBatch["state"];
    approval: Parameters<typeof approvalFromJson>[0];
    approval_hash: Buffer;
  }>(
    `SELECT sequence, state, approval, approval_hash FROM work.batches
      WHERE dataset = $1 AND publisher = $2 AND state IN ('candidate', 'sent') ORDER BY sequence`,
    [READINGS_DATASET, publisher],
  );
  return rows.map(({ sequence, state, approval, approval_hash }) => ({
    ...{ sequence, state, approval: approvalFromJson(approval) },
    digest: `0x${approval_hash.toString("hex")}`,
  }));
}

/** Makes a candidate of what waits, when it is enough or old enough or nothing more is to come; otherwise says when it will be. */
async function closeBatch(
  client: pg.PoolClient,
  candidates: number,
  options: BatcherOptions,
): Promise<StepAnswer> {
  const { publisher, maxRecords = 1_000, maxWaitMs = 10_000 } = options;
  const tip = await chainTip(client);
  if (tip === undefined || candidates >= MAX_CANDIDATES) return false;
  const { waiting, dueMs } = await pendingRecords(client, maxRecords, maxWaitMs);
  if (waiting === 0 || (candidates > 0 && waiting < maxRecords)) return false;
  if (waiting < maxRecords && dueMs > 0 && !(await isSlotComplete(client, slotOf(tip.timestamp))))
    return dueMs;
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

/** How many records wait, counted up to `enough`, and in how many ms the oldest has waited `maxWaitMs`. */
async function pendingRecords(
  client: pg.PoolClient,
  enough: number,
  maxWaitMs: number,
): Promise<{ waiting: number; dueMs: number }> {
  const { rows } = await client.query<{ waiting: number; waited: number | null }>(
    `SELECT (SELECT count(*) FROM (SELECT 1 FROM work.pending LIMIT $1) p)::int AS waiting,
            (SELECT ceil(extract(epoch FROM clock_timestamp() - r.received_at) * 1000)::int
               FROM work.pending p JOIN payload.records r USING (record_hash) ORDER BY p.number LIMIT 1) AS waited`,
    [enough],
  );
  const { waiting, waited } = rows[0]!;
  return { waiting, dueMs: maxWaitMs - (waited ?? 0) };
}

/** How many slots back a device counts as one that reports; as in slot-registers.ts. */
const RECENT_SLOTS = 5;

/** Whether records of the slot before `current` wait, and every device of their zones that reported lately has told how it ended. */
async function isSlotComplete(client: pg.PoolClient, current: Slot): Promise<boolean> {
  const end = slotStart(current);
  const { rows } = await client.query<{ complete: boolean }>(
    `WITH told AS MATERIALIZED (
       SELECT DISTINCT d.zone FROM work.pending p JOIN payload.records r USING (record_hash) JOIN ledger.devices d USING (device)
        WHERE r.observed_to >= $1)
     SELECT EXISTS (SELECT 1 FROM told) AND NOT EXISTS (
       SELECT 1 FROM told JOIN ledger.devices d USING (zone) CROSS JOIN unnest($3::text[]) AS r (direction)
        WHERE (SELECT max(read_at) FROM payload.registers p
                WHERE p.device = d.device AND p.direction = r.direction AND p.read_at >= $2) < $1) AS complete`,
    [end, end - RECENT_SLOTS * SLOT_SECONDS, DIRECTIONS],
  );
  return rows[0]!.complete;
}

/** The batch to follow: our own last one, which may be on its way or unknown to the indexer, or the chain's. */
async function lastBatch(
  client: pg.PoolClient,
  publisher: number,
): Promise<{ sequence: number; batchHash: Hex }> {
  const { rows } = await client.query<{ approval: Parameters<typeof approvalFromJson>[0] }>(
    `SELECT approval FROM work.batches WHERE dataset = $1 AND publisher = $2 AND state <> 'refused' ORDER BY sequence DESC LIMIT 1`,
    [READINGS_DATASET, publisher],
  );
  const chain = await batchHead(client, READINGS_DATASET_ID, publisher);
  const [own] = rows;
  if (own === undefined) return chain;
  const approval = approvalFromJson(own.approval);
  const sequence = Number(approval.sequence);
  return sequence >= chain.sequence ? { sequence, batchHash: batchHashOf(approval) } : chain;
}

/**
 * Moves open batches on, in their order: to the chain with a quorum, to accepted with their block. When one is refused, it and all
 * that were built on it go back to pending; those of them that were sent must have been refused too, or they could still arrive.
 */
async function advanceBatches(
  client: pg.PoolClient,
  open: readonly OpenBatch[],
  options: BatcherOptions,
): Promise<boolean> {
  let moved = false;
  for (const [index, batch] of open.entries()) {
    const step =
      batch.state === "sent"
        ? await followSent(client, batch, options)
        : await followCandidate(client, batch, options);
    if (step.kind === "moved") moved = true;
    if (step.kind === "waiting" && batch.state === "candidate") return moved; // a later one must not overtake it
    if (step.kind !== "refused") continue;
    const rest = open.slice(index);
    if (!(await areRefused(client, rest.slice(1), options))) return moved;
    for (const each of rest.toReversed())
      await dissolve(client, each, options, each === batch ? step.bad : []);
    await reportRefusal(client, batch, options, step);
    return true;
  }
  return moved;
}

type Step =
  | { readonly kind: "moved" }
  | { readonly kind: "waiting" }
  | { readonly kind: "refused"; readonly reason: string; readonly bad: readonly RefusedRecord[] };

const WAITING: Step = { kind: "waiting" };

async function areRefused(
  client: pg.PoolClient,
  batches: readonly OpenBatch[],
  { publisher }: BatcherOptions,
): Promise<boolean> {
  for (const batch of batches) {
    if (batch.state !== "sent") continue;
    const intent = await findIntent(client, intentOf(publisher, batch));
    if (intent?.state !== "refused") return false;
  }
  return true;
}

async function followSent(client: pg.PoolClient, open: OpenBatch, options: BatcherOptions): Promise<Step> {
  const intent = await findIntent(client, intentOf(options.publisher, open));
  if (intent?.state === "refused")
    return { kind: "refused", reason: `${intent.error?.code}: ${intent.error?.detail}`, bad: [] };
  if (intent?.state !== "mined" && intent?.state !== "final") return WAITING;
  await setState(client, options.publisher, open.sequence, "accepted");
  await notify(client, "anchored");
  countEvent("batch accepted");
  countEvent("record anchored", open.approval.count);
  options.logger.info({ sequence: open.sequence, tx: intent.txHash }, "batch accepted");
  return { kind: "moved" };
}

async function followCandidate(
  client: pg.PoolClient,
  open: OpenBatch,
  { publisher, signer, network }: BatcherOptions,
): Promise<Step> {
  const tip = await chainTip(client);
  if (tip !== undefined && BigInt(tip.timestamp) >= open.approval.validBefore)
    return { kind: "refused", reason: "The approvals expired.", bad: [] };
  const answers = await answersTo(client, "batch", batchSubject(publisher, open.sequence));
  const found = tally(answers, open.digest, network.datasets[READINGS_DATASET]!);
  if (found.kind === "impossible") {
    const reason = found.reasons.join(" / ");
    const named = reason.matchAll(/record (0x[0-9a-f]{64}): ([^;/ ]+)/g);
    const bad = new Map([...named].map(([, hash, why]) => [hash as Hex, why!]));
    return {
      kind: "refused",
      reason,
      bad: [...bad].map(([recordHash, why]) => ({ recordHash, reason: why })),
    };
  }
  if (found.kind === "open") return WAITING;
  await enqueue(client, {
    dedupe: intentOf(publisher, open),
    signer,
    contract: "journal",
    functionName: "append",
    args: [open.approval, [], found.signatures],
  });
  await setState(client, publisher, open.sequence, "sent");
  return { kind: "moved" };
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

/** Takes a batch apart: its records wait again, those that checkers refused are set aside with the reason. */
async function dissolve(
  client: pg.PoolClient,
  { sequence }: OpenBatch,
  { publisher, logger }: BatcherOptions,
  bad: readonly RefusedRecord[],
): Promise<void> {
  await client.query(
    `WITH freed AS (
       DELETE FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3 RETURNING record_hash)
     INSERT INTO work.pending (record_hash, number)
       SELECT f.record_hash, r.number FROM freed f JOIN payload.records r USING (record_hash) WHERE f.record_hash <> ALL($4::bytea[])`,
    [READINGS_DATASET, publisher, sequence, bad.map(({ recordHash }) => bytes(recordHash as Hex))],
  );
  await client.query(`DELETE FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3`, [
    READINGS_DATASET,
    publisher,
    sequence,
  ]);
  await markRefusedRecords(client, bad);
  logger.warn({ sequence, setAside: bad.length }, "batch taken apart");
}

async function reportRefusal(
  client: pg.PoolClient,
  { sequence }: OpenBatch,
  { publisher, logger }: BatcherOptions,
  { reason }: { reason: string },
): Promise<void> {
  await reportIncident(client, {
    kind: "batch-refused",
    subject: batchSubject(publisher, sequence),
    detail: reason,
  });
  countEvent("batch refused");
  logger.error({ sequence, reason }, "batch refused");
}

const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
