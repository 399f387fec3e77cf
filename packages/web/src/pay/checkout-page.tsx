// Where a customer pays an invoice: with the browser's wallet, by QR, or by copying address and amount. No gas, no account.
import { useEffect, useState, type ReactNode } from "react";
import { getAuthorization, getInvoice, getStatus, paths, payInvoice } from "../api.ts";
import type { PublicInvoice } from "../answers.ts";
import { formatTenge, unixOf } from "../format.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { AddNetwork } from "../passkey/add-network.tsx";
import { PasskeyWay } from "../passkey/passkey-way.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { WalletChoice } from "../wallet/wallet-choice.tsx";
import { signTypedData, walletAccount } from "../wallet/provider.ts";
import { asProblem, useResource } from "../resource.ts";
import { Money, Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { BackToShop } from "./back-to-shop.tsx";
import { plainAmount } from "./amount.ts";
import { InvoiceProofs } from "../proof/payment-proof.tsx";
import { InvoiceMoney, InvoiceState } from "./invoice-parts.tsx";
import { QrCode } from "./qr.tsx";

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
        {open && <Remaining until={invoice.payBy} />}
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

/** The time that is left by the ledger's clock, which need not be the wall's. */
function Remaining({ until }: { until: string }): ReactNode {
  const { pulse } = useLive();
  const status = useResource(paths.status, getStatus, pulse);
  const now = status.value?.time;
  if (now === null || now === undefined) return null;
  return <Countdown key={now} from={unixOf(until) - unixOf(now)} />;
}

function Countdown({ from }: { from: number }): ReactNode {
  const { say } = useSpeech();
  const [passed, setPassed] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setPassed((before) => before + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(from - passed, 0);
  const two = (value: number): string => String(value % 60).padStart(2, "0");
  return (
    <p className="quiet">
      {say("pay.left")}{" "}
      <span className="amount">{`${Math.floor(left / 3600)}:${two(Math.floor(left / 60))}:${two(left)}`}</span>
    </p>
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

function WalletWay({ invoice, changed }: { invoice: PublicInvoice; changed: () => void }): ReactNode {
  const { say, language } = useSpeech();
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const wallet = useWallets().current?.wallet;
  const pay = async (): Promise<void> => {
    if (wallet === undefined) return;
    setBusy(true);
    setProblem(null);
    try {
      const payer = await walletAccount(wallet);
      const { typedData } = await getAuthorization(invoice.invoice, payer);
      const signature = await signTypedData(wallet, payer, JSON.stringify(typedData));
      await payInvoice(invoice.invoice, { payer, signature });
      changed();
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card checkout">
      <h2>{say("pay.byWallet")}</h2>
      <WalletChoice />
      <AddNetwork />
      {wallet !== undefined && (
        <button type="button" className="primary big" disabled={busy} onClick={() => void pay()}>
          {busy ? say("pay.signing") : say("pay.sign", { amount: formatTenge(invoice.dueTiyn, language) })}
        </button>
      )}
      <p className="quiet">{say(wallet === undefined ? "pay.noWallet" : "pay.noGas")}</p>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
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
