// Changes one digit of a proof bundle, so that a reader can see the check refuse it. The bundle is opened and packed anew.
import { openBundle, packBundle, readBundleText, toHex, type BundleContent } from "@alatau/sdk";

/** What of a bundle can be changed by hand. */
export const TAMPER_PARTS = [
  "reading",
  "meterRecord",
  "checker",
  "head",
  "statementLine",
  "paymentReceipt",
] as const;
export type TamperPart = (typeof TAMPER_PARTS)[number];

export interface Tampered {
  readonly text: string;
  /** Where in the bundle, such as `sale.reading.exportEndWh`. */
  readonly where: string;
  readonly before: string;
  readonly after: string;
}

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
  statementLine: [["statement", "rows"]],
  paymentReceipt: [["payment", "moves", 0, "receipt", 0]],
};

/** The parts that this bundle has. */
export async function tamperParts(text: string): Promise<TamperPart[]> {
  const content = await contentOf(text);
  return TAMPER_PARTS.filter((part) => PATHS[part].some((path) => isChangeable(at(content, path))));
}

/** The bundle with one digit of one part changed; null when it has no such part. */
export async function tamper(text: string, part: TamperPart): Promise<Tampered | null> {
  const content = await contentOf(text);
  const path = PATHS[part].find((each) => isChangeable(at(content, each)));
  if (content === null || path === undefined) return null;
  const value = at(content, path) as bigint | Uint8Array;
  const changed = typeof value === "bigint" ? changeNumber(value) : changeBytes(value, part);
  if (changed === null) return null;
  const copy = structuredClone(content);
  const holder = at(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  holder[path.at(-1)!] = changed.value;
  return {
    text: JSON.stringify(await packBundle(copy)),
    where: path.join("."),
    before: changed.before,
    after: changed.after,
  };
}

interface Change {
  readonly value: bigint | Uint8Array;
  readonly before: string;
  readonly after: string;
}

/** The last digit of a number. */
function changeNumber(value: bigint): Change {
  const text = String(value);
  const after = replaceAt(text, text.length - 1);
  return {
    value: BigInt(after),
    before: excerpt(text, text.length - 1),
    after: excerpt(after, text.length - 1),
  };
}

/** A digit of the last register value in the meter's own text; of other bytes one in their middle, shown in hex. */
function changeBytes(value: Uint8Array, part: TamperPart): Change | null {
  if (part !== "meterRecord") {
    const middle = Math.floor(value.length / 2);
    const changed = value.with(middle, value[middle]! ^ 1);
    const where = 2 + 2 * middle;
    return { value: changed, before: excerpt(toHex(value), where), after: excerpt(toHex(changed), where) };
  }
  const record = String.fromCharCode(...value); // one letter for one byte, whatever their encoding
  const field = [...record.matchAll(/"RV"\s*:\s*"?-?[\d.]*\d/g)].at(-1);
  const last = field === undefined ? record.search(/\d/) : field.index + field[0].length - 1;
  if (last < 0) return null;
  const changed = replaceAt(record, last);
  return {
    value: Uint8Array.from(changed, (letter) => letter.charCodeAt(0)),
    before: excerpt(record, last),
    after: excerpt(changed, last),
  };
}

function replaceAt(text: string, where: number): string {
  return text.slice(0, where) + String((Number(text[where]) + 1) % 10) + text.slice(where + 1);
}

const excerpt = (text: string, where: number): string =>
  `${where > 12 ? "…" : ""}${text.slice(Math.max(0, where - 12), where + 5)}${where + 5 < text.length ? "…" : ""}`;

async function contentOf(text: string): Promise<BundleContent | null> {
  try {
    return await openBundle(readBundleText(text));
  } catch {
    return null;
  }
}

const isChangeable = (value: unknown): boolean =>
  typeof value === "bigint" || (value instanceof Uint8Array && value.length > 0);

const at = (value: unknown, path: Path): unknown =>
  path.reduce(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
