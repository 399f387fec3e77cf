// One cell of a CSV row → one attribute.
import type { CheckedCsvMapping } from "./csv-mapping.ts";
import { exactNumber, roundDecimal } from "./decimal.ts";
import { isRefusal, refusal, type Refusal } from "./problems.ts";
import { convertDecimal } from "./units.ts";

/** The trimmed text of a row's column. */
export type Row = (column: string) => string;
/** The members that a row gives an entity, none where the cell means: no value. */
export type CellReader = (row: Row) => Readonly<Record<string, unknown>> | Refusal;
type Column = CheckedCsvMapping["columns"][number];

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** A reader of one column's cells. */
export function cellReader(column: Column, decimal: "." | ","): CellReader {
  const { column: name, property, kind, missing, required } = column;
  const noValue = new Set(missing);
  return (row) => {
    const cell = row(name);
    if (noValue.has(cell) || cell === "") return required ? refusal("value-missing", `${name} is empty`) : {};
    const attribute =
      kind === "number" || kind === "integer" ? measured(cell, column, decimal, row) : other(cell, column);
    return isRefusal(attribute) ? attribute : { [property]: attribute };
  };
}

function other(cell: string, { column, kind }: Column): object | Refusal {
  if (kind === "text") return { type: "Property", value: cell };
  if (kind === "relationship") return { type: "Relationship", object: cell };
  const value = { true: true, "1": true, false: false, "0": false }[cell.toLowerCase()];
  return value === undefined
    ? refusal("value-malformed", `${column}: «${cell.slice(0, 60)}» is neither true nor false`)
    : { type: "Property", value };
}

function measured(cell: string, column: Column, decimal: "." | ",", row: Row): object | Refusal {
  const plain = decimalText(cell, column.column, decimal);
  if (isRefusal(plain)) return plain;
  const code = codeOf(column, row);
  if (isRefusal(code)) return code;
  const converted = column.convertTo === undefined ? plain : convertDecimal(plain, code!, column.convertTo);
  if (isRefusal(converted)) return refusal(converted.code, `${column.column}: ${converted.detail}`);
  const rounded = column.round === undefined ? converted : roundDecimal(converted, column.round)!;
  const value = exactNumber(rounded);
  if (value === null) return refusal("number-not-exact", `${column.column}: ${rounded}`);
  if (column.kind === "integer" && !Number.isInteger(value))
    return refusal("value-malformed", `${column.column}: ${cell} is no whole number`);
  const unitCode = column.convertTo ?? code;
  return { type: "Property", value, ...(unitCode !== undefined && { unitCode }) };
}

function codeOf({ unit }: Column, row: Row): string | undefined | Refusal {
  if (typeof unit !== "object") return unit;
  const text = row(unit.column);
  if (text === "") return refusal("unit-missing", `${unit.column} is empty`);
  return Object.hasOwn(unit.codes, text)
    ? unit.codes[text]
    : refusal("unit-unknown", `${unit.column}: the mapping does not know «${text.slice(0, 40)}»`);
}

/** The cell as a decimal with a point; the other sign is refused, never taken for a separator of thousands. */
function decimalText(cell: string, column: string, decimal: "." | ","): string | Refusal {
  const wrong = decimal === "." ? "," : ".";
  const detail = `${column}: «${cell.slice(0, 60)}»`;
  if (cell.includes(wrong) && /^[+-]?[\d.,\s]+([eE][+-]?\d+)?$/.test(cell))
    return refusal(wrong === "," ? "decimal-comma" : "decimal-point", detail);
  const plain = decimal === "," ? cell.replace(",", ".") : cell;
  return NUMBER.test(plain) ? plain : refusal("value-malformed", `${detail} is no number`);
}
