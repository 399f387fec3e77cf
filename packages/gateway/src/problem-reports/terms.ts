// What the data set of citizens' reports is: who registers it takes these terms as they are.
import type { NgsiLdEntity } from "@alatau/formats";
import { hash, randomBytes } from "node:crypto";

/** The data set; its owner is the department that answers. */
export const REPORTS_SET = "city.reports";
/** A report is answered within so many days. */
export const ANSWER_DAYS = 15;
/** Counts of fewer reports than this are not public. */
export const LEAST_COUNT = 10;

export const PROBLEM_KINDS = [
  ...(["air", "bus", "heat", "light", "noise", "road", "safety", "waste", "water", "other"] as const),
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];
export const REPORT_STATES = ["open", "answered", "declined"] as const;
export type ReportState = (typeof REPORT_STATES)[number];

const text = { type: "string", minLength: 1, maxLength: 2000 };
/** JSON Schema of a report in key-values form. */
export const REPORT_SCHEMA = {
  id: "ProblemReport",
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id", "type", "dateObserved", "kind", "area", "status", "answerDue"],
    properties: {
      id: { type: "string", pattern: "^urn:ngsi-ld:ProblemReport:[0-9a-f]{32}$" },
      type: { const: "ProblemReport" },
      dateObserved: { type: "string", format: "date-time" },
      kind: { enum: PROBLEM_KINDS },
      area: { type: "string" },
      status: { enum: REPORT_STATES },
      answerDue: { type: "string", format: "date-time" },
      text,
      answer: text,
    },
  },
};

/** The body with which a department registers the data set; checkers, quorum and retention are its own choice. */
export const REPORTS_REGISTRATION = {
  name: REPORTS_SET,
  visibility: "members",
  retentionDays: 1_095,
  cadenceSeconds: 0,
  schema: REPORT_SCHEMA,
  description: {
    title: {
      en: "Problems that citizens report",
      ru: "Проблемы, о которых сообщают жители",
      kk: "Тұрғындар хабарлаған мәселелер",
    },
    source: "Public page /my-street",
    licence: "For members only",
  },
} as const;

const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const RECEIPT_LENGTH = 24;

/** A receipt: 120 random bits in letters and digits that are not mistaken for each other. Only the reporter has it. */
export const makeReceipt = (random: Uint8Array = randomBytes(RECEIPT_LENGTH)): string =>
  [...random.subarray(0, RECEIPT_LENGTH)].map((byte) => ALPHABET[byte % 32]).join("");

/** A receipt as it is made, and what people type of it. */
export const RECEIPT_PATTERN = /^[2-9A-HJ-NP-Z]{24}$/;
export const readReceipt = (typed: string): string => typed.toUpperCase().replaceAll(/[\s-]/g, "");

/** The report's number, which is public: nobody finds the receipt from it. */
export const numberOfReceipt = (receipt: string): string =>
  hash("sha256", `problem report\n${receipt}`).slice(0, 32);

/** The subject of a report's records. */
export const subjectOf = (number: string): string => `urn:ngsi-ld:ProblemReport:${number}`;

/** Areas of a degree's side: 100 make about a kilometre, in which nobody is found. */
const AREAS = 100;

/** The area that holds a place: its south-west corner with two decimals, latitude first. */
export function areaOf([longitude, latitude]: readonly [number, number]): string {
  const corner = (value: number): string =>
    (Math.floor(Number((value * AREAS).toFixed(6))) / AREAS).toFixed(2);
  return `${corner(latitude)} ${corner(longitude)}`;
}

export interface ReportSaid {
  readonly number: string;
  readonly kind: ProblemKind;
  readonly area: string;
  /** Unix seconds. */
  readonly at: number;
  readonly answerDue: number;
  readonly status: ReportState;
  readonly text?: string;
  readonly answer?: string;
  readonly place?: readonly [longitude: number, latitude: number];
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");

/** A report, or its answer, as an entity in key-values form. */
export const entityOf = ({ number, at, answerDue, place, ...said }: ReportSaid) => ({
  ...{ id: subjectOf(number), type: "ProblemReport", dateObserved: iso(at) },
  ...said,
  answerDue: iso(answerDue),
  ...(place && { location: { type: "Point", coordinates: [...place] } }),
});

/** The words of a stored report, by name. */
export function readReport(entity: NgsiLdEntity): Readonly<Record<string, string | undefined>> {
  const found: Record<string, string> = {};
  for (const [name, attribute] of Object.entries(entity)) {
    const value = (attribute as { value?: unknown } | null)?.value;
    if (typeof value === "string") found[name] = value;
  }
  return found;
}
