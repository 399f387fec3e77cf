// Whether a record of an alert is borne out by what it names: asked by checkers before they sign, and by the audit.
import { measured, statisticsOf, type Observation } from "@alatau/city";
import type { Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import type { StoredValues } from "../data-sets/values.ts";
import { alertOf, type AlertChange } from "./record.ts";
import { readThresholds } from "./thresholds.ts";

/** Null where it is, `later` while a record that it names is not here, else why not in kebab-case. */
export async function alertFault(
  db: pg.Pool | pg.PoolClient,
  payload: unknown,
  evidence: readonly Bytes32[],
): Promise<string | null> {
  const change = alertOf(payload);
  if (change === undefined) return "alert-malformed";
  const [first, ...inputs] = evidence;
  if (first === undefined) return "alert-without-evidence";
  if (change.by !== "rule") return null; // a person's word, under the name of the issuer
  const published = (await readThresholds(db, { dataset: change.dataSet })).find(
    ({ record }) => record === first,
  );
  if (published === undefined) return (await isHere(db, first)) ? "alert-threshold-differs" : "later";
  const { threshold } = published;
  const same =
    threshold.id === change.threshold &&
    threshold.version === change.version &&
    threshold.limit === change.limit &&
    threshold.property === change.property &&
    threshold.comparison === change.comparison;
  if (!same) return "alert-threshold-differs";
  if (change.note === "value-corrected") return null;
  const stated = await statedIn(db, change, inputs);
  if (stated.length < inputs.length) return await rootOrLater(db, inputs);
  const found = statisticsOf(stated, [threshold]).statistics.find(({ to }) => to === change.at);
  if (found === undefined || measured(found).value !== change.value) return "alert-value-differs";
  if (found.crosses !== (change.state === "raised")) return "alert-not-borne-out";
  return null;
}

const isHere = async (db: pg.Pool | pg.PoolClient, record: Bytes32): Promise<boolean> =>
  (await db.query("SELECT 1 FROM payload.records WHERE record_hash = $1", [bytes(record)])).rowCount === 1;

/** One hash that no record has is the root of many. */
const rootOrLater = async (
  db: pg.Pool | pg.PoolClient,
  inputs: readonly Bytes32[],
): Promise<string | null> => (inputs.length === 1 && !(await isHere(db, inputs[0]!)) ? null : "later");

const bytes = (hash: Bytes32): Buffer => Buffer.from(hash.slice(2), "hex");

async function statedIn(
  db: pg.Pool | pg.PoolClient,
  { dataSet, about }: AlertChange,
  inputs: readonly Bytes32[],
): Promise<Observation[]> {
  const { rows } = await db.query<{ observed_at: number; values: StoredValues }>(
    `SELECT observed_at, "values" FROM payload.observations
      WHERE record_hash = ANY($1::bytea[]) AND dataset = $2 AND subject = $3 AND "values" IS NOT NULL`,
    [inputs.map(bytes), dataSet, about],
  );
  return rows.map(({ observed_at: at, values }) => ({
    ...{ subject: about, observedAt: Number(at), receivedAt: Number(at) },
    values: new Map(Object.entries(values)),
  }));
}
