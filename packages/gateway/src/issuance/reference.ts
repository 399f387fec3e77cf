// References that people type into a bank's form: AL-XXXX-XXXX, six characters of chance and two check digits. Pure.

/** Crockford's base 32: no I, L, O, U, which hands and eyes take for others. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** Cyrillic letters that look like Latin ones: people here type both. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{
    А: "A",
    В: "B",
    С: "C",
    Е: "E",
    Н: "H",
    К: "K",
    М: "M",
    О: "0",
    Р: "P",
    Т: "T",
    Х: "X",
    І: "1",
    Л: "L",
  },
};
const IN_TEXT = /(?<![0-9A-Z])AL[\s-]*([0-9A-Z]{4})[\s-]*([0-9A-Z]{2})([0-9O]{2})(?![0-9A-Z])/g;

/** A reference out of four random bytes, of which 30 bits count. */
export function makeReference(random: Uint8Array): string {
  let bits = new DataView(random.buffer, random.byteOffset, 4).getUint32(0) >>> 2;
  let body = "";
  for (let place = 0; place < 6; place += 1, bits = Math.floor(bits / 32)) body += ALPHABET[bits % 32]!;
  return spell(body);
}

/** Whether a text is exactly a reference whose check digits fit. */
export const isReference = (text: string): boolean =>
  /^AL-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}\d{2}$/.test(text) &&
  spell(text.slice(3, 7) + text.slice(8, 10)) === text;

/**
 * Every reference in a text that somebody typed, each once: small letters, spaces, missing hyphens, Cyrillic look-alikes and I, L, O for
 * 1, 1, 0 are forgiven; wrong check digits are not.
 */
export function referencesIn(text: string): string[] {
  const plain = [...text.toUpperCase()].map((letter) => LOOK_ALIKES[letter] ?? letter).join("");
  const found = [...plain.matchAll(IN_TEXT)].flatMap(([, four = "", two = "", check = ""]) => {
    const body = (four + two).replaceAll(/[IL]/g, "1").replaceAll("O", "0");
    const reference = spell(body);
    return reference.endsWith(check.replaceAll("O", "0")) && isReference(reference) ? [reference] : [];
  });
  return [...new Set(found)];
}

const spell = (body: string): string => `AL-${body.slice(0, 4)}-${body.slice(4)}${checkDigits(body)}`;

/** The body as a number of base 32, modulo the prime 97: finds every single wrong character and every swap of neighbours. */
function checkDigits(body: string): string {
  const rest = [...body].reduce((sum, character) => (sum * 32 + ALPHABET.indexOf(character)) % 97, 0);
  return String(98 - rest).padStart(2, "0");
}
