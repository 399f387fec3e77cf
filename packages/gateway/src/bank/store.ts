// Bank statements in the database, and the books that the match is made of.
import { parseBankCsv, parseCamt053, type BankStatement } from "@alatau/formats";
import { createHash } from "node:crypto";
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import { moneyOf } from "../reports/document.ts";
import { readFacts } from "../invoices/facts.ts";
import { INVOICE_SELECT, invoiceOf, withStates } from "../invoices/store.ts";
import { inTransaction } from "../transaction.ts";
import type { Books, ChainSide } from "./reconcile.ts";

export const STATEMENT_TYPES = ["application/xml", "text/xml", "text/csv"] as const;

/** What a remittance calls the report that it pays out. */
const PAYOUT = /ALATAU\s+Z\s+(\d{1,10}-[0-9a-f]{6}-\d{1,9})(?![\d-])/i;

/** The reference of a report in a text of the bank, which may write it with other spaces. Pure. */
export function payoutIn(remittance: string): string | null {
  const found = PAYOUT.exec(remittance);
  return found === null ? null : `ALATAU Z ${found[1]!.toLowerCase()}`;
}

export interface Upload {
  readonly merchant: number;
  readonly type: string;
  readonly content: Buffer;
  readonly uploadedBy: string;
}

/** The file's statements. @throws {LedgerError} `statement-unreadable` */
function statementsIn({ type, content }: Upload): BankStatement[] {
  const text = decode(content);
  return type === "text/csv" ? [parseBankCsv(text)] : parseCamt053(text);
}

function decode(content: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw new ProblemError("statement-unreadable", "The file is not UTF-8.");
  }
}

/** Invoices that are settled now: the report with the last of their money is in the bank, to the tiyn. What is settled stays so. */
const BANKED = `WITH collected AS (
  SELECT invoice_id, block_number FROM ledger.payments WHERE kind = 'charged'
  UNION ALL SELECT invoice_id, block_number FROM ledger.payment_changes WHERE change = 'captured'
  UNION ALL SELECT invoice_id, block_number FROM ledger.box_sweeps WHERE credited > 0),
paid_out AS (
  SELECT report_hash, till, to_block, (document::jsonb->'after'->>'block')::bigint AS after_block FROM payload.reports r
   WHERE merchant = $1 AND reference = ANY($2) AND NOT EXISTS (SELECT 1 FROM payload.reports c WHERE c.corrects = r.report_hash)
     AND (document::jsonb->'payout'->>'expectedTiyn')::numeric =
         (SELECT sum(amount_tiyn) FROM payload.bank_entries e WHERE e.merchant = r.merchant AND e.payout = r.reference))
INSERT INTO payload.banked_invoices (invoice_id, report, statement)
SELECT i.invoice_id, p.report_hash, $3 FROM paid_out p
  JOIN payload.invoices i ON i.merchant = $1 AND coalesce(i.till, '') = p.till JOIN collected c USING (invoice_id)
 GROUP BY i.invoice_id, p.report_hash, p.after_block, p.to_block
HAVING max(c.block_number) > p.after_block AND max(c.block_number) <= p.to_block
ON CONFLICT (invoice_id) DO NOTHING`;

/**
 * Keeps a file's entries; those that an earlier file had are not kept again, and the same file again changes nothing.
 * @throws {LedgerError} `statement-unreadable`, `statement-contradicts`
 */
export async function keepStatement(
  pool: pg.Pool,
  upload: Upload,
): Promise<{ statement: number; isNew: boolean }> {
  const statements = statementsIn(upload);
  const { merchant, content, uploadedBy } = upload;
  const hash = createHash("sha256").update(content).digest();
  return await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(hashtext('bank'), $1)", [merchant]);
    const { rows: known } = await client.query<{ number: number }>(
      "SELECT number FROM payload.bank_statements WHERE merchant = $1 AND content_hash = $2",
      [merchant, hash],
    );
    if (known[0] !== undefined) return { statement: Number(known[0].number), isNew: false };
    const accounts = [...new Set(statements.map(({ account }) => account))];
    if (accounts.length > 1)
      throw new ProblemError(
        "statement-unreadable",
        "The file speaks of several accounts; send one file for each.",
      );
    const days = statements.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay]).sort();
    const entries = statements.flatMap((each) => each.entries);
    const { rows } = await client.query<{ number: number }>(
      `INSERT INTO payload.bank_statements (merchant, content_hash, format, account, first_day, last_day, entries, added, uploaded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8) RETURNING number`,
      [
        ...[
          merchant,
          hash,
          statements[0]!.format,
          accounts[0],
          days[0],
          days.at(-1),
          entries.length,
          uploadedBy,
        ],
      ],
    );
    const statement = Number(rows[0]!.number);
    const columns = [
      entries.map(({ reference }) => reference),
      entries.map(({ bookedOn }) => bookedOn),
      entries.map(({ amountTiyn }) => String(amountTiyn)),
      entries.map(({ remittance }) => remittance),
      entries.map(({ remittance }) => payoutIn(remittance)),
    ];
    const { rows: clash } = await client.query<{ reference: string }>(
      `SELECT n.reference FROM unnest($3::text[], $4::date[], $5::numeric[]) AS n (reference, booked_on, amount_tiyn)
         JOIN payload.bank_entries e ON e.merchant = $1 AND e.account = $2 AND e.reference = n.reference
        WHERE (e.booked_on, e.amount_tiyn) <> (n.booked_on, n.amount_tiyn) LIMIT 1`,
      [merchant, accounts[0], ...columns.slice(0, 3)],
    );
    if (clash[0] !== undefined)
      throw new ProblemError(
        "statement-contradicts",
        `The entry «${clash[0].reference}» was there with another amount or day.`,
      );
    const { rowCount } = await client.query(
      `INSERT INTO payload.bank_entries (merchant, account, statement, reference, booked_on, amount_tiyn, remittance, payout)
         SELECT $1, $2, $3, * FROM unnest($4::text[], $5::date[], $6::numeric[], $7::text[], $8::text[])
       ON CONFLICT (merchant, account, reference) DO NOTHING`,
      [merchant, accounts[0], statement, ...columns],
    );
    await client.query("UPDATE payload.bank_statements SET added = $2 WHERE number = $1", [
      statement,
      rowCount,
    ]);
    await client.query(BANKED, [merchant, columns[4], statement]);
    return { statement, isNew: true };
  });
}

export interface StatementRow {
  number: number;
  format: string;
  account: string;
  first_day: string;
  last_day: string;
  entries: number;
  added: number;
  created_at: Date;
}

export const STATEMENT_SELECT = `SELECT number, format, account, first_day::text, last_day::text, entries, added, created_at
FROM payload.bank_statements`;

/** A span of the ledger's time, Unix seconds, the end excluded. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The books of a merchant: invoices made, and events that moved money, in a span. All reports and what the bank says of them. */
export async function readBooks(
  db: pg.Pool | pg.PoolClient,
  merchant: number,
  { from, to }: Span,
): Promise<Books> {
  const { rows } = await db.query(
    `${INVOICE_SELECT} WHERE i.merchant = $1 AND (i.invoice_id IN (${MOVED}) OR
       (i.created_at >= to_timestamp($2) AND i.created_at < to_timestamp($3))) ORDER BY i.number`,
    [merchant, from, to],
  );
  const invoices = rows.map((row) => invoiceOf(row as never));
  const found = await withStates(db, invoices);
  const facts = await readFacts(
    db,
    invoices.map(({ invoiceId }) => invoiceId),
  );
  const reports = await readReports(db, merchant);
  const chain = found.flatMap(({ invoice }) =>
    (facts.get(invoice.invoiceId) ?? []).flatMap(({ fact, block, place }): ChainSide[] => {
      const { paid, fee, refunded } = moneyOf(fact);
      const amount = paid - fee - refunded;
      if (fact.at < from || fact.at >= to || (paid === 0n && refunded === 0n)) return [];
      const own = reports.find(({ till, until }) => till === (invoice.till ?? "") && until >= block);
      return [{ event: eventOf(place), invoice: invoice.invoiceId, report: own?.reference ?? null, amount }];
    }),
  );
  const { rows: bank } = await db.query<{ entry: string; day: string; amount: string; report: string }>(
    `SELECT reference AS entry, booked_on::text AS day, amount_tiyn::text AS amount, payout AS report FROM payload.bank_entries
      WHERE merchant = $1 AND payout IS NOT NULL ORDER BY booked_on, number`,
    [merchant],
  );
  const { rows: until } = await db.query<{ day: string | null }>(
    "SELECT max(last_day)::text AS day FROM payload.bank_statements WHERE merchant = $1",
    [merchant],
  );
  return {
    invoices: found.map(({ invoice: { invoiceId: invoice, number, terms }, state }) => ({
      ...{ invoice, number, status: state.status, amount: terms.amount },
      ...{ paid: state.paid, held: state.held, surplus: state.surplus },
    })),
    chain: [...chain, ...(await readStrays(db, merchant, { from, to }))],
    reports,
    bank: bank.map((row) => ({ ...row, amount: BigInt(row.amount) })),
    bankUntil: until[0]!.day,
  };
}

const eventOf = (place: number): string => `${Math.floor(place / 2 ** 20)}-${place % 2 ** 20}`;

/** Invoices whose money moved in a span. */
const MOVED = `SELECT m.invoice_id FROM (
  SELECT invoice_id, block_number FROM ledger.payments UNION ALL SELECT invoice_id, block_number FROM ledger.payment_changes
  UNION ALL SELECT invoice_id, block_number FROM ledger.box_sweeps) m
  JOIN ledger.blocks b ON b.number = m.block_number AND b.timestamp >= $2 AND b.timestamp < $3`;

interface ReportEnd {
  readonly till: string;
  readonly until: number;
  readonly reference: string;
  readonly day: string;
  readonly expected: bigint;
}

async function readReports(db: pg.Pool | pg.PoolClient, merchant: number): Promise<ReportEnd[]> {
  const { rows } = await db.query<{
    till: string;
    until: number;
    reference: string;
    day: string;
    expected: string;
  }>(
    `SELECT till, to_block AS until, reference, document::jsonb->>'day' AS day, document::jsonb->'payout'->>'expectedTiyn' AS expected
       FROM payload.reports WHERE merchant = $1 AND kind = 'z' ORDER BY to_block`,
    [merchant],
  );
  return rows.map((row) => ({ ...row, until: Number(row.until), expected: BigInt(row.expected) }));
}

/** Payments to the accounts that the merchant's invoices name, for something that is no invoice of its own. */
async function readStrays(
  db: pg.Pool | pg.PoolClient,
  merchant: number,
  { from, to }: Span,
): Promise<ChainSide[]> {
  const { rows } = await db.query<{ block: number; log: number; amount: string }>(
    `SELECT p.block_number AS block, p.log_index AS log, (p.amount - p.fee)::text AS amount
       FROM ledger.payments p JOIN ledger.blocks b ON b.number = p.block_number AND b.timestamp >= $2 AND b.timestamp < $3
      WHERE p.kind = 'charged' AND p.receiver IN (SELECT DISTINCT receiver FROM payload.invoices WHERE merchant = $1)
        AND NOT EXISTS (SELECT 1 FROM payload.invoices i WHERE i.invoice_id = p.invoice_id AND i.merchant = $1)
        AND NOT EXISTS (SELECT 1 FROM payload.x402_payments x WHERE x.nonce = p.payment)
      ORDER BY p.block_number, p.log_index`,
    [merchant, from, to],
  );
  return rows.map(({ block, log, amount }) => ({
    ...{ event: `${block}-${log}`, invoice: null, report: null, amount: BigInt(amount) },
  }));
}
