// What the auditor's page asks, and what is answered.
import { write } from "../api.ts";
import { ask, withQuery } from "../http.ts";

export const FILTERS = ["hash", "subject", "issuer", "dataset", "flag", "from", "to"] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Readonly<Partial<Record<Filter, string>>>;

export interface FoundRecord {
  readonly recordHash: string;
  readonly dataset: string;
  readonly subject: string | null;
  readonly issuer: number | null;
  readonly publisher: number;
  readonly observedAt: string;
  readonly flags: readonly string[];
  readonly state: "received" | "batched" | "anchored";
  readonly sequence: number | null;
  readonly index: number | null;
  readonly block: number | null;
  readonly corrects: string | null;
  readonly supersededBy: string | null;
  readonly erased: boolean;
}

export interface SavedSearch {
  readonly name: string;
  readonly query: Filters;
}

export interface Batch {
  readonly batchHash: string;
  readonly root: string;
  readonly records: number;
  readonly acceptedAt: string | null;
  readonly block: number;
  readonly txHash: string;
}

export const auditPaths = {
  found: (filters: Filters, more: Readonly<Record<string, string>> = {}) =>
    withQuery("/v1/found-records", { ...filters, ...more }),
  saved: "/v1/saved-searches",
  batch: (dataset: string, publisher: number, sequence: number) =>
    `/v1/batches/${dataset}/${publisher}/${sequence}`,
} as const;

export const getSaved = (
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly SavedSearch[] }> => ask(path, { signal });
export const getFound = (
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly FoundRecord[] }> => ask(path, { signal });
export const getBatch = (path: string, signal?: AbortSignal): Promise<Batch> => ask(path, { signal });

/** Keeps a search under a name. @throws {ProblemError} */
export const keepSearch = (search: SavedSearch): Promise<unknown> => write(auditPaths.saved, search);

/** The filters that an address has. */
export function filtersOf(query: URLSearchParams): Filters {
  const found = FILTERS.map((name) => [name, query.get(name) ?? ""] as const).filter(
    ([, value]) => value !== "",
  );
  return Object.fromEntries(found);
}
