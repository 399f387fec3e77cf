// Signing in with the reader's own wallet; without one the page still shows everything that is public.
import { useState, type ReactNode } from "react";
import { closeSession, getSession, paths } from "../api.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem, useResource } from "../resource.ts";
import { go } from "../router.tsx";
import { Hash } from "../ui/marks.tsx";
import { ProblemNote } from "../ui/states.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { WalletChoice } from "../wallet/wallet-choice.tsx";
import { signIn } from "../wallet/provider.ts";

// What the wallet shows and the gateway keeps is in one language, whatever the reader's.
const STATEMENT = "Sign in to Alatau Ledger.";

/** Who is signed in, and how to change it. Leads to the participant's page, unless the page itself takes `changed`. */
export function SignIn({ changed }: { changed?: () => void }): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const wallet = useWallets().current?.wallet;
  const account = session.value?.account ?? null;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setProblem(null);
    try {
      await work();
    } catch (failure) {
      setProblem(asProblem(failure));
    }
    session.again();
    changed?.();
  };
  const enter = (): Promise<void> =>
    attempt(async () => {
      if (wallet === undefined) return;
      const { participant } = await signIn(wallet, STATEMENT);
      if (participant !== null && changed === undefined) go(`/operator/${participant}`);
    });
  return (
    <div className="row">
      {account !== null ? (
        <>
          <span>{say("signIn.as")}</span>
          <Hash value={account} label={say("signIn.as")} />
          <button type="button" onClick={() => void attempt(closeSession)}>
            {say("signIn.out")}
          </button>
        </>
      ) : wallet === undefined ? (
        <span className="quiet">{say("signIn.readOnly")}</span>
      ) : (
        <>
          <WalletChoice />
          <button type="button" className="primary" onClick={() => void enter()}>
            {say("signIn.in")}
          </button>
          <span className="quiet">{say("signIn.note")}</span>
        </>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
    </div>
  );
}
