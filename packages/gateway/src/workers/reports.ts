// Anchors tills' reports: closes batches of them, gathers the checkers' signatures, and has the publisher append them to the journal.
import {
  keccak256,
  toBytes32,
  utf8,
  type BatchApproval,
  type Bytes32,
  type Hex,
  type Network,
} from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { enqueue, findIntent } from "../outbox.ts";
import { REPORTS_DATASET } from "../reports/record.ts";
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
  type Corrected,
} from "./approvals.ts";
import { reportIncident } from "./incidents.ts";
import { batchHead, chainTip } from "./ledger.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface ReportsOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Participant that publishes, and the name of its key in the outbox. */
  readonly publisher: number;
  readonly signer: string;
}

export const REPORTS_DATASET_ID: Bytes32 = toBytes32(keccak256(utf8(REPORTS_DATASET)));

/** How long, in the chain's time, an approval may be used. */
const VALID_SECONDS = 86_400;
const MOST_RECORDS = 100;
/** After a refusal nothing is tried for so long, ms. */
const REST_MS = 2_000;

/** Anchors until the signal, one batch at a time. Two at once take turns. A network without the data set has nothing to do. */
export async function runReports(options: ReportsOptions): Promise<void> {
  const { pool, publisher, network } = options;
  const loop = { name: "reports", wakeOn: ["report", "approval", "sent"], wakeOnBlock: true };
  await runLoop({ ...options, ...loop }, async () => {
    if (network.datasets[REPORTS_DATASET] === undefined) return false;
    return await inTransaction(pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock(hashtext('reports'), $1)", [publisher]);
      const open = await openBatch(client, publisher);
      if (open === undefined) return await closeBatch(client, options);
      return open.state === "sent"
        ? await followSent(client, open, options)
        : await followCandidate(client, open, options);
    });
  });
}

interface OpenBatch {
  readonly sequence: number;
  readonly state: "candidate" | "sent";
  readonly approval: BatchApproval;
  readonly corrected: readonly Corrected[];
  readonly digest: Hex;
}

type CorrectedJson = Omit<Corrected, "sequence"> & { readonly sequence: string };
export const correctedFromJson = (rows: readonly CorrectedJson[]): Corrected[] =>
  rows.map((row) => ({ ...row, sequence: BigInt(row.sequence) }));

async function openBatch(client: pg.PoolClient, publisher: number): Promise<OpenBatch | undefined> {
  const { rows } = await client.query<{
    sequence: number;
    state: OpenBatch["state"];
    approval: Parameters<typeof approvalFromJson>[0];
    corrected: CorrectedJson[];
    approval_hash: Buffer;
  }>(
    `SELECT sequence, state, approval, corrected, approval_hash FROM work.batches
      WHERE dataset = $1 AND publisher = $2 AND state IN ('candidate', 'sent') ORDER BY sequence LIMIT 1`,
    [REPORTS_DATASET, publisher],
  );
  const [row] = rows;
  return (
    row && {
      ...{ sequence: Number(row.sequence), state: row.state, approval: approvalFromJson(row.approval) },
      corrected: correctedFromJson(row.corrected),
      digest: `0x${row.approval_hash.toString("hex")}`,
    }
  );
}

interface WaitingRow {
  record_hash: Buffer;
  observed_from: number;
  observed_to: number;
  batch: number | null;
  position: number | null;
}

/** Makes a candidate of the reports that are in no batch. */
async function closeBatch(client: pg.PoolClient, options: ReportsOptions): Promise<boolean> {
  const { publisher, network, logger } = options;
  const tip = await chainTip(client);
  if (tip === undefined || (await wasRefusedLately(client, publisher))) return false;
  const { rows } = await client.query<WaitingRow>(
    `SELECT r.record_hash, r.observed_from, r.observed_to, w.sequence AS batch, w.position
       FROM payload.reports p JOIN payload.records r USING (record_hash)
       LEFT JOIN payload.reports o ON o.report_hash = p.corrects
       LEFT JOIN work.batch_records w ON w.record_hash = o.record_hash
      WHERE r.publisher = $1 AND r.refused IS NULL
        AND NOT EXISTS (SELECT 1 FROM work.batch_records b WHERE b.record_hash = r.record_hash)
      ORDER BY p.number LIMIT $2`,
    [publisher, MOST_RECORDS],
  );
  if (rows.length === 0) return false;
  const head = await lastBatch(client, publisher);
  const sequence = head.sequence + 1;
  const corrected = rows.flatMap(({ batch, position }, by): Corrected[] =>
    batch === null ? [] : [{ sequence: BigInt(batch), index: position!, by }],
  );
  const approval = batchApproval(
    {
      ...{ dataset: REPORTS_DATASET_ID, publisher, sequence, previous: head.batchHash },
      validBefore: tip.timestamp + VALID_SECONDS,
    },
    rows.map((row) => ({
      recordHash: `0x${row.record_hash.toString("hex")}` as Bytes32,
      ...{ observedFrom: Number(row.observed_from), observedTo: Number(row.observed_to) },
    })),
    corrected,
  );
  await client.query(
    `INSERT INTO work.batches (dataset, publisher, sequence, state, approval, corrected, approval_hash)
     VALUES ($1, $2, $3, 'candidate', $4, $5, $6)`,
    [
      ...[REPORTS_DATASET, publisher, sequence, JSON.stringify(toJson(approval))],
      ...[JSON.stringify(corrected.map(toJson)), bytes(batchDigestOf(approval, network))],
    ],
  );
  await client.query(
    `INSERT INTO work.batch_records (dataset, publisher, sequence, position, record_hash)
       SELECT $1, $2, $3, place - 1, hash FROM unnest($4::bytea[]) WITH ORDINALITY AS r (hash, place)`,
    [REPORTS_DATASET, publisher, sequence, rows.map(({ record_hash }) => record_hash)],
  );
  await notify(client, "candidate");
  countEvent("batch closed");
  logger.info({ dataset: REPORTS_DATASET, sequence, records: rows.length }, "batch closed");
  return true;
}

/** The batch to follow: our own last one, which the indexer may not know yet, or the chain's. */
async function lastBatch(
  client: pg.PoolClient,
  publisher: number,
): Promise<{ sequence: number; batchHash: Hex }> {
  const { rows } = await client.query<{ approval: Parameters<typeof approvalFromJson>[0] }>(
    `SELECT approval FROM work.batches WHERE dataset = $1 AND publisher = $2 ORDER BY sequence DESC LIMIT 1`,
    [REPORTS_DATASET, publisher],
  );
  const chain = await batchHead(client, REPORTS_DATASET_ID, publisher);
  const own = rows[0] && approvalFromJson(rows[0].approval);
  if (own === undefined || Number(own.sequence) < chain.sequence) return chain;
  return { sequence: Number(own.sequence), batchHash: batchHashOf(own) };
}

const intentOf = (publisher: number, { sequence, digest }: OpenBatch): string =>
  `append/${REPORTS_DATASET}/${publisher}/${sequence}/${digest}`;

async function followSent(client: pg.PoolClient, open: OpenBatch, options: ReportsOptions): Promise<boolean> {
  const { publisher, logger } = options;
  const intent = await findIntent(client, intentOf(publisher, open));
  if (intent?.state === "refused") {
    const reason = `${intent.error?.code}: ${intent.error?.detail}`;
    return await dissolve(client, open, options, { reason, bad: [] });
  }
  if (intent?.state !== "mined" && intent?.state !== "final") return false;
  await setState(client, publisher, open.sequence, "accepted");
  countEvent("batch accepted");
  countEvent("record anchored", open.approval.count);
  logger.info({ dataset: REPORTS_DATASET, sequence: open.sequence, tx: intent.txHash }, "batch accepted");
  return true;
}

async function followCandidate(
  client: pg.PoolClient,
  open: OpenBatch,
  options: ReportsOptions,
): Promise<boolean> {
  const { publisher, signer, network } = options;
  const tip = await chainTip(client);
  if (tip !== undefined && BigInt(tip.timestamp) >= open.approval.validBefore)
    return await dissolve(client, open, options, { reason: "The approvals expired.", bad: [] });
  const answers = await answersTo(client, "batch", batchSubject(publisher, open.sequence, REPORTS_DATASET));
  const found = tally(answers, open.digest, network, REPORTS_DATASET);
  if (found.kind === "open") return false;
  if (found.kind === "impossible") {
    const reason = found.reasons.join(" / ");
    const bad = [...reason.matchAll(/record (0x[0-9a-f]{64}): ([^;/ ]+)/g)].map(([, hash, why]) => [
      hash!,
      why!,
    ]);
    return await dissolve(client, open, options, { reason, bad: bad as [string, string][] });
  }
  await enqueue(client, {
    dedupe: intentOf(publisher, open),
    ...{ signer, contract: "journal", functionName: "append" },
    args: [open.approval, open.corrected, found.signatures],
  });
  await setState(client, publisher, open.sequence, "sent");
  return true;
}

async function setState(
  client: pg.PoolClient,
  publisher: number,
  sequence: number,
  state: string,
): Promise<void> {
  await client.query(
    `UPDATE work.batches SET state = $4 WHERE dataset = $1 AND publisher = $2 AND sequence = $3`,
    [REPORTS_DATASET, publisher, sequence, state],
  );
}

/** Takes a batch apart: its reports wait again, but for those that checkers refused, which a person has to look at. */
async function dissolve(
  client: pg.PoolClient,
  { sequence }: OpenBatch,
  { publisher, logger }: ReportsOptions,
  { reason, bad }: { reason: string; bad: readonly (readonly [hash: string, why: string])[] },
): Promise<boolean> {
  const place = [REPORTS_DATASET, publisher, sequence];
  await client.query(
    "DELETE FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3",
    place,
  );
  await client.query(
    "DELETE FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3",
    place,
  );
  for (const [hash, why] of bad)
    await client.query("UPDATE payload.records SET refused = $2 WHERE record_hash = $1", [
      bytes(hash as Hex),
      why,
    ]);
  const subject = batchSubject(publisher, sequence, REPORTS_DATASET);
  await reportIncident(client, { kind: "batch-refused", subject, detail: reason });
  countEvent("batch refused");
  logger.error({ dataset: REPORTS_DATASET, sequence, reason }, "batch refused");
  return false;
}

async function wasRefusedLately(client: pg.PoolClient, publisher: number): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM work.incidents WHERE kind = 'batch-refused' AND subject LIKE $1 AND found_at > now() - make_interval(secs => $2)`,
    [`${batchSubject(publisher, "", REPORTS_DATASET)}%`, REST_MS / 1000],
  );
  return rows.length > 0;
}

const bytes = (hex: Hex): Buffer => Buffer.from(hex.slice(2), "hex");
