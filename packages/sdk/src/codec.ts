// A small binary codec: what is written is defined once and read by the same definition. Big endian, no padding, no optional spelling.
import { LedgerError } from "./errors.ts";

/** Bytes that do not have the layout that was expected. */
export class LayoutError extends LedgerError {
  constructor(reason: string) {
    super("layout", reason);
  }
}

interface Sink {
  bytes: Uint8Array;
  at: number;
}
interface Source {
  readonly bytes: Uint8Array;
  at: number;
}

/** How a value stands in bytes. */
export interface Codec<T> {
  write(sink: Sink, value: T): void;
  /** @throws {LayoutError} */
  read(source: Source): T;
}
/** The value that a codec reads. */
export type Coded<C> = C extends Codec<infer T> ? T : never;

/** The bytes of a value. @throws {LayoutError} for a value that its codec cannot hold. */
export function encodeWith<T>(codec: Codec<T>, value: T): Uint8Array {
  const sink = { bytes: new Uint8Array(16_384), at: 0 };
  codec.write(sink, value);
  return sink.bytes.slice(0, sink.at);
}

/** The value that fills the bytes. @throws {LayoutError} also when bytes are left over. */
export function decodeWith<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const source = { bytes, at: 0 };
  const value = codec.read(source);
  if (source.at !== bytes.length) throw new LayoutError(`${bytes.length - source.at} bytes are left over.`);
  return value;
}

function room(sink: Sink, length: number): void {
  if (sink.at + length <= sink.bytes.length) return;
  const larger = new Uint8Array(Math.max(2 * sink.bytes.length, sink.at + length));
  larger.set(sink.bytes.subarray(0, sink.at));
  sink.bytes = larger;
}

function take(source: Source, length: number): Uint8Array {
  if (source.at + length > source.bytes.length) throw new LayoutError("The bytes end early.");
  source.at += length;
  return source.bytes.subarray(source.at - length, source.at);
}

/** An unsigned integer of `width` bytes, at most 6, up to `most`. */
export function unsigned(width: number, most: number = 2 ** (8 * width) - 1): Codec<number> {
  const within = (value: number): number => {
    if (!Number.isInteger(value) || value < 0 || value > most)
      throw new LayoutError(`${value} is not within 0 and ${most}.`);
    return value;
  };
  return {
    write: (sink, value) => {
      within(value);
      room(sink, width);
      for (let rest = value, at = sink.at + width; at > sink.at; rest = Math.floor(rest / 256))
        sink.bytes[--at] = rest % 256;
      sink.at += width;
    },
    read: (source) => within(take(source, width).reduce((value, byte) => value * 256 + byte, 0)),
  };
}

/** An unsigned integer of eight bytes. */
export const unsigned64: Codec<bigint> = {
  write: (sink, value) => {
    if (value !== BigInt.asUintN(64, value)) throw new LayoutError(`${value} does not fit 64 bits.`);
    room(sink, 8);
    new DataView(sink.bytes.buffer).setBigUint64(sink.at, value);
    sink.at += 8;
  },
  read: (source) => {
    const eight = take(source, 8);
    return new DataView(eight.buffer, eight.byteOffset).getBigUint64(0);
  },
};

/** Exactly `length` bytes. */
export const fixed = (length: number): Codec<Uint8Array> => ({
  write: (sink, value) => {
    if (value.length !== length) throw new LayoutError(`${length} bytes are needed, not ${value.length}.`);
    room(sink, length);
    sink.bytes.set(value, sink.at);
    sink.at += length;
  },
  read: (source) => take(source, length),
});

/** A length, then so many bytes. */
export const counted = (length: Codec<number>): Codec<Uint8Array> => ({
  write: (sink, value) => {
    length.write(sink, value.length);
    fixed(value.length).write(sink, value);
  },
  read: (source) => take(source, length.read(source)),
});

/** A number, then so many items. */
export const listOf = <T>(count: Codec<number>, item: Codec<T>): Codec<readonly T[]> => ({
  write: (sink, value) => {
    count.write(sink, value.length);
    for (const each of value) item.write(sink, each);
  },
  read: (source) => {
    const items: T[] = [];
    for (let left = count.read(source); left > 0; left--) items.push(item.read(source));
    return items;
  },
});

/** One byte: 0 and nothing, or 1 and the value. */
export const optional = <T>(codec: Codec<T>): Codec<T | null> => {
  const flag = unsigned(1, 1);
  return {
    write: (sink, value) => {
      flag.write(sink, value === null ? 0 : 1);
      if (value !== null) codec.write(sink, value);
    },
    read: (source) => (flag.read(source) === 0 ? null : codec.read(source)),
  };
};

/** Fields one after the other, in the order in which they are given. */
export function fields<T extends Readonly<Record<string, unknown>>>(codecs: {
  readonly [K in keyof T]: Codec<T[K]>;
}): Codec<T> {
  const all = Object.entries(codecs) as [string, Codec<unknown>][];
  return {
    write: (sink, value) => {
      for (const [name, codec] of all) codec.write(sink, value[name]);
    },
    read: (source) => Object.fromEntries(all.map(([name, codec]) => [name, codec.read(source)])) as T,
  };
}

/** A value that stands in another form. */
export const mapped = <T, U>(codec: Codec<U>, into: (value: T) => U, back: (form: U) => T): Codec<T> => ({
  write: (sink, value) => codec.write(sink, into(value)),
  read: (source) => back(codec.read(source)),
});

/** Rows of `width` bytes as columns: all first bytes, then all second ones. Numbers compress better so. */
export function toColumns(rows: Uint8Array, width: number): Uint8Array {
  return turned(rows, width, rows.length / width);
}

/** The rows of which {@link toColumns} made columns. */
export function toRows(columns: Uint8Array, width: number): Uint8Array {
  return turned(columns, columns.length / width, width);
}

function turned(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      result[column * height + row] = bytes[row * width + column]!;
  return result;
}
