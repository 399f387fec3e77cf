// A sale as one sentence.
import type { ReactNode } from "react";
import type { Sale } from "../answers.ts";
import { DeviceLink, ParticipantLink } from "../directory.tsx";
import { Phrase, useSpeech } from "../language.tsx";
import { SALE_SENTENCE } from "../words.ts";
import { sentenceAmounts } from "./sentence-amounts.ts";

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
