// What the gateway answers about reports; amounts in tiyn, as bigint.
import { ask, askText, withQuery, ProblemError } from "../http.ts";
import type { Page } from "../answers.ts";

export interface ReportDocument {
  readonly kind: "x" | "z" | "correction";
  readonly merchant: number;
  readonly till: string | null;
  readonly number: number | null;
  readonly corrects: { readonly report: string; readonly number: number; readonly reason: string } | null;
  readonly day: string;
  readonly after: { readonly block: number; readonly time: string | null };
  readonly until: { readonly block: number; readonly time: string };
  readonly opened: { readonly invoices: number; readonly amountTiyn: bigint };
  readonly paid: { readonly payments: number; readonly amountTiyn: bigint };
  readonly fees: { readonly amountTiyn: bigint };
  readonly refunded: { readonly refunds: number; readonly amountTiyn: bigint };
  /** What the invoices of each person, key or link brought; absent in reports of the first form. */
  readonly people?: readonly {
    readonly by: string;
    readonly payments: number;
    readonly paidTiyn: bigint;
    readonly refunds: number;
    readonly refundedTiyn: bigint;
  }[];
  readonly surplus: { readonly returnedTiyn: bigint; readonly heldTiyn: bigint };
  readonly unmatched: {
    readonly transfers: number;
    readonly amountTiyn: bigint;
    readonly foreignPayments: number;
  };
  readonly receipts: { readonly due: number; readonly missing: number };
  readonly payout: {
    readonly netTiyn: bigint;
    readonly carriedInTiyn: bigint;
    readonly expectedTiyn: bigint;
    readonly carriedOutTiyn: bigint;
    readonly reference: string | null;
  };
  readonly sinceFirst: { readonly paidTiyn: bigint; readonly refundedTiyn: bigint };
  readonly cost: {
    readonly perSaleTiyn: bigint;
    readonly cardFeeBps: number;
    readonly cardPerSaleTiyn: bigint;
  };
  readonly events: { readonly count: number };
}

export interface Report {
  readonly report: string;
  readonly kind: "z" | "correction";
  readonly number: number;
  readonly till: string | null;
  readonly day: string;
  readonly madeAt: string;
  readonly correctedBy: string | null;
  readonly anchored: {
    readonly state: "received" | "batched" | "anchored" | "refused";
    readonly record: string;
    readonly batch: { readonly publisher: number; readonly sequence: number; readonly index: number } | null;
    readonly block: number | null;
  };
  readonly inBank: { readonly state: "yes" | "no" | "differs" | "nothing-due"; readonly day: string | null };
  readonly document: ReportDocument;
}

export interface Till {
  readonly till: string | null;
  readonly invoices: number;
  readonly lastNumber: number | null;
  readonly lastDay: string | null;
}

/** How a till's fiscal register stands. */
export interface FiscalTill {
  readonly till: string | null;
  readonly operator: string;
  readonly register: string;
  readonly state: "online" | "offline" | "blocked";
  readonly waiting: number;
  readonly refused: number;
  readonly lastError: string | null;
}

export const MATCHES = ["matched", "timing", "amount", "unknown"] as const;
export type Match = (typeof MATCHES)[number];

export interface MatchLine {
  readonly side: "invoice" | "chain" | "bank";
  readonly id: string;
  readonly match: Match;
  readonly reason: string;
  readonly amountTiyn: bigint;
  readonly counterpartTiyn: bigint | null;
}

export interface Reconciliation {
  readonly bankUntil: string | null;
  readonly summary: Readonly<Record<Match, { readonly lines: number; readonly amountTiyn: bigint }>>;
  readonly lines: readonly MatchLine[];
}

export const reportPaths = {
  tills: "/v1/reports/tills",
  /** Of one till; invoices that name none are asked for with an empty name. */
  reports: (till: string | null) =>
    withQuery("/v1/reports", { limit: 30 }) + `&till=${encodeURIComponent(till ?? "")}`,
  x: (till: string | null) => withQuery("/v1/reports/x", { till: till ?? undefined }),
  people: "/v1/reports/people",
  fiscalTills: "/v1/fiscal-tills",
  report: (hash: string) => `/v1/reports/${encodeURIComponent(hash)}`,
  file: (hash: string, format: string) => `/v1/reports/${encodeURIComponent(hash)}?format=${format}`,
  reconciliation: (from: string, to: string) => withQuery("/v1/reconciliation", { from, to }),
} as const;

const reader =
  <Answer>() =>
  (path: string, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(path, { signal });

export const getTills = reader<{ readonly items: readonly Till[] }>();
export const getReports = reader<Page<Report>>();
export const getX = reader<ReportDocument>();
export const getReport = reader<Report>();
export const getPeople = reader<{
  readonly items: readonly { readonly by: string; readonly name: string }[];
}>();
export const getFiscalTills = reader<{ readonly items: readonly FiscalTill[] }>();
export const getReconciliation = reader<Reconciliation>();

/** Closes a till's day; `number` is the one that its report is to get. @throws {ProblemError} */
export const closeDay = (till: string | null, number: number): Promise<Report> =>
  ask<Report>("/v1/reports", { method: "POST", body: { till, number } });

/** Says a report's days anew in another one. @throws {ProblemError} */
export const correct = (corrects: string, reason: string): Promise<Report> =>
  ask<Report>("/v1/reports", { method: "POST", body: { corrects, reason } });

/** Has a till give fiscal receipts for what is paid from now on. @throws {ProblemError} */
export const switchFiscalOn = (body: {
  readonly till: string | null;
  readonly operator: string;
  readonly token: string;
  readonly register: string;
}): Promise<FiscalTill> => ask<FiscalTill>(reportPaths.fiscalTills, { method: "POST", body });

/** Ends that. @throws {ProblemError} */
export const switchFiscalOff = async (till: string | null): Promise<void> =>
  void (await askText(`${reportPaths.fiscalTills}/off`, { method: "POST", body: { till } }));

/** Hands in a bank's statement as it is. @throws {ProblemError} */
export async function sendStatement(
  file: File,
): Promise<{ readonly entries: number; readonly added: number }> {
  const type = file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/xml";
  const response = await fetch("/v1/bank-statements", {
    ...{ method: "POST", body: file, headers: { "content-type": type }, credentials: "same-origin" },
  });
  const answer = (await response.json()) as {
    code?: string;
    detail?: string;
    entries: number;
    added: number;
  };
  if (!response.ok)
    throw new ProblemError(answer.code ?? "answer-unreadable", response.status, answer.detail ?? "");
  return answer;
}
