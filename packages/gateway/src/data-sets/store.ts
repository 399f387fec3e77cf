// Observations in the database: what stands, what came before, and how statements are written, many in one statement.
import type { Observation as CityObservation } from "@alatau/city";
import { fromHex, sha256, utf8, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { RowAnswer, Upload } from "./accept.ts";
import type { SealedStatement, Statement } from "./seal.ts";
import type { StoredValues } from "./values.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** Only one transaction at a time decides on what an issuer says in a data set. */
export async function lockStream(client: pg.PoolClient, dataset: string, issuer: number): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext($1), $2)", [`observations/${dataset}`, issuer]);
}

type Key = Pick<Statement, "group" | "observedTo"> & { readonly entity: { readonly id: string } };

/** Names the one place that a statement can stand in, within a data set and issuer. */
export const standingKey = ({ group, observedTo, entity }: Key): string =>
  `${group}/${observedTo}/${entity.id}`;

/** What is said of a subject and moment now. */
export interface Standing {
  readonly record: Bytes32;
  /** Null once erased. */
  readonly payload: string | null;
  /** Where the chain has it; null while it has not. */
  readonly place: { readonly sequence: number; readonly index: number } | null;
}

/** What stands in the places of some statements. */
export async function findStanding(
  db: Queryable,
  dataset: string,
  issuer: number,
  parts: readonly { readonly statement: Key }[],
): Promise<Map<string, Standing>> {
  if (parts.length === 0) return new Map();
  const { rows } = await db.query<{
    subject: string;
    field_group: number;
    observed_at: number;
    record_hash: Buffer;
    payload: Buffer | null;
    sequence: number | null;
    position: number | null;
  }>(
    `SELECT o.subject, o.field_group, o.observed_at, o.record_hash, r.payload, b.sequence, w.position
       FROM unnest($3::text[], $4::smallint[], $5::bigint[]) AS k (subject, field_group, observed_at)
       JOIN payload.observations o ON o.dataset = $1 AND o.issuer = $2 AND o.subject = k.subject AND o.field_group = k.field_group
        AND o.observed_at = k.observed_at AND o.replaced_by IS NULL
       JOIN payload.records r USING (record_hash)
       LEFT JOIN work.batch_records w ON w.record_hash = o.record_hash
       LEFT JOIN ledger.datasets d ON d.name = o.dataset
       LEFT JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence`,
    [
      ...[dataset, issuer, parts.map(({ statement }) => statement.entity.id)],
      ...[parts.map(({ statement }) => statement.group), parts.map(({ statement }) => statement.observedTo)],
    ],
  );
  return new Map(
    rows.map((row) => [
      standingKey({
        group: row.field_group,
        observedTo: Number(row.observed_at),
        entity: { id: row.subject },
      }),
      {
        record: hex(row.record_hash),
        payload: row.payload === null ? null : row.payload.toString("utf8"),
        place: row.sequence === null ? null : { sequence: Number(row.sequence), index: row.position! },
      },
    ]),
  );
}

/** Records by identity, of those that are stored. */
export async function findIdentities(
  db: Queryable,
  identities: readonly Bytes32[],
): Promise<Map<Bytes32, Bytes32>> {
  const { rows } = await db.query<{ identity: Buffer; record_hash: Buffer }>(
    "SELECT identity, record_hash FROM payload.records WHERE identity = ANY($1::bytea[]) AND refused IS NULL",
    [identities.map(bytes)],
  );
  return new Map(rows.map(({ identity, record_hash: record }) => [hex(identity), hex(record)]));
}

/** What the statements' subjects said before and during their time, oldest first; erased and replaced versions do not count. */
export async function loadPast(
  db: Queryable,
  dataset: string,
  issuer: number,
  parts: readonly { readonly statement: Key }[],
  lookBack: number,
): Promise<Map<string, CityObservation[]>> {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { statement } of parts) {
    const { observedTo, entity } = statement;
    const span = spans.get(entity.id) ?? { from: observedTo, to: observedTo };
    spans.set(entity.id, { from: Math.min(span.from, observedTo), to: Math.max(span.to, observedTo) });
  }
  if (spans.size === 0) return new Map();
  const { rows } = await db.query<{
    subject: string;
    observed_at: number;
    received_at: number;
    values: StoredValues;
  }>(
    `SELECT k.subject, p.observed_at, p.received_at, p."values"
       FROM unnest($3::text[], $4::bigint[], $5::bigint[]) AS k (subject, first, last)
      CROSS JOIN LATERAL (
        (SELECT o.observed_at, o.record_hash, o."values" FROM payload.observations o
          WHERE o.dataset = $1 AND o.issuer = $2 AND o.subject = k.subject AND o.replaced_by IS NULL AND o.observed_at < k.first
          ORDER BY o.observed_at DESC LIMIT $6)
        UNION ALL
        (SELECT o.observed_at, o.record_hash, o."values" FROM payload.observations o
          WHERE o.dataset = $1 AND o.issuer = $2 AND o.subject = k.subject AND o.replaced_by IS NULL
            AND o.observed_at BETWEEN k.first AND k.last)) o
      CROSS JOIN LATERAL (SELECT o.observed_at, extract(epoch FROM r.received_at)::bigint AS received_at, o."values"
                            FROM payload.records r WHERE r.record_hash = o.record_hash) p
      WHERE o."values" IS NOT NULL ORDER BY p.observed_at`,
    [
      ...[dataset, issuer, [...spans.keys()]],
      ...[[...spans.values()].map(({ from }) => from), [...spans.values()].map(({ to }) => to), lookBack],
    ],
  );
  const past = new Map<string, CityObservation[]>();
  for (const { subject, observed_at: observedAt, received_at: receivedAt, values } of rows) {
    const seen: CityObservation = {
      ...{ subject, observedAt: Number(observedAt), receivedAt: Number(receivedAt) },
      values: new Map(Object.entries(values)),
    };
    const series = past.get(subject);
    if (series === undefined) past.set(subject, [seen]);
    else series.push(seen);
  }
  return past;
}

export interface StoredStatement {
  readonly statement: Statement;
  readonly sealed: SealedStatement;
  readonly salt: Uint8Array;
  readonly values: StoredValues;
  readonly position: readonly [longitude: number, latitude: number] | null;
}

/** Writes statements, what they replace, and their places in the queue, in the caller's transaction. */
export async function storeStatements(
  client: pg.PoolClient,
  stored: readonly StoredStatement[],
  { publisher, source, issuer }: Pick<Upload, "publisher" | "source" | "issuer">,
): Promise<void> {
  if (stored.length === 0) return;
  const { dataset } = stored[0]!.statement;
  const records = stored.map(({ sealed }) => bytes(sealed.recordHash));
  const corrects = stored.map(({ statement }) => statement.corrects && bytes(statement.corrects.record));
  await client.query(
    `UPDATE payload.observations o SET replaced_by = o.record_hash FROM unnest($1::bytea[]) AS c (replaced)
      WHERE o.record_hash = c.replaced`, // gives the place free; the new record is named below, once it is there
    [corrects.filter((hash) => hash !== null)],
  );
  await client.query(
    `WITH stored AS (
       INSERT INTO payload.records (record_hash, dataset, publisher, identity, envelope, payload_hash, salt, payload, evidence,
           observed_from, observed_to, source, uploaded_by, corrects)
         SELECT r.hash, $1, $2, r.identity, r.envelope, r.payload_hash, r.salt, r.payload, 0, r.observed_from, r.observed_to, $3, $4,
                r.corrects
           FROM unnest($5::bytea[], $6::bytea[], $7::text[], $8::bytea[], $9::bytea[], $10::bytea[], $11::bigint[], $12::bigint[],
                       $13::bytea[])
             AS r (hash, identity, envelope, payload_hash, salt, payload, observed_from, observed_to, corrects)
       RETURNING record_hash, number, received_at),
     queued AS (
       INSERT INTO work.waiting (record_hash, dataset, publisher, number)
         SELECT record_hash, $1, $2, number FROM stored),
     said AS (
       INSERT INTO payload.observations (record_hash, dataset, publisher, issuer, subject, field_group, observed_at, "values", flags, number)
         SELECT s.record_hash, $1, $2, $4, o.subject, o.field_group, o.observed_at, o."values"::jsonb,
                coalesce(string_to_array(nullif(o.flags, ''), ','), '{}'), s.number
           FROM unnest($5::bytea[], $14::text[], $15::smallint[], $12::bigint[], $16::text[], $17::text[])
             AS o (record_hash, subject, field_group, observed_at, "values", flags) JOIN stored s USING (record_hash))
     INSERT INTO work.latest_observations AS l (dataset, issuer, subject, field_group, observed_at, record_hash, received_at, longitude, latitude)
       SELECT DISTINCT ON (u.subject, u.field_group) $1, $4, u.subject, u.field_group, u.observed_at, s.record_hash, s.received_at,
              u.longitude, u.latitude
         FROM unnest($5::bytea[], $14::text[], $15::smallint[], $12::bigint[], $18::float8[], $19::float8[])
           AS u (record_hash, subject, field_group, observed_at, longitude, latitude) JOIN stored s USING (record_hash)
        ORDER BY u.subject, u.field_group, u.observed_at DESC
     ON CONFLICT (dataset, issuer, subject, field_group) DO UPDATE
       SET observed_at = excluded.observed_at, record_hash = excluded.record_hash, received_at = excluded.received_at,
           longitude = coalesce(excluded.longitude, l.longitude), latitude = coalesce(excluded.latitude, l.latitude)
       WHERE excluded.observed_at >= l.observed_at`,
    [
      ...[dataset, publisher, source, issuer, records],
      stored.map(({ sealed }) => bytes(sealed.identity)),
      stored.map(({ sealed }) => sealed.envelope),
      stored.map(({ sealed }) => bytes(sealed.payloadHash)),
      stored.map(({ salt }) => Buffer.from(salt)),
      stored.map(({ sealed }) => Buffer.from(sealed.payload)),
      stored.map(({ statement }) => statement.observedFrom),
      stored.map(({ statement }) => statement.observedTo),
      corrects,
      stored.map(({ statement }) => statement.entity.id),
      stored.map(({ statement }) => statement.group),
      stored.map(({ values }) => JSON.stringify(values)),
      stored.map(({ statement }) => statement.flags.join(",")),
      stored.map(({ position }) => position?.[0] ?? null),
      stored.map(({ position }) => position?.[1] ?? null),
    ],
  );
  await client.query(
    `UPDATE payload.observations o SET replaced_by = c.record
       FROM unnest($1::bytea[], $2::bytea[]) AS c (record, replaced) WHERE o.record_hash = c.replaced`,
    [records, corrects],
  );
}

/** Keeps refused rows with their reason, for who sent them; the same reason for the same place of the same upload once. */
export async function storeFaults(
  db: Queryable,
  faults: readonly RowAnswer[],
  { rules, issuer, source }: Upload,
): Promise<void> {
  const texts = faults.map(({ position, detail }) =>
    utf8(`${rules.terms.name} ${issuer} ${position}: ${detail ?? ""}`),
  );
  await db.query(
    `INSERT INTO payload.refusals (uploaded_by, source, dataset, position, reason, detail, payload, payload_hash)
       SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[])
       ON CONFLICT (payload_hash, reason) DO NOTHING`,
    [
      ...[issuer, source, rules.terms.name, faults.map(({ position }) => position)],
      faults.map(({ code }) => code ?? ""),
      faults.map(({ detail }) => detail ?? ""),
      texts.map((text) => Buffer.from(text)),
      texts.map((text) => Buffer.from(sha256(text))),
    ],
  );
}

const hex = (found: Buffer): Bytes32 => `0x${found.toString("hex")}` as Bytes32;
const bytes = (text: string): Buffer => Buffer.from(fromHex(text));
