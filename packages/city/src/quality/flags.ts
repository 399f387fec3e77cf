// Flags doubtful observations and drops none: what a flag means for a sum or an alert is the reader's choice. Pure.
import { exact, isDecimal, shown, type Exact } from "../exact.ts";
import { inObservedOrder, instant, type Observation } from "../observation.ts";
import type { QualityCode, QualityRule, QualityRules } from "./rules.ts";

/** Why a value is doubtful; the detail says what was found and what was allowed. */
export interface QualityFlag {
  readonly code: QualityCode;
  readonly property: string;
  readonly detail: string;
}

/** A value that the rules can compare: a decimal number in the rule's unit. */
interface Comparable {
  readonly observedAt: number;
  readonly value: Exact;
}

interface Moment {
  readonly observation: Observation;
  readonly rule: QualityRule;
  readonly now: Exact;
  /** The value as it came. */
  readonly text: string;
  /** What the subject stated before this moment, newest last. */
  readonly earlier: readonly Comparable[];
  readonly partners: readonly Observation[];
}

type Check = (moment: Moment) => string | undefined;

const HOUR = 3600;

/**
 * The flags of an observation, in the order of the rules. `before` holds earlier observations of the same subject, a bounded window in any
 * order: only what was observed before or at the same second counts. `partners` holds recent observations of second sources.
 */
export function flagObservation(
  observation: Observation,
  before: readonly Observation[],
  rules: QualityRules,
  partners: readonly Observation[] = [],
): QualityFlag[] {
  const past = before
    .filter((other) => other.subject === observation.subject && other.observedAt <= observation.observedAt)
    .sort(inObservedOrder);
  return rules.flatMap((rule) => flagsOf(observation, past, rule, partners));
}

/** The flags' codes for the envelope's `quality`, each once, in the alphabet's order; none for none. */
export const qualityCodes = (flags: readonly QualityFlag[]): QualityCode[] =>
  [...new Set(flags.map(({ code }) => code))].sort();

function flagsOf(
  observation: Observation,
  past: readonly Observation[],
  rule: QualityRule,
  partners: readonly Observation[],
): QualityFlag[] {
  const { property } = rule;
  const stated = observation.values.get(property);
  if (stated === undefined) return [];
  const flag = (code: QualityCode, detail: string | undefined): QualityFlag[] =>
    detail === undefined ? [] : [{ code, property, detail }];

  const always = [
    ...flag("duplicate", duplicate(observation, past, rule)),
    ...flag("late", late(observation, rule)),
    ...flag("gap", gap(observation, past, rule)),
  ];
  if (!isDecimal(stated.value))
    return [...flag("not-decimal", `«${stated.value.slice(0, 60)}» is no decimal number`), ...always];
  const wrongUnit = unit(stated.unit, rule);
  // A number in another unit says nothing about range, steps or partners.
  if (wrongUnit !== undefined) return [...flag("unit", wrongUnit), ...always];

  const earlier = comparable(past, rule).filter(({ observedAt }) => observedAt < observation.observedAt);
  const moment = { observation, rule, now: exact(stated.value), text: stated.value, earlier, partners };
  return [
    ...COMPARED.flatMap(([code, check]) => flag(code, check(moment))),
    ...flag("disagreement", disagreement(moment)),
    ...always,
  ];
}

/** One value for a moment: the first received, as a repeat must not hide a step or lengthen a run. */
function comparable(observations: readonly Observation[], rule: QualityRule): Comparable[] {
  const found = new Map<number, Exact>();
  for (const { observedAt, values } of observations) {
    const stated = values.get(rule.property);
    if (stated === undefined || !isDecimal(stated.value) || unit(stated.unit, rule) !== undefined) continue;
    if (!found.has(observedAt)) found.set(observedAt, exact(stated.value));
  }
  return [...found].map(([observedAt, value]) => ({ observedAt, value }));
}

function unit(found: string | undefined, rule: QualityRule): string | undefined {
  if (rule.unit === undefined || found === rule.unit) return undefined;
  return `${found === undefined ? "no unit" : `unit ${found}`}, expected ${rule.unit}`;
}

const range: Check = ({ now, text, rule: { min, max } }) => {
  if (min !== undefined && now.lt(exact(min))) return `${text} is below ${min}`;
  if (max !== undefined && now.gt(exact(max))) return `${text} is above ${max}`;
  return undefined;
};

const stuck: Check = ({ now, earlier, rule: { stuckAfter } }) => {
  if (stuckAfter === undefined) return undefined;
  const other = earlier.findLastIndex(({ value }) => !value.equals(now));
  const run = earlier.length - other;
  if (run < stuckAfter) return undefined;
  // The window may begin inside the run, so the count is a lower bound.
  const least = other === -1 ? "at least " : "";
  return `${shown(now)} for the ${least}${run}th time in a row, stuck from ${stuckAfter}`;
};

const spike: Check = ({ observation, now, earlier, rule: { spikeOver } }) => {
  const last = earlier.at(-1);
  if (spikeOver === undefined || last === undefined) return undefined;
  const elapsed = observation.observedAt - last.observedAt;
  const perHour = now.sub(last.value).abs().mul(HOUR).div(elapsed);
  if (perHour.lte(exact(spikeOver))) return undefined;
  return `from ${shown(last.value)} to ${shown(now)} in ${elapsed} s, more than ${spikeOver} an hour`;
};

const COMPARED: readonly (readonly [QualityCode, Check])[] = [
  ["range", range],
  ["stuck", stuck],
  ["spike", spike],
];

function disagreement({ observation, rule, now, partners }: Moment): string | undefined {
  const { disagreeOver, disagreeWithinSeconds } = rule;
  const partner = rule.partners?.[observation.subject];
  if (disagreeOver === undefined || partner === undefined) return undefined;
  const distance = ({ observedAt }: Comparable): number => Math.abs(observedAt - observation.observedAt);
  const stated = comparable(
    partners.filter(({ subject }) => subject === partner).sort(inObservedOrder),
    rule,
  ).filter((one) => distance(one) <= disagreeWithinSeconds);
  const [nearest] = stated.sort((a, b) => distance(a) - distance(b) || a.observedAt - b.observedAt);
  if (nearest === undefined) return undefined;
  const difference = now.sub(nearest.value).abs();
  if (difference.lte(exact(disagreeOver))) return undefined;
  return `${shown(now)}, but ${partner} states ${shown(nearest.value)} at ${instant(nearest.observedAt)}; allowed is ${disagreeOver}`;
}

function duplicate(
  observation: Observation,
  past: readonly Observation[],
  { property }: QualityRule,
): string | undefined {
  const same = past.filter(
    ({ observedAt, values }) => observedAt === observation.observedAt && values.has(property),
  );
  if (same.length === 0) return undefined;
  const moment = instant(observation.observedAt);
  const now = observation.values.get(property)!;
  const equal = same.some(({ values }) => {
    const then = values.get(property)!;
    return then.unit === now.unit && equalValues(then.value, now.value);
  });
  return `${moment} was stated before, ${equal ? "with the same value" : `as ${same[0]!.values.get(property)!.value}`}`;
}

const equalValues = (a: string, b: string): boolean =>
  a === b || (isDecimal(a) && isDecimal(b) && exact(a).equals(exact(b)));

function late(
  { observedAt, receivedAt }: Observation,
  { lateAfterSeconds }: QualityRule,
): string | undefined {
  if (lateAfterSeconds === undefined || receivedAt - observedAt <= lateAfterSeconds) return undefined;
  return `received ${receivedAt - observedAt} s after it was observed, allowed is ${lateAfterSeconds}`;
}

function gap(
  { observedAt }: Observation,
  past: readonly Observation[],
  { property, gapAfterSeconds }: QualityRule,
): string | undefined {
  const last = past.findLast((other) => other.observedAt < observedAt && other.values.has(property));
  if (gapAfterSeconds === undefined || last === undefined) return undefined;
  const elapsed = observedAt - last.observedAt;
  if (elapsed <= gapAfterSeconds) return undefined;
  return `nothing for ${elapsed} s since ${instant(last.observedAt)}, allowed is ${gapAfterSeconds}`;
}
