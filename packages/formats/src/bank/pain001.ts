// Payment orders as banks take them: ISO 20022 pain.001.001.09 and a CSV of the same rows. Pure: the same order is the same text.

export interface BankAccount {
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
}

/** One credit transfer; `reference` comes back in the statement. */
export interface CreditTransfer {
  readonly reference: string;
  readonly amountTiyn: bigint;
  readonly creditor: BankAccount;
  /** What the creditor reads. */
  readonly text: string;
}

export interface PaymentOrder {
  /** Unique for the bank: it takes an order with the same one once. */
  readonly messageId: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** `YYYY-MM-DD`. */
  readonly payOn: string;
  readonly debtor: BankAccount;
  readonly transfers: readonly CreditTransfer[];
}

const NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/** Whole tiyn as tenge with two decimals. */
export const tengeText = (tiyn: bigint): string =>
  `${tiyn < 0n ? "-" : ""}${String(tiyn < 0n ? -tiyn : tiyn)
    .padStart(3, "0")
    .replace(/(\d\d)$/, ".$1")}`;

/** The order as a pain.001 document; amounts in KZT. */
export function pain001(order: PaymentOrder): string {
  const { messageId, createdAt, payOn, debtor, transfers } = order;
  const sum = tengeText(transfers.reduce((total, { amountTiyn }) => total + amountTiyn, 0n));
  const totals = [element("NbOfTxs", String(transfers.length)), element("CtrlSum", sum)];
  const header = group("GrpHdr", [
    ...[element("MsgId", messageId), element("CreDtTm", createdAt.slice(0, 19)), ...totals],
    group("InitgPty", [element("Nm", debtor.name)]),
  ]);
  const payment = group("PmtInf", [
    ...[element("PmtInfId", messageId), element("PmtMtd", "TRF"), element("BtchBookg", "false"), ...totals],
    group("ReqdExctnDt", [element("Dt", payOn)]),
    group("Dbtr", [element("Nm", debtor.name)]),
    account("DbtrAcct", debtor),
    agent("DbtrAgt", debtor),
    ...transfers.map(transferOf),
  ]);
  const body = indent(group("CstmrCdtTrfInitn", [header, payment]));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${NAMESPACE}">\n${body}\n</Document>\n`;
}

const transferOf = ({ reference, amountTiyn, creditor, text }: CreditTransfer): string =>
  group("CdtTrfTxInf", [
    group("PmtId", [element("EndToEndId", reference)]),
    group("Amt", [`<InstdAmt Ccy="KZT">${tengeText(amountTiyn)}</InstdAmt>`]),
    ...(creditor.bic === null ? [] : [agent("CdtrAgt", creditor)]),
    group("Cdtr", [element("Nm", creditor.name)]),
    account("CdtrAcct", creditor),
    group("RmtInf", [element("Ustrd", text)]),
  ]);

const account = (name: string, { iban }: BankAccount): string =>
  group(name, [group("Id", [element("IBAN", iban)])]);

/** Who keeps an account; where nobody knows, the standard wants to be told so. */
const agent = (name: string, { bic }: BankAccount): string =>
  group(name, [
    group("FinInstnId", [
      bic === null ? group("Othr", [element("Id", "NOTPROVIDED")]) : element("BICFI", bic),
    ]),
  ]);

/** The order as CSV (RFC 4180): one line a transfer, for banks that import spreadsheets. */
export function paymentOrderCsv({ messageId, payOn, debtor, transfers }: PaymentOrder): string {
  const head = [
    "order",
    "pay_on",
    "debtor_iban",
    "reference",
    "amount",
    "currency",
    "creditor",
    "creditor_iban",
  ];
  const rows = transfers.map(({ reference, amountTiyn, creditor, text }) => [
    ...[messageId, payOn, debtor.iban, reference, tengeText(amountTiyn), "KZT", creditor.name, creditor.iban],
    ...[creditor.bic ?? "", text],
  ]);
  return [[...head, "creditor_bic", "text"], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** Text that a spreadsheet would compute is preceded by an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** Characters that XML 1.0 cannot carry at all are left out. */
const isXml = (sign: string): boolean => {
  const code = sign.codePointAt(0)!;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
};
const escaped = (text: string): string =>
  [...text]
    .filter(isXml)
    .map((sign) => ENTITIES[sign] ?? sign)
    .join("");

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;
const indent = (text: string): string => text.replaceAll(/^/gm, "  ");
const group = (name: string, children: readonly string[]): string =>
  `<${name}>\n${indent(children.join("\n"))}\n</${name}>`;
