// `/v1/problem-reports`: a citizen reports a problem without an account, and finds its answer by the receipt.
import { kAnonymous } from "@alatau/city";
import { personalDataRefusal, readObservations } from "@alatau/formats";
import { utf8 } from "@alatau/sdk";
import { z } from "zod";
import { accessesOfSubject, showAccess } from "../accesses/store.ts";
import { mayPublish } from "../data-sets/terms.ts";
import { hash, time, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { showReport } from "./show.ts";
import { ledgerNow, publishReport, readLatestReports, readReportRecords, reportRules } from "./store.ts";
import {
  ANSWER_DAYS,
  areaOf,
  entityOf,
  LEAST_COUNT,
  makeReceipt,
  numberOfReceipt,
  PROBLEM_KINDS,
  readReceipt,
  readReport,
  RECEIPT_PATTERN,
  REPORTS_SET,
  REPORT_STATES,
  subjectOf,
  type ProblemKind,
} from "./terms.ts";

const TAG = "Citizens";
const DAY = 86_400;
const COUNTED_DAYS = 30;
const MOST_COUNTED = 20_000;

const words = z.string().trim().min(1).max(2000);
const receiptParam = z
  .string()
  .max(60)
  .transform(readReceipt)
  .refine((text) => RECEIPT_PATTERN.test(text), "a receipt: 24 letters and digits");
const place = z.strictObject({
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
});
const status = z.enum(REPORT_STATES);
const state = z.enum(["received", "batched", "anchored"]);
const kind = z.enum(PROBLEM_KINDS);
const area = z.string().meta({ description: "South-west corner of a square of 0.01°: latitude, longitude." });
const report = z
  .object({
    ...{ number: z.string(), kind, area, text: z.string().nullable(), status },
    ...{ reportedAt: time, answerDue: time, answer: z.string().nullable(), answeredAt: time.nullable() },
    records: z
      .array(z.object({ recordHash: hash, state, block: z.int().nullable() }))
      .meta({ description: "The report, then its answer; each is proven under /v1/records/{hash}/proof." }),
    accesses: z
      .array(z.object({ reader: uint32, way: z.string(), times: z.int(), lastAt: time }))
      .meta({ description: "Who looked at the report's words." }),
  })
  .meta({ id: "ProblemReport" });

/** Declares the routes of problem reports. */
export function problemReportRoutes(api: Api, limiters: Limiters): void {
  reportRoute(api, limiters);
  countsRoute(api);
  receiptRoute(api, limiters);
  answerRoute(api, limiters);
}

function reportRoute({ route, gateway }: Api, limiters: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "post",
      path: "/v1/problem-reports",
      tag: TAG,
      summary: "Report a problem; the receipt is shown this once",
      description:
        "For everybody, without an account. The words and the place are for the members that answer; the public sees counts of ten and more. Telephone numbers, addresses of mail and the like are refused: the answer comes by the receipt.",
      body: z.strictObject({ kind, text: words.min(10, "at least 10 characters"), place }),
      answers: {
        201: {
          description: "Stored, and on its way to the chain.",
          schema: z.object({
            receipt: z.string(),
            number: z.string(),
            recordHash: hash,
            answerDue: time,
            status,
          }),
        },
      },
      refusals: ["problem-reports-closed", "personal-data", "rate-limited"],
    },
    async ({ body }) => {
      const rules = await reportRules(pool);
      const now = await ledgerNow(pool);
      const receipt = makeReceipt();
      const number = numberOfReceipt(receipt);
      const answerDue = now + ANSWER_DAYS * DAY;
      const at = [metre(body.place.longitude), metre(body.place.latitude)] as const;
      const entity = entityOf({
        ...{ number, kind: body.kind, area: areaOf(at), at: now, answerDue, status: "open" },
        ...{ text: body.text, place: at },
      });
      refusePersonalData(entity);
      const issuer = rules.terms.owner;
      const recordHash = await publishReport(gateway, { rules, issuer, now, entity });
      return {
        status: 201,
        body: { receipt, number, recordHash, answerDue: timeOf(answerDue), status: "open" },
      };
    },
    limiters.reports,
  );
}

function countsRoute({ route, gateway: { pool, reads } }: Api): void {
  route(
    {
      method: "get",
      path: "/v1/problem-reports",
      tag: TAG,
      summary: "How many problems of which kind were reported where, in the last 30 days",
      description: `Counts below ${LEAST_COUNT} are left out, and as many others as it takes that none follows from the total.`,
      answers: {
        200: {
          description: "By area and kind.",
          schema: z.object({
            ...{ since: time, least: z.int(), total: z.int().nullable(), hidden: z.int() },
            items: z.array(z.object({ area, kind, reports: z.int() })),
          }),
        },
      },
    },
    async () => {
      const since = (await ledgerNow(pool)) - COUNTED_DAYS * DAY;
      const counts = new Map<string, number>();
      for (const said of (await readLatestReports(reads, since, MOST_COUNTED)).map(readReport)) {
        const cell = `${said["area"]}/${said["kind"]}`;
        counts.set(cell, (counts.get(cell) ?? 0) + 1);
      }
      const cells = [...counts].map(([cell, count]) => ({ cell, count }));
      const shown = kAnonymous(cells, LEAST_COUNT, { publishTotal: true });
      const items = shown.cells.flatMap(({ cell, count }) => {
        const [where = "", what = "other"] = cell.split("/");
        return count === null ? [] : [{ area: where, kind: what as ProblemKind, reports: count }];
      });
      return {
        body: {
          ...{ since: timeOf(since), least: LEAST_COUNT, total: shown.total, hidden: shown.hidden, items },
        },
      };
    },
  );
}

function receiptRoute({ route, gateway: { reads } }: Api, limiters: Limiters): void {
  route(
    {
      method: "get",
      path: "/v1/problem-reports/{receipt}",
      tag: TAG,
      summary: "One's own report, its answer, and who looked at it",
      params: z.object({ receipt: receiptParam }),
      answers: { 200: { description: "The report.", schema: report } },
      refusals: ["problem-report-unknown"],
    },
    async ({ params: { receipt } }) => {
      const number = numberOfReceipt(receipt);
      const rows = await readReportRecords(reads, number);
      if (rows.length === 0) throw new ProblemError("problem-report-unknown");
      const accesses = (await accessesOfSubject(reads, REPORTS_SET, subjectOf(number))).map(showAccess);
      return {
        body: {
          ...showReport(number, rows),
          accesses: accesses.map(({ reader, way, times, lastAt }) => ({ reader, way, times, lastAt })),
        },
      };
    },
    limiters.costly,
  );
}

function answerRoute({ route, gateway }: Api, limiters: Limiters): void {
  const { pool, reads } = gateway;
  route(
    {
      method: "post",
      path: "/v1/problem-reports/{number}/answer",
      tag: TAG,
      summary: "Answer a report, for the department and whom it let publish",
      rights: "participant",
      params: z.object({ number: z.string().regex(/^[0-9a-f]{32}$/) }),
      body: z.strictObject({ status: z.enum(["answered", "declined"]), answer: words }),
      answers: { 201: { description: "On its way to the chain.", schema: z.object({ recordHash: hash }) } },
      refusals: [
        ...["unauthenticated", "issuer-not-entitled", "problem-reports-closed", "problem-report-unknown"],
        ...["problem-report-answered", "personal-data"],
      ],
    },
    async ({ params: { number }, body, caller }) => {
      const issuer = (await caller()).participant!;
      const rules = await reportRules(pool);
      if (!(await mayPublish(pool, rules.terms, issuer))) throw new ProblemError("issuer-not-entitled");
      const rows = await readReportRecords(reads, number);
      if (rows.length === 0) throw new ProblemError("problem-report-unknown");
      const before = showReport(number, rows);
      if (before.status !== "open") throw new ProblemError("problem-report-answered");
      const now = Math.max(await ledgerNow(pool), Number(rows.at(-1)!.observed_at) + 1);
      const entity = entityOf({
        ...{ number, kind: before.kind, area: before.area, at: now, status: body.status },
        ...{ answer: body.answer, answerDue: Math.floor(Date.parse(before.answerDue) / 1000) },
      });
      refusePersonalData(entity);
      return {
        status: 201,
        body: { recordHash: await publishReport(gateway, { rules, issuer, now, entity }) },
      };
    },
    limiters.writes,
  );
}

/** Five decimals of a degree are a metre. */
const metre = (degrees: number): number => Number(degrees.toFixed(5));

function refusePersonalData(entity: object): void {
  const { observations } = readObservations(utf8(JSON.stringify(entity)), { format: "ngsi-ld" });
  const refusal = observations[0] && personalDataRefusal(observations[0].entity);
  if (refusal) throw new ProblemError("personal-data", refusal.detail);
}
