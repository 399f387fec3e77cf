// Bytes, hex and base64url without a runtime's own helpers: the same code in the browser and in Node.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { LedgerError } from "./errors.ts";
import type { Bytes32 } from "./units.ts";

/** `0x` and an even number of hex digits. */
export type Hex = `0x${string}`;
/** A hash function; the indexer passes a faster keccak than the default. */
export type HashFunction = (bytes: Uint8Array) => Uint8Array;

export const keccak256: HashFunction = (bytes) => keccak_256(bytes);
export const sha256: HashFunction = (bytes) => nobleSha256(bytes);

/** Text that is not the one spelling of some bytes. */
export class BytesFormatError extends LedgerError {
  constructor(found: string, expected: string) {
    super("bytes-format", `«${found.slice(0, 80)}» is not ${expected}.`, {
      found: found.slice(0, 80),
      expected,
    });
  }
}

const HEX_DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const NIBBLE_OF = nibbleTable();

function nibbleTable(): Int8Array {
  const table = new Int8Array(256).fill(-1);
  for (let value = 0; value < 16; value++) {
    const digit = value.toString(16);
    table[digit.charCodeAt(0)] = value;
    table[digit.toUpperCase().charCodeAt(0)] = value;
  }
  return table;
}

/** Lower-case hex with `0x`. */
export function toHex(bytes: Uint8Array): Hex {
  let text = "0x";
  for (const byte of bytes) text += HEX_DIGITS[byte];
  return text as Hex;
}

/** Thirty-two bytes as a branded word. @throws {BytesFormatError} for another length. */
export function toBytes32(bytes: Uint8Array): Bytes32 {
  if (bytes.length !== 32) throw new BytesFormatError(toHex(bytes), "32 bytes");
  return toHex(bytes) as Bytes32;
}

/** Writes the bytes of `hex` at an offset and returns the offset after them. @throws {BytesFormatError} */
export function writeHex(target: Uint8Array, offset: number, hex: string): number {
  let at = offset;
  for (let index = 2; index < hex.length; index += 2) {
    const byte = (NIBBLE_OF[hex.charCodeAt(index)]! << 4) | NIBBLE_OF[hex.charCodeAt(index + 1)]!;
    if (!(byte >= 0)) throw new BytesFormatError(hex, "hexadecimal with 0x");
    target[at++] = byte;
  }
  return at;
}

/** Bytes of `0x…`, either case. @throws {BytesFormatError} for another form. */
export function fromHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || !hex.startsWith("0x")) throw new BytesFormatError(hex, "hexadecimal with 0x");
  const bytes = new Uint8Array(hex.length / 2 - 1);
  writeHex(bytes, 0, hex);
  return bytes;
}

/** The parts in order, as one array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether both hold the same bytes. Not for secrets: it stops at the first difference. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Big-endian unsigned integer of a fixed width in bytes. @throws {RangeError} when it does not fit. */
export function toBigEndian(value: bigint, width: number): Uint8Array {
  if (value < 0n || value >= 1n << BigInt(8 * width))
    throw new RangeError(`${value} does not fit ${width} bytes`);
  const bytes = new Uint8Array(width);
  let rest = value;
  for (let index = width - 1; index >= 0; index--) {
    bytes[index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return bytes;
}

/** Unsigned integer from big-endian bytes; nothing is zero. */
export const fromBigEndian = (bytes: Uint8Array): bigint => (bytes.length === 0 ? 0n : BigInt(toHex(bytes)));

/** UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SEXTET_OF = Int8Array.from({ length: 128 }, (_, code) => BASE64URL.indexOf(String.fromCharCode(code)));

/** base64url without padding (RFC 4648 section 5), a quarter shorter than hex. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(bytes.length - at, 3) + 1;
    for (let digit = 0; digit < digits; digit++) text += BASE64URL[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/** Bytes of base64url; only the one spelling that {@link toBase64Url} writes. @throws {BytesFormatError} */
export function fromBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [written, bits, held] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const sextet = SEXTET_OF[text.charCodeAt(at)] ?? -1;
    if (sextet < 0) throw new BytesFormatError(text, "base64url without padding");
    held = ((held << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[written++] = held >> bits;
  }
  if (text.length % 4 === 1 || (held & ((1 << bits) - 1)) !== 0)
    throw new BytesFormatError(text, "base64url without padding");
  return bytes;
}
