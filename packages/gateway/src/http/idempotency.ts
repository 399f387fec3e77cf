// Idempotency-Key: the key is stored before the work begins and the answer after it, so that a repeat has no second effect.
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Request } from "express";
import type pg from "pg";
import { ProblemError } from "../problems.ts";
import type { Answer } from "./answers.ts";
import { bodyBytes, mediaType } from "./body.ts";

/** A first request that has not answered for this long was killed: a repeat takes its place. */
const TAKEOVER_SECONDS = 120;
const POLL_MS = 25;
const PATIENCE_MS = 20_000;

interface StoredAnswer {
  readonly text: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What identifies the request beside its key: method, address, media type and body. */
export const requestHash = (request: Request): Buffer =>
  createHash("sha256")
    .update(`${request.method} ${request.originalUrl}\n${mediaType(request)}\n`)
    .update(bodyBytes(request))
    .digest();

/** The key of a request, if it has one. @throws {ProblemError} `idempotency-key-invalid` */
export function idempotencyKey(request: Request): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ProblemError("idempotency-key-invalid");
  return key;
}

/**
 * Does the work once for a (caller, key). A repeat gets the stored answer; one with another body is refused; one that comes
 * while the first runs waits for it. Failures of 500 and above are not kept, so that a repeat tries again.
 */
export async function once(
  pool: pg.Pool,
  { caller, key, hash }: { caller: string; key: string; hash: Buffer },
  work: () => Promise<Answer>,
  onFailure: (failure: unknown) => { status: number; body: unknown },
): Promise<Answer> {
  if (!(await claim(pool, caller, key, hash)))
    return await storedAnswer(pool, caller, key, hash, work, onFailure);
  return await perform(pool, caller, key, work, onFailure);
}

async function claim(pool: pg.Pool, caller: string, key: string, hash: Buffer): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO work.idempotency (caller, key, request_hash) VALUES ($1, $2, $3)
     ON CONFLICT (caller, key) DO UPDATE SET created_at = now()
       WHERE work.idempotency.status IS NULL AND work.idempotency.request_hash = excluded.request_hash
         AND work.idempotency.created_at < now() - make_interval(secs => $4)`,
    [caller, key, hash, TAKEOVER_SECONDS],
  );
  return rowCount === 1;
}

async function perform(
  pool: pg.Pool,
  caller: string,
  key: string,
  work: () => Promise<Answer>,
  onFailure: (failure: unknown) => { status: number; body: unknown },
): Promise<Answer> {
  try {
    const answer = await work();
    await store(pool, caller, key, answer.status ?? 200, {
      text: String(answer.text ?? JSON.stringify(answer.body ?? null)),
      ...(answer.type !== undefined && { type: answer.type }),
      ...(answer.headers && { headers: answer.headers }),
    });
    return answer;
  } catch (failure) {
    const { status, body } = onFailure(failure);
    if (status >= 500)
      await pool.query("DELETE FROM work.idempotency WHERE caller = $1 AND key = $2", [caller, key]);
    else
      await store(pool, caller, key, status, {
        text: JSON.stringify(body),
        type: "application/problem+json; charset=utf-8",
      });
    throw failure;
  }
}

const store = async (pool: pg.Pool, caller: string, key: string, status: number, answer: StoredAnswer) =>
  await pool.query("UPDATE work.idempotency SET status = $3, body = $4 WHERE caller = $1 AND key = $2", [
    caller,
    key,
    status,
    JSON.stringify(answer),
  ]);

async function storedAnswer(
  pool: pg.Pool,
  caller: string,
  key: string,
  hash: Buffer,
  work: () => Promise<Answer>,
  onFailure: (failure: unknown) => { status: number; body: unknown },
): Promise<Answer> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += POLL_MS) {
    const { rows } = await pool.query<{
      request_hash: Buffer;
      status: number | null;
      body: StoredAnswer | null;
    }>("SELECT request_hash, status, body FROM work.idempotency WHERE caller = $1 AND key = $2", [
      caller,
      key,
    ]);
    const [row] = rows;
    if (row === undefined) return await once(pool, { caller, key, hash }, work, onFailure); // the first one failed
    if (!row.request_hash.equals(hash)) throw new ProblemError("idempotency-mismatch");
    if (row.status !== null && row.body !== null)
      return {
        status: row.status,
        ...row.body,
        headers: { ...row.body.headers, "idempotency-replayed": "true" },
      };
    await wait(POLL_MS);
  }
  throw new ProblemError("idempotency-in-progress", undefined, { headers: { "retry-after": "5" } });
}
