// What comes from other members, as rows: envelopes of batches, their payloads, and what follows from both. Every function works in
// the caller's transaction and is safe to repeat; what they make is the same in whatever order payloads arrive.
import type { NgsiLdEntity } from "@alatau/formats";
import { envelopeSchema, type BatchApproval, type Envelope, type Hex } from "@alatau/sdk";
import { createHash } from "node:crypto";
import type pg from "pg";
import { splitByGroup } from "../data-sets/groups.ts";
import { readDescription } from "../data-sets/rules.ts";
import type { DatasetTerms } from "../data-sets/terms.ts";
import { positionOf, valuesOf } from "../data-sets/values.ts";
import { hashOfText } from "../intake/envelope.ts";
import { deletePayloads } from "../records/erase.ts";
import { TOMBSTONE_SCHEMA } from "../records/tombstone.ts";
import { toJson, type Corrected } from "../workers/approvals.ts";
import { reportIncident } from "../workers/incidents.ts";
import type { BatchPlace } from "./serve.ts";

/** An envelope as it came, read. */
export interface ReadEnvelope {
  readonly text: string;
  readonly recordHash: Hex;
  readonly envelope: Envelope;
}

/** A record that came with its payload. */
export interface KeptPayload {
  readonly identity: Hex;
  readonly salt: Buffer;
  readonly payload: Buffer;
}

export interface KeptBatch extends BatchPlace {
  readonly approval: BatchApproval;
  readonly digest: Hex;
  readonly corrected: readonly Corrected[];
  readonly state: "candidate" | "accepted";
  readonly records: readonly ReadEnvelope[];
  /** By position; null where only the envelope came. */
  readonly payloads: readonly (KeptPayload | null)[];
}

const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");

/** Reads an envelope; undefined for a text that is none. The hash is that of the text. Pure. */
export function readEnvelope(text: string): ReadEnvelope | undefined {
  try {
    return { text, recordHash: hashOfText(text), envelope: envelopeSchema.parse(JSON.parse(text)) };
  } catch {
    return undefined;
  }
}

/** When a record was observed, Unix seconds. Pure. */
export function observedOf({ observedAt, period }: Envelope): { from: number; to: number } {
  const { from, to } = period ?? { from: observedAt!, to: observedAt! };
  return { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 };
}

/** An identity that no statement of ours has: for records whose own is not known to be true. */
const foreignIdentity = (recordHash: Hex): Buffer =>
  createHash("sha256").update(`exchange\n${recordHash}`).digest();

/** Only one transaction at a time decides on a publisher's batches of a data set. */
export async function lockBatches(client: pg.PoolClient, { dataset, publisher }: BatchPlace): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext($1), $2)", [`exchange/${dataset}`, publisher]);
}

/**
 * `later`: a record that it corrects is not here yet; `held`: one of its records is in another accepted batch. Then nothing is written.
 */
export type Keeping = "kept" | "later" | "held";

/** Writes a batch with its records. A candidate that was offered in its place, or with its records, goes first. */
export async function keepBatch(client: pg.PoolClient, batch: KeptBatch): Promise<Keeping> {
  const { dataset, publisher, sequence, records } = batch;
  const corrects = await correctedRecords(client, batch);
  if (corrects === undefined) return "later";
  const holders = await holdersOf(client, batch);
  if (holders.some(({ state }) => state !== "candidate")) return "held";
  for (const place of [batch, ...holders]) await dropBatch(client, place);
  const hashes = records.map(({ recordHash }) => bytes(recordHash));
  const identities = batch.payloads.map((kept) => kept && bytes(kept.identity));
  const { rows: taken } = await client.query<{ identity: Buffer }>(
    "SELECT identity FROM payload.records WHERE identity = ANY($1::bytea[]) AND record_hash <> ALL($2::bytea[])",
    [identities.filter((each) => each !== null), hashes],
  );
  const claimed = new Set(taken.map(({ identity }) => identity.toString("hex")));
  const free = identities.map((identity, index) => {
    const name = identity?.toString("hex");
    if (name === undefined || claimed.has(name)) return foreignIdentity(records[index]!.recordHash);
    claimed.add(name);
    return identity!;
  });
  await client.query(
    `INSERT INTO payload.records (record_hash, dataset, publisher, identity, envelope, payload_hash, salt, payload, evidence,
         observed_from, observed_to, source, uploaded_by, corrects)
       SELECT r.hash, $1, $2, r.identity, r.envelope, r.payload_hash, r.salt, r.payload, 0, r.observed_from, r.observed_to, 'exchange',
              r.issuer, r.corrects
         FROM unnest($3::bytea[], $4::bytea[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $9::bigint[], $10::bigint[], $11::int[],
                     $12::bytea[]) WITH ORDINALITY
           AS r (hash, identity, envelope, payload_hash, salt, payload, observed_from, observed_to, issuer, corrects, place)
        ORDER BY r.place
       ON CONFLICT (record_hash) DO NOTHING`,
    [
      ...[dataset, publisher, hashes, free, records.map(({ text }) => text)],
      records.map(({ envelope }) => bytes(envelope.payloadHash)),
      batch.payloads.map((kept) => kept?.salt ?? null),
      batch.payloads.map((kept) => kept?.payload ?? null),
      records.map(({ envelope }) => observedOf(envelope).from),
      records.map(({ envelope }) => observedOf(envelope).to),
      records.map(({ envelope }) => envelope.issuer),
      corrects,
    ],
  );
  await client.query(
    `INSERT INTO work.batches (dataset, publisher, sequence, state, approval, corrected, approval_hash, created_at)
       VALUES ($1, $2::int, $3::bigint, $4, $5, $6, $7,
               coalesce((SELECT to_timestamp(k.timestamp) FROM ledger.datasets d JOIN ledger.batches l USING (dataset)
                           JOIN ledger.blocks k ON k.number = l.block_number
                          WHERE d.name = $1 AND l.publisher = $2::int AND l.sequence = $3::bigint), now()))`,
    [
      ...[dataset, publisher, sequence, batch.state, JSON.stringify(toJson(batch.approval))],
      ...[JSON.stringify(batch.corrected.map(toJson)), bytes(batch.digest)],
    ],
  );
  await client.query(
    `INSERT INTO work.batch_records (dataset, publisher, sequence, position, record_hash)
       SELECT $1, $2, $3, place - 1, hash FROM unnest($4::bytea[]) WITH ORDINALITY AS r (hash, place)`,
    [dataset, publisher, sequence, hashes],
  );
  return "kept";
}

/** Other batches that have one of the records. */
async function holdersOf(
  client: pg.PoolClient,
  { dataset, publisher, sequence, records }: KeptBatch,
): Promise<(BatchPlace & { readonly state: string })[]> {
  const { rows } = await client.query<BatchPlace & { state: string }>(
    `SELECT DISTINCT b.dataset, b.publisher, b.sequence, b.state
       FROM work.batch_records w JOIN work.batches b ON b.dataset = w.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE w.record_hash = ANY($4::bytea[]) AND (b.dataset, b.publisher, b.sequence) <> ($1, $2::int, $3::bigint)`,
    [dataset, publisher, sequence, records.map(({ recordHash }) => bytes(recordHash))],
  );
  return rows;
}

/** Takes a batch apart that this member only read of: its records go with it, unless they were uploaded here. */
export async function dropBatch(
  client: pg.PoolClient,
  { dataset, publisher, sequence }: BatchPlace,
): Promise<void> {
  const place = [dataset, publisher, sequence];
  await client.query(
    `WITH freed AS (
       DELETE FROM work.batch_records WHERE dataset = $1 AND publisher = $2 AND sequence = $3 RETURNING record_hash),
     unsaid AS (DELETE FROM payload.observations WHERE record_hash IN (SELECT record_hash FROM freed)),
     unwanted AS (DELETE FROM work.exchange_wanted WHERE record_hash IN (SELECT record_hash FROM freed))
     DELETE FROM payload.records WHERE source = 'exchange' AND record_hash IN (SELECT record_hash FROM freed)`,
    place,
  );
  await client.query(
    "DELETE FROM work.batches WHERE dataset = $1 AND publisher = $2 AND sequence = $3",
    place,
  );
}

/** The records that a batch's envelopes correct, by position; undefined while one of them is not here. */
async function correctedRecords(
  client: pg.PoolClient,
  { dataset, publisher, records }: KeptBatch,
): Promise<(Buffer | null)[] | undefined> {
  const named = records.map(({ envelope }) => envelope.corrects?.[0]);
  if (named.every((each) => each === undefined)) return records.map(() => null);
  const { rows } = await client.query<{ place: number; record_hash: Buffer }>(
    `SELECT n.place::int AS place, w.record_hash FROM unnest($3::bigint[], $4::int[]) WITH ORDINALITY AS n (sequence, position, place)
       JOIN work.batch_records w ON w.dataset = $1 AND w.publisher = $2 AND w.sequence = n.sequence AND w.position = n.position`,
    [dataset, publisher, named.map((each) => each?.batch ?? null), named.map((each) => each?.index ?? null)],
  );
  const found = new Map(rows.map(({ place, record_hash: hash }) => [place - 1, hash]));
  if (named.some((each, index) => each !== undefined && !found.has(index))) return undefined;
  return records.map((_, index) => found.get(index) ?? null);
}

interface AcceptedRow {
  record_hash: Buffer;
  envelope: string;
  number: number;
  present: boolean;
  erased: boolean;
}

/**
 * What follows from a batch that is on the chain: corrections take their places, tombstones erase, payloads that this member may read
 * and has not got are wanted, those that it has are observations.
 */
export async function settleBatch(
  client: pg.PoolClient,
  place: BatchPlace,
  { terms, mayRead }: { terms: DatasetTerms; mayRead: (envelope: Envelope) => boolean },
): Promise<void> {
  const { dataset, publisher, sequence } = place;
  await client.query(
    "UPDATE work.batches SET state = 'accepted' WHERE dataset = $1 AND publisher = $2 AND sequence = $3",
    [dataset, publisher, sequence],
  );
  await client.query(
    `WITH replaced AS (
       UPDATE payload.observations o SET replaced_by = n.record_hash
         FROM payload.records n JOIN work.batch_records w USING (record_hash)
        WHERE n.corrects = o.record_hash AND w.dataset = $1 AND w.publisher = $2 AND w.sequence = $3 RETURNING o.record_hash)
     DELETE FROM work.latest_observations WHERE record_hash IN (SELECT record_hash FROM replaced)`,
    [dataset, publisher, sequence],
  );
  const { rows } = await client.query<AcceptedRow>(
    `SELECT r.record_hash, r.envelope, r.number, r.payload IS NOT NULL AS present, r.erased_at IS NOT NULL AS erased
       FROM work.batch_records w JOIN payload.records r USING (record_hash)
      WHERE w.dataset = $1 AND w.publisher = $2 AND w.sequence = $3 ORDER BY w.position`,
    [dataset, publisher, sequence],
  );
  const envelopes = rows.map(({ envelope }) => readEnvelope(envelope)!.envelope);
  const wanted = rows.filter(
    ({ present, erased }, index) => !present && !erased && mayRead(envelopes[index]!),
  );
  await client.query(
    `INSERT INTO work.exchange_wanted (record_hash, dataset, publisher, number)
       SELECT r.hash, $1, $2, r.number FROM unnest($3::bytea[], $4::bigint[]) AS r (hash, number) ON CONFLICT DO NOTHING`,
    [dataset, publisher, wanted.map((row) => row.record_hash), wanted.map(({ number }) => number)],
  );
  for (const [index, { record_hash: hash }] of rows.entries())
    if (envelopes[index]!.schema.id === TOMBSTONE_SCHEMA.id)
      await followTombstone(client, hash, envelopes[index]!, place);
  const present = rows.filter(({ present: isHere }) => isHere).map((row) => row.record_hash);
  await saySo(client, present, terms);
}

/** Erases what a tombstone names; the checkers have seen that its issuer may. */
async function followTombstone(
  client: pg.PoolClient,
  tombstone: Buffer,
  { evidence, issuer }: Envelope,
  { dataset }: BatchPlace,
): Promise<void> {
  const erased = evidence?.[0];
  if (erased === undefined) return;
  const { rowCount } = await client.query(
    `INSERT INTO payload.tombstones (record_hash, erased) SELECT $1, r.record_hash FROM payload.records r
      WHERE r.record_hash = $2 AND r.dataset = $3 ON CONFLICT DO NOTHING`,
    [tombstone, bytes(erased), dataset],
  );
  if (rowCount === 0) {
    const detail = `Participant ${issuer} erased a record that is not here.`;
    return void (await reportIncident(client, { kind: "tombstone-of-unknown", subject: erased, detail }));
  }
  await deletePayloads(client, [bytes(erased)]);
  await client.query("DELETE FROM work.exchange_wanted WHERE record_hash = $1", [bytes(erased)]);
}

interface PresentRow {
  record_hash: Buffer;
  envelope: string;
  payload: Buffer;
  publisher: number;
  number: number;
  received_at: Date;
  replaced_by: Buffer | null;
}

/** Writes what records with payloads say, as the intake of an upload does. */
export async function saySo(
  client: pg.PoolClient,
  hashes: readonly Buffer[],
  { name, description: hash, visibility }: DatasetTerms,
): Promise<void> {
  if (hashes.length === 0) return;
  const description = (hash && (await readDescription(client, hash))) || { fieldGroups: [] };
  const { rows } = await client.query<PresentRow>(
    `SELECT r.record_hash, r.envelope, r.payload, r.publisher, r.number, r.received_at,
            (SELECT n.record_hash FROM payload.records n JOIN work.batch_records w USING (record_hash)
               JOIN work.batches b ON b.dataset = w.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
              WHERE n.corrects = r.record_hash AND b.state = 'accepted' LIMIT 1) AS replaced_by
       FROM payload.records r LEFT JOIN payload.observations o USING (record_hash)
      WHERE r.record_hash = ANY($1::bytea[]) AND r.payload IS NOT NULL AND o.record_hash IS NULL ORDER BY r.number`,
    [hashes],
  );
  const said = rows.flatMap((row) => {
    const { envelope } = readEnvelope(row.envelope)!;
    const entity = envelope.schema.id === TOMBSTONE_SCHEMA.id ? undefined : entityIn(row.payload);
    if (entity === undefined) return [];
    const part = splitByGroup(entity, description, visibility).find(
      (each) => Object.keys(each.entity).length === Object.keys(entity).length,
    );
    return [
      { row, envelope, group: part?.group ?? 0, values: valuesOf(entity), position: positionOf(entity) },
    ];
  });
  const { rows: kept } = await client.query<{ record_hash: Buffer }>(
    `INSERT INTO payload.observations (record_hash, dataset, publisher, issuer, subject, field_group, observed_at, "values", flags,
         replaced_by, number)
       SELECT o.hash, $1, o.publisher, o.issuer, o.subject, o.field_group, o.observed_at, o."values"::jsonb,
              coalesce(string_to_array(nullif(o.flags, ''), ','), '{}'), o.replaced_by, o.number
         FROM unnest($2::bytea[], $3::int[], $4::int[], $5::text[], $6::smallint[], $7::bigint[], $8::text[], $9::text[], $10::bytea[],
                     $11::bigint[])
           AS o (hash, publisher, issuer, subject, field_group, observed_at, "values", flags, replaced_by, number)
       ON CONFLICT DO NOTHING RETURNING record_hash`,
    [
      ...[name, said.map(({ row }) => row.record_hash), said.map(({ row }) => row.publisher)],
      ...[said.map(({ envelope }) => envelope.issuer), said.map(({ envelope }) => envelope.subject)],
      ...[said.map(({ group }) => group), said.map(({ envelope }) => observedOf(envelope).to)],
      said.map(({ values }) => JSON.stringify(values)),
      said.map(({ envelope }) => (envelope.quality ?? []).join(",")),
      ...[said.map(({ row }) => row.replaced_by), said.map(({ row }) => row.number)],
    ],
  );
  const isKept = new Set(kept.map((row) => row.record_hash.toString("hex")));
  for (const { row, envelope } of said)
    if (!isKept.has(row.record_hash.toString("hex"))) {
      const subject = `0x${row.record_hash.toString("hex")}`;
      const detail = `It says of ${envelope.subject} what contradicts a record that stands, and names none that it corrects.`;
      await reportIncident(client, { kind: "observation-contradicts", subject, detail });
    }
  const standing = said.filter(
    ({ row }) => row.replaced_by === null && isKept.has(row.record_hash.toString("hex")),
  );
  await client.query(
    `INSERT INTO work.latest_observations AS l (dataset, issuer, subject, field_group, observed_at, record_hash, received_at, longitude, latitude)
       SELECT DISTINCT ON (u.issuer, u.subject, u.field_group) $1, u.issuer, u.subject, u.field_group, u.observed_at, u.hash, u.received_at,
              u.longitude, u.latitude
         FROM unnest($2::int[], $3::text[], $4::smallint[], $5::bigint[], $6::bytea[], $7::timestamptz[], $8::float8[], $9::float8[])
           AS u (issuer, subject, field_group, observed_at, hash, received_at, longitude, latitude)
        ORDER BY u.issuer, u.subject, u.field_group, u.observed_at DESC
     ON CONFLICT (dataset, issuer, subject, field_group) DO UPDATE
       SET observed_at = excluded.observed_at, record_hash = excluded.record_hash, received_at = excluded.received_at,
           longitude = coalesce(excluded.longitude, l.longitude), latitude = coalesce(excluded.latitude, l.latitude)
       WHERE excluded.observed_at >= l.observed_at`,
    [
      ...[
        name,
        standing.map(({ envelope }) => envelope.issuer),
        standing.map(({ envelope }) => envelope.subject),
      ],
      ...[standing.map(({ group }) => group), standing.map(({ envelope }) => observedOf(envelope).to)],
      ...[standing.map(({ row }) => row.record_hash), standing.map(({ row }) => row.received_at)],
      standing.map(({ position }) => position?.[0] ?? null),
      standing.map(({ position }) => position?.[1] ?? null),
    ],
  );
}

function entityIn(payload: Buffer): NgsiLdEntity | undefined {
  try {
    const entity: unknown = JSON.parse(payload.toString("utf8"));
    return typeof entity === "object" &&
      entity !== null &&
      typeof (entity as { id?: unknown }).id === "string"
      ? (entity as NgsiLdEntity)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a payload that was found to be what its record commits to. */
export async function keepPayload(
  client: pg.PoolClient,
  recordHash: Hex,
  { salt, payload }: { salt: Buffer; payload: Buffer },
): Promise<void> {
  await client.query(
    "UPDATE payload.records SET salt = $2, payload = $3 WHERE record_hash = $1 AND erased_at IS NULL",
    [bytes(recordHash), salt, payload],
  );
  await client.query("DELETE FROM work.exchange_wanted WHERE record_hash = $1", [bytes(recordHash)]);
}
