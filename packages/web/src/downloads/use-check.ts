// Checks dropped files in this browser. What is needed for that is loaded when the page opens, so that the network may go.
import { useCallback, useEffect, useState } from "react";
import type { DownloadResult, Network } from "@alatau/sdk";
import { paths } from "../api.ts";
import { ask, type ProblemError } from "../http.ts";
import type * as check from "../proof/check.ts";
import { asProblem } from "../resource.ts";

type Checker = typeof check;

export interface CheckState {
  /** Whether everything that a check needs is here. */
  readonly ready: boolean;
  readonly data: File | null;
  readonly proof: File | null;
  /** Name of the network that is trusted; null while none is. */
  readonly network: string | null;
  /** Whether the network came as a file. */
  readonly brought: boolean;
  readonly checking: boolean;
  readonly result: DownloadResult | null;
  readonly problem: ProblemError | null;
}

interface Parts {
  readonly data: File | null;
  readonly proof: File | null;
  readonly network: Network | null;
  readonly brought: boolean;
}

const NOTHING: Parts = { data: null, proof: null, network: null, brought: false };

/** The storage of this browser; null where it is switched off. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const isProof = ({ name }: File): boolean => /\.proof\.json$/i.test(name);
const isNetwork = ({ name }: File): boolean => /^network.*\.json$/i.test(name);

/** The check of a file with its proof file. */
export function useCheck(): CheckState & { readonly bring: (files: readonly File[]) => Promise<void> } {
  const [checker, setChecker] = useState<Checker | null>(null);
  const [ready, setReady] = useState(false);
  const [parts, setParts] = useState(NOTHING);
  const [outcome, setOutcome] = useState<Pick<CheckState, "checking" | "result" | "problem">>({
    ...{ checking: false, result: null, problem: null },
  });
  useEffect(() => {
    let live = true;
    const prepare = async (): Promise<void> => {
      const loaded = await import("../proof/check.ts");
      await loaded.prepareParquet();
      const served = await ask<unknown>(paths.network).catch(() => null);
      const pinned =
        served === null ? null : loaded.pinNetwork(served, storage(), new Date().toISOString()).network;
      if (!live) return;
      setChecker(loaded);
      setParts((before) => ({ ...before, network: before.network ?? pinned }));
      setReady(true);
    };
    prepare().catch((failure: unknown) => {
      if (live) setOutcome((before) => ({ ...before, problem: asProblem(failure) }));
    });
    return () => void (live = false);
  }, []);

  const bring = useCallback(
    async (files: readonly File[]): Promise<void> => {
      if (checker === null) return;
      try {
        const next = await joined(parts, files, checker);
        setParts(next);
        if (next.data === null || next.proof === null || next.network === null) return;
        setOutcome({ checking: true, result: null, problem: null });
        const [bytes, proof] = await Promise.all([next.data.arrayBuffer(), next.proof.text()]);
        const result = await checker.checkDownload(new Uint8Array(bytes), proof, next.network);
        setOutcome({ checking: false, result, problem: null });
      } catch (failure) {
        setOutcome({ checking: false, result: null, problem: asProblem(failure) });
      }
    },
    [checker, parts],
  );
  const { data, proof, network, brought } = parts;
  return { ...outcome, ...{ ready, data, proof, brought, bring }, network: network?.name ?? null };
}

/** A new file takes the place of the old one of its kind, and of what was brought for that. */
async function joined(before: Parts, files: readonly File[], checker: Checker): Promise<Parts> {
  let after = before;
  for (const file of files)
    if (isNetwork(file))
      after = { ...after, network: checker.networkOfFile(await file.text()), brought: true };
    else if (isProof(file)) after = { ...after, proof: file };
    else after = { ...after, data: file };
  return after;
}
