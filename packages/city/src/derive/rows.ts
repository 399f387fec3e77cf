// Cells of input rows, and what is wrong with them, row by row. Pure.
import { z } from "zod";
import { LedgerError } from "@alatau/sdk";
import { decimalSchema, exact, type Exact } from "../exact.ts";

/** What is wrong with a row; rows count from 1 without the header, 0 is the whole input. */
export interface RowFault {
  readonly row: number;
  readonly column: string;
  readonly code: "cell-invalid" | "row-duplicate" | "row-contradiction" | "rows-missing";
  readonly detail: string;
}

/** Input that is refused as a whole, with every faulty row. */
export class RowsError extends LedgerError {
  readonly faults: readonly RowFault[];

  constructor(faults: readonly RowFault[]) {
    const { row, column, detail } = faults[0]!;
    const more = faults.length > 1 ? ` and ${faults.length - 1} more` : "";
    super("rows-invalid", `Row ${row}${column === "" ? "" : `, ${column}`}: ${detail}${more}.`, { faults });
    this.faults = faults;
  }
}

export const textCell = z.string().trim().min(1, "is empty").max(300, "has more than 300 characters");

/** A decimal number, exactly; a comma is named as what it is. */
export const decimalCell = z.string().transform((text, context): Exact => {
  const trimmed = text.trim();
  if (decimalSchema.safeParse(trimmed).success) return exact(trimmed);
  const hint = /^-?\d+,\d+$/.test(trimmed) ? "; write a point, not a comma" : "";
  context.addIssue({ code: "custom", message: `«${text.slice(0, 40)}» is no decimal number${hint}` });
  return z.NEVER;
});

/** A decimal number of zero or more. */
export const amountCell = decimalCell.refine((value) => value.s >= 0n, "is below zero");

/** A whole number of zero or more, small enough to count people or trees. */
export const countCell = z.string().transform((text, context): number => {
  const trimmed = text.trim();
  if (/^\d{1,12}$/.test(trimmed)) return Number(trimmed);
  context.addIssue({ code: "custom", message: `«${text.slice(0, 40)}» is no whole number of zero or more` });
  return z.NEVER;
});

/** Nothing where the cell is empty or absent. */
export const optionalCell = <Value>(cell: z.ZodType<Value, string>): z.ZodType<Value | undefined> =>
  z.preprocess(
    (text) => (typeof text === "string" && text.trim() === "" ? undefined : text),
    cell.optional(),
  );

/** Refuses rows that state the same thing twice: whoever counts both counts wrong. @throws {RowsError} */
export function refuseRepeats<Row>(rows: readonly Row[], keyOf: (row: Row) => string, column: string): void {
  const first = new Map<string, number>();
  const faults: RowFault[] = [];
  for (const [index, row] of rows.entries()) {
    const key = keyOf(row);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, index + 1);
    else
      faults.push({
        row: index + 1,
        column,
        code: "row-duplicate",
        detail: `repeats row ${earlier} (${key})`,
      });
  }
  if (faults.length > 0) throw new RowsError(faults.slice(0, 100));
}

/** Groups in the alphabet's order of their keys, so that no order of the rows shows in the output. */
export const sortedGroups = <Row>(rows: readonly Row[], keyOf: (row: Row) => string): [string, Row[]][] =>
  [...Map.groupBy(rows, keyOf)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
