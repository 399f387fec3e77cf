// A first mapping for a CSV file: what its header and its first rows suggest. A person looks at it before anything is sent. Pure.
import { csvRows } from "./csv-text.ts";

export const DELIMITERS = [",", ";", "\t", "|"] as const;
export const KINDS = ["number", "integer", "text", "boolean", "relationship"] as const;
export type Kind = (typeof KINDS)[number];

export interface MappedColumn {
  readonly column: string;
  readonly property: string;
  readonly kind: Kind;
  readonly unit?: string;
  readonly required?: boolean;
  readonly missing?: readonly string[];
}

/** A mapping as the gateway takes it. */
export interface Mapping {
  readonly delimiter: string;
  readonly decimal: "." | ",";
  readonly encoding: "utf-8" | "windows-1251" | "utf-16le";
  readonly type: string;
  readonly id: string;
  readonly time: { readonly column: string; readonly format: string; readonly zone: string };
  readonly columns: readonly MappedColumn[];
  readonly location?: { readonly longitude: string; readonly latitude: string };
}

/** What a schema says of a property. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Cells that mean: no value. */
export const MISSING = ["", "-", "—", "NA", "null", "н/д"];

const TIMES: readonly (readonly [looks: RegExp, format: string])[] = [
  [/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?$/, "rfc3339"],
  [/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/, "DD.MM.YYYY HH:mm:ss"],
  [/^\d\d\.\d\d\.\d{4} \d\d:\d\d$/, "DD.MM.YYYY HH:mm"],
  [/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/, "DD/MM/YYYY HH:mm"],
  [/^\d\d\.\d\d\.\d{4}$/, "DD.MM.YYYY"],
  [/^1\d{9}$/, "unix-seconds"],
  [/^1\d{12}$/, "unix-milliseconds"],
];
const UNITS: readonly (readonly [looks: RegExp, code: string])[] = [
  [/(µg|μg|ug|мкг)\s*\/\s*(m|м)/i, "GQ"],
  [/(mg|мг)\s*\/\s*(m|м)(3|³)/i, "GP"],
  [/°\s*[cс]/i, "CEL"],
  [/(km\/h|км\/ч)/i, "KMH"],
  [/(m\/s|м\/с)/i, "MTS"],
  [/kwh|квт.?ч/i, "KWH"],
  [/\bkg\b|кг/i, "KGM"],
  [/%/, "P1"],
];
/** Units of properties whose column names none. */
const USUAL_UNITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(["pm1", "pm25", "pm10", "no2", "so2", "o3"].map((name) => [name, "GQ"])),
  co: "GP",
};
const ID =
  /^(station|sensor|device|vehicle|container|stop|route|станция|датчик|пост|бекет)|(^|[_ ])(id|code|код)$/i;
const LATITUDE = /^(lat|latitude|широта|ендік)$/i;
const LONGITUDE = /^(lon|lng|long|longitude|долгота|бойлық)$/i;

/** The delimiter that the header has most of. */
export const delimiterOf = (text: string): string => {
  const [line = ""] = text.split(/\r?\n/, 1);
  return DELIMITERS.toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!;
};

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
const kindOf = (type: string): Kind =>
  type === "integer" || type === "boolean" ? type : type === "number" ? "number" : "text";

/** The mapping that a file suggests for a schema; what cannot be told is left for a person. */
export function guessMapping(
  text: string,
  {
    type,
    properties,
    encoding,
  }: { type: string; properties: readonly Property[] } & Pick<Mapping, "encoding">,
): Mapping {
  const delimiter = delimiterOf(text);
  const [header, ...rows] = csvRows(text, delimiter, 21);
  const names = (header?.cells ?? []).map((cell) => cell.trim());
  const cellsOf = (name: string): string[] =>
    rows.map(({ cells }) => (cells[names.indexOf(name)] ?? "").trim()).filter((cell) => cell !== "");
  const decimal =
    delimiter !== "," && rows.some(({ cells }) => cells.some((cell) => /^-?\d+,\d+$/.test(cell.trim())))
      ? ","
      : ".";
  const time = guessTime(names, cellsOf);
  const latitude = names.find((name) => LATITUDE.test(name));
  const longitude = names.find((name) => LONGITUDE.test(name));
  const id = names.find((name) => ID.test(name));
  const taken = new Set([time.column, latitude, longitude, id]);
  const columns: MappedColumn[] = [];
  for (const name of names) {
    const property = taken.has(name) ? undefined : propertyOf(name, properties, columns);
    if (property === undefined) continue;
    const kind = kindOf(property.type);
    const unit = kind === "text" ? undefined : unitOf(name, property.name);
    columns.push({
      ...{ column: name, property: property.name, kind, missing: MISSING, required: property.required },
      ...(unit !== undefined && { unit }),
    });
  }
  return {
    ...{ delimiter, decimal, encoding, type, time, columns },
    id: `urn:ngsi-ld:${type}:${id === undefined ? "1" : `{${id}}`}`,
    ...(latitude !== undefined && longitude !== undefined && { location: { latitude, longitude } }),
  };
}

function propertyOf(
  column: string,
  properties: readonly Property[],
  before: readonly MappedColumn[],
): Property | undefined {
  const free = properties.filter(({ name }) => before.every(({ property }) => property !== name));
  const found = plain(column);
  return (
    free.find(({ name }) => plain(name) === found) ??
    free.find(({ name }) => plain(name).length > 2 && found.startsWith(plain(name)))
  );
}

const unitOf = (column: string, property: string): string | undefined =>
  UNITS.find(([looks]) => looks.test(column))?.[1] ?? USUAL_UNITS[property];

function guessTime(names: readonly string[], cellsOf: (name: string) => string[]): Mapping["time"] {
  for (const [looks, format] of TIMES) {
    const column = names.find((name) => {
      const cells = cellsOf(name);
      return cells.length > 0 && cells.filter((cell) => looks.test(cell)).length * 2 > cells.length;
    });
    if (column === undefined) continue;
    const hasOffset = cellsOf(column).some((cell) => /(Z|[+-]\d\d:?\d\d)$/.test(cell) && cell.includes(":"));
    const zone = format === "rfc3339" && hasOffset ? "offset" : /utc|gmt/i.test(column) ? "utc" : "+05:00";
    return { column, format, zone };
  }
  return { column: names[0] ?? "", format: "rfc3339", zone: "+05:00" };
}
