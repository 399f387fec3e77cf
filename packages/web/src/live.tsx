// The gateway's event stream: what happened, whether the stream is up, and a pulse that makes pages ask again.
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { paths } from "./api.ts";

export type Connection = "connecting" | "open" | "lost";

interface Live {
  readonly connection: Connection;
  /** Counts up after the ledger moved, at most once in {@link PULSE_MS}. */
  readonly pulse: number;
}

// A block's own event comes after everything that it brought.
const EVENTS = ["block", "rollback", "reset"];
const PULSE_MS = 800;
const LiveContext = createContext<Live>({ connection: "connecting", pulse: 0 });

/** Keeps one event stream for all pages. The browser reconnects by itself; we only say so. */
export function LiveLedger({ children }: { children: ReactNode }): ReactNode {
  const [connection, setConnection] = useState<Connection>("connecting");
  const [pulse, setPulse] = useState(0);
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
    document.addEventListener("visibilitychange", beat);
    window.addEventListener("offline", lost);
    return () => {
      source.close();
      clearTimeout(waiting.current);
      waiting.current = undefined;
      document.removeEventListener("visibilitychange", beat);
      window.removeEventListener("offline", lost);
    };
  }, []);
  const live = useMemo(() => ({ connection, pulse }), [connection, pulse]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The state of the stream and its pulse. */
export const useLive = (): Live => use(LiveContext);
