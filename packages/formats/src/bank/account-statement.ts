// A statement with all that whoever keeps money for others needs of it: balances, who paid, and what came back. Pure.
import { parse } from "csv-parse/sync";
import { XMLParser } from "fast-xml-parser";
import { parseCamt053 } from "./camt053.ts";
import { parseBankCsv } from "./csv.ts";
import { BankStatementError, tiynOf, type BankEntry, type BankStatement } from "./statement.ts";

export interface AccountEntry extends BankEntry {
  /** The reference that the payer's order had. */
  readonly endToEnd: string | null;
  /** Who is on the other side. */
  readonly counterparty: string | null;
  readonly counterIban: string | null;
  /** Whether the bank calls it the return of an earlier payment. */
  readonly returned: boolean;
}

/** Opening balance and entries make the closing balance. */
export interface AccountStatement extends BankStatement {
  readonly id: string;
  readonly openingTiyn: bigint;
  readonly closingTiyn: bigint;
  readonly entries: readonly AccountEntry[];
}

type Details = Omit<AccountEntry, keyof BankEntry>;
type Node = Readonly<Record<string, unknown>>;

const LISTS = new Set(["Stmt", "Ntry", "Bal", "NtryDtls", "TxDtls"]);
const parser = new XMLParser({
  ...{ ignoreAttributes: true, removeNSPrefix: true, trimValues: true, parseTagValue: false },
  isArray: (name) => LISTS.has(name),
});

/** The statements of a camt.053 file. @throws {BankStatementError} also where a balance is missing */
export function readCamt053(text: string): AccountStatement[] {
  const statements = parseCamt053(text);
  const nodes = listOf(parser.parse(text), "Document/BkToCstmrStmt/Stmt");
  return statements.map((statement, place) => {
    const node = nodes[place]!;
    const id = textAt(node, "Id")!;
    const details = new Map(
      listOf(node, "Ntry").map((entry) => [
        textAt(entry, "AcctSvcrRef") ?? `${id}/${textAt(entry, "NtryRef")}`,
        detailsOf(entry),
      ]),
    );
    const where = `statement ${place + 1}`;
    return {
      ...{ ...statement, id },
      openingTiyn: balanceOf(node, ["OPBD", "PRCD"], where),
      closingTiyn: balanceOf(node, ["CLBD"], where),
      entries: statement.entries.map((entry) => ({ ...entry, ...details.get(entry.reference)! })),
    };
  });
}

function detailsOf(entry: Node): Details {
  const transactions = listOf(entry, "NtryDtls").flatMap((each) => listOf(each, "TxDtls"));
  const first = (path: string): string | null =>
    transactions.map((each) => textAt(each, path)).find((text) => text !== undefined) ?? null;
  const other = textAt(entry, "CdtDbtInd") === "CRDT" ? "Dbtr" : "Cdtr";
  const endToEnd = first("Refs/EndToEndId");
  return {
    endToEnd: endToEnd === "NOTPROVIDED" ? null : endToEnd,
    counterparty: first(`RltdPties/${other}/Pty/Nm`) ?? first(`RltdPties/${other}/Nm`),
    counterIban: first(`RltdPties/${other}Acct/Id/IBAN`),
    returned:
      textAt(entry, "BkTxCd/Domn/Fmly/SubFmlyCd") === "RRTN" ||
      transactions.some((each) => childOf(each, "RtrInf") !== undefined),
  };
}

function balanceOf(statement: Node, codes: readonly string[], where: string): bigint {
  for (const code of codes) {
    const found = listOf(statement, "Bal").find((each) => textAt(each, "Tp/CdOrPrtry/Cd") === code);
    if (found === undefined) continue;
    const tiyn = tiynOf(textAt(found, "Amt") ?? "", where);
    return textAt(found, "CdtDbtInd") === "DBIT" ? -tiyn : tiyn;
  }
  throw new BankStatementError(where, `it has no balance ${codes[0]}`);
}

type ExtraRow = Readonly<
  Partial<Record<"balance" | "end_to_end" | "counterparty" | "counter_iban" | "returned", string>>
>;

/**
 * A statement as {@link parseBankCsv} reads it, with the column `balance` (after the entry, in the file's order) and, where the bank
 * has them, `end_to_end`, `counterparty`, `counter_iban` and `returned` (`yes`). @throws {BankStatementError}
 */
export function readBankCsv(text: string): AccountStatement {
  const statement = parseBankCsv(text);
  const rows = extraRows(text);
  let balance: bigint | undefined;
  let opening = 0n;
  const entries = statement.entries.map((entry, index): AccountEntry => {
    const row = rows[index]!;
    const where = `line ${index + 2}`;
    if (row.balance === undefined) throw new BankStatementError("line 1", "the column balance is missing");
    const after = tiynOf(row.balance, where);
    balance ??= opening = after - entry.amountTiyn;
    if (balance + entry.amountTiyn !== after)
      throw new BankStatementError(
        where,
        `the balance before and the entry make ${balance + entry.amountTiyn} tiyn, not ${after}`,
      );
    balance = after;
    return {
      ...{ ...entry, endToEnd: row.end_to_end || null, counterparty: row.counterparty || null },
      ...{ counterIban: row.counter_iban || null, returned: row.returned === "yes" },
    };
  });
  const { account, firstDay, lastDay } = statement;
  const id = `${account}/${firstDay}/${lastDay}`;
  return { ...statement, id, openingTiyn: opening, closingTiyn: balance ?? opening, entries };
}

function extraRows(text: string): ExtraRow[] {
  const header = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
  const delimiter = [";", "\t", ","].find((each) => header.includes(each)) ?? ",";
  return parse(text, {
    ...{ bom: true, delimiter, skip_empty_lines: true, trim: true },
    columns: (names: string[]) => names.map((name) => name.toLowerCase()),
  }) as unknown as ExtraRow[];
}

const childOf = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? (node as Node)[name] : undefined;
const at = (node: unknown, path: string): unknown =>
  path.split("/").reduce<unknown>((inner, name) => childOf(inner, name), node);
const textAt = (node: unknown, path: string): string | undefined => {
  const found = at(node, path);
  return typeof found === "string" && found !== "" ? found : undefined;
};
const listOf = (node: unknown, path: string): readonly Node[] => (at(node, path) ?? []) as readonly Node[];
