// What a checker is asked about, and what it makes of it.
import type { Hex, Network } from "@alatau/sdk";
import type pg from "pg";
import type { Logger } from "pino";
import type { PrivateKeyAccount } from "viem";
import type { VerifiedCache } from "./check-sets.ts";
import type { ChainTip } from "./ledger.ts";

export interface CheckerOptions {
  readonly pool: pg.Pool;
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** The checker's own key. */
  readonly account: PrivateKeyAccount;
}

export interface Checker extends CheckerOptions {
  readonly participant: number;
  readonly cache: VerifiedCache;
  /** Its place among the checkers of `energy.readings`; -1: it is none of them. */
  readonly place: number;
}

/** What a checker makes of a candidate; `later` when its own view of the chain is behind. */
export type Verdict =
  { readonly kind: "approved" } | { readonly kind: "refused"; readonly reason: string } | { kind: "later" };

export const later: Verdict = { kind: "later" };
export const refused = (reason: string): Verdict => ({ kind: "refused", reason });

export interface Candidate {
  readonly kind: "batch" | "reading-set";
  readonly subject: string;
  readonly digest: Hex;
  /** Unix second until which an approval binds; null: for ever. */
  readonly expiresAt: number | null;
  check(client: pg.PoolClient, tip: ChainTip, checker: Checker): Promise<Verdict>;
}

/** Candidates that this checker has neither answered nor is bound against. */
export const UNANSWERED = `NOT EXISTS (
  SELECT 1 FROM work.approvals a WHERE a.checker = $1 AND a.kind = $2 AND a.subject = c.subject
     AND (a.digest = c.digest OR a.verdict = 'approved' AND (a.expires_at IS NULL OR a.expires_at > (SELECT max(timestamp) FROM ledger.blocks))))`;
