// Money out: a holder signs tokens away and names a bank account; the list says what is in the bank.
import { useState, type FormEvent, type ReactNode } from "react";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { tiynOf } from "../pay/amount.ts";
import { asProblem, useResource } from "../resource.ts";
import { Money } from "../ui/amounts.tsx";
import { Loaded, Nothing, ProblemNote } from "../ui/states.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { signTypedData, walletAccount } from "../wallet/provider.ts";
import { WalletChoice } from "../wallet/wallet-choice.tsx";
import { askCashOut, deskPaths, getCashOuts, signCashOut } from "./answers.ts";
import { StateBadge, useTick } from "./parts.tsx";

/** The form and the caller's own cash-outs, for any page of somebody who has signed in. */
export function MoneyOut(): ReactNode {
  const { say } = useSpeech();
  const tick = useTick();
  const [turn, setTurn] = useState(0);
  const own = useResource(deskPaths.ownCashOuts, getCashOuts, tick + turn);
  return (
    <section className="card" aria-label={say("cashOut.title")}>
      <h2>{say("cashOut.title")}</h2>
      <CashOutForm done={() => setTurn((before) => before + 1)} />
      <h3>{say("cashOut.list")}</h3>
      <Loaded from={own}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("cashOut.none")}</Nothing>
          ) : (
            <ul className="plain">
              {items.map((item) => (
                <li key={item.cashOut}>
                  <span>{item.reference}</span>
                  <span>
                    <Money tiyn={item.amountTiyn} /> <StateBadge state={item.state} />
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

function CashOutForm({ done }: { done: () => void }): ReactNode {
  const { say } = useSpeech();
  const [fields, setFields] = useState({ amount: "", name: "", iban: "" });
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const wallet = useWallets().current?.wallet;
  const amount = tiynOf(fields.amount);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (amount === null || wallet === undefined) return;
    setBusy(true);
    setProblem(null);
    try {
      const to = { kind: "bank", name: fields.name, iban: fields.iban };
      const { cashOut, typedData } = await askCashOut({ amountTiyn: amount.toString(), to });
      const account = await walletAccount(wallet);
      await signCashOut(cashOut, await signTypedData(wallet, account, JSON.stringify(typedData)));
      setFields({ amount: "", name: "", iban: "" });
      done();
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  const field = (name: keyof typeof fields, label: string): ReactNode => (
    <div className="field">
      <label htmlFor={`cash-out-${name}`}>{label}</label>
      <input
        id={`cash-out-${name}`}
        value={fields[name]}
        required
        autoComplete="off"
        inputMode={name === "amount" ? "decimal" : "text"}
        onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <form onSubmit={(event) => void submit(event)}>
      <WalletChoice />
      {field("amount", say("cashOut.amount"))}
      {field("name", say("cashOut.name"))}
      {field("iban", say("cashOut.iban"))}
      <button className="primary" disabled={busy || amount === null || wallet === undefined}>
        {say("cashOut.ask")}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </form>
  );
}
