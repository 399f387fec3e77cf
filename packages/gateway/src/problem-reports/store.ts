// Reports as records of `city.reports`: written like any agency's observation, read from the payloads.
import { readObservations, type NgsiLdEntity } from "@alatau/formats";
import { utf8, type Bytes32 } from "@alatau/sdk";
import type pg from "pg";
import { acceptObservations } from "../data-sets/accept.ts";
import { readRules, type DatasetRules } from "../data-sets/rules.ts";
import { signerOf } from "../data-sets/terms.ts";
import type { Gateway } from "../gateway.ts";
import { ProblemError, type HttpErrorCode } from "../problems.ts";
import { chainTip } from "../workers/ledger.ts";
import { REPORTS_SET, subjectOf } from "./terms.ts";

/** The rules of the reports. @throws {ProblemError} `problem-reports-closed` */
export async function reportRules(pool: pg.Pool): Promise<DatasetRules> {
  try {
    return await readRules(pool, REPORTS_SET);
  } catch (failure) {
    if (failure instanceof ProblemError) throw new ProblemError("problem-reports-closed");
    throw failure;
  }
}

/** Unix seconds of the ledger. */
export const ledgerNow = async (pool: pg.Pool): Promise<number> =>
  (await chainTip(pool))?.timestamp ?? Math.floor(Date.now() / 1000);

/** Publishes a report or an answer. @throws {ProblemError} with the code for which it was refused */
export async function publishReport(
  { pool, network }: Pick<Gateway, "pool" | "network">,
  { rules, issuer, now, entity }: { rules: DatasetRules; issuer: number; now: number; entity: object },
): Promise<Bytes32> {
  const publisher = (await signerOf(pool, issuer)) === undefined ? network.accounts.operator : issuer;
  const read = readObservations(utf8(JSON.stringify(entity)), { format: "ngsi-ld" });
  const [answer] = await acceptObservations(pool, {
    ...{ rules, ...read, issuer, publisher, source: "problem-report", now },
  });
  if (answer?.records[0] === undefined)
    throw new ProblemError((answer?.code ?? "upload-empty") as HttpErrorCode, answer?.detail);
  return answer.records[0];
}

export interface ReportRow {
  record_hash: string;
  observed_at: number;
  /** Null once erased. */
  payload: string | null;
  anchored_in: number | null;
  sequence: number | null;
}

/** All records of a report, oldest first. */
export async function readReportRecords(reads: pg.Pool, number: string): Promise<ReportRow[]> {
  const { rows } = await reads.query<ReportRow>(
    `SELECT o.record_hash, o.observed_at, convert_from(r.payload, 'UTF8') AS payload, w.sequence, b.block_number AS anchored_in
       FROM payload.observations o JOIN payload.records r USING (record_hash)
       LEFT JOIN work.batch_records w ON w.record_hash = o.record_hash
       LEFT JOIN ledger.datasets t ON t.name = o.dataset
       LEFT JOIN ledger.batches b ON b.dataset = t.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
      WHERE o.subject = $1 AND o.dataset = $2 AND o.replaced_by IS NULL ORDER BY o.observed_at, o.number`,
    [subjectOf(number), REPORTS_SET],
  );
  return rows;
}

/** Reports since a moment, each once by its latest record. */
export async function readLatestReports(
  reads: pg.Pool,
  since: number,
  most: number,
): Promise<NgsiLdEntity[]> {
  const { rows } = await reads.query<{ payload: string }>(
    `SELECT DISTINCT ON (l.subject) convert_from(r.payload, 'UTF8') AS payload FROM work.latest_observations l
       JOIN payload.records r USING (record_hash)
      WHERE l.dataset = $1 AND l.observed_at >= $2 AND r.payload IS NOT NULL ORDER BY l.subject, l.observed_at DESC LIMIT $3`,
    [REPORTS_SET, since, most],
  );
  return rows.map(({ payload }) => JSON.parse(payload) as NgsiLdEntity);
}
