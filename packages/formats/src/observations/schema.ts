// JSON Schemas of data sets, above all Smart Data Models, which describe the key-values form; compiled with their references at hand.
import { Ajv, type AnySchemaObject, type ErrorObject } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { isJsonObject, type JsonValue } from "./entity.ts";

/** What one value is refused for: a JSON Pointer into it (empty: the whole), and what the schema says. */
export interface SchemaFault {
  readonly path: string;
  readonly message: string;
}

export interface CompiledSchema {
  readonly ok: true;
  /** What is wrong with a value, at most a hundred faults; empty when it is valid. */
  readonly validate: (value: unknown) => readonly SchemaFault[];
  /** The documents that it refers to, by URL: they belong to the schema's identity. */
  readonly documents: ReadonlyMap<string, unknown>;
}

export interface SchemaRefused {
  readonly ok: false;
  readonly code: "schema-invalid" | "schema-reference-unresolved";
  readonly detail: string;
}

/** Gives the document of a URL (without fragment), or undefined; it never reaches for a network. */
export type SchemaResolver = (url: string) => unknown;

const MAX_FAULTS = 100;
const MAX_DOCUMENTS = 64;
/**
 * Smart Data Models declare `date-time` and show times without an offset in their own examples: the schema takes both, and whoever
 * reads the observation's time refuses what has no zone.
 */
const DATE_TIME = ajvFormats.default.get("iso-date-time");

/**
 * Compiles a schema of draft 2020-12 (or, when it declares it, draft-07 or -06) whose references the resolver answers. Annotations that
 * are no keywords (`modelTags`, `$schemaVersion`) are let through. Never throws.
 */
export function compileSchema(
  schema: unknown,
  resolve: SchemaResolver = () => undefined,
): CompiledSchema | SchemaRefused {
  if (!isJsonObject(schema)) return { ok: false, code: "schema-invalid", detail: "it is no JSON object" };
  const documents = new Map<string, unknown>();
  const missing = gather(schema, baseOf(schema), resolve, documents);
  if (missing.length > 0)
    return { ok: false, code: "schema-reference-unresolved", detail: missing.join(", ") };
  try {
    const ajv = createAjv(schema);
    for (const [url, document] of documents) ajv.addSchema(withoutId(document), url);
    const check = ajv.compile(withoutDialect(schema));
    const validate = (value: unknown): readonly SchemaFault[] =>
      check(value) ? [] : (check.errors ?? []).slice(0, MAX_FAULTS).map(faultOf);
    return { ok: true, validate, documents };
  } catch (failure) {
    return { ok: false, code: "schema-invalid", detail: (failure as Error).message };
  }
}

function createAjv(schema: { readonly [name: string]: JsonValue }): Ajv {
  const options = { strict: false, allErrors: true, logger: false, validateFormats: true } as const;
  const isOld = typeof schema.$schema === "string" && /draft-0[67]/.test(schema.$schema);
  const ajv = isOld ? new Ajv(options) : (new Ajv2020(options) as unknown as Ajv);
  ajvFormats.default(ajv);
  ajv.addFormat("date-time", DATE_TIME);
  ajv.addFormat("idn-email", ajvFormats.default.get("email"));
  return ajv;
}

const faultOf = ({ instancePath, message = "is not valid", params }: ErrorObject): SchemaFault => {
  const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues;
  const extra = (params as { additionalProperty?: string }).additionalProperty;
  const more = allowed !== undefined ? `: ${allowed.join(", ")}` : extra !== undefined ? `: ${extra}` : "";
  return { path: instancePath, message: `${message}${more}`.slice(0, 300) };
};

const baseOf = (schema: { readonly [name: string]: JsonValue }): string =>
  typeof schema.$id === "string" ? schema.$id : "urn:schema";

/** The documents are known by the URL that was asked for, and their dialect is the one of the schema that asks. */
const withoutId = (document: unknown): AnySchemaObject => without(["$id", "$schema"], document);
const withoutDialect = (document: unknown): AnySchemaObject => without(["$schema"], document);

const without = (names: readonly string[], document: unknown): AnySchemaObject =>
  Object.fromEntries(Object.entries(document as object).filter(([name]) => !names.includes(name)));

/** Asks for every document that the references name, and for theirs; answers those that nobody knows. */
function gather(
  schema: JsonValue,
  base: string,
  resolve: SchemaResolver,
  documents: Map<string, unknown>,
): string[] {
  const missing: string[] = [];
  for (const reference of new Set(referencesIn(schema))) {
    const url = documentUrl(reference, base);
    if (url === null || url === documentUrl(base, base) || documents.has(url)) continue;
    const document = documents.size < MAX_DOCUMENTS ? resolve(url) : undefined;
    if (!isJsonObject(document)) missing.push(url);
    else {
      documents.set(url, document);
      missing.push(...gather(document, url, resolve, documents));
    }
  }
  return [...new Set(missing)];
}

/** The URL of the document that a reference points into; null for one into the same document. */
function documentUrl(reference: string, base: string): string | null {
  if (reference.startsWith("#")) return null;
  const url = URL.canParse(reference, base) ? new URL(reference, base).href : reference;
  return url.replace(/#.*$/s, "");
}

function referencesIn(value: JsonValue): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own =
    !Array.isArray(value) && isJsonObject(value) && typeof value.$ref === "string" ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap((each: JsonValue) => referencesIn(each))];
}
