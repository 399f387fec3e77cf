// Gives back a part of what was paid: signed by the merchant's own account, or out of the merchant's reserve.
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { getPayments, getRefundAuthorization, getReserve, paths, refund } from "../api.ts";
import type { Invoice, Payment } from "../answers.ts";
import { formatTenge } from "../format.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { WalletChoice } from "../wallet/wallet-choice.tsx";
import { signTypedData, walletAccount, type Wallet } from "../wallet/provider.ts";
import { asProblem, useResource } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";
import { plainAmount, tiynOf } from "./amount.ts";

interface Refunding {
  readonly invoice: Invoice;
  /** Whether the reader is the merchant's own account, whose signature gives its own money back. */
  readonly signs: boolean;
  readonly changed: () => void;
}

/** The form, once: with what was given back it begins anew. The payment by signature is the one refunded. */
export function RefundForm(refunding: Refunding): ReactNode {
  const { say } = useSpeech();
  const payments = useResource(paths.payments({ invoice: refunding.invoice.invoice }), getPayments);
  const payment = payments.value?.items.find(({ payer }) => payer !== null);
  if (payments.value === undefined) return null;
  if (payment === undefined) return <p className="quiet">{say("refund.unknownPayer")}</p>;
  return <Form {...refunding} payment={payment} />;
}

function Form({ invoice, signs, changed, payment }: Refunding & { payment: Payment }): ReactNode {
  const { say, language } = useSpeech();
  const id = useId();
  const left = invoice.paidTiyn - invoice.refundedTiyn;
  const [text, setText] = useState(plainAmount(left));
  const [chosen, setChosen] = useState(signs ? "own" : "reserve");
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState(false);
  const found = useResource(paths.reserve(payment.token), getReserve).value;
  const wallet = useWallets().current?.wallet;
  const amount = tiynOf(text);
  const reserve = found === undefined ? null : worth(BigInt(found.amount), payment);
  const fromReserve = chosen === "reserve";
  const mayNot =
    amount === null ||
    amount > left ||
    (fromReserve ? reserve === null || reserve < amount : wallet === undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (mayNot) return;
    setBusy(true);
    setProblem(null);
    try {
      const asked = { payment: payment.payment, amountTiyn: amount.toString(), key: crypto.randomUUID() };
      const by = fromReserve ? {} : { signature: await signRefund(wallet!, asked) };
      await refund({ ...asked, reason: "requested-by-customer", ...by });
      setSent(true);
      changed();
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card">
      <h2>{say("refund.title")}</h2>
      {!fromReserve && <WalletChoice />}
      <form onSubmit={(event) => void submit(event)}>
        <div className="field">
          <label htmlFor={`${id}-amount`}>{say("field.amount")}</label>
          <input
            id={`${id}-amount`}
            value={text}
            inputMode="decimal"
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {reserve !== null && (!signs || reserve > 0n) && (
          <div className="field">
            <label htmlFor={`${id}-from`}>{say("refund.from")}</label>
            <select id={`${id}-from`} value={chosen} onChange={(event) => setChosen(event.target.value)}>
              {signs && <option value="own">{say("refund.own")}</option>}
              <option value="reserve">
                {say("refund.reserve", { amount: formatTenge(reserve, language) })}
              </option>
            </select>
          </div>
        )}
        <button type="submit" className="button" disabled={busy || sent || mayNot}>
          {say(fromReserve ? "refund.give" : "refund.sign")}
        </button>
        {!fromReserve && wallet === undefined && <p className="quiet wide">{say("wallet.none")}</p>}
        {!signs && reserve !== null && reserve < (amount ?? 1n) && (
          <p className="quiet wide">{say("refund.empty")}</p>
        )}
        {problem !== null && (
          <div className="wide">
            <ProblemNote problem={problem} />
          </div>
        )}
      </form>
    </section>
  );
}

/** What so much of a payment's token is worth by the payment's own quote; of tenge it is itself. Pure. */
const worth = (units: bigint, { amount, amountTiyn }: Payment): bigint =>
  amount === "0" ? 0n : (units * amountTiyn) / BigInt(amount);

async function signRefund(
  wallet: Wallet,
  asked: { readonly payment: string; readonly amountTiyn: string; readonly key: string },
): Promise<string> {
  const account = await walletAccount(wallet);
  const { typedData } = await getRefundAuthorization(asked);
  return await signTypedData(wallet, account, JSON.stringify(typedData));
}
