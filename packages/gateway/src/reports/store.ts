// Reports as they are answered: with their place on the chain and what the bank says of their payout.
import type pg from "pg";
import type { Hex } from "viem";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import type { ReportDocument } from "./document.ts";

export interface ReportRow {
  number: number;
  report: Hex;
  record_hash: Hex;
  document: string;
  made_by: string;
  created_at: Date;
  corrected_by: Hex | null;
  publisher: number | null;
  batch: number | null;
  position: number | null;
  block: number | null;
  refused: string | null;
  bank_tiyn: string | null;
  bank_day: string | null;
}

/** For lists: `p` is the report. */
export const REPORT_SELECT = `SELECT p.number, '0x' || encode(p.report_hash, 'hex') AS report, '0x' || encode(p.record_hash, 'hex') AS record_hash,
  p.document, p.made_by, p.created_at, '0x' || encode(c.report_hash, 'hex') AS corrected_by,
  w.publisher, w.sequence AS batch, w.position, b.block_number AS block, r.refused,
  e.amount::text AS bank_tiyn, e.day::text AS bank_day
FROM payload.reports p JOIN payload.records r USING (record_hash)
LEFT JOIN payload.reports c ON c.corrects = p.report_hash
LEFT JOIN work.batch_records w ON w.record_hash = p.record_hash
LEFT JOIN ledger.datasets t ON t.name = w.dataset
LEFT JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
LEFT JOIN LATERAL (SELECT sum(n.amount_tiyn) AS amount, max(n.booked_on) AS day FROM payload.bank_entries n
  WHERE n.merchant = p.merchant AND n.payout = p.reference) e ON e.amount IS NOT NULL`;

/** A merchant's report. @throws {ProblemError} `report-unknown` */
export async function readReport(db: pg.Pool, report: Hex, merchant: number): Promise<ReportRow> {
  const { rows } = await db.query<ReportRow>(
    `${REPORT_SELECT} WHERE p.report_hash = $1 AND p.merchant = $2`,
    [bytesOf(report), merchant],
  );
  if (rows[0] === undefined) throw new ProblemError("report-unknown");
  return rows[0];
}

/** Whether a payout is in the merchant's bank. */
export function bankState(expected: bigint, found: bigint | null): "yes" | "no" | "differs" | "nothing-due" {
  if (found === null) return expected === 0n ? "nothing-due" : "no";
  return found === expected ? "yes" : "differs";
}

/** A row as it is answered. */
export function showReport(row: ReportRow) {
  const document = JSON.parse(row.document) as ReportDocument;
  const found = row.bank_tiyn === null ? null : BigInt(row.bank_tiyn);
  const { kind, number, till, day, merchant } = document;
  return {
    ...{ report: row.report, kind, number: number!, till, day, merchant },
    madeAt: row.created_at.toISOString(),
    madeBy: row.made_by,
    correctedBy: row.corrected_by,
    anchored: {
      state:
        row.refused !== null
          ? "refused"
          : row.block !== null
            ? "anchored"
            : row.batch === null
              ? "received"
              : "batched",
      record: row.record_hash,
      batch:
        row.batch === null
          ? null
          : { publisher: row.publisher!, sequence: Number(row.batch), index: row.position! },
      block: row.block === null ? null : Number(row.block),
    },
    inBank: {
      state: bankState(BigInt(document.payout.expectedTiyn), found),
      amountTiyn: row.bank_tiyn,
      day: row.bank_day,
    },
    document,
  };
}

/** The people of a merchant by how invoices name their maker. */
export async function readPeople(db: pg.Pool, merchant: number): Promise<{ by: string; name: string }[]> {
  const { rows } = await db.query<{ by: string; name: string }>(
    "SELECT 'member:' || member AS by, label AS name FROM payload.members WHERE merchant = $1 ORDER BY member",
    [merchant],
  );
  return rows;
}

export interface TillRow {
  till: string;
  invoices: number;
  last: number | null;
  closed_at: Date | null;
  day: string | null;
}

/** Names of a merchant's tills with their last report; '' where invoices name none. */
export async function readTills(db: pg.Pool, merchant: number): Promise<TillRow[]> {
  const { rows } = await db.query<TillRow>(
    `SELECT t.till, t.invoices, p.sequence AS last, p.created_at AS closed_at, p.document::jsonb->>'day' AS day
       FROM (SELECT coalesce(till, '') AS till, count(*)::int AS invoices FROM payload.invoices WHERE merchant = $1 GROUP BY 1) t
       LEFT JOIN LATERAL (SELECT sequence, created_at, document FROM payload.reports r WHERE r.merchant = $1 AND r.till = t.till
         ORDER BY sequence DESC LIMIT 1) p ON true ORDER BY t.till`,
    [merchant],
  );
  return rows;
}
