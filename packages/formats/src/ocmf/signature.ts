// The signature of a record: decoded from any of its forms, checked with node:crypto, and the record's identity.
import { hash, verify } from "node:crypto";
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
    const valid = forms.value.some((form) => verify("sha256", record.payload, key.keyObject, form));
    return valid ? accept(true) : refuse("signature-invalid");
  } catch {
    return refuse("signature-invalid");
  }
}

/** Canonical DER of r and s: the one form that is checked, and the fastest. A text can rarely be read in two ways; then both stand. */
function signatureForms(record: OcmfRecord, curve: OcmfCurve): Outcome<readonly Uint8Array[]> {
  const { encoding, value } = record.signature;
  if (value === null || value.trim() === "") return refuse("signature-missing");
  const octets = decodeSignature(value, encoding?.trim().toLowerCase() || null);
  if (octets === null) return refuse("signature-encoding");
  const size = curveFacts(curve).octets;
  const raw =
    octets.length === size * 2 ? toDer([octets.subarray(0, size), octets.subarray(size)], size) : null;
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
  return toDer(
    numbers.map(({ content }) => content),
    size,
  );
}

/**
 * DER of two whole numbers of at most `size` octets, null when one is longer. Some devices leave out the zero in front of a high
 * bit or put too many there; the numbers count as positive.
 */
function toDer(numbers: readonly Uint8Array[], size: number): Uint8Array | null {
  const digits = numbers.map(withoutZeros);
  if (digits.some(({ length }) => length > size)) return null;
  const signed = digits.map((octets) => (octets.length === 0 || octets[0]! > 0x7f ? 1 : 0) + octets.length);
  const length = signed.reduce((sum, octets) => sum + octets + 2, 0); // below 128 on every curve of OCMF
  const der = new Uint8Array(length + 2);
  der.set([0x30, length]);
  let at = 2;
  for (const [index, octets] of digits.entries()) {
    der.set([0x02, signed[index]!], at);
    der.set(octets, at + 2 + signed[index]! - octets.length);
    at += 2 + signed[index]!;
  }
  return der;
}

function withoutZeros(number: Uint8Array): Uint8Array {
  let start = 0;
  while (number[start] === 0) start += 1;
  return number.subarray(start);
}

/**
 * What makes two signed texts the same record: sha256 of the signed bytes and the canonical key. Another encoding of
 * the signature, or n−s in the place of s, is the same record.
 */
export function recordIdentity(
  record: Pick<OcmfRecord, "payload">,
  key: Pick<OcmfPublicKey, "spki">,
): Bytes32 {
  return `0x${hash("sha256", Buffer.concat([record.payload, key.spki]))}` as Bytes32;
}
