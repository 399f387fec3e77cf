// One listener for all streams of a gateway: it reads what a block brought once and gives it to everybody.
import pg from "pg";
import { setTimeout as wait } from "node:timers/promises";
import type { Gateway } from "../gateway.ts";
import { BLOCK_CHANNEL, WORK_CHANNEL } from "../transaction.ts";
import { readChangedAlerts, readLastAlert } from "../alerts/changed.ts";
import {
  readEvents,
  readFinalHead,
  readLastRecord,
  readReceived,
  readTip,
  type FinalHead,
} from "./queries.ts";

export interface StreamEvents {
  /** Last block that `text` tells of. */
  readonly block: number;
  /** In the form of `text/event-stream`. */
  readonly text: string;
}

export interface EventHub {
  /** The last block that was given out. */
  readonly tip: () => number;
  /** The last final head that was given out. */
  readonly final: () => FinalHead | undefined;
  /** Calls back for each run of blocks from now on; returns how to stop. */
  readonly subscribe: (take: (events: StreamEvents) => void) => () => void;
  readonly close: () => Promise<void>;
}

const POLL_MS = 1_000;
/** What came within so long is told at once, ms. */
const GATHER_MS = 250;

/** Starts listening. Lost connections are made anew; a poll finds what a lost one missed. */
export async function openHub({
  databaseUrl,
  reads,
  log,
}: Pick<Gateway, "databaseUrl" | "reads" | "log">): Promise<EventHub> {
  const takers = new Set<(events: StreamEvents) => void>();
  const closing = new AbortController();
  let tip = await readTip(reads);
  let final = await readFinalHead(reads);
  let lastRecord = await readLastRecord(reads);
  let lastAlert = await readLastAlert(reads);
  let hasNews = false;
  let wake = (): void => undefined;

  const advance = async (): Promise<void> => {
    const now = await readTip(reads);
    if (now < tip) {
      give({ block: now, text: eventText("rollback", { block: now }, now) });
      return;
    }
    if (now === tip) return;
    give(await eventsBetween(reads, Math.max(tip, now - 500), now));
  };
  const advanceFinal = async (): Promise<void> => {
    const head = await readFinalHead(reads);
    if (head === undefined || head.block === final?.block) return;
    final = head;
    give({ block: tip, text: eventText("head-final", head) });
  };
  const advanceReceived = async (): Promise<void> => {
    const { last, received } = await readReceived(reads, lastRecord);
    lastRecord = last;
    const text = received.map((body) => eventText("observations-received", body)).join("");
    if (text !== "") give({ block: tip, text });
  };
  const advanceAlerts = async (): Promise<void> => {
    const { last, changed } = await readChangedAlerts(reads, lastAlert);
    lastAlert = last;
    const text = changed.map((body) => eventText(`alert-${body.state}`, body)).join("");
    if (text !== "") give({ block: tip, text });
  };
  const give = (events: StreamEvents): void => {
    tip = events.block;
    for (const take of takers) take(events);
  };
  const loop = async (): Promise<void> => {
    let client: pg.Client | undefined;
    while (!closing.signal.aborted) {
      try {
        client ??= await listen(
          databaseUrl,
          () => {
            hasNews = true;
            wake();
          },
          () => (client = undefined),
        );
        hasNews = false;
        await advance();
        await advanceFinal();
        await advanceReceived();
        await advanceAlerts();
      } catch (failure) {
        log.warn({ err: failure }, "event hub lost the database");
        await wait(POLL_MS, undefined, { signal: closing.signal }).catch(() => undefined);
        continue;
      }
      if (hasNews) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    await client?.end().catch(() => undefined);
  };
  const running = loop();
  return {
    tip: () => tip,
    final: () => final,
    subscribe: (take) => {
      takers.add(take);
      return () => takers.delete(take);
    },
    close: async () => {
      closing.abort();
      wake();
      await running;
    },
  };
}

async function listen(databaseUrl: string, onNews: () => void, onLoss: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", onLoss);
  client.on("end", onLoss);
  let gathering: NodeJS.Timeout | undefined;
  client.on("notification", ({ channel, payload }) => {
    if (channel === BLOCK_CHANNEL || payload === "head" || payload === "alerts") onNews();
    if (payload === "waiting")
      gathering ??= setTimeout(() => {
        gathering = undefined;
        onNews();
      }, GATHER_MS);
  });
  client.on("end", () => clearTimeout(gathering));
  await client.connect();
  await client.query(`LISTEN ${BLOCK_CHANNEL}; LISTEN ${WORK_CHANNEL}`);
  return client;
}

/** Events of the blocks (after, to] as stream text; each block's last event carries the id to resume from. */
export async function eventsBetween(reads: pg.Pool, after: number, to: number): Promise<StreamEvents> {
  const rows = await readEvents(reads, after, to);
  const text = rows
    .map(({ type, body, block_number: block }) => eventText(type, body, type === "block" ? block : undefined))
    .join("");
  return { block: to, text };
}

/** One event as `text/event-stream` has it. */
export const eventText = (type: string, body: unknown, id?: number): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(body)}\n\n`;
