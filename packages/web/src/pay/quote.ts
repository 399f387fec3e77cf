// What an invoice costs in a token, by an exchange's quote. Pure.
import type { Quote } from "../answers.ts";
import { unixOf } from "../format.ts";

/** What the payer signs: price × quote, rounded up to the token's smallest unit, as the SDK's `tokenCost`. */
export const costOf = ({ tokenAmount, amountTiyn }: Quote, priceTiyn: bigint): bigint =>
  (priceTiyn * BigInt(tokenAmount) + amountTiyn - 1n) / amountTiyn;

/** The quote that holds now and holds longest, which the gateway asks by too; undefined where none holds. */
export function quoteInForce(quotes: readonly Quote[], now: number): Quote | undefined {
  const inForce = quotes.filter(
    ({ validFrom, validTo }) => unixOf(validFrom) <= now && now < unixOf(validTo),
  );
  inForce.sort(
    (one, other) => unixOf(other.validTo) - unixOf(one.validTo) || (one.quote < other.quote ? -1 : 1),
  );
  return inForce[0];
}
