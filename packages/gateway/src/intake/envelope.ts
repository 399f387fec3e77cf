// The envelope of a meter's record: what batches commit to and what anybody may see. Pure.
import { createHmac } from "node:crypto";
import {
  jcs,
  payloadHash,
  recordHash,
  sha256,
  signedBytesHash,
  toBytes32,
  toRfc3339,
  utf8,
  type Bytes32,
  type Envelope,
} from "@alatau/sdk";
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
  readonly envelope: Envelope;
  /** Canonical JSON. */
  readonly envelopeText: string;
  readonly recordHash: Bytes32;
  readonly payload: Uint8Array;
  readonly payloadHash: Bytes32;
  readonly signedHash: Bytes32;
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
  const fields = JSON.parse(new TextDecoder().decode(record.payload)) as { ID?: unknown };
  const named = typeof fields.ID === "string" ? fields.ID.trim() !== "" : (fields.ID ?? null) !== null;
  return named ? "members" : "public";
}

/** Wraps a record; `salt` has 32 random bytes, `recordedAt` is Unix seconds. */
export function sealRecord(
  found: VerifiedRecord,
  { salt, recordedAt, flags }: { salt: Uint8Array; recordedAt: number; flags: readonly IntakeFlag[] },
): SealedRecord {
  const payload = utf8(found.signedData);
  const signedHash = signedBytesHash(found.record.payload);
  const committed = payloadHash(salt, payload);
  const envelope: Envelope = {
    schema: RECORD_SCHEMA,
    issuer: found.meter.participant,
    subject: subjectOf(found.meter, found.observedTo),
    recordedAt: toRfc3339(recordedAt),
    period: { from: toRfc3339(found.observedFrom), to: toRfc3339(found.observedTo) },
    payloadHash: committed,
    visibility: visibilityOf(found),
    ...(flags.length > 0 && { quality: [...flags] }),
    evidence: [signedHash, found.identity],
  };
  return {
    envelope,
    envelopeText: jcs(envelope),
    recordHash: recordHash(envelope),
    payload,
    payloadHash: committed,
    signedHash,
  };
}
