// The pool that pages are read with: values arrive as the text that goes out, so that nothing is converted twice.
import pg from "pg";

const BYTEA = 17;
const INT8 = 20;

/** How values arrive: hashes as `0x…`, `bigint` as number (ours are below 2^53), `numeric` as decimal text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === BYTEA) return (text: string) => `0x${text.slice(2)}`;
    if (oid === INT8) return Number;
    return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
  }) as typeof pg.types.getTypeParser,
};

/** A pool for reading. A connection that breaks while idle is replaced. */
export function openReads(databaseUrl: string, max: number): pg.Pool {
  const options = "-c plan_cache_mode=force_generic_plan -c default_transaction_read_only=on"; // a page is planned once
  const pool = new pg.Pool({ connectionString: databaseUrl, max, types, options });
  pool.on("error", () => undefined);
  return pool;
}
