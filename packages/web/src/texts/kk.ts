// Every text of the pages in Kazakh.
import type { Texts } from "./en.ts";
import { ledger } from "./kk/ledger.ts";
import { pay } from "./kk/pay.ts";

export const kk: Texts = { ...ledger, ...pay };
