// A report as other programs read it: CSV, a sheet, 1C's exchange with banks, and a statement like camt.053. Pure.
import writeSheet from "write-excel-file/node";
import { csvLine } from "../http/csv.ts";
import { tillCode, type ReportDocument, type ReportLine } from "./document.ts";
import { toWindows1251 } from "./windows-1251.ts";

export const REPORT_FORMATS = ["json", "csv", "xlsx", "1c", "1c-utf-8", "camt.053"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportFile {
  readonly type: string;
  readonly name: string;
  readonly content: Buffer;
}

/** A file of a report. */
export async function reportFile(
  format: Exclude<ReportFormat, "json">,
  document: ReportDocument,
  lines: readonly ReportLine[],
): Promise<ReportFile> {
  const name = `report-${document.merchant}-${tillCode(document.till)}-${document.number ?? "x"}`;
  switch (format) {
    case "csv":
      return { type: "text/csv; charset=utf-8", name: `${name}.csv`, content: Buffer.from(toCsv(lines)) };
    case "xlsx":
      return { type: SHEET_TYPE, name: `${name}.xlsx`, content: await toSheet(document, lines) };
    case "1c":
      return {
        type: "text/plain; charset=windows-1251",
        name: `${name}.txt`,
        content: toWindows1251(toOneC(document, lines, "Windows")),
      };
    case "1c-utf-8":
      return {
        type: "text/plain; charset=utf-8",
        name: `${name}.txt`,
        content: Buffer.from(toOneC(document, lines, "UTF-8")),
      };
    case "camt.053":
      return {
        type: "application/xml",
        name: `${name}.xml`,
        content: Buffer.from(toCamt053(document, lines)),
      };
  }
}

const SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const COLUMNS = [
  ...(["block", "log", "time", "event", "number", "invoice", "token"] as const),
  ...(["paid", "fee", "refunded", "returned"] as const),
] as const satisfies readonly (keyof ReportLine)[];
const AMOUNTS: ReadonlySet<string> = new Set(["paid", "fee", "refunded", "returned"]);

/** One event a line; amounts in tiyn. */
export const toCsv = (lines: readonly ReportLine[]): string =>
  [
    csvLine(COLUMNS.map((column) => (AMOUNTS.has(column) ? `${column}Tiyn` : column))),
    ...lines.map((line) => csvLine(COLUMNS.map((column) => line[column]))),
  ].join("");

/** Two sheets: the sums and the events. Amounts in tenge as numbers, exact below 90 trillion. */
async function toSheet(document: ReportDocument, lines: readonly ReportLine[]): Promise<Buffer> {
  const bold = { fontWeight: "bold" as const };
  const money = (tiyn: string) => ({ type: Number, value: Number(tiyn) / 100, format: "#,##0.00" });
  const text = (value: string) => ({ type: String, value });
  const sums = summary(document).map(([name, value, isMoney]) => [
    { ...text(name), ...bold },
    isMoney ? money(value) : text(value),
  ]);
  const events = [
    COLUMNS.map((column) => ({ ...text(column), ...bold })),
    ...lines.map((line) =>
      COLUMNS.map((column) =>
        AMOUNTS.has(column)
          ? money(line[column] as string)
          : typeof line[column] === "number"
            ? { type: Number, value: line[column] }
            : text(line[column]),
      ),
    ),
  ];
  return await writeSheet([
    { data: sums, sheet: "Report", columns: [{ width: 28 }, { width: 44 }] },
    { data: events, sheet: "Events", columns: COLUMNS.map(() => ({ width: 16 })) },
  ]).toBuffer();
}

/** The sums of a report by name; the third says whether it is money in tiyn. */
export function summary(document: ReportDocument): [name: string, value: string, isMoney: boolean][] {
  const { opened, paid, fees, refunded, surplus, unmatched, receipts, payout, cost, until } = document;
  const { people = [] } = document;
  return [
    ["Report", `${document.kind.toUpperCase()} ${document.number ?? ""}`.trim(), false],
    ["Till", document.till ?? "", false],
    ["Day", document.day, false],
    ["From", document.after.time ?? "", false],
    ["To", until.time!, false],
    ["Last block", String(until.block), false],
    ["Invoices opened", String(opened.invoices), false],
    ["Opened", opened.amountTiyn, true],
    ["Payments", String(paid.payments), false],
    ["Paid", paid.amountTiyn, true],
    ["Refunded", refunded.amountTiyn, true],
    ...people.flatMap(({ by, payments, paidTiyn, refunds, refundedTiyn }): [string, string, boolean][] => [
      [`Paid, ${by} (${payments})`, paidTiyn, true],
      [`Refunded, ${by} (${refunds})`, refundedTiyn, true],
    ]),
    ["Fees", fees.amountTiyn, true],
    ["Surplus returned", surplus.returnedTiyn, true],
    ["Surplus held", surplus.heldTiyn, true],
    ["Unmatched transfers", String(unmatched.transfers), false],
    ["Unmatched", unmatched.amountTiyn, true],
    ["Receipts missing", String(receipts.missing), false],
    ["Expected payout", payout.expectedTiyn, true],
    ["Payout reference", payout.reference ?? "", false],
    ["Cost per sale", cost.perSaleTiyn, true],
    ["Card cost per sale", cost.cardPerSaleTiyn, true],
  ];
}

/** An entry as banks write them: above zero credited to the merchant, below zero debited. */
interface Entry {
  readonly reference: string;
  readonly time: string;
  readonly tiyn: bigint;
  readonly text: string;
  readonly invoice: string;
}

/** The events as entries; they sum to the report's net. Surplus is the payer's and appears in none. */
export function entriesOf(lines: readonly ReportLine[]): Entry[] {
  return lines.flatMap(({ block, log, time, number, invoice, paid, fee, refunded }) => {
    const entry = (part: string, tiyn: bigint, text: string): Entry[] =>
      tiyn === 0n ? [] : [{ reference: `${block}-${log}-${part}`, time, tiyn, text, invoice }];
    return [
      ...entry("P", BigInt(paid), `Invoice ${number}`),
      ...entry("F", -BigInt(fee), `Fee of invoice ${number}`),
      ...entry("R", -BigInt(refunded), `Refund of invoice ${number}`),
    ];
  });
}

const tenge = (tiyn: bigint): string => {
  const digits = (tiyn < 0n ? -tiyn : tiyn).toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
const total = (entries: readonly Entry[]): bigint => entries.reduce((sum, { tiyn }) => sum + tiyn, 0n);

/** Day and time in Kazakhstan as 1C writes them. */
function localTime(time: string): [day: string, clock: string] {
  const local = new Date(Date.parse(time) + 5 * 3_600_000).toISOString();
  const [year, month, day] = local.slice(0, 10).split("-");
  return [`${day}.${month}.${year}`, local.slice(11, 19)];
}

/** 1CClientBankExchange 1.03: the till as an account, each event as a payment order. A line break would be a field of its own. */
export function toOneC(
  document: ReportDocument,
  lines: readonly ReportLine[],
  encoding: "Windows" | "UTF-8",
): string {
  const entries = entriesOf(lines);
  const account = `${document.merchant}-${tillCode(document.till)}`;
  const [toDay, clock] = localTime(document.until.time!);
  const [fromDay] = localTime(document.after.time ?? document.until.time!);
  const credited = total(entries.filter(({ tiyn }) => tiyn > 0n));
  const debited = -total(entries.filter(({ tiyn }) => tiyn < 0n));
  const plain = (text: string): string => text.replaceAll(/[\r\n=]+/g, " ").trim();
  const orders = entries.flatMap(({ reference, time, tiyn, text }) => {
    const [day] = localTime(time);
    const isCredit = tiyn > 0n;
    return [
      "СекцияДокумент=Платежное поручение",
      `Номер=${reference}`,
      `Дата=${day}`,
      `Сумма=${tenge(tiyn)}`,
      `ПлательщикСчет=${isCredit ? "" : account}`,
      isCredit ? `ДатаПоступило=${day}` : `ДатаСписано=${day}`,
      `Плательщик=${isCredit ? "Розничный покупатель" : ""}`,
      `ПолучательСчет=${isCredit ? account : ""}`,
      `Получатель=${isCredit ? "" : "Розничный покупатель"}`,
      `НазначениеПлатежа=${plain(text)}`,
      "КонецДокумента",
    ];
  });
  return [
    ...["1CClientBankExchange", "ВерсияФормата=1.03", `Кодировка=${encoding}`],
    ...["Отправитель=Alatau Ledger", "Получатель=", `ДатаСоздания=${toDay}`, `ВремяСоздания=${clock}`],
    ...[`ДатаНачала=${fromDay}`, `ДатаКонца=${toDay}`, `РасчСчет=${account}`],
    ...["СекцияРасчСчет", `ДатаНачала=${fromDay}`, `ДатаКонца=${toDay}`, `РасчСчет=${account}`],
    ...["НачальныйОстаток=0.00", `ВсегоПоступило=${tenge(credited)}`, `ВсегоСписано=${tenge(debited)}`],
    `КонечныйОстаток=${credited < debited ? "-" : ""}${tenge(credited - debited)}`,
    ...["КонецРасчСчет", ...orders, "КонецФайла", ""],
  ].join("\r\n");
}

const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A statement with the elements of camt.053.001.08: the till as an account, the report's number as the statement's. */
export function toCamt053(document: ReportDocument, lines: readonly ReportLine[]): string {
  const entries = entriesOf(lines);
  const id = document.payout.reference ?? `ALATAU X ${document.merchant}-${tillCode(document.till)}`;
  const time = document.until.time!;
  const amount = (tiyn: bigint): string =>
    `<Amt Ccy="KZT">${tenge(tiyn)}</Amt><CdtDbtInd>${tiyn < 0n ? "DBIT" : "CRDT"}</CdtDbtInd>`;
  const balance = (code: string, tiyn: bigint, at: string): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(tiyn)}<Dt><DtTm>${at}</DtTm></Dt></Bal>`;
  const from = document.after.time ?? time;
  const rows = entries.map(
    ({ reference, time: at, tiyn, text, invoice }) =>
      `<Ntry><NtryRef>${reference}</NtryRef>${amount(tiyn)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>${at}</DtTm></BookgDt>` +
      `<ValDt><DtTm>${at}</DtTm></ValDt><BkTxCd><Prtry><Cd>ALATAU</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs>` +
      `<EndToEndId>${invoice.slice(2, 37)}</EndToEndId></Refs><RmtInf><Ustrd>${escapeXml(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>` +
    `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${time}</CreDtTm></GrpHdr>` +
    `<Stmt><Id>${id}</Id><ElctrncSeqNb>${document.number ?? 0}</ElctrncSeqNb><CreDtTm>${time}</CreDtTm>` +
    `<FrToDt><FrDtTm>${from}</FrDtTm><ToDtTm>${time}</ToDtTm></FrToDt>` +
    `<Acct><Id><Othr><Id>${document.merchant}-${tillCode(document.till)}</Id></Othr></Id><Ccy>KZT</Ccy></Acct>` +
    `${balance("OPBD", 0n, from)}${balance("CLBD", total(entries), time)}\n${rows.join("\n")}\n</Stmt></BkToCstmrStmt></Document>\n`
  );
}
