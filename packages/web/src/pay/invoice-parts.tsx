// Parts of an invoice that more than one page shows.
import type { ReactNode } from "react";
import type { PublicInvoice } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { Money } from "../ui/amounts.tsx";
import { INVOICE_FLAG_TEXT, INVOICE_STATUS_TEXT } from "./words.ts";

const GOOD = ["paid", "settled"];

/** Status and every flag of an invoice. */
export function InvoiceState({ invoice: { status, flags } }: { invoice: PublicInvoice }): ReactNode {
  const { say } = useSpeech();
  return (
    <span role="status">
      <span className={`badge ${GOOD.includes(status) ? "final" : status === "processing" ? "pending" : ""}`}>
        {say(INVOICE_STATUS_TEXT[status])}
      </span>
      {flags.map((flag) => (
        <span key={flag} className="badge">
          {say(INVOICE_FLAG_TEXT[flag])}
        </span>
      ))}
    </span>
  );
}

/** What was paid, given back and is still due, as far as it differs from the amount. */
export function InvoiceMoney({ invoice }: { invoice: PublicInvoice }): ReactNode {
  const { say } = useSpeech();
  const { paidTiyn, refundedTiyn, surplusTiyn, dueTiyn, amountTiyn, status } = invoice;
  const rows = [
    ["invoice.paidAmount", paidTiyn, paidTiyn > 0n && (paidTiyn !== amountTiyn || refundedTiyn > 0n)],
    ["invoice.refunded", refundedTiyn, refundedTiyn > 0n],
    ["invoice.surplus", surplusTiyn, surplusTiyn > 0n],
    ["invoice.due", dueTiyn, status === "open" && dueTiyn !== amountTiyn],
  ] as const;
  const shown = rows.filter(([, , shows]) => shows);
  if (shown.length === 0) return null;
  return (
    <dl className="facts">
      {shown.map(([text, tiyn]) => (
        <div key={text}>
          <dt>{say(text)}</dt>
          <dd>
            <Money tiyn={tiyn} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
