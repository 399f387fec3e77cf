// Every text of the pages in Russian.
import type { Texts } from "./en.ts";
import { activity } from "./ru/activity.ts";
import { ledger } from "./ru/ledger.ts";
import { issuer } from "./ru/issuer.ts";
import { merchant } from "./ru/merchant.ts";
import { pay } from "./ru/pay.ts";
import { paymentProof } from "./ru/payment-proof.ts";
import { wallet } from "./ru/wallet.ts";
import { till } from "./ru/till.ts";
import { directory } from "./ru/directory.ts";
import { publish } from "./ru/publish.ts";
import { reports } from "./ru/reports.ts";
import { street } from "./ru/street.ts";
import { city } from "./ru/city.ts";
import { score } from "./ru/score.ts";
import { downloads } from "./ru/downloads.ts";

export const ru: Texts = {
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
};
