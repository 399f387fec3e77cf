// What the proof of a payment has proven, in words.
import type { ReactNode } from "react";
import type { ProvenPayment } from "@alatau/sdk";
import { formatMoment, formatTenge } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { Hash } from "../ui/marks.tsx";

/** The proven facts as items of a list; amounts of another token than `tenge` stand in its smallest unit. */
export function PaymentFacts({
  payment,
  tenge,
}: {
  payment: ProvenPayment;
  tenge: string | undefined;
}): ReactNode {
  const { say, language } = useSpeech();
  const { amount, captured, fee, refunded, held, invoice, token, at, complete } = payment;
  const inTenge = token === tenge?.toLowerCase();
  const shown = (value: bigint): string => (inTenge ? formatTenge(value, language) : String(value));
  return (
    <>
      <li>{say("paid.amount", { amount: shown(amount), invoice: `${invoice.slice(0, 10)}…` })}</li>
      {!inTenge && (
        <li>
          <Hash value={token} />
        </li>
      )}
      <li>{say("paid.when", { time: formatMoment(Number(at), language) })}</li>
      {captured !== amount && <li>{say("paid.captured", { captured: shown(captured) })}</li>}
      {fee > 0n && <li>{say("paid.fee", { fee: shown(fee) })}</li>}
      {refunded > 0n && <li>{say("paid.refunded", { refunded: shown(refunded) })}</li>}
      {held !== null && held > 0n && <li>{say("paid.held", { held: shown(held) })}</li>}
      <li>{say(complete ? "paid.complete" : "paid.incomplete")}</li>
    </>
  );
}
