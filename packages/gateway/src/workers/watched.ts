// Places whose standing observation changed, queued for a worker by the database: taken, done and gone in one transaction.
import type pg from "pg";

/** A place that a worker has to look at. */
export interface ObservedPlace {
  readonly number: number;
  readonly dataset: string;
  readonly subject: string;
  /** Unix seconds. */
  readonly observedAt: number;
}

/** Says of which data sets a worker wants to see every change from now on. */
export async function watchDataSets(
  client: pg.PoolClient | pg.Pool,
  worker: string,
  datasets: readonly string[],
): Promise<void> {
  await client.query(
    "INSERT INTO work.watched_data_sets (worker, dataset) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING",
    [worker, datasets],
  );
}

/** The places that are due at a moment of the ledger, in the order they were written. */
export async function duePlaces(
  client: pg.PoolClient,
  worker: string,
  { now, most }: { now: number; most: number },
): Promise<ObservedPlace[]> {
  const { rows } = await client.query<{
    number: number;
    dataset: string;
    subject: string;
    observed_at: number;
  }>(
    `SELECT number, dataset, subject, observed_at FROM work.observed WHERE worker = $1 AND due_at <= $2
      ORDER BY number LIMIT $3`,
    [worker, now, most],
  );
  return rows.map(({ observed_at, ...row }) => ({ ...row, observedAt: Number(observed_at) }));
}

/** Takes places from the queue, except those that have a moment in `later`: they come up again then. */
export async function donePlaces(
  client: pg.PoolClient,
  worker: string,
  places: readonly ObservedPlace[],
  later: ReadonlyMap<number, number> = new Map(),
): Promise<void> {
  const gone = places.map(({ number }) => number).filter((number) => !later.has(number));
  await client.query("DELETE FROM work.observed WHERE worker = $1 AND number = ANY($2::bigint[])", [
    ...[worker, gone],
  ]);
  await client.query(
    `UPDATE work.observed o SET due_at = l.due_at FROM unnest($2::bigint[], $3::bigint[]) AS l (number, due_at)
      WHERE o.worker = $1 AND o.number = l.number`,
    [worker, [...later.keys()], [...later.values()]],
  );
}
