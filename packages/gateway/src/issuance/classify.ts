// What a movement of the issuer's bank account means. Pure: what is not certain goes to suspense, where people decide.
import type { AccountEntry } from "@alatau/formats";
import { referencesIn } from "./reference.ts";

/** Why nobody was credited. */
export const SUSPENSE_REASONS = [
  "reference-missing",
  "reference-unknown",
  "references-several",
  "return-unmatched",
  "payout-amount-differs",
  "payout-unexpected",
  "debit-unknown",
] as const;
export type SuspenseReason = (typeof SUSPENSE_REASONS)[number];

/** What a reference stands for. */
export type Referred =
  | { readonly kind: "cash-in"; readonly number: number; readonly account: Buffer }
  | {
      readonly kind: "cash-out" | "sent-back";
      readonly number: number;
      /** Who gets the tokens back when the bank returns the money; null: nobody, it lay in suspense. */
      readonly account: Buffer | null;
      readonly amountTiyn: bigint;
      /** `open`: the order is with the bank; `booked`: it was debited; `over`: it came back; `early`: no order was written yet. */
      readonly standing: "early" | "open" | "booked" | "over";
    };

export type Meaning =
  | { readonly purpose: "cash-in"; readonly cashIn: number; readonly credited: Buffer }
  | { readonly purpose: "cash-out" | "sent-back"; readonly number: number }
  | { readonly purpose: "returned"; readonly cashOut: number; readonly credited: Buffer }
  | { readonly purpose: "suspense"; readonly why: SuspenseReason };

/** The references that an entry names, in what the payer wrote and in the end-to-end reference. */
export const namedIn = ({ remittance, endToEnd }: AccountEntry): string[] =>
  referencesIn(`${endToEnd ?? ""} | ${remittance}`);

/** The meaning of an entry; `known` tells what its references stand for. */
export function meaningOf(entry: AccountEntry, known: ReadonlyMap<string, Referred>): Meaning {
  const named = namedIn(entry);
  const found = named.flatMap((reference) => known.get(reference) ?? []);
  return entry.amountTiyn > 0n ? ofCredit(entry, named, found) : ofDebit(entry, found);
}

const suspended = (why: SuspenseReason): Meaning => ({ purpose: "suspense", why });

function ofCredit(entry: AccountEntry, named: readonly string[], found: readonly Referred[]): Meaning {
  const [one] = found;
  if (found.length > 1) return suspended("references-several");
  if (one !== undefined && one.kind !== "cash-in") {
    const came = one.standing === "open" || one.standing === "booked";
    if (!came || one.account === null || one.amountTiyn !== entry.amountTiyn)
      return suspended("return-unmatched");
    return { purpose: "returned", cashOut: one.number, credited: one.account };
  }
  if (entry.returned) return suspended("return-unmatched");
  if (one === undefined) return suspended(named.length > 0 ? "reference-unknown" : "reference-missing");
  return { purpose: "cash-in", cashIn: one.number, credited: one.account };
}

function ofDebit({ amountTiyn }: AccountEntry, found: readonly Referred[]): Meaning {
  const orders = found.filter((one) => one.kind !== "cash-in");
  const [one] = orders;
  if (orders.length > 1) return suspended("references-several");
  if (one === undefined) return suspended("debit-unknown");
  if (one.standing !== "open") return suspended("payout-unexpected");
  if (one.amountTiyn !== -amountTiyn) return suspended("payout-amount-differs");
  return { purpose: one.kind, number: one.number };
}
