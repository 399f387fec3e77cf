// What people type as energy and price, exactly as an integer of the unit. Pure.

/**
 * A decimal number, with point or comma, as an integer of 10^-`digits`; null for anything else, also for more digits than the unit has.
 *
 *     parseFixed("32,54", 5); // 3254000n
 */
export function parseFixed(text: string, digits: number): bigint | null {
  const found = /^(\d{1,15})(?:[.,](\d*))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ""));
  if (found === null) return null;
  const fraction = found[2] ?? "";
  if (fraction.length > digits) return null;
  return BigInt(found[1]! + fraction.padEnd(digits, "0"));
}
