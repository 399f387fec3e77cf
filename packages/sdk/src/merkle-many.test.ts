// Several leaves at once: every choice of leaves of small trees, good and tampered.
import { expect } from "chai";
import { describe, it } from "mocha";
import { keccak256, toHex, utf8 } from "./bytes.ts";
import { multiProof, rootOfMany } from "./merkle-many.ts";
import { buildMerkleTree, leafHash, rangeProof } from "./merkle.ts";

const leaves = (size: number) => Array.from({ length: size }, (_, index) => utf8(`leaf ${index}`));
const hashesAt = (size: number, indices: readonly number[]) =>
  indices.map((index) => leafHash(leaves(size)[index]!));

describe("multiProof", () => {
  it("refuses places outside the tree, twice or out of order", () => {
    const tree = buildMerkleTree(leaves(5));
    for (const indices of [[], [5], [-1], [2, 2], [3, 1], [0.5]])
      expect(() => multiProof(tree, indices)).to.throw(RangeError);
    expect(rootOfMany({ indices: [2, 2], leafHashes: hashesAt(5, [2, 2]), size: 5, siblings: [] })).to.equal(
      null,
    );
  });

  it("leads every choice of leaves of trees of up to nine to the root, and no other leaf", () => {
    for (let size = 1; size <= 9; size++) {
      const tree = buildMerkleTree(leaves(size));
      for (let choice = 1; choice < 1 << size; choice++) {
        const indices = leaves(size).flatMap((_, index) => ((choice >> index) & 1 ? [index] : []));
        const siblings = multiProof(tree, indices);
        const leafHashes = hashesAt(size, indices);
        expect(toHex(rootOfMany({ indices, leafHashes, size, siblings })!)).to.equal(toHex(tree.root));
        const other = rootOfMany({
          ...{ indices, size, siblings },
          leafHashes: leafHashes.with(0, keccak256(utf8("another"))),
        });
        expect(other && toHex(other)).not.to.equal(toHex(tree.root));
        expect(
          rootOfMany({ indices, leafHashes, size, siblings: [...siblings, keccak256(utf8("more"))] }),
        ).to.equal(null);
      }
    }
  });

  it("needs no sibling for all leaves, and those of the range proof for consecutive ones", () => {
    const tree = buildMerkleTree(leaves(1_000));
    expect(multiProof(tree, [...leaves(1_000).keys()])).to.deep.equal([]);
    const range = [...leaves(1_000).keys()].slice(300, 420);
    expect(multiProof(tree, range).map(toHex).toSorted()).to.deep.equal(
      rangeProof(tree, 300, 120).map(toHex).toSorted(),
    );
  });
});
