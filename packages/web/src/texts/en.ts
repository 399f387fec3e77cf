// Every text of the pages in English. The other languages have the same keys; a test says which are missing or unused.
import { activity } from "./en/activity.ts";
import { ledger } from "./en/ledger.ts";
import { issuer } from "./en/issuer.ts";
import { merchant } from "./en/merchant.ts";
import { pay } from "./en/pay.ts";
import { paymentProof } from "./en/payment-proof.ts";
import { wallet } from "./en/wallet.ts";
import { till } from "./en/till.ts";
import { directory } from "./en/directory.ts";
import { publish } from "./en/publish.ts";
import { reports } from "./en/reports.ts";
import { street } from "./en/street.ts";
import { city } from "./en/city.ts";
import { score } from "./en/score.ts";
import { downloads } from "./en/downloads.ts";

export const en = {
  ...ledger,
  ...activity,
  ...wallet,
  ...pay,
  ...paymentProof,
  ...directory,
  ...publish,
  ...reports,
  ...till,
  ...merchant,
  ...issuer,
  ...street,
  ...city,
  ...score,
  ...downloads,
} as const;

/** A text's name. */
export type TextKey = keyof typeof en;
/** The texts of a language. */
export type Texts = Readonly<Record<TextKey, string>>;
