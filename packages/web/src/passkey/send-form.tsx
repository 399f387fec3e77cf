// Sending tenge to an account, without gas.
import { useId, useState, type ReactNode } from "react";
import { formatTenge } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { tiynOf } from "../pay/amount.ts";
import { ProblemNote } from "../ui/states.tsx";
import type { Hex } from "./authenticator.ts";
import { useAct } from "./use-act.ts";
import type { KeptWallet } from "./wallet.ts";

const ACCOUNT = /^0x[0-9a-fA-F]{40}$/;

/** Asks to whom and how much. */
export function SendForm({
  kept,
  balance,
  to,
  sent,
}: {
  kept: KeptWallet;
  balance: bigint;
  to: string | null;
  sent: () => void;
}): ReactNode {
  const { say, language } = useSpeech();
  const { busy, problem, run } = useAct();
  const [receiver, setReceiver] = useState(to ?? "");
  const [text, setText] = useState("");
  const [done, setDone] = useState(false);
  const [toId, amountId] = [useId(), useId()];
  const amount = tiynOf(text);
  const ready = ACCOUNT.test(receiver.trim()) && amount !== null && amount <= balance;
  const send = async (): Promise<void> => {
    if (!ready) return;
    setDone(false);
    const { sendTenge } = await import("./sign.ts");
    await sendTenge(kept, receiver.trim() as Hex, amount);
    setText("");
    setDone(true);
    sent();
  };
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        run(send);
      }}
    >
      <h2>{say("wallet.send")}</h2>
      <div className="field">
        <label htmlFor={toId}>{say("wallet.to")}</label>
        <input
          id={toId}
          value={receiver}
          autoComplete="off"
          spellCheck={false}
          placeholder="0x…"
          onChange={(event) => setReceiver(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={amountId}>{say("wallet.amount")}</label>
        <input
          id={amountId}
          value={text}
          inputMode="decimal"
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <button type="submit" className="primary big" disabled={busy || !ready}>
        {busy || amount === null
          ? say("wallet.send")
          : say("wallet.sendAmount", { amount: formatTenge(amount, language) })}
      </button>
      {amount !== null && amount > balance && <p className="quiet">{say("wallet.tooLittle")}</p>}
      <p role="status">{done && say("wallet.sent")}</p>
      {problem !== null && <ProblemNote problem={problem} />}
    </form>
  );
}
