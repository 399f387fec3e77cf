// Payments with their proofs: to download and hand on, and to check here.
import { useState, type ReactNode } from "react";
import { getBundleText, getReceipt, paths } from "../api.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { asProblem, useResource } from "../resource.ts";
import { saveText } from "../ui/save-text.ts";
import { ProblemNote } from "../ui/states.tsx";
import { ProofPanel } from "./proof-panel.tsx";

/** The proofs of all payments of an invoice. */
export function InvoiceProofs({ invoice }: { invoice: string }): ReactNode {
  const { pulse } = useLive();
  const receipt = useResource(paths.receipt(invoice), getReceipt, pulse);
  const payments = new Set(receipt.value?.moves.map(({ payment }) => payment));
  if (payments.size === 0) return null;
  return (
    <section className="card payment-proofs">
      {[...payments].map((payment) => (
        <PaymentProof key={payment} payment={payment} />
      ))}
    </section>
  );
}

/** The proof of one payment; checked at once with `begin`. */
export function PaymentProof({ payment, begin = false }: { payment: string; begin?: boolean }): ReactNode {
  const { say } = useSpeech();
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const path = paths.paymentProof(payment);
  const name = `payment-${payment.slice(2, 10)}.proof.json`;
  const download = async (): Promise<void> => {
    setProblem(null);
    try {
      saveText(await getBundleText(path), name);
    } catch (failure) {
      setProblem(asProblem(failure));
    }
  };
  const button = (
    <button type="button" onClick={() => void download()}>
      {say("action.downloadProof")}
    </button>
  );
  return (
    <>
      <h2>{say("paid.chosen", { payment: `${payment.slice(0, 10)}…` })}</h2>
      <p className="quiet">{say("paid.intro")}</p>
      <ProofPanel path={path} name={name} begin={begin} aside={button} />
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}
