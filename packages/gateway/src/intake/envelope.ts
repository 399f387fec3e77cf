// The envelope of a meter's record: what batches commit to and what anybody may see. Pure.
import { createHmac, hash } from "node:crypto";
import { jcs, sha256, toBytes32, toRfc3339, utf8, type Bytes32, type Envelope } from "@alatau/sdk";
import type { IntakeFlag } from "./reasons.ts";
import type { Meter, VerifiedRecord } from "./verify.ts";

export const READINGS_DATASET = "energy.readings";

const SCHEMA = {
  $id: "ocmf-record",
  description: "One signed record of a meter, OCMF|<payload>|<signature>, as the bytes came.",
  type: "string",
  pattern: "^OCMF\\|",
};

/** The schema that every meter record's envelope names. */
export const RECORD_SCHEMA = {
  id: SCHEMA.$id,
  version: 1,
  hash: toBytes32(sha256(utf8(jcs(SCHEMA)))),
} as const;

export interface SealedRecord {
  /** Canonical JSON. */
  readonly envelopeText: string;
  readonly recordHash: Bytes32;
  readonly payload: Uint8Array;
  readonly payloadHash: Bytes32;
}

/** What a record is about: the device, or for a home a pseudonym of the month that nobody can link without its secret. */
export function subjectOf(meter: Meter, observedTo: number): string {
  if (meter.pseudonym === null) return `device:${meter.device}`;
  const month = toRfc3339(observedTo).slice(0, 7);
  const digest = createHmac("sha256", meter.pseudonym).update(month).digest("hex");
  return `home:${digest.slice(0, 32)}`;
}

/** Homes are the owner's own matter; a record that names a user is the members'; all others are public. */
export function visibilityOf({
  meter,
  record,
}: Pick<VerifiedRecord, "meter" | "record">): Envelope["visibility"] {
  if (meter.pseudonym !== null) return "owner";
  return record.namesUser ? "members" : "public";
}

/** sha256(salt ‖ payload), as `payloadHash` of the SDK says it; in the runtime's own code, since every record needs it twice. */
export const commit = (salt: Uint8Array, payload: Uint8Array): Bytes32 =>
  digest(Buffer.concat([salt, payload]));

/** What the batch tree holds for a record: sha256 of its canonical envelope. */
export const hashOfText = (envelopeText: string): Bytes32 => digest(envelopeText);

const digest = (content: string | Uint8Array): Bytes32 => `0x${hash("sha256", content)}` as Bytes32;

const SCHEMA_TEXT = jcs(RECORD_SCHEMA);

/** The envelope of a record as canonical JSON, written in the order of its fields; `recordedAt` is RFC 3339. */
export function envelopeTextOf(
  found: VerifiedRecord,
  {
    payloadHash,
    recordedAt,
    flags = [],
  }: { payloadHash: Bytes32; recordedAt: string; flags?: readonly IntakeFlag[] },
): string {
  const { meter, record, identity, observedFrom, observedTo } = found;
  const quality = flags.length > 0 ? `"quality":${JSON.stringify(flags)},` : "";
  return (
    `{"evidence":["${record.payloadSha256}","${identity}"],"issuer":${meter.participant},"payloadHash":"${payloadHash}",` +
    `"period":{"from":"${toRfc3339(observedFrom)}","to":"${toRfc3339(observedTo)}"},${quality}"recordedAt":"${recordedAt}",` +
    `"schema":${SCHEMA_TEXT},"subject":"${subjectOf(meter, observedTo)}","visibility":"${visibilityOf(found)}"}`
  );
}

/** Wraps a record; `salt` has 32 random bytes, `recordedAt` is Unix seconds. */
export function sealRecord(
  found: VerifiedRecord,
  { salt, recordedAt, flags }: { salt: Uint8Array; recordedAt: number; flags: readonly IntakeFlag[] },
): SealedRecord {
  const payload = utf8(found.signedData);
  const payloadHash = commit(salt, payload);
  const envelopeText = envelopeTextOf(found, { payloadHash, recordedAt: toRfc3339(recordedAt), flags });
  return { envelopeText, recordHash: hashOfText(envelopeText), payload, payloadHash };
}
