// One supervised process: started again when it dies, with growing pauses, until it is stopped.
import { fork, type ChildProcess } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../errors.ts";

const BIN = fileURLToPath(new URL("../../bin/alatau.mjs", import.meta.url));
const MAX_PAUSE_MS = 10_000;
/** A process that ran this long has recovered: its next death starts with the shortest pause again. */
const RECOVERED_MS = 30_000;
const STOP_MS = 20_000;
/**
 * A part keeps little and may collect its garbage early: without these V8 lets each of nine heaps grow to hundreds of megabytes.
 * The heap that a part really needs is below 60 MB; a large upload or span of blocks fits beside it.
 */
const HEAP = ["--max-old-space-size=224", "--max-semi-space-size=4"];
/** A process that died so often before it was ever ready will not be. */
const EARLY_DEATHS = 4;

/** What a child says to the process that supervises it. */
export type ChildMessage =
  | { readonly ready: true }
  | { readonly failed: { readonly code: string; readonly detail: string } }
  | { readonly line: string };

export interface ChildOptions {
  /** Names the process and its log. */
  readonly name: string;
  /** Arguments behind `alatau`. */
  readonly args: readonly string[];
  readonly logs: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Codes of failures before it was ever ready that a new start cannot mend: the child stays dead. */
  readonly hopeless?: readonly string[];
  /** What a child wants people to read. */
  readonly onLine?: (line: string) => void;
  /** Each time the child has ended by itself. */
  readonly onDeath?: (how: {
    readonly name: string;
    readonly detail: string;
    readonly pauseMs: number;
  }) => void;
}

/** A process that is kept alive. */
export interface Supervised {
  readonly name: string;
  /** Of the process that runs now. */
  readonly pid: () => number | undefined;
  readonly restarts: () => number;
  /** Settles when the child said for the first time that it is ready. @throws {CommandError} when it cannot be */
  readonly ready: Promise<undefined>;
  /** Ends it for good: SIGTERM, and SIGKILL after 20 s. */
  stop(): Promise<void>;
}

/** How long to wait before the nth start after a death, ms. */
export const pauseBefore = (deaths: number): number =>
  Math.min(200 * 2 ** Math.max(deaths - 1, 0), MAX_PAUSE_MS);

/** Starts a child and keeps it alive. Its output goes to `<logs>/<name>.log`. */
export function supervise(options: ChildOptions): Supervised {
  const { name, onDeath, hopeless = [] } = options;
  const stopping = new AbortController();
  const log = createWriteStream(join(options.logs, `${name}.log`), { flags: "a" });
  log.on("error", () => undefined); // a full disk must not end the supervisor
  const ready = Promise.withResolvers<undefined>();
  ready.promise.catch(() => undefined); // it may be awaited later
  let wasReady = false;
  const onReady = (): void => {
    wasReady = true;
    ready.resolve(undefined);
  };
  let child: ChildProcess | undefined;
  let restarts = 0;

  const keepAlive = async (): Promise<void> => {
    let deaths = 0;
    while (!stopping.signal.aborted) {
      const began = Date.now();
      child = start(options, log);
      const { detail, code } = await life(child, options, onReady);
      if (stopping.signal.aborted) break;
      if (Date.now() - began > RECOVERED_MS) deaths = 0;
      deaths += 1;
      restarts += 1;
      const isHopeless = (code !== undefined && hopeless.includes(code)) || deaths >= EARLY_DEATHS;
      if (!wasReady && isHopeless) {
        ready.reject(new CommandError(code ?? "part-failed", `${detail} (see ${options.logs})`));
        break;
      }
      const pauseMs = pauseBefore(deaths);
      log.write(
        `${JSON.stringify({ time: new Date().toISOString(), msg: "process ended", name, detail, pauseMs })}\n`,
      );
      onDeath?.({ name, detail, pauseMs });
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    ready.reject(new CommandError("stopped", `${name} was stopped before it was ready.`));
    log.end();
  };
  const living = keepAlive();

  return {
    name,
    pid: () => child?.pid,
    restarts: () => restarts,
    ready: ready.promise,
    stop: async () => {
      stopping.abort();
      child?.kill("SIGTERM");
      const timer = setTimeout(() => child?.kill("SIGKILL"), STOP_MS);
      await living;
      clearTimeout(timer);
    },
  };
}

function start({ args, env }: ChildOptions, log: WriteStream): ChildProcess {
  const child = fork(BIN, [...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: [...process.execArgv, ...HEAP],
    env: { ...process.env, ...env },
    // The terminal's Ctrl-C must reach the supervisor alone, which stops all in order.
    detached: process.platform !== "win32",
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

async function life(
  child: ChildProcess,
  { name, onLine }: ChildOptions,
  onReady: () => void,
): Promise<{ detail: string; code: string | undefined }> {
  let failed: { code: string; detail: string } | undefined;
  child.on("message", (message: ChildMessage) => {
    if ("ready" in message) onReady();
    else if ("line" in message) onLine?.(message.line);
    else failed = message.failed;
  });
  const failure = once(child, "error").then(([error]) => (error as Error).message);
  const exit = once(child, "exit").then(
    ([code, signal]) => `${name} ended (${signal ?? `exit code ${code}`}).`,
  );
  const detail = await Promise.race([exit, failure]);
  return { detail: failed?.detail ?? detail, code: failed?.code };
}

/** In a child: tells the supervisor; does nothing when nobody supervises. */
export function tell(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

/** In a child: aborts on SIGTERM or SIGINT, and when the supervisor is gone. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (process.connected) process.once("disconnect", stop);
  return stopping.signal;
}
