// Making and closing an invoice: one row, its box, nothing on the chain.
import { boxOf, paymentId } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { toHex, type Address, type Hex } from "viem";
import { isBlocked } from "../fiscal/store.ts";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { accountOf } from "../participants/account.ts";
import { ProblemError } from "../problems.ts";
import { mustBeListed } from "../quotes/store.ts";
import { inTransaction } from "../transaction.ts";
import { chainTip } from "../workers/ledger.ts";
import { readInvoice, readInvoiceWithState, type Invoice, type InvoiceLine } from "./store.ts";
import { paymentOf, termsHashOf, type ChainTerms } from "./terms.ts";

export interface InvoiceRequest {
  readonly merchant: number;
  readonly amountTiyn: bigint;
  readonly toleranceTiyn: bigint;
  readonly description: string | null;
  readonly lines: readonly InvoiceLine[];
  readonly reference: string | null;
  readonly till: string | null;
  readonly capture: "automatic" | "manual";
  readonly late: "accept" | "return";
  /** Taken beside tenge, by a quote. */
  readonly tokens?: readonly Address[];
  /** Where the payer may go after paying. */
  readonly returnUrl?: string | null;
  /** Seconds from now until the invoice expires. */
  readonly payWithin: number;
  readonly createdBy: string;
  /** Idempotency-Key: the creator's same key again is the same invoice. */
  readonly key?: string | undefined;
}

/** How long a hold may be captured, and how long something may be refunded, after the invoice has expired; seconds. */
const CAPTURE_SECONDS = 7 * 86_400;
const REFUND_SECONDS = 60 * 86_400;

/** Makes an invoice, once for a key; `beside` is written in the same transaction. @throws {ProblemError} `invoice-reference-taken`, `fiscal-register-blocked`, `token-not-listed` */
export async function createInvoice(
  gateway: Gateway,
  request: InvoiceRequest,
  beside?: (client: pg.PoolClient, invoiceId: Hex) => Promise<void>,
): Promise<Invoice> {
  const { network, pool } = gateway;
  const known = await madeBefore(pool, request);
  if (known !== undefined) return await readInvoice(pool, known);
  const tip = await chainTip(pool);
  if (tip === undefined) throw new ProblemError("chain-unreachable");
  if (await isBlocked(pool, request, tip.timestamp)) throw new ProblemError("fiscal-register-blocked");
  for (const token of request.tokens ?? []) await mustBeListed(pool, token);
  const receiver = await accountOf(gateway, request.merchant);
  const operator = await accountOf(gateway, network.accounts.operator);
  const termsSalt = randomBytes(32);
  const { merchant, description, lines, reference } = request;
  const amountTiyn = request.amountTiyn.toString();
  const payBy = tip.timestamp + request.payWithin;
  const terms: ChainTerms = {
    invoiceId: toHex(randomBytes(32)),
    ...{ operator, receiver, token: network.contracts.tenge, amount: request.amountTiyn },
    ...{ payBy, captureBy: payBy + CAPTURE_SECONDS, refundBy: payBy + CAPTURE_SECONDS + REFUND_SECONDS },
    ...{ feeBps: 0, feeReceiver: receiver },
    termsHash: termsHashOf(termsSalt, { merchant, amountTiyn, description, lines, reference }),
    salt: toHex(randomBytes(32)),
  };
  const box = paymentId(network, paymentOf(terms));
  await inTransaction(pool, async (client) => {
    await insert(client, request, terms, termsSalt);
    await beside?.(client, terms.invoiceId);
    await keepTerms(client, { payment: box, invoiceId: terms.invoiceId, box: boxOf(network, box) });
  });
  return readInvoice(pool, terms.invoiceId);
}

const requestOf = ({ createdBy, key }: InvoiceRequest): string | null =>
  key === undefined ? null : `${createdBy}/${key}`;

/** The invoice that the same request made, before its answer was kept. */
async function madeBefore(pool: pg.Pool, request: InvoiceRequest): Promise<Hex | undefined> {
  const { rows } = await pool.query<{ invoice_id: Hex }>(
    "SELECT '0x' || encode(invoice_id, 'hex') AS invoice_id FROM payload.invoices WHERE request = $1",
    [requestOf(request)],
  );
  return rows[0]?.invoice_id;
}

async function insert(
  client: pg.PoolClient,
  request: InvoiceRequest,
  terms: ChainTerms,
  termsSalt: Uint8Array,
): Promise<void> {
  const { merchant, toleranceTiyn, capture, late, till, reference, description, lines, createdBy } = request;
  const { tokens = [], returnUrl = null } = request;
  const { rowCount } = await client.query(
    `INSERT INTO payload.invoices (invoice_id, merchant, state, amount_tiyn, tolerance_tiyn, capture, late, till, reference, description, lines,
       token, receiver, operator, pay_by, capture_by, refund_by, fee_bps, fee_receiver, terms_salt, terms_hash, salt, created_by, tokens, return_url, request)
     VALUES ($1, $2, 'open', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
     ON CONFLICT (merchant, reference) DO NOTHING`,
    [
      ...[bytesOf(terms.invoiceId), merchant, terms.amount.toString(), toleranceTiyn.toString()],
      ...[capture, late, till, reference, description, JSON.stringify(lines)],
      ...[bytesOf(terms.token), bytesOf(terms.receiver), bytesOf(terms.operator)],
      ...[terms.payBy, terms.captureBy, terms.refundBy, terms.feeBps, bytesOf(terms.feeReceiver)],
      ...[
        termsSalt,
        bytesOf(terms.termsHash),
        bytesOf(terms.salt),
        createdBy,
        tokens.map(bytesOf),
        returnUrl,
        requestOf(request),
      ],
    ],
  );
  if (rowCount === 0) throw new ProblemError("invoice-reference-taken");
}

/** Notes which payment on the chain belongs to which invoice; again is no harm. */
export async function keepTerms(
  db: pg.Pool | pg.PoolClient,
  { payment, invoiceId, payer, box }: { payment: Hex; invoiceId: Hex; payer?: Hex; box?: Hex },
): Promise<void> {
  await db.query(
    `INSERT INTO payload.payment_terms (payment, invoice_id, payer, box) VALUES ($1, $2, $3, $4) ON CONFLICT (payment) DO NOTHING`,
    [
      ...[bytesOf(payment), bytesOf(invoiceId)],
      ...[payer === undefined ? null : bytesOf(payer), box === undefined ? null : bytesOf(box)],
    ],
  );
}

/** Closes an invoice; its parameter is the identifier. Again is no harm. */
export const VOID_SQL =
  "UPDATE payload.invoices SET state = 'void', voided_at = now() WHERE invoice_id = $1 AND state <> 'void'";

/** Closes an invoice on which nothing was paid. @throws {ProblemError} `invoice-paid`, `invoice-closed` */
export async function voidInvoice({ pool }: Gateway, invoiceId: Hex): Promise<void> {
  const { invoice, state } = await readInvoiceWithState(pool, invoiceId);
  if (invoice.state === "void") return;
  if (state.paid > 0n || state.status === "processing") throw new ProblemError("invoice-paid");
  await pool.query(VOID_SQL, [bytesOf(invoiceId)]);
}
