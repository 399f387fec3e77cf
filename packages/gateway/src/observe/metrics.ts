// Prometheus metrics of the gateway. Gauges about chain and queues are read when they are asked for.
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  /** Notes one answered request; `route` is the pattern, never the address. */
  readonly answered: (method: string, route: string, status: number, seconds: number) => void;
}

export interface Readings {
  readonly chainHeadAgeSeconds: number | null;
  readonly indexerLagBlocks: number | null;
  readonly outboxOpen: number | null;
  readonly pendingRecords: number | null;
  readonly unsettledSlots: number | null;
  readonly chainLoadShare: number | null;
}

const GAUGES = {
  chainHeadAgeSeconds: ["alatau_chain_head_age_seconds", "Seconds since the gateway last saw a new block"],
  indexerLagBlocks: ["alatau_indexer_lag_blocks", "Blocks of the chain that the indexer has not stored"],
  outboxOpen: ["alatau_outbox_open", "Transactions that are not final yet"],
  pendingRecords: ["alatau_records_pending", "Records that wait for a batch"],
  unsettledSlots: ["alatau_slots_unsettled", "Reading sets accepted and not settled"],
  chainLoadShare: [
    "alatau_chain_load_share",
    "Share of the embedded chain's transaction limit in use, over the last half minute",
  ],
} as const satisfies Record<keyof Readings, readonly [string, string]>;

/** Makes a registry of its own, so that two gateways in one process do not meet. */
export function createMetrics(read: () => Promise<Readings>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "alatau_gateway_" });
  const seconds = new Histogram({
    name: "alatau_http_request_seconds",
    help: "Seconds from request to answer",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  });
  const gauges = new Map<keyof Readings, Gauge>();
  // One look for all gauges, taken by the first of them.
  const collect = async (): Promise<void> => {
    const readings = await read();
    for (const [field, gauge] of gauges) gauge.set(readings[field] ?? Number.NaN);
  };
  for (const [field, [name, help]] of Object.entries(GAUGES))
    gauges.set(
      field as keyof Readings,
      new Gauge({ name, help, registers: [registry], ...(gauges.size === 0 && { collect }) }),
    );
  return {
    registry,
    answered: (method, route, status, value) =>
      seconds.observe({ method, route, status: String(status) }, value),
  };
}
