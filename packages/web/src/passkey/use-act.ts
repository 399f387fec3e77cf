// One thing that a reader does, its problem, and whether it is under way.
import { useState } from "react";
import type { ProblemError } from "../http.ts";
import { asProblem } from "../resource.ts";

export interface Act {
  readonly busy: boolean;
  readonly problem: ProblemError | null;
  readonly run: (work: () => Promise<void>) => void;
}

/** Runs one at a time. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const perform = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run: (work) => void perform(work) };
}
