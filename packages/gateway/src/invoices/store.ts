// Invoices and the chain's facts about them, as the database has them.
import type pg from "pg";
import { getAddress, type Address, type Hex } from "viem";
import { readFiscal, type FiscalState } from "../fiscal/store.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { readFacts } from "./facts.ts";
import { invoiceState, type InvoiceState } from "./status.ts";
import type { ChainTerms } from "./terms.ts";

type Queryable = pg.Pool | pg.PoolClient;

export interface InvoiceLine {
  readonly name: string;
  readonly quantity: number;
  readonly amountTiyn: string;
}

/** A row of `payload.invoices`; hashes and accounts as `0x…`, amounts as bigint. */
export interface Invoice {
  readonly number: number;
  readonly invoiceId: Hex;
  readonly merchant: number;
  readonly merchantName: string | null;
  readonly state: "draft" | "open" | "void";
  readonly toleranceTiyn: bigint;
  readonly capture: "automatic" | "manual";
  readonly late: "accept" | "return";
  readonly till: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly lines: readonly InvoiceLine[];
  readonly terms: ChainTerms;
  /** Taken beside tenge. */
  readonly tokens: readonly Address[];
  /** Where the payer may go after paying. */
  readonly returnUrl: string | null;
  /** Payment and address of plain transfers. */
  readonly box: { readonly payment: Hex; readonly address: Address };
  /** Who made it: `participant:12`, `member:7`, `api-key:0x…` or `payment-link:3`. */
  readonly createdBy: string;
  /** How the merchant calls the member that made it. */
  readonly cashier: string | null;
  readonly createdAt: Date;
  readonly voidedAt: Date | null;
}

interface Row {
  number: number;
  invoice_id: string;
  merchant: number;
  merchant_name: string | null;
  state: Invoice["state"];
  amount_tiyn: string;
  tolerance_tiyn: string;
  capture: Invoice["capture"];
  late: Invoice["late"];
  till: string | null;
  reference: string | null;
  description: string | null;
  lines: InvoiceLine[];
  token: string;
  tokens: string[];
  receiver: string;
  operator: string;
  pay_by: number;
  capture_by: number;
  refund_by: number;
  fee_bps: number;
  fee_receiver: string;
  terms_hash: string;
  salt: string;
  return_url: string | null;
  box_payment: string;
  box: string;
  created_by: string;
  cashier: string | null;
  created_at: Date;
  voided_at: Date | null;
}

/** For lists: `i` is the invoice. Read with a pool of numbers (`gateway.pool`). */
export const INVOICE_SELECT = `SELECT i.number, '0x' || encode(i.invoice_id, 'hex') AS invoice_id, i.merchant, f.name AS merchant_name, i.state,
  i.amount_tiyn::text, i.tolerance_tiyn::text, i.capture, i.late, i.till, i.reference, i.description, i.lines,
  '0x' || encode(i.token, 'hex') AS token, ARRAY(SELECT '0x' || encode(t, 'hex') FROM unnest(i.tokens) t) AS tokens, '0x' || encode(i.receiver, 'hex') AS receiver, '0x' || encode(i.operator, 'hex') AS operator,
  i.pay_by, i.capture_by, i.refund_by, i.fee_bps, '0x' || encode(i.fee_receiver, 'hex') AS fee_receiver,
  '0x' || encode(i.terms_hash, 'hex') AS terms_hash, '0x' || encode(i.salt, 'hex') AS salt,
  '0x' || encode(t.payment, 'hex') AS box_payment, '0x' || encode(t.box, 'hex') AS box, i.created_by, c.label AS cashier,
  i.created_at, i.voided_at, i.return_url
FROM payload.invoices i
JOIN payload.payment_terms t ON t.invoice_id = i.invoice_id AND t.payer IS NULL
LEFT JOIN payload.profiles f ON f.participant = i.merchant
LEFT JOIN payload.members c ON c.merchant = i.merchant AND i.created_by = 'member:' || c.member`;

const address = (text: string): Address => getAddress(text);

/** A row of {@link INVOICE_SELECT} as an invoice. */
export function invoiceOf(row: Row): Invoice {
  return {
    number: Number(row.number),
    invoiceId: row.invoice_id as Hex,
    merchant: row.merchant,
    merchantName: row.merchant_name,
    state: row.state,
    toleranceTiyn: BigInt(row.tolerance_tiyn),
    ...{ capture: row.capture, late: row.late, till: row.till, reference: row.reference },
    ...{ description: row.description, lines: row.lines },
    terms: {
      invoiceId: row.invoice_id as Hex,
      operator: address(row.operator),
      receiver: address(row.receiver),
      token: address(row.token),
      amount: BigInt(row.amount_tiyn),
      payBy: Number(row.pay_by),
      captureBy: Number(row.capture_by),
      refundBy: Number(row.refund_by),
      feeBps: row.fee_bps,
      feeReceiver: address(row.fee_receiver),
      termsHash: row.terms_hash as Hex,
      salt: row.salt as Hex,
    },
    ...{ tokens: row.tokens.map(address), returnUrl: row.return_url },
    box: { payment: row.box_payment as Hex, address: address(row.box) },
    ...{ createdBy: row.created_by, cashier: row.cashier },
    createdAt: row.created_at,
    voidedAt: row.voided_at,
  };
}

/** @throws {ProblemError} `invoice-unknown` */
export async function readInvoice(db: Queryable, invoiceId: Hex): Promise<Invoice> {
  const { rows } = await db.query<Row>(`${INVOICE_SELECT} WHERE i.invoice_id = $1`, [bytesOf(invoiceId)]);
  if (rows[0] === undefined) throw new ProblemError("invoice-unknown");
  return invoiceOf(rows[0]);
}

export interface InvoiceWithState {
  readonly invoice: Invoice;
  readonly state: InvoiceState;
  /** Its receipt; null where its till gives none, or nothing is sold. */
  readonly fiscal: FiscalState | null;
}

/** The states of invoices by their facts up to the ledger's last block. */
export async function withStates(db: Queryable, invoices: readonly Invoice[]): Promise<InvoiceWithState[]> {
  if (invoices.length === 0) return [];
  const ids = invoices.map(({ invoiceId }) => bytesOf(invoiceId));
  const facts = await readFacts(
    db,
    invoices.map(({ invoiceId }) => invoiceId),
  );
  const { rows: sent } = await db.query<{ invoice_id: string }>(
    `SELECT DISTINCT '0x' || encode(t.invoice_id, 'hex') AS invoice_id FROM payload.payment_terms t
       JOIN work.outbox o ON o.dedupe = 'payment/0x' || encode(t.payment, 'hex')
      WHERE t.invoice_id = ANY($1::bytea[]) AND o.state <> 'refused'
        AND NOT EXISTS (SELECT 1 FROM ledger.payments p WHERE p.payment = t.payment)`,
    [ids],
  );
  const banked = await readBanked(db, ids);
  const { rows: tip } = await db.query<{ timestamp: number }>(
    "SELECT timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1",
  );
  const now = Number(tip[0]?.timestamp ?? 0);
  const waiting = new Set(sent.map(({ invoice_id }) => invoice_id));
  const withFacts = invoices.map((invoice) => {
    const { invoiceId, merchant, till, state, toleranceTiyn: tolerance, terms } = invoice;
    const { amount, payBy } = terms;
    const own = facts.get(invoiceId) ?? [];
    return { invoice, invoiceId, merchant, till, terms: { state, amount, tolerance, payBy }, facts: own };
  });
  const receipts = await readFiscal(db, withFacts, now);
  return withFacts.map(({ invoice, invoiceId, terms, facts: own }) => {
    const fiscal = receipts.get(invoiceId) ?? null;
    const circumstances = { now, sent: waiting.has(invoiceId), banked: banked.has(invoiceId) };
    const state = invoiceState(
      terms,
      own.map(({ fact }) => fact),
      { ...circumstances, receiptMissing: fiscal?.missing === true },
    );
    return { invoice, state, fiscal };
  });
}

/** Which of the invoices are settled: their money is in the merchant's bank. */
export async function readBanked(db: Queryable, ids: readonly Buffer[]): Promise<Set<Hex>> {
  const { rows } = await db.query<{ invoice_id: Hex }>(
    "SELECT '0x' || encode(invoice_id, 'hex') AS invoice_id FROM payload.banked_invoices WHERE invoice_id = ANY($1::bytea[])",
    [ids],
  );
  return new Set(rows.map(({ invoice_id }) => invoice_id));
}

/** An invoice with its state. @throws {ProblemError} `invoice-unknown` */
export async function readInvoiceWithState(db: Queryable, invoiceId: Hex): Promise<InvoiceWithState> {
  const [found] = await withStates(db, [await readInvoice(db, invoiceId)]);
  return found!;
}
