// A meter's public key, in whatever form it was printed, sent or registered.
import { createHash, createPublicKey, ECDH, type KeyObject } from "node:crypto";
import type { Bytes32 } from "@alatau/sdk";
import { fromBase64, fromHex, fromUtf8, readDer } from "./bytes.ts";
import { curveFacts, curveOfOid, OCMF_CURVES, type OcmfCurve } from "./curves.ts";
import { accept, type Outcome, refuse } from "./reasons.ts";

export interface OcmfPublicKey {
  readonly curve: OcmfCurve;
  /** Canonical SPKI DER: named curve, uncompressed point. The same for every spelling of one key. */
  readonly spki: Uint8Array;
  /** sha256 of `spki`. */
  readonly fingerprint: Bytes32;
  readonly keyObject: KeyObject;
}

const EC_PUBLIC_KEY = "06072a8648ce3d0201";
const MAX_KEY_CHARS = 4096;
const MAX_CACHED_CHARS = 512;
const MAX_CACHED_KEYS = 10_000;
const cache = new Map<string, Outcome<OcmfPublicKey>>();

/**
 * Reads a public key: SPKI DER or PEM, X‖Y, 04‖X‖Y or a compressed point, as hex or base64, with or without
 * blanks, also under the `oca:base16:asn1:` prefix that some charging stations write.
 * `curve` tells the curve of a bare point; an SPKI key names its own. Keys are cached by their text.
 */
export function decodePublicKey(key: string | Uint8Array, curve?: OcmfCurve): Outcome<OcmfPublicKey> {
  if (typeof key !== "string") return decodeOctets([key], curve);
  if (key.length > MAX_KEY_CHARS)
    return refuse("key-format", `A key has at most ${MAX_KEY_CHARS} characters.`);
  const cacheKey = `${curve ?? ""}\n${key}`;
  const known = cache.get(cacheKey);
  if (known) return known;
  const decoded = decodeOctets(candidates(key, 2), curve);
  if (decoded.ok && key.length <= MAX_CACHED_CHARS) {
    if (cache.size >= MAX_CACHED_KEYS) cache.delete(cache.keys().next().value!);
    cache.set(cacheKey, decoded);
  }
  return decoded;
}

/** The octets that a text may stand for, the most likely first; base64 may wrap a text that is decoded once more. */
function candidates(text: string, depth: number): Uint8Array[] {
  const bare = text.replace(/-----[A-Z ]+-----/g, "").replace(/^\s*oca:base(16|64):asn1:/i, "");
  const hex = fromHex(bare);
  const base64 = fromBase64(bare);
  const inner = base64 && depth > 1 ? fromUtf8(base64) : null;
  const wrapped = inner !== null && /^[\x20-\x7e\s]+$/.test(inner) ? candidates(inner, depth - 1) : [];
  return [hex, base64, ...wrapped].filter((octets) => octets !== null);
}

function decodeOctets(forms: readonly Uint8Array[], curve: OcmfCurve | undefined): Outcome<OcmfPublicKey> {
  let failure: Outcome<OcmfPublicKey> = refuse("key-format");
  for (const octets of forms) {
    const point = pointOf(octets, curve);
    const decoded = point.ok ? keyOf(point.value.curve, point.value.point) : point;
    if (decoded.ok) return decoded;
    if (failure.ok || failure.reason === "key-format") failure = decoded;
  }
  return failure;
}

function pointOf(
  octets: Uint8Array,
  curve: OcmfCurve | undefined,
): Outcome<{ curve: OcmfCurve; point: Uint8Array }> {
  const spki = spkiParts(octets);
  if (spki) {
    const named = curveOfOid(spki.parameters);
    return named ? accept({ curve: named, point: spki.point }) : refuse("key-curve-unknown");
  }
  const fits = (curve ? [curve] : OCMF_CURVES).filter((name) => isPointOf(octets, curveFacts(name).octets));
  if (fits.length === 0) return refuse("key-format");
  if (fits.length > 1) return refuse("key-curve-unknown", "A bare point needs to be told its curve.");
  const bare = octets.length === curveFacts(fits[0]!).octets * 2;
  return accept({ curve: fits[0]!, point: bare ? Buffer.concat([Buffer.of(4), octets]) : octets });
}

const isPointOf = (octets: Uint8Array, size: number): boolean =>
  octets.length === size * 2 ||
  (octets.length === size * 2 + 1 && octets[0] === 4) ||
  (octets.length === size + 1 && (octets[0] === 2 || octets[0] === 3));

function spkiParts(octets: Uint8Array): { parameters: Uint8Array; point: Uint8Array } | null {
  const outer = readDer(octets);
  if (outer?.length !== 1 || outer[0]!.tag !== 0x30) return null;
  const [algorithm, bits, ...rest] = readDer(outer[0]!.content) ?? [];
  if (algorithm?.tag !== 0x30 || bits?.tag !== 0x03 || bits.content[0] !== 0 || rest.length > 0) return null;
  const [identifier, parameters] = readDer(algorithm.content) ?? [];
  if (!identifier || Buffer.from(identifier.whole).toString("hex") !== EC_PUBLIC_KEY || !parameters)
    return null;
  return { parameters: parameters.whole, point: bits.content.subarray(1) };
}

function keyOf(curve: OcmfCurve, point: Uint8Array): Outcome<OcmfPublicKey> {
  const { openssl, octets, oid } = curveFacts(curve);
  if (!isPointOf(point, octets)) return refuse("key-format");
  try {
    const uncompressed = ECDH.convertKey(
      point,
      openssl,
      undefined,
      undefined,
      "uncompressed",
    ) as unknown as Buffer;
    const algorithm = Buffer.from(EC_PUBLIC_KEY + oid, "hex");
    const spki = sequence(0x30, sequence(0x30, algorithm), sequence(0x03, Buffer.of(0), uncompressed));
    const keyObject = createPublicKey({ key: spki, format: "der", type: "spki" });
    const fingerprint = `0x${createHash("sha256").update(spki).digest("hex")}` as Bytes32;
    return accept({ curve, spki, fingerprint, keyObject });
  } catch {
    return refuse("key-not-on-curve");
  }
}

/** Every part of these keys is shorter than 128 octets, so that one octet holds the length. */
function sequence(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, content.length), content]);
}
