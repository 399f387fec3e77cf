// The catalogue as DCAT-AP 3 in JSON-LD: data sets with their files, each file's checksum bound to a block. Pure.
import { DOWNLOAD_FILE_FORMATS, type DownloadFileFormat } from "@alatau/sdk";
import type { Description } from "../data-sets/description.ts";
import type { DatasetTerms } from "../data-sets/terms.ts";

/** A data set as the catalogue shows it. */
export interface CatalogueEntry {
  readonly terms: DatasetTerms;
  readonly description: Description;
  /** Over all records that everybody holds, as of a block; null where it is not known or not complete. */
  readonly fingerprint: { readonly root: string; readonly block: number } | null;
}

export interface CatalogueOptions {
  /** Address of this gateway, without a slash at its end. */
  readonly url: string;
  /** Name of the network. */
  readonly network: string;
  /** Participant that runs the network. */
  readonly operator: number;
}

/** How a fingerprint is made: RFC 9162 over keccak256, leaves as docs/proof.md has them. SPDX has no name for it. */
export const FINGERPRINT_ALGORITHM = "urn:alatau:checksum:fingerprint-rfc9162-keccak256";

const EU = "http://publications.europa.eu/resource/authority";
const MEDIA: Readonly<Record<DownloadFileFormat, { media: string; type: string }>> = {
  csv: { media: "text/csv", type: "CSV" },
  jsonl: { media: "application/jsonl", type: "JSONL" },
  parquet: { media: "application/vnd.apache.parquet", type: "PARQUET" },
};
const FREQUENCIES: readonly (readonly [seconds: number, name: string])[] = [
  [60, "UPDATE_CONT"],
  [3_600, "HOURLY"],
  [86_400, "DAILY"],
  [604_800, "WEEKLY"],
  [2_678_400, "MONTHLY"],
  [31_622_400, "ANNUAL"],
];
const ACCESS = { public: "PUBLIC", members: "RESTRICTED", owner: "NON_PUBLIC" } as const;

export const CATALOGUE_CONTEXT = {
  dcat: "http://www.w3.org/ns/dcat#",
  dct: "http://purl.org/dc/terms/",
  foaf: "http://xmlns.com/foaf/0.1/",
  spdx: "http://spdx.org/rdf/terms#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
} as const;

type Texts = Readonly<Record<string, string | undefined>>;
const texts = (by: Texts) =>
  Object.entries(by).flatMap(([language, value]) =>
    value === undefined ? [] : [{ "@language": language, "@value": value }],
  );
const id = (iri: string) => ({ "@id": iri });

/** The whole catalogue. */
export function catalogueOf(entries: readonly CatalogueEntry[], options: CatalogueOptions): object {
  const { url, network, operator } = options;
  return {
    "@context": CATALOGUE_CONTEXT,
    "@id": `${url}/v1/catalogue`,
    "@type": "dcat:Catalog",
    "dct:title": texts({
      en: `Data sets of ${network}`,
      ru: `Наборы данных ${network}`,
      kk: `${network} деректер жинақтары`,
    }),
    "dct:description": texts({
      en: "What agencies publish on the ledger; every record is checked by others and provable.",
      ru: "Что ведомства публикуют в реестре; каждую запись проверяют другие, и она доказуема.",
      kk: "Ведомстволар тізілімде жариялайтын деректер; әр жазбаны басқалар тексереді және ол дәлелденеді.",
    }),
    "dct:publisher": agent(operator, options),
    "dcat:dataset": entries.map((entry) => datasetOf(entry, options)),
  };
}

const agent = (participant: number, { url }: CatalogueOptions) => ({
  "@id": `${url}/v1/participants/${participant}`,
  "@type": "foaf:Agent",
  "foaf:name": `Participant ${participant}`,
});

function datasetOf(entry: CatalogueEntry, options: CatalogueOptions): object {
  const { terms, description } = entry;
  const here = `${options.url}/v1/data-sets/${terms.name}`;
  const { theme, keywords = [], source } = description;
  return {
    "@id": here,
    "@type": "dcat:Dataset",
    "dct:identifier": terms.dataset,
    "dct:title": texts(description.title),
    "dct:description": texts(description.description ?? description.title),
    "dct:publisher": agent(terms.owner, options),
    "dct:accessRights": id(`${EU}/access-right/${ACCESS[terms.visibility]}`),
    ...(theme !== undefined && { "dcat:theme": themeOf(theme) }),
    ...(keywords.length > 0 && { "dcat:keyword": keywords }),
    ...(source !== undefined && {
      "dct:provenance": { "@type": "dct:ProvenanceStatement", "dct:description": source },
    }),
    ...(terms.cadenceSeconds !== null && { "dct:accrualPeriodicity": frequencyOf(terms.cadenceSeconds) }),
    ...(terms.schema !== null && {
      "dct:conformsTo": {
        "@id": `${here}/schema`,
        "@type": "dct:Standard",
        "dct:identifier": terms.schema.hash,
      },
    }),
    "dcat:distribution": DOWNLOAD_FILE_FORMATS.map((format) => distributionOf(entry, format, here)),
  };
}

/** A file of what stood at the block whose fingerprint is the checksum; without one, of what stands. */
function distributionOf(
  { description, fingerprint }: CatalogueEntry,
  format: DownloadFileFormat,
  here: string,
): object {
  const asOf = fingerprint === null ? "" : `&asOf=${fingerprint.block}`;
  const { media, type } = MEDIA[format];
  return {
    "@id": `${here}/download?format=${format}`,
    "@type": "dcat:Distribution",
    "dct:title": texts({ en: type, ru: type, kk: type }),
    "dcat:accessURL": id(`${here}/download?format=${format}`),
    "dcat:downloadURL": id(`${here}/download?format=${format}${asOf}`),
    "dcat:mediaType": id(`https://www.iana.org/assignments/media-types/${media}`),
    "dct:license": licenceOf(description.licence),
    "dct:relation": id(`${here}/download/proof${asOf.replace("&", "?")}`),
    ...(fingerprint !== null && {
      "spdx:checksum": {
        "@type": "spdx:Checksum",
        "spdx:algorithm": id(FINGERPRINT_ALGORITHM),
        "spdx:checksumValue": { "@type": "xsd:hexBinary", "@value": fingerprint.root.slice(2) },
      },
      "dct:source": id(`${here}/fingerprint?block=${fingerprint.block}`),
    }),
  };
}

const themeOf = (theme: string): object =>
  /^https?:|^urn:/.test(theme)
    ? id(theme)
    : id(`${EU}/data-theme/${encodeURIComponent(theme.toUpperCase())}`);

function frequencyOf(cadenceSeconds: number): object {
  const found = cadenceSeconds === 0 ? "IRREG" : FREQUENCIES.find(([most]) => cadenceSeconds <= most)?.[1];
  return id(`${EU}/frequency/${found ?? "OTHER"}`);
}

/** An SPDX identifier, an address, or a text. */
function licenceOf(licence: string): object {
  if (/^https?:/.test(licence)) return id(licence);
  if (/^[A-Za-z0-9.-]+-\d[A-Za-z0-9.-]*$/.test(licence)) return id(`https://spdx.org/licenses/${licence}`);
  return { "@type": "dct:LicenseDocument", "dct:title": licence };
}
