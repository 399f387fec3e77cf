// What a bank statement says, whatever format it came in. Pure.
import { LedgerError } from "@alatau/sdk";

/** A file that cannot be read without guessing; `place` says where. */
export class BankStatementError extends LedgerError {
  constructor(place: string, problem: string) {
    super("statement-unreadable", `${place}: ${problem}.`, { place });
  }
}

export interface BankEntry {
  /** The bank's own; the same entry has the same one in every statement. */
  readonly reference: string;
  /** The day on which the bank booked it, as `2026-01-31`. */
  readonly bookedOn: string;
  /** Above zero: credited to the account. */
  readonly amountTiyn: bigint;
  /** What payer or payee wrote; empty where nothing was. */
  readonly remittance: string;
}

export interface BankStatement {
  readonly format: "camt.053" | "csv";
  readonly account: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly entries: readonly BankEntry[];
}

const AMOUNT = /^(-?)(\d{1,13})(?:[.,](\d*))?$/;

/** Tenge with at most two decimals as tiyn. @throws {BankStatementError} */
export function tiynOf(text: string, place: string): bigint {
  const found = AMOUNT.exec(text.trim());
  if (found === null) throw new BankStatementError(place, `«${text.slice(0, 40)}» is no amount`);
  const [, sign, whole, decimals = ""] = found;
  if (decimals.length > 2)
    throw new BankStatementError(
      place,
      `«${text}» has ${decimals.length} decimals, and a tenge has 100 tiyn`,
    );
  const tiyn = BigInt(whole!) * 100n + BigInt(decimals.padEnd(2, "0"));
  return sign === "-" ? -tiyn : tiyn;
}

/** A day of the calendar as `2026-01-31`; also written 31.01.2026. @throws {BankStatementError} */
export function dayOf(text: string, place: string): string {
  const dotted = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text.trim());
  const day = dotted === null ? text.trim() : `${dotted[3]}-${dotted[2]}-${dotted[1]}`;
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
    throw new BankStatementError(place, `«${text.slice(0, 40)}» is no day`);
  return day;
}

/** Refuses the same reference twice and entries of zero; finds first and last day. @throws {BankStatementError} */
export function closeStatement(
  format: BankStatement["format"],
  account: string,
  entries: readonly BankEntry[],
  days: { readonly first?: string; readonly last?: string } = {},
): BankStatement {
  const known = new Set<string>();
  for (const [index, { reference, amountTiyn }] of entries.entries()) {
    const place = `entry ${index + 1}`;
    if (known.has(reference))
      throw new BankStatementError(place, `the reference «${reference}» stands there twice`);
    if (amountTiyn === 0n) throw new BankStatementError(place, "the amount is zero");
    known.add(reference);
  }
  const all = entries.map(({ bookedOn }) => bookedOn).sort();
  const first = [days.first, all[0]].filter((day) => day !== undefined).sort()[0];
  const last = [days.last, all.at(-1)]
    .filter((day) => day !== undefined)
    .sort()
    .at(-1);
  if (first === undefined || last === undefined)
    throw new BankStatementError("statement", "it has neither entries nor days");
  return { format, account, firstDay: first, lastDay: last, entries };
}
