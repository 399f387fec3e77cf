// What an agency publishes, one entity each, and the faults of an upload: the types, and what gathers them.
import { jcs } from "@alatau/sdk";
import { attributesOf, canonicalEntity, type NgsiLdEntity } from "./entity.ts";
import { isRefusal, type ObservationProblemCode, refusal, type Refusal } from "./problems.ts";
import { momentOf, parseIsoTime, type TimeRange, type ZoneRule } from "./time.ts";
import { joinUnitRules, UNIT_RULES, unitRefusal, type UnitRules } from "./units.ts";

/** One entity that an agency publishes, before it becomes a record of the journal. Exactly one of `observedAt` and `period`. */
export interface Observation {
  /** The entity's id: an URI, mostly `urn:ngsi-ld:…`. */
  readonly subject: string;
  readonly type: string;
  /** Unix seconds, UTC. */
  readonly observedAt?: number;
  /** Unix seconds, UTC; `to` is not part of it. */
  readonly period?: { readonly from: number; readonly to: number };
  /** Normalised and canonical: the same observation has the same JSON. */
  readonly entity: NgsiLdEntity;
  /** Where in the upload: `row 12` (the header is row 1), `line 3`, `item 4`. */
  readonly position: string;
}

export interface ObservationFault {
  readonly position: string;
  readonly code: ObservationProblemCode;
  readonly detail: string;
}

export interface ObservationsRead {
  readonly observations: readonly Observation[];
  readonly faults: readonly ObservationFault[];
}

export interface ObservationLimits {
  /** Octets of the whole upload, and of what a zip unpacks to. */
  readonly maxBytes: number;
  readonly maxObservations: number;
  readonly maxFaults: number;
  /** Characters of one JSON entity. */
  readonly maxEntity: number;
}

export const OBSERVATION_LIMITS: ObservationLimits = {
  maxBytes: 67_108_864,
  maxObservations: 1_000_000,
  maxFaults: 10_000,
  maxEntity: 65_536,
};

/** From 1970 to 2100; whoever knows the clock narrows it. */
export const TIME_RANGE: TimeRange = { earliest: 0, latest: 4_102_444_800 };

/** What is common to all formats. */
export interface EntityOptions {
  readonly limits?: Partial<ObservationLimits>;
  /** Added to {@link UNIT_RULES}. */
  readonly units?: UnitRules;
  /** The moments that are accepted; default {@link TIME_RANGE}. */
  readonly range?: TimeRange;
  /** The zone of times that carry no offset: `utc`, `+05:00` or an IANA name. Default: they are refused. */
  readonly zone?: string;
  /** The property that says when the observation was made, where none of {@link TIME_PROPERTIES} does. */
  readonly timeProperty?: string;
}

/** Properties that say when an observation was made, the first one that is there wins; `dateObservedFrom` and `…To` come before them. */
export const TIME_PROPERTIES = [
  "dateObserved",
  "observationDateTime",
  "dateTime",
  "timestamp",
  "transactionDateTime",
  "emissionDate",
  "binLoggedTime",
  "lastKnownPositionUpdatedAt",
] as const;

export interface Collector {
  readonly limits: ObservationLimits;
  readonly range: TimeRange;
  /** Notes what is wrong at a position; false when no more are taken. */
  fault(position: string, refused: Refusal): boolean;
  /** Takes an entity in any form, or notes why not; false when no more are taken. */
  entity(position: string, input: unknown): boolean;
  result(): ObservationsRead;
}

/** Gathers the observations and faults of one upload within its limits, and finds what it says twice. */
export function createObservations(options: EntityOptions): Collector {
  const limits = { ...OBSERVATION_LIMITS, ...options.limits };
  const range = options.range ?? TIME_RANGE;
  const units = joinUnitRules(UNIT_RULES, options.units);
  const observations: Observation[] = [];
  const faults: ObservationFault[] = [];
  const seen = new Map<string, Observation>();
  const fault = (position: string, { code, detail }: Refusal): boolean => {
    if (faults.length < limits.maxFaults) faults.push({ position, code, detail });
    else if (faults.at(-1)?.code !== "too-many-faults")
      faults.push({ position, code: "too-many-faults", detail: `${limits.maxFaults} faults before it` });
    return faults.length <= limits.maxFaults;
  };
  const take = (position: string, input: unknown): boolean => {
    const made = observationOf(input, position, { ...options, range, units });
    if (isRefusal(made)) return fault(position, made);
    const key = `${made.subject}\n${made.type}\n${made.observedAt ?? `${made.period?.from}/${made.period?.to}`}`;
    const before = seen.get(key);
    if (before !== undefined) return fault(position, repetition(before, made));
    if (observations.length >= limits.maxObservations) {
      fault(position, refusal("too-many-observations", `the limit is ${limits.maxObservations}`));
      return false;
    }
    seen.set(key, made);
    observations.push(made);
    return true;
  };
  return { limits, range, fault, entity: take, result: () => ({ observations, faults }) };
}

const repetition = (before: Observation, again: Observation): Refusal =>
  jcs(before.entity) === jcs(again.entity)
    ? refusal("row-repeated", `it is the same as ${before.position}`)
    : refusal("row-conflict", `${before.position} says something else of ${again.subject} at that time`);

/** The observation that an entity in any form is, or why it is none. `units` are then all the rules there are. */
export function observationOf(
  input: unknown,
  position: string,
  options: EntityOptions,
): Observation | Refusal {
  const entity = canonicalEntity(input);
  if (isRefusal(entity)) return entity;
  const wrong = wrongUnit(entity, options.units ?? UNIT_RULES);
  if (wrong !== null) return wrong;
  const time = timeOf(entity, options);
  return isRefusal(time) ? time : { subject: entity.id, type: entity.type, ...time, entity, position };
}

function wrongUnit(entity: NgsiLdEntity, rules: UnitRules): Refusal | null {
  for (const [name, { type, value, unitCode }] of attributesOf(entity)) {
    if (type !== "Property" || (typeof value === "string" && unitCode === undefined)) continue;
    const refused = unitRefusal(entity.type, name, unitCode, rules);
    if (refused !== null) return refused;
  }
  return null;
}

type Time = Pick<Observation, "observedAt" | "period">;

function timeOf(entity: NgsiLdEntity, options: EntityOptions): Time | Refusal {
  const text = (name: string): string | undefined => {
    const attribute = entity[name] as { readonly value?: unknown } | undefined;
    return typeof attribute?.value === "string" ? attribute.value : undefined;
  };
  const [from, to] = [text("dateObservedFrom"), text("dateObservedTo")];
  if (from !== undefined && to !== undefined) return periodOf(from, to, options);
  const names =
    options.timeProperty === undefined ? TIME_PROPERTIES : [options.timeProperty, ...TIME_PROPERTIES];
  const said = names.map(text).find((each) => each !== undefined);
  if (said === undefined) return latestOf(entity, options);
  const [begin, end] = said.split("/") as [string, string?];
  if (end !== undefined) return periodOf(begin, end, options);
  const observedAt = moment(said, options);
  return isRefusal(observedAt) ? observedAt : { observedAt };
}

function periodOf(begin: string, end: string, options: EntityOptions): Time | Refusal {
  const [from, to] = [moment(begin, options), moment(end, options)];
  if (isRefusal(from)) return from;
  if (isRefusal(to)) return to;
  if (to < from) return refusal("period-inverted", `from ${begin} to ${end}`);
  return from === to ? { observedAt: from } : { period: { from, to } };
}

/** The latest `observedAt` of the attributes: what an entity says is as of then. */
function latestOf(entity: NgsiLdEntity, options: EntityOptions): Time | Refusal {
  let observedAt: number | undefined;
  for (const [, { observedAt: text }] of attributesOf(entity)) {
    if (text === undefined) continue;
    const each = moment(text, options);
    if (isRefusal(each)) return each;
    observedAt = Math.max(observedAt ?? each, each);
  }
  return observedAt === undefined
    ? refusal("time-absent", "no property says when it was observed")
    : { observedAt };
}

function moment(text: string, { zone = "offset", range = TIME_RANGE }: EntityOptions): number | Refusal {
  const wall = parseIsoTime(text);
  if (wall === null) return refusal("time-malformed", `«${text.slice(0, 60)}»`);
  // An offset that stands there is obeyed; the declared zone is for times without one.
  const rule: ZoneRule = {
    zone: wall.offset === null ? zone : "offset",
    offsetInUtcColumn: "refuse",
    ambiguous: "refuse",
  };
  return momentOf(wall, rule, range);
}
