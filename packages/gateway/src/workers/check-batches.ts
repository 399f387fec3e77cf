// A checker's look at batches of every data set but the meters' readings: each record is checked by its data set's rule, then the
// batch is derived again, and only the same digest is approved.
import type { BatchApproval, Hex } from "@alatau/sdk";
import type pg from "pg";
import { readTerms } from "../data-sets/terms.ts";
import { READINGS_DATASET } from "../intake/envelope.ts";
import { REPORTS_DATASET } from "../reports/record.ts";
import {
  approvalFromJson,
  batchApproval,
  batchDigestOf,
  batchHashOf,
  batchSubject,
  type BatchRecord,
  type Corrected,
} from "./approvals.ts";
import { batchBefore } from "./batch-before.ts";
import { later, refused, UNANSWERED, type Candidate, type Checker, type Verdict } from "./candidates.ts";
import { checkObservations } from "./check-observations.ts";
import { checkReports } from "./check-reports.ts";
import { batchHashAt, type ChainTip } from "./ledger.ts";

/** How far back a checker looks for batches that were sent without its answer. */
const LATE = "1 day";
/** The longest that an approval may be asked for, in the chain's time. */
const MAX_VALID_SECONDS = 7 * 86_400;
/** Batches that are looked for at once. */
const MOST = 8;

/** A record of a batch as it is stored: claims to check. */
export interface StoredRecord {
  readonly recordHash: Hex;
  readonly identity: Buffer | null;
  readonly envelope: string;
  readonly salt: Buffer | null;
  readonly payload: Buffer | null;
  readonly erased: boolean;
}

/** What a batch commits to of a record that was found good. */
export interface FoundRecord {
  readonly record: BatchRecord;
  /** Batch and position of the record that this one replaces. */
  readonly corrects: { readonly sequence: number; readonly index: number } | null;
}

/** Good, bad with a reason in kebab-case, or not to be decided yet. */
export type RecordFinding = FoundRecord | string | "later";

/** The batches that this checker has not answered; every checker answers every batch of its data sets. */
export async function openDatasetBatches({ pool, participant }: Checker): Promise<Candidate[]> {
  const { rows } = await pool.query<{
    dataset: string;
    publisher: number;
    sequence: number;
    approval: Parameters<typeof approvalFromJson>[0];
    digest: Buffer;
  }>(
    `SELECT * FROM (SELECT b.dataset, b.publisher, b.sequence, b.approval, b.approval_hash AS digest, b.created_at, b.state,
                           b.dataset || '/' || b.publisher || '/' || b.sequence AS subject
                      FROM work.batches b JOIN ledger.datasets d ON d.name = b.dataset
                      JOIN ledger.current_checkers k ON k.dataset = d.dataset
                     WHERE b.dataset <> $3 AND b.state <> 'refused' AND $1 = ANY(k.checkers)) c
      WHERE created_at > now() - $4::interval AND ${UNANSWERED} ORDER BY state <> 'candidate', created_at, sequence LIMIT ${MOST}`,
    [participant, "batch", READINGS_DATASET, LATE],
  );
  return rows.map(({ dataset, publisher, sequence, ...row }): Candidate => {
    const approval = approvalFromJson(row.approval);
    const digest: Hex = `0x${row.digest.toString("hex")}`;
    return {
      kind: "batch",
      subject: batchSubject(publisher, sequence, dataset),
      digest,
      expiresAt: Number(approval.validBefore),
      check: (client, tip, checker) => checkBatch(client, { dataset, approval, digest }, tip, checker),
    };
  });
}

async function checkBatch(
  client: pg.PoolClient,
  { dataset, approval, digest }: { dataset: string; approval: BatchApproval; digest: Hex },
  tip: ChainTip,
  checker: Checker,
): Promise<Verdict> {
  const { network } = checker;
  const { publisher } = approval;
  const sequence = Number(approval.sequence);
  const terms = await readTerms(client, dataset);
  if (terms === undefined) return later;
  const previous = await batchBefore(client, { terms, publisher, sequence }, checker);
  if (previous === undefined) return later;
  if (Number(approval.validBefore) - tip.timestamp > MAX_VALID_SECONDS) return refused("valid-too-long");
  const rows = await loadRecords(client, { dataset, publisher, sequence });
  const place = { terms, publisher, sequence, now: tip.timestamp, network };
  const findings =
    dataset === REPORTS_DATASET
      ? await checkReports(client, rows, place)
      : await checkObservations(client, rows, place);
  const records: BatchRecord[] = [];
  const corrected: Corrected[] = [];
  const faults: string[] = [];
  for (const [by, found] of findings.entries()) {
    if (found === "later") return later;
    if (typeof found === "string") faults.push(`record ${rows[by]!.recordHash}: ${found}`);
    else {
      records.push(found.record);
      if (found.corrects !== null)
        corrected.push({ sequence: BigInt(found.corrects.sequence), index: found.corrects.index, by });
    }
  }
  if (faults.length > 0) return refused(faults.join("; "));
  if (records.length === 0) return refused("batch-empty");
  const validBefore = Number(approval.validBefore);
  const derived = batchApproval(
    { dataset: terms.dataset, publisher, sequence, previous, validBefore },
    records,
    corrected,
  );
  if (batchDigestOf(derived, network) !== digest) return refused("approval-differs");
  const anchored = await batchHashAt(client, terms.dataset, { publisher, sequence });
  if (anchored !== undefined && anchored !== batchHashOf(derived)) return refused("approval-differs");
  return { kind: "approved" };
}

async function loadRecords(
  client: pg.PoolClient,
  { dataset, publisher, sequence }: { dataset: string; publisher: number; sequence: number },
): Promise<StoredRecord[]> {
  const { rows } = await client.query<Omit<StoredRecord, "recordHash"> & { record_hash: Buffer }>(
    `SELECT b.record_hash, r.identity, r.envelope, r.salt, r.payload, r.erased_at IS NOT NULL AS erased
       FROM work.batch_records b LEFT JOIN payload.records r ON r.record_hash = b.record_hash AND r.dataset = b.dataset
      WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 ORDER BY b.position`,
    [dataset, publisher, sequence],
  );
  return rows.map(({ record_hash, ...row }) => ({ recordHash: `0x${record_hash.toString("hex")}`, ...row }));
}
