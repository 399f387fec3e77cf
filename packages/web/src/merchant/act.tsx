// One action at a time: busy, the problem it met, and what to do once it is done.
import { useState, type ReactNode } from "react";
import type { ProblemError } from "../http.ts";
import { asProblem } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";

export interface Acting {
  readonly busy: boolean;
  /** Does the work, then `changed`. */
  readonly act: (work: () => Promise<unknown>) => void;
  /** The problem of the last one; null where it met none. */
  readonly note: ReactNode;
}

/** Actions of one part of a page. */
export function useAct(changed: () => void): Acting {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const act = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setProblem(null);
    work()
      .then(changed, (failure: unknown) => setProblem(asProblem(failure)))
      .finally(() => setBusy(false));
  };
  return { busy, act, note: problem === null ? null : <ProblemNote problem={problem} /> };
}
