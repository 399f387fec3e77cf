// What the workers count, for Prometheus.
import { Counter, Registry } from "prom-client";

/** What this process counts; `runWorkers` writes it down for the gateway's `/metrics`. */
export const metrics = new Registry();

const steps = new Counter({
  name: "alatau_worker_steps_total",
  help: "Steps of the workers by outcome.",
  labelNames: ["worker", "outcome"] as const,
  registers: [metrics],
});
const events = new Counter({
  name: "alatau_worker_events_total",
  help: "What the workers did: batches closed, approvals signed, sets accepted, chunks settled, transactions mined or refused.",
  labelNames: ["event"] as const,
  registers: [metrics],
});
/** Counts one step of a worker. */
export const countStep = (worker: string, outcome: "worked" | "idle" | "failed"): void =>
  steps.inc({ worker, outcome });

/** Counts something that a worker did. */
export const countEvent = (event: string, by = 1): void => events.inc({ event }, by);
