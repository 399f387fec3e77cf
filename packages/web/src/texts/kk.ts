// Every text of the pages in Kazakh.
import type { Texts } from "./en.ts";
import { activity } from "./kk/activity.ts";
import { ledger } from "./kk/ledger.ts";
import { issuer } from "./kk/issuer.ts";
import { merchant } from "./kk/merchant.ts";
import { pay } from "./kk/pay.ts";
import { paymentProof } from "./kk/payment-proof.ts";
import { wallet } from "./kk/wallet.ts";
import { till } from "./kk/till.ts";
import { directory } from "./kk/directory.ts";
import { publish } from "./kk/publish.ts";
import { reports } from "./kk/reports.ts";
import { street } from "./kk/street.ts";
import { city } from "./kk/city.ts";
import { score } from "./kk/score.ts";
import { downloads } from "./kk/downloads.ts";

export const kk: Texts = {
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
