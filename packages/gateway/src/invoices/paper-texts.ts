// Words of invoices on paper and in the mails that carry them.
import type { PlainLanguage } from "../checkout/texts.ts";

const en = {
  state: "State",
  made: "Made",
  payBy: "To be paid by",
  terms: "Hash of the terms",
  subject: "Invoice {number} from {merchant}",
  mail: "{merchant} asks you for {amount}. Pay here, without fee or account: {url}\n\nThe invoice is attached.",
};
type PaperTexts = Readonly<Record<keyof typeof en, string>>;

const ru: PaperTexts = {
  state: "Состояние",
  made: "Выставлен",
  payBy: "Оплатить до",
  terms: "Хеш условий",
  subject: "Счёт {number} от {merchant}",
  mail: "{merchant} просит оплатить {amount}. Оплата без комиссии и регистрации: {url}\n\nСчёт приложен.",
};

const kk: PaperTexts = {
  state: "Күйі",
  made: "Жасалған уақыты",
  payBy: "Төлеу мерзімі",
  terms: "Шарттардың хеші",
  subject: "{merchant} жіберген {number}-шот",
  mail: "{merchant} сізден {amount} төлеуді сұрайды. Комиссиясыз, тіркелмей төлеу: {url}\n\nШот қоса берілді.",
};

export const PAPER_TEXTS: Readonly<Record<PlainLanguage, PaperTexts>> = { kk, ru, en };
