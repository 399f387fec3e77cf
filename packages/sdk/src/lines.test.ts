import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { encodePacked, keccak256, slice } from "viem";
import { toHex } from "./bytes.ts";
import {
  EMPTY_STATEMENT,
  foldLine,
  formatSaleId,
  LINE_CODES,
  packLine,
  packLines,
  packReversal,
  parseSaleId,
  SaleFormatError,
  unpackLine,
  unpackLines,
  unpackStatementLine,
  type SaleKind,
  type SaleLine,
} from "./lines.ts";
import type { Slot, Tiyn, Wh } from "./units.ts";

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const line: fc.Arbitrary<SaleLine> = fc.record({
  kind: fc.constantFrom(...(Object.keys(LINE_CODES) as SaleKind[])),
  device: uint32,
  order: fc.bigInt({ min: 0n, max: 2n ** 48n - 1n }),
  wh: fc.bigInt({ min: 0n, max: 2n ** 40n - 1n }).map((value) => value as Wh),
  amountTiyn: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => value as Tiyn),
});
const place = fc.record({
  zone: uint32,
  slot: uint32.map((value) => value as Slot),
  version: uint32,
  chunk: uint32,
  line: uint32,
});

describe("settlement lines", () => {
  it("pack as the contract packs them, and read back", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        expect(unpackLines(packLines(lines))).to.deep.equal(lines);
        for (const each of lines)
          expect(toHex(packLine(each))).to.equal(
            encodePacked(
              ["uint8", "uint32", "uint48", "uint40", "int64"],
              [LINE_CODES[each.kind], each.device, Number(each.order), Number(each.wh), each.amountTiyn],
            ),
          );
      }),
    );
  });

  it("are refused when a number does not fit or the bytes are no line", () => {
    const fine: SaleLine = { kind: "sold", device: 1, order: 1n, wh: 1n as Wh, amountTiyn: 1n as Tiyn };
    expect(() => packLine({ ...fine, wh: (2n ** 40n) as Wh })).to.throw(RangeError);
    expect(() => packLine({ ...fine, amountTiyn: (2n ** 63n) as Tiyn })).to.throw(RangeError);
    expect(() => packLine({ ...fine, order: 2n ** 48n })).to.throw(RangeError);
    expect(() => unpackLines("0x0102")).to.throw(SaleFormatError);
    expect(() => unpackLine(new Uint8Array(24))).to.throw(SaleFormatError);
    expect(() => unpackLine(packLine(fine).with(0, 9))).to.throw(SaleFormatError);
  });
});

describe("statement lines", () => {
  it("tell a sale from its reversal", () => {
    fc.assert(
      fc.property(line, (each) => {
        fc.pre(each.amountTiyn !== -(2n ** 63n));
        expect(unpackStatementLine(packLine(each))).to.deep.equal({ ...each, reversed: false });
        const back = unpackStatementLine(packReversal(each));
        expect(back).to.deep.equal({ ...each, amountTiyn: -each.amountTiyn, reversed: true });
      }),
    );
    expect(() => unpackStatementLine(new Uint8Array())).to.throw(SaleFormatError);
  });
});

describe("sale id", () => {
  it("names zone, slot, version, chunk and line", () => {
    fc.assert(fc.property(place, (each) => void expect(parseSaleId(formatSaleId(each))).to.deep.equal(each)));
  });

  it("is refused in any other form", () => {
    for (const id of [
      "",
      "1-2-3-4",
      "1-2-3-4-5-6",
      "01-2-3-4-5",
      "1-2-3-4-4294967296",
      "1-2-3-4--5",
      "1-2-3-4-5 ",
    ])
      expect(() => parseSaleId(id), id).to.throw(SaleFormatError);
  });
});

describe("statement", () => {
  it("folds lines as the contract does", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(place, line), { maxLength: 6 }), (sales) => {
        let expected = EMPTY_STATEMENT.hash;
        let fold = EMPTY_STATEMENT;
        for (const [at, each] of sales) {
          const packed = packLine(each);
          fold = foldLine(fold, at, packed);
          const numbers = [at.zone, at.slot, at.version, at.chunk] as const;
          const types = ["bytes28", "uint32", "uint32", "uint32", "uint32", "bytes24"] as const;
          expected = slice(keccak256(encodePacked(types, [expected, ...numbers, toHex(packed)])), 0, 28);
        }
        expect(fold).to.deep.equal({ count: sales.length, hash: expected });
      }),
    );
  });
});
