// A table in a file as the rows that a derivation reads, each with its line.
import type { Field } from "@alatau/city";
import { parse } from "csv-parse/sync";
import { UnreadableError } from "../errors.ts";

/** Rows by field name; `lines[i]` is the line in the file on which row i ends. */
export interface Table {
  readonly rows: readonly Readonly<Record<string, string>>[];
  readonly lines: readonly number[];
}

interface Read {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV with a header line; comma, semicolon or tab, whichever the header has. Each field is found under one of its headers, or under
 * the one that `columns` names. @throws {UnreadableError} for bytes that are no CSV and for missing or doubled columns.
 */
export function readTable(
  file: string,
  bytes: Uint8Array,
  fields: readonly Field[],
  columns: ReadonlyMap<string, string>,
): Table {
  const [header, ...body] = readCsv(file, bytes);
  if (header === undefined) throw new UnreadableError(file, "the file is empty.");
  const names = header.record;
  const doubled = names.find((name, index) => names.indexOf(name) !== index);
  if (doubled !== undefined) throw new UnreadableError(file, `line 1: the column ${doubled} stands twice.`);
  const places = fields.flatMap((field): [string, number][] => {
    const wanted = columns.get(field.name);
    const place = names.findIndex((name) =>
      wanted === undefined ? field.headers.includes(name) : name === wanted,
    );
    if (place !== -1) return [[field.name, place]];
    if (field.optional === true && wanted === undefined) return [];
    const expected = wanted ?? field.headers.join(" or ");
    throw new UnreadableError(
      file,
      `line 1: no column ${expected} (${field.meaning}); there are ${names.join(", ")}.`,
    );
  });
  return {
    rows: body.map(({ record }) => Object.fromEntries(places.map(([name, place]) => [name, record[place]!]))),
    lines: body.map(({ info }) => info.lines),
  };
}

function readCsv(file: string, bytes: Uint8Array): readonly Read[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableError(file, "the text is not UTF-8.", cause);
  }
  const first = text.split(/\r?\n/, 1)[0]!;
  const delimiter = [";", "\t"].find((each) => first.includes(each)) ?? ",";
  try {
    return parse(text, { bom: true, delimiter, info: true, skip_empty_lines: true }) as unknown as Read[];
  } catch (cause) {
    throw new UnreadableError(file, `no CSV: ${(cause as Error).message}.`, cause);
  }
}
