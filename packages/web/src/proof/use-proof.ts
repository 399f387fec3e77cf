// Fetches a bundle, checks it in this browser and reveals its steps one after the other.
import { useCallback, useEffect, useRef, useState } from "react";
import type { ProofResult } from "@alatau/sdk";
import { getBundleText, paths } from "../api.ts";
import { ask, type ProblemError } from "../http.ts";
import { asProblem } from "../resource.ts";
import type { PinnedNetwork } from "./check.ts";
import type { Tampered, TamperPart } from "./tamper.ts";

export interface ProofRun {
  readonly state: "idle" | "fetching" | "checking" | "done";
  readonly problem: ProblemError | null;
  readonly bundleText: string | null;
  /** What of the bundle can be changed by hand. */
  readonly parts: readonly TamperPart[];
  readonly tampered: Tampered | null;
  readonly result: ProofResult | null;
  /** How many of the result's steps are on screen. */
  readonly shown: number;
  readonly pinned: PinnedNetwork | null;
  /** How long the check took, milliseconds. */
  readonly took: number | null;
}

const IDLE: ProofRun = {
  state: "idle",
  problem: null,
  bundleText: null,
  parts: [],
  tampered: null,
  result: null,
  shown: 0,
  pinned: null,
  took: null,
};
const STEP_MS = 220;

const checker = () => import("./check.ts");

/** The storage of this browser; null where it is switched off. */
function storage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export interface Proof extends ProofRun {
  /** Fetches the bundle and checks it; with `part` one digit of it is changed first. */
  readonly prove: (part?: TamperPart) => Promise<void>;
  /** Trusts the description that the server offers now. */
  readonly trustOffered: () => Promise<void>;
}

/** The proof of what `path` serves. */
export function useProof(path: string): Proof {
  const [run, setRun] = useState<ProofRun>(IDLE);
  const turn = useRef(0);
  useEffect(() => () => void (turn.current += 1), [path]);

  const prove = useCallback(
    async (part?: TamperPart) => {
      const mine = (turn.current += 1);
      const live = (): boolean => mine === turn.current;
      setRun((before) => ({ ...IDLE, pinned: before.pinned, state: "fetching" }));
      try {
        const [bundleText, served, check] = await Promise.all([
          getBundleText(path),
          ask<unknown>(paths.network),
          checker(),
        ]);
        if (!live()) return;
        const pinned = check.pinNetwork(served, storage(), new Date().toISOString());
        const parts = await check.tamperParts(bundleText);
        const tampered = part === undefined ? null : await check.tamper(bundleText, part);
        if (!live()) return;
        const known: ProofRun = { ...IDLE, state: "checking", bundleText, parts, tampered, pinned };
        setRun(known);
        const begun = performance.now();
        const result = await check.checkText(tampered?.text ?? bundleText, pinned.network);
        const took = performance.now() - begun;
        await reveal(result.steps.length, live, (shown) => setRun({ ...known, result, shown, took }));
        if (live()) setRun({ ...known, state: "done", result, shown: result.steps.length, took });
      } catch (failure) {
        if (live()) setRun((before) => ({ ...before, state: "done", problem: asProblem(failure) }));
      }
    },
    [path],
  );

  const trustOffered = useCallback(async () => {
    const offered = run.pinned?.offered;
    if (offered === null || offered === undefined) return;
    const check = await checker();
    const pinned = check.repinNetwork(offered.network, storage(), new Date().toISOString());
    setRun({ ...IDLE, pinned });
  }, [run.pinned]);

  return { ...run, prove, trustOffered };
}

async function reveal(steps: number, live: () => boolean, show: (shown: number) => void): Promise<void> {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still) return;
  for (let shown = 1; shown <= steps && live(); shown += 1) {
    show(shown);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
