import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { concat, fromHex, keccak256, sameBytes, sha256, toHex, utf8, type HashFunction } from "./bytes.ts";
import {
  appendLeaf,
  buildMerkleTree,
  EMPTY_FRONTIER,
  frontierRoot,
  inclusionProof,
  leafHash,
  merkleRoot,
  nodeHash,
  rangeProof,
  rootOfRange,
  verifyInclusion,
  verifyRange,
  type MerkleFrontier,
} from "./merkle.ts";

// The tests of Certificate Transparency: eight leaves and the root after each, SHA-256.
const CT_LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((digits) => fromHex(`0x${digits}`));
const CT_ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/** The definition of the RFC, word for word and slow. */
function slowRoot(leaves: readonly Uint8Array[], hash: HashFunction): Uint8Array {
  if (leaves.length === 0) return hash(new Uint8Array());
  if (leaves.length === 1) return hash(concat(Uint8Array.of(0), leaves[0]!));
  const split = largestPowerBelow(leaves.length);
  return hash(
    concat(Uint8Array.of(1), slowRoot(leaves.slice(0, split), hash), slowRoot(leaves.slice(split), hash)),
  );
}

/** PATH(m, D) of the RFC, slow. */
function slowPath(index: number, leaves: readonly Uint8Array[], hash: HashFunction): Uint8Array[] {
  if (leaves.length === 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...slowPath(index, left, hash), slowRoot(right, hash)]
    : [...slowPath(index - split, right, hash), slowRoot(left, hash)];
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

const numbered = (size: number): Uint8Array[] =>
  Array.from({ length: size }, (_, index) => utf8(`leaf ${index}`));
const hexes = (nodes: readonly Uint8Array[]): string[] => nodes.map(toHex);
const treeAndRange = fc
  .integer({ min: 1, max: 70 })
  .chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)))
  .chain(([size, first]) =>
    fc.tuple(fc.constant(size), fc.constant(first), fc.integer({ min: 1, max: size - first })),
  );

describe("Merkle tree (RFC 9162)", () => {
  it("gives the roots of Certificate Transparency with SHA-256", () => {
    for (const [index, root] of CT_ROOTS.entries())
      expect(toHex(merkleRoot(CT_LEAVES.slice(0, index + 1), sha256))).to.equal(`0x${root}`);
    expect(toHex(merkleRoot([], sha256))).to.equal(toHex(sha256(new Uint8Array())));
  });

  it("gives the inclusion paths of Certificate Transparency with SHA-256", () => {
    const path = [
      "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ].map((digits) => `0x${digits}`);
    const tree = buildMerkleTree(CT_LEAVES, sha256);
    expect(hexes(inclusionProof(tree, 0))).to.deep.equal(path);
    expect(
      verifyInclusion(
        { leaf: CT_LEAVES[0]!, index: 0, size: 8, path: path.map(fromHex), root: tree.root },
        sha256,
      ),
    ).to.equal(true);
  });

  it("equals the recursive definition, roots and paths, for every size to 40", () => {
    for (let size = 0; size <= 40; size++) {
      const leaves = numbered(size);
      const tree = buildMerkleTree(leaves);
      expect(toHex(tree.root)).to.equal(toHex(slowRoot(leaves, keccak256)));
      for (let index = 0; index < size; index++)
        expect(hexes(inclusionProof(tree, index))).to.deep.equal(hexes(slowPath(index, leaves, keccak256)));
    }
  });

  it("grows leaf by leaf to the same root", () => {
    let frontier: MerkleFrontier = EMPTY_FRONTIER;
    for (let size = 0; size <= 70; size++) {
      expect(toHex(frontierRoot(frontier))).to.equal(toHex(merkleRoot(numbered(size))));
      frontier = appendLeaf(frontier, utf8(`leaf ${size}`));
    }
  });

  it("refuses a path that is too long, too short, of another position, size or leaf", () => {
    fc.assert(
      fc.property(treeAndRange, ([size, index]) => {
        const leaves = numbered(size);
        const tree = buildMerkleTree(leaves);
        const proof = {
          leaf: leaves[index]!,
          index,
          size,
          path: inclusionProof(tree, index),
          root: tree.root,
        };
        expect(verifyInclusion(proof)).to.equal(true);
        expect(verifyInclusion({ ...proof, leaf: utf8("other") })).to.equal(false);
        expect(verifyInclusion({ ...proof, path: [...proof.path, tree.root] })).to.equal(false);
        if (size > 1) expect(verifyInclusion({ ...proof, path: proof.path.slice(1) })).to.equal(false);
        for (let other = 0; other < size + 2; other++)
          if (other !== index) expect(verifyInclusion({ ...proof, index: other })).to.equal(false);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses positions that no tree has", () => {
    const range = { leafHashes: [leafHash(utf8("a"))], siblings: [] };
    for (const [first, size] of [
      [-1, 1],
      [1, 1],
      [0, 0],
      [0.5, 2],
      [0, Number.MAX_SAFE_INTEGER + 1],
      [Number.NaN, 1],
    ] as const)
      expect(rootOfRange({ ...range, first, size })).to.equal(null);
    expect(rootOfRange({ leafHashes: [], first: 0, size: 1, siblings: [] })).to.equal(null);
    expect(() => rangeProof(buildMerkleTree(numbered(3)), 2, 2)).to.throw(RangeError);
  });

  it("proves every range of every tree to 24 leaves, and an inclusion path is the range of one", () => {
    for (let size = 1; size <= 24; size++) {
      const leaves = numbered(size);
      const tree = buildMerkleTree(leaves);
      for (let first = 0; first < size; first++)
        for (let count = 1; first + count <= size; count++) {
          const siblings = rangeProof(tree, first, count);
          const range = {
            leaves: leaves.slice(first, first + count),
            first,
            size,
            siblings,
            root: tree.root,
          };
          expect(verifyRange(range)).to.equal(true);
        }
    }
  });

  it("refuses a range with anything changed", () => {
    fc.assert(
      fc.property(treeAndRange, fc.nat(), ([size, first, count], pick) => {
        const leaves = numbered(size);
        const tree = buildMerkleTree(leaves);
        const siblings = rangeProof(tree, first, count);
        const range = { leaves: leaves.slice(first, first + count), first, size, siblings, root: tree.root };
        expect(verifyRange(range)).to.equal(true);
        const changed = range.leaves.with(pick % count, utf8("other"));
        expect(verifyRange({ ...range, leaves: changed })).to.equal(false);
        if (first + count < size) expect(verifyRange({ ...range, first: first + 1 })).to.equal(false);
        if (first > 0) expect(verifyRange({ ...range, first: first - 1 })).to.equal(false);
        expect(verifyRange({ ...range, siblings: [...siblings, tree.root] })).to.equal(false);
        if (siblings.length > 0) {
          expect(verifyRange({ ...range, siblings: siblings.slice(0, -1) })).to.equal(false);
          const wrong = siblings.with(pick % siblings.length, nodeHash(tree.root, tree.root));
          expect(verifyRange({ ...range, siblings: wrong })).to.equal(false);
        }
        if (count > 1 && !sameBytes(range.leaves[0]!, range.leaves[1]!))
          expect(verifyRange({ ...range, leaves: range.leaves.toReversed() })).to.equal(false);
      }),
      { numRuns: 100 },
    );
  });
});
