// Thresholds as records of `city.thresholds`: a version is published once, the next one corrects it, and both stay provable.
import { alertRuleSchema, inForce, thresholdSchema, type AlertRule, type Threshold } from "@alatau/city";
import { toRfc3339, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { z } from "zod";
import { publishOwn } from "../data-sets/publish.ts";
import type { DatasetRules } from "../data-sets/rules.ts";
import { ProblemError } from "../problems.ts";
import { THRESHOLDS_SET } from "./documents.ts";

type Queryable = pg.Pool | pg.PoolClient;

/** How an alert of the threshold ends; the threshold's id is not said again. */
export const ruleSchema = alertRuleSchema.omit({ threshold: true });

/** A version of a threshold with the record that states it. */
export interface PublishedThreshold {
  readonly threshold: Threshold;
  readonly rule: AlertRule;
  readonly record: Bytes32;
  readonly issuer: number;
  /** Null until it is on the chain. */
  readonly block: number | null;
}

const payloadSchema = z.object({
  threshold: z.object({ value: thresholdSchema }),
  alertRule: z.object({ value: ruleSchema }).optional(),
});

/** A value recovers at nine tenths of a limit from above, at eleven from below; an hour later its alert closes. */
export const defaultRule = ({ id, comparison }: Threshold): AlertRule => ({
  threshold: id,
  release: comparison.endsWith("above") ? "0.9" : "1.1",
  closeAfterSeconds: 3_600,
  reraiseAfterSeconds: 86_400,
});

/** Every version that was ever published, the earliest first, up to a block where one is given; erased ones are not there. */
export async function readThresholds(
  db: Queryable,
  { dataset, asOf }: { dataset?: string; asOf?: number } = {},
): Promise<PublishedThreshold[]> {
  const { rows } = await db.query<{
    record_hash: Buffer;
    issuer: number;
    payload: string;
    block: number | null;
  }>(
    `SELECT o.record_hash, o.issuer, convert_from(r.payload, 'UTF8') AS payload, b.block_number AS block
       FROM payload.observations o JOIN payload.records r USING (record_hash)
       LEFT JOIN work.batch_records w USING (record_hash)
       LEFT JOIN ledger.datasets d ON d.name = o.dataset
       LEFT JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE o.dataset = $1 AND r.payload IS NOT NULL AND ($2::bigint IS NULL OR b.block_number <= $2)
      ORDER BY o.number`,
    [THRESHOLDS_SET, asOf ?? null],
  );
  return rows
    .map(({ record_hash, issuer, payload, block }): PublishedThreshold => {
      const parsed = payloadSchema.parse(JSON.parse(payload));
      const threshold = parsed.threshold.value;
      const rule = parsed.alertRule && { ...parsed.alertRule.value, threshold: threshold.id };
      return {
        ...{ threshold, rule: rule ?? defaultRule(threshold), issuer: Number(issuer) },
        ...{ record: `0x${record_hash.toString("hex")}` as Bytes32, block: block && Number(block) },
      };
    })
    .filter(({ threshold }) => dataset === undefined || threshold.dataset === dataset);
}

/** Those in force at a moment, Unix seconds, by id. Pure. */
export function thresholdsAt(all: readonly PublishedThreshold[], at: number): PublishedThreshold[] {
  const valid = new Set(
    inForce(
      all.map(({ threshold }) => threshold),
      at,
    ),
  );
  return all
    .filter(({ threshold }) => valid.has(threshold))
    .sort((a, b) => (a.threshold.id < b.threshold.id ? -1 : 1));
}

export const thresholdUrn = (id: string): string => `urn:ngsi-ld:Threshold:${id}`;

/**
 * Publishes a version. Its moment is that of the first version, so that the next one takes the place of the one before.
 * @throws {ProblemError} `forbidden`, `threshold-version-taken`, `record-not-anchored`, `signer-missing`
 */
export async function publishThreshold(
  client: pg.PoolClient,
  rules: DatasetRules,
  {
    threshold,
    rule,
    issuer,
    now,
  }: { threshold: Threshold; rule: z.infer<typeof ruleSchema> | undefined; issuer: number; now: number },
): Promise<{ record: Bytes32; status: string }> {
  const subject = thresholdUrn(threshold.id);
  const { rows } = await client.query<{ observed_at: number; issuer: number; payload: string }>(
    `SELECT o.observed_at, o.issuer, convert_from(r.payload, 'UTF8') AS payload
       FROM payload.observations o JOIN payload.records r USING (record_hash)
      WHERE o.dataset = $1 AND o.subject = $2 AND o.replaced_by IS NULL AND r.payload IS NOT NULL`,
    [THRESHOLDS_SET, subject],
  );
  const [standing] = rows;
  const last = standing && payloadSchema.parse(JSON.parse(standing.payload)).threshold.value.version;
  if (last !== undefined && threshold.version < last)
    throw new ProblemError("threshold-version-taken", `Version ${last} stands.`);
  if (standing !== undefined && Number(standing.issuer) !== issuer)
    throw new ProblemError("forbidden", `Participant ${standing.issuer} keeps this threshold.`);
  const property = (value: unknown): unknown => ({ type: "Property", value });
  const entity = {
    ...{ id: subject, type: "Threshold" },
    dateObserved: property(toRfc3339(standing === undefined ? now : Number(standing.observed_at))),
    threshold: property(threshold),
    ...(rule && {
      alertRule: property({
        ...{ release: rule.release, reraiseAfterSeconds: rule.reraiseAfterSeconds },
        ...(rule.closeAfterSeconds !== undefined && { closeAfterSeconds: rule.closeAfterSeconds }),
      }),
    }),
  };
  const answers = await publishOwn(client, [{ entity, evidence: [] }], {
    ...{ rules, issuer, source: "thresholds", now },
    ...(last !== undefined && threshold.version > last && { correction: "new-version" }),
  });
  const answer = answers?.[0];
  if (answer === undefined) throw new ProblemError("signer-missing");
  if (answer.status === "refused")
    throw new ProblemError(
      (answer.code === "observation-contradicts" ? "threshold-version-taken" : answer.code) as never,
      answer.code === "observation-contradicts" ? `Version ${last} says something else.` : answer.detail,
    );
  return { record: answer.records[0]!, status: answer.status };
}
