// Builds the parts of a download's proof file out of what a node serves. Pure; checking is verify-download.ts.
import { fromHex, type Hex } from "./bytes.ts";
import { LayoutError } from "./codec.ts";
import { packDownloadPart, type DownloadProofPart, type DownloadRow } from "./download-proof.ts";
import type { MerkleTree } from "./merkle.ts";
import { multiProof } from "./merkle-many.ts";
import { finalityOf, logPart, type BlockShelf, type LogSource, type ProofOptions } from "./proof.ts";

/** Rows of one batch, with the batch they are of. */
export interface DownloadBatchSource {
  readonly batch: LogSource;
  /** The checkers' signatures, ascending by signer. */
  readonly signatures: readonly Hex[];
  readonly tree: MerkleTree;
  /** By index, ascending. */
  readonly rows: readonly DownloadRow[];
}

/** One part of a proof file; blocks that batches share stand once. @throws {LayoutError} for more than a part holds. */
export async function packDownloadBatches(
  sources: readonly DownloadBatchSource[],
  options: ProofOptions,
): Promise<DownloadProofPart> {
  const blocks: BlockShelf = [];
  const batches = sources.map(({ batch, signatures, tree, rows }) => ({
    batch: logPart(batch, blocks, options),
    signatures: signatures.map(fromHex),
    rows,
    siblings: multiProof(
      tree,
      rows.map(({ index }) => index),
    ),
  }));
  const final = finalityOf(blocks, options);
  if (final.changes !== undefined)
    throw new LayoutError("Proof files of downloads have signed heads, not seals.");
  return await packDownloadPart({ blocks: final.blocks, batches });
}
