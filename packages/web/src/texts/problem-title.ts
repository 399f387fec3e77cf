// Titles of problems in the reader's language, by the stable code of the gateway, the meter check and the proof check.
import type { Language } from "../format.ts";
import { paymentProblems as paymentsEn } from "./en/payment-problems.ts";
import { problems as en } from "./en/problems.ts";
import { paymentProblems as paymentsKk } from "./kk/payment-problems.ts";
import { problems as kk } from "./kk/problems.ts";
import { paymentProblems as paymentsRu } from "./ru/payment-problems.ts";
import { problems as ru } from "./ru/problems.ts";

/** Titles of every language, by code. */
export const PROBLEMS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  kk: { ...kk, ...paymentsKk },
  ru: { ...ru, ...paymentsRu },
  en: { ...en, ...paymentsEn },
};

/** The title of a code; one that this page is too old to know has a general title. */
export const problemTitle = (code: string, language: Language): string =>
  PROBLEMS[language][code] ?? PROBLEMS[language]["unknown"] ?? code;
