// How a derived set is made: the program that its description names, and the day and the rows that go in. Pure.
import { decimalText, PROGRAMS, programHash, type Program } from "@alatau/city";
import { toKeyValues, type NgsiLdEntity } from "@alatau/formats";
import { toRfc3339, type Bytes32 } from "@alatau/sdk";
import type { Description } from "../data-sets/description.ts";
import { ProblemError } from "../problems.ts";

export interface Derivation {
  readonly program: Program;
  readonly parameters: unknown;
  readonly hash: Bytes32;
  /** Names of data sets. */
  readonly inputs: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** @throws {ProblemError} `derived-not`, `program-unknown` where the description's hash is not the one of the code */
export function derivationOf({ derivedFrom }: Description): Derivation {
  if (derivedFrom === undefined) throw new ProblemError("derived-not");
  const { program: name, programHash: stated, inputs, properties = {} } = derivedFrom;
  const program = PROGRAMS.find(({ id }) => id === name);
  if (program === undefined) throw new ProblemError("program-unknown", `There is no program «${name}».`);
  const parsed = program.parametersSchema.safeParse(derivedFrom.parameters ?? {});
  if (!parsed.success) throw new ProblemError("program-unknown", "The parameters are not the program's.");
  const hash = programHash(program.id, program.version, parsed.data);
  if (hash !== stated)
    throw new ProblemError("program-unknown", `The description names ${stated}; the program is ${hash}.`);
  return { program, parameters: parsed.data, hash, inputs, properties };
}

const DAY = 86_400;
const DEFAULT_OFFSET = 5 * 3600;

/** East of UTC: where the days of a derivation begin, seconds. */
export function dayOffset({ parameters }: Pick<Derivation, "parameters">): number {
  const { dayBoundary } = parameters as { dayBoundary?: string };
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(dayBoundary ?? "") ?? [];
  if (sign === undefined) return DEFAULT_OFFSET;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** A day of a derivation, Unix seconds; `to` is not part of it. */
export interface Day {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export function dayAt(at: number, offset: number): Day {
  const from = Math.floor((at + offset) / DAY) * DAY - offset;
  return { name: new Date((from + offset) * 1000).toISOString().slice(0, 10), from, to: from + DAY };
}

export const dayNamed = (name: string, offset: number): Day =>
  dayAt(Date.parse(`${name}T00:00:00Z`) / 1000 - offset, offset);

/** An input record as it stands. */
export interface InputRecord {
  readonly record: Bytes32;
  readonly dataset: string;
  readonly subject: string;
  /** Unix seconds; the beginning of a period. */
  readonly observedAt: number;
  readonly flags: readonly string[];
  readonly entity: NgsiLdEntity;
  readonly isAnchored: boolean;
}

/** Fields that a record has beside its properties. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  "observedAt",
  "day",
  "plantedOn",
  "station",
  "unit",
  "quality",
]);

/**
 * A record as a row of the program's input; null where it states none of the program's properties. A record's own moment, day, subject,
 * unit and flags stand for fields that no property is named for.
 */
export function rowOf(
  { entity, subject, observedAt, flags }: InputRecord,
  derivation: Derivation,
): Readonly<Record<string, string>> | null {
  const { program, properties } = derivation;
  const stated: Readonly<Record<string, unknown>> = { ...toKeyValues(entity), subject };
  const row: Record<string, string> = {};
  let hasValue = false;
  let unit: string | undefined;
  for (const { name, headers } of program.fields) {
    const property = [properties[name], name, ...headers].find(
      (each) => each !== undefined && textOf(stated[each]) !== undefined,
    );
    if (property === undefined) continue;
    row[name] = textOf(stated[property])!;
    if (OWN_FIELDS.has(name)) continue;
    hasValue = true;
    const { unitCode } = entity[property] as { unitCode?: string };
    if (unitCode !== undefined) unit = unitCode;
  }
  if (!hasValue) return null;
  const day = dayAt(observedAt, dayOffset(derivation)).name;
  const own = {
    observedAt: toRfc3339(observedAt),
    day,
    plantedOn: day,
    station: subject,
    unit,
    quality: flags.join(" "),
  };
  for (const { name } of program.fields) {
    const text = own[name as keyof typeof own];
    if (row[name] === undefined && text !== undefined) row[name] = text;
  }
  return row;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return decimalText(value);
  return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
}
