import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { sameBytes } from "./bytes.ts";
import { fullChunk, NETWORK } from "./chain.fixture.ts";
import {
  counted,
  decodeWith,
  encodeWith,
  fields,
  LayoutError,
  listOf,
  optional,
  toColumns,
  toRows,
  unsigned,
  unsigned64,
} from "./codec.ts";
import { deflate, inflate, InflateError } from "./deflate.ts";
import { openBundle, packBundle } from "./bundle.ts";
import { makeChain } from "./proof.fixture.ts";
import { recordContent, saleContent, statementContent } from "./proof.ts";

const codec = fields<{ a: number; b: bigint; list: readonly Uint8Array[]; last: number | null }>({
  a: unsigned(6),
  b: unsigned64,
  list: listOf(unsigned(1), counted(unsigned(2))),
  last: optional(unsigned(1, 9)),
});
const values = fc.record({
  a: fc.maxSafeNat().map((value) => value % 2 ** 48),
  b: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  list: fc.array(fc.uint8Array()),
  last: fc.option(fc.nat(9)),
});

describe("binary codec", () => {
  it("reads what it wrote, and nothing longer, shorter or out of its range", () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encodeWith(codec, value);
        expect(decodeWith(codec, bytes)).to.deep.equal(value);
        expect(() => decodeWith(codec, bytes.subarray(0, -1))).to.throw(LayoutError);
        expect(() => decodeWith(codec, Uint8Array.of(...bytes, 0))).to.throw(LayoutError);
        if (value.last !== null)
          expect(() => decodeWith(codec, bytes.with(-1, 10))).to.throw(LayoutError, "within 0 and 9");
      }),
    );
    expect(() => encodeWith(unsigned(1), 256)).to.throw(LayoutError);
    expect(() => encodeWith(unsigned64, -1n)).to.throw(LayoutError);
    expect(() => decodeWith(optional(unsigned(1)), Uint8Array.of(2, 0))).to.throw(LayoutError);
  });

  it("has one spelling of every value", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(encodeWith(codec, decodeWith(codec, bytes))).to.deep.equal(bytes);
        } catch (error) {
          expect(error).to.be.instanceOf(LayoutError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("turns rows into columns and back", () => {
    const rows = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(toColumns(rows, 3)).to.deep.equal(Uint8Array.of(1, 4, 2, 5, 3, 6));
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 9 }), (bytes, width) => {
        const whole = bytes.subarray(0, bytes.length - (bytes.length % width));
        expect(sameBytes(toRows(toColumns(whole, width), width), whole)).to.equal(true);
      }),
    );
  });

  it("deflates and inflates, within a limit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const packed = await deflate(bytes);
        expect(sameBytes(await inflate(packed, bytes.length), bytes)).to.equal(true);
        if (bytes.length > 0) await refusedBy(inflate(packed, bytes.length - 1));
        await refusedBy(inflate(packed.subarray(0, -1), bytes.length));
      }),
      { numRuns: 50 },
    );
  });
});

describe("a bundle's content", () => {
  const chain = makeChain({ lines: fullChunk() });
  for (const content of [
    recordContent(chain.record, NETWORK),
    saleContent(chain.sale, NETWORK),
    statementContent(chain.statement, NETWORK),
  ])
    it(`comes back as it was packed: a ${content.kind}`, async () => {
      expect(await openBundle(await packBundle(content))).to.deep.equal(content);
    });
});

async function refusedBy(work: Promise<unknown>): Promise<void> {
  const failure: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).to.be.instanceOf(InflateError);
}
