// The exchange with other members: a loop for each of their gateways, so that one that is down delays nothing, and one that fetches what
// the chain has and this member has not. Each step is one transaction or none: a kill leaves no half of anything.
import type { Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { announce, type Announcement } from "../exchange/announce.ts";
import { AskFailure } from "../exchange/ask.ts";
import { pullCandidates, type Exchange } from "../exchange/candidates.ts";
import { compareWith } from "../exchange/compare.ts";
import { fillBatches, fillDocuments, wantGranted, type Sources } from "../exchange/fill.ts";
import { handIn } from "../exchange/hand-in.ts";
import { readExchangeKey, type ExchangeKey } from "../exchange/key.ts";
import { ownParticipants, readPeers, type Peer } from "../exchange/members.ts";
import { fillPayloads } from "../exchange/payloads.ts";
import { pause, runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface ExchangeSettings {
  /** What is announced on the chain; nothing where it is left out. */
  readonly announcement?: Announcement;
  /** How often a peer is asked for candidates, ms. Default: 500. */
  readonly pollMs?: number;
  /** How often fingerprints are compared, ms. Default: ten minutes. */
  readonly compareMs?: number;
  /** When members are asked again for a payload that none had, ms. Default: one minute. */
  readonly retryMs?: number;
  /** How often it is looked through what grants have opened, ms. Default: one minute. */
  readonly grantsMs?: number;
}

export interface ExchangeOptions extends ExchangeSettings {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly rpcUrl: string;
  /** The data folder, which keeps the exchange key. */
  readonly home: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** A peer that failed rests for so long at most, ms. */
const MAX_REST_MS = 10_000;

/** Exchanges until the signal. Two at once do the same work twice and nothing else. */
export async function runExchange(options: ExchangeOptions): Promise<void> {
  const { pool, pollMs = 500, grantsMs = 60_000 } = options;
  const key = await readExchangeKey(options.home);
  const visits = new Map<string, Visits>();
  const restingUntil = new Map<number, number>();
  const absent = new Map<string, number>();
  let grantsReadAt = Date.now();
  const loop = { name: "exchange", wakeOn: ["approval", "sent"], wakeOnBlock: true, pollMs };
  try {
    await runLoop({ ...options, ...loop }, async () => {
      if (options.announcement !== undefined) await announce(pool, options.announcement, key.publicKey);
      const own = await ownParticipants(pool, key.publicKey);
      const peers = own.length === 0 ? [] : await readPeers(pool);
      const foreign = peers.filter(({ publicKey }) => publicKey !== key.publicKey);
      const exchange = exchangeOf(options, { key, own });
      await visitOnly(visits, foreign, exchange, { options, restingUntil });
      for (const { ring } of visits.values()) ring();
      if (foreign.length === 0) return false;
      const sources = sourcesOf(foreign, restingUntil);
      await fillDocuments(exchange, sources);
      const filled = await fillBatches(exchange, sources, absent);
      if (Date.now() - grantsReadAt >= grantsMs) {
        grantsReadAt = Date.now();
        await wantGranted(exchange);
      }
      return (await fillPayloads(exchange, { ...options, sources })) || filled;
    });
  } finally {
    await visitOnly(visits, [], exchangeOf(options, { key, own: [] }), { options, restingUntil });
  }
}

const exchangeOf = (
  { pool, network, logger, signal }: ExchangeOptions,
  { key, own }: { key: ExchangeKey; own: readonly number[] },
): Exchange => ({
  ...{ pool, network, logger, own },
  asker: { key, from: own[0] ?? 0, signal },
});

/** Peers in the order in which they are asked: those that should have it, then the others; never one that failed a moment ago. */
const sourcesOf =
  (peers: readonly Peer[], restingUntil: ReadonlyMap<number, number>): Sources =>
  (first) => {
    const isUp = peers.filter(({ member }) => (restingUntil.get(member) ?? 0) <= Date.now());
    const rank = ({ participants }: Peer): number => {
      const place = first.findIndex((participant) => participants.includes(participant));
      return place === -1 ? first.length : place;
    };
    return isUp.toSorted((a, b) => rank(a) - rank(b));
  };

/** The loop that visits one peer. */
interface Visits {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  /** There may be something to hand in, or to look for. */
  readonly ring: () => void;
}

interface Visiting {
  readonly options: ExchangeOptions;
  /** Unix milliseconds by member. */
  readonly restingUntil: Map<number, number>;
}

/** Starts and stops loops until there is one for each of these peers and no other. */
async function visitOnly(
  visits: Map<string, Visits>,
  peers: readonly Peer[],
  exchange: Exchange,
  visiting: Visiting,
): Promise<void> {
  const wanted = new Map<string, Peer>(
    peers.map((peer) => [`${JSON.stringify(peer)} ${exchange.own.join()}`, peer]),
  );
  const gone = [...visits].filter(([name]) => !wanted.has(name));
  for (const [, { stop }] of gone) stop.abort();
  for (const [name, { done }] of gone) {
    await done;
    visits.delete(name);
  }
  for (const [name, peer] of wanted)
    if (!visits.has(name)) visits.set(name, startVisits(exchange, peer, visiting));
}

function startVisits(exchange: Exchange, peer: Peer, visiting: Visiting): Visits {
  const stop = new AbortController();
  const signal = AbortSignal.any([exchange.asker.signal, stop.signal]);
  let wake: () => void = () => undefined;
  let rang = false;
  const wait = async (ms: number): Promise<void> => {
    const woken = new AbortController();
    wake = () => woken.abort();
    if (!rang) await pause(ms, AbortSignal.any([signal, woken.signal]));
    rang = false;
  };
  const ring = (): void => {
    rang = true;
    wake();
  };
  const own = { ...exchange, asker: { ...exchange.asker, signal } };
  return { stop, ring, done: visit(own, peer, { ...visiting, wait }) };
}

/** Asks one peer for candidates, hands answers in, compares fingerprints; again and again until it is stopped. */
async function visit(
  exchange: Exchange,
  peer: Peer,
  { options, restingUntil, wait }: Visiting & { wait: (ms: number) => Promise<void> },
): Promise<void> {
  const { pool, logger, asker } = exchange;
  const { pollMs = 500, compareMs = 600_000 } = options;
  let failures = 0;
  let comparedAt = 0;
  let comparing: Promise<void> | undefined;
  while (!asker.signal.aborted) {
    try {
      const head = await pullCandidates(exchange, peer);
      while (await handIn(exchange, peer));
      restingUntil.delete(peer.member);
      failures = 0;
      await noteAnswered(pool, peer, head);
      // Beside the visits: over many records it takes longer than a candidate may wait.
      if (comparing === undefined && Date.now() - comparedAt >= compareMs)
        comparing = compareWith(exchange, peer, head)
          .catch((failure: unknown) => {
            logger.warn({ member: peer.member, err: failure }, "fingerprints not compared");
          })
          .finally(() => {
            comparing = undefined;
            comparedAt = Date.now();
          });
      await wait(pollMs);
    } catch (failure) {
      if (asker.signal.aborted) break;
      failures += 1;
      const isDown = failure instanceof AskFailure && failure.code === "unreachable";
      const rest = Math.min(pollMs * 2 ** Math.min(failures, 8), isDown ? MAX_REST_MS : 1_000);
      if (isDown) restingUntil.set(peer.member, Date.now() + rest);
      if (failures === 1) logger.warn({ member: peer.member, err: failure }, "member did not answer");
      countEvent("member did not answer");
      await noteFailed(pool, peer, failure).catch(() => undefined); // the database may be what failed
      await pause(rest, asker.signal);
    }
  }
  await comparing;
}

/** How old the note of an answer may be, seconds: it is not written anew for each. */
const NOTED_S = 10;

async function noteAnswered(pool: pg.Pool, { participants }: Peer, head: number): Promise<void> {
  await pool.query(
    `INSERT INTO work.exchange_peers AS p (member, head, answered_at) SELECT member, $2, now() FROM unnest($1::int[]) AS m (member)
       ON CONFLICT (member) DO UPDATE SET head = excluded.head, answered_at = now(), failure = NULL
         WHERE p.head IS DISTINCT FROM excluded.head OR p.failure IS NOT NULL OR p.answered_at < now() - make_interval(secs => $3)`,
    [participants, head, NOTED_S],
  );
}

async function noteFailed(pool: pg.Pool, { participants }: Peer, failure: unknown): Promise<void> {
  const text = failure instanceof AskFailure ? failure.message : "this gateway failed";
  await pool.query(
    `INSERT INTO work.exchange_peers (member, failed_at, failure) SELECT member, now(), $2 FROM unnest($1::int[]) AS m (member)
       ON CONFLICT (member) DO UPDATE SET failed_at = now(), failure = excluded.failure`,
    [participants, text.slice(0, 500)],
  );
}
