// Ends an own order: the gateway prepares the transaction, the wallet signs it, the gateway keeps and sends it.
import { useState, type ReactNode } from "react";
import { getUnsigned, handIn, paths } from "../api.ts";
import type { Order } from "../answers.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";
import { useWallets } from "../wallet/discovery.ts";
import { sendTransaction, signTransaction } from "../wallet/provider.ts";

/** The button beside an order that still counts. */
export function CancelButton({ order }: { order: Order }): ReactNode {
  const { say } = useSpeech();
  const [said, setSaid] = useState<string | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const wallet = useWallets().current?.wallet;
  if (wallet === undefined || (order.state !== "live" && order.state !== "waiting")) return null;
  const path = paths.cancellation(order.order);
  const cancel = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const unsigned = await getUnsigned(path);
      const rawTransaction = await signTransaction(wallet, unsigned);
      if (rawTransaction === null) {
        await sendTransaction(wallet, unsigned); // most wallets sign only what they send themselves
        setSaid(say("order.cancelSent"));
      } else {
        const { submission } = await handIn(path, { rawTransaction });
        setSaid(say("order.cancelKept", { number: String(submission) }));
      }
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  if (said !== null) return <span role="status">{said}</span>;
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void cancel()}>
        {say("order.cancel")}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}
