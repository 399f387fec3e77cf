// The one error table, and how a failure becomes an RFC 9457 problem. `docs/errors.md` is printed from here.
import { OBSERVATION_PROBLEMS } from "@alatau/formats";
import { contractRefusal, LedgerError } from "@alatau/sdk";
import { ALERT_ERRORS } from "./errors/alerts.ts";
import { CHARGING_ERRORS } from "./errors/charging.ts";
import { CITY_ERRORS } from "./errors/city.ts";
import { DIRECTORY_ERRORS } from "./errors/directory.ts";
import { ENERGY_ERRORS } from "./errors/energy.ts";
import { HTTP_ERRORS } from "./errors/http.ts";
import { DATA_SET_ERRORS } from "./errors/data-sets.ts";
import { EXCHANGE_ERRORS } from "./errors/exchange.ts";
import { ISSUANCE_ERRORS } from "./errors/issuance.ts";
import { JOURNAL_ERRORS } from "./errors/journal.ts";
import { MERCHANT_ERRORS } from "./errors/merchants.ts";
import { MONEY_ERRORS } from "./errors/money.ts";
import { PAYMENT_ERRORS } from "./errors/payments.ts";
import { QUOTE_ERRORS } from "./errors/quotes.ts";
import { REGISTRY_ERRORS } from "./errors/registry.ts";
import { REPORT_ERRORS } from "./errors/reports.ts";
import { SITUATION_ERRORS } from "./errors/situation.ts";
import { toErrorText, type ErrorRow, type ErrorText } from "./errors/row.ts";
import { SDK_ERRORS } from "./errors/sdk.ts";
import { WALLET_ERRORS } from "./errors/wallets.ts";
import { INTAKE_REASONS } from "./intake/reasons.ts";

export type { ErrorText } from "./errors/row.ts";

/** One field that a request got wrong; `at` is a path such as `body.order.validTo`. */
export interface FieldError {
  readonly at: string;
  readonly message: string;
}

/** An RFC 9457 problem document. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
}

/** What formats refuse in rows of observations, apart from the codes that another group has. */
const OBSERVATION_REASONS = Object.fromEntries(
  Object.entries(OBSERVATION_PROBLEMS)
    .filter(([code]) => !(code in INTAKE_REASONS) && !(code in DATA_SET_ERRORS))
    .map(([code, { meaning, action }]) => [code, { title: meaning, action }]),
);

/** Groups of the table in the order in which the documentation prints them. */
export const ERROR_GROUPS = {
  HTTP: named(HTTP_ERRORS),
  "Participants, devices and roles": named(REGISTRY_ERRORS),
  "Journal and reading sets": named(JOURNAL_ERRORS),
  "Data sets and observations": named(DATA_SET_ERRORS),
  "Thresholds, alerts and derived sets": named(ALERT_ERRORS),
  "Exchange between members": named(EXCHANGE_ERRORS),
  "Orders, tariffs, settlement and clearing": named(ENERGY_ERRORS),
  Money: named(MONEY_ERRORS),
  "Payments and invoices": named(PAYMENT_ERRORS),
  Quotes: named(QUOTE_ERRORS),
  "Channels and charging": named(CHARGING_ERRORS),
  "Wallets and passkeys": named(WALLET_ERRORS),
  "Reports, bank statements and fiscal receipts": named(REPORT_ERRORS),
  "Merchants, tills and links": named(MERCHANT_ERRORS),
  "Money in and out": named(ISSUANCE_ERRORS),
  "City data": named(CITY_ERRORS),
  "Directory and problem board": named(DIRECTORY_ERRORS),
  "Problem reports and searches": named(SITUATION_ERRORS),
  "Rows of observations": reasons(OBSERVATION_REASONS),
  "Signed meter records and the envelopes around them": reasons(INTAKE_REASONS),
  "Values and proofs": named(SDK_ERRORS),
} as const satisfies Record<string, Readonly<Record<string, ErrorText>>>;

/** Every code that a caller can meet → HTTP status, title, why it happens, what to do. */
export const ERRORS: Readonly<Record<string, ErrorText>> = Object.assign({}, ...Object.values(ERROR_GROUPS));

/** A code of the gateway's own. */
export type HttpErrorCode =
  | keyof typeof HTTP_ERRORS
  | keyof typeof ISSUANCE_ERRORS
  | keyof typeof WALLET_ERRORS
  | keyof typeof PAYMENT_ERRORS
  | keyof typeof QUOTE_ERRORS
  | keyof typeof CHARGING_ERRORS
  | keyof typeof MERCHANT_ERRORS
  | keyof typeof REPORT_ERRORS
  | keyof typeof DATA_SET_ERRORS
  | keyof typeof ALERT_ERRORS
  | keyof typeof DIRECTORY_ERRORS
  | keyof typeof CITY_ERRORS
  | keyof typeof SITUATION_ERRORS
  | keyof typeof EXCHANGE_ERRORS
  | "dataset-unknown"
  | "dataset-taken";

/** What the gateway itself refuses; `fields.errors` and `fields.headers` go into the answer. */
export class ProblemError extends LedgerError {
  constructor(code: HttpErrorCode, detail?: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(code, detail ?? ERRORS[code]!.why, fields);
  }
}

/** The failure under the name by which the table knows it; undefined for one that nobody foresaw. */
export function knownFailure(failure: unknown): LedgerError | undefined {
  if (failure instanceof LedgerError) return failure.code in ERRORS ? failure : undefined;
  return contractRefusal(failure) ?? transportFailure(failure) ?? bodyFailure(failure);
}

/** The problem that a failure is answered with; an unknown one says nothing of its inside. */
export function toProblem(failure: unknown, instance: string): Problem {
  const known = knownFailure(failure);
  const code = known !== undefined && known.code in ERRORS ? known.code : "internal";
  const { status, title, why } = ERRORS[code]!;
  const errors = known?.fields["errors"] as readonly FieldError[] | undefined;
  const detail = code === "internal" || known === undefined ? why : known.message;
  return { type: `/problems/${code}`, title, status, detail, instance, code, ...(errors && { errors }) };
}

function named(rows: Readonly<Record<string, ErrorRow>>): Readonly<Record<string, ErrorText>> {
  return Object.fromEntries(Object.entries(rows).map(([code, row]) => [code, toErrorText(row)]));
}

function reasons(
  texts: Readonly<Record<string, { readonly title: string; readonly action: string }>>,
): Readonly<Record<string, ErrorText>> {
  return Object.fromEntries(
    Object.entries(texts).map(([code, { title, action }]) => [
      code,
      { status: code.endsWith("too-large") ? 413 : 422, title: titleOf(code), why: title, remedy: action },
    ]),
  );
}

function titleOf(code: string): string {
  const words = code.replaceAll("-", " ");
  return words[0]!.toUpperCase() + words.slice(1);
}

const NODE_FAILURES = new Set([
  "HttpRequestError",
  "TimeoutError",
  "WebSocketRequestError",
  "SocketClosedError",
]);

/** What pg says without a code when a connection breaks under a query or none is to be had. */
const BROKEN_CONNECTION =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect/;

/** Whether the chain's node or PostgreSQL did not answer. */
function transportFailure(failure: unknown): LedgerError | undefined {
  for (let inner: unknown = failure; inner instanceof Error; inner = inner.cause) {
    if (NODE_FAILURES.has(inner.name)) return new ProblemError("chain-unreachable");
    const { code } = inner as { code?: unknown };
    if (BROKEN_CONNECTION.test(inner.message)) return new ProblemError("database-unreachable");
    // 42P01 and 3F000: schema `ledger` is being rebuilt. Class 08 is «connection exception», 57P «operator intervention», 53 «insufficient resources».
    if (
      typeof code === "string" &&
      /^(08|57P|53)[0-9A-Z]+$|^(42P01|3F000|ECONNREFUSED|ECONNRESET|ENOENT)$/.test(code)
    )
      return new ProblemError("database-unreachable");
  }
  return undefined;
}

/** What the body parser and the router throw: errors of http-errors with a `type` or a status. */
function bodyFailure(failure: unknown): LedgerError | undefined {
  if (!(failure instanceof Error)) return undefined;
  const { type, status } = failure as { type?: unknown; status?: unknown };
  if (type === "entity.too.large") return new ProblemError("body-too-large");
  if (type === "encoding.unsupported" || type === "charset.unsupported")
    return new ProblemError("media-type-unsupported");
  if (failure instanceof URIError) return new ProblemError("request-malformed");
  if (status === 400) return new ProblemError("body-unreadable");
  return undefined;
}
