// The gateway's event stream: what happened, whether the stream is up, and a pulse that makes pages ask again.
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { paths } from "./api.ts";

export type Connection = "connecting" | "open" | "lost";

interface Live {
  readonly connection: Connection;
  /** Counts up after the ledger moved, at most once in {@link PULSE_MS}. */
  readonly pulse: number;
  /** Counts up after the ledger moved or observations came, at most once in {@link OBSERVED_MS}, also on a screen in the background. */
  readonly observed: number;
}

// A block's own event comes after everything that it brought.
const EVENTS = ["block", "rollback", "reset"];
const PULSE_MS = 800;
// What comes before its block: the situation centre shows it at once.
const OBSERVED_EVENTS = [...EVENTS, "observations-received"];
const OBSERVED_MS = 500;
const LiveContext = createContext<Live>({ connection: "connecting", pulse: 0, observed: 0 });

/** Keeps one event stream for all pages. The browser reconnects by itself; we only say so. */
export function LiveLedger({ children }: { children: ReactNode }): ReactNode {
  const [connection, setConnection] = useState<Connection>("connecting");
  const [pulse, setPulse] = useState(0);
  const [observed, setObserved] = useState(0);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    const source = new EventSource(paths.events);
    let last = -PULSE_MS;
    const beat = (): void => {
      const wait = Math.max(last + PULSE_MS - performance.now(), 0);
      waiting.current ??= setTimeout(() => {
        waiting.current = undefined;
        last = performance.now();
        if (!document.hidden) setPulse((before) => before + 1);
      }, wait);
    };
    const opened = (): void => {
      setConnection("open");
      beat();
    };
    const lost = (): void => setConnection("lost");
    source.addEventListener("open", opened);
    source.addEventListener("error", lost);
    for (const name of EVENTS) source.addEventListener(name, beat);
    const observedBeat = atMostEvery(OBSERVED_MS, () => setObserved((before) => before + 1));
    for (const name of OBSERVED_EVENTS) source.addEventListener(name, observedBeat.beat);
    document.addEventListener("visibilitychange", beat);
    window.addEventListener("offline", lost);
    return () => {
      source.close();
      observedBeat.stop();
      clearTimeout(waiting.current);
      waiting.current = undefined;
      document.removeEventListener("visibilitychange", beat);
      window.removeEventListener("offline", lost);
    };
  }, []);
  const live = useMemo(() => ({ connection, pulse, observed }), [connection, pulse, observed]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Calls `act` soon after a beat, and not more often than every so many milliseconds. */
function atMostEvery(
  milliseconds: number,
  act: () => void,
): { readonly beat: () => void; readonly stop: () => void } {
  let last = -milliseconds;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    beat: () => {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = performance.now();
          act();
        },
        Math.max(last + milliseconds - performance.now(), 0),
      );
    },
    stop: () => clearTimeout(timer),
  };
}

/** The state of the stream and its pulse. */
export const useLive = (): Live => use(LiveContext);
