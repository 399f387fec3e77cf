// Agencies' data sets: values, flags, corrections, tombstones, alerts and derived sets against the records and the chain.
import { cityDifferences } from "@alatau/gateway";
import { AuditDifferenceError } from "./difference.ts";
import type { Client } from "./ledger.ts";

/** Answers how many observations were followed. @throws {AuditDifferenceError} with the first difference */
export async function auditCity(kept: Client): Promise<number> {
  const { observations, differences } = await cityDifferences(kept);
  const [first] = differences;
  if (first !== undefined) throw new AuditDifferenceError(first.place, first.found, first.derived);
  return observations;
}
