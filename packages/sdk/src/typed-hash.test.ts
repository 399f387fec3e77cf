import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { hashStruct, hashTypedData } from "viem";
import { toHex } from "./bytes.ts";
import { contract, NETWORK } from "./chain.fixture.ts";
import { headDigest } from "./check-chain.ts";
import { batchDigest, batchHashOf, readingSetDigest, readingSetHashOf } from "./check-quorum.ts";
import {
  batchApprovalTypes,
  contractDomain,
  headDomain,
  headTypes,
  slotReadingsTypes,
} from "./typed-data.ts";
import { structHash } from "./typed-hash.ts";

const word = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const uint64 = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const chainId = fc.integer({ min: 1, max: 2 ** 48 });

describe("digests of what checkers and operators sign", () => {
  it("are viem's: a batch's", () => {
    const approval = fc.record({
      ...{ dataset: word, publisher: uint32, sequence: uint64, previous: word, root: word, count: uint32 },
      ...{ periodFrom: uint64, periodTo: uint64, manifestHash: word, validBefore: uint64 },
    });
    fc.assert(
      fc.property(approval, chainId, (message, chain) => {
        const journal = contract(`journal ${chain % 5}`);
        const typed = { types: batchApprovalTypes, primaryType: "BatchApproval" } as const;
        expect(toHex(batchHashOf(message))).to.equal(hashStruct({ ...typed, data: message }));
        const expected = hashTypedData({ ...typed, domain: contractDomain(chain, journal), message });
        expect(toHex(batchDigest(message, chain, journal))).to.equal(expected);
      }),
    );
  });

  it("are viem's: a reading set's and a head's", () => {
    const set = fc.record({
      ...{ publisher: uint32, zone: uint32, slot: uint32, version: uint32, replaces: word, root: word },
      ...{ count: uint32, importWh: uint64, exportWh: uint64 },
    });
    fc.assert(
      fc.property(set, fc.record({ number: uint64, blockHash: word }), chainId, (message, head, chain) => {
        const typed = { types: slotReadingsTypes, primaryType: "SlotReadings" } as const;
        const address = NETWORK.contracts.readingSets;
        expect(toHex(readingSetHashOf(message))).to.equal(hashStruct({ ...typed, data: message }));
        const expected = hashTypedData({ ...typed, domain: contractDomain(chain, address), message });
        expect(toHex(readingSetDigest(message, chain, address))).to.equal(expected);
        const { genesisHash } = NETWORK;
        const signed = { domain: headDomain(chain), types: headTypes, primaryType: "Head" } as const;
        expect(toHex(headDigest(head as never, { chainId: chain, genesisHash }))).to.equal(
          hashTypedData({ ...signed, message: { genesisHash, ...head } }),
        );
      }),
    );
  });

  it("have no other fields than those of one word", () => {
    expect(() => structHash("A", [{ name: "text", type: "string" }], { text: "x" })).to.throw(RangeError);
    expect(() => structHash("A", [{ name: "root", type: "bytes32" }], { root: "0x12" })).to.throw(RangeError);
    expect(() => structHash("A", [{ name: "count", type: "uint32" }], {})).to.throw(RangeError);
    expect(() => structHash("A", [{ name: "count", type: "uint32" }], { count: -1 })).to.throw(RangeError);
  });
});
