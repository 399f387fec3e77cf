// A meter's signature in Node and in the browser: the OCMF curves that @noble/curves has (not the 192-bit ones, which Node's own crypto checks).
import { brainpoolP256r1, brainpoolP384r1 } from "@noble/curves/misc.js";
import { p256, p384 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { fromHex, sha256, toHex, utf8 } from "./bytes.ts";

type Curve = typeof p256;

/** The end of SubjectPublicKeyInfo's algorithm, by curve: the object identifier in DER. */
const CURVES: readonly { readonly curve: Curve; readonly oid: string; readonly names: readonly string[] }[] =
  [
    { curve: p256, oid: "06082a8648ce3d030107", names: ["secp256r1", "prime256v1", "nistp256", "p256"] },
    { curve: secp256k1, oid: "06052b8104000a", names: ["secp256k1"] },
    { curve: p384, oid: "06052b81040022", names: ["secp384r1", "ansip384r1", "nistp384", "p384"] },
    {
      curve: brainpoolP256r1,
      oid: "06092b2403030208010107",
      names: ["brainpool256r1", "brainpoolp256r1", "bp256r1"],
    },
    {
      curve: brainpoolP384r1,
      oid: "06092b240303020801010b",
      names: ["brainpool384r1", "brainpoolp384r1", "bp384r1"],
    },
  ];
const BAR = 0x7c;
const UNCOMPRESSED = 4;

/** The signed bytes of an OCMF record, between its first and its last `|`; null when it has not that form. */
export function signedBytesOf(ocmf: Uint8Array): Uint8Array | null {
  const first = ocmf.indexOf(BAR);
  const last = ocmf.lastIndexOf(BAR);
  return first >= 0 && last > first ? ocmf.subarray(first + 1, last) : null;
}

/** What of an OCMF record an ECDSA check needs. */
interface Signed {
  readonly curve: Curve;
  readonly bytes: Uint8Array;
  /** r‖s. */
  readonly signature: Uint8Array;
  readonly key: Uint8Array;
}

/**
 * Whether an OCMF record's signature is the key's, in pure JavaScript. SD may be hex or base64, DER or r‖s; the key
 * SubjectPublicKeyInfo or a bare point, hex or base64. Never throws: false for what cannot be read and for the 192-bit curves.
 */
export function checkMeterSignature(ocmf: string, publicKey: string): boolean {
  const signed = readSigned(ocmf, publicKey);
  return signed !== null && verifyPurely(signed);
}

/**
 * The same answer as {@link checkMeterSignature}, with the runtime's own P-256 where there is one (Node; browsers on https and
 * localhost), which takes a tenth of the time.
 */
export async function checkMeterSignatureFast(ocmf: string, publicKey: string): Promise<boolean> {
  const signed = readSigned(ocmf, publicKey);
  if (signed === null) return false;
  return (await verifyNatively(signed)) ?? verifyPurely(signed);
}

function readSigned(ocmf: string, publicKey: string): Signed | null {
  try {
    const bytes = signedBytesOf(utf8(ocmf));
    const { SA, SE, SD } = JSON.parse(ocmf.slice(ocmf.lastIndexOf("|") + 1)) as Record<string, unknown>;
    const found = curveOf(typeof SA === "string" && SA.trim() !== "" ? SA : "ECDSA-secp256r1-SHA256");
    const spelled = typeof SD === "string" ? octetsOf(SD, SE === "base64") : null;
    const octets = octetsOf(publicKey, false);
    if (bytes === null || found === null || spelled === null || octets === null) return null;
    const key = pointOf(octets, found);
    const signature = compactOf(spelled, found.curve.Point.Fn.BYTES);
    return key === null || signature === null ? null : { curve: found.curve, bytes, signature, key };
  } catch {
    return null;
  }
}

function verifyPurely({ curve, bytes, signature, key }: Signed): boolean {
  try {
    return curve.verify(signature, sha256(bytes), key, { prehash: false, lowS: false });
  } catch {
    return false;
  }
}

/** Null where the runtime has no P-256 of its own, or does not take the key in this form. */
async function verifyNatively({ curve, bytes, signature, key }: Signed): Promise<boolean | null> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (curve !== p256 || key[0] !== UNCOMPRESSED || subtle === undefined) return null;
  const own = (part: Uint8Array): Uint8Array<ArrayBuffer> => part as Uint8Array<ArrayBuffer>;
  try {
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const imported = await subtle.importKey("raw", own(key), algorithm, false, ["verify"]);
    return await subtle.verify({ name: "ECDSA", hash: "SHA-256" }, imported, own(signature), own(bytes));
  } catch {
    return null;
  }
}

function curveOf(algorithm: string): (typeof CURVES)[number] | null {
  const name = /^ecdsa[-_ ]?(.+?)[-_ ]?sha-?256$/i
    .exec(algorithm.trim())?.[1]
    ?.toLowerCase()
    .replace(/[^a-z0-9]/g, "");
  return CURVES.find(({ names }) => name !== undefined && names.includes(name)) ?? null;
}

function octetsOf(text: string, base64: boolean): Uint8Array | null {
  const bare = text.replace(/\s+/g, "");
  if (!base64 && bare.length % 2 === 0 && /^(0x)?[0-9a-f]+$/i.test(bare))
    return fromHex(`0x${bare.replace(/^0x/i, "")}`);
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return null;
  const binary = atob(bare.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, ""));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function pointOf(key: Uint8Array, { curve, oid }: (typeof CURVES)[number]): Uint8Array | null {
  const size = curve.Point.Fp.BYTES;
  if (key.length === 2 * size) return Uint8Array.of(UNCOMPRESSED, ...key);
  if (key.length === 2 * size + 1 || key.length === size + 1) return key;
  const at = toHex(key).indexOf(oid);
  if (key[0] !== 0x30 || at < 0) return null;
  const bits = key.subarray((at - 2 + oid.length) / 2); // 03 length 00 point
  const point = bits.subarray(3);
  return bits[0] === 3 && bits[1] === point.length + 1 && bits[2] === 0 ? point : null;
}

/** r‖s from r‖s or DER; some devices leave out the zero before a high bit, the number counts as positive. */
function compactOf(signature: Uint8Array, size: number): Uint8Array | null {
  if (signature.length === 2 * size) return signature;
  if (signature[0] !== 0x30 || signature[1] !== signature.length - 2) return null;
  const compact = new Uint8Array(2 * size);
  let at = 2;
  for (const end of [size, 2 * size]) {
    const length = signature[at + 1];
    if (signature[at] !== 2 || length === undefined || at + 2 + length > signature.length) return null;
    const digits = signature.subarray(at + 2, at + 2 + length);
    const start = digits.findIndex((octet) => octet !== 0);
    const value = start < 0 ? digits.subarray(digits.length) : digits.subarray(start);
    if (value.length > size) return null;
    compact.set(value, end - value.length);
    at += 2 + length;
  }
  return at === signature.length ? compact : null;
}
