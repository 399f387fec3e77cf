// One invoice at the till: its QR code, its state, giving back for who may, and the slip for the printer.
import type { ReactNode } from "react";
import { getInvoice, paths, voidInvoice } from "../api.ts";
import type { Invoice, Session } from "../answers.ts";
import { formatTenge } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { InvoiceMoney, InvoiceState } from "../pay/invoice-parts.tsx";
import { QrCode } from "../pay/qr.tsx";
import { RefundForm } from "../pay/refund-form.tsx";
import { useResource } from "../resource.ts";
import { go, Link } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Loaded } from "../ui/states.tsx";

/** The invoice. A cashier sees neither refund nor void: the gateway would refuse both. */
export function ShownInvoice({ id, session }: { id: string; session: Session }): ReactNode {
  const { say } = useSpeech();
  const { pulse, connection } = useLive();
  const invoice = useResource(paths.invoice(id), getInvoice, pulse);
  const decides = session.role === "owner";
  return (
    <Loaded from={invoice}>
      {(value) => (
        <div className="narrow">
          <Slip invoice={value as Invoice} />
          {decides && value.paidTiyn > value.refundedTiyn && (
            <RefundForm
              key={String(value.refundedTiyn)}
              invoice={value as Invoice}
              signs={session.participant === session.merchant}
              changed={invoice.again}
            />
          )}
          <div className="row unprinted">
            <button type="button" className="primary" onClick={() => go("/till")}>
              {say("till.next")}
            </button>
            {decides && value.status === "open" && value.paidTiyn === 0n && (
              <button
                type="button"
                disabled={connection === "lost"}
                onClick={() => void voidInvoice(id).then(invoice.again, invoice.again)}
              >
                {say("till.void")}
              </button>
            )}
            <button type="button" onClick={() => window.print()}>
              {say("till.print")}
            </button>
            {value.paidTiyn > 0n && <Link to={`/pay/${id}`}>{say("pay.receipt")}</Link>}
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Slip({ invoice }: { invoice: Invoice }): ReactNode {
  const { say, language } = useSpeech();
  const { merchantName, merchant, till, cashier, lines } = invoice;
  const where = [till, cashier].filter((each) => each !== null && each !== undefined).join(" · ");
  return (
    <section className="card checkout slip">
      <p className="quiet">{merchantName ?? say("pay.merchant", { number: String(merchant) })}</p>
      <p className="sum">{formatTenge(invoice.amountTiyn, language)}</p>
      {(lines ?? []).length > 0 ? (
        <ul className="plain basket">
          {lines.map((line, index) => (
            <li key={index}>
              <span>
                {line.name} × {line.quantity}
              </span>
              <span className="amount">{formatTenge(line.amountTiyn, language)}</span>
            </li>
          ))}
        </ul>
      ) : (
        invoice.description !== null && <p>{invoice.description}</p>
      )}
      <InvoiceState invoice={invoice} />
      <InvoiceMoney invoice={invoice} />
      {invoice.status === "open" && (
        <>
          <QrCode text={checkoutUrl(invoice.invoice)} label={say("till.qr")} />
          <a className="unprinted" href={checkoutUrl(invoice.invoice)}>
            {say("till.link")}
          </a>
        </>
      )}
      <p className="quiet">
        {say("till.number", { number: String(invoice.number) })} <Moment time={invoice.createdAt} />
        {where !== "" && ` · ${where}`}
      </p>
    </section>
  );
}

const checkoutUrl = (id: string): string => `${window.location.origin}/pay/${id}`;
