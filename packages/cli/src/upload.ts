// Uploading signed meter records through the public API.
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "./errors.ts";

export interface Uploaded {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly results: readonly UploadRow[];
  readonly problems: readonly { readonly position: string; readonly code: string; readonly detail: string }[];
}

export interface UploadRow {
  readonly position: string;
  readonly status: "accepted" | "duplicate" | "refused";
  readonly code: string | null;
  readonly detail: string | null;
  readonly serial: string | null;
}

/** The server's answer was no success; `status` is HTTP's. */
export class ApiError extends CommandError {
  readonly status: number;

  constructor(status: number, detail: string) {
    super("api-refused", detail, { fields: { status } });
    this.status = status;
  }
}

/** One JSON request. @throws {ApiError} */
export async function callApi(
  url: string,
  init: RequestInit & { signal?: AbortSignal } = {},
): Promise<unknown> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.ok) return text === "" ? null : (JSON.parse(text) as unknown);
  throw new ApiError(response.status, `${init.method ?? "GET"} ${url}: ${response.status} ${detailOf(text)}`);
}

function detailOf(text: string): string {
  try {
    const { title, detail, errors } = JSON.parse(text) as Record<string, unknown>;
    return [title, detail, errors === undefined ? undefined : JSON.stringify(errors)]
      .filter(Boolean)
      .join(" ");
  } catch {
    return text.slice(0, 200);
  }
}

export interface UploadOptions {
  readonly apiKey: string;
  readonly type?: string;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** Uploads records once. @throws {ApiError} */
export async function upload(
  url: string,
  body: string | Uint8Array,
  options: UploadOptions,
): Promise<Uploaded> {
  const { apiKey, type = "text/plain", dryRun = false, signal } = options;
  return (await callApi(`${url}/v1/readings${dryRun ? "?dryRun=true" : ""}`, {
    method: "POST",
    headers: { "content-type": type, authorization: `Bearer ${apiKey}` },
    body: typeof body === "string" ? body : Buffer.from(body),
    ...(signal && { signal }),
  })) as Uploaded;
}

/** The same until the server answers: what was stored before a crash is then a duplicate. Gives up on a refusal. */
export async function uploadUntilAnswered(
  url: string,
  body: string | Uint8Array,
  options: UploadOptions & { signal: AbortSignal },
): Promise<Uploaded> {
  return await untilAnswered(() => upload(url, body, options), options.signal);
}

/** Asks again until the server answers or the signal ends it. @throws {ApiError} what the server refuses */
export async function untilAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (failure) {
      const passing = !(failure instanceof ApiError) || failure.status >= 500 || failure.status === 429;
      if (!passing || signal.aborted) throw failure;
      await sleep(Math.min(200 * 2 ** attempt, 5_000), undefined, { signal });
    }
  }
}
