// ISO 20022 camt.053: the statement that a bank sends of an account. Reads what a ledger needs of it and refuses what it would have to guess.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import {
  BankStatementError,
  closeStatement,
  dayOf,
  tiynOf,
  type BankEntry,
  type BankStatement,
} from "./statement.ts";

type Node = Readonly<Record<string, unknown>>;

const LISTS = new Set(["Stmt", "Ntry", "Bal", "NtryDtls", "TxDtls", "Ustrd"]);
const parser = new XMLParser({
  ...{ ignoreAttributes: false, attributeNamePrefix: "@", removeNSPrefix: true, trimValues: true },
  ...{ parseTagValue: false, parseAttributeValue: false, processEntities: true },
  isArray: (name) => LISTS.has(name),
});

/** The time of Kazakhstan, ms east of Greenwich. */
const OFFSET_MS = 5 * 3_600_000;

/** The statements of a file, one for each account and period, in tenge. @throws {BankStatementError} */
export function parseCamt053(text: string): BankStatement[] {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw new BankStatementError("file", "it declares a document type");
  const valid = XMLValidator.validate(text);
  if (valid !== true)
    throw new BankStatementError(`line ${valid.err.line}`, `it is no XML: ${valid.err.msg}`);
  const document = (parser.parse(text) as Node)["Document"] as Node | undefined;
  const statements = child(child(document, "BkToCstmrStmt"), "Stmt") as readonly Node[] | undefined;
  if (!Array.isArray(statements) || statements.length === 0)
    throw new BankStatementError("file", "it has no Document/BkToCstmrStmt/Stmt");
  return statements.map((each, index) => statementOf(each, `statement ${index + 1}`));
}

function statementOf(node: Node, place: string): BankStatement {
  const id = textAt(node, "Id");
  const account = textAt(node, "Acct/Id/IBAN") ?? textAt(node, "Acct/Id/Othr/Id");
  if (id === undefined) throw new BankStatementError(place, "it has no Id");
  if (account === undefined) throw new BankStatementError(place, "it names no account");
  const currency = textAt(node, "Acct/Ccy");
  if (currency !== undefined && currency !== "KZT")
    throw new BankStatementError(place, `the account is in ${currency}, not in KZT`);
  const rows = (child(node, "Ntry") ?? []) as readonly Node[];
  const booked = rows
    .map((row, index) => [row, `${place}, entry ${index + 1}`] as const)
    .filter(([row, where]) => isBooked(row, where));
  const entries = booked.map(([row, where]) => entryOf(row, id, where));
  requireBalance(node, entries, place);
  const [from, to] = ["FrDtTm", "ToDtTm"].map((name) => textAt(node, `FrToDt/${name}`));
  return closeStatement("camt.053", account, entries, {
    ...(from !== undefined && { first: localDay(from, place) }),
    ...(to !== undefined && { last: localDay(to, place) }),
  });
}

/** Pending and informative entries have moved no money. */
function isBooked(row: Node, place: string): boolean {
  const status = textAt(row, "Sts/Cd") ?? textAt(row, "Sts");
  if (status === undefined) throw new BankStatementError(place, "it has no status");
  return status === "BOOK";
}

function entryOf(row: Node, statement: string, place: string): BankEntry {
  const servicer = textAt(row, "AcctSvcrRef");
  const own = textAt(row, "NtryRef");
  if (servicer === undefined && own === undefined) throw new BankStatementError(place, "it has no reference");
  return {
    reference: servicer ?? `${statement}/${own}`, // an entry's own number counts within its statement
    bookedOn: bookedOn(row, place),
    amountTiyn: signedAmount(row, place),
    remittance: remittanceOf(row),
  };
}

function signedAmount(row: Node, place: string): bigint {
  const amount = child(row, "Amt");
  const currency = textAt(row, "Amt/@Ccy");
  if (currency !== "KZT")
    throw new BankStatementError(place, `it is in ${currency ?? "no currency"}, not in KZT`);
  const tiyn = tiynOf(textOf(amount) ?? "", place);
  if (tiyn < 0n) throw new BankStatementError(place, "its amount has a sign");
  const direction = textAt(row, "CdtDbtInd");
  if (direction !== "CRDT" && direction !== "DBIT")
    throw new BankStatementError(place, `CdtDbtInd is «${direction ?? ""}»`);
  return direction === "CRDT" ? tiyn : -tiyn;
}

function bookedOn(row: Node, place: string): string {
  const day = textAt(row, "BookgDt/Dt");
  if (day !== undefined) return dayOf(day.slice(0, 10), place);
  const time = textAt(row, "BookgDt/DtTm");
  if (time === undefined) throw new BankStatementError(place, "it has no booking date");
  return localDay(time, place);
}

/** The day of a moment; one without an offset is in the time of Kazakhstan. */
function localDay(time: string, place: string): string {
  if (!/(Z|[+-]\d\d:\d\d)$/.test(time)) return dayOf(time.slice(0, 10), place);
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw new BankStatementError(place, `«${time.slice(0, 40)}» is no time`);
  return new Date(at + OFFSET_MS).toISOString().slice(0, 10);
}

function remittanceOf(row: Node): string {
  const parts: string[] = [];
  for (const details of (child(row, "NtryDtls") ?? []) as readonly Node[])
    for (const transaction of (child(details, "TxDtls") ?? []) as readonly Node[]) {
      const texts = (child(child(transaction, "RmtInf"), "Ustrd") ?? []) as readonly unknown[];
      parts.push(...texts.map((text) => textOf(text) ?? ""));
    }
  return [...parts, textAt(row, "AddtlNtryInf") ?? ""].filter((part) => part !== "").join(" ");
}

/** Opening and entries make the closing balance, where the statement has both. */
function requireBalance(node: Node, entries: readonly BankEntry[], place: string): void {
  const balances = new Map(
    ((child(node, "Bal") ?? []) as readonly Node[]).map((row, index) => {
      const where = `${place}, balance ${index + 1}`;
      return [textAt(row, "Tp/CdOrPrtry/Cd"), signedAmount(row, where)] as const;
    }),
  );
  const opening = balances.get("OPBD") ?? balances.get("PRCD");
  const closing = balances.get("CLBD");
  if (opening === undefined || closing === undefined) return;
  const sum = entries.reduce((total, { amountTiyn }) => total + amountTiyn, opening);
  if (sum !== closing)
    throw new BankStatementError(
      place,
      `its entries make ${sum} tiyn of the opening balance, and it closes with ${closing}`,
    );
}

const child = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? (node as Node)[name] : undefined;

function textOf(node: unknown): string | undefined {
  const value = typeof node === "object" && node !== null ? (node as Node)["#text"] : node;
  return typeof value === "string" && value !== "" ? value : undefined;
}

const textAt = (node: unknown, path: string): string | undefined =>
  textOf(path.split("/").reduce<unknown>((at, name) => child(at, name), node));
