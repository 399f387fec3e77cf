// What a cashier types, as tiyn, and how an amount is typed or copied. Pure; three decimals are refused, never rounded.
import { formatFixed } from "../format.ts";

/** `1250`, `1 250,5` or `1250.50` tenge as tiyn; null for anything else, zero included. */
export function tiynOf(text: string): bigint | null {
  const found = /^(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text.replaceAll(/[\s\u00a0\u202f]/g, ""));
  if (found === null) return null;
  const tiyn = BigInt(found[1]!) * 100n + BigInt((found[2] ?? "").padEnd(2, "0"));
  return tiyn === 0n ? null : tiyn;
}

/** The text after a key of the keypad; keys that would make no amount leave it. */
export function typed(text: string, key: string): string {
  if (key === "⌫") return text.slice(0, -1);
  const next = key === "," ? (text === "" ? "0," : `${text},`) : text === "0" ? key : text + key;
  return /^\d{1,10}(,\d{0,2})?$/.test(next) ? next : text;
}

/** An amount as one types or copies it, whatever the language: `1250.50`. */
export const plainAmount = (tiyn: bigint): string => formatFixed(tiyn, 2, 2, "en").replaceAll(",", "");
