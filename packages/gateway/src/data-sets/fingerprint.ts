// The identical copy, checkable: one hash over every record of a data set that a class of readers holds, as of a block (D1).
import { fastKeccak } from "@alatau/indexer";
import { concat, fromHex, merkleRoot, toBigEndian, toBytes32, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { DatasetTerms } from "./terms.ts";
import type { Visibility } from "./visibility.ts";

/** Records of which visibilities a class of readers holds. */
const CLASSES: Readonly<Record<Visibility, readonly Visibility[]>> = {
  public: ["public"],
  members: ["public", "members"],
  owner: ["public", "members", "owner"],
};

export interface FingerprintLeaf {
  readonly publisher: number;
  readonly sequence: number;
  readonly index: number;
  readonly recordHash: Bytes32;
  readonly isErased: boolean;
}

/** publisher (4 bytes) ‖ sequence (8) ‖ index (4) ‖ record hash (32) ‖ 0 present, 1 erased. Pure. */
export const fingerprintLeaf = ({
  publisher,
  sequence,
  index,
  recordHash,
  isErased,
}: FingerprintLeaf): Uint8Array =>
  concat(
    toBigEndian(BigInt(publisher), 4),
    toBigEndian(BigInt(sequence), 8),
    toBigEndian(BigInt(index), 4),
    fromHex(recordHash),
    toBigEndian(isErased ? 1n : 0n, 1),
  );

/** RFC 9162 root (keccak256) over the leaves in the order of publisher, batch and index; zeroes for none. Pure. */
export const fingerprintOf = (leaves: readonly FingerprintLeaf[]): Bytes32 =>
  leaves.length === 0
    ? (`0x${"00".repeat(32)}` as Bytes32)
    : toBytes32(merkleRoot(leaves.map(fingerprintLeaf), fastKeccak));

export type Fingerprint =
  | { readonly state: "complete"; readonly root: Bytes32; readonly records: number; readonly erased: number }
  /** Something of it is not here yet: no root is given then, ever. */
  | { readonly state: "incomplete"; readonly missing: number };

interface LeafRow {
  publisher: number;
  sequence: number;
  count: number;
  position: number | null;
  record_hash: Buffer | null;
  visibility: Visibility | null;
  present: boolean;
  erased: boolean;
}

/** What this gateway holds of a data set for a class of readers, as of a block. */
export async function readFingerprint(
  db: pg.Pool | pg.PoolClient,
  { dataset, name }: Pick<DatasetTerms, "dataset" | "name">,
  { visibility, block }: { visibility: Visibility; block: number },
): Promise<Fingerprint> {
  const { rows } = await db.query<LeafRow>(
    `SELECT b.publisher, b.sequence, b.count, w.position, w.record_hash, r.envelope::jsonb->>'visibility' AS visibility,
            r.payload IS NOT NULL AS present,
            EXISTS (SELECT 1 FROM payload.tombstones t JOIN work.batch_records tw ON tw.record_hash = t.record_hash
                      JOIN ledger.batches tb ON tb.dataset = b.dataset AND tb.publisher = tw.publisher AND tb.sequence = tw.sequence
                     WHERE t.erased = w.record_hash AND tb.block_number <= $3) AS erased
       FROM ledger.batches b
       LEFT JOIN work.batch_records w ON w.dataset = $2 AND w.publisher = b.publisher AND w.sequence = b.sequence
       LEFT JOIN payload.records r USING (record_hash)
      WHERE b.dataset = $1 AND b.block_number <= $3 ORDER BY b.publisher, b.sequence, w.position`,
    [Buffer.from(dataset.slice(2), "hex"), name, block],
  );
  const held = new Map<string, { count: number; found: number }>();
  const leaves: FingerprintLeaf[] = [];
  let missing = 0;
  for (const row of rows) {
    const batch = `${row.publisher}/${row.sequence}`;
    const known = held.get(batch) ?? { count: Number(row.count), found: 0 };
    held.set(batch, known);
    if (row.record_hash === null) continue;
    known.found += 1;
    if (row.visibility === null || !CLASSES[visibility].includes(row.visibility)) continue;
    // Erased since: what was erased after the block counts as present then, since every member held it.
    if (!row.present && !row.erased && !(await isErasedSince(db, row.record_hash))) missing += 1;
    leaves.push({
      ...{ publisher: Number(row.publisher), sequence: Number(row.sequence), index: row.position! },
      recordHash: `0x${row.record_hash.toString("hex")}` as Bytes32,
      isErased: row.erased,
    });
  }
  for (const { count, found } of held.values()) missing += count - found;
  if (missing > 0) return { state: "incomplete", missing };
  const erased = leaves.filter(({ isErased }) => isErased).length;
  return { state: "complete", root: fingerprintOf(leaves), records: leaves.length, erased };
}

async function isErasedSince(db: pg.Pool | pg.PoolClient, hash: Buffer): Promise<boolean> {
  const { rowCount } = await db.query("SELECT 1 FROM payload.tombstones WHERE erased = $1", [hash]);
  return rowCount !== 0;
}
