// One way to ask the gateway: JSON with amounts as bigint, problems as errors, a time limit, no retries behind the reader's back.

const PATIENCE_MS = 20_000;
const AMOUNT_FIELD = /(Wh|Tiyn|PerMWh)(PerSlot|LastDay)?$/;

/** What went wrong in the words of RFC 9457; `code` has a translated title. */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly fields: readonly { readonly at: string; readonly message: string }[];

  constructor(code: string, status: number, detail: string, fields: ProblemError["fields"] = []) {
    super(detail);
    this.name = "ProblemError";
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.fields = fields;
  }
}

/** Parses an answer: a field whose name ends with a unit of energy or money becomes a bigint. @throws {SyntaxError} */
export const parseAnswer = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) =>
    AMOUNT_FIELD.test(key) && typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : value,
  );

interface Ask {
  readonly method?: "GET" | "POST" | "DELETE";
  /** A file goes out as it is, under its own type; everything else as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks the gateway for JSON. @throws {ProblemError} for a problem, an unreachable gateway (`offline`) or an answer that is no JSON. */
export async function ask<Answer>(path: string, options: Ask = {}): Promise<Answer> {
  const text = await askText(path, options);
  try {
    return parseAnswer(text) as Answer;
  } catch {
    throw new ProblemError("answer-unreadable", 502, path);
  }
}

/** Asks for a text as it is. @throws {ProblemError} */
export async function askText(
  path: string,
  { method = "GET", body, signal, headers }: Ask = {},
): Promise<string> {
  const merchant = chosenMerchant();
  const limit = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(path, {
    method,
    headers: {
      accept: "application/json",
      ...(body === undefined
        ? {}
        : { "content-type": body instanceof Blob ? body.type : "application/json" }),
      ...(merchant === null ? {} : { "alatau-merchant": merchant }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    credentials: "same-origin",
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause;
    throw new ProblemError("offline", 0, String(cause));
  });
  const text = await response.text();
  if (!response.ok) throw problemOf(text, response.status);
  return text;
}

const MERCHANT_KEPT_AS = "alatau:merchant";

/** For which merchant one who works for several works now; null where nobody has said. */
export function chosenMerchant(): string | null {
  try {
    return localStorage.getItem(MERCHANT_KEPT_AS);
  } catch {
    return null;
  }
}

/** Works for a merchant from now on; null: for the only one. */
export function chooseMerchant(merchant: number | null): void {
  try {
    if (merchant === null) localStorage.removeItem(MERCHANT_KEPT_AS);
    else localStorage.setItem(MERCHANT_KEPT_AS, String(merchant));
  } catch {
    return; // storage is switched off: there is nothing to keep it in
  }
}

function problemOf(text: string, status: number): ProblemError {
  try {
    const { code, detail, errors } = JSON.parse(text) as {
      code?: unknown;
      detail?: unknown;
      errors?: ProblemError["fields"];
    };
    if (typeof code === "string")
      return new ProblemError(code, status, typeof detail === "string" ? detail : "", errors ?? []);
  } catch {
    return new ProblemError(status === 404 ? "not-found" : "answer-unreadable", status, "");
  }
  return new ProblemError("answer-unreadable", status, "");
}

/** A path with the query parameters that have a value. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? path : `${path}?${text}`;
}
