// New heads of the chain: a WebSocket subscription that reopens itself, with a poll behind it.
import { WebSocket } from "ws";

export interface Heads {
  /** Resolves at the next sign of a new head, at the latest after the poll's interval, and at once when aborted. */
  next(): Promise<void>;
  close(): void;
}

export interface HeadOptions {
  readonly wsUrl?: string;
  readonly signal: AbortSignal;
  /** Without a subscription; with one the poll only guards against a silent socket and runs five times more seldom. */
  readonly pollMs?: number;
}

const REOPEN_MS = 500;

/** Watches for new heads. A head that arrives between two calls of `next` is not missed. */
export function watchHeads({ wsUrl, signal, pollMs = 200 }: HeadOptions): Heads {
  let news = false;
  let closed = false;
  let subscribed = false;
  let socket: WebSocket | undefined;
  let reopening: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    news = true;
    wake?.();
  };

  const open = (url: string): void => {
    socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on("open", () => {
      socket?.send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_subscribe", params: ["newHeads"] }));
    });
    socket.on("message", () => {
      subscribed = true; // the answer to the subscription, or a head
      ring();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      subscribed = false;
      if (!closed) reopening = setTimeout(() => open(url), REOPEN_MS);
    });
  };
  if (wsUrl !== undefined) open(wsUrl);
  signal.addEventListener("abort", ring, { once: true });

  const next = async (): Promise<void> => {
    if (!news && !signal.aborted)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, subscribed ? pollMs * 5 : pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    wake = undefined;
    news = false;
  };
  const close = (): void => {
    closed = true;
    signal.removeEventListener("abort", ring);
    clearTimeout(reopening);
    socket?.terminate();
  };
  return { next, close };
}
