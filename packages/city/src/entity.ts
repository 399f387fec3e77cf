// NGSI-LD entities in the normalised form as observations. Pure.
import type { Observation, ObservedValue } from "./observation.ts";

/** Structural: what of an entity is looked at. */
export interface EntityLike {
  readonly id: string;
  readonly [name: string]: unknown;
}

interface PropertyLike {
  readonly type: "Property";
  readonly value: string | number;
  readonly unitCode?: string;
}

/**
 * An entity's properties with a number or a text as their value; times are UTC seconds. Of a property that stands several times (by
 * datasetId) the first counts. Texts stay as they are: a rule for them says that they are no decimal numbers.
 */
export function observationOfEntity(
  entity: EntityLike,
  { observedAt, receivedAt }: { readonly observedAt: number; readonly receivedAt: number },
): Observation {
  const values = Object.entries(entity).flatMap(([name, attribute]): [string, ObservedValue][] => {
    const first: unknown = Array.isArray(attribute) ? attribute[0] : attribute;
    if (!isProperty(first)) return [];
    const value = typeof first.value === "number" ? decimalText(first.value) : first.value;
    return [[name, { value, ...(first.unitCode !== undefined && { unit: first.unitCode }) }]];
  });
  return { subject: entity.id, observedAt, receivedAt, values: new Map(values) };
}

/** A JSON number as the decimal string that it prints as, without an exponent. */
export function decimalText(number: number): string {
  const text = String(number);
  const [, sign = "", whole = "", fraction = "", power] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (power === undefined) return text;
  const point = whole.length + Number(power);
  const digits = (whole + fraction).padEnd(point, "0");
  return point > 0 ? sign + digits : `${sign}0.${digits.padStart(digits.length - point, "0")}`;
}

const isProperty = (value: unknown): value is PropertyLike =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  value.type === "Property" &&
  "value" in value &&
  (typeof value.value === "number" || typeof value.value === "string");
