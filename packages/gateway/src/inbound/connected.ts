// Which other chains are connected: those whose lock the adapter reads.
import type pg from "pg";

/** Whether a lock on that chain is read, and credits still. */
export async function isConnected(pool: pg.Pool, chainId: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    "SELECT 1 FROM work.inbound_cursors WHERE chain_id = $1 AND halted IS NULL",
    [chainId],
  );
  return rowCount !== 0;
}
