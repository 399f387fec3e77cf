// Quotes: what an exchange signs, and what an amount of tenge costs in another token by it. Pure.
import { concat, hashTypedData, sha256, type Address, type Hex } from "viem";
import type { Network } from "./network.ts";
import { contractDomain } from "./typed-data.ts";

/** `Quote`: a holder of the exchange role says for a moment how much of a token is worth how much tenge. */
export const quoteTypes = {
  Quote: [
    { name: "token", type: "address" },
    { name: "tokenAmount", type: "uint96" },
    { name: "amountTiyn", type: "uint96" },
    { name: "validFrom", type: "uint40" },
    { name: "validTo", type: "uint40" },
  ],
} as const;

/** `tokenAmount` (the token's smallest unit) is worth `amountTiyn`; times in Unix seconds. */
export interface Quote {
  readonly token: Address;
  readonly tokenAmount: bigint;
  readonly amountTiyn: bigint;
  readonly validFrom: number;
  readonly validTo: number;
}

/** The longest a quote may hold, seconds. */
export const QUOTE_SECONDS = 60;

/** What the exchange's key signs. The domain is that of Payments. */
export const quoteTypedData = ({ chainId, contracts }: Network, quote: Quote) => ({
  domain: contractDomain(chainId, contracts.payments),
  types: quoteTypes,
  primaryType: "Quote" as const,
  message: quote,
});

/** Names a quote; 32 bytes. */
export const quoteHash = (network: Network, quote: Quote): Hex =>
  hashTypedData(quoteTypedData(network, quote));

/** What an amount of tenge costs in the quote's token, rounded up to its smallest unit: a merchant never gets less than asked. */
export const tokenCost = ({ tokenAmount, amountTiyn }: Quote, priceTiyn: bigint): bigint =>
  (priceTiyn * tokenAmount + amountTiyn - 1n) / amountTiyn;

/** The terms of a payment by a quote: sha256(hash of the invoice's terms ‖ hash of the quote). The payer signs both. */
export const quotedTermsHash = (termsHash: Hex, quote: Hex): Hex => sha256(concat([termsHash, quote]));
