// One signed record from text to verdict.
import type { Bytes32 } from "@alatau/sdk";
import { type BillingPolicy, checkRecord } from "./billing.ts";
import type { OcmfCurve } from "./curves.ts";
import { decodePublicKey, type OcmfPublicKey } from "./key.ts";
import { OCMF_REASONS, type OcmfReason, type Outcome, type Refusal, refuse } from "./reasons.ts";
import { MAX_RECORD_CHARS, type OcmfRecord, parseOcmf } from "./record.ts";
import { curveOfRecord, recordIdentity, verifySignature } from "./signature.ts";

export interface RegisteredKey {
  readonly publicKey: string | Uint8Array;
  /** Needed for a bare point when it may lie on a curve other than the record's. */
  readonly curve?: OcmfCurve;
}

export interface CheckOptions {
  /** The key that came with the record, in any form. */
  readonly publicKey?: string | Uint8Array | null;
  /** The keys registered for this meter at that time. When given, only they count, and `publicKey` only explains a failure. */
  readonly registeredKeys?: readonly RegisteredKey[];
  readonly policy?: BillingPolicy;
  readonly maxChars?: number;
}

export interface OcmfCheck {
  /** Null when no key is known, or the record cannot be taken apart so far. */
  readonly signatureValid: boolean | null;
  /** Signature valid and every billing rule of a single record kept. */
  readonly billable: boolean;
  /** The one reason for which the record is not billable. */
  readonly reason: OcmfReason | null;
  readonly detail: string | null;
  readonly record: OcmfRecord | null;
  /** The key that verified the signature. */
  readonly key: OcmfPublicKey | null;
  /** Set when the signature is valid. */
  readonly identity: Bytes32 | null;
}

/** Parses a record, verifies its signature and applies the billing rules of a single record. Never throws. */
export function checkOcmf(signedData: string | Uint8Array, options: CheckOptions = {}): OcmfCheck {
  const { publicKey = null, registeredKeys, policy, maxChars = MAX_RECORD_CHARS } = options;
  const parsed = parseOcmf(signedData, { maxChars });
  if (!parsed.ok) return verdict(null, parsed, null);
  const record = parsed.value;
  const verified = registeredKeys
    ? verifyRegistered(record, registeredKeys, publicKey)
    : publicKey === null || publicKey.length === 0
      ? refuse("key-missing")
      : verifyWith(record, { publicKey });
  if (!verified.ok) {
    const undecided: OcmfReason[] = ["key-missing", "key-not-registered"];
    return verdict(record, verified, undecided.includes(verified.reason) ? null : false);
  }
  const refusal = checkRecord(record, policy);
  return {
    ...verdict(record, refusal, true),
    key: verified.value,
    identity: recordIdentity(record, verified.value),
  };
}

function verdict(
  record: OcmfRecord | null,
  refusal: Refusal | null,
  signatureValid: boolean | null,
): OcmfCheck {
  const { reason = null, detail = null } = refusal ?? {};
  return { signatureValid, billable: refusal === null, reason, detail, record, key: null, identity: null };
}

function verifyWith(record: OcmfRecord, { publicKey, curve }: RegisteredKey): Outcome<OcmfPublicKey> {
  const named = curveOfRecord(record);
  if (!named.ok) return named;
  const key = decodePublicKey(publicKey, curve ?? named.value);
  if (!key.ok) return key;
  const verified = verifySignature(record, key.value);
  return verified.ok ? key : verified;
}

function verifyRegistered(
  record: OcmfRecord,
  registeredKeys: readonly RegisteredKey[],
  enclosed: string | Uint8Array | null,
): Outcome<OcmfPublicKey> {
  const verdicts = registeredKeys.map((key) => verifyWith(record, key));
  const valid = verdicts.find((one) => one.ok);
  if (valid) return valid;
  const fitsEnclosed =
    enclosed !== null && enclosed.length > 0 && verifyWith(record, { publicKey: enclosed }).ok;
  if (registeredKeys.length === 0) return refuse(fitsEnclosed ? "key-not-registered" : "key-missing");
  return fitsEnclosed
    ? refuse("key-not-of-this-meter", OCMF_REASONS["key-not-of-this-meter"].meaning)
    : verdicts[0]!;
}
