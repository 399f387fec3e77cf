// Refusals of till reports, bank statements and fiscal receipts.
import type { ErrorRow } from "./row.ts";

export const REPORT_ERRORS = {
  "report-unknown": [404, "Report unknown", "The merchant has no such report.", "Look under /v1/reports."],
  "report-number-taken": [
    409,
    "Closed by somebody else",
    "The till was closed meanwhile: its next report has another number.",
    "Look at the last report; close again if there is something to close.",
  ],
  "report-empty": [
    409,
    "Nothing to close",
    "The till's last report already reaches that far.",
    "Close again later.",
  ],
  "report-day-open": [
    422,
    "Day not over",
    "The day, in the time of Kazakhstan, is not over on the ledger.",
    "Close without naming a day, or wait until it is over.",
  ],
  "report-not-final": [
    503,
    "Last block not final yet",
    "A report ends with a block that can no longer be replaced; its head is about to be signed.",
    "Ask again in two seconds.",
  ],
  "report-corrected": [
    409,
    "Corrected before",
    "Another report corrects this one already.",
    "Correct that one.",
  ],
  "report-not-anchored": [
    409,
    "Not yet on the ledger",
    "A report can be corrected once it is in a batch that the chain accepted.",
    "Wait some seconds.",
  ],
  "statement-unreadable": [
    422,
    "Bank statement unreadable",
    "The file is no bank statement that can be read without guessing; the detail names the place.",
    "Ask the bank for camt.053 or CSV as docs/operations/reports.md lays it out.",
  ],
  "statement-contradicts": [
    409,
    "Bank statements contradict each other",
    "An entry with this reference was there before with another amount or day.",
    "Ask the bank which of the statements holds.",
  ],
  "fiscal-till-unknown": [
    404,
    "Till gives no receipts",
    "Fiscal receipts are not switched on for this till.",
    "Switch them on with POST /v1/fiscal-tills.",
  ],
  "fiscal-till-on": [
    409,
    "Receipts are on already",
    "The till gives fiscal receipts through another operator or register.",
    "Switch them off first.",
  ],
  "fiscal-register-blocked": [
    409,
    "Register blocked",
    "The till's fiscal operator could not be reached for more than 72 hours; until its receipts are given the till may not sell.",
    "See GET /v1/fiscal-tills; the till sells again once the operator has answered.",
  ],
  "fiscal-operator-refused": [
    422,
    "Operator's address refused",
    "The operator is reached by https at a public address.",
    "Give the https address that the operator named.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
