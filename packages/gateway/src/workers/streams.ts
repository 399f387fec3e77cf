// A stream of batches: one publisher's in one data set, from candidates over the checkers' signatures to the chain. What closes a
// batch is decided by who owns the stream's queue; everything behind it is the same for readings, reports and observations.
import type { BatchApproval, Bytes32, Hex, Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { markRefusedRecords, type RefusedRecord } from "../intake/store.ts";
import { enqueue, findIntent } from "../outbox.ts";
import { notify } from "../transaction.ts";
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
  type BatchRecord,
  type Corrected,
  type Quorum,
} from "./approvals.ts";
import { reportIncident } from "./incidents.ts";
import { batchHead, chainTip, type ChainTip } from "./ledger.ts";
import { countEvent } from "./metrics.ts";

export interface Stream {
  /** Name and identifier of the data set. */
  readonly dataset: string;
  readonly datasetId: Bytes32;
  /** Participant that publishes, and the name of its key in the outbox. */
  readonly publisher: number;
  readonly signer: string;
  readonly quorum: Quorum;
  readonly network: Network;
  readonly logger: Logger;
  /** Whom to wake when a batch is on the chain. */
  readonly wake: string;
  /** Puts the records of a batch that was taken apart back into their queue. */
  readonly requeue: (client: pg.PoolClient, hashes: readonly Buffer[]) => Promise<void>;
  /** Undoes what was stored beside records that checkers refused. */
  readonly forget?: (client: pg.PoolClient, hashes: readonly Buffer[]) => Promise<void>;
}

export interface OpenBatch {
  readonly sequence: number;
  readonly state: "candidate" | "sent";
  readonly approval: BatchApproval;
  readonly corrected: readonly Corrected[];
  readonly digest: Hex;
}

/** How long, in the chain's time, an approval may be used. */
const VALID_SECONDS = 86_400;
/** After a refusal a stream rests for so long, ms: nothing may have changed. */
export const REST_MS = 2_000;

/** Batches on their way, each built on the one before. */
export async function openBatches(
  client: pg.PoolClient,
  { dataset, publisher }: Pick<Stream, "dataset" | "publisher">,
): Promise<OpenBatch[]> {
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

/** Makes a candidate of records in their order, on top of the last batch, and calls the checkers. */
export async function openCandidate(
  client: pg.PoolClient,
  stream: Stream,
  records: readonly BatchRecord[],
  { tip, corrected = [] }: { tip: ChainTip; corrected?: readonly Corrected[] },
): Promise<void> {
  const { dataset, datasetId, publisher, network, logger } = stream;
  const head = await lastBatch(client, stream);
  const sequence = head.sequence + 1;
  const validBefore = tip.timestamp + VALID_SECONDS;
  const place = { dataset: datasetId, publisher, sequence, previous: head.batchHash, validBefore };
  const approval = batchApproval(place, records, corrected);
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
    [dataset, publisher, sequence, records.map(({ recordHash }) => bytes(recordHash))],
  );
  await notify(client, "candidate");
  countEvent("batch closed");
  logger.info({ dataset, publisher, sequence, records: records.length }, "batch closed");
}

/** The batch to follow: our own last one, which may be on its way or unknown to the indexer, or the chain's. */
async function lastBatch(
  client: pg.PoolClient,
  { dataset, datasetId, publisher }: Stream,
): Promise<{ sequence: number; batchHash: Hex }> {
  const { rows } = await client.query<{ approval: Parameters<typeof approvalFromJson>[0] }>(
    `SELECT approval FROM work.batches WHERE dataset = $1 AND publisher = $2 AND state <> 'refused' ORDER BY sequence DESC LIMIT 1`,
    [dataset, publisher],
  );
  const chain = await batchHead(client, datasetId, publisher);
  const own = rows[0] && approvalFromJson(rows[0].approval);
  if (own === undefined || Number(own.sequence) < chain.sequence) return chain;
  return { sequence: Number(own.sequence), batchHash: batchHashOf(own) };
}

/**
 * Moves open batches on, in their order: to the chain with a quorum, to accepted with their block. When one is refused, it and all
 * that were built on it go back to the queue; those of them that were sent must have been refused too, or they could still arrive.
 */
export async function advanceBatches(
  client: pg.PoolClient,
  open: readonly OpenBatch[],
  stream: Stream,
): Promise<boolean> {
  let moved = false;
  for (const [index, batch] of open.entries()) {
    const step =
      batch.state === "sent"
        ? await followSent(client, batch, stream)
        : await followCandidate(client, batch, stream);
    if (step.kind === "moved") moved = true;
    if (step.kind === "waiting" && batch.state === "candidate") return moved; // a later one must not overtake it
    if (step.kind !== "refused") continue;
    const rest = open.slice(index);
    if (!(await areRefused(client, rest.slice(1), stream))) return moved;
    for (const each of rest.toReversed())
      await dissolve(client, each, stream, each === batch ? step.bad : []);
    await tellRefusal(client, batch, stream, step.reason);
    return true;
  }
  return moved;
}

type Step =
  | { readonly kind: "moved" | "waiting" }
  | { readonly kind: "refused"; readonly reason: string; readonly bad: readonly RefusedRecord[] };

const WAITING: Step = { kind: "waiting" };

const intentOf = ({ dataset, publisher }: Stream, { sequence, digest }: OpenBatch): string =>
  `append/${dataset}/${publisher}/${sequence}/${digest}`;

async function areRefused(
  client: pg.PoolClient,
  batches: readonly OpenBatch[],
  stream: Stream,
): Promise<boolean> {
  for (const batch of batches) {
    if (batch.state !== "sent") continue;
    const intent = await findIntent(client, intentOf(stream, batch));
    if (intent?.state !== "refused") return false;
  }
  return true;
}

async function followSent(client: pg.PoolClient, open: OpenBatch, stream: Stream): Promise<Step> {
  const { dataset, publisher, logger, wake } = stream;
  const intent = await findIntent(client, intentOf(stream, open));
  if (intent?.state === "refused")
    return { kind: "refused", reason: `${intent.error?.code}: ${intent.error?.detail}`, bad: [] };
  if (intent?.state !== "mined" && intent?.state !== "final") return WAITING;
  await setState(client, stream, open.sequence, "accepted");
  await notify(client, wake);
  countEvent("batch accepted");
  countEvent("record anchored", open.approval.count);
  logger.info({ dataset, publisher, sequence: open.sequence, tx: intent.txHash }, "batch accepted");
  return { kind: "moved" };
}

async function followCandidate(client: pg.PoolClient, open: OpenBatch, stream: Stream): Promise<Step> {
  const { dataset, publisher, signer, quorum } = stream;
  const tip = await chainTip(client);
  if (tip !== undefined && BigInt(tip.timestamp) >= open.approval.validBefore)
    return { kind: "refused", reason: "The approvals expired.", bad: [] };
  const answers = await answersTo(client, "batch", batchSubject(publisher, open.sequence, dataset));
  const found = tally(answers, open.digest, quorum);
  if (found.kind === "open") return WAITING;
  if (found.kind === "impossible") {
    const reason = found.reasons.join(" / ");
    const named = reason.matchAll(/record (0x[0-9a-f]{64}): ([^;/ ]+)/g);
    const bad = new Map([...named].map(([, hash, why]) => [hash!, why!]));
    return {
      ...{ kind: "refused", reason },
      bad: [...bad].map(([recordHash, why]) => ({ recordHash, reason: why })),
    };
  }
  await enqueue(client, {
    dedupe: intentOf(stream, open),
    ...{ signer, contract: "journal", functionName: "append" },
    args: [open.approval, open.corrected, found.signatures],
  });
  await setState(client, stream, open.sequence, "sent");
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
  { dataset, publisher, logger, requeue, forget }: Stream,
  bad: readonly RefusedRecord[],
): Promise<void> {
  const place = [dataset, publisher, sequence];
  const { rows } = await client.query<{ record_hash: Buffer }>(
    `DELETE FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3 RETURNING record_hash`,
    place,
  );
  await client.query(
    `DELETE FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3`,
    place,
  );
  const refused = new Set(bad.map(({ recordHash }) => recordHash));
  const freed = rows.map(({ record_hash }) => record_hash);
  await requeue(
    client,
    freed.filter((hash) => !refused.has(hex(hash))),
  );
  await markRefusedRecords(client, bad);
  if (bad.length > 0)
    await forget?.(
      client,
      bad.map(({ recordHash }) => bytes(recordHash)),
    );
  logger.warn({ dataset, publisher, sequence, setAside: bad.length }, "batch taken apart");
}

async function tellRefusal(
  client: pg.PoolClient,
  { sequence }: OpenBatch,
  { dataset, publisher, logger }: Stream,
  reason: string,
): Promise<void> {
  const subject = batchSubject(publisher, sequence, dataset);
  await reportIncident(client, { kind: "batch-refused", subject, detail: reason });
  countEvent("batch refused");
  logger.error({ dataset, publisher, sequence, reason }, "batch refused");
}

/** A refused batch is not tried again at once. */
export async function wasRefusedLately(
  client: pg.PoolClient,
  { dataset, publisher }: Pick<Stream, "dataset" | "publisher">,
): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM work.incidents WHERE kind = 'batch-refused' AND subject LIKE $1
        AND found_at > now() - make_interval(secs => $2)`,
    [`${batchSubject(publisher, "", dataset)}%`, REST_MS / 1000],
  );
  return rows.length > 0;
}

const hex = (found: Buffer): Hex => `0x${found.toString("hex")}`;
const bytes = (text: string): Buffer => Buffer.from(text.slice(2), "hex");
