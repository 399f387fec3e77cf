// Rounding vectors that Solidity and TypeScript both check: written once to a file, read by either.
import { gridCharges, gridPays, owedUp, paidDown } from "@alatau/sdk";
import type { Tiyn, TiynPerMWh, Wh } from "@alatau/sdk";
import { seededNumbers } from "./bench-book.ts";

/** Parallel columns of decimal strings: energy, price, and the tiyn that must come out. */
export type RoundingColumns = { wh: string[]; price: string[]; tiyn: string[] };

/** A column set for each function of `EnergyMath`. */
export type RoundingVectors = Record<"owedUp" | "paidDown" | "gridPays" | "gridCharges", RoundingColumns>;

const MAX_U64 = 2n ** 64n - 1n;
const MAX_I64 = 2n ** 63n - 1n;
const EDGE_WH = [0n, 1n, 2n, 999n, 1_000n, 999_999n, 1_000_000n, 1_000_001n, 2n ** 40n - 1n, MAX_U64];
const EDGE_PRICES = [0n, 1n, 499_999n, 500_000n, 999_999n, 1_000_000n, 1_000_001n, 3_254_000n, MAX_I64];

/** A whole number of up to `bits` bits, all lengths equally likely. */
function randomBits(next: (below: number) => number, bits: number): bigint {
  const length = BigInt(next(bits + 1));
  const raw = (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32));
  return raw & ((1n << length) - 1n);
}

function columns(
  pairs: readonly (readonly [bigint, bigint])[],
  amount: (wh: Wh, price: TiynPerMWh) => Tiyn,
): RoundingColumns {
  return {
    wh: pairs.map(([wh]) => wh.toString()),
    price: pairs.map(([, price]) => price.toString()),
    tiyn: pairs.map(([wh, price]) => amount(wh as Wh, price as TiynPerMWh).toString()),
  };
}

/**
 * Vectors over every pair of edge values and `count` random pairs: energy a uint64 of Wh, peer prices uint64, grid prices int64 of both
 * signs above −2^63 (which has no negative). The same seed gives the same vectors.
 */
export function roundingVectors(seed = 1, count = 200): RoundingVectors {
  const next = seededNumbers(seed);
  const edges = EDGE_WH.flatMap((wh) => EDGE_PRICES.map((price) => [wh, price] as const));
  const randoms = Array.from({ length: count }, () => [randomBits(next, 64), randomBits(next, 63)] as const);
  const peer = [...edges, ...EDGE_WH.map((wh) => [wh, MAX_U64] as const), ...randoms];
  const below = [...edges, ...randoms].map(([wh, price]) => [wh, -price] as const);
  const grid = [...edges, ...randoms, ...below.filter(([, price]) => price < 0n)];
  return {
    owedUp: columns(peer, owedUp),
    paidDown: columns(peer, paidDown),
    gridPays: columns(grid, gridPays),
    gridCharges: columns(grid, gridCharges),
  };
}
