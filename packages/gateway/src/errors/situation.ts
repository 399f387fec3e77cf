// Refusals of problem reports, searches and what else the situation centre takes in.
import type { ErrorRow } from "./row.ts";

export const SITUATION_ERRORS = {
  "problem-reports-closed": [
    503,
    "No department takes reports yet",
    "The data set city.reports is not registered in this network.",
    "A department registers it; see docs/operations/situation-centre.md.",
  ],
  "problem-report-unknown": [
    404,
    "Report unknown",
    "There is no problem report with this receipt or number.",
    "Check the receipt: 24 letters and digits.",
  ],
  "problem-report-answered": [
    409,
    "Answered already",
    "The report has its answer; it is part of the record.",
    "Look at the answer.",
  ],
  "saved-searches-full": [
    409,
    "Too many searches kept",
    "A caller keeps at most 100 searches.",
    "Delete one first.",
  ],
} as const satisfies Readonly<Record<string, ErrorRow>>;
