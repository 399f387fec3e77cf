// Disputes an own sale: the reason stays with the gateway, its salted hash goes on chain in a transaction that the wallet signs.
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { getSession, getUnsigned, handIn, paths } from "../api.ts";
import type { Sale, Submission } from "../answers.ts";
import { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { signTransaction } from "../wallet/provider.ts";
import { asProblem, useResource } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";

const MOST_LETTERS = 2_000;

/** The form, for the participant of the sale alone. */
export function DisputeForm({ sale }: { sale: Sale }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const id = useId();
  const session = useResource(paths.session, getSession, pulse);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [kept, setKept] = useState<Submission | null>(null);
  const [busy, setBusy] = useState(false);
  const wallet = useWallets().current?.wallet;
  if (wallet === undefined || session.value?.participant !== sale.participant) return null;
  if (kept === null && (sale.dispute !== null || sale.status !== "current")) return null;
  const text = reason.trim();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const { commitTo } = await import("./commitment.ts");
      const { salt, reasonHash } = commitTo(text, crypto.getRandomValues(new Uint8Array(32)));
      const unsigned = await getUnsigned(paths.dispute(sale.id, { reasonHash }));
      const rawTransaction = await signTransaction(wallet, unsigned);
      if (rawTransaction === null) throw new ProblemError("wallet-refused", 0, "eth_signTransaction");
      setKept(await handIn(paths.dispute(sale.id), { reason: text, salt, rawTransaction }));
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="card">
      <h2>{say("dispute.title")}</h2>
      {kept !== null ? (
        <p role="status">{say("dispute.kept", { number: String(kept.submission) })}</p>
      ) : (
        <form onSubmit={(event) => void submit(event)} aria-label={say("dispute.title")}>
          <div className="field wide">
            <label htmlFor={id}>{say("dispute.ask")}</label>
            <textarea
              id={id}
              rows={3}
              maxLength={MOST_LETTERS}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
          <p className="wide quiet">{say("dispute.note")}</p>
          <div className="wide row">
            <button type="submit" disabled={busy || text === ""}>
              {say("dispute.send")}
            </button>
          </div>
          {problem !== null && (
            <div className="wide">
              <ProblemNote problem={problem} />
            </div>
          )}
        </form>
      )}
    </section>
  );
}
