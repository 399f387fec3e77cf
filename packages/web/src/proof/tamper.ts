// Changes one digit of a proof bundle, so that a reader can see the check refuse it. Pure.

/** What of a bundle can be changed by hand. */
export const TAMPER_PARTS = ["reading", "meterRecord", "checker", "head", "statementLine"] as const;
export type TamperPart = (typeof TAMPER_PARTS)[number];

export interface Tampered {
  readonly text: string;
  /** Where in the bundle, such as `sale.reading.exportWh`. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

const PATHS: Readonly<Record<TamperPart, readonly Path[]>> = {
  reading: [
    ["sale", "reading", "exportEndWh"],
    ["sale", "reading", "importEndWh"],
  ],
  meterRecord: [["record", "payload", "bytes"]],
  checker: [
    ["sale", "reading", "signatures", 0],
    ["record", "signatures", 0],
  ],
  head: [["blocks", 0, "head"]],
  statementLine: [["statement", "lines", 0, 4]],
};

/** The parts that this bundle has. */
export function tamperParts(text: string): TamperPart[] {
  const bundle = parse(text);
  return TAMPER_PARTS.filter((part) => PATHS[part].some((path) => typeof at(bundle, path) === "string"));
}

/** The bundle with one digit of one part changed; null when it has no such part. */
export function tamper(text: string, part: TamperPart): Tampered | null {
  const bundle = parse(text);
  const path = PATHS[part].find((each) => typeof at(bundle, each) === "string");
  if (path === undefined) return null;
  const value = at(bundle, path) as string;
  const changed = part === "meterRecord" ? changePayload(value) : changeText(value);
  if (changed === null) return null;
  const holder = at(bundle, path.slice(0, -1)) as Record<string | number, Json>;
  holder[path.at(-1)!] = changed.value;
  return {
    text: JSON.stringify(bundle),
    where: path.join("."),
    before: changed.before,
    after: changed.after,
  };
}

interface Change {
  readonly value: string;
  readonly before: string;
  readonly after: string;
}

/** The last digit of a number; of other text the letter in its middle. */
function changeText(value: string): Change | null {
  if (value === "") return null;
  const where = /^\d+$/.test(value) ? value.length - 1 : Math.floor(value.length / 2);
  const after = replaceAt(value, where);
  return { value: after, before: excerpt(value, where), after: excerpt(after, where) };
}

/** A digit of the last register value in the meter's own text. */
function changePayload(value: string): Change | null {
  const record = decode(value);
  const field = [...record.matchAll(/"RV"\s*:\s*"?-?[\d.]*\d/g)].at(-1);
  const last = field === undefined ? record.search(/\d/) : field.index + field[0].length - 1;
  if (last < 0) return null;
  const changed = replaceAt(record, last);
  return { value: encode(changed), before: excerpt(record, last), after: excerpt(changed, last) };
}

function replaceAt(text: string, where: number): string {
  const letter = text[where]!;
  const other = /\d/.test(letter) ? String((Number(letter) + 1) % 10) : letter === "A" ? "B" : "A";
  return text.slice(0, where) + other + text.slice(where + 1);
}

const excerpt = (text: string, where: number): string =>
  `${where > 12 ? "…" : ""}${text.slice(Math.max(0, where - 12), where + 5)}${where + 5 < text.length ? "…" : ""}`;

const parse = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
};

const at = (value: Json, path: Path): Json | undefined =>
  path.reduce<Json | undefined>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string | number, Json>)[key] : undefined,
    value,
  );

// One letter for one byte: the record's bytes survive whatever their encoding.
const decode = (text: string): string => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
const encode = (text: string): string =>
  btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
