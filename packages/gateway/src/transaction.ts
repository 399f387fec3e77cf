// One database transaction as a function: committed when it returns, rolled back when it throws.
import type pg from "pg";

/** Channel on which the workers wake each other. */
export const WORK_CHANNEL = "work_queue";
/** Channel on which the indexer announces blocks. */
export const BLOCK_CHANNEL = "ledger_block";

/** Runs `work` in a transaction of its own; what it throws is thrown again after the rollback. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  { readOnly = false }: { readOnly?: boolean } = {},
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(readOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: unknown) => {
      broken = failure instanceof Error ? failure : new Error(String(failure));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Wakes the workers that wait for `what`, once the transaction is committed. */
export async function notify(db: pg.Pool | pg.PoolClient, what: string): Promise<void> {
  await db.query("SELECT pg_notify($1, $2)", [WORK_CHANNEL, what]);
}
