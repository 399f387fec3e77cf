// What a payment intent's state is called: another word for the state of its invoice. Pure.
import type { InvoiceState } from "../invoices/status.ts";

export const INTENT_STATUSES = [
  "requires_payment_method",
  "requires_capture",
  "processing",
  "succeeded",
  "canceled",
] as const;
export type IntentStatus = (typeof INTENT_STATUSES)[number];

/**
 * `succeeded` only where the invoice is paid: an invoice that ended with a part of its money is `canceled`, and the amounts say how
 * much came.
 */
export function intentStatus({ status, held }: Pick<InvoiceState, "status" | "held">): IntentStatus {
  switch (status) {
    case "draft":
    case "open":
      return "requires_payment_method";
    case "processing":
      return held > 0n ? "requires_capture" : "processing";
    case "paid":
    case "settled":
      return "succeeded";
    case "void":
      return held > 0n ? "processing" : "canceled"; // what was held is on its way back
    case "expired":
      return "canceled";
  }
}
