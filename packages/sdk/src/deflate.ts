// Raw DEFLATE (RFC 1951) by the runtime's own streams, the same in Node and in browsers.
import { concat } from "./bytes.ts";
import { LedgerError } from "./errors.ts";

/** Bytes that are no DEFLATE stream, or more of them than were allowed. */
export class InflateError extends LedgerError {
  constructor(reason: string, cause?: unknown) {
    super("inflate", reason, {}, cause);
  }
}

/** The bytes compressed. */
export const deflate = async (bytes: Uint8Array): Promise<Uint8Array> =>
  await pass(bytes, new CompressionStream("deflate-raw"), Number.MAX_SAFE_INTEGER);

/** What was compressed; stops as soon as it is longer than `most` bytes. @throws {InflateError} */
export async function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  try {
    return await pass(bytes, new DecompressionStream("deflate-raw"), most);
  } catch (cause) {
    if (cause instanceof InflateError) throw cause;
    throw new InflateError("The bytes are no DEFLATE stream.", cause);
  }
}

async function pass(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  const ignore = (): undefined => undefined; // what fails in writing fails in reading too
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(ignore);
  writer.close().catch(ignore);
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return concat(...parts);
    parts.push(value);
    length += value.length;
    if (length <= most) continue;
    await reader.cancel().catch(ignore);
    throw new InflateError(`More than ${most} bytes come out.`);
  }
}
