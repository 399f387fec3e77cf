// What a public data set never holds: personal data, and counts of so few persons that one could be recognised.
import { attributesOf, isJsonObject, type JsonValue, type NgsiLdEntity } from "./entity.ts";
import { refusal, type Refusal } from "./problems.ts";

export type PersonalDataKind = "iin" | "phone" | "e-mail" | "plate" | "card" | "person-field";

/** A value that looks like personal data; the value itself is not repeated. */
export interface PersonalDatum {
  /** Where in the entity: `contactPoint.email`, `id`. */
  readonly path: string;
  readonly kind: PersonalDataKind;
}

/** Fields that hold a person's data by what they are called, whatever stands in them; compared without case and separators. */
const PERSON_FIELDS = new Set(
  (
    "iin inn ssn passport passportnumber idcard phone phonenumber telephone mobile msisdn imsi imei email mail firstname lastname " +
    "givenname familyname surname middlename patronymic fullname birthdate dateofbirth cardid cardnumber pan licenseplate " +
    "licenceplate licenseplatenumber vehicleplateidentifier numberplate driverid drivername userid riderid passengerid patientid " +
    "patientname studentid accountholder"
  ).split(" "),
);
const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u;
const PHONE =
  /(?<![\d.])(?:\+?7|8)[ (-]{0,2}7\d{2}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?![\d.])|\+\d{2,3}[ (-]{0,2}\d{2,4}[ )-]{0,2}\d{2,4}[ -]?\d{2,4}(?:[ -]?\d{2,4})?(?!\d)/;
/** Plates of Kazakhstan: 123 ABC 02 and A 123 BCD. */
const PLATE =
  /(?<![\p{L}\p{N}])(?:\d{3} ?[A-Z]{2,3} ?(?:0[1-9]|1\d|20)|[A-Z] ?\d{3} ?[A-Z]{2,3})(?![\p{L}\p{N}])/u;
const TWELVE = /(?<![\d.])\d{12}(?![\d.])/g;
const CARD = /(?<![\d.])[2-6]\d(?:[ -]?\d){11,17}(?![\d.])/g;
const MAX_DEPTH = 32;

/** Everything in an entity, its id included, that looks like personal data. */
export function personalDataIn(entity: NgsiLdEntity): readonly PersonalDatum[] {
  const found: PersonalDatum[] = inValue("id", entity.id, 0);
  for (const [name, members] of attributesOf(entity)) {
    if (isPersonField(name)) found.push({ path: name, kind: "person-field" });
    else
      for (const [member, value] of Object.entries(members))
        found.push(
          ...inValue(member === "value" || member === "object" ? name : `${name}.${member}`, value!, 0),
        );
  }
  return found;
}

/** The refusal of an entity for a public set, or null when nothing in it looks personal. */
export function personalDataRefusal(entity: NgsiLdEntity): Refusal | null {
  const found = personalDataIn(entity);
  if (found.length === 0) return null;
  return refusal(
    "personal-data",
    found
      .map(({ path, kind }) => `${path}: ${kind}`)
      .join(", ")
      .slice(0, 300),
  );
}

function inValue(path: string, value: JsonValue, depth: number): PersonalDatum[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof value === "string") return kindsOf(value).map((kind) => ({ path, kind }));
  if (typeof value === "number") return Number.isInteger(value) ? inValue(path, String(value), depth) : [];
  if (Array.isArray(value))
    return value.flatMap((each, index) => inValue(`${path}[${index}]`, each, depth + 1));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]): PersonalDatum[] =>
    isPersonField(name)
      ? [{ path: `${path}.${name}`, kind: "person-field" }]
      : inValue(`${path}.${name}`, each, depth + 1),
  );
}

const isPersonField = (name: string): boolean =>
  PERSON_FIELDS.has(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));

function kindsOf(text: string): PersonalDataKind[] {
  const kinds: PersonalDataKind[] = [];
  if (EMAIL.test(text)) kinds.push("e-mail");
  if ([...text.matchAll(TWELVE)].some(([digits]) => isIin(digits))) kinds.push("iin");
  if ([...text.matchAll(CARD)].some(([digits]) => isCard(digits.replaceAll(/\D/g, "")))) kinds.push("card");
  if (PHONE.test(text)) kinds.push("phone");
  if (PLATE.test(text)) kinds.push("plate");
  return kinds;
}

/** Whether twelve digits are an individual's number of Kazakhstan: a birthday, a century and sex, and the right check digit. */
export function isIin(digits: string): boolean {
  if (!/^\d{6}[0-6]\d{5}$/.test(digits)) return false;
  const [month, day] = [Number(digits.slice(2, 4)), Number(digits.slice(4, 6))];
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  const sum = (shift: number): number =>
    [...digits.slice(0, 11)].reduce(
      (all, digit, index) => all + Number(digit) * (((index + shift) % 11) + 1),
      0,
    ) % 11;
  const check = sum(0) === 10 ? sum(2) : sum(0);
  return check === Number(digits[11]);
}

/** Whether the digits pass the check of card numbers (Luhn). */
export function isCard(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((all, each, index) => {
    const digit = Number(each) * (index % 2 === 1 ? 2 : 1);
    return all + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}

/** The properties of telecom counts of persons. */
export const PEOPLE_COUNTS = ["peopleCount", "peopleCountTowards", "peopleCountAway"] as const;
/** Fewer persons than this are not published (k-anonymity). */
export const MIN_GROUP = 10;

/** The refusal of a crowd-flow entity that counts fewer persons than the least group, or null. */
export function groupRefusal(
  entity: NgsiLdEntity,
  { least = MIN_GROUP, properties = PEOPLE_COUNTS as readonly string[] } = {},
): Refusal | null {
  const small = attributesOf(entity).filter(
    ([name, { value }]) => properties.includes(name) && typeof value === "number" && value < least,
  );
  if (small.length === 0) return null;
  return refusal("group-too-small", `${small.map(([name]) => name).join(", ")} below ${least}`);
}
