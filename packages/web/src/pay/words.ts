// Which text says what an invoice's state means. Literal keys, so that the test sees each used.
import type { InvoiceFlag, InvoiceStatus } from "../answers.ts";
import type { TextKey } from "../texts/en.ts";

export const INVOICE_STATUS_TEXT: Readonly<Record<InvoiceStatus, TextKey>> = {
  draft: "invoice.draft",
  open: "invoice.open",
  processing: "invoice.processing",
  paid: "invoice.paid",
  settled: "invoice.settled",
  expired: "invoice.expired",
  void: "invoice.void",
};

export const INVOICE_FLAG_TEXT: Readonly<Record<InvoiceFlag, TextKey>> = {
  partial: "invoice.partial",
  over: "invoice.over",
  late: "invoice.late",
  refunded_part: "invoice.refundedPart",
  refunded_full: "invoice.refundedFull",
  disputed: "invoice.disputed",
  tolerance_used: "invoice.toleranceUsed",
  receipt_missing: "reports.receiptMissing",
  held: "invoice.held",
};
