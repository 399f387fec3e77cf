// In the demonstration: simulated money for a wallet, once.
import { useState, type ReactNode } from "react";
import { formatTenge } from "../format.ts";
import { ask } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { ProblemNote } from "../ui/states.tsx";
import { useAct } from "./use-act.ts";
import type { Wallet } from "./wallet.ts";

/** A button that gets it; nothing where there is none to get. */
export function DemoMoney({ wallet, changed }: { wallet: Wallet; changed: () => void }): ReactNode {
  const { say, language } = useSpeech();
  const { busy, problem, run } = useAct();
  const [asked, setAsked] = useState(false);
  const { account, demoTiyn } = wallet;
  const get = async (): Promise<void> => {
    await ask("/v1/demo/tenge", { method: "POST", body: { account } });
    setAsked(true);
    changed();
  };
  if (demoTiyn === null)
    return asked && wallet.balanceTiyn === 0n ? <p className="quiet">{say("wallet.sent")}</p> : null;
  return (
    <section className="card checkout">
      <button type="button" className="primary big" disabled={busy} onClick={() => run(get)}>
        {say("wallet.demoGet", { amount: formatTenge(demoTiyn, language) })}
      </button>
      <p className="quiet">{say("wallet.demoNote")}</p>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}
