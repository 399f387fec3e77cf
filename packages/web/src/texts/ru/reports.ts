// Texts of the pages about reports in Russian.
import type { ReportTexts } from "../en/reports.ts";

export const reports: ReportTexts = {
  "reports.receiptMissing": "нет чека",
};
