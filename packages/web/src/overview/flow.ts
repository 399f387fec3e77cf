// Where the energy of a slot went, out of its sales. Pure.
import type { Sale } from "../answers.ts";

export interface EnergyFlow {
  readonly soldWh: bigint;
  readonly toGridWh: bigint;
  readonly fromGridWh: bigint;
  readonly ownUseWh: bigint;
  /** A part in thousandths of the largest, for bars. */
  readonly shareOf: (wh: bigint) => number;
}

/** Sums a slot's sales by where the energy went; what was taken back does not count. */
export function energyFlow(sales: readonly Pick<Sale, "kind" | "energyWh" | "status">[]): EnergyFlow {
  const sum = (...kinds: Sale["kind"][]): bigint =>
    sales
      .filter(({ kind, status }) => kinds.includes(kind) && status !== "corrected")
      .reduce((total, { energyWh }) => total + energyWh, 0n);
  const flow = {
    soldWh: sum("sold", "partnerSold"),
    toGridWh: sum("gridSold"),
    fromGridWh: sum("gridBought"),
    ownUseWh: sum("ownSold"),
  };
  const largest = Object.values(flow).reduce((most, wh) => (wh > most ? wh : most), 1n);
  return { ...flow, shareOf: (wh) => Number((wh * 1000n) / largest) };
}
