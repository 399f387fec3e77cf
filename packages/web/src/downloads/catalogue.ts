// The catalogue as the page shows it, out of the JSON-LD that portals read. Pure.
import type { Language } from "../format.ts";
import type { TextKey } from "../texts/en.ts";

type Node = Readonly<Record<string, unknown>>;

export interface CatalogueFile {
  readonly label: string;
  readonly href: string;
  readonly proof: string | null;
}

export interface CatalogueSet {
  readonly address: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly publisher: string;
  readonly frequency: TextKey | null;
  readonly licence: string;
  readonly files: readonly CatalogueFile[];
  readonly fingerprint: { readonly root: string; readonly block: string } | null;
}

const FREQUENCY: Readonly<Record<string, TextKey>> = {
  UPDATE_CONT: "frequency.cont",
  HOURLY: "frequency.hourly",
  DAILY: "frequency.daily",
  WEEKLY: "frequency.weekly",
  MONTHLY: "frequency.monthly",
  ANNUAL: "frequency.annual",
  IRREG: "frequency.irreg",
};

const nodes = (value: unknown): Node[] =>
  value === undefined ? [] : ((Array.isArray(value) ? value : [value]) as Node[]);
const iri = (value: unknown): string => String(nodes(value)[0]?.["@id"] ?? "");
const lastOf = (address: string): string => decodeURIComponent(address.split("/").at(-1) ?? "");
/** Without the host: the page stays where it is. */
const local = (address: string): string => address.replace(/^https?:\/\/[^/]+/, "");

/** A text in the reader's language, else in English, else the first. */
function textIn(value: unknown, language: Language): string {
  const all = nodes(value);
  const found = [language, "en"].map((each) => all.find((text) => text["@language"] === each)).find(Boolean);
  return String((found ?? all[0])?.["@value"] ?? "");
}

/** The data sets of a catalogue. */
export const setsOf = (catalogue: Node, language: Language): CatalogueSet[] =>
  nodes(catalogue["dcat:dataset"]).map((set) => setOf(set, language));

function setOf(set: Node, language: Language): CatalogueSet {
  const files = nodes(set["dcat:distribution"]);
  const address = String(set["@id"]);
  const [sum] = nodes(files[0]?.["spdx:checksum"]);
  const root = nodes(sum?.["spdx:checksumValue"])[0]?.["@value"];
  const block = /block=(\d+)/.exec(iri(files[0]?.["dct:source"]))?.[1];
  const rhythm = iri(set["dct:accrualPeriodicity"]);
  const [licence] = nodes(files[0]?.["dct:license"]);
  return {
    ...{ address: local(address), name: lastOf(address) },
    title: textIn(set["dct:title"], language),
    description: textIn(set["dct:description"], language),
    publisher: String(nodes(set["dct:publisher"])[0]?.["foaf:name"] ?? ""),
    frequency: rhythm === "" ? null : (FREQUENCY[lastOf(rhythm)] ?? "frequency.other"),
    licence: String(licence?.["dct:title"] ?? lastOf(iri(licence))),
    files: files.map((file) => ({
      label: textIn(file["dct:title"], "en"),
      href: local(iri(file["dcat:downloadURL"])),
      proof: iri(file["dct:relation"]) === "" ? null : local(iri(file["dct:relation"])),
    })),
    fingerprint: root === undefined || block === undefined ? null : { root: `0x${String(root)}`, block },
  };
}
