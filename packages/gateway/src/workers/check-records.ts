// A checker's look at records: everything is derived again from the payload's bytes and the registry, nothing is believed.
import {
  envelopeSchema,
  jcs,
  payloadHash,
  recordHash,
  signedBytesHash,
  toRfc3339,
  type Bytes32,
  type Envelope,
} from "@alatau/sdk";
import type pg from "pg";
import { slackMilliWh } from "../intake/decide.ts";
import { RECORD_SCHEMA, subjectOf, visibilityOf } from "../intake/envelope.ts";
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

/** Loads stored records by hash, in the order asked for; missing ones are undefined. */
export async function loadRows(db: Queryable, hashes: readonly string[]): Promise<(StoredRow | undefined)[]> {
  const { rows } = await db.query<{
    record_hash: Buffer;
    identity: Buffer;
    envelope: string;
    salt: Buffer | null;
    payload: Buffer | null;
    device: number | null;
    home: number | null;
    evidence: number;
    observed_from: number;
    observed_to: number;
    signed_hash: Buffer | null;
  }>(
    `SELECT record_hash, identity, envelope, salt, payload, device, home, evidence, observed_from, observed_to, signed_hash
       FROM payload.records WHERE record_hash = ANY($1::bytea[])`,
    [hashes.map((hash) => Buffer.from(hash.slice(2), "hex"))],
  );
  const byHash = new Map(
    rows.map((row): [string, StoredRow] => [
      hex(row.record_hash),
      {
        recordHash: hex(row.record_hash),
        identity: hex(row.identity),
        envelope: row.envelope,
        salt: row.salt,
        payload: row.payload,
        device: row.device,
        home: row.home,
        evidence: row.evidence,
        observedFrom: row.observed_from,
        observedTo: row.observed_to,
        signedHash: row.signed_hash === null ? null : hex(row.signed_hash),
      },
    ]),
  );
  return hashes.map((hash) => byHash.get(hash));
}

const hex = (bytes: Buffer): Bytes32 => `0x${bytes.toString("hex")}` as Bytes32;

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
  if (row.salt === null || row.payload === null || parsed === null)
    return { ok: false, reason: "payload-missing" };
  const envelope = readEnvelope(row);
  if (envelope === null) return { ok: false, reason: "envelope-invalid" };
  if (payloadHash(row.salt, row.payload) !== envelope.payloadHash)
    return { ok: false, reason: "payload-mismatch" };
  const recordedAt = Date.parse(envelope.recordedAt) / 1000;
  if (recordedAt > now + CLOCK_TOLERANCE_S) return { ok: false, reason: "recorded-in-future" };
  const verified = verifyRecord(parsed, (serial) => meters.get(serial), recordedAt);
  if (!verified.ok) return { ok: false, reason: verified.reason };
  const wrong = wrongClaim(row, envelope, verified.value);
  return wrong === null ? { ok: true, found: verified.value } : { ok: false, reason: wrong };
}

function readEnvelope(row: StoredRow): Envelope | null {
  try {
    const envelope = envelopeSchema.parse(JSON.parse(row.envelope));
    return jcs(envelope) === row.envelope && recordHash(envelope) === row.recordHash ? envelope : null;
  } catch {
    return null;
  }
}

/** The first claim of the envelope or the row that the signed bytes do not bear out. */
function wrongClaim(row: StoredRow, envelope: Envelope, found: VerifiedRecord): string | null {
  const { meter, record, identity, observedFrom, observedTo } = found;
  const signedHash = signedBytesHash(record.payload);
  const claims: readonly [string, unknown, unknown][] = [
    ["schema", jcs(envelope.schema), jcs(RECORD_SCHEMA)],
    ["issuer", envelope.issuer, meter.participant],
    ["subject", envelope.subject, subjectOf(meter, observedTo)],
    ["visibility", envelope.visibility, visibilityOf(found)],
    ["period", `${envelope.period?.from}/${envelope.period?.to}`, period(observedFrom, observedTo)],
    ["evidence", envelope.evidence?.join(), [signedHash, identity].join()],
    ["corrects", envelope.corrects, undefined],
    ["identity", row.identity, identity],
    ["device", row.device, meter.device],
    ["home", row.home ?? 0, meter.home],
    ["evidence-class", row.evidence, meter.evidence],
    ["observed", `${row.observedFrom}/${row.observedTo}`, `${observedFrom}/${observedTo}`],
    ["signed-hash", row.signedHash, signedHash],
  ];
  const wrong = claims.find(([, claimed, derived]) => claimed !== derived);
  return wrong === undefined ? null : `claim-wrong-${wrong[0]}`;
}

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
