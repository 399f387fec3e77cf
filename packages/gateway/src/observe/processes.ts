// Metrics of the processes that serve no HTTP: each writes what it counts into a row, the gateway gives all rows out.
import type pg from "pg";
import { AggregatorRegistry, Gauge, type Registry } from "prom-client";
import { pause } from "../workers/loop.ts";

export interface WriteMetricsOptions {
  readonly pool: pg.Pool;
  /** Name of the process among the others. */
  readonly process: string;
  readonly registry: Registry;
  readonly signal: AbortSignal;
  /** Time between two writes. Default: 5 s. */
  readonly everyMs?: number;
}

/** A process that has written nothing for so long is gone; its counts are left out, its age is still told. */
const GONE_SECONDS = 60;

/** Writes a process's metrics until the signal, and once more then. A database that is away is waited for: never throws. */
export async function writeMetrics(options: WriteMetricsOptions): Promise<void> {
  const { pool, process, registry, signal, everyMs = 5_000 } = options;
  for (let last = false; !last;) {
    last = signal.aborted;
    await pool
      .query(
        `INSERT INTO work.metrics (process, metrics, written_at) VALUES ($1, $2, now())
         ON CONFLICT (process) DO UPDATE SET metrics = excluded.metrics, written_at = excluded.written_at`,
        [process, JSON.stringify(await registry.getMetricsAsJSON())],
      )
      .catch(() => undefined);
    if (!last) await pause(everyMs, signal);
  }
}

interface MetricJson {
  readonly name: string;
  readonly values: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

/** All processes' metrics in Prometheus's text, each value labelled with its `process`; empty before any has written. */
export async function readProcessMetrics(db: pg.Pool): Promise<string> {
  const { rows } = await db.query<{ process: string; metrics: readonly MetricJson[]; age: number }>(
    `SELECT process, metrics, extract(epoch FROM now() - written_at)::integer AS age FROM work.metrics ORDER BY process LIMIT 100`,
  );
  if (rows.length === 0) return "";
  const counted = rows
    .filter(({ age }) => age < GONE_SECONDS)
    .map(({ process, metrics }) => metrics.map((metric) => labelled(metric, process)));
  const merged = AggregatorRegistry.aggregate(counted);
  const ages = new Gauge({
    name: "alatau_process_metrics_age_seconds",
    help: "Seconds since a process of the workers wrote what it counts",
    labelNames: ["process"] as const,
    registers: [merged],
  });
  for (const { process, age } of rows) ages.set({ process }, age);
  return await merged.metrics();
}

const labelled = (metric: MetricJson, process: string) => ({
  ...metric,
  values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process } })),
});
