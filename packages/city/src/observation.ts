// What a sensor or an agency states about a subject at a moment. Pure.

/** A property's value as it came: a decimal string, and its unit as a UN/CEFACT code (GQ = µg/m³, GP = mg/m³). */
export interface ObservedValue {
  readonly value: string;
  readonly unit?: string;
}

/** Times are whole UTC seconds. */
export interface Observation {
  readonly subject: string;
  readonly observedAt: number;
  readonly receivedAt: number;
  readonly values: ReadonlyMap<string, ObservedValue>;
}

const text = ({ subject, values }: Observation): string =>
  JSON.stringify([
    subject,
    [...values].map(([property, { value, unit }]) => [property, value, unit ?? ""]).sort(),
  ]);

/**
 * The order in which observations count, whatever order they arrived in: by observed time, then received time, then content.
 * Two that compare as equal are equal.
 */
export function inObservedOrder(a: Observation, b: Observation): number {
  if (a.observedAt !== b.observedAt) return a.observedAt - b.observedAt;
  if (a.receivedAt !== b.receivedAt) return a.receivedAt - b.receivedAt;
  const [left, right] = [text(a), text(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `2025-01-01T05:00:00Z` of UTC seconds. */
export const instant = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
