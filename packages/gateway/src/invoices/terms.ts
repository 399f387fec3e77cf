// From an invoice to the terms that a payer signs. Pure.
import {
  jcs,
  payloadHash,
  quotedTermsHash,
  tokenCost,
  utf8,
  type PaymentInfo,
  type Quote,
} from "@alatau/sdk";
import { zeroAddress, type Address, type Hex } from "viem";

/** What was agreed; its salted hash is in the payer's signature. */
export interface Agreement {
  readonly merchant: number;
  readonly amountTiyn: string;
  readonly description: string | null;
  readonly lines: readonly {
    readonly name: string;
    readonly quantity: number;
    readonly amountTiyn: string;
  }[];
  readonly reference: string | null;
}

/** sha256(salt, JCS of the agreement). */
export const termsHashOf = (salt: Uint8Array, agreement: Agreement): Hex =>
  payloadHash(salt, utf8(jcs(agreement)));

/** The part of an invoice that goes on the chain. */
export interface ChainTerms {
  readonly invoiceId: Hex;
  readonly operator: Address;
  readonly receiver: Address;
  readonly token: Address;
  readonly amount: bigint;
  readonly payBy: number;
  readonly captureBy: number;
  readonly refundBy: number;
  readonly feeBps: number;
  readonly feeReceiver: Address;
  readonly termsHash: Hex;
  readonly salt: Hex;
}

/** The terms of a payer, or of the box where none is given. The fee is fixed: the bounds are one number. */
export function paymentOf(terms: ChainTerms, payer: Address = zeroAddress): PaymentInfo {
  const { feeBps, ...rest } = terms;
  return { ...rest, payer, minFeeBps: feeBps, maxFeeBps: feeBps };
}

/** The terms of a payer in a quote's token: they end with the quote, and commit to it. */
export function quotedPaymentOf(
  terms: ChainTerms,
  payer: Address,
  quote: Quote & { readonly hash: Hex },
): PaymentInfo {
  return {
    ...paymentOf(terms, payer),
    token: quote.token,
    amount: tokenCost(quote, terms.amount),
    payBy: Math.min(terms.payBy, quote.validTo),
    termsHash: quotedTermsHash(terms.termsHash, quote.hash),
  };
}
