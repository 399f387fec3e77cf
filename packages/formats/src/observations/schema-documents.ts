// A JSON Schema as one document: references replaced by what they name, annotations left out, so that two versions can be compared.
import { isJsonObject, type JsonValue } from "./entity.ts";
import type { SchemaResolver } from "./schema.ts";

export type Schema = boolean | { readonly [keyword: string]: JsonValue };

/** Keywords that say nothing about which values are valid. */
const ANNOTATIONS = new Set([
  ...["$schema", "$id", "$comment", "$defs", "definitions", "$schemaVersion", "$anchor", "$vocabulary"],
  ...["title", "description", "default", "examples", "example", "deprecated", "readOnly", "writeOnly"],
  ...["modelTags", "derivedFrom", "license", "contentMediaType", "contentEncoding", "contentSchema"],
]);
/** Keywords whose value maps names to schemas. */
const BY_NAME = new Set(["properties", "patternProperties", "dependentSchemas"]);
/** Keywords whose value is a plain value, whatever it looks like. */
const VALUES = new Set(["enum", "const", "required", "type", "dependentRequired"]);
/** A reference that leads back into itself cannot be written out. */
export const CYCLE = "cycle ";
const MAX_NODES = 50_000;

/** Writes a schema out. A reference that nobody knows, or that leads back into itself, stays a `$ref`. */
export function expandSchema(schema: unknown, resolve: SchemaResolver): Schema {
  let nodes = 0;
  const expand = (value: JsonValue, root: JsonValue, base: string, above: readonly string[]): Schema => {
    nodes += 1;
    if (!isJsonObject(value) || nodes > MAX_NODES) return value === true || value === false ? value : {};
    const { $ref, ...siblings } = value;
    const entries = Object.entries(siblings).filter(([keyword]) => !ANNOTATIONS.has(keyword));
    const members = entries.map(([keyword, each]) => [keyword, inKeyword(keyword, each, root, base, above)]);
    const own = Object.fromEntries(members) as { readonly [keyword: string]: JsonValue };
    if (typeof $ref !== "string") return own;
    const target = follow($ref, root, base, resolve);
    const address = `${base} ${$ref}`;
    const named: Schema =
      target === null
        ? { $ref }
        : above.includes(address)
          ? // How many steps up: two schemas that are written alike then mean the same.
            { $ref: `${CYCLE}${above.length - above.lastIndexOf(address)}` }
          : expand(target.value, target.root, target.base, [...above, address]);
    return Object.keys(own).length === 0 ? named : { allOf: [own, named] };
  };
  const inKeyword = (
    keyword: string,
    value: JsonValue,
    root: JsonValue,
    base: string,
    above: readonly string[],
  ): JsonValue => {
    if (VALUES.has(keyword) || typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => expand(each, root, base, above));
    if (!BY_NAME.has(keyword)) return expand(value, root, base, above);
    const named = Object.entries(value).map(([name, each]) => [name, expand(each, root, base, above)]);
    return Object.fromEntries(named) as JsonValue;
  };
  const base = isJsonObject(schema) && typeof schema.$id === "string" ? schema.$id : "urn:schema";
  return expand(schema as JsonValue, schema as JsonValue, base, []);
}

function follow(
  reference: string,
  root: JsonValue,
  base: string,
  resolve: SchemaResolver,
): { value: JsonValue; root: JsonValue; base: string } | null {
  const [address = "", fragment = ""] = (
    URL.canParse(reference, base) ? new URL(reference, base).href : reference
  ).split("#");
  const isOwn = reference.startsWith("#") || address === base.replace(/#.*$/, "");
  const document = isOwn ? root : resolve(address);
  if (!isJsonObject(document) || (fragment !== "" && !fragment.startsWith("/"))) return null;
  let value: JsonValue | undefined = document;
  for (const step of fragment.split("/").slice(1)) {
    const name = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    const inside: JsonValue | undefined = value;
    value =
      typeof inside === "object" && inside !== null && Object.hasOwn(inside, name)
        ? (inside as { readonly [name: string]: JsonValue })[name]
        : undefined;
  }
  return value === undefined ? null : { value, root: document, base: isOwn ? base : address };
}
