// What a person has to look at: shown to the operator until it is resolved.
import type pg from "pg";

export interface Incident {
  /** Kebab-case: `clearing-failed`, `batch-refused`, … */
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** Notes an incident; the same kind and subject stay one row, with a count and the latest detail. */
export async function reportIncident(
  db: pg.Pool | pg.PoolClient,
  { kind, subject, detail }: Incident,
): Promise<void> {
  await db.query(
    `INSERT INTO work.incidents AS incidents (kind, subject, detail) VALUES ($1, $2, $3)
       ON CONFLICT (kind, subject) WHERE resolved_at IS NULL
       DO UPDATE SET found = incidents.found + 1, detail = excluded.detail, found_at = now()`,
    [kind, subject, detail.slice(0, 2_000)],
  );
}
