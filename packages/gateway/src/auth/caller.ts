// Who asks. A bearer or a cookie names an account or a participant; what it may do is read from the chain's tables each time.
import { createHash } from "node:crypto";
import type { Request } from "express";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { ProblemError } from "../problems.ts";
import type { MerchantRole } from "./rights.ts";
import { readSession, SESSION_COOKIE } from "./session.ts";

/** For which merchant somebody works, and as what. */
export interface MerchantWork {
  /** Participant. */
  readonly merchant: number;
  readonly role: MerchantRole;
  /** Name of the only till; null: any. */
  readonly till: string | null;
  /** Null for the merchant's own account and for keys. */
  readonly member: number | null;
}

export interface Caller {
  /** For keys and limits: `participant:12`, `member:7`, `api-key:0x…`, `account:0x…` or the remote address. */
  readonly name: string;
  /** Who acts as this participant in everything; null for strangers, and for members of a merchant, who have a role and no more. */
  readonly participant: number | null;
  /** Null for who works for no merchant, or for several and has not said for which. */
  readonly work: MerchantWork | null;
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
  if (account !== null) return await callerByAccount(gateway, account, chosenMerchant(request));
  if (token !== undefined) throw invalid();
  return stranger(request); // a cookie that ran out is no reason to refuse a public page
}

/** Which merchant one who works for several works for now; NaN for what is no number. */
function chosenMerchant(request: Request): number | null {
  const text = request.headers["alatau-merchant"];
  return text === undefined ? null : Number(text);
}

/** The participant that acts through an account now, unless it is suspended, or the member of a merchant that it is. */
export async function callerByAccount(
  gateway: Gateway,
  account: string,
  merchant: number | null = null,
): Promise<Caller> {
  const { rows } = await gateway.reads.query<ParticipantRow>(
    named(
      `SELECT participant, kind, suspended FROM ledger.current_participants
       WHERE participant = (SELECT participant FROM ledger.participant_keys WHERE account = $1 LIMIT 1) AND account = $1`,
      [Buffer.from(account.slice(2), "hex")],
    ),
  );
  const row = rows.find(({ suspended }) => !suspended);
  const participant = row?.participant ?? null;
  const common = { participant, account, auditor: row?.kind === "agency", by: "session" } as const;
  if (participant !== null && (merchant === null || merchant === participant))
    return { ...common, name: `participant:${participant}`, work: ownWork(participant) };
  const works = await membershipsOf(gateway, account);
  const found = works.filter((work) => merchant === null || work.merchant === merchant);
  const work = found.length === 1 ? found[0]! : null;
  const name = work === null ? `account:${account.toLowerCase()}` : `member:${work.member}`;
  // Who works for another merchant now is not at the same time a participant.
  return { ...common, name, participant: work === null ? participant : null, work };
}

const ownWork = (merchant: number): MerchantWork => ({ merchant, role: "owner", till: null, member: null });

/** Where an account works now. Merchants that are suspended have nobody. */
export async function membershipsOf(
  { reads, now }: Gateway,
  account: string,
): Promise<(MerchantWork & { readonly name: string | null })[]> {
  const { rows } = await reads.query<MerchantWork & { name: string | null }>(
    named(
      `SELECT m.member, m.merchant, m.role, m.till, f.name FROM payload.members m
         JOIN ledger.current_participants p ON p.participant = m.merchant AND NOT p.suspended
         LEFT JOIN payload.profiles f ON f.participant = m.merchant
       WHERE m.account = $1 AND m.removed_at IS NULL AND (m.valid_to IS NULL OR m.valid_to > $2) ORDER BY m.member`,
      [Buffer.from(account.slice(2), "hex"), new Date(now())],
    ),
  );
  return rows;
}

async function callerByKey(gateway: Gateway, key: string): Promise<Caller> {
  const hash = apiKeyHash(key);
  const { rows } = await gateway.reads.query<ParticipantRow & { role: MerchantRole; till: string | null }>(
    named(
      `SELECT p.participant, p.kind, p.suspended, k.role, k.till FROM work.api_keys k JOIN ledger.current_participants p USING (participant)
       WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.valid_to IS NULL OR k.valid_to > $2)`,
      [hash, new Date(gateway.now())],
    ),
  );
  const [row] = rows;
  if (row === undefined || row.suspended) throw invalid();
  const { participant, role, till } = row;
  if (role === "owner" && till === null)
    return {
      ...{ name: `participant:${participant}`, participant, work: ownWork(participant) },
      ...{ account: null, auditor: row.kind === "agency", by: "api-key" },
    };
  return {
    name: `api-key:0x${hash.toString("hex").slice(0, 16)}`,
    participant: null,
    work: { merchant: participant, role, till, member: null },
    ...{ account: null, auditor: false, by: "api-key" },
  };
}

const stranger = (request: Request): Caller => ({
  name: `address:${request.socket.remoteAddress ?? "unknown"}`,
  participant: null,
  work: null,
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
