// A settlement goes on chain in consecutive chunks of whole leaves.
import { OutOfRangeError } from "./errors.ts";
import type { Line, Settlement } from "./types.ts";

/** Leaves `first` to `first + count − 1` of the reading set, and the lines they become. */
export type Chunk = { first: number; count: number; lines: readonly Line[] };

/**
 * Cuts a settlement into the fewest consecutive chunks of at most `maxLines` lines and `maxLeaves` devices (what `settle` takes).
 * Throws `OutOfRangeError` when one device alone has more lines.
 */
export function chunksOf(
  { devices, lines }: Settlement,
  { maxLines = 128, maxLeaves = 200 }: { maxLines?: number; maxLeaves?: number } = {},
): Chunk[] {
  const chunks: Chunk[] = [];
  let [leaf, from, to] = [0, 0, 0];
  let first = 0;
  for (const { device } of devices) {
    const start = to;
    while (to < lines.length && lines[to]!.device === device) to += 1;
    if (to - start > maxLines)
      throw new OutOfRangeError("lines of a device", to - start, `up to ${maxLines}`);
    if (to - from > maxLines || leaf - first >= maxLeaves) {
      chunks.push({ first, count: leaf - first, lines: lines.slice(from, start) });
      [first, from] = [leaf, start];
    }
    leaf += 1;
  }
  if (leaf > first) chunks.push({ first, count: leaf - first, lines: lines.slice(from) });
  return chunks;
}
