// Small parts of the issuer's pages.
import { useEffect, useState, type ReactNode } from "react";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem } from "../resource.ts";
import type { TextKey } from "../texts/en.ts";
import { ProblemNote } from "../ui/states.tsx";
import type { CashOutState, DecisionKind, Entry, LineKind } from "./answers.ts";

type State = CashOutState | Entry["standing"];

const STATES: Readonly<Record<State, TextKey>> = {
  approved: "issuer.state.approved",
  booked: "issuer.state.booked",
  burned: "issuer.state.burned",
  decided: "issuer.state.decided",
  expired: "issuer.state.expired",
  minted: "issuer.state.minted",
  minting: "issuer.state.minting",
  received: "issuer.state.received",
  refused: "issuer.state.refused",
  requested: "issuer.state.requested",
  returned: "issuer.state.returned",
  sent: "issuer.state.sent",
  suspense: "issuer.state.suspense",
};
const DONE: ReadonlySet<State> = new Set(["booked", "minted", "decided"]);

export const KINDS: Readonly<Record<DecisionKind, TextKey>> = {
  accept: "issuer.kind.accept",
  assign: "issuer.kind.assign",
  pay: "issuer.kind.pay",
  refuse: "issuer.kind.refuse",
  "send-back": "issuer.kind.sendBack",
};

/** Why money is on one side only. */
export const LINES: Readonly<Record<LineKind, TextKey>> = {
  "not-minted": "reserve.notMinted",
  "not-paid": "reserve.notPaid",
  suspense: "reserve.suspense",
  "sent-back": "reserve.sentBack",
  "own-money": "reserve.ownMoney",
  opening: "reserve.opening",
  "before-books": "reserve.beforeBooks",
  elsewhere: "reserve.elsewhere",
  "not-burned": "reserve.notBurned",
  "unknown-issue": "reserve.unknownIssue",
  "amount-differs": "reserve.amountDiffers",
};

const LOOK_AGAIN_MS = 2_000;

/** Counts up: a cash-out moves on with signed heads and with what people decide, of which no block tells. */
export function useTick(): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((before) => before + 1), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return tick;
}

/** Where a cash-out or a bank entry stands. */
export function StateBadge({ state }: { state: State }): ReactNode {
  const { say } = useSpeech();
  return <span className={`badge ${DONE.has(state) ? "final" : "pending"}`}>{say(STATES[state])}</span>;
}

/** A button that does one thing and says when it cannot. */
export function Act({
  text,
  work,
  done,
  primary = false,
}: {
  text: TextKey;
  work: () => Promise<unknown>;
  done: () => void;
  primary?: boolean;
}): ReactNode {
  const { say } = useSpeech();
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      done();
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        className={primary ? "primary" : undefined}
        disabled={busy}
        onClick={() => void act()}
      >
        {say(text)}
      </button>
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}
