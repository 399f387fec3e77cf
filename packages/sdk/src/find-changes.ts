// Finds the changes of validators between two heights with few headers: every header names its set, so halves that agree are skipped.
import { MOST_CHANGE_HEADERS } from "./bundle.ts";
import type { Hex } from "./bytes.ts";
import { LedgerError } from "./errors.ts";
import { encodeHeader, type RpcHeader } from "./header.ts";
import { readQbftHeader, type QbftHeader } from "./qbft.ts";
import { afterBlock, emptyTally } from "./validators.ts";

/** The votes of a change lie too far apart for a bundle; one from a later checkpoint does not need them. */
export class ChangeTooLongError extends LedgerError {
  constructor(number: number) {
    super(
      "change-too-long",
      `The votes that led to block ${number} are not within ${MOST_CHANGE_HEADERS} blocks.`,
    );
  }
}

/**
 * For each change of the set from `from` to `to`, the headers from its first vote to the block that decided. A set that changed and
 * changed back is none. @throws {ChangeTooLongError}
 */
export async function findChanges(
  read: (number: number) => Promise<RpcHeader>,
  { from, to, epochLength }: { from: number; to: number; epochLength: number },
): Promise<RpcHeader[][]> {
  const parsed = async (number: number): Promise<QbftHeader> =>
    readQbftHeader(encodeHeader(await read(number)));
  const setOf = async (number: number): Promise<string> =>
    (await parsed(number)).validators.toSorted().join();
  const firstBlocks = async (low: number, high: number): Promise<number[]> => {
    if (low >= high || (await setOf(low)) === (await setOf(high))) return [];
    if (high - low === 1) return [high];
    const middle = (low + high) >> 1;
    return [...(await firstBlocks(low, middle)), ...(await firstBlocks(middle, high))];
  };
  const changes: RpcHeader[][] = [];
  for (const first of await firstBlocks(from, to)) {
    const headers: QbftHeader[] = [];
    do {
      const number = first - 1 - headers.length;
      if (headers.length === MOST_CHANGE_HEADERS || number < 0) throw new ChangeTooLongError(first);
      headers.unshift(await parsed(number));
    } while (!decides(headers, epochLength));
    changes.push(await Promise.all(headers.map(({ number }) => read(Number(number)))));
  }
  return changes;
}

function decides(headers: readonly QbftHeader[], epochLength: number): boolean {
  const before: readonly Hex[] = headers[0]!.validators;
  const after = headers.reduce((tally, header) => afterBlock(tally, header, epochLength), emptyTally(before));
  return after.validators.join() !== emptyTally(before).validators.join();
}
