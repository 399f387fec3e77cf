// Texts of the pages about reports in Kazakh.
import type { ReportTexts } from "../en/reports.ts";

export const reports: ReportTexts = {
  "reports.receiptMissing": "чек жоқ",
};
