// What the problem board asks of the gateway, typed.
import { ask } from "../http.ts";

export interface Problem {
  readonly problem: string;
  readonly title: string;
  readonly text: string;
  readonly dataSet: string;
  readonly record: string;
  readonly issuer: number;
  readonly metric: string;
  readonly metricHash: string;
  readonly formula: string;
  readonly baseline: string;
  readonly deadline: string;
  readonly truthRecord: string | null;
  readonly truthState: "public" | "hidden" | "revealed";
}
export interface Metric {
  readonly id: string;
  readonly title: string;
}
export interface Submission {
  readonly record: string;
  readonly issuer: number;
  readonly at: string;
  readonly score: string | null;
  readonly beatsBaseline: boolean | null;
}
export interface ProblemRow {
  readonly key: string;
  readonly value: string;
}

const one = (problem: string): string => `/v1/problems/${encodeURIComponent(problem)}`;
export const boardPaths = {
  problems: "/v1/problems",
  submissions: (problem: string) => `${one(problem)}/submissions`,
  truth: (problem: string) => `${one(problem)}/truth`,
  rows: (problem: string, record: string) => `${one(problem)}/rows/${record}`,
} as const;

const reader =
  <Answer>() =>
  (path: string, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(path, { signal });
export const getProblems = reader<{
  readonly items: readonly Problem[];
  readonly metrics: readonly Metric[];
}>();
export const getBoard = reader<{ readonly problem: Problem; readonly items: readonly Submission[] }>();
