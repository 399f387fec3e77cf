// JSON of values that hold bigints: amounts travel as decimal strings. Pure.

const decimal = (_name: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

/** A value as JSON text, each bigint as a decimal string. */
export const jsonText = (value: unknown, indent?: number): string => JSON.stringify(value, decimal, indent);

/** An object as its JSON reads, each bigint as a decimal string. */
export const jsonObject = (value: object): Record<string, unknown> =>
  JSON.parse(jsonText(value)) as Record<string, unknown>;
