// What the directory asks of the gateway, typed.
import { ask } from "../http.ts";

export const KINDS = ["university", "incubator", "company", "agency", "other"] as const;
export type OrganisationKind = (typeof KINDS)[number];

export interface RequestedSet {
  readonly name: string;
  readonly state: "open" | "waiting" | "granted" | "refused";
}
export interface AccessRequest {
  readonly request: number;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  readonly account: string;
  readonly purpose: string;
  readonly madeAt: string;
  readonly state: "open" | "granted" | "refused";
  readonly participant: number | null;
  readonly sandbox: string | null;
  readonly sets: readonly RequestedSet[];
}
export interface Requests {
  readonly administrator: boolean;
  readonly items: readonly AccessRequest[];
}
export interface Given {
  readonly state: "granted" | "refused";
  readonly participant: number | null;
  readonly sandbox: string | null;
  readonly key: string | null;
}

export const accessPaths = {
  requests: "/v1/access-requests",
  decision: (request: number) => `/v1/access-requests/${request}/decision`,
  set: (request: number, name: string) =>
    `/v1/access-requests/${request}/data-sets/${encodeURIComponent(name)}`,
} as const;

export const getRequests = (path: string, signal?: AbortSignal): Promise<Requests> => ask(path, { signal });
