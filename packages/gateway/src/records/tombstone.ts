// A tombstone: the record that says that another one's payload was deleted everywhere. Pure.
import {
  jcs,
  recordHash,
  sha256,
  toBytes32,
  toRfc3339,
  utf8,
  type Bytes32,
  type Envelope,
} from "@alatau/sdk";
import { commit } from "../intake/envelope.ts";
import { z } from "zod";

const SCHEMA = {
  $id: "tombstone",
  description: "Salt, payload and what was derived of it are deleted for a record; its envelope stays.",
  type: "object",
  required: ["record", "reason"],
};
/** The schema that every tombstone's envelope names. */
export const TOMBSTONE_SCHEMA = {
  id: SCHEMA.$id,
  version: 1,
  hash: toBytes32(sha256(utf8(jcs(SCHEMA)))),
} as const;

export const tombstoneSchema = z.strictObject({
  record: z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .transform((text) => text as Bytes32),
  /** Kebab-case. */
  reason: z
    .string()
    .max(80)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
});
export type Tombstone = z.infer<typeof tombstoneSchema>;

export interface SealedTombstone {
  readonly recordHash: Bytes32;
  readonly identity: Bytes32;
  readonly payloadHash: Bytes32;
  readonly payload: Uint8Array;
  readonly envelope: string;
}

/** What a tombstone's identity is: a record is erased once. */
export const tombstoneIdentity = ({ record }: Tombstone): Bytes32 =>
  toBytes32(sha256(utf8(`tombstone\n${record}`)));

/** Wraps a tombstone; `salt` has 32 random bytes, `recordedAt` is Unix seconds. */
export function sealTombstone(
  tombstone: Tombstone,
  place: {
    readonly issuer: number;
    readonly visibility: Envelope["visibility"];
    readonly salt: Uint8Array;
    readonly recordedAt: number;
  },
): SealedTombstone {
  const payload = utf8(jcs(tombstone));
  const payloadHash = commit(place.salt, payload);
  const at = toRfc3339(place.recordedAt);
  const envelope: Envelope = {
    schema: TOMBSTONE_SCHEMA,
    issuer: place.issuer,
    subject: `record:${tombstone.record}`,
    recordedAt: at,
    observedAt: at,
    payloadHash,
    visibility: place.visibility,
    evidence: [tombstone.record],
  };
  return {
    ...{ payload, payloadHash, envelope: jcs(envelope) },
    recordHash: recordHash(envelope),
    identity: tombstoneIdentity(tombstone),
  };
}
