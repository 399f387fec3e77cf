// What the board reads: the newest of each data set, where its records are on their way to the chain, what was flagged.
import type pg from "pg";
import { descriptionSchema, type Description } from "../data-sets/description.ts";
import { named } from "../http/paging.ts";
import { bytesOf } from "../http/show.ts";
import type { Grant } from "./readable.ts";
import type { LatestRow } from "./summary.ts";

/** A data set with the groups that the caller may see. */
export interface Asked {
  readonly name: string;
  readonly groups: readonly number[];
}

const names = (asked: readonly Asked[]): string[] => asked.map(({ name }) => name);
const groups = (asked: readonly Asked[]): string[] => asked.map((each) => `{${each.groups.join(",")}}`);

/** The last observations of the subjects that spoke last, at most `most` a data set. */
export async function readLatest(db: pg.Pool, asked: readonly Asked[], most: number): Promise<LatestRow[]> {
  const { rows } = await db.query<LatestRow>(
    named(
      `SELECT a.dataset, l.subject, l.observed_at, l.longitude, l.latitude, o."values", o.flags
         FROM unnest($1::text[], $2::text[]) AS a (dataset, groups)
        CROSS JOIN LATERAL (SELECT * FROM work.latest_observations l
                             WHERE l.dataset = a.dataset AND l.field_group = ANY(a.groups::smallint[])
                             ORDER BY l.observed_at DESC LIMIT $3) l
         JOIN payload.observations o ON o.record_hash = l.record_hash`,
      [names(asked), groups(asked), most],
    ),
  );
  return rows;
}

/** How many subjects each data set has. */
export async function countSubjects(db: pg.Pool, asked: readonly Asked[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ dataset: string; subjects: number }>(
    named(
      `SELECT dataset, max(subjects)::int AS subjects FROM (
         SELECT dataset, field_group, count(*) AS subjects FROM work.latest_observations
          WHERE dataset = ANY($1::text[]) GROUP BY dataset, field_group) g GROUP BY dataset`,
      [names(asked)],
    ),
  );
  return new Map(rows.map(({ dataset, subjects }) => [dataset, subjects]));
}

/** Where the records of a data set are: times in Unix seconds, counts of the last hour. */
export interface StateRow {
  readonly dataset: string;
  readonly received_at: number | null;
  readonly checked_at: number | null;
  readonly anchored_at: number | null;
  readonly anchored_in: number | null;
  /** When the newest record on the chain was received, by this machine's clock: a simulated chain's clock says nothing of ages. */
  readonly newest_at: number | null;
  /** At most {@link MOST_WAITING}. */
  readonly waiting: number;
  readonly batched: number;
  readonly checked: number;
  readonly anchored: number;
}

/** More records than these are not counted while they wait. */
export const MOST_WAITING = 10_000;

const STATES = `SELECT a.dataset, s.received_at, c.checked_at, l.anchored_at, l.anchored_in, l.newest_at, w.waiting, h.batched, h.checked, h.anchored
  FROM unnest($1::text[], $2::int[]) AS a (dataset, quorum)
  LEFT JOIN LATERAL (SELECT extract(epoch FROM r.received_at)::float8 AS received_at
                       FROM (SELECT o.record_hash FROM payload.observations o WHERE o.dataset = a.dataset ORDER BY o.number DESC LIMIT 1) o
                       JOIN payload.records r USING (record_hash)) s ON true
  LEFT JOIN LATERAL (SELECT (SELECT (array_agg(extract(epoch FROM p.decided_at)::float8 ORDER BY p.decided_at))[a.quorum]
                               FROM work.approvals p WHERE p.kind = 'batch' AND p.verdict = 'approved'
                                AND p.subject = b.dataset || '/' || b.publisher || '/' || b.sequence) AS checked_at
                       FROM (SELECT * FROM work.batches b WHERE b.dataset = a.dataset AND b.state <> 'refused'
                              ORDER BY b.created_at DESC LIMIT 4) b
                      ORDER BY checked_at DESC NULLS LAST LIMIT 1) c ON true
  LEFT JOIN LATERAL (SELECT k.timestamp AS anchored_at, k.number AS anchored_in,
                            (SELECT extract(epoch FROM r.received_at)::float8 FROM work.batch_records p JOIN payload.records r USING (record_hash)
                              WHERE p.dataset = b.dataset AND p.publisher = b.publisher AND p.sequence = b.sequence
                              ORDER BY p.position DESC LIMIT 1) AS newest_at
                       FROM work.batches b
                       JOIN ledger.datasets d ON d.name = b.dataset
                       JOIN ledger.batches e ON e.dataset = d.dataset AND e.publisher = b.publisher AND e.sequence = b.sequence
                       JOIN ledger.blocks k ON k.number = e.block_number
                      WHERE b.dataset = a.dataset ORDER BY b.created_at DESC LIMIT 1) l ON true
 CROSS JOIN LATERAL (SELECT count(*)::int AS waiting FROM (
                       SELECT 1 FROM work.waiting w WHERE w.dataset = a.dataset LIMIT ${MOST_WAITING}) w) w
 CROSS JOIN LATERAL (SELECT coalesce(sum(n), 0)::int AS batched, coalesce(sum(n) FILTER (WHERE state IN ('sent', 'accepted')), 0)::int AS checked,
                            coalesce(sum(n) FILTER (WHERE state = 'accepted'), 0)::int AS anchored
                       FROM (SELECT (b.approval->>'count')::int AS n, b.state FROM work.batches b
                              WHERE b.dataset = a.dataset AND b.created_at > now() - interval '1 hour' AND b.state <> 'refused') b) h`;

/** Where records are, for each data set with its quorum. */
export async function readStates(
  db: pg.Pool,
  asked: readonly (Asked & { readonly quorum: number })[],
): Promise<Map<string, StateRow>> {
  const { rows } = await db.query<StateRow>(named(STATES, [names(asked), asked.map(({ quorum }) => quorum)]));
  return new Map(rows.map((row) => [row.dataset, row]));
}

/** How often each quality flag was set since a moment. */
export async function countFlags(
  db: pg.Pool,
  asked: readonly Asked[],
  since: number,
): Promise<Map<string, Record<string, number>>> {
  const { rows } = await db.query<{ dataset: string; flag: string; times: number }>(
    named(
      `SELECT o.dataset, f.flag, count(*)::int AS times
         FROM unnest($1::text[], $2::text[]) AS a (dataset, groups)
         JOIN payload.observations o ON o.dataset = a.dataset AND o.field_group = ANY(a.groups::smallint[])
        CROSS JOIN LATERAL unnest(o.flags) AS f (flag)
        WHERE o.flags <> '{}' AND o.observed_at >= $3 AND o.replaced_by IS NULL GROUP BY o.dataset, f.flag`,
      [names(asked), groups(asked), since],
    ),
  );
  const found = new Map<string, Record<string, number>>();
  for (const { dataset, flag, times } of rows) found.set(dataset, { ...found.get(dataset), [flag]: times });
  return found;
}

/** How many alerts are open for each data set's values. */
export async function countAlerts(db: pg.Pool, asked: readonly Asked[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ dataset: string; alerts: number }>(
    named(
      "SELECT dataset, count(*)::int AS alerts FROM work.alerts WHERE state <> 'closed' AND dataset = ANY($1::text[]) GROUP BY dataset",
      [names(asked)],
    ),
  );
  return new Map(rows.map(({ dataset, alerts }) => [dataset, alerts]));
}

/** What a participant was granted, in force. */
export async function readGrants(db: pg.Pool, participant: number | null): Promise<Grant[]> {
  if (participant === null) return [];
  const { rows } = await db.query<{ dataset: string; field_group: number }>(
    named("SELECT dataset, field_group FROM ledger.current_access WHERE participant = $1", [participant]),
  );
  return rows.map(({ dataset, field_group: group }) => ({ dataset, group: Number(group) }));
}

/** Descriptions never change under their hash. */
const parsed = new Map<string, Description>();
const KEPT = 500;

/** The descriptions that this gateway has, by their hash. */
export async function readDescriptions(
  db: pg.Pool,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, Description>> {
  const missing = hashes.filter((hash) => !parsed.has(hash));
  if (missing.length > 0) {
    const { rows } = await db.query<{ document_hash: string; document: string }>(
      named(
        "SELECT document_hash, document FROM payload.descriptions WHERE document_hash = ANY($1::bytea[])",
        [missing.map(bytesOf)],
      ),
    );
    if (parsed.size > KEPT) parsed.clear();
    for (const row of rows) parsed.set(row.document_hash, descriptionSchema.parse(JSON.parse(row.document)));
  }
  return parsed;
}
