// What a signed record says by itself, against the registry: whose meter, which key, in order or not. Pure.
import {
  checkOcmf,
  curveOfRecord,
  decodePublicKey,
  isEnergyReading,
  isGood,
  parseOcmf,
  registerReadings,
  settledRegister,
  type EnvelopedRecord,
  type OcmfRecord,
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
  | ({ readonly ok: false; readonly identity: Bytes32 | null; readonly serial: string | null } & Refused);

/** A clock may run ahead of the chain's by this many seconds. */
const CLOCK_TOLERANCE_S = 120;

/** The serial number that a record names, or null where there is none to read. */
export function serialOf(signedData: string): string | null {
  const parsed = parseOcmf(signedData);
  return parsed.ok ? parsed.value.serial : null;
}

/** Checks one record against its meter's entry in the registry; `now` is Unix seconds. Never throws. */
export function verifyRecord(
  { signedData, publicKey }: Pick<EnvelopedRecord, "signedData" | "publicKey">,
  meterOf: (serial: string) => Meter | undefined,
  now: number,
): Verification {
  const parsed = parseOcmf(signedData);
  if (!parsed.ok) return refused(parsed.reason, parsed.detail, null);
  const record = parsed.value;
  if (record.serial === null) return refused("serial-missing", undefined, null);
  const meter = meterOf(record.serial);
  if (meter === undefined) return refused("meter-unknown", `No meter ${record.serial}.`, record.serial);
  if (meter.retired) return refused("device-retired", undefined, record.serial);
  const period = periodOf(record);
  const keys = meter.keys.filter((key) => inForce(key, period?.to ?? now)).map((key) => key.publicKey);
  if (keys.length === 0) return refused("key-not-registered", undefined, record.serial);
  if (publicKey !== undefined && isForeign(publicKey, keys, record))
    return refused("key-mismatch", undefined, record.serial);
  const checked = checkOcmf(signedData, {
    registeredKeys: keys.map((key) => ({ publicKey: key })),
    policy: { ratedW: meter.ratedW, notAfter: now + CLOCK_TOLERANCE_S },
  });
  if (!checked.billable || checked.key === null || checked.identity === null || period === null)
    return {
      ...refused(checked.reason ?? "energy-reading-missing", checked.detail ?? undefined, record.serial),
      identity: checked.identity,
    };
  const value: VerifiedRecord = {
    meter,
    record,
    signedData,
    publicKey: checked.key.spki,
    identity: checked.identity,
    observedFrom: period.from,
    observedTo: period.to,
    points: settledPoints(record),
  };
  return { ok: true, value };
}

function refused(reason: IntakeReason, detail: string | undefined, serial: string | null) {
  return {
    ok: false,
    identity: null,
    serial,
    reason,
    detail: detail ?? INTAKE_REASONS[reason].title,
  } as const satisfies Verification;
}

const inForce = ({ validFrom, validTo }: RegisteredMeterKey, time: number): boolean =>
  validFrom <= time && (validTo === 0 || time < validTo);

/** Whether a readable key came along that is none of the registered ones. */
function isForeign(publicKey: string, registered: readonly string[], record: OcmfRecord): boolean {
  const named = curveOfRecord(record);
  const found = decodePublicKey(publicKey, named.ok ? named.value : undefined);
  if (!found.ok) return false;
  return !registered.some((key) => {
    const known = decodePublicKey(key);
    return known.ok && known.value.fingerprint === found.value.fingerprint;
  });
}

/** First and last second that the record's energy readings speak of. */
export function periodOf(record: OcmfRecord): { from: number; to: number } | null {
  const times = record.readings.flatMap(({ isEnergy, time }) => (isEnergy && time ? [time.unixSeconds] : []));
  return times.length === 0 ? null : { from: Math.min(...times), to: Math.max(...times) };
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
