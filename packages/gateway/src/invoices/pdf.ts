// An invoice on paper: one page with what is asked, how it stands and a QR code of where it is paid. Same state, same bytes.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import PDFDocument from "pdfkit";
import { encode } from "uqr";
import { PLAIN_TEXTS, type PlainLanguage } from "../checkout/texts.ts";
import { timeOf } from "../http/show.ts";
import { PAPER_TEXTS } from "./paper-texts.ts";
import type { InvoiceWithState } from "./store.ts";

export interface InvoicePaper {
  readonly language: PlainLanguage;
  /** Where it is paid. */
  readonly url: string;
  /** Whether its lines stand on it: they are for the merchant and its customer, not for everybody with the link. */
  readonly withLines: boolean;
}

/** Noto Sans has every Kazakh letter and the sign of the tenge; a PDF carries the letters that it uses. */
const fontFile = (name: string): string =>
  fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans/${name}.ttf`));
const FONTS = {
  plain: "400Regular/NotoSans_400Regular",
  bold: "700Bold/NotoSans_700Bold",
} as const;
let fonts: Promise<readonly [plain: Buffer, bold: Buffer]> | undefined;

const MARGIN = 50;
const WIDTH = 495;
const QR = 130;

/** The page as a PDF. */
export async function invoicePdf(found: InvoiceWithState, paper: InvoicePaper): Promise<Buffer> {
  const [plain, bold] = await (fonts ??= Promise.all([
    readFile(fontFile(FONTS.plain)),
    readFile(fontFile(FONTS.bold)),
  ]));
  const { number, createdAt } = found.invoice;
  const texts = { ...PLAIN_TEXTS[paper.language], ...PAPER_TEXTS[paper.language] };
  const page = new PDFDocument({
    ...{ size: "A4", margin: MARGIN, lang: paper.language, displayTitle: true },
    info: { Title: `${texts.invoice} ${number}`, CreationDate: createdAt, Producer: "Alatau Ledger" },
  });
  const parts: Buffer[] = [];
  page.on("data", (part: Buffer) => parts.push(part));
  const done = new Promise<void>((resolve, reject) => page.once("end", resolve).once("error", reject));
  page.registerFont("plain", plain).registerFont("bold", bold);
  draw(page, found, paper, texts);
  page.end();
  await done;
  return Buffer.concat(parts);
}

function draw(
  page: PDFKit.PDFDocument,
  { invoice, state }: InvoiceWithState,
  { url, withLines, language }: InvoicePaper,
  texts: (typeof PLAIN_TEXTS)["en"] & (typeof PAPER_TEXTS)["en"],
): void {
  const money = (tiyn: bigint): string => tengeText(tiyn, language);
  const merchant = invoice.merchantName ?? texts.merchant.replace("{number}", String(invoice.merchant));
  const open = state.status === "open" && state.due > 0n;
  page.font("plain").fontSize(11).text(merchant);
  page.font("bold").fontSize(20).text(`${texts.invoice} ${invoice.number}`).moveDown(0.5);
  page.fontSize(26).text(money(invoice.terms.amount)).moveDown(0.3);
  page.font("plain").fontSize(11);
  if (invoice.description !== null) page.text(invoice.description);
  if (withLines)
    for (const { name, quantity, amountTiyn } of invoice.lines)
      page.text(`${name} × ${quantity}: ${money(BigInt(amountTiyn))}`);
  page.moveDown();
  const rows = [
    [texts.state, texts[state.status]],
    [texts.made, localTime(invoice.createdAt.getTime())],
    [texts.payBy, localTime(Date.parse(timeOf(invoice.terms.payBy)))],
    ...(state.paid > 0n ? [[texts.paidSoFar, money(state.paid)]] : []),
    ...(state.refunded > 0n ? [[texts.refunded, money(state.refunded)]] : []),
    ...(open ? [[texts.exact, money(state.due)]] : []),
    ...(open ? [[texts.address, invoice.box.address]] : []),
    [texts.terms, invoice.terms.termsHash],
  ];
  for (const [name, value] of rows) {
    page.font("bold").fontSize(9).text(name!, { width: WIDTH });
    page.font("plain").fontSize(11).text(value!, { width: WIDTH }).moveDown(0.3);
  }
  page.moveDown();
  if (open) drawQr(page, url);
  page.fillColor("#0b5cad").text(url, { link: url, underline: true }).fillColor("black");
}

function drawQr(page: PDFKit.PDFDocument, text: string): void {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const [left, top, step] = [page.x, page.y, QR / size];
  for (const [row, cells] of data.entries())
    for (const [column, dark] of cells.entries())
      if (dark) page.rect(left + column * step, top + row * step, step, step);
  page.fill("black");
  page.y = top + QR + 10;
}

/** Tiyn as tenge with two decimals, exact. */
export function tengeText(tiyn: bigint, language: PlainLanguage): string {
  const size = tiyn < 0n ? -tiyn : tiyn;
  const whole = new Intl.NumberFormat(language === "en" ? "en-GB" : "ru-KZ").format(size / 100n);
  const mark = language === "en" ? "." : ",";
  return `${tiyn < 0n ? "−" : ""}${whole}${mark}${String(size % 100n).padStart(2, "0")} ₸`;
}

/** Day and minute in Kazakhstan. */
const localTime = (milliseconds: number): string =>
  `${new Date(milliseconds + 5 * 3_600_000).toISOString().slice(0, 16).replace("T", " ")} (UTC+5)`;
