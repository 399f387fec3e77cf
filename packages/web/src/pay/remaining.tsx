// How long something still holds, by the ledger's clock, which need not be the wall's.
import { useEffect, useState, type ReactNode } from "react";
import { getStatus, paths } from "../api.ts";
import { unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import type { TextKey } from "../texts/en.ts";

/** The ledger's time, Unix seconds, running on between its blocks; null until it is known. */
export function useLedgerTime(): number | null {
  const { pulse } = useLive();
  const time = useResource(paths.status, getStatus, pulse).value?.time ?? null;
  const [passed, setPassed] = useState({ time, seconds: 0 });
  useEffect(() => {
    const timer = setInterval(
      () => setPassed((before) => ({ time, seconds: before.time === time ? before.seconds + 1 : 1 })),
      1_000,
    );
    return () => clearInterval(timer);
  }, [time]);
  return time === null ? null : unixOf(time) + (passed.time === time ? passed.seconds : 0);
}

/** A countdown to a moment, with a text before it. */
export function Remaining({ text, until }: { text: TextKey; until: string }): ReactNode {
  const { say } = useSpeech();
  const now = useLedgerTime();
  if (now === null) return null;
  const left = Math.max(unixOf(until) - now, 0);
  const two = (value: number): string => String(value % 60).padStart(2, "0");
  return (
    <p className="quiet">
      {say(text)}{" "}
      <span className="amount">{`${Math.floor(left / 3600)}:${two(Math.floor(left / 60))}:${two(left)}`}</span>
    </p>
  );
}
