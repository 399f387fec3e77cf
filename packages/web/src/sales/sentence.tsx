// A sale as one sentence.
import type { ReactNode } from "react";
import type { Sale } from "../answers.ts";
import { DeviceLink, ParticipantLink, useNaming } from "../directory.tsx";
import { formatKWh, formatPrice, formatSlotHours, formatTenge, type Language } from "../format.ts";
import { Phrase, useSpeech } from "../language.tsx";
import { SALE_SENTENCE } from "../words.ts";

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

/** Who sold or bought what, from or to whom, for how much. */
export function SaleSentence({ sale }: { sale: Sale }): ReactNode {
  const { language } = useSpeech();
  const { energy, amount, price, time } = sentenceAmounts(sale, language);
  return (
    <Phrase
      text={SALE_SENTENCE[sale.kind]}
      places={{
        device: <DeviceLink device={sale.device} />,
        participant: <ParticipantLink participant={sale.participant} />,
        energy: <b>{energy}</b>,
        amount: <b>{amount}</b>,
        price,
        time,
      }}
    />
  );
}

/** A sale in a few words, for lists and headings. */
export function useSaleTitle(): (sale: Sale) => string {
  const { language } = useSpeech();
  const naming = useNaming();
  return (sale) => `${naming.device(sale.device)} · ${formatKWh(sale.energyWh, language)}`;
}
