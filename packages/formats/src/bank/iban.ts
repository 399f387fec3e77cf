// International bank account numbers (ISO 13616). Pure.

/** Lengths of the countries whose banks are paid from here; others are held to 15 to 34 characters. */
const LENGTHS: Readonly<Record<string, number>> = { KZ: 20, AZ: 28, GE: 22, TR: 26, AE: 23, DE: 22 };

/** The number without spaces, in capitals; undefined for one whose length or check digits are wrong. */
export function ibanOf(text: string): string | undefined {
  const plain = text.replaceAll(/\s/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[0-9A-Z]{11,30}$/.test(plain)) return undefined;
  const length = LENGTHS[plain.slice(0, 2)];
  if (length !== undefined && length !== plain.length) return undefined;
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1 ? plain : undefined;
}

/** An IBAN out of a country and the account's own part, with its check digits. */
export function makeIban(country: string, own: string): string {
  for (let check = 2; check <= 98; check += 1) {
    const found = ibanOf(`${country}${String(check).padStart(2, "0")}${own}`);
    if (found !== undefined) return found;
  }
  throw new RangeError(`${own} is no account of ${country}.`);
}
