// Batches of the depot's readings, as the tests of the journal append them.
import { AbiCoder, id, keccak256, ZeroHash } from "ethers";
import { approve, type Batch, type Corrected, type Ledger } from "./fixture.ts";

const coder = AbiCoder.defaultAbiCoder();

/** What checkers sign of a list of corrections. */
export const manifestOf = (corrected: Corrected[]): string =>
  keccak256(
    coder.encode(
      ["tuple(uint64 sequence,uint32 index,uint32 by)[]"],
      [corrected.map(({ sequence, index, by }) => [sequence, index, by])],
    ),
  );

/** The depot's first batch of readings; what a test is about is said in `changes`. */
export function batchOf({ dataset, numbers }: Ledger, changes: Partial<Batch> = {}): Batch {
  return {
    dataset,
    publisher: numbers.depot,
    sequence: 1n,
    previous: ZeroHash,
    root: id("root"),
    count: 1_000,
    periodFrom: 1_790_000_000n,
    periodTo: 1_790_000_010n,
    manifestHash: manifestOf([]),
    validBefore: 4_000_000_000n,
    ...changes,
  };
}

/** Signs with north and east and appends. */
export async function append(ledger: Ledger, batch: Batch, corrected: Corrected[] = []) {
  const [north, east] = ledger.checkers;
  const signatures = await approve(ledger, batch, [north, east]);
  return ledger.journal.connect(ledger.depot).append(batch, corrected, signatures);
}
