// The signature of a record: decoded from any of its forms, checked with node:crypto, and the record's identity.
import { createHash, verify } from "node:crypto";
import type { Bytes32 } from "@alatau/sdk";
import { fromBase64, fromHex, readDer } from "./bytes.ts";
import { curveFacts, curveOfAlgorithm, type OcmfCurve } from "./curves.ts";
import type { OcmfPublicKey } from "./key.ts";
import { accept, type Outcome, refuse } from "./reasons.ts";
import type { OcmfRecord } from "./record.ts";

/** The algorithm of a record that names none. */
export const DEFAULT_ALGORITHM = "ECDSA-secp256r1-SHA256";

/** The curve that a record's signature algorithm (SA) names. */
export function curveOfRecord(record: OcmfRecord): Outcome<OcmfCurve> {
  const algorithm = record.signature.algorithm?.trim() || DEFAULT_ALGORITHM;
  const curve = curveOfAlgorithm(algorithm);
  return curve
    ? accept(curve)
    : refuse("algorithm-unknown", `«${algorithm.slice(0, 80)}» is none of the seven algorithms.`);
}

/** Checks a record's signature with a key: the curve must be the one SA names, the hash is SHA-256 on every curve. */
export function verifySignature(record: OcmfRecord, key: OcmfPublicKey): Outcome<true> {
  const curve = curveOfRecord(record);
  if (!curve.ok) return curve;
  const forms = signatureForms(record, curve.value);
  if (!forms.ok) return forms;
  if (key.curve !== curve.value) {
    return refuse("key-wrong-curve", `The key is on ${key.curve}, the record was signed on ${curve.value}.`);
  }
  try {
    const publicKey = { key: key.keyObject, dsaEncoding: "ieee-p1363" as const };
    const valid = forms.value.some((form) => verify("sha256", record.payload, publicKey, form));
    return valid ? accept(true) : refuse("signature-invalid");
  } catch {
    return refuse("signature-invalid");
  }
}

/** r‖s, each as long as the curve's order: the one form that is checked. A text can rarely be read in two ways; then both stand. */
function signatureForms(record: OcmfRecord, curve: OcmfCurve): Outcome<readonly Uint8Array[]> {
  const { encoding, value } = record.signature;
  if (value === null || value.trim() === "") return refuse("signature-missing");
  const octets = decodeSignature(value, encoding?.trim().toLowerCase() || null);
  if (octets === null) return refuse("signature-encoding");
  const size = curveFacts(curve).octets;
  const raw = octets.length === size * 2 ? octets : null;
  const forms = [fromDer(octets, size), raw].filter((form) => form !== null);
  return forms.length > 0 ? accept(forms) : refuse("signature-format");
}

function decodeSignature(value: string, encoding: string | null): Uint8Array | null {
  if (encoding === "hex") return fromHex(value);
  if (encoding === "base64") return fromBase64(value);
  return encoding === null ? (fromHex(value) ?? fromBase64(value)) : null;
}

function fromDer(octets: Uint8Array, size: number): Uint8Array | null {
  const outer = readDer(octets);
  if (outer?.length !== 1 || outer[0]!.tag !== 0x30) return null;
  const numbers = readDer(outer[0]!.content);
  if (numbers?.length !== 2 || numbers.some((number) => number.tag !== 0x02)) return null;
  const padded = numbers.map(({ content }) => padTo(content, size));
  return padded.every((octet) => octet !== null) ? Buffer.concat(padded) : null;
}

/** A whole number at a fixed length. Some devices leave out the zero in front of a high bit; the number counts as positive. */
function padTo(number: Uint8Array, size: number): Uint8Array | null {
  const start = number.findIndex((octet) => octet !== 0);
  const digits = start < 0 ? new Uint8Array() : number.subarray(start);
  return digits.length <= size ? Buffer.concat([new Uint8Array(size - digits.length), digits]) : null;
}

/**
 * What makes two signed texts the same record: sha256 of the signed bytes and the canonical key. Another encoding of
 * the signature, or n−s in the place of s, is the same record.
 */
export function recordIdentity(
  record: Pick<OcmfRecord, "payload">,
  key: Pick<OcmfPublicKey, "spki">,
): Bytes32 {
  return `0x${createHash("sha256").update(record.payload).update(key.spki).digest("hex")}` as Bytes32;
}
