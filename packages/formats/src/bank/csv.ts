// A bank statement as CSV, for banks that send no camt.053: one header line, one entry a line.
import { parse } from "csv-parse/sync";
import {
  BankStatementError,
  closeStatement,
  dayOf,
  tiynOf,
  type BankEntry,
  type BankStatement,
} from "./statement.ts";

const COLUMNS = ["account", "reference", "date", "amount", "currency", "text"] as const;
type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/**
 * Columns `account,reference,date,amount,currency,text` in any order; separated by comma, semicolon or tab, whichever the header
 * has; amounts with point or comma, debits below zero; dates as 2026-01-31 or 31.01.2026. @throws {BankStatementError}
 */
export function parseBankCsv(text: string): BankStatement {
  const header = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
  const delimiter = [";", "\t", ","].find((each) => header.includes(each)) ?? ",";
  const rows = readRows(text, delimiter);
  const missing = COLUMNS.filter((column) => !(column in (rows[0] ?? {})));
  if (rows.length === 0) throw new BankStatementError("file", "it has no entry");
  if (missing.length > 0)
    throw new BankStatementError("line 1", `the columns ${missing.join(", ")} are missing`);
  const { account } = rows[0]!;
  const entries = rows.map((row, index): BankEntry => {
    const place = `line ${index + 2}`;
    if (row.account === "" || row.account !== account)
      throw new BankStatementError(place, `the account is «${row.account}», in the line before «${account}»`);
    if (row.currency !== "KZT")
      throw new BankStatementError(place, `it is in ${row.currency || "no currency"}, not in KZT`);
    if (row.reference === "") throw new BankStatementError(place, "it has no reference");
    return {
      reference: row.reference,
      bookedOn: dayOf(row.date, place),
      amountTiyn: tiynOf(row.amount, place),
      remittance: row.text,
    };
  });
  return closeStatement("csv", account, entries);
}

function readRows(text: string, delimiter: string): Row[] {
  try {
    return parse(text, {
      ...{ bom: true, delimiter, skip_empty_lines: true, trim: true, relax_column_count: false },
      columns: (names: string[]) => names.map((name) => name.toLowerCase()),
    }) as unknown as Row[];
  } catch (failure) {
    const { message = "it is no CSV" } = failure as Error;
    throw new BankStatementError("file", message);
  }
}
