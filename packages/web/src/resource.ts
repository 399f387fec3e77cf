// What a page asks for: asked again when its key or the ledger moves, kept on screen while the new answer is on its way.
import { useCallback, useEffect, useState } from "react";
import { ProblemError } from "./http.ts";

export interface Resource<Value> {
  readonly value: Value | undefined;
  readonly problem: ProblemError | undefined;
  readonly loading: boolean;
  readonly again: () => void;
}

interface Answer<Value> {
  readonly key: string;
  readonly value?: Value;
  readonly problem?: ProblemError;
}

/**
 * Loads what `key` names; `key` null loads nothing. `pulse` asks again without taking the old answer away.
 * `load` must depend on nothing but the key.
 */
export function useResource<Value>(
  key: string | null,
  load: (key: string, signal: AbortSignal) => Promise<Value>,
  pulse: unknown = 0,
): Resource<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({ key: "" });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (key === null) return undefined;
    const stop = new AbortController();
    load(key, stop.signal).then(
      (value) => setAnswer({ key, value }),
      (failure: unknown) => {
        if (stop.signal.aborted) return;
        const problem = asProblem(failure);
        setAnswer((before) => (before.key === key ? { ...before, problem } : { key, problem }));
      },
    );
    return () => stop.abort();
    // `load` is left out on purpose: it depends on the key alone.
  }, [key, turn, pulse]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const current = answer.key === key ? answer : undefined;
  return {
    value: current?.value,
    problem: current?.problem,
    loading: key !== null && current?.value === undefined && current?.problem === undefined,
    again,
  };
}

/** Any failure as a problem that a page can show. */
export const asProblem = (failure: unknown): ProblemError =>
  failure instanceof ProblemError
    ? failure
    : new ProblemError("page-failed", 0, failure instanceof Error ? failure.message : String(failure));
