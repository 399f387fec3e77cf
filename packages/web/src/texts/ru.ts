// Every text of the pages in Russian.
import type { Texts } from "./en.ts";
import { ledger } from "./ru/ledger.ts";
import { pay } from "./ru/pay.ts";

export const ru: Texts = { ...ledger, ...pay };
