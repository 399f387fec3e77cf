// Refusals of money's way in and out: bank statements of the issuer, cash-outs, decisions, other chains.
import type { ErrorRow } from "./row.ts";

const LOOK = "Look at it again: somebody else may have decided.";

export const ISSUANCE_ERRORS = {
  "cash-out-over": [
    409,
    "Time to sign over",
    "A cash-out is signed within an hour of the ledger's time.",
    "Ask for a new one.",
  ],
  "cash-out-unknown": [
    404,
    "Cash-out unknown",
    "There is no such cash-out of yours.",
    "Check the identifier.",
  ],
  "chain-unsupported": [
    422,
    "Other chain not connected",
    "No lock on that chain is connected to this ledger.",
    "Ask the operator which chains are.",
  ],
  "counterparty-unknown": [
    409,
    "Sender unknown",
    "The bank does not say from which account the money came.",
    "Ask the bank, or assign the money to an account.",
  ],
  "decision-open": [
    409,
    "Proposed before",
    "There is an open proposal on it.",
    "Confirm or reject that one.",
  ],
  "decision-over": [409, "Decided before", "The proposal was confirmed or rejected.", LOOK],
  "decision-own": [
    403,
    "Own money",
    "Nobody decides over the money of the account that he signs in with.",
    "Leave it to the others.",
  ],
  "decision-unfit": [409, "Not to be decided", "What is proposed does not fit where it stands now.", LOOK],
  "decision-unknown": [
    404,
    "Proposal unknown",
    "There is no such proposal.",
    "Look under /v1/issuer/decisions.",
  ],
  "entry-unknown": [404, "Entry unknown", "There is no such bank entry.", "Look under /v1/issuer/entries."],
  "four-eyes": [
    403,
    "Second pair of eyes needed",
    "Who proposed it cannot confirm it.",
    "Let another officer of the issuer confirm it.",
  ],
  "iban-invalid": [
    422,
    "Account number wrong",
    "The IBAN's length or check digits are wrong.",
    "Compare it with the bank's paper.",
  ],
  "issuer-missing": [503, "No issuer", "The token list names no issuer of tenge.", "Tell the operator."],
  "issuer-member-exists": [
    409,
    "Member already",
    "The account is a member of the issuer.",
    "Remove it first.",
  ],
  "not-issuer": [
    403,
    "Not of the issuer",
    "Only members of the issuer may do this, or the account that holds its role.",
    "Sign in with such an account.",
  ],
  "payment-order-empty": [
    409,
    "Nothing to pay",
    "No cash-out is burned and final and unpaid.",
    "Try again later.",
  ],
  "payment-order-unknown": [
    404,
    "Payment order unknown",
    "There is no such payment order.",
    "Look under /v1/issuer/payment-orders.",
  ],
  "reserve-report-early": [
    409,
    "No books yet",
    "There is no statement of the issuer's bank yet.",
    "Upload the first statement.",
  ],
  "reserve-report-unknown": [
    404,
    "Reserve report unknown",
    "There is no such report.",
    "Look under /v1/reserve-reports.",
  ],
  "statement-account-foreign": [
    422,
    "Not the issuer's account",
    "The account is none of those that the issuer has named.",
    "Check the file; name the account under /v1/issuer/accounts first.",
  ],
  "statement-entry-changed": [
    409,
    "Entry changed",
    "An entry that was there before has another amount or day now.",
    "Ask the bank which of the statements holds; nothing of it was kept.",
  ],
  "statement-gap": [
    409,
    "Statement missing",
    "The opening balance is not the closing balance of the statement before.",
    "Upload the statements between the two first.",
  ],
  "statement-unknown": [
    404,
    "Statement unknown",
    "There is no such statement.",
    "Look under /v1/issuer/statements.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
