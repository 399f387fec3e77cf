// What a source of city data is: a named description that says everything a data set needs, and where its entities come from. Pure.
import type { QualityRules } from "@alatau/city";
import type { CsvMapping, JsonValue, KeyValues } from "@alatau/formats";

/** The agencies of the demo's city. */
export const AGENCIES = ["transport", "energy", "environment"] as const;
export type Agency = (typeof AGENCIES)[number];

export interface Languages {
  readonly en: string;
  readonly ru: string;
  readonly kk: string;
}

/** A schema: the name of a Smart Data Model in examples/city/models, or one of our own. */
export type SourceSchema =
  string | { readonly id: string; readonly schema: Readonly<Record<string, unknown>> };

export interface Source {
  /** Name of its data set. */
  readonly name: string;
  readonly agency: Agency;
  readonly title: Languages;
  readonly description?: Languages;
  /** Where the data come from, as readers name it. */
  readonly from: string;
  readonly schema: SourceSchema;
  readonly format: "ngsi-ld" | "jsonl" | "csv";
  /** For CSV: how columns become properties. */
  readonly mapping?: CsvMapping;
  readonly visibility: "public" | "members";
  readonly licence: string;
  readonly simulated: boolean;
  readonly theme: string;
  readonly quality?: QualityRules;
  readonly kAnonymity?: number;
  /** Quarter-hours between two rounds; 0 for what is published when something happens. */
  readonly every: number;
  /** Which of those quarter-hours, so that not all sources speak at once. */
  readonly phase: number;
  /** UN/CEFACT codes by property. */
  readonly units: Readonly<Record<string, string>>;
  /** What every subject says at a moment (Unix seconds, the beginning of a quarter-hour): the same arguments, the same entities. */
  readonly entities: (seed: number, at: number) => readonly KeyValues[];
}

/** EU data themes. */
const THEMES = { transport: "TRAN", energy: "ENER", environment: "ENVI" } as const;
const THEME = "http://publications.europa.eu/resource/authority/data-theme/";

/** What most sources have in common: simulated, public, once an hour. */
export function source(
  given: Pick<Source, "name" | "agency" | "title" | "from" | "schema" | "entities"> & Partial<Source>,
): Source {
  return {
    ...{ format: "ngsi-ld", visibility: "public", licence: "CC-BY-4.0", simulated: true, every: 4, phase: 0 },
    theme: THEME + THEMES[given.agency],
    units: {},
    ...given,
  };
}

/** A schema of our own, where no Smart Data Model fits: properties by name, all required unless their name ends with «?». */
export function ownSchema(type: string, properties: Readonly<Record<string, unknown>>): SourceSchema {
  const entries = Object.entries(properties).map(
    ([name, schema]) => [name.replace(/\?$/, ""), schema] as const,
  );
  const required = Object.keys(properties).filter((name) => !name.endsWith("?"));
  return {
    id: type,
    schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      required: ["id", "type", ...required],
      properties: { id: { type: "string" }, type: { const: type }, ...Object.fromEntries(entries) },
    },
  };
}

/** Shorthands for {@link ownSchema}. */
export const number = (minimum: number, maximum: number) => ({ type: "number", minimum, maximum }) as const;
export const count = { type: "integer", minimum: 0 } as const;
export const text = { type: "string", maxLength: 200 } as const;
export const time = { type: "string", format: "date-time" } as const;
export const point = {
  type: "object",
  required: ["type", "coordinates"],
  properties: { type: { const: "Point" }, coordinates: { type: "array", items: { type: "number" } } },
} as const;

/** An entity of a kind, by its own number or name. */
export const entity = (
  type: string,
  name: string | number,
  properties: Readonly<Record<string, JsonValue>>,
): KeyValues => ({ id: `urn:ngsi-ld:${type}:${name}`, type, ...properties });

/** `2025-01-31T09:00:00Z` of Unix seconds. */
export const iso = (at: number): string => new Date(at * 1000).toISOString().replace(".000Z", "Z");
