// What a JSON Schema says of an entity, for people: its type, and its properties one by one. Pure.
import type { JsonSchema, SchemaFile } from "./answers.ts";
import type { Property } from "./guess-mapping.ts";

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every part of a schema that says something of the entity itself: `allOf` and references are followed. */
function partsOf(schema: unknown, references: Readonly<Record<string, unknown>>, depth = 0): JsonSchema[] {
  if (!isObject(schema) || depth > 8) return [];
  const { $ref, allOf } = schema;
  const named = typeof $ref === "string" ? [follow($ref, references)] : [];
  const all = Array.isArray(allOf) ? (allOf as unknown[]) : [];
  return [schema, ...[...named, ...all].flatMap((each) => partsOf(each, references, depth + 1))];
}

function follow(address: string, references: Readonly<Record<string, unknown>>): unknown {
  const [url = "", pointer = ""] = address.split("#");
  let found = references[url];
  for (const part of pointer.split("/").filter((each) => each !== ""))
    found = isObject(found) ? found[part] : undefined;
  return found;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function typeOf(property: unknown): string {
  if (!isObject(property)) return "";
  const { type, format, enum: values, const: only } = property;
  if (only !== undefined) return String(only);
  if (Array.isArray(values)) return values.map(String).join(" | ");
  const name = Array.isArray(type) ? type.join(" | ") : textOf(type);
  return typeof format === "string" ? `${name} (${format})` : name;
}

/** The properties that a schema names, the required ones first. */
export function propertiesOf({ schema, references }: Pick<SchemaFile, "schema" | "references">): Property[] {
  const parts = partsOf(schema, references);
  const required = new Set(parts.flatMap(({ required: names }) => (Array.isArray(names) ? names : [])));
  const named = new Map(
    parts.flatMap(({ properties }) => (isObject(properties) ? Object.entries(properties) : [])),
  );
  return [...named]
    .map(([name, property]) => ({
      ...{ name, type: typeOf(property), required: required.has(name) },
      description: isObject(property) ? textOf(property["description"]) : "",
    }))
    .toSorted((a, b) => Number(b.required) - Number(a.required));
}

/** The entity type that a schema allows; an empty text where it names none. */
export function entityTypeOf(file: Pick<SchemaFile, "schema" | "references">): string {
  const found = propertiesOf(file).find(({ name }) => name === "type")?.type ?? "";
  const [first = ""] = found.split(" | ");
  return first;
}

/** A schema out of the files that somebody chose: the first, and those that it refers to by their `$id`. @throws {SyntaxError} */
export function schemaOf(texts: readonly string[]): SchemaFile {
  const [schema, ...others] = texts.map((text) => JSON.parse(text) as unknown);
  if (!isObject(schema) || !others.every(isObject)) throw new SyntaxError("a schema is an object");
  const id = textOf(schema["$id"]) || textOf(schema["title"]) || "schema";
  return {
    ...{ id: id.slice(0, 200), schema },
    references: Object.fromEntries(others.map((each) => [textOf(each["$id"]), each])),
  };
}
