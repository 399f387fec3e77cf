// u1·G + u2·Q on secp256k1 for checking signatures of known keys: all the additions of a round share one inversion. For public values only.
import { normalizeZ } from "@noble/curves/abstract/curve.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";

type Point = InstanceType<typeof secp256k1.Point>;

/** A point of the curve that is not its zero. */
export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** For each window of the scalar the multiples 1 … 2^(W − 1) of its base. */
export type PointTable = readonly (readonly AffinePoint[])[];

const { Point } = secp256k1;
const PRIME = Point.Fp.ORDER;
const WINDOW_BITS = 6;
const HALF = 1 << (WINDOW_BITS - 1);
/** With fewer points left, adding them one by one is faster. */
const WORTH_AN_INVERSION = 12;
const WINDOWS = Math.ceil(256 / WINDOW_BITS) + 1;

/** The table of a point: 44 windows of 32 multiples. Takes as long as some twenty checks without it. */
export function tableOf(point: Point): PointTable {
  const all: Point[] = [];
  let base = point;
  for (let window = 0; window < WINDOWS; window++) {
    let multiple = base;
    for (let index = 0; index < HALF; index++) {
      all.push(multiple);
      multiple = multiple.add(base);
    }
    base = all.at(-1)!.double();
  }
  const affine = normalizeZ(Point, all).map((each) => each.toAffine());
  return Array.from({ length: WINDOWS }, (_, window) => affine.slice(window * HALF, (window + 1) * HALF));
}

/** The points of a table that add up to scalar·point, 0 ≤ scalar < 2^256: at most one for each window. */
export function pointsFor(table: PointTable, scalar: bigint): AffinePoint[] {
  const points: AffinePoint[] = [];
  const text = scalar.toString(2).padStart(WINDOWS * WINDOW_BITS, "0");
  let carry = 0;
  for (const [window, multiples] of table.entries()) {
    const end = text.length - window * WINDOW_BITS;
    let digit = Number.parseInt(text.slice(end - WINDOW_BITS, end), 2) + carry;
    carry = digit > HALF ? 1 : 0;
    if (carry === 1) digit -= 2 * HALF;
    if (digit > 0) points.push(multiples[digit - 1]!);
    if (digit < 0) points.push(negative(multiples[-digit - 1]!));
  }
  return points;
}

/** The sum of points; the curve's zero when there are none. */
export function sumOf(points: readonly AffinePoint[]): Point {
  let round = points;
  while (round.length > WORTH_AN_INVERSION) {
    const next = addPairs(round);
    if (next === null) break; // two of them have one x, which chance does not bring about: the slow way knows what to do
    round = next;
  }
  return round.reduce<Point>((sum, { x, y }) => sum.add(new Point(x, y, 1n)), Point.ZERO);
}

const negative = ({ x, y }: AffinePoint): AffinePoint => ({ x, y: PRIME - y });

function addPairs(points: readonly AffinePoint[]): AffinePoint[] | null {
  const pairs = points.length >> 1;
  const products: bigint[] = []; // of the differences in x up to each pair
  let product = 1n;
  for (let pair = 0; pair < pairs; pair++) {
    product = (product * (points[2 * pair + 1]!.x - points[2 * pair]!.x + PRIME)) % PRIME;
    products.push(product);
  }
  if (product === 0n) return null;
  let inverse = Point.Fp.inv(product);
  const sums = new Array<AffinePoint>(pairs);
  for (let pair = pairs - 1; pair >= 0; pair--) {
    const [a, b] = [points[2 * pair]!, points[2 * pair + 1]!];
    const difference = b.x - a.x + PRIME;
    const ofPair = pair === 0 ? inverse : (inverse * products[pair - 1]!) % PRIME;
    inverse = (inverse * difference) % PRIME;
    const slope = ((b.y - a.y + PRIME) * ofPair) % PRIME;
    const x = (slope * slope + 2n * PRIME - a.x - b.x) % PRIME;
    const y = (slope * (a.x - x + PRIME) + PRIME - a.y) % PRIME;
    sums[pair] = { x, y };
  }
  if (points.length % 2 === 1) sums.push(points.at(-1)!);
  return sums;
}
