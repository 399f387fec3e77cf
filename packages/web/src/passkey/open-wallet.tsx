// The way into a wallet: make one, or open the one whose passkey the reader has; or why neither works here.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { Nothing, ProblemNote } from "../ui/states.tsx";
import { passkeySupport } from "./authenticator.ts";
import { useAct } from "./use-act.ts";
import { makeWallet, openWallet, type KeptWallet } from "./wallet.ts";

/** Says what to do until there is a wallet. */
export function OpenWallet({ opened }: { opened: (wallet: KeptWallet) => void }): ReactNode {
  const { say } = useSpeech();
  const { busy, problem, run } = useAct();
  const support = passkeySupport();
  if (support !== "ready")
    return <Nothing>{say(support === "insecure" ? "wallet.insecure" : "wallet.missing")}</Nothing>;
  return (
    <section className="card checkout">
      <p>{say("wallet.about")}</p>
      <button
        type="button"
        className="primary big"
        disabled={busy}
        onClick={() => run(async () => opened(await makeWallet(say("wallet.keyName"))))}
      >
        {say("wallet.make")}
      </button>
      <button
        type="button"
        className="big"
        disabled={busy}
        onClick={() => run(async () => opened(await openWallet()))}
      >
        {say("wallet.open")}
      </button>
      <p className="quiet">{say("wallet.aboutKeys")}</p>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}
