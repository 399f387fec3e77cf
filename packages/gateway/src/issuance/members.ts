// Who may act for the issuer. The account with the issuer's role on chain names people; people decide, two at a time.
import type pg from "pg";
import type { Caller } from "../auth/caller.ts";
import { holdsRole } from "../auth/roles.ts";
import type { Gateway } from "../gateway.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";

export interface IssuerMember {
  readonly member: number;
  readonly role: "officer" | "viewer";
}

/** One lock for everything that decides over the issuer's money, so that no two decisions look at the same state. */
export async function lockIssuance(client: pg.PoolClient): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('issuance'))");
}

/** The issuer's member who asks, signed in with an account; undefined for everybody else. */
export async function memberOf(
  { pool }: Pick<Gateway, "pool">,
  { account }: Pick<Caller, "account">,
): Promise<IssuerMember | undefined> {
  if (account === null) return undefined;
  const { rows } = await pool.query<IssuerMember>(
    "SELECT member, role FROM payload.issuer_members WHERE account = $1 AND removed_at IS NULL",
    [bytesOf(account)],
  );
  return rows[0];
}

/** @throws {ProblemError} `unauthenticated`, `not-issuer` for who is neither a member nor the role's holder */
export async function mustSeeIssuance(gateway: Gateway, caller: Caller): Promise<void> {
  if ((await memberOf(gateway, caller)) !== undefined) return;
  await mustHoldIssuerRole(gateway, caller);
}

/** @throws {ProblemError} `unauthenticated`, `not-issuer` for who is no officer */
export async function mustBeOfficer(gateway: Gateway, caller: Caller): Promise<IssuerMember> {
  const member = await memberOf(gateway, caller);
  if (member?.role === "officer") return member;
  if (caller.by === "nobody") throw unauthenticated();
  throw new ProblemError("not-issuer");
}

/** @throws {ProblemError} `unauthenticated`, `not-issuer` for who does not hold the issuer's role on chain */
export async function mustHoldIssuerRole(gateway: Gateway, caller: Caller): Promise<void> {
  if (caller.by === "nobody") throw unauthenticated();
  if (!(await holdsRole(gateway, caller, "issuer"))) throw new ProblemError("not-issuer");
}

export const unauthenticated = (): ProblemError =>
  new ProblemError("unauthenticated", undefined, { headers: { "www-authenticate": "Bearer" } });
