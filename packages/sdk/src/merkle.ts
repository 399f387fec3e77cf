// RFC 9162 section 2.1 Merkle trees: leaf = H(0x00 ‖ data), node = H(0x01 ‖ left ‖ right), empty = H(""). Pure.
//
// The tree is kept level by level. Level 0 holds the leaf hashes; each level above pairs neighbours from the left,
// and an odd last node moves up unchanged. That is the tree of the RFC, which splits at the largest power of two.
//
// Range proof, the algorithm that the Solidity twin follows. Given `count` ≥ 1 consecutive leaf hashes in a buffer
// `nodes[0..count)`, the position `first` of the first, the tree's `size`, and `siblings`:
//
//   lo = first; n = size; used = 0                      // nodes[0..count) are positions lo .. lo+count-1 of a level of n
//   while (n > 1) {
//     hi = lo + count - 1; read = 0; write = 0
//     if (lo is odd)            { nodes[write++] = node(siblings[used++], nodes[read++]); }        // left neighbour
//     while (read + 1 < count)  { nodes[write++] = node(nodes[read], nodes[read + 1]); read += 2; }
//     if (read < count)                                 // one is left, at the even position hi
//       if (hi + 1 < n)         { nodes[write++] = node(nodes[read], siblings[used++]); }          // right neighbour
//       else                    { nodes[write++] = nodes[read]; }                                  // odd last node moves up
//     lo = lo / 2; count = write; n = (n + 1) / 2
//   }
//   valid = used == siblings.length && nodes[0] == root
//
// Siblings therefore come level by level from the leaves up, in each level the left one before the right one, and
// every one must be used. `write` never overtakes `read`, so one buffer serves. First check, before anything else:
// count ≥ 1 and first + count ≤ size. An inclusion proof is the range proof with count = 1: one function checks both.
import { concat, keccak256, sameBytes, type HashFunction } from "./bytes.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** A built tree: every level from the leaf hashes up to the root. */
export interface MerkleTree {
  readonly size: number;
  readonly levels: readonly (readonly Uint8Array[])[];
  readonly root: Uint8Array;
}

/** What is needed to append to a tree without its leaves: the roots of its full subtrees, largest first. */
export interface MerkleFrontier {
  readonly size: number;
  readonly nodes: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: MerkleFrontier = { size: 0, nodes: [] };

/** The hash of one leaf's data. */
export const leafHash = (data: Uint8Array, hash: HashFunction = keccak256): Uint8Array =>
  hash(concat(LEAF, data));

/** The hash above two nodes. */
export const nodeHash = (left: Uint8Array, right: Uint8Array, hash: HashFunction = keccak256): Uint8Array =>
  hash(concat(NODE, left, right));

/** Builds the tree over leaf data in order. */
export function buildMerkleTree(leaves: readonly Uint8Array[], hash: HashFunction = keccak256): MerkleTree {
  let level = leaves.map((data) => leafHash(data, hash));
  const levels = [level];
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let index = 0; index + 1 < level.length; index += 2)
      above.push(nodeHash(level[index]!, level[index + 1]!, hash));
    if (level.length % 2 === 1) above.push(level[level.length - 1]!);
    levels.push(above);
    level = above;
  }
  return { size: leaves.length, levels, root: level[0] ?? hash(new Uint8Array()) };
}

/** The root over leaf data in order; `H("")` for none. */
export const merkleRoot = (leaves: readonly Uint8Array[], hash: HashFunction = keccak256): Uint8Array =>
  buildMerkleTree(leaves, hash).root;

/** Siblings of the leaf at `index`, from the leaf up (RFC 9162 section 2.1.3). @throws {RangeError} outside the tree. */
export const inclusionProof = (tree: MerkleTree, index: number): Uint8Array[] => rangeProof(tree, index, 1);

/** Siblings of the leaves `first … first + count − 1`, in the order at the head of this file. @throws {RangeError} */
export function rangeProof(tree: MerkleTree, first: number, count: number): Uint8Array[] {
  if (!isRange(first, count, tree.size))
    throw new RangeError(`no leaves ${first}+${count} in a tree of ${tree.size}`);
  const siblings: Uint8Array[] = [];
  let low = first;
  let high = first + count - 1;
  for (const level of tree.levels.slice(0, -1)) {
    if (low % 2 === 1) siblings.push(level[low - 1]!);
    if (high % 2 === 0 && high + 1 < level.length) siblings.push(level[high + 1]!);
    low = Math.floor(low / 2);
    high = Math.floor(high / 2);
  }
  return siblings;
}

/** The root that consecutive leaf hashes and their siblings lead to, or null when their number does not fit. */
export function rootOfRange(
  range: { leafHashes: readonly Uint8Array[]; first: number; size: number; siblings: readonly Uint8Array[] },
  hash: HashFunction = keccak256,
): Uint8Array | null {
  const { leafHashes, first, size, siblings } = range;
  if (!isRange(first, leafHashes.length, size)) return null;
  const nodes = [...leafHashes];
  let [low, count, used] = [first, nodes.length, 0];
  for (let width = size; width > 1; width = Math.ceil(width / 2)) {
    const high = low + count - 1;
    let [read, write] = [0, 0];
    const sibling = (): Uint8Array | undefined => siblings[used++];
    if (low % 2 === 1) {
      const left = sibling();
      if (left === undefined) return null;
      nodes[write++] = nodeHash(left, nodes[read++]!, hash);
    }
    for (; read + 1 < count; read += 2) nodes[write++] = nodeHash(nodes[read]!, nodes[read + 1]!, hash);
    if (read < count && high + 1 < width) {
      const right = sibling();
      if (right === undefined) return null;
      nodes[write++] = nodeHash(nodes[read]!, right, hash);
    } else if (read < count) nodes[write++] = nodes[read]!;
    [low, count] = [Math.floor(low / 2), write];
  }
  return used === siblings.length ? nodes[0]! : null;
}

/** Whether consecutive leaves stand at `first` under the root of a tree of `size` leaves. */
export function verifyRange(
  range: {
    leaves: readonly Uint8Array[];
    first: number;
    size: number;
    siblings: readonly Uint8Array[];
    root: Uint8Array;
  },
  hash: HashFunction = keccak256,
): boolean {
  const leafHashes = range.leaves.map((data) => leafHash(data, hash));
  const root = rootOfRange(
    { leafHashes, first: range.first, size: range.size, siblings: range.siblings },
    hash,
  );
  return root !== null && sameBytes(root, range.root);
}

/** Whether a leaf stands at `index` under the root of a tree of `size` leaves. */
export function verifyInclusion(
  proof: { leaf: Uint8Array; index: number; size: number; path: readonly Uint8Array[]; root: Uint8Array },
  hash: HashFunction = keccak256,
): boolean {
  const { leaf, index, size, path, root } = proof;
  return verifyRange({ leaves: [leaf], first: index, size, siblings: path, root }, hash);
}

/** The frontier with one more leaf; as many hashes as the new size has trailing zero bits, and one. */
export function appendLeaf(
  frontier: MerkleFrontier,
  data: Uint8Array,
  hash: HashFunction = keccak256,
): MerkleFrontier {
  const nodes = [...frontier.nodes];
  let node = leafHash(data, hash);
  for (let size = frontier.size; size % 2 === 1; size = Math.floor(size / 2))
    node = nodeHash(nodes.pop()!, node, hash);
  return { size: frontier.size + 1, nodes: [...nodes, node] };
}

/** The root of the tree that a frontier stands for. */
export function frontierRoot(frontier: MerkleFrontier, hash: HashFunction = keccak256): Uint8Array {
  if (frontier.nodes.length === 0) return hash(new Uint8Array());
  return frontier.nodes.reduceRight((right, left) => nodeHash(left, right, hash));
}

function isRange(first: number, count: number, size: number): boolean {
  return (
    Number.isSafeInteger(first) &&
    Number.isSafeInteger(size) &&
    Number.isSafeInteger(count) &&
    first >= 0 &&
    count >= 1 &&
    first + count <= size
  );
}
