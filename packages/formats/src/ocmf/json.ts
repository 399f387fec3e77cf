// JSON as devices wrote it: every number stays the text that stood there, and no field may stand twice.
import { accept, type OcmfReason, type Outcome, refuse } from "./reasons.ts";

export type JsonObject = { readonly [field: string]: unknown };

/** Whether a parsed JSON value is an object, neither a list nor null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A string in JSON text and, if it names a field, the colon behind it. */
const STRING_OR_FIELD = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/gs;

/**
 * Parses a JSON object; numbers become strings that hold their source text, so that `62500.1270` keeps its last digit.
 * Refuses with `notJson` what is no JSON object and with `field-duplicate` an object in which a field stands twice.
 */
export function parseDeviceJson(text: string, notJson: OcmfReason): Outcome<JsonObject> {
  let fields = -1; // the root is visited as if it were a field
  const keepNumbersAsWritten = function (
    this: unknown,
    _: string,
    value: unknown,
    context?: { source?: string },
  ) {
    if (!Array.isArray(this)) fields += 1;
    return typeof value === "number" && context?.source !== undefined ? context.source : value;
  };
  try {
    const value: unknown = JSON.parse(text, keepNumbersAsWritten);
    if (!isObject(value)) return refuse(notJson);
    return fields === countWrittenFields(text) ? accept(value) : refuse("field-duplicate");
  } catch {
    return refuse(notJson);
  }
}

function countWrittenFields(text: string): number {
  let count = 0;
  for (const found of text.matchAll(STRING_OR_FIELD)) if (found[1] !== undefined) count += 1;
  return count;
}
