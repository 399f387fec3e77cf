// Which of several wallets signs. With one wallet, or none, there is nothing to choose and nothing to see.
import { useId, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { chooseWallet, useWallets } from "./discovery.ts";

/** The choice among the browser's wallets. */
export function WalletChoice(): ReactNode {
  const { say } = useSpeech();
  const { all, current } = useWallets();
  const id = useId();
  if (all.length < 2 || current === undefined) return null;
  return (
    <span className="wallet-choice">
      {current.icon !== null && <img src={current.icon} alt="" width="24" height="24" />}
      <label htmlFor={id}>{say("wallet.choose")}</label>
      <select id={id} value={current.id} onChange={(event) => chooseWallet(event.target.value)}>
        {all.map(({ id: each, name }) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
