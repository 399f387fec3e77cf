// ECDSA over secp256k1 as Ethereum uses it: 65 bytes r ‖ s ‖ v, v 27 or 28, s in the lower half. One signature, one spelling.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { fromBigEndian, keccak256, toHex, type Hex } from "./bytes.ts";
import { pointsFor, sumOf, tableOf, type PointTable } from "./point-sum.ts";

type Point = InstanceType<typeof secp256k1.Point>;

export const SIGNATURE_BYTES = 65;
const { Point } = secp256k1;
const ORDER = Point.Fn.ORDER;
const USES_BEFORE_TABLE = 4;
const MOST_KEYS = 64;

interface KnownKey {
  readonly key: Point;
  uses: number;
  table?: PointTable;
}

/** Keys that signed before. Checking against a known key with its table takes a tenth of recovering an unknown one. */
const known = new Map<Hex, KnownKey>();
let tableOfBase: PointTable | undefined;

/**
 * The address that signed a digest, lower case; null for a signature that is not in the one valid form. The likely signers are
 * tried first where their keys have been seen; the answer is the same without them.
 */
export function recoverSigner(
  digest: Uint8Array,
  signature: Uint8Array,
  likely: readonly Hex[] = [],
): Hex | null {
  const recovery = (signature[64] ?? 0) - 27;
  if (signature.length !== SIGNATURE_BYTES || (recovery !== 0 && recovery !== 1)) return null;
  const r = fromBigEndian(signature.subarray(0, 32));
  const s = fromBigEndian(signature.subarray(32, 64));
  if (r === 0n || s === 0n || r >= ORDER || s > ORDER >> 1n) return null;
  const signer = likely.find((address) => isSignedBy(address, digest, r, s, recovery));
  return signer ?? recover(digest, r, s, recovery);
}

function recover(digest: Uint8Array, r: bigint, s: bigint, recovery: number): Hex | null {
  try {
    const key = new secp256k1.Signature(r, s, recovery).recoverPublicKey(digest) as Point;
    const address = toHex(keccak256(key.toBytes(false).subarray(1)).subarray(12));
    if (!known.has(address)) remember(address, key);
    return address;
  } catch {
    return null; // r is no x of the curve
  }
}

/** Keys that never signed again, such as those of forged signatures, make room first. */
function remember(address: Hex, key: Point): void {
  const idle = [...known].find(([, { table }]) => table === undefined)?.[0];
  if (known.size >= MOST_KEYS && idle !== undefined) known.delete(idle);
  if (known.size < MOST_KEYS) known.set(address, { key, uses: 0 });
}

/** Whether the key recovers from the signature: R = (z·G + r·Q)/s has x = r and the parity that v says. */
function isSignedBy(address: Hex, digest: Uint8Array, r: bigint, s: bigint, recovery: number): boolean {
  const signer = known.get(address);
  if (signer === undefined) return false;
  signer.uses += 1;
  if (signer.uses === USES_BEFORE_TABLE) signer.table = tableOf(signer.key);
  const inverse = Point.Fn.inv(s);
  const ofBase = Point.Fn.create(fromBigEndian(digest) * inverse);
  const ofKey = Point.Fn.create(r * inverse);
  const point = combine(signer, ofBase, ofKey);
  if (point.is0() || Point.Fp.mul(r, point.Z) !== point.X) return false; // before the inversion that x and y take
  const { x, y } = point.toAffine();
  return x === r && Number(y & 1n) === recovery;
}

function combine({ key, table }: KnownKey, ofBase: bigint, ofKey: bigint): Point {
  if (table === undefined) return Point.BASE.multiplyUnsafe(ofBase).add(key.multiplyUnsafe(ofKey));
  tableOfBase ??= tableOf(Point.BASE);
  return sumOf([...pointsFor(tableOfBase, ofBase), ...pointsFor(table, ofKey)]);
}
