// What second sources state about the same thing at about the same time, for the rule of disagreement.
import type { Observation as CityObservation, QualityRules } from "@alatau/city";
import type pg from "pg";
import type { StoredValues } from "./values.ts";

/** The second sources of a subject, by the rules of its data set. Pure. */
export const partnersOf = (rules: QualityRules, subject: string): string[] => [
  ...new Set(rules.flatMap(({ partners }) => partners?.[subject] ?? [])),
];

interface Stated {
  readonly subject: string;
  /** Unix seconds. */
  readonly at: number;
}

/** What stands of the second sources around the moments of some statements, whoever says it, by subject. */
export async function loadPartners(
  db: pg.PoolClient,
  dataset: string,
  rules: QualityRules,
  stated: readonly Stated[],
): Promise<Map<string, CityObservation[]>> {
  const within = Math.max(0, ...rules.map(({ disagreeWithinSeconds: seconds }) => seconds));
  const spans = new Map<string, { first: number; last: number }>();
  for (const { subject, at } of stated)
    for (const partner of partnersOf(rules, subject)) {
      const span = spans.get(partner) ?? { first: at, last: at };
      spans.set(partner, { first: Math.min(span.first, at), last: Math.max(span.last, at) });
    }
  if (spans.size === 0) return new Map();
  const { rows } = await db.query<{ subject: string; observed_at: number; values: StoredValues }>(
    `SELECT o.subject, o.observed_at, o."values"
       FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS k (subject, first, last)
       JOIN payload.observations o ON o.subject = k.subject AND o.observed_at BETWEEN k.first AND k.last
      WHERE o.dataset = $1 AND o.replaced_by IS NULL AND o."values" IS NOT NULL`,
    [
      ...[dataset, [...spans.keys()]],
      ...[[...spans.values()].map(({ first }) => first - within)],
      ...[[...spans.values()].map(({ last }) => last + within)],
    ],
  );
  const found = rows.map(({ subject, observed_at: at, values }): CityObservation => ({
    ...{ subject, observedAt: Number(at), receivedAt: Number(at) },
    values: new Map(Object.entries(values)),
  }));
  return Map.groupBy(found, ({ subject }) => subject);
}
