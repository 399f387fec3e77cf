// Titles of problems of reports, bank statements and fiscal receipts, by code, in English.

export const reportProblems: Readonly<Record<string, string>> = {
  "report-unknown": "Report unknown",
  "report-number-taken": "Closed by somebody else",
  "report-empty": "Nothing to close",
  "report-day-open": "Day not over",
  "report-not-final": "Last block not final yet",
  "report-corrected": "Corrected before",
  "report-not-anchored": "Not yet on the ledger",
  "statement-unreadable": "Bank statement unreadable",
  "statement-contradicts": "Bank statements contradict each other",
  "fiscal-till-unknown": "Till gives no receipts",
  "fiscal-till-on": "Receipts are on already",
  "fiscal-register-blocked": "Register blocked",
  "fiscal-operator-refused": "Operator's address refused",
};
