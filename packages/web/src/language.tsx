// The reader's language: kept in this browser, first guessed from it. Texts come from texts/, numbers and times from format.ts.
import { createContext, Fragment, use, useEffect, useState, type ReactNode } from "react";
import { LANGUAGES, type Language } from "./format.ts";
import { en } from "./texts/en.ts";
import { kk } from "./texts/kk.ts";
import { ru } from "./texts/ru.ts";
import { fillText, splitText } from "./texts/fill.ts";
import type { TextKey, Texts } from "./texts/en.ts";

const TEXTS: Readonly<Record<Language, Texts>> = { kk, ru, en };
const KEPT_AS = "alatau:language";

interface Speech {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const SpeechContext = createContext<Speech>({ language: "en", choose: () => undefined });

function firstLanguage(): Language {
  const kept = readKept();
  const wished = [kept, ...navigator.languages.map((each) => each.slice(0, 2))];
  return LANGUAGES.find((each) => each === wished.find((wish) => isLanguage(wish))) ?? "en";
}

const isLanguage = (text: string | null): text is Language => LANGUAGES.some((each) => each === text);

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null; // storage is switched off: the choice lasts as long as the page
  }
}

/** Gives the language to everything inside and tells the document. */
export function Speech({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = (next: Language): void => {
    setLanguage(next);
    try {
      localStorage.setItem(KEPT_AS, next);
    } catch {
      return;
    }
  };
  return <SpeechContext value={{ language, choose }}>{children}</SpeechContext>;
}

export type Say = (key: TextKey, values?: Readonly<Record<string, string>>) => string;

/** The language, how to change it, and `say`: a text with its `{places}` filled. */
export function useSpeech(): Speech & { readonly say: Say } {
  const speech = use(SpeechContext);
  const texts = TEXTS[speech.language];
  return { ...speech, say: (key, values = {}) => fillText(texts[key], values) };
}

/** A text whose places hold elements: `<Phrase text="sentence.sold" places={{ amount: <b>…</b> }} />`. */
export function Phrase({
  text,
  places,
}: {
  text: TextKey;
  places: Readonly<Record<string, ReactNode>>;
}): ReactNode {
  const { language } = use(SpeechContext);
  return splitText(TEXTS[language][text]).map((part, index) => (
    <Fragment key={index}>{part.place ? places[part.text] : part.text}</Fragment>
  ));
}
