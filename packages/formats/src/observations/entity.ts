// NGSI-LD entities (ETSI GS CIM 009): normalised, concise and key-values forms become one canonical form, and go back.
import { jcs, NotCanonicalError } from "@alatau/sdk";
import { isRefusal, refusal, type Refusal } from "./problems.ts";

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

type JsonObject = { readonly [name: string]: JsonValue };

/** An attribute in the normalised form. */
export interface NgsiLdAttribute {
  readonly type: string;
  /** Of a Property or GeoProperty. */
  readonly value?: JsonValue;
  /** Of a Relationship: the id or ids it refers to. */
  readonly object?: JsonValue;
  /** UN/CEFACT common code. */
  readonly unitCode?: string;
  /** RFC 3339. */
  readonly observedAt?: string;
  readonly [member: string]: JsonValue | undefined;
}

/** An entity in the normalised form; every member but `id`, `type` and `@context` is an attribute, or a list of them with a datasetId. */
export interface NgsiLdEntity {
  readonly id: string;
  readonly type: string;
  readonly [name: string]: JsonValue | NgsiLdAttribute | readonly NgsiLdAttribute[];
}

/** An entity in the key-values (simplified) form. */
export interface KeyValues {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: JsonValue;
}

/** Attribute type → the member that holds its value. */
const VALUE_MEMBERS: Readonly<Record<string, string>> = {
  Property: "value",
  GeoProperty: "value",
  Relationship: "object",
  LanguageProperty: "languageMap",
  VocabProperty: "vocab",
  JsonProperty: "json",
  ListProperty: "valueList",
  ListRelationship: "objectList",
};
const CONCISE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(VALUE_MEMBERS)
    .filter(([type]) => type !== "GeoProperty")
    .map(([type, member]) => [member, type]),
);
const GEOMETRIES = /^(Multi)?(Point|LineString|Polygon)$|^GeometryCollection$/;
const NAME = /^[A-Za-z][\w.:/#-]{0,255}$/;
const ID = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/;
/** Members of an attribute that are no attributes of the attribute. */
const PLAIN = new Set([
  ...["type", "unitCode", "observedAt", "datasetId", "createdAt", "modifiedAt", "deletedAt", "instanceId"],
  ...["objectType", "lang", ...Object.values(VALUE_MEMBERS)],
]);
const MAX_DEPTH = 16;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isGeometry = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  typeof value.type === "string" &&
  GEOMETRIES.test(value.type) &&
  (Array.isArray(value.coordinates) || Array.isArray(value.geometries));

const isUrn = (value: JsonValue): boolean => typeof value === "string" && /^urn:\S+$/i.test(value);
const refersTo = (value: JsonValue): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isUrn) : isUrn(value);

const isNormalised = (value: JsonValue): value is JsonObject =>
  isJsonObject(value) && typeof value.type === "string" && Object.hasOwn(VALUE_MEMBERS, value.type);

/** The attribute that a plain value is: a geometry, ids that begin with `urn:`, or a property. */
function attributeOf(value: JsonValue, unitCode?: string): NgsiLdAttribute {
  if (isGeometry(value)) return { type: "GeoProperty", value };
  if (refersTo(value)) return { type: "Relationship", object: value };
  return { type: "Property", value, ...(unitCode !== undefined && { unitCode }) };
}

/** An attribute in the concise form, or null when it is a plain value. */
function fromConcise(value: JsonValue): NgsiLdAttribute | null {
  if (!isJsonObject(value) || Object.hasOwn(value, "type")) return null;
  const members = Object.keys(value).filter((name) => Object.hasOwn(CONCISE, name));
  if (members.length !== 1) return null;
  const type = isGeometry(value[members[0]!]!) ? "GeoProperty" : CONCISE[members[0]!]!;
  return { ...value, type };
}

const isReserved = (name: string): boolean => name === "id" || name === "type" || name === "@context";

/** The attributes of an entity with their names; one that stands several times (datasetId) is listed as often. */
export const attributesOf = (entity: NgsiLdEntity): readonly (readonly [string, NgsiLdAttribute])[] =>
  Object.entries(entity)
    .filter(([name]) => !isReserved(name))
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => [name, each as NgsiLdAttribute] as const),
    );

/**
 * Key-values → normalised: geometries become GeoProperties, ids that begin with `urn:` Relationships, all else Properties, with the
 * unit codes given by property. {@link toKeyValues} gives the same key-values back.
 */
export function toNormalised(
  keyValues: KeyValues,
  units: Readonly<Record<string, string>> = {},
): NgsiLdEntity {
  const members = Object.entries(keyValues).map(([name, value]) => [
    name,
    isReserved(name) ? value : attributeOf(value, Object.hasOwn(units, name) ? units[name] : undefined),
  ]);
  return sorted(Object.fromEntries(members) as JsonValue) as unknown as NgsiLdEntity;
}

/** Normalised → key-values, which JSON Schemas of Smart Data Models describe. Units, times and `@context` are left out. */
export function toKeyValues(entity: NgsiLdEntity): KeyValues {
  const members = Object.entries(entity)
    .filter(([name]) => name !== "@context")
    .map(([name, value]) => [name, isReserved(name) ? value : plainOf(value as JsonValue)]);
  return Object.fromEntries(members) as KeyValues;
}

function plainOf(attribute: JsonValue): JsonValue {
  if (Array.isArray(attribute)) return attribute.map(plainOf);
  const { type, ...members } = attribute as JsonObject;
  return members[VALUE_MEMBERS[type as string] ?? "value"] ?? null;
}

/**
 * The canonical normalised form of an entity in any form: members sorted, `{"@type":"DateTime","@value":…}` as its text, minus zero as
 * zero. Refuses what is no entity, nulls, and numbers that canonical JSON would change.
 */
export function canonicalEntity(input: unknown): NgsiLdEntity | Refusal {
  if (!isJsonObject(input)) return refusal("entity-invalid", "it is no JSON object");
  const { id, type } = input;
  if (typeof id !== "string" || id.length > 256 || !ID.test(id))
    return refusal("id-invalid", `the id is ${JSON.stringify(id)?.slice(0, 80)}`);
  if (typeof type !== "string" || !NAME.test(type))
    return refusal("entity-invalid", `the type is ${JSON.stringify(type)?.slice(0, 80)}`);
  const entity: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(input)) {
    const member = isReserved(name) ? value : canonicalAttribute(name, value, 1);
    if (isRefusal(member)) return member;
    entity[name] = member;
  }
  return requireCanonical(entity);
}

function canonicalAttribute(name: string, value: JsonValue, depth: number): JsonValue | Refusal {
  if (!NAME.test(name)) return refusal("attribute-invalid", `«${name.slice(0, 80)}» is no attribute name`);
  if (depth > MAX_DEPTH) return refusal("json-too-deep", `at ${name}`);
  if (Array.isArray(value) && value.length > 0 && value.every(isNormalised)) {
    const members = value.map((each) => canonicalAttribute(name, each, depth + 1));
    return members.find(isRefusal) ?? (members as JsonValue[]);
  }
  const attribute = isNormalised(value) ? value : (fromConcise(value) ?? attributeOf(value));
  return checkedAttribute(name, attribute as JsonObject, depth);
}

function checkedAttribute(name: string, attribute: JsonObject, depth: number): JsonValue | Refusal {
  const member = VALUE_MEMBERS[attribute.type as string]!;
  if (attribute[member] === undefined) return refusal("attribute-invalid", `${name} has no «${member}»`);
  if (hasNull(attribute[member], 0)) return refusal("value-null", `at ${name}`);
  for (const text of ["unitCode", "observedAt", "datasetId"])
    if (attribute[text] !== undefined && typeof attribute[text] !== "string")
      return refusal("attribute-invalid", `${name}.${text} is no text`);
  const result: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(attribute)) {
    const kept =
      key === member
        ? withoutTypedTime(value)
        : PLAIN.has(key)
          ? value
          : canonicalAttribute(key, value, depth + 1);
    if (isRefusal(kept)) return kept;
    result[key] = kept;
  }
  return result;
}

/** A typed date or time of JSON-LD as its text. */
function withoutTypedTime(value: JsonValue): JsonValue {
  if (!isJsonObject(value) || Object.keys(value).length !== 2) return value;
  const { "@type": type, "@value": text } = value;
  return typeof type === "string" &&
    typeof text === "string" &&
    /(^|[#/:])(Date|Time|DateTime|date|time|dateTime)$/.test(type)
    ? text
    : value;
}

function hasNull(value: JsonValue, depth: number): boolean {
  if (value === null || depth > 4 * MAX_DEPTH) return value === null;
  if (typeof value !== "object") return false;
  return Object.values(value).some((each: JsonValue) => hasNull(each, depth + 1));
}

function requireCanonical(entity: JsonObject): NgsiLdEntity | Refusal {
  try {
    const canonical = sorted(entity);
    jcs(canonical);
    return canonical as unknown as NgsiLdEntity;
  } catch (failure) {
    if (!(failure instanceof NotCanonicalError)) return refusal("json-too-deep", "it nests too deep");
    const code = failure.message.includes("2^53") ? "number-not-exact" : "attribute-invalid";
    return refusal(code, failure.message);
  }
}

/** A value with the members of every object in the order of canonical JSON, and zero without a sign. */
export function sorted(value: JsonValue): JsonValue {
  if (typeof value === "number") return value + 0;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}
