// What agencies' data sets keep beside their records, derived again: values and flags, what stands, tombstones, alerts, derived sets.
import { readObservations } from "@alatau/formats";
import { envelopeSchema, jcs, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { alertFault } from "../alerts/check.ts";
import { ALERTS_SET } from "../alerts/documents.ts";
import { readAlertRecords } from "../alerts/project.ts";
import { readRules, type DatasetRules } from "../data-sets/rules.ts";
import { readAllTerms } from "../data-sets/terms.ts";
import { valuesOf } from "../data-sets/values.ts";
import { derivedFault } from "../derived/check.ts";
import { dayAt, dayOffset, derivationOf } from "../derived/derivation.ts";
import { TOMBSTONE_SCHEMA } from "../records/tombstone.ts";
import { wrongClaim } from "../workers/check-observations.ts";

/** Where the database says something else than what it says follows from. */
export interface CityDifference {
  readonly place: string;
  readonly found: string;
  readonly derived: string;
}

/** Told how many observations were followed, and the differences, in the order in which they are found. */
export interface CityAudit {
  readonly observations: number;
  readonly differences: readonly CityDifference[];
}

/** Observations that are read together. */
const PAGE = 2_000;
/** After so many differences the rest is not looked for. */
const MOST = 20;

/** Looks at everything, in the caller's transaction. */
export async function cityDifferences(connection: pg.ClientBase): Promise<CityAudit> {
  const db = connection as pg.PoolClient; // only queries are made of it
  const differences = [
    ...(await erasedWithoutTombstone(db)),
    ...(await wrongSuccession(db)),
    ...(await wrongAlertList(db)),
  ];
  let observations = 0;
  for (const { name, schema, description, quorum } of await readAllTerms(db)) {
    if (schema === null || description === null || quorum === 0) continue;
    const rules = await readRules(db, name);
    const isOnlyDescription = await describedOnce(db, rules);
    for await (const page of observationsOf(db, name))
      for (const row of page) {
        observations += 1;
        if (differences.length < MOST)
          differences.push(...(await differencesOf(db, row, { rules, isOnlyDescription })));
      }
  }
  return { observations, differences: differences.slice(0, MOST) };
}

/** Flags are derived by the rules of their time; only where there was one description is that the one at hand. */
async function describedOnce(db: pg.PoolClient, { terms }: DatasetRules): Promise<boolean> {
  const { rowCount } = await db.query("SELECT 1 FROM ledger.dataset_descriptions WHERE dataset = $1", [
    Buffer.from(terms.dataset.slice(2), "hex"),
  ]);
  return rowCount === 1;
}

interface ObservationRow {
  number: number;
  record_hash: Buffer;
  subject: string;
  observed_at: number;
  flags: string[];
  values: unknown;
  replaced_by: Buffer | null;
  envelope: string;
  payload: Buffer | null;
  anchored: boolean;
}

async function* observationsOf(db: pg.PoolClient, dataset: string): AsyncGenerator<ObservationRow[]> {
  let after = -1;
  for (;;) {
    const { rows } = await db.query<ObservationRow>(
      `SELECT o.number, o.record_hash, o.subject, o.observed_at, o.flags, o."values", o.replaced_by, r.envelope, r.payload,
              EXISTS (SELECT 1 FROM work.batch_records w JOIN ledger.datasets d ON d.name = w.dataset
                        JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
                       WHERE w.record_hash = o.record_hash) AS anchored
         FROM payload.observations o JOIN payload.records r USING (record_hash)
        WHERE o.dataset = $1 AND o.number > $2 ORDER BY o.number LIMIT ${PAGE}`,
      [dataset, after],
    );
    if (rows.length === 0) return;
    yield rows;
    after = Number(rows.at(-1)!.number);
  }
}

const hashOf = (bytes: Buffer): Bytes32 => `0x${bytes.toString("hex")}` as Bytes32;
const shown = (value: unknown): string => (typeof value === "string" ? value : (jcs(value) ?? "nothing"));

async function differencesOf(
  db: pg.PoolClient,
  row: ObservationRow,
  { rules, isOnlyDescription }: { rules: DatasetRules; isOnlyDescription: boolean },
): Promise<CityDifference[]> {
  const place = `payload.observations ${hashOf(row.record_hash)}`;
  const differ = (what: string, found: unknown, derived: unknown): CityDifference[] =>
    shown(found) === shown(derived)
      ? []
      : [{ place: `${place}, ${what}`, found: shown(found), derived: shown(derived) }];
  const envelope = envelopeSchema.parse(JSON.parse(row.envelope));
  if (envelope.schema.id === TOMBSTONE_SCHEMA.id) return [];
  const own = [
    ...differ("flags", row.flags.toSorted(), (envelope.quality ?? []).toSorted()),
    ...differ("subject", row.subject, envelope.subject),
    ...differ(
      "observed_at",
      Number(row.observed_at),
      Date.parse(envelope.period?.to ?? envelope.observedAt ?? "") / 1000,
    ),
  ];
  if (row.payload === null) return [...own, ...differ("values", row.values, null)];
  const [observation] = readObservations(row.payload, { format: "jsonl" }).observations;
  if (observation === undefined)
    return [
      ...own,
      { place: `${place}, payload`, found: "what is no observation", derived: "one observation" },
    ];
  own.push(...differ("values", row.values, valuesOf(observation.entity)));
  const recordedAt = Date.parse(envelope.recordedAt) / 1000;
  const wrong = isOnlyDescription ? wrongClaim(envelope, observation, recordedAt, rules) : null;
  if (wrong !== null)
    own.push({
      ...{ place: `${place}, envelope`, found: `a claim «${wrong}» that the payload does not bear out` },
      derived: "what the payload says",
    });
  if (!row.anchored) return own; // the checkers have not looked yet
  const fault = await faultOf(db, row, { rules, envelope, entity: observation.entity });
  return fault === null ? own : [...own, { place, found: fault, derived: "what its inputs give" }];
}

async function faultOf(
  db: pg.PoolClient,
  row: ObservationRow,
  { rules, envelope, entity }: { rules: DatasetRules } & Parameters<typeof derivedFault>[2],
): Promise<string | null> {
  const { terms, description } = rules;
  if (terms.name === ALERTS_SET) {
    const fault = await alertFault(db, entity, envelope.evidence ?? []);
    return fault === "later" ? null : fault; // its inputs were erased, or are not for this member
  }
  if (description.derivedFrom === undefined || row.replaced_by !== null) return null;
  if (await hasNewerInput(db, row, rules, envelope)) return null;
  const fault = await derivedFault(db, rules, { entity, envelope });
  return fault === "later" ? null : fault;
}

/** An input came after the record, which will be made again, or was erased after it, so that nobody can. */
async function hasNewerInput(
  db: pg.PoolClient,
  { number }: ObservationRow,
  { description }: DatasetRules,
  { period }: Parameters<typeof derivedFault>[2]["envelope"],
): Promise<boolean> {
  if (period === undefined) return false;
  const derivation = derivationOf(description);
  const day = dayAt(Date.parse(period.from) / 1000, dayOffset(derivation));
  const { rowCount } = await db.query(
    `SELECT 1 FROM payload.observations o JOIN payload.records r USING (record_hash)
      WHERE o.dataset = ANY($1::text[]) AND o.observed_at BETWEEN $2 AND $3 + 86400 AND (o.number > $4 OR r.erased_at > (SELECT received_at FROM payload.records WHERE number = $4)) LIMIT 1`,
    [derivation.inputs, day.from, day.to, number],
  );
  return rowCount === 1;
}

/** Agencies' records whose payload is gone need a record that says so. */
async function erasedWithoutTombstone(db: pg.PoolClient): Promise<CityDifference[]> {
  const { rows } = await db.query<{ record_hash: Buffer }>(
    `SELECT r.record_hash FROM payload.records r JOIN ledger.datasets d ON d.name = r.dataset
       JOIN ledger.current_schemas c ON c.dataset = d.dataset LEFT JOIN payload.tombstones t ON t.erased = r.record_hash
      WHERE r.erased_at IS NOT NULL AND t.record_hash IS NULL ORDER BY r.number LIMIT ${MOST}`,
  );
  return rows.map(({ record_hash: hash }) => ({
    place: `payload.records ${hashOf(hash)}, erased_at`,
    ...{ found: "erased", derived: "kept, since no tombstone names it" },
  }));
}

/**
 * `replaced_by` against the journal's superseded records: from the journal's to ours, and from ours to the journal's. Both begin with what
 * was replaced, which is little beside what stands.
 */
async function wrongSuccession(db: pg.PoolClient): Promise<CityDifference[]> {
  const { rows } = await db.query<{ record_hash: Buffer; found: Buffer | null; derived: Buffer | null }>(
    `SELECT o.record_hash, o.replaced_by AS found, n.record_hash AS derived, o.number
       FROM ledger.superseded_records s JOIN ledger.datasets d USING (dataset)
       JOIN work.batch_records w ON w.dataset = d.name AND w.publisher = s.publisher AND w.sequence = s.sequence
        AND w.position = s.record_index
       JOIN payload.observations o ON o.record_hash = w.record_hash
       LEFT JOIN work.batch_records n ON n.dataset = d.name AND n.publisher = s.publisher AND n.sequence = s.by_sequence
        AND n.position = s.by_index
      WHERE o.replaced_by IS DISTINCT FROM n.record_hash
     UNION ALL
     SELECT o.record_hash, o.replaced_by, NULL, o.number
       FROM payload.observations o JOIN work.batch_records w USING (record_hash) JOIN ledger.datasets d ON d.name = w.dataset
       JOIN work.batch_records q ON q.record_hash = o.replaced_by
       JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = q.publisher AND b.sequence = q.sequence
      WHERE o.replaced_by IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger.superseded_records s
         WHERE s.dataset = d.dataset AND s.publisher = w.publisher AND s.sequence = w.sequence AND s.record_index = w.position)
      ORDER BY number LIMIT ${MOST}`,
  );
  return rows.map(({ record_hash: hash, found, derived }) => ({
    place: `payload.observations ${hashOf(hash)}, replaced_by`,
    found: found === null ? "nothing" : hashOf(found),
    derived: derived === null ? "nothing" : hashOf(derived),
  }));
}

/** The list of alerts against their records. */
async function wrongAlertList(db: pg.PoolClient): Promise<CityDifference[]> {
  const records = await readAlertRecords(db);
  const { rows } = await db.query<{ alert: string; state: string; value: string; records: number }>(
    "SELECT alert, state, value, records FROM work.alerts ORDER BY alert",
  );
  const waiting = await db.query<{ subject: string }>(
    "SELECT DISTINCT subject FROM work.observed WHERE worker = 'alerts' AND dataset = $1",
    [ALERTS_SET],
  );
  const later = new Set(waiting.rows.map(({ subject }) => subject.split(":").at(-1)));
  const listed = new Map(rows.map((row) => [row.alert, row]));
  return [...new Set([...listed.keys(), ...records.keys()])]
    .filter((alert) => !later.has(alert))
    .flatMap((alert): CityDifference[] => {
      const own = records.get(alert) ?? [];
      const last = own.at(-1)?.change;
      const row = listed.get(alert);
      const found = row === undefined ? "nothing" : `${row.state}, ${row.value}, ${row.records} records`;
      const derived = last === undefined ? "nothing" : `${last.state}, ${last.value}, ${own.length} records`;
      return found === derived ? [] : [{ place: `work.alerts ${alert}`, found, derived }];
    });
}
