// Settles every accepted reading set: clears its book, sends the chunks in order, takes an older version back first.
import { unpackLines, type Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { enqueue, findIntent, type OutboxEntry } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { readBook, settleCalls } from "./book.ts";
import { reportIncident } from "./incidents.ts";
import { chainTip, marketDevices, standingChunks, unsettledSets, zones } from "./ledger.ts";
import { leafFromJson, type LeafJson } from "./leaves.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";

export interface ClearingOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Name of the solver's key in the outbox. */
  readonly signer: string;
}

/** How often a settlement is made anew when the contract refuses it. */
const MAX_ATTEMPTS = 5;
/** A zone is looked at for so many slots at once; one whose set is not known here does not stop the others. */
const LOOK_AHEAD = 8;

interface Place {
  readonly zone: number;
  readonly slot: number;
  readonly version: number;
}

interface Clearing extends Place {
  readonly attempt: number;
  readonly state: "reversing" | "settling";
  /** The intents in their order. */
  readonly plan: { readonly intents: readonly string[] };
}

/** Clears until the signal. Two at once take turns; each zone settles one slot after the other. */
export async function runClearing(options: ClearingOptions): Promise<void> {
  const loop = { name: "clearing", wakeOn: ["set", "sent"], wakeOnBlock: true };
  await runLoop({ ...options, ...loop }, async () => {
    let busy = false;
    for (const zone of await zones(options.pool)) {
      if (options.signal.aborted) break;
      busy = (await inTransaction(options.pool, (client) => stepZone(client, zone, options))) || busy;
    }
    return busy;
  });
}

async function stepZone(client: pg.PoolClient, zone: number, options: ClearingOptions): Promise<boolean> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('clearing'), $1)", [zone]);
  const { rows } = await client.query<Clearing>(
    `SELECT zone, slot, version, attempt, state, plan FROM work.clearings
      WHERE zone = $1 AND state IN ('reversing', 'settling') ORDER BY slot, version, attempt LIMIT 1`,
    [zone],
  );
  const [open] = rows;
  if (open !== undefined) return advance(client, open, options);
  if (!(await hasCaughtUp(client, options.signer))) return false;
  for (const { slot, version } of await unsettledSets(client, zone, LOOK_AHEAD))
    if (await begin(client, { zone, slot, version }, options)) return true;
  return false;
}

/** Whether the tables show everything that the solver has done: balances and chunks are then those of the chain. */
async function hasCaughtUp(client: pg.PoolClient, signer: string): Promise<boolean> {
  const tip = await chainTip(client);
  const { rows } = await client.query<{ last: number | null; open: number }>(
    `SELECT max(block) AS last, count(*) FILTER (WHERE state IN ('queued', 'sent'))::int AS open
       FROM work.outbox WHERE signer = $1 AND (block IS NOT NULL OR state IN ('queued', 'sent'))`,
    [signer],
  );
  const { last, open } = rows[0]!;
  return tip !== undefined && open === 0 && (last === null || tip.number >= last);
}

/** Begins a settlement, or the way back from an older version. False where the set's leaves are not known here. */
async function begin(client: pg.PoolClient, place: Place, options: ClearingOptions): Promise<boolean> {
  const { zone, slot, version } = place;
  const leaves = await leavesOf(client, place);
  if (leaves === undefined) {
    await reportIncident(client, {
      kind: "leaves-unknown",
      subject: nameOf(place),
      detail: "The reading set was accepted, but its leaves are not in this database.",
    });
    return false;
  }
  const standing = await standingChunks(client, zone, slot);
  if (standing.some((chunk) => chunk.version !== version)) return reverse(client, place, options);
  if (standing.length > 0)
    return giveUp(client, place, 0, options, "A settlement was begun and is not known here.");
  const attempt = await nextAttempt(client, place);
  if (attempt > MAX_ATTEMPTS)
    return giveUp(client, place, attempt, options, `The contract refused ${MAX_ATTEMPTS} settlements.`);
  const book = await readBook(client, { zone, slot, leaves });
  if (book === undefined) return false;
  const { settlement, calls } = settleCalls(book, { version, leaves });
  const intents: string[] = [];
  for (const [chunk, { terms, first, leaves: metered, parties, proof }] of calls.entries()) {
    const dedupe = `settle/${nameOf(place)}/${attempt}/${chunk}`;
    const args = [terms, first, metered, parties, proof];
    await enqueue(client, {
      dedupe,
      signer: options.signer,
      contract: "energyMarket",
      functionName: "settle",
      args,
    });
    intents.push(dedupe);
  }
  await insertClearing(client, { ...place, attempt, state: "settling", plan: { intents } });
  options.logger.info(
    {
      ...place,
      attempt,
      chunks: calls.length,
      lines: settlement.lines.length,
      price: settlement.price.toString(),
      basis: settlement.basis,
    },
    "slot cleared",
  );
  return true;
}

const nameOf = ({ zone, slot, version }: Place): string => `${zone}/${slot}/${version}`;

async function leavesOf(client: pg.PoolClient, { zone, slot, version }: Place) {
  const { rows } = await client.query<{ leaves: LeafJson[] }>(
    `SELECT leaves FROM work.reading_sets WHERE zone = $1 AND slot = $2 AND version = $3 AND state IN ('sent', 'accepted')`,
    [zone, slot, version],
  );
  return rows[0]?.leaves.map(leafFromJson);
}

async function nextAttempt(client: pg.PoolClient, { zone, slot, version }: Place): Promise<number> {
  const { rows } = await client.query<{ next: number }>(
    `SELECT coalesce(max(attempt), 0) + 1 AS next FROM work.clearings WHERE zone = $1 AND slot = $2 AND version = $3`,
    [zone, slot, version],
  );
  return rows[0]!.next;
}

async function insertClearing(
  client: pg.PoolClient,
  clearing: Omit<Clearing, "state"> & { state: string },
): Promise<void> {
  const { zone, slot, version, attempt, state, plan } = clearing;
  await client.query(
    `INSERT INTO work.clearings (zone, slot, version, attempt, state, plan) VALUES ($1, $2, $3, $4, $5, $6)`,
    [zone, slot, version, attempt, state, JSON.stringify(plan)],
  );
}

/** Takes the chunks of an older version back, last first. */
async function reverse(
  client: pg.PoolClient,
  place: Place,
  { signer, logger }: ClearingOptions,
): Promise<boolean> {
  const { zone, slot } = place;
  const attempt = await nextAttempt(client, place);
  const intents: string[] = [];
  for (const { version, chunk, lines } of await standingChunks(client, zone, slot)) {
    const devices = [...new Set(unpackLines(lines).map(({ device }) => device))];
    const owners = (await marketDevices(client, devices)).map(({ participant }) => participant);
    const parties = [...new Set(owners)].sort((a, b) => a - b);
    const dedupe = `reverse/${zone}/${slot}/${version}/${chunk}/${nameOf(place)}/${attempt}`;
    const args = [zone, slot, lines, parties];
    await enqueue(client, { dedupe, signer, contract: "energyMarket", functionName: "reverse", args });
    intents.push(dedupe);
  }
  await insertClearing(client, { ...place, attempt, state: "reversing", plan: { intents } });
  logger.info({ ...place, chunks: intents.length }, "older version taken back");
  return true;
}

/** Moves an open settlement on once every one of its intents has an answer. */
async function advance(client: pg.PoolClient, open: Clearing, options: ClearingOptions): Promise<boolean> {
  const answers: OutboxEntry[] = [];
  for (const dedupe of open.plan.intents) {
    const answer = await findIntent(client, dedupe);
    if (answer === undefined || answer.state === "queued" || answer.state === "sent") return false;
    answers.push(answer);
  }
  const refusal = answers.find(({ state }) => state === "refused");
  if (refusal === undefined) {
    if (open.state === "reversing") return close(client, open, "abandoned");
    countEvent("slot settled");
    options.logger.info({ zone: open.zone, slot: open.slot, version: open.version }, "slot settled");
    return close(client, open, "settled");
  }
  return refuse(client, open, answers, refusal, options);
}

/** `abandoned` attempts leave the set to be looked at again, unless it is settled or failed. */
async function close(
  client: pg.PoolClient,
  { zone, slot, version, attempt }: Omit<Clearing, "plan" | "state">,
  state: "settled" | "abandoned" | "failed",
): Promise<boolean> {
  await client.query(
    `UPDATE work.clearings SET state = $5 WHERE zone = $1 AND slot = $2 AND version = $3 AND attempt = $4`,
    [zone, slot, version, attempt, state],
  );
  return true;
}

/**
 * A refused chunk ends the attempt. When no chunk went through, the book is read and cleared anew; when some did, only a new version
 * of the readings frees the slot, so one is asked for.
 */
async function refuse(
  client: pg.PoolClient,
  open: Clearing,
  answers: readonly OutboxEntry[],
  refusal: OutboxEntry,
  { logger }: ClearingOptions,
): Promise<boolean> {
  const { code = "unknown", detail = "" } = refusal.error ?? {};
  logger.warn(
    { zone: open.zone, slot: open.slot, version: open.version, attempt: open.attempt, code },
    "settlement refused",
  );
  countEvent("settlement refused");
  const partly = answers.some(({ state }) => state !== "refused") && open.state === "settling";
  if (code === "settled-already") return close(client, open, "settled");
  if (partly && code !== "version-not-latest") {
    await client.query(
      `INSERT INTO work.slots_due (zone, slot, as_of, forced) VALUES ($1, $2, 0, true)
         ON CONFLICT (zone, slot) DO UPDATE SET forced = true`,
      [open.zone, open.slot],
    );
    await reportIncident(client, {
      kind: "settlement-stuck",
      subject: nameOf(open),
      detail: `${code}: ${detail}`,
    });
    return close(client, open, "failed");
  }
  if (open.attempt >= MAX_ATTEMPTS) {
    await reportIncident(client, {
      kind: "clearing-failed",
      subject: nameOf(open),
      detail: `${code}: ${detail}`,
    });
    return close(client, open, "failed");
  }
  return close(client, open, "abandoned");
}

async function giveUp(
  client: pg.PoolClient,
  place: Place,
  attempt: number,
  { logger }: ClearingOptions,
  detail: string,
): Promise<boolean> {
  await insertClearing(client, { ...place, attempt, state: "failed", plan: { intents: [] } });
  await reportIncident(client, { kind: "clearing-failed", subject: nameOf(place), detail });
  logger.error({ ...place, detail }, "settlement given up");
  return true;
}
