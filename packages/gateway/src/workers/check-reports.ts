// A checker's look at tills' reports: each is derived again from the ledger's tables, and only the same bytes are approved.
import { jcs, recordHash, type BatchApproval, type Envelope, type Hex } from "@alatau/sdk";
import type pg from "pg";
import { isReportFormat, reportDocument, type ReportDocument } from "../reports/document.ts";
import { claimOf, readBasis, readReportAt } from "../reports/read.ts";
import { REPORTS_DATASET, sealReport, type CorrectedPlace } from "../reports/record.ts";
import {
  approvalFromJson,
  batchApproval,
  batchDigestOf,
  batchHashOf,
  batchSubject,
  type BatchRecord,
  type Corrected,
} from "./approvals.ts";
import { later, refused, UNANSWERED, type Candidate, type Checker, type Verdict } from "./candidates.ts";
import { batchHashAt, type ChainTip } from "./ledger.ts";
import { REPORTS_DATASET_ID } from "./reports.ts";

/** How far back a checker looks for batches that were sent without its answer. */
const LATE = "1 day";
/** The longest that an approval may be asked for, in the chain's time. */
const MAX_VALID_SECONDS = 7 * 86_400;

interface BatchRow {
  publisher: number;
  sequence: number;
  approval: Parameters<typeof approvalFromJson>[0];
  digest: Buffer;
}

/** Batches of reports that this checker has not answered; every checker answers every batch. */
export async function openReports({ pool, participant, network }: Checker): Promise<Candidate[]> {
  if (network.datasets[REPORTS_DATASET]?.checkers.some((each) => each.participant === participant) !== true)
    return [];
  const { rows } = await pool.query<BatchRow>(
    `SELECT * FROM (SELECT publisher, sequence, approval, approval_hash AS digest, created_at,
                           dataset || '/' || publisher || '/' || sequence AS subject
                      FROM work.batches WHERE dataset = $3) c
      WHERE created_at > now() - $4::interval AND ${UNANSWERED} ORDER BY sequence LIMIT 4`,
    [participant, "batch", REPORTS_DATASET, LATE],
  );
  return rows.map((row) => {
    const approval = approvalFromJson(row.approval);
    const digest: Hex = `0x${row.digest.toString("hex")}`;
    return {
      kind: "batch",
      subject: batchSubject(row.publisher, row.sequence, REPORTS_DATASET),
      digest,
      expiresAt: Number(approval.validBefore),
      check: (client, tip, checker) => checkReports(client, approval, digest, tip, checker),
    };
  });
}

async function checkReports(
  client: pg.PoolClient,
  approval: BatchApproval,
  digest: Hex,
  tip: ChainTip,
  { network }: Checker,
): Promise<Verdict> {
  const { publisher } = approval;
  const sequence = Number(approval.sequence);
  const previous =
    sequence === 1
      ? (`0x${"00".repeat(32)}` as const)
      : await batchHashAt(client, REPORTS_DATASET_ID, { publisher, sequence: sequence - 1 });
  if (previous === undefined) return later; // one batch is sent at a time: the one before is on the chain, or will be
  if (Number(approval.validBefore) - tip.timestamp > MAX_VALID_SECONDS) return refused("valid-too-long");
  const records: BatchRecord[] = [];
  const corrected: Corrected[] = [];
  const faults: string[] = [];
  for (const [by, row] of (await loadRecords(client, publisher, sequence)).entries()) {
    const found = await checkRecord(client, row, network.contracts.tenge);
    if (found === "later") return later;
    if (typeof found === "string") faults.push(`record 0x${row.record_hash.toString("hex")}: ${found}`);
    else {
      records.push(found.record);
      if (found.corrects !== null)
        corrected.push({ sequence: BigInt(found.corrects.sequence), index: found.corrects.index, by });
    }
  }
  if (faults.length > 0) return refused(faults.join("; "));
  if (records.length === 0) return refused("batch-empty");
  const place = { dataset: REPORTS_DATASET_ID, publisher, sequence, previous };
  const validBefore = Number(approval.validBefore);
  const derived = batchApproval({ ...place, validBefore }, records, corrected);
  if (batchDigestOf(derived, network) !== digest) return refused("approval-differs");
  const anchored = await batchHashAt(client, REPORTS_DATASET_ID, { publisher, sequence });
  if (anchored !== undefined && anchored !== batchHashOf(derived)) return refused("approval-differs");
  return { kind: "approved" };
}

interface RecordRow {
  record_hash: Buffer;
  identity: Buffer | null;
  envelope: string;
  salt: Buffer | null;
  payload: Buffer | null;
}

async function loadRecords(client: pg.PoolClient, publisher: number, sequence: number): Promise<RecordRow[]> {
  const { rows } = await client.query<RecordRow>(
    `SELECT b.record_hash, r.identity, r.envelope, r.salt, r.payload
       FROM work.batch_records b LEFT JOIN payload.records r ON r.record_hash = b.record_hash AND r.dataset = b.dataset
      WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 ORDER BY b.position`,
    [REPORTS_DATASET, publisher, sequence],
  );
  return rows;
}

interface Found {
  readonly record: BatchRecord;
  readonly corrects: CorrectedPlace | null;
}

/** A report with what its batch commits to, or the reason why it is refused; `later` while the ledger's tables are behind. */
async function checkRecord(
  client: pg.PoolClient,
  { record_hash: hash, identity, envelope, salt, payload }: RecordRow,
  tenge: Hex,
): Promise<Found | string> {
  if (identity === null || salt === null || payload === null) return "payload-missing";
  const text = payload.toString("utf8");
  const claimed = documentIn(text);
  if (claimed === undefined) return "report-malformed";
  const basis = await readBasis(client, claimOf(claimed), tenge);
  if (basis === undefined) return "later";
  const document = reportDocument(basis);
  if (jcs(document) !== text) return "report-differs";
  const corrects = document.corrects === null ? null : await placeOf(client, document.corrects.report);
  if (corrects === undefined) return "later";
  const sealed = sealReport(document, salt, corrects);
  if (sealed.envelope !== envelope || sealed.hash !== `0x${identity.toString("hex")}`)
    return "envelope-differs";
  const recorded = `0x${hash.toString("hex")}`;
  if (recordHash(JSON.parse(envelope) as Envelope) !== recorded) return "record-hash-differs";
  const kept = await readReportAt(client, document, document.number!);
  if (kept?.hash !== sealed.hash) return "number-taken";
  const observedFrom = basis.after.block < 0 ? basis.until.time : basis.after.time;
  const record = { recordHash: sealed.recordHash, observedFrom, observedTo: basis.until.time };
  return { record, corrects };
}

/** The document of a payload, as far as a claim needs it to be one. */
function documentIn(text: string): ReportDocument | undefined {
  try {
    const document = JSON.parse(text) as ReportDocument;
    const { format, number, kind, until, opened, receipts, cost } = document;
    const numbers = [number, until.block, opened.numbers.until, receipts.until, cost.cardFeeBps];
    const isWhole = numbers.every((value) => Number.isSafeInteger(value) && value! >= 0);
    return isReportFormat(format) && isWhole && number! > 0 && (kind === "z" || kind === "correction")
      ? document
      : undefined;
  } catch {
    return undefined;
  }
}

/** Where the chain has a report; undefined while it has not. */
async function placeOf(client: pg.PoolClient, report: Hex): Promise<CorrectedPlace | undefined> {
  const { rows } = await client.query<{ sequence: number; position: number }>(
    `SELECT w.sequence, w.position FROM payload.reports p JOIN work.batch_records w USING (record_hash)
       JOIN ledger.batches b ON b.dataset = $2 AND b.publisher = w.publisher AND b.sequence = w.sequence WHERE p.report_hash = $1`,
    [Buffer.from(report.slice(2), "hex"), Buffer.from(REPORTS_DATASET_ID.slice(2), "hex")],
  );
  const [row] = rows;
  return row && { dataset: REPORTS_DATASET_ID, sequence: Number(row.sequence), index: row.position };
}
