// What the public page of a street asks, and what is answered.
import { ask } from "../http.ts";
import { write } from "../api.ts";

export const KINDS_OF_PROBLEM = [
  ...(["waste", "road", "bus", "air", "heat", "water", "light", "noise", "safety", "other"] as const),
] as const;
export type KindOfProblem = (typeof KINDS_OF_PROBLEM)[number];
export type ReportState = "open" | "answered" | "declined";

export interface MadeReport {
  readonly receipt: string;
  readonly number: string;
  readonly recordHash: string;
  readonly answerDue: string;
}

export interface ProblemReport {
  readonly number: string;
  readonly kind: KindOfProblem;
  readonly text: string | null;
  readonly status: ReportState;
  readonly reportedAt: string;
  readonly answerDue: string;
  readonly answer: string | null;
  readonly answeredAt: string | null;
  readonly records: readonly {
    readonly recordHash: string;
    readonly state: "received" | "batched" | "anchored";
  }[];
  readonly accesses: readonly { readonly reader: number; readonly times: number; readonly lastAt: string }[];
}

export interface ReportCounts {
  readonly items: readonly {
    readonly area: string;
    readonly kind: KindOfProblem;
    readonly reports: number;
  }[];
}

export interface Access {
  readonly recordHash: string;
  readonly dataset: string;
  readonly subject: string;
  readonly reader: number;
  readonly way: string;
  readonly times: number;
  readonly lastAt: string;
}

export const streetPaths = {
  reports: "/v1/problem-reports",
  report: (receipt: string) => `/v1/problem-reports/${encodeURIComponent(receipt)}`,
  myData: (everybody: boolean) => `/v1/my-data-access?limit=50${everybody ? "&everybody=true" : ""}`,
} as const;

export const getReport = (path: string, signal?: AbortSignal): Promise<ProblemReport> =>
  ask(path, { signal });
export const getCounts = (path: string, signal?: AbortSignal): Promise<ReportCounts> => ask(path, { signal });

/** Reports a problem. @throws {ProblemError} */
export const sendReport = (body: {
  readonly kind: KindOfProblem;
  readonly text: string;
  readonly place: { readonly longitude: number; readonly latitude: number };
}): Promise<MadeReport> => write(streetPaths.reports, body);
