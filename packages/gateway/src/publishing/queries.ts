// What the publisher's desk shows of each data set: where its records are, what was refused, what was flagged.
import type pg from "pg";
import { PUBLISH_GROUP } from "../data-sets/terms.ts";
import { named } from "../http/paging.ts";

export interface DeskRow {
  readonly name: string;
  readonly owner: number;
  readonly received: number;
  readonly checking: number;
  readonly anchored: number;
  readonly refused: number;
  readonly flagged: number;
  readonly last_received_at: Date | null;
}

/** Refusals and flags are those of the last thirty days. */
const SELECT = `SELECT d.name, d.owner::int AS owner,
  (SELECT count(*)::int FROM work.waiting w WHERE w.dataset = d.name) AS received,
  (SELECT coalesce(sum((b.approval->>'count')::int), 0)::int FROM work.batches b
    WHERE b.dataset = d.name AND b.state IN ('candidate', 'sent')) AS checking,
  (SELECT coalesce(sum(e.count), 0)::int FROM ledger.batches e WHERE e.dataset = d.dataset) AS anchored,
  (SELECT count(*)::int FROM payload.refusals f
    WHERE f.dataset = d.name AND f.received_at > now() - interval '30 days' AND (d.owner = $1 OR f.uploaded_by = $1)) AS refused,
  (SELECT count(*)::int FROM payload.observations o WHERE o.dataset = d.name AND o.flags <> '{}' AND o.replaced_by IS NULL
    AND o.observed_at > extract(epoch FROM now() - interval '30 days')) AS flagged,
  (SELECT r.received_at FROM payload.observations o JOIN payload.records r USING (record_hash)
    WHERE o.dataset = d.name ORDER BY o.number DESC LIMIT 1) AS last_received_at
FROM ledger.datasets d JOIN ledger.current_schemas s USING (dataset)
WHERE d.owner = $1 OR EXISTS (SELECT 1 FROM ledger.current_access a
  WHERE a.dataset = d.dataset AND a.participant = $1 AND a.field_group = ${PUBLISH_GROUP})
ORDER BY d.name`;

/** The data sets in which a participant may publish, its own and others'. */
export async function readDesk(db: pg.Pool, participant: number): Promise<DeskRow[]> {
  const { rows } = await db.query<DeskRow>(named(SELECT, [participant]));
  return rows;
}
