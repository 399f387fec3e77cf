// Writing what the intake decided: every table of one record in the same transaction, many records in one statement.
import { fromHex, sha256, utf8, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { READINGS_DATASET, type SealedRecord } from "./envelope.ts";
import { DIRECTIONS } from "./registers.ts";
import type { Accepted } from "./decide.ts";
import type { Refused, VerifiedRecord } from "./verify.ts";

export interface Origin {
  /** Participant that publishes the batches. */
  readonly publisher: number;
  readonly uploadedBy: number | null;
  readonly source: string;
}

/** A record with everything that is stored of it. */
export interface StoredRecord {
  readonly found: VerifiedRecord;
  readonly accepted: Accepted;
  readonly sealed: SealedRecord;
  readonly salt: Uint8Array;
}

export interface StoredRefusal extends Refused {
  readonly position: string;
  readonly signedData: string;
}

/** Only one transaction at a time decides on a device's records; always taken in ascending order, so that nobody waits in a circle. */
export async function lockDevices(client: pg.PoolClient, devices: Iterable<number>): Promise<void> {
  await client.query(
    `SELECT pg_advisory_xact_lock(hashtext('intake'), device) FROM (SELECT unnest($1::int[]) AS device ORDER BY 1) d`,
    [[...new Set(devices)].sort((a, b) => a - b)],
  );
}

/** A record that is stored already; `refused` is the checkers' reason, null for one that counts. */
export interface KnownRecord {
  readonly recordHash: Bytes32;
  readonly refused: string | null;
}

/** The records of the identities that are stored already. */
export async function findIdentities(
  db: pg.Pool | pg.PoolClient,
  identities: readonly string[],
): Promise<Map<string, KnownRecord>> {
  const { rows } = await db.query<{ identity: Buffer; record_hash: Buffer; refused: string | null }>(
    `SELECT identity, record_hash, refused FROM payload.records WHERE identity = ANY($1::bytea[])`,
    [identities.map(bytes)],
  );
  return new Map(
    rows.map(({ identity, record_hash, refused }) => [
      `0x${identity.toString("hex")}`,
      { recordHash: `0x${record_hash.toString("hex")}` as Bytes32, refused },
    ]),
  );
}

/** Stores accepted records, their registers and numbers, and queues them for a batch. */
export async function storeRecords(
  client: pg.PoolClient,
  records: readonly StoredRecord[],
  origin: Origin,
): Promise<void> {
  if (records.length === 0) return;
  await insertRecords(client, records, origin);
  await insertRegisters(client, records);
  await client.query(
    `INSERT INTO payload.pages (device, home, context, number, record_hash)
       SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::numeric[], $5::bytea[])`,
    [
      records.map(({ found }) => found.meter.device),
      records.map(({ found }) => found.meter.home),
      records.map(({ found }) => found.record.pagination!.context),
      records.map(({ found }) => found.record.pagination!.number.toString()),
      records.map(({ sealed }) => bytes(sealed.recordHash)),
    ],
  );
}

async function insertRecords(
  client: pg.PoolClient,
  records: readonly StoredRecord[],
  { publisher, uploadedBy, source }: Origin,
): Promise<void> {
  await client.query(
    `WITH stored AS (
       INSERT INTO payload.records (record_hash, dataset, publisher, identity, envelope, payload_hash, salt, payload,
           public_key, device, home, evidence, observed_from, observed_to, source, uploaded_by, signed_hash)
         SELECT r.hash, $1, $2, r.identity, r.envelope, r.payload_hash, r.salt, r.payload, r.public_key, r.device,
                nullif(r.home, 0), r.evidence, r.observed_from, r.observed_to, $3, $4, r.signed_hash
           FROM unnest($5::bytea[], $6::bytea[], $7::text[], $8::bytea[], $9::bytea[], $10::bytea[], $11::bytea[], $12::int[],
                       $13::int[], $14::smallint[], $15::bigint[], $16::bigint[], $17::bytea[])
             AS r (hash, identity, envelope, payload_hash, salt, payload, public_key, device, home, evidence,
                   observed_from, observed_to, signed_hash)
       RETURNING record_hash, number)
     INSERT INTO work.pending (record_hash, number) SELECT record_hash, number FROM stored`,
    [
      READINGS_DATASET,
      publisher,
      source,
      uploadedBy,
      records.map(({ sealed }) => bytes(sealed.recordHash)),
      records.map(({ found }) => bytes(found.identity)),
      records.map(({ sealed }) => sealed.envelopeText),
      records.map(({ sealed }) => bytes(sealed.payloadHash)),
      records.map(({ salt }) => Buffer.from(salt)),
      records.map(({ sealed }) => Buffer.from(sealed.payload)),
      records.map(({ found }) => Buffer.from(found.publicKey)),
      records.map(({ found }) => found.meter.device),
      records.map(({ found }) => found.meter.home),
      records.map(({ found }) => found.meter.evidence),
      records.map(({ found }) => found.observedFrom),
      records.map(({ found }) => found.observedTo),
      records.map(({ found }) => bytes(found.record.payloadSha256)),
    ],
  );
}

async function insertRegisters(client: pg.PoolClient, records: readonly StoredRecord[]): Promise<void> {
  for (const kind of ["device", "home"] as const) {
    const rows = records
      .filter(({ found }) => (kind === "home") === found.meter.home > 0)
      .flatMap(({ found, accepted, sealed }) =>
        DIRECTIONS.flatMap((direction) =>
          accepted.added[direction].map((point) => ({ meter: found.meter[kind], direction, point, sealed })),
        ),
      );
    if (rows.length === 0) continue;
    const table = kind === "home" ? "payload.home_registers" : "payload.registers";
    await client.query(
      `INSERT INTO ${table} (${kind}, direction, read_at, milli_wh, record_hash)
         SELECT * FROM unnest($1::int[], $2::text[], $3::bigint[], $4::numeric[], $5::bytea[])`,
      [
        rows.map(({ meter }) => meter),
        rows.map(({ direction }) => direction),
        rows.map(({ point }) => point.readAt),
        rows.map(({ point }) => point.milliWh.toString()),
        rows.map(({ sealed }) => bytes(sealed.recordHash)),
      ],
    );
  }
}

/** Keeps refused records with their reason; the same bytes refused for the same reason are kept once. */
export async function storeRefusals(
  db: pg.Pool | pg.PoolClient,
  refusals: readonly StoredRefusal[],
  { uploadedBy, source }: Origin,
): Promise<void> {
  if (refusals.length === 0) return;
  const payloads = refusals.map(({ signedData }) => utf8(signedData));
  await db.query(
    `INSERT INTO payload.refusals (uploaded_by, source, position, reason, detail, payload, payload_hash)
       SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])
       ON CONFLICT (payload_hash, reason) DO NOTHING`,
    [
      uploadedBy,
      source,
      refusals.map(({ position }) => position),
      refusals.map(({ reason }) => reason),
      refusals.map(({ detail }) => detail),
      payloads.map((payload) => Buffer.from(payload)),
      payloads.map((payload) => Buffer.from(sha256(payload))),
    ],
  );
}

/** A record and why checkers refused it. */
export interface RefusedRecord {
  readonly recordHash: string;
  /** Code of the closed list, or a checker's own finding in kebab-case. */
  readonly reason: string;
}

/** Keeps what checkers refused as refusals of whoever uploaded it; the record stays, marked, and no batch takes it again. */
export async function markRefusedRecords(
  client: pg.PoolClient,
  refused: readonly RefusedRecord[],
): Promise<void> {
  if (refused.length === 0) return;
  const named = [
    refused.map(({ recordHash }) => bytes(recordHash)),
    refused.map(({ reason }) => reason),
  ] as const;
  await client.query(
    `WITH refused AS (
       UPDATE payload.records SET refused = n.reason FROM unnest($1::bytea[], $2::text[]) AS n (record_hash, reason)
        WHERE records.record_hash = n.record_hash RETURNING records.*)
     INSERT INTO payload.refusals (uploaded_by, source, position, reason, detail, payload, payload_hash)
       SELECT uploaded_by, source, 'checkers', refused, 'Refused by the checkers, record 0x' || encode(record_hash, 'hex') || '.',
              payload, sha256(payload) FROM refused WHERE payload IS NOT NULL
       ON CONFLICT (payload_hash, reason) DO NOTHING`,
    [...named],
  );
}

const bytes = (hex: string): Buffer => Buffer.from(fromHex(hex));
