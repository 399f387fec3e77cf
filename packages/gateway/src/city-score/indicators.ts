// The values of the city score's indicators, each from the data set whose description names it.
import type { IndicatorValues } from "@alatau/city";
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { readDescription } from "../data-sets/rules.ts";
import { readAllTerms, type DatasetTerms } from "../data-sets/terms.ts";

export interface IndicatorSource {
  readonly indicator: string;
  readonly dataSet: string;
  readonly property: string;
  /** Days that were looked back. */
  readonly days: number;
  /** Mean over the records, six digits, half away from zero; null where there is none. */
  readonly value: string | null;
  /** Of the records that went in, ascending. */
  readonly inputs: readonly Bytes32[];
}

const DAY = 86_400;

/** Where two data sets name an indicator, the first by name counts. `now` is the ledger's time. Public records only. */
export async function readIndicators(pool: pg.Pool, now: number): Promise<IndicatorSource[]> {
  const sources = new Map<string, IndicatorSource>();
  for (const terms of await readAllTerms(pool)) {
    const source = await sourceOf(pool, terms, now);
    if (source !== undefined && !sources.has(source.indicator)) sources.set(source.indicator, source);
  }
  return [...sources.values()];
}

async function sourceOf(
  pool: pg.Pool,
  { name, description: hash, visibility }: DatasetTerms,
  now: number,
): Promise<IndicatorSource | undefined> {
  if (hash === null || visibility !== "public") return undefined;
  const indicator = (await readDescription(pool, hash))?.indicator;
  if (indicator === undefined) return undefined;
  const { id, property, days } = indicator;
  const { rows } = await pool.query<{ value: string | null; inputs: string[] | null }>(
    `SELECT round(avg((o."values"->$2->>'value')::numeric), 6)::text AS value,
            array_agg('0x' || encode(o.record_hash, 'hex') ORDER BY o.record_hash) AS inputs
       FROM payload.observations o JOIN payload.records r USING (record_hash)
      WHERE o.dataset = $1 AND o.replaced_by IS NULL AND o."values" ? $2 AND o.observed_at > $3 AND o.observed_at <= $4
        AND r.envelope::jsonb->>'visibility' = 'public'`,
    [name, property, now - days * DAY, now],
  );
  const { value, inputs } = rows[0]!;
  return { ...{ indicator: id, dataSet: name, property, days, value }, inputs: (inputs ?? []) as Bytes32[] };
}

/** What `alatau derive score` takes: every indicator that a data set names, null where nobody measured. Pure. */
export const valuesOfSources = (
  sources: readonly IndicatorSource[],
  known: ReadonlySet<string>,
): IndicatorValues =>
  Object.fromEntries(
    sources.filter(({ indicator }) => known.has(indicator)).map(({ indicator, value }) => [indicator, value]),
  );
