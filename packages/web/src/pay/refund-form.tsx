// Gives back a part of what was paid, signed by the merchant's own account.
import { useState, type FormEvent, type ReactNode } from "react";
import { getPayments, getRefundAuthorization, paths, refund } from "../api.ts";
import type { Invoice } from "../answers.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { WalletChoice } from "../wallet/wallet-choice.tsx";
import { signTypedData, walletAccount } from "../wallet/provider.ts";
import { asProblem, useResource } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";
import { plainAmount, tiynOf } from "./amount.ts";

/** The form, once: with what was given back it begins anew. The payment by signature is the one refunded. */
export function RefundForm({ invoice, changed }: { invoice: Invoice; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const left = invoice.paidTiyn - invoice.refundedTiyn;
  const [text, setText] = useState(plainAmount(left));
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const payments = useResource(paths.payments({ invoice: invoice.invoice }), getPayments);
  const wallet = useWallets().current?.wallet;
  const amount = tiynOf(text);
  const payment = payments.value?.items.find(({ payer }) => payer !== null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (amount === null || wallet === undefined || payment === undefined) return;
    setBusy(true);
    setProblem(null);
    try {
      const key = crypto.randomUUID();
      const asked = { payment: payment.payment, amountTiyn: amount.toString(), key };
      const account = await walletAccount(wallet);
      const { typedData } = await getRefundAuthorization(asked);
      const signature = await signTypedData(wallet, account, JSON.stringify(typedData));
      await refund({ ...asked, reason: "requested-by-customer", signature });
      setSent(true);
      changed();
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  if (payments.value !== undefined && payment === undefined)
    return <p className="quiet">{say("refund.unknownPayer")}</p>;
  return (
    <section className="card">
      <h2>{say("refund.title")}</h2>
      <WalletChoice />
      <form onSubmit={(event) => void submit(event)}>
        <div className="field">
          <label htmlFor="refund-amount">{say("field.amount")}</label>
          <input
            id="refund-amount"
            value={text}
            inputMode="decimal"
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <button
          type="submit"
          className="button"
          disabled={
            busy || sent || amount === null || amount > left || wallet === undefined || payment === undefined
          }
        >
          {say("refund.sign")}
        </button>
        {wallet === undefined && <p className="quiet wide">{say("wallet.none")}</p>}
        {problem !== null && (
          <div className="wide">
            <ProblemNote problem={problem} />
          </div>
        )}
      </form>
    </section>
  );
}
