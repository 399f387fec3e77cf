// An OCMF record taken apart: `OCMF|<payload>|<signature>`. The payload's bytes are kept as they came; what is read from it is a copy.
import { hash } from "node:crypto";
import type { Bytes32, MilliWh } from "@alatau/sdk";
import { fromUtf8 } from "./bytes.ts";
import { isObject, type JsonObject, parseDeviceJson } from "./json.ts";
import { normaliseObis, type Obis } from "./obis.ts";
import { accept, type OcmfReason, type Outcome, refuse } from "./reasons.ts";
import { isEnergyUnit, type MeterTime, parseMeterTime, toMilliWh } from "./values.ts";

export const MAX_RECORD_CHARS = 65_536;

export interface OcmfReading {
  /** Place in the list RD, from 0. */
  readonly index: number;
  /** TM; null when absent or no such date. */
  readonly time: MeterTime | null;
  /** TX: B begin, E L R A P ends, C X S T between; null for a fiscal reading. */
  readonly transaction: string | null;
  /** RV exactly as the meter wrote it, blanks included; null when absent. */
  readonly valueText: string | null;
  /** The register in mWh; null when the reading is no energy or cannot be read, see `problem`. */
  readonly register: MilliWh | null;
  /** RU. */
  readonly unit: string | null;
  /** RI as written. */
  readonly obisText: string | null;
  /** RI understood; null when it is no energy register. */
  readonly obis: Obis | null;
  /** RT: AC or DC. */
  readonly currentType: string | null;
  /** EF, empty when nothing is wrong. */
  readonly errorFlags: string;
  /** ST; G is good. */
  readonly status: string | null;
  /** Whether settlement has to look at this reading: an energy register or a value in an energy unit. */
  readonly isEnergy: boolean;
  /** Why the value or time of an energy reading cannot be used. */
  readonly problem: OcmfReason | null;
}

export interface OcmfPagination {
  /** As written: `T32`. */
  readonly text: string;
  /** T transaction, F fiscal; each letter has a counter of its own. */
  readonly context: string;
  readonly number: bigint;
}

export interface OcmfRecord {
  readonly formatVersion: string | null;
  readonly gateway: {
    readonly model: string | null;
    readonly serial: string | null;
    readonly version: string | null;
  };
  readonly meter: {
    readonly vendor: string | null;
    readonly model: string | null;
    readonly serial: string | null;
    readonly firmware: string | null;
  };
  /** The meter's serial number, or the gateway's when the meter has none; null when neither is given. */
  readonly serial: string | null;
  readonly pagination: OcmfPagination | null;
  /** IL, how well the user is known. What names the user (ID) stays in the payload and is not kept here. */
  readonly identificationLevel: string | null;
  /** Whether the payload names a user: ID is there and not blank. */
  readonly namesUser: boolean;
  readonly tariffText: string | null;
  readonly chargePoint: { readonly type: string | null; readonly id: string | null };
  readonly readings: readonly OcmfReading[];
  readonly signature: {
    /** SA as written; null when absent, which means ECDSA-secp256r1-SHA256. */
    readonly algorithm: string | null;
    readonly encoding: string | null;
    readonly mimeType: string | null;
    readonly value: string | null;
  };
  /** The signed bytes. */
  readonly payload: Uint8Array;
  readonly payloadSha256: Bytes32;
}

/** Takes a record apart. Refuses what has not the form of a record; what a reading says wrongly is left to the billing rules. */
export function parseOcmf(
  input: string | Uint8Array,
  { maxChars = MAX_RECORD_CHARS }: { maxChars?: number } = {},
): Outcome<OcmfRecord> {
  if (input.length > maxChars) return refuse("record-too-large", `At most ${maxChars} characters.`);
  const text = typeof input === "string" ? input : fromUtf8(input);
  if (text === null) return refuse("text-not-utf8");
  const record = text.replace(/^\uFEFF/, "").trim();
  if (!record.startsWith("OCMF|")) return refuse("not-ocmf");
  const [first, last] = [record.indexOf("|"), record.lastIndexOf("|")];
  if (first === last) return refuse("parts-missing");
  const payloadText = record.slice(first + 1, last);
  const payload = parseDeviceJson(payloadText, "payload-not-json");
  if (!payload.ok) return payload;
  const signature = parseDeviceJson(record.slice(last + 1), "signature-not-json");
  return signature.ok
    ? assemble(payload.value, signature.value, Buffer.from(payloadText, "utf8"))
    : signature;
}

const TEXT_FIELDS = ["FV", "GI", "GS", "GV", "PG", "MV", "MM", "MS", "MF", "IL", "TT", "CT", "CI"] as const;
const SIGNATURE_FIELDS = ["SA", "SE", "SM", "SD"] as const;

function assemble(fields: JsonObject, signature: JsonObject, payload: Uint8Array): Outcome<OcmfRecord> {
  const wrong = wrongField(fields, TEXT_FIELDS) ?? wrongField(signature, SIGNATURE_FIELDS);
  if (wrong) return refuse("field-invalid", `${wrong} must be text or a number.`);
  const readings = readReadings(fields["RD"]);
  if (!readings.ok) return readings;
  const text = (name: (typeof TEXT_FIELDS)[number]): string | null => textOf(fields, name);
  const [meterSerial, gatewaySerial] = [text("MS"), text("GS")];
  return accept({
    formatVersion: text("FV"),
    gateway: { model: text("GI"), serial: gatewaySerial, version: text("GV") },
    meter: { vendor: text("MV"), model: text("MM"), serial: meterSerial, firmware: text("MF") },
    serial: meterSerial?.trim() || gatewaySerial?.trim() || null,
    pagination: readPagination(text("PG")),
    identificationLevel: text("IL"),
    namesUser: isNamed(fields["ID"]),
    tariffText: text("TT"),
    chargePoint: { type: text("CT"), id: text("CI") },
    readings: readings.value,
    signature: {
      algorithm: textOf(signature, "SA"),
      encoding: textOf(signature, "SE"),
      mimeType: textOf(signature, "SM"),
      value: textOf(signature, "SD"),
    },
    payload,
    payloadSha256: `0x${hash("sha256", payload)}` as Bytes32,
  });
}

const textOf = (fields: JsonObject, name: string): string | null => {
  const value = fields[name];
  return typeof value === "string" ? value : null;
};

const isNamed = (id: unknown): boolean => (typeof id === "string" ? id.trim() !== "" : (id ?? null) !== null);

/** The first of some fields that is there and is no text. */
const wrongField = (fields: JsonObject, names: readonly string[]): string | undefined =>
  names.find((name) => (fields[name] ?? null) !== null && typeof fields[name] !== "string");

function readPagination(text: string | null): OcmfPagination | null {
  const found = /^([A-Za-z])([0-9]{1,30})$/.exec(text?.trim() ?? "");
  return found ? { text: text!, context: found[1]!.toUpperCase(), number: BigInt(found[2]!) } : null;
}

/** Fields that a reading takes over from the reading before it when it does not carry them itself. */
const INHERITED = ["TM", "TX", "RI", "RU", "RT", "EF", "ST"] as const;
const READING_FIELDS = [...INHERITED, "RV"] as const;

function readReadings(list: unknown): Outcome<readonly OcmfReading[]> {
  if (!Array.isArray(list) || list.length === 0) return refuse("readings-missing");
  const readings: OcmfReading[] = [];
  let before: JsonObject = {};
  for (const [index, item] of (list as readonly unknown[]).entries()) {
    if (!isObject(item)) return refuse("field-invalid", `RD[${index}] must be an object.`);
    const wrong = wrongField(item, READING_FIELDS);
    if (wrong) return refuse("field-invalid", `RD[${index}].${wrong} must be text or a number.`);
    const fields: Record<string, unknown> = { RV: item["RV"] };
    for (const name of INHERITED) fields[name] = item[name] ?? before[name];
    readings.push(readReading(fields, index));
    before = fields;
  }
  return accept(readings);
}

function readReading(fields: JsonObject, index: number): OcmfReading {
  const text = (name: (typeof READING_FIELDS)[number]): string | null => textOf(fields, name);
  const [timeText, valueText, unit, obisText] = [text("TM"), text("RV"), text("RU"), text("RI")];
  const time = timeText === null ? null : parseMeterTime(timeText);
  const obis = obisText === null ? null : normaliseObis(obisText);
  const isEnergy = obis !== null || (unit !== null && isEnergyUnit(unit));
  const register = toMilliWh(valueText ?? "", unit ?? "");
  const value = isEnergy && register.ok ? register.value : null;
  return {
    index,
    time,
    transaction: text("TX"),
    valueText,
    register: value,
    unit,
    obisText,
    obis,
    currentType: text("RT"),
    errorFlags: text("EF") ?? "",
    status: text("ST"),
    isEnergy,
    problem: isEnergy ? problemOf(obis, register, time) : null,
  };
}

function problemOf(obis: Obis | null, register: Outcome<MilliWh>, time: MeterTime | null): OcmfReason | null {
  if (!register.ok) return register.reason;
  if (obis === null) return "obis-unknown";
  return time === null ? "time-invalid" : null;
}
