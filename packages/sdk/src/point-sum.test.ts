import { secp256k1 } from "@noble/curves/secp256k1.js";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { pointsFor, sumOf, tableOf } from "./point-sum.ts";

const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;
const OTHER = Point.BASE.multiply(123_456_789n);
const [BASE_TABLE, OTHER_TABLE] = [tableOf(Point.BASE), tableOf(OTHER)];
const scalar = fc.oneof(
  fc.bigInt({ min: 0n, max: ORDER - 1n }),
  fc.constantFrom(0n, 1n, 31n, 32n, 33n, 63n, 64n, ORDER - 1n, ORDER - 2n, 1n << 255n),
);

describe("sums of points out of tables", () => {
  it("are noble's", () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const sum = sumOf([...pointsFor(BASE_TABLE, a), ...pointsFor(OTHER_TABLE, b)]);
        const expected = Point.BASE.multiplyUnsafe(a).add(OTHER.multiplyUnsafe(b));
        expect(sum.equals(expected)).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });

  it("are right also where points are equal or cancel out", () => {
    fc.assert(
      fc.property(scalar, scalar, (a, b) => {
        const [first, second] = [pointsFor(OTHER_TABLE, a), pointsFor(OTHER_TABLE, b)];
        const doubled = first.flatMap((point) => [point, point]);
        expect(sumOf(doubled).equals(OTHER.multiplyUnsafe(a).double())).to.equal(true);
        const cancelled = first.flatMap(({ x, y }) => [
          { x, y },
          { x, y: Point.Fp.ORDER - y },
        ]);
        expect(sumOf([...cancelled, ...second]).equals(OTHER.multiplyUnsafe(b))).to.equal(true);
      }),
      { numRuns: 30 },
    );
  });
});
