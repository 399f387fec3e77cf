// What counts as a personal value (Y19), why, how it looks, and examples of persons who do not exist. Nothing of it may stand in
// calldata, in an event, or in what a refused call answers: what is on the chain cannot be erased.
import { utf8 } from "@alatau/sdk";

export interface PersonalClass {
  readonly name: string;
  /** Why a value of the class is personal. */
  readonly reason: string;
  /** How it looks as text, where it has a form of its own. */
  readonly looks?: RegExp;
  /** A further test for what the form alone does not tell. */
  readonly holds?: (found: string) => boolean;
  readonly examples: readonly string[];
}

/** The check digit of payment cards. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** Months and days of the birth date that an individual identification number begins with. */
const beginsWithDate = (digits: string): boolean => {
  const [month, day] = [Number(digits.slice(2, 4)), Number(digits.slice(4, 6))];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
};

export const PERSONAL_CLASSES: readonly PersonalClass[] = [
  {
    name: "name",
    reason: "names a person; Cyrillic text has no other reason to be on the chain",
    looks: /[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]{5,}/u,
    examples: ["Үлгіқызы Мысалжан", "Примеров Образец Тестович"],
  },
  {
    name: "individual identification number",
    reason: "identifies one person in every register of the state, and tells date of birth and sex",
    looks: /(?<![0-9])[0-9]{12}(?![0-9])/,
    holds: beginsWithDate,
    examples: ["990230300017", "010203500029"],
  },
  {
    name: "telephone number",
    reason: "reaches one person, and is the key to most accounts",
    looks: /(?:\+7|(?<![0-9])[78])[ -]?\(?7[0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}(?![0-9])/,
    examples: ["+77000000199", "8 700 000 01 98"],
  },
  {
    name: "e-mail address",
    reason: "reaches one person",
    looks: /[A-Za-z0-9._%+-]{4,}@[A-Za-z0-9-]{3,}\.[A-Za-z]{2,}/,
    examples: ["resident@example.org"],
  },
  {
    name: "card number",
    reason: "a payment card's, or a travel card's, belongs to one person",
    looks: /(?<![0-9])[0-9]{13,19}(?![0-9])/,
    holds: passesLuhn,
    examples: ["4000000000000002", "5555555555554444"],
  },
  {
    name: "number plate",
    reason: "leads to the holder of a car, and several in a row to where they go",
    looks: /(?<![0-9A-Z])[0-9]{3}[ ]?[A-Z]{2,3}[ ]?[0-9]{2}(?![0-9A-Z])/,
    examples: ["000AAA02", "999ZZZ19"],
  },
  {
    name: "street address",
    reason: "where a person lives",
    looks: /(?:street|avenue|house|flat|apt\.|ул\.|көш\.|үй|пәтер) [0-9]/iu,
    examples: ["Sample street 7, flat 81", "Үлгі көш. 7, пәтер 81"],
  },
  {
    name: "meter of a home",
    reason: "the serial number of a private meter stands for the household behind it",
    examples: ["HOME-METER-0007315"],
  },
  {
    name: "pseudonym of a home",
    reason: "stands for one household for a month, and is shredded on erasure",
    examples: ["home:5f0c91d2a7b34e66"],
  },
  {
    name: "bank account",
    reason: "the account of a person; an issuer's references are salted hashes",
    looks: /KZ[0-9]{2}[0-9A-Z]{16}/,
    examples: ["KZ00125KZT0000000001"],
  },
  {
    name: "free text",
    reason: "nobody knows what people write into it, so there is no place for it",
    looks: /[A-Za-z]+(?: [A-Za-z]+){3,}/,
    examples: ["she is at work until six every day"],
  },
];

/** Personal values found in a text, as class and value. */
export function personalIn(text: string): string[] {
  return PERSONAL_CLASSES.flatMap(({ name, looks, holds = () => true }) =>
    looks === undefined
      ? []
      : [...text.matchAll(new RegExp(looks, `${looks.flags}g`))]
          .map(([found]) => found)
          .filter(holds)
          .map((found) => `${name}: ${found}`),
  );
}

/** Every form in which bytes may carry an example: as text in UTF-8 and UTF-16, and digits as a number and as packed digits. */
export function formsOf(example: string): string[] {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  const digits = example.replace(/[^0-9]/g, "");
  const forms = [
    hex(utf8(example)),
    hex(Buffer.from(example, "utf16le")),
    hex(Buffer.from(example, "utf16le").swap16()),
    hex(utf8(example.toLowerCase())),
  ];
  if (digits.length < 10) return forms;
  const number = BigInt(digits).toString(16);
  return [...forms, hex(utf8(digits)), number, digits];
}
