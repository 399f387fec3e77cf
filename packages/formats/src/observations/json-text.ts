// JSON text of others, whose numbers must be what they say: 0.1234567890123456789 would become another number without a word.
import { exactNumber } from "./decimal.ts";
import { refusal, type Refusal } from "./problems.ts";

/** What may hold a number that changes: many digits, or a large exponent. Texts may match too; then each number is looked at. */
const SUSPICIOUS = /\d[\d.]{15}|\d[eE][+-]?\d{2}/;

/** A parsed value, or why there is none. `ended`: the text broke off. */
export type JsonRead = { readonly value: unknown } | { readonly fault: Refusal; readonly ended: boolean };

/** Parses JSON and refuses numbers that a JSON number of 53 bits cannot keep. */
export function parseJson(text: string): JsonRead {
  let changed: string | undefined;
  try {
    const value: unknown = SUSPICIOUS.test(text)
      ? JSON.parse(text, function (this: unknown, name, each: unknown, context?: { source?: string }) {
          if (
            typeof each === "number" &&
            context?.source !== undefined &&
            exactNumber(context.source) === null
          )
            changed ??= `${name}: ${context.source.slice(0, 60)}`;
          return each;
        } as (this: unknown, key: string, value: unknown) => unknown)
      : JSON.parse(text);
    if (changed !== undefined) return { fault: refusal("number-not-exact", changed), ended: false };
    if (membersWritten(text) === membersOf(value)) return { value };
    return { fault: refusal("member-repeated", "an object has one of its members twice"), ended: false };
  } catch (failure) {
    return { fault: refusal("json-malformed", (failure as Error).message), ended: breaksOff(text) };
  }
}

/** How many members the objects of a JSON text have: texts with a colon behind them. */
function membersWritten(text: string): number {
  let count = 0;
  for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g))
    if (colon !== undefined) count += 1;
  return count;
}

/** How many members the objects of a parsed value have; nested ones are gone through without recursion, however deep. */
function membersOf(value: unknown): number {
  let count = 0;
  for (const left: unknown[] = [value]; left.length > 0;) {
    const each = left.pop();
    if (typeof each !== "object" || each === null) continue;
    const inside: unknown[] = Object.values(each);
    if (!Array.isArray(each)) count += inside.length;
    for (const member of inside) left.push(member);
  }
  return count;
}

/** Whether the text has more opened than closed when it ends, strings included: then the rest of it is missing. */
function breaksOff(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === "\\") index += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
  }
  return quoted || depth > 0;
}
