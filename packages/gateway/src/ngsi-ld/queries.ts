// Subjects of data sets as entities: their latest standing records, and the earlier ones.
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { readableSql, type Readable } from "../observations/queries.ts";
import type { Moment } from "./answers.ts";

type Reads = Pick<Gateway, "reads">;

const LATEST = (readable: Readable): string =>
  `FROM work.latest_observations o JOIN payload.records r USING (record_hash)
   WHERE o.dataset = $1 AND r.payload IS NOT NULL AND (${readableSql(readable)})`;

/** The subjects of a set that the caller may read something of, by name, with all their latest payloads, the older first. */
export async function readSubjects(
  { reads }: Reads,
  {
    name,
    readable,
    type,
    limit,
    offset,
  }: { name: string; readable: Readable; type: string | undefined; limit: number; offset: number },
): Promise<string[][]> {
  const { rows } = await reads.query<{ payloads: string[] }>(
    named(
      `SELECT array_agg(convert_from(r.payload, 'UTF8') ORDER BY o.observed_at, o.field_group DESC) AS payloads ${LATEST(readable)}
        AND ($2::text IS NULL OR convert_from(r.payload, 'UTF8')::jsonb->>'type' = $2)
        GROUP BY o.subject ORDER BY o.subject COLLATE "C" LIMIT $3 OFFSET $4`,
      [name, type ?? null, limit, offset],
    ),
  );
  return rows.map(({ payloads }) => payloads);
}

/** How many subjects {@link readSubjects} has in all. */
export async function countSubjects(
  { reads }: Reads,
  { name, readable, type }: { name: string; readable: Readable; type: string | undefined },
): Promise<number> {
  const { rows } = await reads.query<{ count: number }>(
    named(
      `SELECT count(DISTINCT o.subject)::int AS count ${LATEST(readable)}
        AND ($2::text IS NULL OR convert_from(r.payload, 'UTF8')::jsonb->>'type' = $2)`,
      [name, type ?? null],
    ),
  );
  return rows[0]!.count;
}

/** The data sets that know a subject. */
export async function setsOfSubject({ reads }: Reads, subject: string): Promise<string[]> {
  const { rows } = await reads.query<{ dataset: string }>(
    named("SELECT DISTINCT dataset FROM work.latest_observations WHERE subject = $1 ORDER BY dataset", [
      subject,
    ]),
  );
  return rows.map(({ dataset }) => dataset);
}

/** The latest payloads of one subject, the older first. */
export async function readSubject(
  { reads }: Reads,
  { name, readable, subject }: { name: string; readable: Readable; subject: string },
): Promise<string[]> {
  const { rows } = await reads.query<{ payload: string }>(
    named(
      `SELECT convert_from(r.payload, 'UTF8') AS payload ${LATEST(readable)} AND o.subject = $2 ORDER BY o.observed_at, o.field_group DESC`,
      [name, subject],
    ),
  );
  return rows.map(({ payload }) => payload);
}

/** What stands of one subject in a period, the latest first. */
export async function readMoments(
  { reads }: Reads,
  asked: { name: string; readable: Readable; subject: string; from: number; to: number; most: number },
): Promise<Moment[]> {
  const { name, readable, subject, from, to, most } = asked;
  const { rows } = await reads.query<{ observed_at: number; payload: string }>(
    named(
      `SELECT o.observed_at, convert_from(r.payload, 'UTF8') AS payload FROM payload.observations o JOIN payload.records r USING (record_hash)
        WHERE o.dataset = $1 AND o.subject = $2 AND o.observed_at BETWEEN $3 AND $4 AND o.replaced_by IS NULL AND r.payload IS NOT NULL
          AND (${readableSql(readable)}) ORDER BY o.observed_at DESC, o.number DESC LIMIT $5`,
      [name, subject, from, to, most],
    ),
  );
  return rows.map((row) => ({ observedAt: row.observed_at, payload: row.payload }));
}
