// Slots with the tariffs that held in them. Pure.
import type { Slot, Tariff } from "../answers.ts";

/** A slot's price between what the grid charged and paid. */
export interface PricedSlot {
  readonly slot: number;
  readonly priceTiynPerMWh: bigint | null;
  readonly retailTiynPerMWh: bigint | null;
  readonly feedInTiynPerMWh: bigint | null;
}

/** The slots with their tariffs, ascending by time. */
export function pricedSlots(slots: readonly Slot[], tariffs: readonly Tariff[]): PricedSlot[] {
  const byVersion = new Map(tariffs.map((tariff) => [`${tariff.zone}/${tariff.version}`, tariff]));
  return slots
    .toSorted((a, b) => a.slot - b.slot)
    .map(({ zone, slot, priceTiynPerMWh, tariffVersion }) => {
      const tariff = byVersion.get(`${zone}/${tariffVersion}`);
      return {
        slot,
        priceTiynPerMWh,
        retailTiynPerMWh: tariff?.retailTiynPerMWh ?? null,
        feedInTiynPerMWh: tariff?.feedInTiynPerMWh ?? null,
      };
    });
}
