// How every worker runs: a step again and again while it finds work, then asleep until somebody calls or the interval is over.
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { Logger } from "pino";
import { BLOCK_CHANNEL, WORK_CHANNEL } from "../transaction.ts";
import { countStep } from "./metrics.ts";

export interface LoopOptions {
  readonly name: string;
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Messages of the work queue, by their first word, that wake it. */
  readonly wakeOn: readonly string[];
  /** Whether a new block wakes it. */
  readonly wakeOnBlock?: boolean;
  /** Longest sleep, ms. */
  readonly pollMs?: number;
}

const MAX_BACKOFF_MS = 10_000;

/** What a step says: true, there may be more to do now; a number, there will be in so many ms; false, somebody will call. */
export type StepAnswer = boolean | number;

/**
 * Runs a step until the signal: at once again while it answers true, otherwise after a call, its time or `pollMs`. A step that throws is
 * logged and tried again with growing pauses; abort lets the running step finish. Each step must be safe to repeat and to run twice.
 */
export async function runLoop(options: LoopOptions, step: () => Promise<StepAnswer>): Promise<void> {
  const { name, signal, logger, pollMs = 1_000 } = options;
  const bell = await hangBell(options);
  let failures = 0;
  try {
    while (!signal.aborted) {
      bell.mute();
      try {
        const busy = await step();
        failures = 0;
        countStep(name, busy === true ? "worked" : "idle");
        if (busy !== true) await bell.wait(busy === false ? pollMs : Math.min(busy, pollMs));
      } catch (error) {
        failures += 1;
        countStep(name, "failed");
        logger.error({ err: error, worker: name, failures }, "worker step failed");
        await pause(Math.min(100 * 2 ** failures, MAX_BACKOFF_MS), signal);
      }
    }
  } finally {
    await bell[Symbol.asyncDispose]();
  }
}

/** Sleeps until the time is over or the signal comes; never throws. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

interface Bell extends AsyncDisposable {
  /** Forgets what rang before now. */
  mute(): void;
  wait(ms: number): Promise<void>;
}

/** A connection of its own that listens; when it breaks, polling carries on and the next wait connects anew. */
async function hangBell({ pool, wakeOn, wakeOnBlock = false, signal }: LoopOptions): Promise<Bell> {
  let rang = false;
  let ring: () => void = () => undefined;
  let client: pg.PoolClient | undefined;
  const onMessage = ({ channel, payload = "" }: pg.Notification): void => {
    const wanted = channel === BLOCK_CHANNEL ? wakeOnBlock : wakeOn.includes(payload.split(" ")[0]!);
    if (!wanted) return;
    rang = true;
    ring();
  };
  const connect = async (): Promise<void> => {
    const connected = await pool.connect();
    const drop = (error?: Error): void => {
      if (client !== connected) return;
      client = undefined;
      connected.release(error ?? true);
    };
    connected.on("error", drop);
    connected.on("notification", onMessage);
    client = connected;
    await connected.query(`LISTEN ${WORK_CHANNEL}; LISTEN ${BLOCK_CHANNEL}`);
  };
  const close = async (): Promise<void> => {
    const open = client;
    client = undefined;
    open?.release(true);
    await Promise.resolve();
  };
  await connect().catch(close);
  return {
    mute: () => void (rang = false),
    wait: async (ms) => {
      if (client === undefined) await connect().catch(close);
      if (rang || signal.aborted) return;
      const woken = new AbortController();
      ring = () => woken.abort();
      await pause(ms, AbortSignal.any([signal, woken.signal]));
      ring = () => undefined;
    },
    [Symbol.asyncDispose]: close,
  };
}
