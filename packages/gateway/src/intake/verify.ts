// What a signed record says by itself, against the registry: whose meter, which key, in order or not. Pure.
import {
  checkRecord,
  curveOfRecord,
  decodePublicKey,
  isEnergyReading,
  isGood,
  parseOcmf,
  recordIdentity,
  registerReadings,
  settledRegister,
  verifySignature,
  type OcmfPublicKey,
  type OcmfRecord,
  type Outcome,
} from "@alatau/formats";
import type { Bytes32 } from "@alatau/sdk";
import { DIRECTIONS, lastOfEachSecond, type Direction, type StatedPoint } from "./registers.ts";
import { INTAKE_REASONS, type IntakeReason } from "./reasons.ts";

/** A meter key as the registry has it. */
export interface RegisteredMeterKey {
  /** SubjectPublicKeyInfo DER, hex without 0x: the form that is decoded once and remembered. */
  readonly publicKey: string;
  /** Unix seconds. */
  readonly validFrom: number;
  /** First second at which it no longer counts; 0: open. */
  readonly validTo: number;
}

/** Whose records these are: a registered device, or a private home behind a community's device. */
export interface Meter {
  readonly device: number;
  /** 0 for the device's own meter. */
  readonly home: number;
  readonly serial: string;
  readonly participant: number;
  readonly zone: number;
  /** 3 meter-signed, 2 edge-signed, 1 utility-attested, 0 unsigned. */
  readonly evidence: number;
  readonly ratedW: number;
  readonly retired: boolean;
  /** Secret from which a home's monthly pseudonym is made; null for a device. */
  readonly pseudonym: Uint8Array | null;
  readonly keys: readonly RegisteredMeterKey[];
}

/** A record that keeps every rule that needs no other record. */
export interface VerifiedRecord {
  readonly meter: Meter;
  readonly record: OcmfRecord;
  readonly signedData: string;
  /** SubjectPublicKeyInfo DER of the key that verified it. */
  readonly publicKey: Uint8Array;
  readonly identity: Bytes32;
  readonly observedFrom: number;
  readonly observedTo: number;
  /** The settled register of each direction that the record states, ascending in time. */
  readonly points: Readonly<Partial<Record<Direction, readonly StatedPoint[]>>>;
}

export interface Refused {
  readonly reason: IntakeReason;
  readonly detail: string;
}

export type Verification =
  | { readonly ok: true; readonly value: VerifiedRecord }
  | ({ readonly ok: false; readonly serial: string | null } & Refused);

/** A clock may run ahead of the chain's by this many seconds. */
const CLOCK_TOLERANCE_S = 120;

/** A record taken apart, as far as it can be; taken apart once, because that is half the work. */
export interface ParsedRecord {
  readonly signedData: string;
  /** As it came with the record. */
  readonly publicKey: string | null;
  readonly parsed: Outcome<OcmfRecord>;
}

/** Takes a record apart. Never throws. */
export const parseRecord = ({
  signedData,
  publicKey = null,
}: {
  readonly signedData: string;
  readonly publicKey?: string | null;
}): ParsedRecord => ({ signedData, publicKey, parsed: parseOcmf(signedData) });

/** The serial numbers that records name. */
export const serialsOf = (records: readonly ParsedRecord[]): string[] => [
  ...new Set(records.flatMap(({ parsed }) => (parsed.ok ? (parsed.value.serial ?? []) : []))),
];

/** Checks one record against its meter's entry in the registry; `now` is Unix seconds. Never throws. */
export function verifyRecord(
  { signedData, publicKey, parsed }: ParsedRecord,
  meterOf: (serial: string) => Meter | undefined,
  now: number,
): Verification {
  if (!parsed.ok) return refused(parsed.reason, parsed.detail, null);
  const record = parsed.value;
  const { serial } = record;
  if (serial === null) return refused("serial-missing", undefined, null);
  const meter = meterOf(serial);
  if (meter === undefined) return refused("meter-unknown", `No meter ${serial}.`, serial);
  if (meter.retired) return refused("device-retired", undefined, serial);
  const period = periodOf(record);
  const keys = meter.keys
    .filter((key) => inForce(key, period?.to ?? now))
    .map((key) => decodePublicKey(key.publicKey));
  if (keys.length === 0) return refused("key-not-registered", undefined, serial);
  if (publicKey !== null && isForeign(publicKey, keys, record))
    return refused("key-mismatch", undefined, serial);
  const verdicts = keys.map((key) => verifyWith(record, key));
  const verified = verdicts.find(({ ok }) => ok) ?? verdicts[0]!;
  if (!verified.ok) return refused(verified.reason, verified.detail, serial);
  const broken = checkRecord(record, { ratedW: meter.ratedW, notAfter: now + CLOCK_TOLERANCE_S });
  if (broken !== null) return refused(broken.reason, broken.detail, serial);
  if (period === null) return refused("energy-reading-missing", undefined, serial);
  const value: VerifiedRecord = {
    ...{ meter, record, signedData },
    publicKey: verified.value.spki,
    identity: recordIdentity(record, verified.value),
    observedFrom: period.from,
    observedTo: period.to,
    points: settledPoints(record),
  };
  return { ok: true, value };
}

function verifyWith(record: OcmfRecord, key: Outcome<OcmfPublicKey>): Outcome<OcmfPublicKey> {
  if (!key.ok) return key;
  const verified = verifySignature(record, key.value);
  return verified.ok ? key : verified;
}

function refused(reason: IntakeReason, detail: string | undefined, serial: string | null) {
  return {
    ok: false,
    serial,
    reason,
    detail: detail ?? INTAKE_REASONS[reason].title,
  } as const satisfies Verification;
}

const inForce = ({ validFrom, validTo }: RegisteredMeterKey, time: number): boolean =>
  validFrom <= time && (validTo === 0 || time < validTo);

/** Whether a readable key came along that is none of the registered ones. */
function isForeign(
  publicKey: string,
  registered: readonly Outcome<OcmfPublicKey>[],
  record: OcmfRecord,
): boolean {
  const named = curveOfRecord(record);
  const found = decodePublicKey(publicKey, named.ok ? named.value : undefined);
  if (!found.ok) return false;
  return !registered.some((key) => key.ok && key.value.fingerprint === found.value.fingerprint);
}

/** First and last second that the record's energy readings speak of. */
export function periodOf(record: OcmfRecord): { from: number; to: number } | null {
  let [from, to] = [Infinity, -Infinity];
  for (const { isEnergy, time } of record.readings) {
    if (!isEnergy || time === null) continue;
    from = Math.min(from, time.unixSeconds);
    to = Math.max(to, time.unixSeconds);
  }
  return from === Infinity ? null : { from, to };
}

/** The settled registers' points of a record: what the meter vouches for, one a second. */
export function settledPoints(record: OcmfRecord): VerifiedRecord["points"] {
  const series = registerReadings(record);
  const points: Partial<Record<Direction, readonly StatedPoint[]>> = {};
  for (const direction of DIRECTIONS) {
    const settled = settledRegister(series, direction);
    if (settled === null) continue;
    points[direction] = lastOfEachSecond(
      settled.points.map(({ unixSeconds, register }) => ({ readAt: unixSeconds, milliWh: register })),
    );
  }
  return points;
}

/** How many good energy readings a record has. */
export const readingCount = (record: OcmfRecord): number =>
  record.readings.filter(isEnergyReading).filter(isGood).length;
