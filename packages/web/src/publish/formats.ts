// Which format a file is in, by its name; the gateway reads it by that type. Pure.

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  txt: "text/csv",
  json: "application/json",
  jsonld: "application/ld+json",
  jsonl: "application/x-ndjson",
  ndjson: "application/x-ndjson",
  pb: "application/x-protobuf",
  zip: "application/zip",
};

/** For the file dialog. */
export const ACCEPTED = Object.keys(TYPES)
  .map((ending) => `.${ending}`)
  .join(",");

/** The media type of a file; null for a name that tells none. */
export const typeOf = (name: string): string | null =>
  TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? null;
