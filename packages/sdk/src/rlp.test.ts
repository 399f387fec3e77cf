import { decode, encode } from "@ethereumjs/rlp";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { concat, fromBase64Url, fromHex, toBase64Url, toHex } from "./bytes.ts";
import { decodeRlp, encodeRlp, integer, quantity, RlpFormatError, type RlpItem } from "./rlp.ts";

const { tree } = fc.letrec<{ tree: RlpItem }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.uint8Array({ maxLength: 80 }),
    fc.uint8Array({ maxLength: 3 }).map(toHex),
    fc.uint8Array({ minLength: 250, maxLength: 300 }),
    fc.array(tie("tree") as fc.Arbitrary<RlpItem>, { maxLength: 6 }),
  ),
}));
const plain = (item: RlpItem): Uint8Array | unknown[] =>
  typeof item === "string" ? fromHex(item) : Array.isArray(item) ? item.map(plain) : (item as Uint8Array);

describe("RLP", () => {
  it("writes what @ethereumjs/rlp writes, and it reads back", () => {
    fc.assert(
      fc.property(tree, (item) => {
        const written = encodeRlp(item);
        expect(toHex(written)).to.equal(toHex(encode(plain(item) as Uint8Array)));
        expect(decode(written)).to.deep.equal(plain(item));
      }),
    );
  });

  it("writes long strings, type bytes and what is encoded already", () => {
    const long = new Uint8Array(70_000).fill(7);
    expect(toHex(encodeRlp(long))).to.equal(toHex(encode(long)));
    expect(toHex(encodeRlp([], 2))).to.equal("0x02c0");
    expect(toHex(encodeRlp([{ encoded: encodeRlp(["0x01"]) }]))).to.equal("0xc2c101");
  });

  it("writes integers without leading zeros", () => {
    expect(quantity("0x0")).to.equal("0x");
    expect(quantity("0x0400")).to.equal("0x0400");
    expect(integer(1024)).to.equal("0x0400");
    expect(integer(0n)).to.equal("0x");
  });

  it("refuses bytes that are not RLP", () => {
    expect(() => decodeRlp(fromHex("0xc20101ff"))).to.throw(RlpFormatError);
    expect(() => decodeRlp(fromHex("0xb8"))).to.throw(RlpFormatError);
  });
});

describe("base64url", () => {
  it("reads what it writes and no other spelling", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = toBase64Url(bytes);
        expect(text).to.equal(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(text)).to.deep.equal(concat(bytes));
      }),
    );
    for (const text of ["QQ==", "QR", "QUJ", "Q", "Q+", "Q/", " QQ", "QQ\n"])
      expect(() => fromBase64Url(text), text).to.throw("base64url");
  });
});
