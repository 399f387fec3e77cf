// What the publisher's desk asks of the gateway, typed.
import type { Page } from "../answers.ts";
import { ask, withQuery } from "../http.ts";
import type { Mapping } from "./guess-mapping.ts";

export type Visibility = "public" | "members" | "owner";
export interface Titles {
  readonly en: string;
  readonly ru?: string;
  readonly kk?: string;
}

export interface DeskItem {
  readonly name: string;
  readonly owner: number;
  readonly own: boolean;
  readonly received: number;
  readonly checking: number;
  readonly anchored: number;
  readonly refused: number;
  readonly flagged: number;
  readonly lastReceivedAt: string | null;
}

export interface FieldGroup {
  readonly group: number;
  readonly title: Titles;
  readonly properties: readonly string[];
  readonly visibility: Visibility;
}

export interface DataSet {
  readonly name: string;
  readonly owner: number;
  readonly visibility: Visibility;
  readonly retentionDays: number;
  readonly cadenceSeconds: number | null;
  readonly quorum: number;
  readonly checkers: readonly { readonly participant: number }[];
  readonly schema: { readonly id: string | null; readonly version: number } | null;
  readonly description: {
    readonly title: Titles;
    readonly licence: string;
    readonly fieldGroups?: readonly FieldGroup[];
  } | null;
}

export type JsonSchema = Readonly<Record<string, unknown>>;
export interface SchemaFile {
  readonly id: string;
  readonly schema: JsonSchema;
  readonly references: Readonly<Record<string, unknown>>;
}
export interface SchemaInForce extends SchemaFile {
  readonly versions: readonly { readonly version: number; readonly compatibility: string }[];
}
export interface Compatibility {
  readonly kind: "same" | "compatible" | "breaking";
  readonly changes: readonly { readonly path: string; readonly change: string; readonly breaks: boolean }[];
}

export interface Change {
  readonly property: string;
  readonly before: string | null;
  readonly after: string | null;
}
export interface RowAnswer {
  readonly position: string;
  readonly status: "accepted" | "corrected" | "duplicate" | "refused";
  readonly code: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  readonly remedy: string | null;
  readonly subject: string | null;
  readonly records: readonly string[];
  readonly flags: readonly string[];
  readonly changes: readonly Change[];
}
export interface UploadAnswer {
  readonly dryRun: boolean;
  readonly accepted: number;
  readonly corrected: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly results: readonly RowAnswer[];
}
export interface PreviewRow {
  readonly position: string;
  readonly entity: Readonly<Record<string, unknown>> | null;
  readonly code: string | null;
  readonly detail: string | null;
}

export interface Observation {
  readonly recordHash: string;
  readonly state: "received" | "batched" | "anchored";
  readonly subject: string;
  readonly group: number;
  readonly observedAt: string;
  readonly flags: readonly string[];
  readonly corrects: string | null;
  readonly supersededBy: string | null;
  readonly erased: boolean;
  readonly entity: Readonly<Record<string, unknown>> | null;
}
export interface RefusedRow {
  readonly number: number;
  readonly receivedAt: string;
  readonly source: string;
  readonly position: string;
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
}
export interface Grant {
  readonly group: number;
  readonly participant: number;
  readonly validTo: string;
}
export interface SavedMapping {
  readonly name: string;
  readonly mapping: Mapping;
}

const set = (name: string): string => `/v1/data-sets/${encodeURIComponent(name)}`;

/** Addresses of the gateway. */
export const publishPaths = {
  desk: "/v1/publishing",
  sets: "/v1/data-sets",
  set,
  schema: (name: string) => `${set(name)}/schema`,
  schemas: (name: string) => `${set(name)}/schemas`,
  grants: (name: string) => `${set(name)}/grants`,
  mappings: (name: string) => `${set(name)}/mappings`,
  preview: (name: string) => `${set(name)}/mappings/preview`,
  refusals: (name: string) => withQuery(`${set(name)}/refusals`, { limit: 20 }),
  observations: (name: string, query: Readonly<Record<string, string | number | undefined>> = {}) =>
    withQuery(`${set(name)}/observations`, query),
  erasure: (hash: string) => `/v1/records/${encodeURIComponent(hash)}/erasure`,
} as const;

const reader =
  <Answer>() =>
  (path: string, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(path, { signal });
export const getDesk = reader<{ readonly items: readonly DeskItem[] }>();
export const getDataSet = reader<DataSet>();
export const getSchema = reader<SchemaInForce>();
export const getGrants = reader<{ readonly items: readonly Grant[] }>();
export const getMappings = reader<{ readonly items: readonly SavedMapping[] }>();
export const getObservations = reader<Page<Observation>>();

export interface UploadOptions {
  readonly mapping?: string;
  readonly correction?: string;
  readonly dryRun?: boolean;
}

/** Sends a file, or only asks what would become of it. @throws {ProblemError} */
export const upload = (name: string, body: Blob, options: UploadOptions): Promise<UploadAnswer> =>
  ask(
    publishPaths.observations(name, {
      mapping: options.mapping,
      correction: options.correction,
      dryRun: options.dryRun === true ? "true" : undefined,
    }),
    { method: "POST", body },
  );
