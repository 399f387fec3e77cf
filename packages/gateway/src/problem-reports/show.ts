// A report as its reporter sees it: what was said, its answer, where each record stands. Pure.
import type { NgsiLdEntity } from "@alatau/formats";
import { timeOf } from "../http/show.ts";
import { recordState } from "../records/routes.ts";
import type { ReportRow } from "./store.ts";
import { ANSWER_DAYS, readReport, type ProblemKind, type ReportState } from "./terms.ts";

const DAY = 86_400;

/** What the records of a report say together; `rows` has at least one, oldest first. */
export function showReport(number: string, rows: readonly ReportRow[]) {
  const said = rows.map(({ payload }) =>
    payload === null ? {} : readReport(JSON.parse(payload) as NgsiLdEntity),
  );
  const first = said[0] ?? {};
  const answered = said.findIndex(({ status }) => status === "answered" || status === "declined");
  const last = said[answered];
  const reportedAt = Number(rows[0]!.observed_at);
  return {
    number,
    kind: (first["kind"] ?? "other") as ProblemKind,
    area: first["area"] ?? "",
    text: first["text"] ?? null,
    status: (last?.["status"] ?? "open") as ReportState,
    reportedAt: timeOf(reportedAt),
    answerDue: first["answerDue"] ?? timeOf(reportedAt + ANSWER_DAYS * DAY),
    answer: last?.["answer"] ?? null,
    answeredAt: last === undefined ? null : timeOf(Number(rows[answered]!.observed_at)),
    records: rows.map((row) => ({
      ...{ recordHash: row.record_hash, state: recordState(row), block: row.anchored_in },
    })),
  };
}
