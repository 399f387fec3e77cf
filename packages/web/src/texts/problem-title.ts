// Titles of problems in the reader's language, by the stable code of the gateway, the meter check and the proof check.
import type { Language } from "../format.ts";
import { problemsEn } from "./problems-en.ts";
import { problemsKk } from "./problems-kk.ts";
import { problemsRu } from "./problems-ru.ts";

/** Titles of every language, by code. */
export const PROBLEMS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  kk: problemsKk,
  ru: problemsRu,
  en: problemsEn,
};

/** The title of a code; one that this page is too old to know has a general title. */
export const problemTitle = (code: string, language: Language): string =>
  PROBLEMS[language][code] ?? PROBLEMS[language]["unknown"] ?? code;
