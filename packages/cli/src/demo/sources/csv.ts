// The CSV file that an agency's clerk would have made, for the mapping that the agency saved. Pure.
import type { CsvMapping, KeyValues } from "@alatau/formats";

/** One row an entity; the columns are those of the mapping, the first the entity's own name. */
export function csvOf(entities: readonly KeyValues[], mapping: CsvMapping): string {
  const { delimiter = ",", decimal = ".", columns, time } = mapping;
  const [, named] = /\{(.+)\}/.exec(mapping.id)!;
  const cell = (value: unknown): string =>
    typeof value === "number" ? String(value).replace(".", decimal) : String(value ?? "");
  const rows = entities.map((entity) => [
    entity.id.slice(entity.id.lastIndexOf(":") + 1),
    cell(entity["dateObserved"]),
    ...columns.map(({ property }) => cell(entity[property])),
  ]);
  const header = [named!, time.column, ...columns.map(({ column }) => column)];
  return [header, ...rows].map((row) => `${row.join(delimiter)}\n`).join("");
}
