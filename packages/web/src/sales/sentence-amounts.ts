// The amounts of a sale as its sentence says them. Pure.
import type { Sale } from "../answers.ts";
import { formatKWh, formatPrice, formatSlotHours, formatTenge, type Language } from "../format.ts";

type SoldEnergy = Pick<Sale, "energyWh" | "amountTiyn" | "priceTiynPerMWh" | "slot">;

/** The amounts of a sale as they stand in its sentence: what was paid is shown without its sign. */
export function sentenceAmounts(
  { energyWh, amountTiyn, priceTiynPerMWh, slot }: SoldEnergy,
  language: Language,
): { energy: string; amount: string; price: string; time: string } {
  return {
    energy: formatKWh(energyWh, language),
    amount: formatTenge(amountTiyn < 0n ? -amountTiyn : amountTiyn, language),
    price: formatPrice(priceTiynPerMWh, language),
    time: formatSlotHours(slot, language),
  };
}
