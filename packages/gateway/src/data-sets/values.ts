// The numbers of an entity: what rules, thresholds and tiles look at. Pure.
import type { NgsiLdEntity } from "@alatau/formats";
import { isDecimal } from "@alatau/city";

export interface StoredValue {
  /** Decimal, exactly as the payload's number reads. */
  readonly value: string;
  /** UN/CEFACT code. */
  readonly unit?: string;
}
export type StoredValues = Readonly<Record<string, StoredValue>>;

/** Properties with numbers, by name; numbers that need an exponent to be written are left out. */
export function valuesOf(entity: NgsiLdEntity): StoredValues {
  const values: Record<string, StoredValue> = {};
  for (const [name, attribute] of Object.entries(entity)) {
    if (typeof attribute !== "object" || attribute === null || Array.isArray(attribute)) continue;
    const { type, value, unitCode } = attribute as { type?: unknown; value?: unknown; unitCode?: unknown };
    if (type !== "Property" || typeof value !== "number") continue;
    const text = String(value);
    if (isDecimal(text))
      values[name] = { value: text, ...(typeof unitCode === "string" && { unit: unitCode }) };
  }
  return values;
}

/** Longitude and latitude of an entity's `location` where it is a point; WGS 84. */
export function positionOf(entity: NgsiLdEntity): readonly [longitude: number, latitude: number] | null {
  const location = entity["location"] as { value?: { type?: unknown; coordinates?: unknown } } | undefined;
  const { type, coordinates } = location?.value ?? {};
  if (type !== "Point" || !Array.isArray(coordinates)) return null;
  const [longitude, latitude] = coordinates as unknown[];
  return typeof longitude === "number" && typeof latitude === "number" ? [longitude, latitude] : null;
}
