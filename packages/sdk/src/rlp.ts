// RLP writing in two passes, lengths first, straight from hex: no intermediate arrays for a block's receipts.
// Reading is left to @ethereumjs/rlp.
import { decode, type NestedUint8Array } from "@ethereumjs/rlp";
import { writeHex, type Hex } from "./bytes.ts";
import { LedgerError } from "./errors.ts";

/** A string as bytes or `0x…`, bytes that are RLP already, or a list. */
export type RlpItem = Uint8Array | Hex | { readonly encoded: Uint8Array } | readonly RlpItem[];

/** What {@link decodeRlp} gives. */
export type RlpValue = Uint8Array | NestedUint8Array;

/** Bytes that are not the RLP of what was expected there. */
export class RlpFormatError extends LedgerError {
  constructor(detail: string, cause?: unknown) {
    super("rlp-format", detail, {}, cause);
  }
}

const isList = (item: RlpItem): item is readonly RlpItem[] => Array.isArray(item);

/** The RLP of an item, optionally after a type byte as EIP-2718 puts it. */
export function encodeRlp(item: RlpItem, typeByte?: number): Uint8Array {
  const start = typeByte === undefined ? 0 : 1;
  const target = new Uint8Array(start + encodedLength(item));
  if (typeByte !== undefined) target[0] = typeByte;
  write(item, target, start);
  return target;
}

/** Reads one RLP item that fills the bytes. @throws {RlpFormatError} */
export function decodeRlp(bytes: Uint8Array): RlpValue {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new RlpFormatError("The bytes are not RLP.", cause);
  }
}

/** An RLP value as a string of bytes. @throws {RlpFormatError} when it is a list or missing. */
export function rlpBytes(value: RlpValue | undefined): Uint8Array {
  if (!(value instanceof Uint8Array))
    throw new RlpFormatError("A string stands where RLP has a list or nothing.");
  return value;
}

/** An RLP value as a list. @throws {RlpFormatError} when it is a string or missing. */
export function rlpList(value: RlpValue | undefined): NestedUint8Array {
  if (!Array.isArray(value)) throw new RlpFormatError("A list stands where RLP has a string or nothing.");
  return value;
}

/** The payload of an item within bytes. */
export interface RlpExtent {
  readonly from: number;
  readonly to: number;
}

/** Where the payload of the item at an offset lies; null where no whole item begins. Reads its header only. */
export function rlpExtent(bytes: Uint8Array, at: number): RlpExtent | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { from: at, to: at + 1 };
  const short = first & 0x3f;
  const width = short < 56 ? 0 : short - 55;
  const from = at + 1 + width;
  const length =
    width === 0 ? short : bytes.subarray(at + 1, from).reduce((sum, byte) => sum * 256 + byte, 0);
  return from + length <= bytes.length ? { from, to: from + length } : null;
}

/** The payload of a list's member; null where there is none. Reads only the headers up to it. */
export function rlpMember(bytes: Uint8Array, list: RlpExtent | null, index: number): RlpExtent | null {
  let at = list?.from ?? 0;
  for (let member = 0; list !== null && at < list.to; member++) {
    const extent = rlpExtent(bytes, at);
    if (extent === null || extent.to > list.to || member === index) return extent;
    at = extent.to;
  }
  return null;
}

/** The shortest bytes of a hex quantity: leading zeros dropped, zero is the empty string. */
export function quantity(hex: Hex): Hex {
  const digits = hex.slice(2).replace(/^0+/, "");
  return `0x${digits.length % 2 === 1 ? "0" : ""}${digits}`;
}

/** An unsigned integer in its shortest big-endian bytes. */
export const integer = (value: number | bigint): Hex => quantity(`0x${value.toString(16)}`);

function encodedLength(item: RlpItem): number {
  if (isList(item)) return withHeader(payloadLength(item));
  if (typeof item === "object" && "encoded" in item) return item.encoded.length;
  const length = stringLength(item);
  return length === 1 && firstByte(item) < 0x80 ? 1 : withHeader(length);
}

function payloadLength(items: readonly RlpItem[]): number {
  let length = 0;
  for (const item of items) length += encodedLength(item);
  return length;
}

function withHeader(length: number): number {
  return length < 56 ? 1 + length : 1 + byteWidth(length) + length;
}

function byteWidth(length: number): number {
  return length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4;
}

const stringLength = (item: Uint8Array | Hex): number =>
  typeof item === "string" ? (item.length - 2) / 2 : item.length;

const firstByte = (item: Uint8Array | Hex): number =>
  typeof item === "string" ? Number.parseInt(item.slice(2, 4), 16) : item[0]!;

function write(item: RlpItem, target: Uint8Array, at: number): number {
  if (isList(item)) {
    let next = writeHeader(target, at, payloadLength(item), 0xc0);
    for (const member of item) next = write(member, target, next);
    return next;
  }
  if (typeof item === "object" && "encoded" in item) {
    target.set(item.encoded, at);
    return at + item.encoded.length;
  }
  const length = stringLength(item);
  const start = length === 1 && firstByte(item) < 0x80 ? at : writeHeader(target, at, length, 0x80);
  if (typeof item === "string") return writeHex(target, start, item);
  target.set(item, start);
  return start + length;
}

function writeHeader(target: Uint8Array, at: number, length: number, offset: number): number {
  if (length < 56) {
    target[at] = offset + length;
    return at + 1;
  }
  const width = byteWidth(length);
  target[at] = offset + 55 + width;
  for (let index = 0; index < width; index++)
    target[at + width - index] = Math.floor(length / 256 ** index) & 0xff;
  return at + 1 + width;
}
