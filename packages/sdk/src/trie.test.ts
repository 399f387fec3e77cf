import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fromHex, keccak256, sameBytes, toHex, utf8, type Hex } from "./bytes.ts";
import { encodeRlp } from "./rlp.ts";
import { trieProof, trieRoot, walkToAccount, walkToStorage, walkTrie, type TrieEntry } from "./trie.ts";

const entry = (key: string, value: string): TrieEntry => ({ key: utf8(key), value: utf8(value) });
const valueOf = (answer: ReturnType<typeof walkTrie>): Uint8Array | null => {
  expect(answer).to.have.property("value");
  return (answer as { value: Uint8Array | null }).value;
};
/** Distinct keys of 1 to 4 bytes out of few letters, so that prefixes, extensions and inline nodes occur. */
const entries = fc.uniqueArray(
  fc.record({
    key: fc
      .array(fc.constantFrom(0x00, 0x01, 0x10, 0xf0), { minLength: 1, maxLength: 4 })
      .map((k) => Uint8Array.from(k)),
    value: fc.uint8Array({ minLength: 1, maxLength: 50 }),
  }),
  { selector: (item) => toHex(item.key), maxLength: 40 },
);
const keyed = fc.array(fc.constantFrom(0x00, 0x01, 0x10, 0xf0), { minLength: 1, maxLength: 4 });

describe("Merkle-Patricia trie", () => {
  it("gives the known root of ethereum/tests (dogs)", () => {
    const dogs = [entry("doe", "reindeer"), entry("dog", "puppy"), entry("dogglesworth", "cat")];
    expect(toHex(trieRoot(dogs))).to.equal(
      "0x8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3",
    );
    expect(toHex(trieRoot([]))).to.equal(
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
    );
  });

  it("does not depend on the order of entries", () => {
    fc.assert(
      fc.property(entries, (items) => {
        expect(toHex(trieRoot(items.toReversed()))).to.equal(toHex(trieRoot(items)));
      }),
    );
  });

  it("proves every present key and the absence of every other", () => {
    fc.assert(
      fc.property(entries, keyed, (items, other) => {
        for (const { key, value } of items) {
          const { root, nodes } = trieProof(items, key);
          expect(valueOf(walkTrie(root, key, nodes))).to.deep.equal(value);
        }
        const key = Uint8Array.from(other);
        const { root, nodes } = trieProof(items, key);
        const present = items.find((item) => sameBytes(item.key, key));
        expect(valueOf(walkTrie(root, key, nodes))).to.deep.equal(present?.value ?? null);
      }),
    );
  });

  it("refuses a path with any byte changed, a node missing or one too many", () => {
    fc.assert(
      fc.property(entries, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (items, pick, at, mask) => {
        fc.pre(items.length > 0);
        const { key } = items[pick % items.length]!;
        const { root, nodes } = trieProof(items, key);
        const changed = nodes.map((node) => Uint8Array.from(node));
        const node = changed[at % changed.length]!;
        node[at % node.length]! ^= mask;
        expect(walkTrie(root, key, changed)).to.have.property("broken");
        expect(walkTrie(root, key, nodes.slice(0, -1))).to.have.property("broken");
        expect(walkTrie(root, key, [...nodes, nodes[0]!])).to.have.property("broken");
      }),
    );
  });

  it("refuses what is not a trie node or not an account, without throwing", () => {
    for (const node of [fromHex("0xff"), encodeRlp(["0x01"]), encodeRlp(["0x50", "0x01"]), fromHex("0x01")])
      expect(walkTrie(keccak256(node), utf8("k"), [node])).to.have.property("broken");
    const { root, nodes } = trieProof(
      [{ key: keccak256(utf8("a")), value: utf8("not RLP") }],
      keccak256(utf8("a")),
    );
    expect(walkToAccount(root, utf8("a"), nodes)).to.have.property("broken");
    expect(walkToStorage(root, utf8("a"), nodes)).to.have.property("broken");
  });
});

interface RpcProof {
  readonly address: Hex;
  readonly accountProof: Hex[];
  readonly nonce: Hex;
  readonly storageHash: Hex;
  readonly storageProof: readonly { readonly key: Hex; readonly value: Hex; readonly proof: Hex[] }[];
}
const folder = new URL("../../../../shared/data/besu-qbft/", import.meta.url);

describe("eth_getProof of a Besu network", () => {
  it("proves the account and its storage words, and refuses them under another root", function () {
    if (!existsSync(folder)) return this.skip();
    const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as T;
    const { block, account, storage } = read<{ block: Hex; account: RpcProof; storage: RpcProof }>(
      "state-proofs.json",
    );
    const { blocks } = read<{ blocks: { block: { number: Hex; stateRoot: Hex } }[] }>("chain.json");
    const stateRoot = fromHex(blocks.find((each) => each.block.number === block)!.block.stateRoot);
    for (const proof of [account, storage]) {
      const found = walkToAccount(stateRoot, fromHex(proof.address), proof.accountProof.map(fromHex));
      if ("broken" in found || found.account === null) throw new Error("the account is not proven");
      expect(toHex(found.account.storageRoot)).to.equal(proof.storageHash);
      expect(found.account.nonce).to.equal(BigInt(proof.nonce));
      for (const { key, value, proof: path } of proof.storageProof) {
        const slot = fromHex(`0x${key.slice(2).padStart(64, "0")}`);
        const nodes = path.map(fromHex);
        expect(walkToStorage(found.account.storageRoot, slot, nodes)).to.deep.equal({
          word: `0x${value.slice(2).padStart(64, "0")}`,
        });
        expect(walkToStorage(stateRoot, slot, nodes)).to.have.property("broken");
      }
    }
  });
});
