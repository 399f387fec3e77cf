// The envelope of a record, as canonical JSON (RFC 8785), and the two hashes that commit to it and to its payload.
import canonicalize from "canonicalize";
import { z } from "zod";
import { concat, sha256, toBytes32, utf8 } from "./bytes.ts";
import { VISIBILITIES } from "./data-sets.ts";
import { LedgerError } from "./errors.ts";
import type { Bytes32 } from "./units.ts";

/** A value that canonical JSON would lose or change; `path` says where it stands. */
export class NotCanonicalError extends LedgerError {
  constructor(path: string, reason: string, cause?: unknown) {
    super("not-canonical", `${path}: ${reason}.`, { path, reason }, cause);
  }
}

export interface JcsOptions {
  /** Also takes whole numbers beyond 2^53 − 1, for JSON of others whose numbers are binary64 by agreement. */
  readonly binary64?: boolean;
}

const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, "32 bytes in lower-case hex")
  .transform((text) => text as Bytes32);
const time = z.iso.datetime({ offset: false, precision: 0 });
const uint32 = z.int().min(0).max(0xffff_ffff);
const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a code in kebab-case");

/** One record's envelope. Times are RFC 3339 UTC in whole seconds; `issuer` is a participant. */
export const envelopeSchema = z
  .strictObject({
    schema: z.strictObject({ id: z.string().min(1).max(200), version: uint32.min(1), hash: bytes32 }),
    issuer: uint32.min(1),
    /** What the record is about: `device:345`, an urn, or for natural persons a pseudonym. */
    subject: z.string().min(1).max(256),
    recordedAt: time,
    observedAt: time.optional(),
    period: z.strictObject({ from: time, to: time }).optional(),
    payloadHash: bytes32,
    visibility: z.enum(VISIBILITIES),
    /** The records this one replaces; `batch` is the sequence number of the same publisher's batch. */
    corrects: z
      .array(z.strictObject({ dataset: bytes32, batch: z.int().min(1), index: uint32, reason: code }))
      .min(1)
      .max(1000)
      .optional(),
    quality: z.array(code).min(1).max(64).optional(),
    /** For a meter's record {@link signedBytesHash} and {@link signedRecordId}; otherwise hashes of what supports it. */
    evidence: z.array(bytes32).min(1).max(64).optional(),
  })
  .refine((envelope) => (envelope.observedAt === undefined) !== (envelope.period === undefined), {
    message: "exactly one of observedAt and period",
  });

export type Envelope = z.infer<typeof envelopeSchema>;

/**
 * Canonical JSON of a value. @throws {NotCanonicalError} for what it would lose: NaN, infinities, minus zero, whole numbers that
 * are not safe, bigint, undefined, functions, symbols, lone surrogates, cycles, and objects that are not plain.
 */
export function jcs(value: unknown, { binary64 = false }: JcsOptions = {}): string {
  requireCanonical(value, "$", binary64, new Set());
  try {
    return canonicalize(value)!;
  } catch (cause) {
    throw new NotCanonicalError("$", "text with a lone surrogate", cause);
  }
}

/** What the batch tree holds for a record: sha256 over its canonical envelope. @throws {NotCanonicalError} */
export const recordHash = (envelope: Envelope): Bytes32 => toBytes32(sha256(utf8(jcs(envelope))));

/** Commits to a payload: sha256(salt ‖ payload); the salt has 32 random bytes. @throws {RangeError} for another length. */
export function payloadHash(salt: Uint8Array, payload: Uint8Array): Bytes32 {
  if (salt.length !== 32) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`);
  return toBytes32(sha256(concat(salt, payload)));
}

/** sha256 of the bytes that a device signed, as they came: the `evidenceHash` of a slot reading. */
export const signedBytesHash = (signed: Uint8Array): Bytes32 => toBytes32(sha256(signed));

/**
 * Identity of a device-signed record: sha256(signed bytes ‖ key), the key as SubjectPublicKeyInfo DER. However the signature is
 * encoded, the record is the same; in the envelope's evidence it says which key the checkers found registered.
 */
export const signedRecordId = (signed: Uint8Array, publicKey: Uint8Array): Bytes32 =>
  toBytes32(sha256(concat(signed, publicKey)));

function requireCanonical(value: unknown, path: string, binary64: boolean, above: Set<object>): void {
  if (value === null || typeof value === "boolean" || typeof value === "string") return;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new NotCanonicalError(path, `${value} is no JSON number`);
    if (Object.is(value, -0)) throw new NotCanonicalError(path, "minus zero would become zero");
    if (!binary64 && Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new NotCanonicalError(
        path,
        `${value} is beyond 2^53 − 1 and may be a rounded number; use a string`,
      );
    return;
  }
  if (typeof value !== "object") throw new NotCanonicalError(path, `a ${typeof value} has no JSON`);
  if (above.has(value)) throw new NotCanonicalError(path, "the value contains itself");
  above.add(value);
  if (Array.isArray(value))
    for (const [index, member] of value.entries())
      requireCanonical(member, `${path}[${index}]`, binary64, above);
  else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw new NotCanonicalError(path, "only plain objects and arrays have one JSON");
    for (const [key, member] of Object.entries(value))
      requireCanonical(member, `${path}.${key}`, binary64, above);
  }
  above.delete(value);
}
