// Where a customer pays an invoice: with the browser's wallet, by QR, or by copying address and amount. No gas, no account.
import type { ReactNode } from "react";
import { getInvoice, paths } from "../api.ts";
import type { PublicInvoice } from "../answers.ts";
import { formatTenge } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { PasskeyWay } from "../passkey/passkey-way.tsx";
import { useResource } from "../resource.ts";
import { Money, Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { BackToShop } from "./back-to-shop.tsx";
import { plainAmount } from "./amount.ts";
import { InvoiceProofs } from "../proof/payment-proof.tsx";
import { InvoiceMoney, InvoiceState } from "./invoice-parts.tsx";
import { QrCode } from "./qr.tsx";
import { Remaining } from "./remaining.tsx";
import { WalletWay } from "./wallet-way.tsx";

/** The page of one invoice. */
export function CheckoutPage({ id }: { id: string }): ReactNode {
  const { pulse } = useLive();
  const { say } = useSpeech();
  const invoice = useResource(paths.invoice(id), getInvoice, pulse);
  return (
    <div className="narrow">
      <PageTitle title={say("pay.title")} />
      <Loaded from={invoice}>{(value) => <Checkout invoice={value} changed={invoice.again} />}</Loaded>
    </div>
  );
}

function Checkout({ invoice, changed }: { invoice: PublicInvoice; changed: () => void }): ReactNode {
  const { say, language } = useSpeech();
  const { merchant, merchantName, description, amountTiyn, status } = invoice;
  const open = status === "open" && invoice.dueTiyn > 0n;
  return (
    <>
      <section className="card checkout">
        <p className="quiet">{merchantName ?? say("pay.merchant", { number: String(merchant) })}</p>
        <p className="sum">{formatTenge(open ? invoice.dueTiyn : amountTiyn, language)}</p>
        {description !== null && <p>{description}</p>}
        <InvoiceState invoice={invoice} />
        <InvoiceMoney invoice={invoice} />
        {open && <Remaining text="pay.left" until={invoice.payBy} />}
      </section>
      {open && <Ways invoice={invoice} changed={changed} />}
      {(status === "paid" || status === "settled") && <Receipt invoice={invoice} />}
      {invoice.paidTiyn > 0n && <InvoiceProofs invoice={invoice.invoice} />}
      {(status === "paid" || status === "settled") && <BackToShop url={invoice.returnUrl} />}
      {status === "expired" && <Nothing>{say("pay.expired")}</Nothing>}
      {status === "void" && <Nothing>{say("pay.void")}</Nothing>}
    </>
  );
}

function Ways({ invoice, changed }: { invoice: PublicInvoice; changed: () => void }): ReactNode {
  const { say, language } = useSpeech();
  const exact = plainAmount(invoice.dueTiyn);
  return (
    <>
      <PasskeyWay invoice={invoice.invoice} />
      <WalletWay invoice={invoice} changed={changed} />
      <section className="card checkout">
        <h2>{say("pay.byTransfer")}</h2>
        <p className="quiet">{say("pay.transferNote", { amount: formatTenge(invoice.dueTiyn, language) })}</p>
        <QrCode text={invoice.transferUri} label={say("pay.qr")} />
        <dl className="facts">
          <div>
            <dt>{say("pay.address")}</dt>
            <dd>
              <Hash value={invoice.box} label={say("pay.address")} />
            </dd>
          </div>
          <div>
            <dt>{say("pay.exact")}</dt>
            <dd>
              <code>{exact}</code> aKZT
            </dd>
          </div>
        </dl>
      </section>
    </>
  );
}

function Receipt({ invoice }: { invoice: PublicInvoice }): ReactNode {
  const { say } = useSpeech();
  return (
    <section className="card checkout receipt">
      <h2>{say("pay.thanks")}</h2>
      <dl className="facts">
        <div>
          <dt>{say("pay.receipt")}</dt>
          <dd>{invoice.number}</dd>
        </div>
        <div>
          <dt>{say("invoice.paidAmount")}</dt>
          <dd>
            <Money tiyn={invoice.paidTiyn} />
          </dd>
        </div>
        <div>
          <dt>{say("pay.made")}</dt>
          <dd>
            <Moment time={invoice.createdAt} />
          </dd>
        </div>
        <div>
          <dt>{say("pay.invoice")}</dt>
          <dd>
            <Hash value={invoice.invoice} label={say("pay.invoice")} />
          </dd>
        </div>
      </dl>
      <button type="button" onClick={() => window.print()}>
        {say("pay.print")}
      </button>
    </section>
  );
}
