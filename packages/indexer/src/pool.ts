// Connections to PostgreSQL: numbers as numbers, amounts as bigint.
import pg from "pg";

const INT8 = 20;
const NUMERIC = 1700;

function parseInt8(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

const parseNumeric = (text: string): bigint | string => (/^-?\d+$/.test(text) ? BigInt(text) : text);

/** How values arrive: `bigint` columns as number (every one of ours is below 2^53), `numeric` as bigint, `bytea` as Buffer. */
export const pgTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === INT8) return parseInt8;
    if (oid === NUMERIC) return parseNumeric;
    return format === "binary" ? pg.types.getTypeParser(oid, "binary") : pg.types.getTypeParser(oid, "text");
  }) as typeof pg.types.getTypeParser,
};

/** A pool whose rows carry numbers and bigints; a connection that breaks between two queries is replaced, not thrown. */
export function openPool(databaseUrl: string, { max = 10 }: { max?: number } = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max, types: pgTypes });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** One connection of the same kind. */
export async function openClient(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, types: pgTypes });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Whether a failure is the connection's or the server's passing state, so that the same work may succeed later. */
export function isPassing(failure: unknown): boolean {
  const { code, message } = failure as { code?: unknown; message?: unknown };
  if (typeof code === "string" && /^(08|57P0[123]|53|40|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return true;
  return typeof message === "string" && /terminat|closed|not queryable|ended/i.test(message);
}
