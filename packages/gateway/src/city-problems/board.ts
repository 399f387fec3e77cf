// The board, read from the records of two data sets: problems with their truth, submissions with their scores.
import { metricOf, scoreProblem, type ProblemRow } from "@alatau/city";
import { toKeyValues, type NgsiLdEntity } from "@alatau/formats";
import type { Hex } from "@alatau/sdk";
import type pg from "pg";
import { named } from "../http/paging.ts";
import { commitmentOf, PROBLEMS, SUBMISSIONS, type ProblemTerms } from "./entities.ts";

export interface RecordOf<Value> {
  readonly record: string;
  readonly issuer: number;
  /** Unix seconds. */
  readonly at: number;
  readonly state: "received" | "batched" | "anchored";
  readonly value: Value;
}

export interface Truth {
  readonly rows: readonly ProblemRow[];
  readonly salt?: Hex;
}
export type Problem = RecordOf<ProblemTerms> & { readonly truth: RecordOf<Truth> | null };
export type Submission = RecordOf<{ readonly rows: readonly ProblemRow[] }>;
/** Null while the truth is hidden. */
export type Scored = Submission & { readonly score: string | null };

const SELECT = `SELECT '0x' || encode(o.record_hash, 'hex') AS record, o.issuer, o.observed_at, w.sequence, b.block_number AS block,
  convert_from(r.payload, 'UTF8') AS payload
FROM payload.observations o JOIN payload.records r USING (record_hash)
LEFT JOIN work.batch_records w ON w.record_hash = o.record_hash
LEFT JOIN ledger.datasets d ON d.name = o.dataset
LEFT JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
WHERE o.dataset = $1 AND o.subject LIKE $2 AND o.replaced_by IS NULL AND r.payload IS NOT NULL ORDER BY o.number LIMIT 2000`;

async function read<Value>(db: pg.Pool, dataset: string, subject: string): Promise<RecordOf<Value>[]> {
  const { rows } = await db.query<{
    record: string;
    issuer: number;
    observed_at: number;
    sequence: number | null;
    block: number | null;
    payload: string;
  }>(named(SELECT, [dataset, subject]));
  return rows.map(({ record, issuer, observed_at: at, sequence, block, payload }) => {
    const { commitment = null, ...value } = toKeyValues(JSON.parse(payload) as NgsiLdEntity) as Record<
      string,
      unknown
    >;
    const state = block !== null ? "anchored" : sequence !== null ? "batched" : "received";
    return {
      record,
      issuer: Number(issuer),
      at: Number(at),
      state,
      value: { commitment, ...value } as Value,
    };
  });
}

/** All problems in the order in which they were posted. The first truth of the same issuer that its commitment allows counts. */
export async function readProblems(db: pg.Pool): Promise<Problem[]> {
  const problems = await read<ProblemTerms>(db, PROBLEMS, "urn:ngsi-ld:CityProblem:%");
  const truths = await read<Truth & { problem: string }>(db, PROBLEMS, "urn:ngsi-ld:CityProblemTruth:%");
  return problems.map((problem) => {
    const truth = truths.find(
      ({ issuer, value }) =>
        issuer === problem.issuer &&
        value.problem === problem.value.problem &&
        isCommitted(problem.value, value),
    );
    return { ...problem, truth: truth ?? null };
  });
}

const isCommitted = ({ commitment }: ProblemTerms, { rows, salt }: Truth): boolean =>
  commitment === null || (salt !== undefined && commitmentOf(salt, rows) === commitment);

/** The submissions of a problem, the best first; of equal ones the earlier. What came after the deadline does not count. */
export async function readSubmissions(db: pg.Pool, { value: terms, truth }: Problem): Promise<Scored[]> {
  const found = await read<Submission["value"]>(
    db,
    SUBMISSIONS,
    `urn:ngsi-ld:CityProblemSubmission:${terms.problem}:%`,
  );
  const metric = metricOf(terms.metric);
  const inTime = found.filter(({ at }) => at <= Date.parse(terms.deadline) / 1000);
  const scored = inTime.map((submission): Scored => {
    if (truth === null || metric === undefined) return { ...submission, score: null };
    try {
      return { ...submission, score: scoreProblem(metric, truth.value.rows, submission.value.rows) };
    } catch {
      return { ...submission, score: null }; // says something of other keys than those that are asked for
    }
  });
  const sign = metric?.better === "more" ? -1 : 1;
  return scored.sort((a, b) => {
    if (a.score === null || b.score === null) return Number(a.score === null) - Number(b.score === null);
    return sign * (Number(a.score) - Number(b.score)) || a.at - b.at;
  });
}
