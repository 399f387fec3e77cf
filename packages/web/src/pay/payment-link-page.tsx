// A payment link: what is asked for, an amount where it is free, and the way to the invoice.
import { useState, type FormEvent, type ReactNode } from "react";
import { getLink, paths, invoiceOfLink as makeInvoice } from "../api.ts";
import { formatTenge } from "../format.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import type { PublicPaymentLink } from "../merchant/answers.ts";
import { asProblem, useResource } from "../resource.ts";
import { go } from "../router.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { tiynOf } from "./amount.ts";

/** The page of a payment link. */
export function PaymentLinkPage({ token }: { token: string }): ReactNode {
  const { say } = useSpeech();
  const found = useResource(paths.link(token), getLink);
  return (
    <div className="narrow">
      <PageTitle title={say("pay.title")} />
      <Loaded from={found}>{(link) => <Asked link={link} token={token} />}</Loaded>
    </div>
  );
}

function Asked({ link, token }: { link: PublicPaymentLink; token: string }): ReactNode {
  const { say, language } = useSpeech();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const amount = tiynOf(text);
  const isFree = link.amountTiyn === null;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const { invoice } = await makeInvoice(token, isFree ? { amountTiyn: amount?.toString() } : {});
      go(`/pay/${invoice}`);
    } catch (failure) {
      setProblem(asProblem(failure));
      setBusy(false);
    }
  };
  return (
    <section className="card checkout">
      <p className="quiet">{link.merchantName ?? say("pay.merchant", { number: String(link.merchant) })}</p>
      {link.amountTiyn !== null && <p className="sum">{formatTenge(link.amountTiyn, language)}</p>}
      <p>{link.description}</p>
      {link.open ? (
        <form className="link-form" onSubmit={(event) => void submit(event)}>
          {isFree && (
            <div className="field wide">
              <label htmlFor="link-amount">{say("link.amount")}</label>
              <input
                id="link-amount"
                value={text}
                inputMode="decimal"
                autoComplete="off"
                onChange={(event) => setText(event.target.value)}
              />
            </div>
          )}
          <button className="primary big wide" disabled={busy || (isFree && amount === null)}>
            {say("link.go")}
          </button>
        </form>
      ) : (
        <Nothing>{say("link.closed")}</Nothing>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}
