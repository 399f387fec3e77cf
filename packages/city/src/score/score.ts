// The city score: each indicator between its goalposts, weighed. Pure; anybody makes it again from the values and the definition.
import { jcs, LedgerError, sha256, toBytes32, utf8, type Bytes32 } from "@alatau/sdk";
import { programHash, type DerivedSet } from "../derive/program.ts";
import { exact, isDecimal, roundedHalfAway, sum, whole, type Exact } from "../exact.ts";
import table from "./city-score.json" with { type: "json" };
import { scoreDefinitionSchema, type Indicator, type ScoreDefinition } from "./definition.ts";

/** The definition that a new ledger starts with; several goalposts are chosen here, and each says so. */
export const CITY_SCORE: ScoreDefinition = scoreDefinitionSchema.parse(table);

/** Indicator → its value as a decimal string; null or absent means that nobody measured it. */
export type IndicatorValues = Readonly<Record<string, string | null>>;

/** What is wrong with a value. */
export interface IndicatorFault {
  readonly indicator: string;
  readonly code: "indicator-unknown" | "indicator-not-decimal";
  readonly detail: string;
}

/** Values that cannot be scored, with every fault. */
export class IndicatorsError extends LedgerError {
  readonly faults: readonly IndicatorFault[];

  constructor(faults: readonly IndicatorFault[]) {
    const { indicator, detail } = faults[0]!;
    super("indicators-invalid", `${indicator}: ${detail}.`, { faults });
    this.faults = faults;
  }
}

const PLACES = 1;
const [NONE, ALL] = [whole(0), whole(100)];

/**
 * The score with each indicator's points, or null where too little was measured. Points and score are rounded to one digit, half away
 * from zero, and the score is made of points that were not rounded. @throws {IndicatorsError}
 */
export function cityScore(
  values: IndicatorValues,
  {
    definition = CITY_SCORE,
    inputs = [],
  }: { definition?: ScoreDefinition; inputs?: readonly Bytes32[] } = {},
): DerivedSet {
  requireValues(values, definition);
  const judged = definition.indicators.map((indicator) => {
    const value = values[indicator.id] ?? null;
    return { indicator, value, points: value === null ? undefined : pointsOf(exact(value), indicator) };
  });
  const weightOf = (list: typeof judged): Exact => sum(list.map(({ indicator }) => exact(indicator.weight)));
  const present = judged.filter(({ points }) => points !== undefined);
  const covered = weightOf(present).div(weightOf(judged)).mul(100);
  const isCovered = covered.gte(definition.leastCoveredPercent);
  const score = isCovered
    ? sum(present.map(({ indicator, points }) => points!.mul(exact(indicator.weight)))).div(weightOf(present))
    : undefined;

  const rows = judged.map(({ indicator: { id, name, unit, weight }, value, points }) => ({
    indicator: id,
    name,
    unit,
    value,
    points: points === undefined ? null : roundedHalfAway(points, PLACES),
    weight,
  }));
  const totals = {
    score: score === undefined ? null : roundedHalfAway(score, PLACES),
    coveredPercent: roundedHalfAway(covered, PLACES),
    measured: present.length,
    indicators: judged.length,
  };
  const { id, version } = definition;
  return {
    program: { id, version, hash: programHash(id, version, definition) },
    parameters: definition,
    inputs: [...new Set(inputs)].sort(),
    rows,
    totals,
    explanation: [
      `${present.length} of ${judged.length} indicators are measured, ${totals.coveredPercent} % of the weights.`,
      ...(isCovered ? [] : [`Below ${definition.leastCoveredPercent} % there is no score.`]),
    ],
    outputHash: toBytes32(sha256(utf8(jcs({ rows, totals })))),
  };
}

/** The formula in sentences, an indicator a line: what the page and `--help` print. */
export const scoreFormula = ({ indicators, leastCoveredPercent }: ScoreDefinition): string[] => [
  "points = 100 × (value − worst) / (best − worst), not below 0 and not above 100",
  "score = sum of points × weight / sum of weights, over the indicators that are measured",
  `an indicator without a value is left out with its weight; below ${leastCoveredPercent} % of the weights there is no score`,
  "points and score are rounded to 1 digit, half away from zero; the score is made of points that were not rounded",
  ...indicators.map(
    ({ id, name, unit, worst, best, weight, goalposts }) =>
      `${id}: ${name} (${unit}); worst ${worst}, best ${best}, weight ${weight}; ${goalposts}`,
  ),
];

function pointsOf(value: Exact, { worst, best }: Indicator): Exact {
  const points = value
    .sub(exact(worst))
    .div(exact(best).sub(exact(worst)))
    .mul(100);
  return points.lt(NONE) ? NONE : points.gt(ALL) ? ALL : points;
}

function requireValues(values: IndicatorValues, { indicators }: ScoreDefinition): void {
  const known = new Set(indicators.map(({ id }) => id));
  const faults = Object.entries(values).flatMap(([indicator, value]): IndicatorFault[] => {
    if (!known.has(indicator))
      return [{ indicator, code: "indicator-unknown", detail: `the definition has no such indicator` }];
    if (value === null || isDecimal(value)) return [];
    return [
      { indicator, code: "indicator-not-decimal", detail: `«${value.slice(0, 40)}» is no decimal number` },
    ];
  });
  if (faults.length > 0) throw new IndicatorsError(faults);
}
