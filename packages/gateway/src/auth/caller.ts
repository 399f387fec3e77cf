// Who asks. A bearer or a cookie names an account or a participant; what it may do is read from the chain's tables each time.
import { createHash } from "node:crypto";
import type { Request } from "express";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { ProblemError } from "../problems.ts";
import { readSession, SESSION_COOKIE } from "./session.ts";

export interface Caller {
  /** For keys and limits: `participant:12`, `account:0x…` or the remote address. */
  readonly name: string;
  /** Null for a stranger. */
  readonly participant: number | null;
  /** Of the session; null with an API key. */
  readonly account: string | null;
  /** Agencies audit: they may read records of others. */
  readonly auditor: boolean;
  readonly by: "session" | "api-key" | "nobody";
}

interface ParticipantRow {
  participant: number;
  kind: string;
  suspended: boolean;
}

export const API_KEY_PREFIX = "alk_";

/** sha256 of an API key: all that is stored of it. */
export const apiKeyHash = (key: string): Buffer => createHash("sha256").update(key).digest();

/** Finds out who sent a request. @throws {ProblemError} `credentials-invalid` when what was given does not hold. */
export async function callerOf(gateway: Gateway, request: Request): Promise<Caller> {
  const { authorization } = request.headers;
  const token = authorization?.startsWith("Bearer ") ? authorization.slice(7).trim() : undefined;
  if (authorization !== undefined && token === undefined) throw invalid();
  if (token?.startsWith(API_KEY_PREFIX)) return await callerByKey(gateway, token);
  const session = token ?? cookieOf(request.headers.cookie, SESSION_COOKIE);
  if (session === undefined) return stranger(request);
  const account = await readSession(gateway, session);
  if (account !== null) return await callerByAccount(gateway, account);
  if (token !== undefined) throw invalid();
  return stranger(request); // a cookie that ran out is no reason to refuse a public page
}

/** The participant that acts through an account now, unless it is suspended. */
export async function callerByAccount(gateway: Gateway, account: string): Promise<Caller> {
  const { rows } = await gateway.reads.query<ParticipantRow>(
    named(
      `SELECT participant, kind, suspended FROM ledger.current_participants
       WHERE participant = (SELECT participant FROM ledger.participant_keys WHERE account = $1 LIMIT 1) AND account = $1`,
      [Buffer.from(account.slice(2), "hex")],
    ),
  );
  const row = rows.find(({ suspended }) => !suspended);
  return {
    name: row === undefined ? `account:${account.toLowerCase()}` : `participant:${row.participant}`,
    participant: row?.participant ?? null,
    account,
    auditor: row?.kind === "agency",
    by: "session",
  };
}

async function callerByKey(gateway: Gateway, key: string): Promise<Caller> {
  const { rows } = await gateway.reads.query<ParticipantRow>(
    named(
      `SELECT p.participant, p.kind, p.suspended FROM work.api_keys k JOIN ledger.current_participants p USING (participant)
       WHERE k.key_hash = $1 AND k.revoked_at IS NULL`,
      [apiKeyHash(key)],
    ),
  );
  const [row] = rows;
  if (row === undefined || row.suspended) throw invalid();
  return {
    name: `participant:${row.participant}`,
    participant: row.participant,
    account: null,
    auditor: row.kind === "agency",
    by: "api-key",
  };
}

const stranger = (request: Request): Caller => ({
  name: `address:${request.socket.remoteAddress ?? "unknown"}`,
  participant: null,
  account: null,
  auditor: false,
  by: "nobody",
});

const invalid = (): ProblemError =>
  new ProblemError("credentials-invalid", undefined, { headers: { "www-authenticate": "Bearer" } });

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(";") ?? []) {
    const [key, value] = part.split("=", 2);
    if (key?.trim() === name) return value?.trim();
  }
  return undefined;
}
