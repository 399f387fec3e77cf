// Several leaves of one tree proven together: the siblings that more than one path would repeat stand once. Pure.
import { keccak256, type HashFunction } from "./bytes.ts";
import { nodeHash, type MerkleTree } from "./merkle.ts";

/**
 * Siblings of the leaves at `indices`, which ascend: level by level from the leaves up, in each level from the left. All leaves need
 * none, consecutive ones those of their range proof. @throws {RangeError} for places that do not ascend within the tree.
 */
export function multiProof(tree: MerkleTree, indices: readonly number[]): Uint8Array[] {
  if (!isAscending(indices, tree.size)) throw new RangeError(`places must ascend below ${tree.size}`);
  const siblings: Uint8Array[] = [];
  let places = indices;
  for (const level of tree.levels.slice(0, -1)) {
    const known = new Set(places);
    for (const place of places) {
      const beside = place ^ 1;
      if (!known.has(beside) && beside < level.length) siblings.push(level[beside]!);
    }
    places = above(places);
  }
  return siblings;
}

/** The root that leaf hashes at ascending places and their siblings lead to, or null when they do not fit together. */
export function rootOfMany(
  proof: {
    readonly indices: readonly number[];
    readonly leafHashes: readonly Uint8Array[];
    readonly size: number;
    readonly siblings: readonly Uint8Array[];
  },
  hash: HashFunction = keccak256,
): Uint8Array | null {
  const { indices, leafHashes, size, siblings } = proof;
  if (!isAscending(indices, size) || leafHashes.length !== indices.length) return null;
  let [places, nodes, used] = [indices, leafHashes, 0];
  for (let width = size; width > 1; width = Math.ceil(width / 2)) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < places.length; at++) {
      const place = places[at]!;
      const node = nodes[at]!;
      if (place % 2 === 0 && place + 1 === width)
        next.push(node); // an odd last node moves up
      else if (place % 2 === 0 && places[at + 1] === place + 1) next.push(nodeHash(node, nodes[++at]!, hash));
      else {
        const beside = siblings[used++];
        if (beside === undefined) return null;
        next.push(place % 2 === 0 ? nodeHash(node, beside, hash) : nodeHash(beside, node, hash));
      }
    }
    [places, nodes] = [above(places), next];
  }
  return used === siblings.length ? nodes[0]! : null;
}

const above = (places: readonly number[]): number[] => [
  ...new Set(places.map((place) => Math.floor(place / 2))),
];

const isAscending = (places: readonly number[], size: number): boolean =>
  places.length > 0 &&
  Number.isSafeInteger(size) &&
  places.every(
    (place, at) =>
      Number.isSafeInteger(place) && place >= 0 && place < size && (at === 0 || place > places[at - 1]!),
  );
