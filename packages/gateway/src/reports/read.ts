// Gathers what a report is derived from. Everything is bounded by blocks and row numbers, so that it reads the same at any later time.
import type pg from "pg";
import { zeroHash, type Address, type Hex } from "viem";
import { readFacts } from "../invoices/facts.ts";
import { INVOICE_SELECT, invoiceOf } from "../invoices/store.ts";
import type {
  Base,
  Cut,
  ReportBasis,
  ReportDocument,
  ReportDocumentFormat,
  ReportKind,
  TillInvoice,
} from "./document.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** A till: a merchant and the name that its invoices carry; null where they carry none. */
export interface Till {
  readonly merchant: number;
  readonly till: string | null;
}

/** What has to be said to derive a report; the rest follows from the tables. */
export interface ReportClaim extends Till {
  readonly format: ReportDocumentFormat;
  readonly kind: ReportKind;
  readonly number: number | null;
  readonly corrects: ReportBasis["corrects"];
  readonly toBlock: number;
  /** Last of the merchant's invoices and of all fiscal receipts that count. */
  readonly toInvoice: number;
  readonly toReceipt: number;
  readonly cardFeeBps: number;
}

export const storedTill = (till: string | null): string => till ?? "";

/** A report as it is kept. */
export interface StoredReport {
  readonly hash: Hex;
  readonly sequence: number;
  readonly document: ReportDocument;
}

/** A report by its number; undefined where the till has none of it. */
export async function readReportAt(
  db: Queryable,
  { merchant, till }: Till,
  sequence: number,
): Promise<StoredReport | undefined> {
  const { rows } = await db.query<{ hash: Hex; document: string }>(
    `SELECT '0x' || encode(report_hash, 'hex') AS hash, document FROM payload.reports
      WHERE merchant = $1 AND till = $2 AND sequence = $3`,
    [merchant, storedTill(till), sequence],
  );
  const [row] = rows;
  return row && { hash: row.hash, sequence, document: JSON.parse(row.document) as ReportDocument };
}

/** The last Z-report that ends before or at a block and is numbered below `before`; undefined before the first. */
async function zBefore(
  db: Queryable,
  { merchant, till }: Till,
  before: number,
): Promise<ReportDocument | undefined> {
  const { rows } = await db.query<{ document: string }>(
    `SELECT document FROM payload.reports WHERE merchant = $1 AND till = $2 AND kind = 'z' AND sequence < $3
      ORDER BY sequence DESC LIMIT 1`,
    [merchant, storedTill(till), before],
  );
  return rows[0] && (JSON.parse(rows[0].document) as ReportDocument);
}

const BEGINNING: Cut = { block: -1, hash: zeroHash, time: 0 };
const NO_BASE: Base = { carried: 0n, grandPaid: 0n, grandRefunded: 0n };

/**
 * The basis of a report. Undefined while the ledger's tables do not reach its last block, or the report before it is not there.
 * A correction covers what the report covers that it names.
 */
export async function readBasis(
  db: Queryable,
  claim: ReportClaim,
  tenge: Address,
): Promise<ReportBasis | undefined> {
  const { format, kind, merchant, till, number, corrects, toBlock, toInvoice, toReceipt, cardFeeBps } = claim;
  const until = await readCut(db, toBlock);
  const before = number === null || number === 1 ? undefined : await readReportAt(db, claim, number - 1);
  if (until === undefined || (number !== null && number > 1 && before === undefined)) return undefined;
  const base = await zBefore(db, claim, corrects?.number ?? number ?? 2 ** 31 - 1);
  const after = base === undefined ? BEGINNING : await readCut(db, base.until.block);
  if (after === undefined) return undefined;
  const afterInvoice = base?.opened.numbers.until ?? 0;
  const shape = { merchant, till, afterBlock: after.block, toBlock };
  return {
    ...{ format, kind, merchant, till, number, corrects, after, until, tenge, cardFeeBps },
    previous: before?.hash ?? null,
    invoiceNumbers: [afterInvoice, toInvoice],
    opened: await readOpened(db, claim, afterInvoice, toInvoice),
    invoices: await readTillInvoices(db, shape),
    unmatched: await readUnmatched(db, shape),
    fiscal: await readFiscalSpans(db, claim),
    issued: await readIssued(db, claim, toReceipt),
    receiptsUntil: toReceipt,
    base: base === undefined ? NO_BASE : baseOf(base),
  };
}

const baseOf = ({ payout, sinceFirst }: ReportDocument): Base => ({
  carried: BigInt(payout.carriedOutTiyn),
  grandPaid: BigInt(sinceFirst.paidTiyn),
  grandRefunded: BigInt(sinceFirst.refundedTiyn),
});

/** A block of the ledger as a bound; undefined where it is not there. */
export async function readCut(db: Queryable, block: number): Promise<Cut | undefined> {
  const { rows } = await db.query<{ hash: Hex; timestamp: number }>(
    `SELECT '0x' || encode(hash, 'hex') AS hash, timestamp FROM ledger.blocks WHERE number = $1`,
    [block],
  );
  return rows[0] && { block, hash: rows[0].hash, time: Number(rows[0].timestamp) };
}

async function readOpened(
  db: Queryable,
  { merchant, till }: Till,
  after: number,
  until: number,
): Promise<ReportBasis["opened"]> {
  const { rows } = await db.query<{ invoices: number; amount: string }>(
    `SELECT count(*)::int AS invoices, coalesce(sum(amount_tiyn), 0)::text AS amount FROM payload.invoices
      WHERE merchant = $1 AND coalesce(till, '') = $2 AND number > $3 AND number <= $4`,
    [merchant, storedTill(till), after, until],
  );
  return { invoices: rows[0]!.invoices, amount: BigInt(rows[0]!.amount) };
}

interface Shape extends Till {
  readonly afterBlock: number;
  readonly toBlock: number;
}

/** Invoices of a till that the span's blocks name, or in whose boxes surplus may lie. */
const TOUCHED = `SELECT i.invoice_id FROM payload.invoices i
  JOIN (SELECT invoice_id FROM ledger.payments WHERE block_number > $3 AND block_number <= $4
    UNION SELECT invoice_id FROM ledger.payment_changes WHERE block_number > $3 AND block_number <= $4
    UNION SELECT invoice_id FROM ledger.box_sweeps WHERE block_number <= $4 AND (held > 0 OR block_number > $3)
    UNION SELECT invoice_id FROM ledger.surplus_releases WHERE block_number > $3 AND block_number <= $4) c USING (invoice_id)
 WHERE i.merchant = $1 AND coalesce(i.till, '') = $2`;

/** The till's invoices with the events up to a block. */
export async function readTillInvoices(
  db: Queryable,
  { merchant, till, afterBlock, toBlock }: Shape,
): Promise<TillInvoice[]> {
  const values = [merchant, storedTill(till), afterBlock, toBlock];
  const { rows } = await db.query(
    `${INVOICE_SELECT} WHERE i.invoice_id IN (${TOUCHED}) ORDER BY i.number`,
    values,
  );
  const invoices = rows.map((row) => invoiceOf(row as never));
  const facts = await readFacts(
    db,
    invoices.map(({ invoiceId }) => invoiceId),
  );
  return invoices.map(({ invoiceId, number, createdBy, toleranceTiyn, terms }) => ({
    ...{ invoiceId, number, createdBy, token: terms.token },
    // Whether it was closed later is not known to the ledger and changes no sum.
    terms: { state: "open", amount: terms.amount, tolerance: toleranceTiyn, payBy: terms.payBy },
    facts: (facts.get(invoiceId) ?? []).filter(({ block }) => block <= toBlock),
  }));
}

/** Plain transfers to the till's boxes that no sweep had followed at the end, and payments of others under its invoices' names. */
async function readUnmatched(
  db: Queryable,
  { merchant, till, afterBlock, toBlock }: Shape,
): Promise<ReportBasis["unmatched"]> {
  const { rows } = await db.query<{ transfers: number; amount: string; foreign_payments: number }>(
    `WITH own AS (SELECT invoice_id, receiver, token FROM payload.invoices WHERE merchant = $1 AND coalesce(till, '') = $2),
     waiting AS (
       SELECT r.amount_tiyn AS amount FROM own JOIN payload.payment_terms t USING (invoice_id) JOIN ledger.transfers r ON r.to_account = t.box
        WHERE r.block_number <= $4 AND NOT EXISTS (
          SELECT 1 FROM ledger.box_sweeps s WHERE s.payment = t.payment AND s.block_number <= $4
             AND (s.block_number, s.log_index) > (r.block_number, r.log_index)))
     SELECT (SELECT count(*) FROM waiting)::int AS transfers, (SELECT coalesce(sum(amount), 0) FROM waiting)::text AS amount,
            (SELECT count(*) FROM own o JOIN ledger.payments p USING (invoice_id)
              WHERE p.block_number > $3 AND p.block_number <= $4 AND (p.receiver, p.token) <> (o.receiver, o.token)
                AND NOT EXISTS (SELECT 1 FROM payload.quoted_payments q WHERE q.payment = p.payment))::int AS foreign_payments`,
    [merchant, storedTill(till), afterBlock, toBlock],
  );
  const { transfers, amount, foreign_payments: foreign } = rows[0]!;
  return { transfers, amount: BigInt(amount), foreign };
}

async function readFiscalSpans(db: Queryable, { merchant, till }: Till): Promise<ReportBasis["fiscal"]> {
  const { rows } = await db.query<{ since: number; until: number | null }>(
    `SELECT since_block AS since, until_block AS until FROM payload.fiscal_tills WHERE merchant = $1 AND till = $2 ORDER BY number`,
    [merchant, storedTill(till)],
  );
  return rows.map(({ since, until }) => ({
    since: Number(since),
    until: until === null ? null : Number(until),
  }));
}

async function readIssued(db: Queryable, { merchant, till }: Till, toReceipt: number): Promise<Set<string>> {
  const { rows } = await db.query<{ receipt: string }>(
    `SELECT r.receipt FROM payload.fiscal_receipts r JOIN payload.invoices i USING (invoice_id)
      WHERE i.merchant = $1 AND coalesce(i.till, '') = $2 AND r.number <= $3`,
    [merchant, storedTill(till), toReceipt],
  );
  return new Set(rows.map(({ receipt }) => receipt));
}

/** Up to which invoice and which fiscal receipt a report counts that is made now; waits for those who are writing one. */
export async function readEnds(
  client: Queryable,
  { merchant, till }: Till,
): Promise<{ toInvoice: number; toReceipt: number }> {
  const { rows } = await client.query<{ invoice: number | null; receipt: number | null }>(
    `SELECT (SELECT max(number) FROM payload.invoices WHERE merchant = $1 AND coalesce(till, '') = $2) AS invoice,
            (SELECT max(number) FROM payload.fiscal_receipts) AS receipt`,
    [merchant, storedTill(till)],
  );
  return { toInvoice: Number(rows[0]!.invoice ?? 0), toReceipt: Number(rows[0]!.receipt ?? 0) };
}

/** What a kept report claims of itself; everything else in it has to follow. */
export const claimOf = (document: ReportDocument): ReportClaim => ({
  format: document.format,
  ...{ kind: document.kind, merchant: document.merchant, till: document.till, number: document.number },
  ...{ corrects: document.corrects, toBlock: document.until.block },
  toInvoice: document.opened.numbers.until,
  toReceipt: document.receipts.until,
  cardFeeBps: document.cost.cardFeeBps,
});

/** The key of a till's advisory lock. */
export const lockTill = async (client: pg.PoolClient, { merchant, till }: Till): Promise<void> =>
  void (await client.query("SELECT pg_advisory_xact_lock(hashtext('till'), hashtext($1))", [
    `${merchant}/${storedTill(till)}`,
  ]));
