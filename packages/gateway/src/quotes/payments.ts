// Payments by a quote: the terms that their payer signs, kept so that their id, their worth and their refunds can be found again.
import { contractDomain, paymentId, type Network, type PaymentInfo } from "@alatau/sdk";
import type pg from "pg";
import { isAddressEqual, type Address, type Hex, type TypedDataDomain } from "viem";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import type { Invoice } from "../invoices/store.ts";
import { paymentOf, quotedPaymentOf } from "../invoices/terms.ts";
import { ProblemError } from "../problems.ts";
import { readQuote, type KeptQuote } from "./store.ts";

/** A payment's terms, and the quote where they are not in tenge. */
export interface AskedPayment {
  readonly payment: PaymentInfo;
  readonly quote: KeptQuote | null;
}

/**
 * The terms of a payer for an invoice, in tenge or by a quote.
 * @throws {ProblemError} `token-not-accepted` where the merchant does not take the quote's token, or holds before it captures
 */
export function askedPayment(
  { terms, tokens, capture }: Invoice,
  payer: Address,
  quote: KeptQuote | null,
): AskedPayment {
  if (quote === null) return { payment: paymentOf(terms, payer), quote };
  if (capture === "manual" || !tokens.some((token) => isAddressEqual(token, quote.token)))
    throw new ProblemError("token-not-accepted");
  return { payment: quotedPaymentOf(terms, payer, quote), quote };
}

/** Notes what a payment by a quote is worth: the whole invoice. Again is no harm. */
export async function keepQuoted(
  db: pg.PoolClient,
  network: Network,
  { terms }: Invoice,
  asked: AskedPayment,
): Promise<void> {
  if (asked.quote === null) return;
  await db.query(
    `INSERT INTO payload.quoted_payments (payment, quote, token_amount, amount_tiyn) VALUES ($1, $2, $3, $4)
       ON CONFLICT (payment) DO NOTHING`,
    [
      ...[bytesOf(paymentId(network, asked.payment)), bytesOf(asked.quote.hash)],
      ...[asked.payment.amount.toString(), terms.amount.toString()],
    ],
  );
}

/** The terms behind a payment's id; undefined where they are not this invoice's. */
export async function termsOfPayment(
  { pool, network }: Gateway,
  { invoice, payment, payer }: { invoice: Invoice; payment: Hex; payer: Address | undefined },
): Promise<AskedPayment | undefined> {
  const { rows } = await pool.query<{ quote: Hex }>(
    "SELECT '0x' || encode(quote, 'hex') AS quote FROM payload.quoted_payments WHERE payment = $1",
    [bytesOf(payment)],
  );
  const quote = rows[0] === undefined ? null : await readQuote(pool, rows[0].quote);
  const found =
    quote === null || payer === undefined
      ? { payment: paymentOf(invoice.terms, payer), quote: null }
      : { payment: quotedPaymentOf(invoice.terms, payer, quote), quote };
  return paymentId(network, found.payment) === payment ? found : undefined;
}

/**
 * How much of a payment's token gives back an amount of tenge: floor, at the payment's own quote; all that is left of the token for
 * all that is left of the tenge.
 */
export async function refundInToken(
  { pool, network }: Gateway,
  { payment, quote }: AskedPayment,
  { priceTiyn, amountTiyn }: { priceTiyn: bigint; amountTiyn: bigint },
): Promise<bigint> {
  if (quote === null) return amountTiyn;
  const { rows } = await pool.query<{ moved: string }>(
    `SELECT coalesce(sum(CASE change WHEN 'refunded' THEN amount ELSE coalesce(to_payer, 0) END), 0)::text AS moved
       FROM ledger.payment_changes WHERE payment = $1 AND change IN ('refunded', 'dispute-resolved')`,
    [bytesOf(paymentId(network, payment))],
  );
  const moved = BigInt(rows[0]!.moved);
  const leftTiyn = priceTiyn - (moved * priceTiyn) / payment.amount;
  if (amountTiyn > leftTiyn) throw new ProblemError("exceeds-refundable");
  return amountTiyn === leftTiyn ? payment.amount - moved : (amountTiyn * payment.amount) / priceTiyn;
}

/** The EIP-712 domain of a token: that of tenge is known, another's is asked of it (ERC-5267). */
export async function domainOf({ chain, network }: Gateway, token: Address): Promise<TypedDataDomain> {
  const { chainId, contracts } = network;
  if (isAddressEqual(token, contracts.tenge)) return contractDomain(chainId, contracts.tenge);
  const { domain } = await chain.getEip712Domain({ address: token });
  const { name, version } = domain;
  return { name, version, chainId, verifyingContract: token };
}
