// A checker's look at tills' reports: each is derived again from the ledger's tables, and only the same bytes are approved.
import { jcs, recordHash, type Bytes32, type Envelope, type Hex, type Network } from "@alatau/sdk";
import type pg from "pg";
import { isReportFormat, reportDocument, type ReportDocument } from "../reports/document.ts";
import { claimOf, readBasis, readReportAt } from "../reports/read.ts";
import { sealReport, type CorrectedPlace } from "../reports/record.ts";
import type { RecordFinding, StoredRecord } from "./check-batches.ts";

/** Checks the records of a batch of `payments.reports`. */
export async function checkReports(
  client: pg.PoolClient,
  rows: readonly StoredRecord[],
  { terms, network }: { terms: { dataset: Bytes32 }; network: Network },
): Promise<RecordFinding[]> {
  const findings: RecordFinding[] = [];
  for (const row of rows)
    findings.push(await checkReport(client, row, { dataset: terms.dataset, tenge: network.contracts.tenge }));
  return findings;
}

/** A report with what its batch commits to, or the reason why it is refused; `later` while the ledger's tables are behind. */
async function checkReport(
  client: pg.PoolClient,
  { recordHash: recorded, identity, envelope, salt, payload }: StoredRecord,
  { dataset, tenge }: { dataset: Bytes32; tenge: Hex },
): Promise<RecordFinding> {
  if (identity === null || salt === null || payload === null) return "payload-missing";
  const text = payload.toString("utf8");
  const claimed = documentIn(text);
  if (claimed === undefined) return "report-malformed";
  const basis = await readBasis(client, claimOf(claimed), tenge);
  if (basis === undefined) return "later";
  const document = reportDocument(basis);
  if (jcs(document) !== text) return "report-differs";
  const corrects =
    document.corrects === null ? null : await placeOf(client, dataset, document.corrects.report);
  if (corrects === undefined) return "later";
  const sealed = sealReport(document, salt, corrects);
  if (sealed.envelope !== envelope || sealed.hash !== `0x${identity.toString("hex")}`)
    return "envelope-differs";
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
async function placeOf(
  client: pg.PoolClient,
  dataset: Bytes32,
  report: Hex,
): Promise<CorrectedPlace | undefined> {
  const { rows } = await client.query<{ sequence: number; position: number }>(
    `SELECT w.sequence, w.position FROM payload.reports p JOIN work.batch_records w USING (record_hash)
       JOIN ledger.batches b ON b.dataset = $2 AND b.publisher = w.publisher AND b.sequence = w.sequence WHERE p.report_hash = $1`,
    [Buffer.from(report.slice(2), "hex"), Buffer.from(dataset.slice(2), "hex")],
  );
  const [row] = rows;
  return row && { dataset, sequence: Number(row.sequence), index: row.position };
}
