// Long lists: the first page follows the ledger, more pages come on demand.
import { useCallback, useState, type ReactNode } from "react";
import type { Page } from "../answers.ts";
import { ask, type ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem, useResource } from "../resource.ts";
import { Loaded, Nothing, ProblemNote } from "./states.tsx";

interface More<Row> {
  readonly path: string;
  readonly rows: readonly Row[];
  readonly next: string | null;
}

const load = <Answer,>(path: string, signal: AbortSignal): Promise<Answer> => ask<Answer>(path, { signal });

/** The rows of a list. While only the first page is on screen, `pulse` keeps it fresh. `head` shows what its answer has beside the rows. */
export function Paged<Row, Answer extends Page<Row> = Page<Row>>({
  path,
  pulse = 0,
  empty,
  head,
  children,
}: {
  path: string;
  pulse?: unknown;
  empty: string;
  head?: (answer: Answer) => ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}): ReactNode {
  const { say } = useSpeech();
  const [more, setMore] = useState<More<Row> | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const extended = more?.path === path ? more : null;
  const first = useResource<Answer>(path, load, extended === null ? pulse : "held");
  const next = extended === null ? (first.value?.next ?? null) : extended.next;
  const fetchMore = useCallback(async () => {
    if (next === null) return;
    const joint = path.includes("?") ? "&" : "?";
    try {
      const page = await ask<Page<Row>>(`${path}${joint}after=${encodeURIComponent(next)}`);
      const before = extended?.rows ?? first.value?.items ?? [];
      setMore({ path, rows: [...before, ...page.items], next: page.next });
      setProblem(null);
    } catch (failure) {
      setProblem(asProblem(failure));
    }
  }, [extended, first.value, next, path]);
  return (
    <Loaded from={first}>
      {(answer) => {
        const rows = extended?.rows ?? answer.items;
        return (
          <>
            {head?.(answer)}
            {rows.length === 0 ? <Nothing>{empty}</Nothing> : children(rows)}
            {problem !== null && <ProblemNote problem={problem} />}
            {next !== null && (
              <div className="row">
                <button type="button" onClick={() => void fetchMore()}>
                  {say("action.more")}
                </button>
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
