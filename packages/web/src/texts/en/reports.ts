// Texts of the pages about reports in English.

export const reports = {
  "reports.receiptMissing": "receipt missing",
} as const;

/** These texts in any language. */
export type ReportTexts = Readonly<Record<keyof typeof reports, string>>;
