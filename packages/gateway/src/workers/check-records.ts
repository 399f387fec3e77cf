// A checker's look at records: everything is derived again from the payload's bytes and the registry, nothing is believed.
import { envelopeSchema, jcs, recordHash, toRfc3339, type Bytes32, type Envelope } from "@alatau/sdk";
import type pg from "pg";
import { slackMilliWh } from "../intake/decide.ts";
import {
  commit,
  envelopeTextOf,
  hashOfText,
  READINGS_DATASET,
  RECORD_SCHEMA,
  subjectOf,
  visibilityOf,
} from "../intake/envelope.ts";
import { findMeters } from "../intake/meters.ts";
import { DIRECTIONS, placePoints } from "../intake/registers.ts";
import { loadStates, meterName } from "../intake/states.ts";
import {
  parseRecord,
  serialsOf,
  verifyRecord,
  type Meter,
  type ParsedRecord,
  type VerifiedRecord,
} from "../intake/verify.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** A record as it is stored: claims to check. */
export interface StoredRow {
  readonly recordHash: Bytes32;
  readonly identity: Bytes32;
  readonly envelope: string;
  readonly salt: Uint8Array | null;
  readonly payload: Uint8Array | null;
  readonly device: number | null;
  readonly home: number | null;
  readonly evidence: number;
  readonly observedFrom: number;
  readonly observedTo: number;
  readonly signedHash: Bytes32 | null;
}

export type RecordVerdict =
  { readonly ok: true; readonly found: VerifiedRecord } | { readonly ok: false; readonly reason: string };

/** A publisher's clock may run ahead of the chain's by this many seconds. */
const CLOCK_TOLERANCE_S = 120;

const COLUMNS = `encode(r.identity, 'hex') AS identity, r.envelope, r.salt, r.payload, r.device, r.home, r.evidence,
  r.observed_from, r.observed_to, encode(r.signed_hash, 'hex') AS signed_hash`;

interface Columns {
  record_hash: string;
  identity: string | null;
  envelope: string;
  salt: Buffer | null;
  payload: Buffer | null;
  device: number | null;
  home: number | null;
  evidence: number;
  observed_from: number;
  observed_to: number;
  signed_hash: string | null;
}

const storedRow = (row: Columns): StoredRow => ({
  recordHash: prefixed(row.record_hash),
  identity: prefixed(row.identity!),
  envelope: row.envelope,
  salt: row.salt,
  payload: row.payload,
  device: row.device,
  home: row.home,
  evidence: row.evidence,
  observedFrom: row.observed_from,
  observedTo: row.observed_to,
  signedHash: row.signed_hash === null ? null : prefixed(row.signed_hash),
});

const prefixed = (digits: string): Bytes32 => `0x${digits}` as Bytes32;

/** Loads stored records by hash, in the order asked for; missing ones are undefined. */
export async function loadRows(db: Queryable, hashes: readonly string[]): Promise<(StoredRow | undefined)[]> {
  if (hashes.length === 0) return [];
  const { rows } = await db.query<Columns>(
    `SELECT encode(r.record_hash, 'hex') AS record_hash, ${COLUMNS} FROM payload.records r WHERE r.record_hash = ANY($1::bytea[])`,
    [hashes.map((hash) => Buffer.from(hash.slice(2), "hex"))],
  );
  const byHash = new Map(rows.map((row) => [prefixed(row.record_hash), storedRow(row)]));
  return hashes.map((hash) => byHash.get(hash as Bytes32));
}

/** A batch's place and what is stored under its hash. */
export interface BatchedRow {
  readonly position: number;
  readonly recordHash: Bytes32;
  readonly row: StoredRow | undefined;
}

/** Loads the records of a batch by their position. */
export async function loadBatch(
  db: Queryable,
  { publisher, sequence }: { publisher: number; sequence: number },
): Promise<BatchedRow[]> {
  const { rows } = await db.query<Columns & { position: number }>(
    `SELECT b.position, encode(b.record_hash, 'hex') AS record_hash, ${COLUMNS}
       FROM work.batch_records b LEFT JOIN payload.records r USING (record_hash)
      WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 ORDER BY b.position`,
    [READINGS_DATASET, publisher, sequence],
  );
  return rows.map((row) => ({
    position: row.position,
    recordHash: prefixed(row.record_hash),
    row: row.identity === null ? undefined : storedRow(row),
  }));
}

/** A stored record with its payload taken apart. */
export interface RowToCheck {
  readonly row: StoredRow;
  readonly parsed: ParsedRecord | null;
}

/** Takes the payloads apart and looks their meters up. Retired devices count: their records may be older than that. */
export async function prepareRows(
  db: Queryable,
  rows: readonly (StoredRow | undefined)[],
): Promise<{ rows: (RowToCheck | undefined)[]; meters: ReadonlyMap<string, Meter> }> {
  const prepared = rows.map((row): RowToCheck | undefined => {
    if (row === undefined) return undefined;
    return { row, parsed: row.payload === null ? null : parseRecord({ signedData: textOf(row.payload) }) };
  });
  const serials = serialsOf(prepared.flatMap((row) => row?.parsed ?? []));
  const meters = await findMeters(db, serials);
  return {
    rows: prepared,
    meters: new Map([...meters].map(([serial, meter]) => [serial, { ...meter, retired: false }])),
  };
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Whether a stored record is what its hash commits to and keeps every rule that needs no other record; `now` is Unix seconds. Pure. */
export function checkRow(
  { row, parsed }: RowToCheck,
  meters: ReadonlyMap<string, Meter>,
  now: number,
): RecordVerdict {
  if (!isPresent(row) || parsed === null) return { ok: false, reason: "payload-missing" };
  return checkPlain(row, parsed, meters, now) ?? checkClaims(row, parsed, meters, now);
}

type Present = StoredRow & { readonly salt: Uint8Array; readonly payload: Uint8Array };
const isPresent = (row: StoredRow): row is Present => row.salt !== null && row.payload !== null;

/**
 * The fast way: the envelope is written anew from what the signed bytes say and must be the stored text, byte for byte. Null for
 * everything else, good or bad; then each claim is looked at by itself, which also tells what is wrong.
 */
function checkPlain(
  row: Present,
  parsed: ParsedRecord,
  meters: ReadonlyMap<string, Meter>,
  now: number,
): RecordVerdict | null {
  const recordedAt = recordedAtOf(row.envelope);
  if (recordedAt === null || recordedAt > now + CLOCK_TOLERANCE_S || row.salt.length !== 32) return null;
  const verified = verifyRecord(parsed, (serial) => meters.get(serial), recordedAt);
  if (!verified.ok) return null;
  const found = verified.value;
  const payloadHash = commit(row.salt, row.payload);
  const text = envelopeTextOf(found, { payloadHash, recordedAt: toRfc3339(recordedAt) });
  const plain =
    text === row.envelope && hashOfText(text) === row.recordHash && wrongColumn(row, found) === null;
  return plain ? { ok: true, found } : null;
}

const RECORDED_AT = '"recordedAt":"';

/** Unix seconds of an envelope's `recordedAt`; null unless it stands there in its one spelling. */
function recordedAtOf(envelope: string): number | null {
  const start = envelope.indexOf(RECORDED_AT) + RECORDED_AT.length;
  const text = envelope.slice(start, start + 20);
  const milliseconds = Date.parse(text);
  if (!Number.isInteger(milliseconds / 1000)) return null;
  return toRfc3339(milliseconds / 1000) === text ? milliseconds / 1000 : null;
}

/** The careful way: the envelope against its schema, its hash, the payload, the rules, and claim by claim. */
function checkClaims(
  row: Present,
  parsed: ParsedRecord,
  meters: ReadonlyMap<string, Meter>,
  now: number,
): RecordVerdict {
  const envelope = readEnvelope(row);
  if (envelope === null) return { ok: false, reason: "envelope-invalid" };
  if (row.salt.length !== 32 || commit(row.salt, row.payload) !== envelope.payloadHash)
    return { ok: false, reason: "payload-mismatch" };
  const recordedAt = Date.parse(envelope.recordedAt) / 1000;
  if (recordedAt > now + CLOCK_TOLERANCE_S) return { ok: false, reason: "recorded-in-future" };
  const verified = verifyRecord(parsed, (serial) => meters.get(serial), recordedAt);
  if (!verified.ok) return { ok: false, reason: verified.reason };
  const wrong = wrongClaim(envelope, verified.value) ?? wrongColumn(row, verified.value);
  return wrong === null ? { ok: true, found: verified.value } : { ok: false, reason: `claim-wrong-${wrong}` };
}

function readEnvelope(row: StoredRow): Envelope | null {
  try {
    const envelope = envelopeSchema.parse(JSON.parse(row.envelope));
    return jcs(envelope) === row.envelope && recordHash(envelope) === row.recordHash ? envelope : null;
  } catch {
    return null;
  }
}

/** The first claim of the envelope that the signed bytes do not bear out. */
function wrongClaim(envelope: Envelope, found: VerifiedRecord): string | null {
  const { meter, record, identity, observedFrom, observedTo } = found;
  return firstWrong([
    ["schema", jcs(envelope.schema), jcs(RECORD_SCHEMA)],
    ["issuer", envelope.issuer, meter.participant],
    ["subject", envelope.subject, subjectOf(meter, observedTo)],
    ["visibility", envelope.visibility, visibilityOf(found)],
    ["period", `${envelope.period?.from}/${envelope.period?.to}`, period(observedFrom, observedTo)],
    ["evidence", envelope.evidence?.join(), [record.payloadSha256, identity].join()],
    ["corrects", envelope.corrects, undefined],
  ]);
}

/** The first column beside the envelope that the signed bytes do not bear out. */
function wrongColumn(row: StoredRow, found: VerifiedRecord): string | null {
  const { meter, record, identity, observedFrom, observedTo } = found;
  return firstWrong([
    ["identity", row.identity, identity],
    ["device", row.device, meter.device],
    ["home", row.home ?? 0, meter.home],
    ["evidence-class", row.evidence, meter.evidence],
    ["observed", row.observedFrom, observedFrom],
    ["observed", row.observedTo, observedTo],
    ["signed-hash", row.signedHash, record.payloadSha256],
  ]);
}

const firstWrong = (claims: readonly (readonly [string, unknown, unknown])[]): string | null =>
  claims.find(([, claimed, derived]) => claimed !== derived)?.[0] ?? null;

const period = (from: number, to: number): string => `${toRfc3339(from)}/${toRfc3339(to)}`;

/** The first record whose registers are not among those that the store keeps, or do not run evenly with them; null when all do. */
export async function findUneven(
  db: Queryable,
  records: readonly { readonly recordHash: Bytes32; readonly found: VerifiedRecord }[],
): Promise<{ recordHash: Bytes32; reason: string } | null> {
  const states = await loadStates(
    db,
    records.map(({ found }) => found),
  );
  for (const { recordHash: hash, found } of records) {
    const state = states.get(meterName(found.meter))!;
    for (const direction of DIRECTIONS) {
      const placed = placePoints(
        state.points[direction],
        found.points[direction] ?? [],
        slackMilliWh(found.meter.ratedW),
      );
      if ("reason" in placed) return { recordHash: hash, reason: placed.reason };
      if (placed.added.length > 0) return { recordHash: hash, reason: "register-missing" };
    }
  }
  return null;
}
