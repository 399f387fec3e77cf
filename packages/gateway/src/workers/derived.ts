// Makes derived sets: a day when it is over and its inputs are on the chain, and again when one of them was corrected. A step publishes
// and forgets in one transaction.
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import { publishOwn } from "../data-sets/publish.ts";
import { readRules, type DatasetRules } from "../data-sets/rules.ts";
import { readAllTerms, signerOf } from "../data-sets/terms.ts";
import { computeDay, derivedUrn } from "../derived/compute.ts";
import { dayAt, dayOffset, derivationOf, type Day } from "../derived/derivation.ts";
import { LedgerError } from "@alatau/sdk";
import { inTransaction } from "../transaction.ts";
import { reportIncident } from "./incidents.ts";
import { chainTip } from "./ledger.ts";
import { runLoop } from "./loop.ts";
import { countEvent } from "./metrics.ts";
import { donePlaces, duePlaces, watchDataSets, type ObservedPlace } from "./watched.ts";

export interface DerivedOptions {
  readonly pool: pg.Pool;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

const WORKER = "derived";
const CHUNK = 2_000;
/** Days that are made in one transaction. */
const MOST_DAYS = 20;

/** A data set that this gateway makes. */
interface OwnSet {
  readonly rules: DatasetRules;
  readonly inputs: readonly string[];
  readonly offset: number;
}

/** Derives until the signal. Two at once take turns. */
export async function runDerived(options: DerivedOptions): Promise<void> {
  const { pool, logger } = options;
  await runLoop(
    { ...options, name: WORKER, wakeOn: ["waiting", "published"], wakeOnBlock: true },
    async () => {
      const own = await ownSets(pool);
      await inTransaction(pool, (client) => queueNew(client, own));
      return await inTransaction(pool, (client) => stepDerived(client, own, logger));
    },
  );
}

/** Derived sets whose owner's key is here and whose program is the one that their description names; others are incidents. */
async function ownSets(pool: pg.Pool): Promise<OwnSet[]> {
  const own: OwnSet[] = [];
  for (const { name, owner, schema, description } of await readAllTerms(pool)) {
    if (schema === null || description === null || (await signerOf(pool, owner)) === undefined) continue;
    try {
      const rules = await readRules(pool, name);
      if (rules.description.derivedFrom === undefined) continue;
      const derivation = derivationOf(rules.description);
      own.push({ rules, inputs: derivation.inputs, offset: dayOffset(derivation) });
    } catch (failure) {
      if (!(failure instanceof LedgerError)) throw failure;
      if (failure.code === "program-unknown")
        await reportIncident(pool, { kind: "derived-refused", subject: name, detail: failure.message });
    }
  }
  return own;
}

/** A derivation that was not known before: every day of its inputs is looked at. */
async function queueNew(client: pg.PoolClient, own: readonly OwnSet[]): Promise<void> {
  const { rows } = await client.query<{ dataset: string; document_hash: Buffer }>(
    "SELECT dataset, document_hash FROM work.derived_sets",
  );
  const known = new Set(rows.map(({ dataset, document_hash: hash }) => `${dataset}/${hash.toString("hex")}`));
  const fresh = own.filter(
    ({ rules: { terms } }) => !known.has(`${terms.name}/${terms.description!.slice(2)}`),
  );
  if (fresh.length === 0) return;
  // What is being written now ends first; what comes later is queued by the trigger.
  await client.query("LOCK TABLE payload.observations IN SHARE MODE");
  const inputs = [...new Set(fresh.flatMap((each) => each.inputs))];
  await watchDataSets(client, WORKER, inputs);
  await client.query(
    `INSERT INTO work.observed (worker, number, dataset, subject, observed_at)
       SELECT $1, max(number), dataset, '', max(observed_at) FROM payload.observations WHERE dataset = ANY($2::text[])
        GROUP BY dataset, observed_at / 3600 ON CONFLICT DO NOTHING`,
    [WORKER, inputs],
  );
  for (const { terms } of fresh.map(({ rules }) => rules))
    await client.query(
      `INSERT INTO work.derived_sets (dataset, document_hash) VALUES ($1, $2)
         ON CONFLICT (dataset) DO UPDATE SET document_hash = excluded.document_hash`,
      [terms.name, Buffer.from(terms.description!.slice(2), "hex")],
    );
}

interface DueDay {
  readonly set: OwnSet;
  readonly day: Day;
  /** The places that ask for it. */
  readonly places: readonly ObservedPlace[];
}

async function stepDerived(client: pg.PoolClient, own: readonly OwnSet[], logger: Logger): Promise<boolean> {
  const tip = await chainTip(client);
  if (tip === undefined || own.length === 0) return false;
  await client.query("SELECT pg_advisory_xact_lock(hashtext('derived'))");
  const now = tip.timestamp;
  const places = await duePlaces(client, WORKER, { now, most: CHUNK });
  if (places.length === 0) return false;
  const later = new Map<number, number>();
  const days = daysOf(places, own);
  for (const [index, due] of days.entries()) {
    const at = index < MOST_DAYS ? await makeDay(client, due, { now, logger }) : now;
    // One of its places stays in the queue for it.
    if (at !== undefined) {
      const { number } = due.places.at(-1)!;
      later.set(number, Math.min(at, later.get(number) ?? at));
    }
  }
  await donePlaces(client, WORKER, places, later);
  return days.length > MOST_DAYS || places.length === CHUNK;
}

function daysOf(places: readonly ObservedPlace[], own: readonly OwnSet[]): DueDay[] {
  const days = new Map<string, { set: OwnSet; day: Day; places: ObservedPlace[] }>();
  for (const place of places)
    for (const set of own) {
      if (!set.inputs.includes(place.dataset)) continue;
      // A period ends at its moment, which may be the next day's first second.
      for (const at of [place.observedAt, place.observedAt - 1]) {
        const day = dayAt(at, set.offset);
        const key = `${set.rules.terms.name}/${day.name}`;
        const found = days.get(key);
        if (found === undefined) days.set(key, { set, day, places: [place] });
        else found.places.push(place);
      }
    }
  return [...days.values()].sort((a, b) => a.day.from - b.day.from);
}

/** Makes a day and answers when it is to be looked at again; undefined for not before something changes. */
async function makeDay(
  client: pg.PoolClient,
  { set: { rules }, day }: DueDay,
  { now, logger }: { now: number; logger: Logger },
): Promise<number | undefined> {
  if (day.to > now) return day.to;
  const { name, owner } = rules.terms;
  const computed = await computeDay(client, rules, day);
  if (computed.inputs.some(({ isAnchored }) => !isAnchored)) return now + 1;
  if ("reason" in computed) {
    if (computed.reason === "rows-invalid")
      await reportIncident(client, {
        ...{ kind: "derived-refused", subject: `${name}/${day.name}`, detail: computed.detail },
      });
    return undefined;
  }
  const correction = (await stands(client, name, { owner, day })) ? { correction: "input-corrected" } : {};
  const { entity, evidence } = computed;
  const answers = await publishOwn(client, [{ entity, evidence }], {
    ...{ rules, source: "derived", now, ...correction },
  });
  const answer = answers?.[0];
  if (answer?.code === "record-not-anchored") return now + 1;
  if (answer?.status === "refused")
    await reportIncident(client, {
      ...{
        kind: "derived-refused",
        subject: `${name}/${day.name}`,
        detail: `${answer.code}: ${answer.detail}`,
      },
    });
  if (answer?.status === "accepted" || answer?.status === "corrected") {
    countEvent("derived set made");
    logger.info({ dataset: name, day: day.name, record: answer.records[0] as Bytes32 }, "derived set made");
  }
  return undefined;
}

async function stands(
  client: pg.PoolClient,
  dataset: string,
  { owner, day }: { owner: number; day: Day },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM payload.observations
      WHERE dataset = $1 AND issuer = $2 AND subject = $3 AND observed_at = $4 AND replaced_by IS NULL`,
    [dataset, owner, derivedUrn(dataset), day.to],
  );
  return rowCount === 1;
}
