// Publishes every data set but the meters' readings: closes batches of what waits, gathers the checkers' signatures, and has the
// publisher append them to the journal. A stream is a data set with one of this gateway's publishers; each goes on by itself.
import type { BatchApproval, Bytes32, Hex, Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { readTerms, type DatasetTerms } from "../data-sets/terms.ts";
import { READINGS_DATASET } from "../intake/envelope.ts";
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
  correctedFromJson,
  tally,
  toJson,
  type Corrected,
} from "./approvals.ts";
import { reportIncident } from "./incidents.ts";
import { batchHead, chainTip } from "./ledger.ts";
import { runLoop, type StepAnswer } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface PublisherOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** A batch closes with this many records. Default: 2,000. */
  readonly maxRecords?: number;
  /** A batch closes when its oldest record has waited so long. Default: 5 s. */
  readonly maxWaitMs?: number;
}

/** How long, in the chain's time, an approval may be used. */
const VALID_SECONDS = 86_400;
/** Batches of a stream on their way at once; those behind the first are built on it. */
const MAX_OPEN = 3;
/** After a refusal a stream rests for so long, ms: nothing may have changed. */
const REST_MS = 2_000;

/** Publishes until the signal. Two at once take turns, stream by stream. */
export async function runPublisher(options: PublisherOptions): Promise<void> {
  const loop = { name: "publisher", wakeOn: ["waiting", "approval", "sent"], wakeOnBlock: true };
  await runLoop({ ...options, pollMs: 500, ...loop }, async () => {
    let soonest: StepAnswer = false;
    for (const stream of await openStreams(options.pool)) {
      const answer = await inTransaction(options.pool, (client) => advance(client, stream, options));
      if (answer === true || soonest === true) soonest = true;
      else if (answer !== false) soonest = soonest === false ? answer : Math.min(soonest, answer);
    }
    return soonest;
  });
}

interface Stream {
  readonly dataset: string;
  /** Participant. */
  readonly publisher: number;
  /** Name of its key in the outbox. */
  readonly signer: string;
}

/** Streams of this gateway's publishers that have something waiting or on its way. */
async function openStreams(pool: pg.Pool): Promise<Stream[]> {
  const { rows } = await pool.query<Stream>(
    `SELECT DISTINCT o.dataset, o.publisher, s.signer
       FROM (SELECT DISTINCT dataset, publisher FROM work.waiting
             UNION SELECT dataset, publisher FROM work.batches WHERE state IN ('candidate', 'sent') AND dataset <> $1) o
       JOIN ledger.current_participants p ON p.participant = o.publisher JOIN work.signers s ON s.account = p.account
      ORDER BY o.dataset, o.publisher`,
    [READINGS_DATASET],
  );
  return rows;
}

interface OpenBatch {
  readonly sequence: number;
  readonly state: "candidate" | "sent";
  readonly approval: BatchApproval;
  readonly corrected: readonly Corrected[];
  readonly digest: Hex;
}

type Work = PublisherOptions & Stream & { readonly terms: DatasetTerms };

async function advance(
  client: pg.PoolClient,
  stream: Stream,
  options: PublisherOptions,
): Promise<StepAnswer> {
  const { dataset, publisher } = stream;
  const { rows } = await client.query<{ free: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtext($1), $2) AS free",
    [`publisher/${dataset}`, publisher],
  );
  if (!rows[0]!.free) return false;
  const terms = await readTerms(client, dataset);
  if (terms === undefined || terms.quorum === 0) return false; // the chain is not that far
  const work: Work = { ...options, ...stream, terms };
  const open = await openBatches(client, work);
  if (await follow(client, open, work)) return true;
  if (open.length >= MAX_OPEN || open.some(({ state }) => state === "candidate")) return false;
  if (await wasRefusedLately(client, work)) return REST_MS;
  return await closeBatch(client, work);
}

async function openBatches(client: pg.PoolClient, { dataset, publisher }: Work): Promise<OpenBatch[]> {
  const { rows } = await client.query<{
    sequence: number;
    state: OpenBatch["state"];
    approval: Parameters<typeof approvalFromJson>[0];
    corrected: Parameters<typeof correctedFromJson>[0];
    approval_hash: Buffer;
  }>(
    `SELECT sequence, state, approval, corrected, approval_hash FROM work.batches
      WHERE dataset = $1 AND publisher = $2 AND state IN ('candidate', 'sent') ORDER BY sequence`,
    [dataset, publisher],
  );
  return rows.map((row) => ({
    ...{ sequence: Number(row.sequence), state: row.state, approval: approvalFromJson(row.approval) },
    ...{ corrected: correctedFromJson(row.corrected), digest: hex(row.approval_hash) },
  }));
}

interface WaitingRow {
  record_hash: Buffer;
  observed_from: number;
  observed_to: number;
  corrects: Buffer | null;
  batch: number | null;
  position: number | null;
}

/** Makes a candidate of what waits, when it is enough or old enough; otherwise says when it will be. */
async function closeBatch(client: pg.PoolClient, work: Work): Promise<StepAnswer> {
  const { dataset, publisher, terms, network, logger, maxRecords = 2_000, maxWaitMs = 5_000 } = work;
  const tip = await chainTip(client);
  if (tip === undefined) return false;
  const { rows: counted } = await client.query<{ waiting: number; waited: number | null }>(
    `SELECT count(*)::int AS waiting, ceil(extract(epoch FROM clock_timestamp() - min(since)) * 1000)::int AS waited
       FROM (SELECT since FROM work.waiting WHERE dataset = $1 AND publisher = $2 ORDER BY number LIMIT $3) w`,
    [dataset, publisher, maxRecords],
  );
  const { waiting, waited } = counted[0]!;
  if (waiting === 0) return false;
  if (waiting < maxRecords && waited! < maxWaitMs) return maxWaitMs - waited!;
  const { rows } = await client.query<WaitingRow>(
    `WITH taken AS (
       DELETE FROM work.waiting WHERE record_hash IN (
         SELECT record_hash FROM work.waiting WHERE dataset = $1 AND publisher = $2 ORDER BY number LIMIT $3)
       RETURNING record_hash, number)
     SELECT t.record_hash, r.observed_from, r.observed_to, r.corrects, b.sequence AS batch, b.position
       FROM taken t JOIN payload.records r USING (record_hash) LEFT JOIN work.batch_records b ON b.record_hash = r.corrects
      ORDER BY t.number`,
    [dataset, publisher, maxRecords],
  );
  if (rows.length === 0) return false;
  const head = await lastBatch(client, work);
  const sequence = head.sequence + 1;
  const corrected = rows.flatMap(({ batch, position }, by): Corrected[] =>
    batch === null ? [] : [{ sequence: BigInt(batch), index: position!, by }],
  );
  const approval = batchApproval(
    {
      ...{ dataset: terms.dataset, publisher, sequence, previous: head.batchHash },
      validBefore: tip.timestamp + VALID_SECONDS,
    },
    rows.map((row) => ({
      recordHash: hex(row.record_hash) as Bytes32,
      ...{ observedFrom: Number(row.observed_from), observedTo: Number(row.observed_to) },
    })),
    corrected,
  );
  await client.query(
    `INSERT INTO work.batches (dataset, publisher, sequence, state, approval, corrected, approval_hash)
     VALUES ($1, $2, $3, 'candidate', $4, $5, $6)`,
    [
      ...[dataset, publisher, sequence, JSON.stringify(toJson(approval))],
      ...[JSON.stringify(corrected.map(toJson)), bytes(batchDigestOf(approval, network))],
    ],
  );
  await client.query(
    `INSERT INTO work.batch_records (dataset, publisher, sequence, position, record_hash)
       SELECT $1, $2, $3, place - 1, hash FROM unnest($4::bytea[]) WITH ORDINALITY AS r (hash, place)`,
    [dataset, publisher, sequence, rows.map(({ record_hash }) => record_hash)],
  );
  await notify(client, "candidate");
  countEvent("batch closed");
  logger.info({ dataset, publisher, sequence, records: rows.length }, "batch closed");
  return true;
}

/** The batch to follow: our own last one, which may be on its way or unknown to the indexer, or the chain's. */
async function lastBatch(
  client: pg.PoolClient,
  { dataset, publisher, terms }: Work,
): Promise<{ sequence: number; batchHash: Hex }> {
  const { rows } = await client.query<{ approval: Parameters<typeof approvalFromJson>[0] }>(
    `SELECT approval FROM work.batches WHERE dataset = $1 AND publisher = $2 ORDER BY sequence DESC LIMIT 1`,
    [dataset, publisher],
  );
  const chain = await batchHead(client, terms.dataset, publisher);
  const own = rows[0] && approvalFromJson(rows[0].approval);
  if (own === undefined || Number(own.sequence) < chain.sequence) return chain;
  return { sequence: Number(own.sequence), batchHash: batchHashOf(own) };
}

/**
 * Moves open batches on, in their order: to the chain with a quorum, to accepted with their block. When one is refused, it and all
 * that were built on it are taken apart; those of them that were sent must have been refused too, or they could still arrive.
 */
async function follow(client: pg.PoolClient, open: readonly OpenBatch[], work: Work): Promise<boolean> {
  let moved = false;
  for (const [index, batch] of open.entries()) {
    const step =
      batch.state === "sent"
        ? await followSent(client, batch, work)
        : await followCandidate(client, batch, work);
    if (step.kind === "moved") moved = true;
    if (step.kind !== "refused") continue;
    const rest = open.slice(index);
    if (!(await areRefused(client, rest.slice(1), work))) return moved;
    for (const each of rest.toReversed()) await dissolve(client, each, work, each === batch ? step.bad : []);
    await tellRefusal(client, batch, work, step.reason);
    return true;
  }
  return moved;
}

type Step =
  | { readonly kind: "moved" | "waiting" }
  | { readonly kind: "refused"; readonly reason: string; readonly bad: readonly RefusedRecord[] };

const intentOf = ({ dataset, publisher }: Stream, { sequence, digest }: OpenBatch): string =>
  `append/${dataset}/${publisher}/${sequence}/${digest}`;

async function areRefused(
  client: pg.PoolClient,
  batches: readonly OpenBatch[],
  work: Work,
): Promise<boolean> {
  for (const batch of batches)
    if (batch.state === "sent" && (await findIntent(client, intentOf(work, batch)))?.state !== "refused")
      return false;
  return true;
}

async function followSent(client: pg.PoolClient, open: OpenBatch, work: Work): Promise<Step> {
  const intent = await findIntent(client, intentOf(work, open));
  if (intent?.state === "refused")
    return { kind: "refused", reason: `${intent.error?.code}: ${intent.error?.detail}`, bad: [] };
  if (intent?.state !== "mined" && intent?.state !== "final") return { kind: "waiting" };
  await setState(client, work, open.sequence, "accepted");
  countEvent("batch accepted");
  countEvent("record anchored", open.approval.count);
  await notify(client, "published");
  const { dataset, publisher, logger } = work;
  logger.info({ dataset, publisher, sequence: open.sequence, tx: intent.txHash }, "batch accepted");
  return { kind: "moved" };
}

async function followCandidate(client: pg.PoolClient, open: OpenBatch, work: Work): Promise<Step> {
  const { dataset, publisher, signer, terms } = work;
  const tip = await chainTip(client);
  if (tip !== undefined && BigInt(tip.timestamp) >= open.approval.validBefore)
    return { kind: "refused", reason: "The approvals expired.", bad: [] };
  const answers = await answersTo(client, "batch", batchSubject(publisher, open.sequence, dataset));
  const found = tally(answers, open.digest, terms);
  if (found.kind === "open") return { kind: "waiting" };
  if (found.kind === "impossible") {
    const reason = found.reasons.join(" / ");
    const named = reason.matchAll(/record (0x[0-9a-f]{64}): ([^;/ ]+)/g);
    const bad = new Map([...named].map(([, hash, why]) => [hash!, why!]));
    return {
      kind: "refused",
      reason,
      bad: [...bad].map(([recordHash, why]) => ({ recordHash, reason: why })),
    };
  }
  await enqueue(client, {
    dedupe: intentOf(work, open),
    ...{ signer, contract: "journal", functionName: "append" },
    args: [open.approval, open.corrected, found.signatures],
  });
  await setState(client, work, open.sequence, "sent");
  return { kind: "moved" };
}

async function setState(
  client: pg.PoolClient,
  { dataset, publisher }: Stream,
  sequence: number,
  state: "sent" | "accepted",
): Promise<void> {
  await client.query(
    `UPDATE work.batches SET state = $4 WHERE dataset = $1 AND publisher = $2 AND sequence = $3`,
    [dataset, publisher, sequence, state],
  );
}

/** Takes a batch apart: its records wait again, those that checkers refused are set aside with the reason. */
async function dissolve(
  client: pg.PoolClient,
  { sequence }: OpenBatch,
  { dataset, publisher }: Work,
  bad: readonly RefusedRecord[],
): Promise<void> {
  await client.query(
    `WITH freed AS (
       DELETE FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3 RETURNING record_hash)
     INSERT INTO work.waiting (record_hash, dataset, publisher, number)
       SELECT f.record_hash, $1, $2, r.number FROM freed f JOIN payload.records r USING (record_hash)
        WHERE f.record_hash <> ALL($4::bytea[])`,
    [dataset, publisher, sequence, bad.map(({ recordHash }) => bytes(recordHash))],
  );
  await client.query(`DELETE FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3`, [
    ...[dataset, publisher, sequence],
  ]);
  await markRefusedRecords(client, bad);
  if (bad.length > 0)
    await client.query(
      // What was refused says nothing any more: another statement for its moment may come, what it replaced stands again.
      `WITH gone AS (DELETE FROM payload.observations WHERE record_hash = ANY($1::bytea[]) RETURNING record_hash)
       UPDATE payload.observations SET replaced_by = NULL WHERE replaced_by IN (SELECT record_hash FROM gone)`,
      [bad.map(({ recordHash }) => bytes(recordHash))],
    );
}

async function tellRefusal(
  client: pg.PoolClient,
  { sequence }: OpenBatch,
  { dataset, publisher, logger }: Work,
  reason: string,
): Promise<void> {
  const subject = batchSubject(publisher, sequence, dataset);
  await reportIncident(client, { kind: "batch-refused", subject, detail: reason });
  countEvent("batch refused");
  logger.error({ dataset, publisher, sequence, reason }, "batch refused");
}

async function wasRefusedLately(client: pg.PoolClient, { dataset, publisher }: Stream): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM work.incidents WHERE kind = 'batch-refused' AND subject LIKE $1
        AND found_at > now() - make_interval(secs => $2)`,
    [`${batchSubject(publisher, "", dataset)}%`, REST_MS / 1000],
  );
  return rows.length > 0;
}

const hex = (bytes: Buffer): Hex => `0x${bytes.toString("hex")}`;
const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");
