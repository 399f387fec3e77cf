// What the gateway answers at the issuer's desk, and how it is asked.
import { ask, askText, withQuery } from "../http.ts";
import type { Page } from "../answers.ts";

export interface Desk {
  readonly part: "role-holder" | "officer" | "viewer";
  readonly accounts: readonly { readonly iban: string; readonly name: string }[];
}
export interface Entry {
  readonly entry: number;
  readonly reference: string;
  readonly bookedOn: string;
  readonly amountTiyn: bigint;
  readonly remittance: string;
  readonly counterparty: string | null;
  readonly purpose: "cash-in" | "cash-out" | "sent-back" | "returned" | "suspense";
  readonly standing: "suspense" | "decided" | "minting" | "minted" | "refused" | "booked";
  readonly refused: string | null;
  readonly decision: number | null;
}
export type CashOutState =
  "requested" | "expired" | "received" | "approved" | "burned" | "sent" | "booked" | "returned" | "refused";
export interface CashOut {
  readonly cashOut: string;
  readonly reference: string;
  readonly amountTiyn: bigint;
  readonly state: CashOutState;
  readonly to: {
    readonly kind: "bank" | "chain";
    readonly name?: string;
    readonly iban?: string;
    readonly account?: string;
  };
  readonly createdAt: string;
}
export type DecisionKind = "pay" | "refuse" | "assign" | "send-back" | "accept";
export interface Decision {
  readonly decision: number;
  readonly kind: DecisionKind;
  readonly amountTiyn: bigint;
  readonly note: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly own: boolean;
}
export interface PaymentOrder {
  readonly paymentOrder: number;
  readonly payOn: string;
  readonly transfers: number;
  readonly sumTiyn: bigint;
}
export type LineKind =
  | "not-minted"
  | "not-paid"
  | "suspense"
  | "sent-back"
  | "own-money"
  | "opening"
  | "before-books"
  | "elsewhere"
  | "not-burned"
  | "unknown-issue"
  | "amount-differs";
export interface ReserveReport {
  readonly report: number;
  readonly reportHash: string;
  readonly document: {
    readonly day: string;
    readonly block: number;
    readonly supplyTiyn: bigint;
    readonly bankTiyn: bigint;
    readonly differenceTiyn: bigint;
    readonly balanced: boolean;
    readonly lines: readonly { readonly kind: LineKind; readonly key: string; readonly amountTiyn: bigint }[];
  };
}

export const deskPaths = {
  desk: "/v1/issuer",
  entries: (standing?: string) => withQuery("/v1/issuer/entries", { limit: 20, standing }),
  cashOuts: (state?: string) => withQuery("/v1/issuer/cash-outs", { limit: 20, state }),
  decisions: "/v1/issuer/decisions?open=true",
  orders: "/v1/issuer/payment-orders?limit=5",
  order: (order: number, format: "pain.001" | "csv") => `/v1/issuer/payment-orders/${order}?format=${format}`,
  reports: "/v1/reserve-reports?limit=1",
  reportCsv: (report: number) => `/v1/reserve-reports/${report}?format=csv`,
  ownCashOuts: "/v1/cash-outs?limit=10",
} as const;

const reader =
  <Answer>() =>
  (path: string, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(path, { signal });
export const getDesk = reader<Desk>();
export const getEntries = reader<Page<Entry>>();
export const getCashOuts = reader<Page<CashOut>>();
export const getDecisions = reader<{ readonly items: readonly Decision[] }>();
export const getOrders = reader<Page<PaymentOrder>>();
export const getReports = reader<Page<ReserveReport>>();

const post = <Answer>(path: string, body: unknown = {}): Promise<Answer> =>
  ask(path, { method: "POST", body, headers: { "idempotency-key": crypto.randomUUID() } });

export const propose = (body: unknown): Promise<Decision> => post("/v1/issuer/decisions", body);
export const decide = (decision: number, verb: "confirm" | "reject"): Promise<Decision> =>
  post(`/v1/issuer/decisions/${decision}/${verb}`);
export const makeOrder = (iban: string, payOn: string): Promise<PaymentOrder> =>
  post("/v1/issuer/payment-orders", { iban, payOn });
export const makeReport = (): Promise<ReserveReport> => post("/v1/reserve-reports");

/** Asks for a cash-out; the typed data is signed as it came, so its numbers stay as they are. */
export async function askCashOut(body: unknown): Promise<{ cashOut: string; typedData: object }> {
  const headers = { "idempotency-key": crypto.randomUUID() };
  return JSON.parse(await askText("/v1/cash-outs", { method: "POST", body, headers })) as never;
}
export const signCashOut = (cashOut: string, signature: string): Promise<unknown> =>
  post(`/v1/cash-outs/${cashOut}/signature`, { signature });

/** Hands in the bank's file as it is. @throws {ProblemError} */
export async function uploadStatement(file: File): Promise<void> {
  const type = file.name.toLowerCase().endsWith(".csv") ? "text/csv" : "application/xml";
  await ask("/v1/issuer/bank-statements", { method: "POST", body: new Blob([file], { type }) });
}
