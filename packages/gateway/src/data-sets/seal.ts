// An observation as a record of the journal: its entity in canonical JSON is the payload. Pure.
import type { NgsiLdEntity } from "@alatau/formats";
import { jcs, toRfc3339, utf8, type Bytes32, type Envelope } from "@alatau/sdk";
import { hash } from "node:crypto";
import { commit, hashOfText } from "../intake/envelope.ts";
import type { Visibility } from "./visibility.ts";

export interface Moment {
  /** Unix seconds, UTC. */
  readonly observedFrom: number;
  readonly observedTo: number;
}

/** Where the record stands that this one replaces, and why it does. */
export interface Correction {
  readonly record: Bytes32;
  readonly dataset: Bytes32;
  readonly sequence: number;
  readonly index: number;
  /** Kebab-case. */
  readonly reason: string;
}

export interface Statement extends Moment {
  readonly dataset: string;
  /** Participant that says it. */
  readonly issuer: number;
  readonly group: number;
  readonly entity: NgsiLdEntity;
  readonly visibility: Visibility;
  readonly schema: Envelope["schema"];
  /** Quality flags by code, sorted. */
  readonly flags: readonly string[];
  readonly corrects: Correction | null;
  /** Hashes of what supports it: inputs and program of a derived record. */
  readonly evidence: readonly Bytes32[];
}

export interface SealedStatement {
  readonly recordHash: Bytes32;
  readonly identity: Bytes32;
  readonly payloadHash: Bytes32;
  readonly payload: Uint8Array;
  /** Canonical JSON. */
  readonly envelope: string;
}

/** The payload of an entity: canonical JSON. @throws {NotCanonicalError} */
export const payloadOf = (entity: NgsiLdEntity): string => jcs(entity);

/**
 * What makes two uploads the same statement: data set, issuer, group, what it corrects, and the payload's bytes. Said again after a
 * correction, the same words are another statement.
 */
export function identityOf(
  {
    dataset,
    issuer,
    group,
    corrects,
  }: Pick<Statement, "dataset" | "issuer" | "group"> & {
    readonly corrects: Pick<Correction, "record"> | null;
  },
  payload: string,
): Bytes32 {
  const name = `${dataset}\n${issuer}\n${group}\n${corrects?.record ?? ""}\n`;
  return `0x${hash("sha256", name + payload)}` as Bytes32;
}

/** The envelope of a statement, whose payload is committed to. */
export function envelopeOf(
  statement: Statement,
  { payloadHash, recordedAt }: { payloadHash: Bytes32; recordedAt: number },
): Envelope {
  const { issuer, schema, entity, observedFrom, observedTo, visibility, flags, corrects, evidence } =
    statement;
  return {
    schema,
    issuer,
    subject: entity.id,
    recordedAt: toRfc3339(recordedAt),
    ...(observedFrom === observedTo
      ? { observedAt: toRfc3339(observedTo) }
      : { period: { from: toRfc3339(observedFrom), to: toRfc3339(observedTo) } }),
    payloadHash,
    visibility,
    ...(corrects !== null && {
      corrects: [
        {
          dataset: corrects.dataset,
          batch: corrects.sequence,
          index: corrects.index,
          reason: corrects.reason,
        },
      ],
    }),
    ...(flags.length > 0 && { quality: [...flags] }),
    ...(evidence.length > 0 && { evidence: [...evidence] }),
  };
}

/** Wraps a statement; `salt` has 32 random bytes, `recordedAt` is Unix seconds. */
export function sealStatement(
  statement: Statement,
  { salt, recordedAt, payload }: { salt: Uint8Array; recordedAt: number; payload: string },
): SealedStatement {
  const bytes = utf8(payload);
  const payloadHash = commit(salt, bytes);
  const envelope = jcs(envelopeOf(statement, { payloadHash, recordedAt }));
  return {
    ...{ payloadHash, payload: bytes, envelope },
    recordHash: hashOfText(envelope),
    identity: identityOf(statement, payload),
  };
}
