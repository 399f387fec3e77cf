// Downloads: CSV and JSON lines of observations whose bytes follow from the entities alone, so that anybody can make them again.
import { jcs } from "@alatau/sdk";
import { attributesOf, type JsonValue, type NgsiLdAttribute, type NgsiLdEntity } from "./entity.ts";
import type { Observation } from "./observation.ts";

/** Entities one a line in canonical JSON (RFC 8785), in the order given. */
export const toJsonLines = (entities: readonly NgsiLdEntity[]): string =>
  entities.map((entity) => `${jcs(entity)}\n`).join("");

/**
 * Observations as CSV (RFC 4180): `id`, `type`, then by name each attribute's value with its `.unitCode` and `.observedAt` where any
 * row has them; what is no plain value is canonical JSON. Rows in the order given. Texts that a spreadsheet would compute begin with an
 * apostrophe. Only the entities matter: the same ones give the same bytes.
 */
export function toCsv(observations: readonly Pick<Observation, "entity">[]): string {
  const rows = observations.map(({ entity }) => cellsOf(entity));
  const names = new Set(rows.flatMap((row) => [...row.keys()]));
  const columns = ["id", "type", ...[...names].filter((name) => name !== "id" && name !== "type").sort()];
  const lines = rows.map((row) => columns.map((column) => cell(row.get(column))));
  return [columns.map(cell), ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function cellsOf(entity: NgsiLdEntity): Map<string, JsonValue> {
  const cells = new Map<string, JsonValue>([
    ["id", entity.id],
    ["type", entity.type],
  ]);
  for (const [name, attribute] of attributesOf(entity)) {
    if (Array.isArray(entity[name])) cells.set(name, entity[name] as JsonValue);
    else addAttribute(cells, name, attribute);
  }
  return cells;
}

/** Point and unit get columns of their own; an attribute with other members stays whole. */
function addAttribute(cells: Map<string, JsonValue>, name: string, attribute: NgsiLdAttribute): void {
  const { type, value, object, unitCode, observedAt, ...more } = attribute;
  const plain = type === "Relationship" ? object : value;
  if (plain === undefined || Object.keys(more).length > 0)
    return void cells.set(name, attribute as unknown as JsonValue);
  cells.set(name, plain);
  if (unitCode !== undefined) cells.set(`${name}.unitCode`, unitCode);
  if (observedAt !== undefined) cells.set(`${name}.observedAt`, observedAt);
}

function cell(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  const text = typeof value === "string" ? value : jcs(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
