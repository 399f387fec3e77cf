import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { fromHex, toHex, type Hex } from "./bytes.ts";
import {
  decodeHeader,
  encodeHeader,
  HeaderFieldMissingError,
  headerHash,
  rawHeaderHash,
  withoutQbftSeals,
  type RpcHeader,
} from "./header.ts";
import {
  decodeReceipt,
  encodeReceipt,
  logsBloom,
  receiptKey,
  receiptProof,
  receiptsRoot,
  ReceiptTypeUnknownError,
  type RpcReceipt,
} from "./receipts.ts";
import { walkTrie } from "./trie.ts";

interface RecordedBlock {
  readonly block: RpcHeader & { readonly hash: Hex };
  readonly receipts: readonly RpcReceipt[];
  readonly rawHeader?: Hex;
}
const file = new URL("../../../../shared/data/besu-qbft/chain.json", import.meta.url);
const recorded = existsSync(file)
  ? (JSON.parse(readFileSync(file, "utf8")) as { blocks: RecordedBlock[] }).blocks
  : null;

describe("block headers", () => {
  it("hash to the block's hash on a QBFT network, seals left out", function () {
    if (recorded === null) return this.skip();
    for (const { block, rawHeader } of recorded) {
      expect(headerHash(block, { extraDataFilter: withoutQbftSeals })).to.equal(block.hash);
      if (rawHeader === undefined) continue;
      expect(toHex(encodeHeader(block))).to.equal(rawHeader);
      expect(rawHeaderHash(fromHex(rawHeader), { extraDataFilter: withoutQbftSeals })).to.equal(block.hash);
    }
  });

  it("hash differently with any field changed, and read back", function () {
    if (recorded === null) return this.skip();
    const { block } = recorded[6]!;
    const filter = { extraDataFilter: withoutQbftSeals };
    for (const field of [
      "stateRoot",
      "receiptsRoot",
      "timestamp",
      "requestsHash",
      "parentBeaconBlockRoot",
    ] as const) {
      const last = block[field]!.endsWith("1") ? "2" : "1";
      const changed = { ...block, [field]: `${block[field]!.slice(0, -1)}${last}` as Hex };
      expect(headerHash(changed, filter), field).not.to.equal(block.hash);
    }
    const fields = decodeHeader(encodeHeader(block));
    expect(fields.parentHash).to.equal(block.parentHash);
    expect(toHex(fields.stateRoot)).to.equal(block.stateRoot);
    expect(toHex(fields.receiptsRoot)).to.equal(block.receiptsRoot);
    expect([fields.number, fields.timestamp]).to.deep.equal([BigInt(block.number), BigInt(block.timestamp)]);
  });

  it("gives the hash of Ethereum's first block of all, without the later fields", () => {
    const zeros = (bytes: number): Hex => `0x${"00".repeat(bytes)}`;
    const emptyTrie = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
    const genesis: RpcHeader = {
      parentHash: zeros(32),
      sha3Uncles: "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
      miner: zeros(20),
      stateRoot: "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
      transactionsRoot: emptyTrie,
      receiptsRoot: emptyTrie,
      logsBloom: zeros(256),
      difficulty: "0x400000000",
      number: "0x0",
      gasLimit: "0x1388",
      gasUsed: "0x0",
      timestamp: "0x0",
      extraData: "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
      mixHash: zeros(32),
      nonce: "0x0000000000000042",
    };
    expect(headerHash(genesis)).to.equal(
      "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
    );
    expect(() => encodeHeader({ ...genesis, withdrawalsRoot: emptyTrie })).to.throw(HeaderFieldMissingError);
  });
});

describe("receipts", () => {
  it("hash to the receiptsRoot of every recorded block, and each one is proven", function () {
    if (recorded === null) return this.skip();
    for (const { block, receipts } of recorded) {
      expect(receiptsRoot(receipts)).to.equal(block.receiptsRoot);
      for (const [index, receipt] of receipts.entries()) {
        const nodes = receiptProof(receipts, index);
        const answer = walkTrie(fromHex(block.receiptsRoot), receiptKey(index), nodes);
        expect(answer).to.deep.equal({ value: encodeReceipt(receipt) });
        expect(logsBloom(receipt.logs)).to.equal(receipt.logsBloom);
        const { logs, succeeded, cumulativeGasUsed } = decodeReceipt(encodeReceipt(receipt));
        expect(succeeded).to.equal(receipt.status === "0x1");
        expect(cumulativeGasUsed).to.equal(BigInt(receipt.cumulativeGasUsed));
        expect(logs).to.deep.equal(
          receipt.logs.map(({ address, topics, data }) => ({ address, topics, data })),
        );
      }
    }
  });

  it("are proven in blocks of 1 to 300 transactions of every type", () => {
    const receipts = Array.from({ length: 300 }, (_, index): RpcReceipt => {
      const logs = [{ address: `0x${"11".repeat(20)}` as Hex, topics: [], data: "0x01" as Hex }];
      const type: Hex = `0x${index % 5}`;
      return {
        type,
        status: "0x1",
        cumulativeGasUsed: `0x${(21_000 * (index + 1)).toString(16)}`,
        logsBloom: logsBloom(logs),
        logs,
      };
    });
    for (const size of [1, 2, 16, 17, 127, 128, 129, 300]) {
      const root = fromHex(receiptsRoot(receipts.slice(0, size)));
      for (const index of new Set([0, 1, size >> 1, size - 1].filter((each) => each < size))) {
        const nodes = receiptProof(receipts.slice(0, size), index);
        expect(walkTrie(root, receiptKey(index), nodes)).to.deep.equal({
          value: encodeReceipt(receipts[index]!),
        });
      }
      const absent = receiptProof(receipts, size - 1);
      if (size < 300) expect(walkTrie(root, receiptKey(size - 1), absent)).to.have.property("broken");
    }
    expect(() => receiptProof(receipts, 300)).to.throw(RangeError);
  });

  it("are refused when their type has no known encoding", () => {
    const receipt: RpcReceipt = {
      type: "0x5",
      status: "0x1",
      cumulativeGasUsed: "0x1",
      logsBloom: logsBloom([]),
      logs: [],
    };
    expect(() => encodeReceipt(receipt)).to.throw(ReceiptTypeUnknownError);
    expect(() => decodeReceipt(Uint8Array.of(5, 0xc0))).to.throw(ReceiptTypeUnknownError);
  });
});
