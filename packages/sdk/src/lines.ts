// The 24-byte lines of a settlement, the ids of sales, and the running hash that makes a statement complete.
import { concat, fromHex, keccak256, toBigEndian, toHex, type Hex } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import type { Slot, Tiyn, Wh } from "./units.ts";

/** First byte of a packed line: what the device's participant did. */
export const LINE_CODES = {
  sold: 1,
  bought: 2,
  gridSold: 3,
  gridBought: 4,
  ownSold: 5,
  ownBought: 6,
  partnerSold: 7,
  partnerBought: 8,
} as const;

export type SaleKind = keyof typeof LINE_CODES;

/** One line. A positive amount is received by the device's participant, a negative one paid; `order` is 0 for grid legs. */
export interface SaleLine {
  readonly kind: SaleKind;
  readonly device: number;
  readonly order: bigint;
  readonly wh: Wh;
  readonly amountTiyn: Tiyn;
}

/** Where a chunk of lines stands. */
export interface ChunkPlace {
  readonly zone: number;
  readonly slot: Slot;
  readonly version: number;
  readonly chunk: number;
}

/** Where a line stands; its text form is the id of a sale. */
export interface SalePlace extends ChunkPlace {
  readonly line: number;
}

/** A participant's running count of lines and the hash over them; the chain's word is count u32 ‖ hash. */
export interface StatementFold {
  readonly count: number;
  /** 28 bytes. */
  readonly hash: Hex;
}

/** Bytes that are no settlement lines, or a text that is no sale's id. */
export class SaleFormatError extends LedgerError {
  constructor(found: string, expected: string) {
    super("sale-format", `«${found}» is not ${expected}.`, { found, expected });
  }
}

/** Bytes of a packed line. */
export const SALE_LINE_BYTES = 24;
const REVERSED = 0x80;
export const EMPTY_STATEMENT: StatementFold = { count: 0, hash: `0x${"00".repeat(28)}` };
const KIND_OF = new Map<number, SaleKind>(
  Object.entries(LINE_CODES).map(([kind, code]) => [code, kind as SaleKind]),
);

function putLine(view: DataView, at: number, { kind, device, order, wh, amountTiyn }: SaleLine): void {
  if (device >>> 0 !== device) throw new RangeError(`${device} does not fit a uint32`);
  if (order !== BigInt.asUintN(48, order)) throw new RangeError(`${order} does not fit a uint48`);
  if (wh !== BigInt.asUintN(40, wh)) throw new RangeError(`${wh} does not fit a uint40`);
  if (amountTiyn !== BigInt.asIntN(64, amountTiyn))
    throw new RangeError(`${amountTiyn} does not fit an int64`);
  view.setUint8(at, LINE_CODES[kind]);
  view.setUint32(at + 1, device);
  view.setUint16(at + 5, Number(order >> 32n));
  view.setUint32(at + 7, Number(order & 0xffff_ffffn));
  view.setUint8(at + 11, Number(wh >> 32n));
  view.setUint32(at + 12, Number(wh & 0xffff_ffffn));
  view.setBigInt64(at + 16, amountTiyn);
}

/**
 * Lines of 24 bytes one after the other, big endian: kind u8, device u32, order u48, wh u40, amountTiyn i64.
 * @throws {RangeError} beyond a width.
 */
export function lineBytes(lines: readonly SaleLine[]): Uint8Array {
  const bytes = new Uint8Array(lines.length * SALE_LINE_BYTES);
  const view = new DataView(bytes.buffer);
  lines.forEach((line, index) => putLine(view, index * SALE_LINE_BYTES, line));
  return bytes;
}

/** Packs one line. @throws {RangeError} */
export const packLine = (line: SaleLine): Uint8Array => lineBytes([line]);

/** Packs lines as `SalesSettled.lines` carries them. @throws {RangeError} */
export const packLines = (lines: readonly SaleLine[]): Hex => toHex(lineBytes(lines));

/** Reads one packed line. @throws {SaleFormatError} for another length or an unknown kind. */
export function unpackLine(bytes: Uint8Array): SaleLine {
  const kind = KIND_OF.get(bytes[0] ?? 0);
  if (bytes.length !== SALE_LINE_BYTES || kind === undefined)
    throw new SaleFormatError(toHex(bytes.subarray(0, 32)), "a settlement line of 24 bytes");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    kind,
    device: view.getUint32(1),
    order: (BigInt(view.getUint16(5)) << 32n) | BigInt(view.getUint32(7)),
    wh: ((BigInt(view.getUint8(11)) << 32n) | BigInt(view.getUint32(12))) as Wh,
    amountTiyn: view.getBigInt64(16) as Tiyn,
  };
}

/** The line that takes one back: in statements only, its kind's highest bit set and its amount negated. @throws {RangeError} */
export const packReversal = (line: SaleLine): Uint8Array => {
  const packed = packLine({ ...line, amountTiyn: -line.amountTiyn as Tiyn });
  return packed.with(0, packed[0]! | REVERSED);
};

/** Reads a line of a statement; a reversed one has the kind that it takes back. @throws {SaleFormatError} */
export function unpackStatementLine(bytes: Uint8Array): SaleLine & { readonly reversed: boolean } {
  const code = bytes[0] ?? 0;
  return {
    ...unpackLine(bytes.length === 0 ? bytes : bytes.with(0, code & ~REVERSED)),
    reversed: (code & REVERSED) !== 0,
  };
}

/** Reads `SalesSettled.lines`. @throws {SaleFormatError} */
export function unpackLines(lines: Hex | Uint8Array): SaleLine[] {
  const bytes = typeof lines === "string" ? fromHex(lines) : lines;
  if (bytes.length % SALE_LINE_BYTES !== 0)
    throw new SaleFormatError(`${bytes.length} bytes`, "whole lines of 24 bytes");
  return Array.from({ length: bytes.length / SALE_LINE_BYTES }, (_, index) =>
    unpackLine(bytes.subarray(index * SALE_LINE_BYTES, (index + 1) * SALE_LINE_BYTES)),
  );
}

/** The id of a sale, `<zone>-<slot>-<version>-<chunk>-<line>`. */
export const formatSaleId = ({ zone, slot, version, chunk, line }: SalePlace): string =>
  `${zone}-${slot}-${version}-${chunk}-${line}`;

/** Reads the id of a sale. @throws {SaleFormatError} for another form or a number beyond uint32. */
export function parseSaleId(id: string): SalePlace {
  const numbers = /^(0|[1-9]\d{0,9})(-(0|[1-9]\d{0,9})){4}$/.test(id) ? id.split("-").map(Number) : [];
  const [zone, slot, version, chunk, line] = numbers;
  if (line === undefined || numbers.some((number) => number > 0xffff_ffff))
    throw new SaleFormatError(id.slice(0, 80), "a sale's id: zone-slot-version-chunk-line");
  return { zone: zone!, slot: slot as Slot, version: version!, chunk: chunk!, line };
}

/**
 * A statement with one more line: h' = first 28 bytes of keccak256(h ‖ zone ‖ slot ‖ version ‖ chunk ‖ line), each number four
 * bytes big endian, the line as packed. @throws {RangeError} when the count would pass uint32.
 */
export function foldLine(fold: StatementFold, place: ChunkPlace, line: Uint8Array): StatementFold {
  const numbers = [place.zone, place.slot, place.version, place.chunk].map((each) =>
    toBigEndian(BigInt(each), 4),
  );
  if (fold.count === 0xffff_ffff) throw new RangeError("a statement has at most 2^32 − 1 lines");
  const digest = keccak256(concat(fromHex(fold.hash), ...numbers, line));
  return { count: fold.count + 1, hash: toHex(digest.subarray(0, 28)) };
}
