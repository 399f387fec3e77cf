// The till: type an amount, show a QR code, see it paid, refund a part; for a merchant that has signed in.
import { useState, type ReactNode } from "react";
import { createInvoice, getInvoice, getInvoices, getSession, paths, voidInvoice } from "../api.ts";
import type { Invoice } from "../answers.ts";
import { formatTenge } from "../format.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { asProblem, useResource } from "../resource.ts";
import { go, Link } from "../router.tsx";
import { Money, Moment } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { tiynOf, typed } from "./amount.ts";
import { InvoiceMoney, InvoiceState } from "./invoice-parts.tsx";
import { QrCode } from "./qr.tsx";
import { RefundForm } from "./refund-form.tsx";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ",", "0", "⌫"] as const;

/** The till, or one of its invoices. */
export function TillPage({ invoice }: { invoice: string | null }): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const participant = session.value?.participant ?? null;
  return (
    <>
      <PageTitle title={say("till.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {participant === null ? (
        <Nothing>{say("till.signIn")}</Nothing>
      ) : invoice === null ? (
        <div className="columns two">
          <Keypad />
          <Day />
        </div>
      ) : (
        <Shown id={invoice} />
      )}
    </>
  );
}

function Keypad(): ReactNode {
  const { say, language } = useSpeech();
  const [text, setText] = useState("");
  const [description, setDescription] = useState("");
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const amount = tiynOf(text);
  const charge = async (): Promise<void> => {
    if (amount === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const made = await createInvoice({
        amountTiyn: amount.toString(),
        ...(description.trim() !== "" && { description: description.trim() }),
      });
      go(`/till/${made.invoice}`);
    } catch (failure) {
      setProblem(asProblem(failure));
      setBusy(false);
    }
  };
  return (
    <section className="card till" aria-label={say("till.keypad")}>
      <output className="sum" aria-live="polite">
        {amount === null ? (text === "" ? formatTenge(0n, language) : text) : formatTenge(amount, language)}
      </output>
      <input
        value={description}
        placeholder={say("till.what")}
        aria-label={say("till.what")}
        maxLength={500}
        onChange={(event) => setDescription(event.target.value)}
      />
      <div className="keys">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={key === "⌫" ? say("till.delete") : key}
            onClick={() => setText((before) => typed(before, key))}
          >
            {key}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="primary big"
        disabled={busy || amount === null}
        onClick={() => void charge()}
      >
        {say("till.charge")}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}

function Day(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const invoices = useResource(paths.invoices({ limit: 30 }), getInvoices, pulse);
  return (
    <section className="card" aria-label={say("till.latest")}>
      <h2>{say("till.latest")}</h2>
      <Loaded from={invoices}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("till.none")}</Nothing>
          ) : (
            <ul className="plain">
              {items.map((item) => (
                <li key={item.invoice}>
                  <Link to={`/till/${item.invoice}`}>
                    {item.number} · {item.description ?? say("till.noText")}
                  </Link>
                  <span>
                    <Money tiyn={item.amountTiyn} /> <InvoiceState invoice={item} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Shown({ id }: { id: string }): ReactNode {
  const { say, language } = useSpeech();
  const { pulse } = useLive();
  const invoice = useResource(paths.invoice(id), getInvoice, pulse);
  return (
    <Loaded from={invoice}>
      {(value) => (
        <div className="narrow">
          <section className="card checkout">
            <p className="sum">{formatTenge(value.amountTiyn, language)}</p>
            {value.description !== null && <p>{value.description}</p>}
            <InvoiceState invoice={value} />
            <InvoiceMoney invoice={value} />
            {value.status === "open" && (
              <>
                <QrCode text={checkoutUrl(id)} label={say("till.qr")} />
                <a href={checkoutUrl(id)}>{say("till.link")}</a>
              </>
            )}
            <p className="quiet">
              {say("till.number", { number: String(value.number) })} <Moment time={value.createdAt} />
            </p>
          </section>
          {value.paidTiyn > value.refundedTiyn && (
            <RefundForm key={String(value.refundedTiyn)} invoice={value as Invoice} changed={invoice.again} />
          )}
          <div className="row">
            <button type="button" onClick={() => go("/till")}>
              {say("till.next")}
            </button>
            {value.status === "open" && value.paidTiyn === 0n && (
              <button type="button" onClick={() => void voidInvoice(id).then(invoice.again, invoice.again)}>
                {say("till.void")}
              </button>
            )}
            {value.paidTiyn > 0n && <Link to={`/pay/${id}`}>{say("pay.receipt")}</Link>}
          </div>
        </div>
      )}
    </Loaded>
  );
}

const checkoutUrl = (id: string): string => `${window.location.origin}/pay/${id}`;
