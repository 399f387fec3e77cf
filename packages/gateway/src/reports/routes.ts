// Reports of tills: how the day stands, closing it, what was closed, and the same for other programs.
import type { Hex } from "viem";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { mustHold, tillOf } from "../auth/rights.ts";
import { hash, hashParam, pageOf, pageParams, time, tiyn, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { readPage } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { dayEnd } from "./day.ts";
import { REPORT_KINDS, reportLines, type ReportDocument, type ReportLine } from "./document.ts";
import { REPORT_FORMATS, reportFile, type ReportFormat } from "./exports.ts";
import { correctReport, makeX, makeZ } from "./make.ts";
import { claimOf, readBasis } from "./read.ts";
import { readPeople, readReport, readTills, REPORT_SELECT, showReport, type ReportRow } from "./store.ts";

const TAG = "Reports";
/** 2 %: what a card's acceptance is compared with unless the caller says otherwise. */
const CARD_FEE_BPS = 200;

const cut = z.object({ block: z.int(), blockHash: hash, time: time.nullable() });
const document = z
  .object({
    format: z.string(),
    kind: z.enum(REPORT_KINDS),
    merchant: uint32,
    till: z.string().nullable(),
    number: z.int().nullable(),
    previous: hash.nullable().meta({ description: "Hash of the till's report numbered before." }),
    corrects: z.object({ report: hash, number: z.int(), reason: z.string() }).nullable(),
    day: z.string().meta({ description: "In the time of Kazakhstan, UTC+5.", example: "2026-01-31" }),
    after: cut.meta({ description: "The report covers the blocks after this one; −1 before the first." }),
    until: cut.meta({ description: "The last block that it covers." }),
    opened: z.object({
      invoices: z.int(),
      amountTiyn: tiyn,
      numbers: z.object({ after: z.int(), until: z.int() }),
    }),
    paid: z.object({
      payments: z.int(),
      amountTiyn: tiyn,
      tokens: z.array(z.object({ token: z.string(), payments: z.int(), amount: z.string() })),
    }),
    fees: z.object({ amountTiyn: tiyn }),
    refunded: z.object({ refunds: z.int(), amountTiyn: tiyn }),
    people: z
      .array(
        z.object({
          by: z.string().meta({
            description: "Who made the invoices: member:…, participant:…, api-key:… or payment-link:…",
          }),
          ...{ payments: z.int(), paidTiyn: tiyn, refunds: z.int(), refundedTiyn: tiyn },
        }),
      )
      .optional()
      .meta({
        description: "Sums to `paid` and `refunded`. Not in reports of the form alatau-till-report/1.",
      }),
    surplus: z.object({ returnedTiyn: tiyn, heldTiyn: tiyn }),
    unmatched: z.object({ transfers: z.int(), amountTiyn: tiyn, foreignPayments: z.int() }),
    receipts: z.object({ due: z.int(), missing: z.int(), until: z.int() }),
    payout: z.object({
      netTiyn: tiyn,
      carriedInTiyn: tiyn,
      expectedTiyn: tiyn,
      carriedOutTiyn: tiyn,
      reference: z.string().nullable().meta({ description: "What the bank's credit says." }),
    }),
    sinceFirst: z.object({ paidTiyn: tiyn, refundedTiyn: tiyn }),
    cost: z.object({
      feesTiyn: tiyn,
      gasTiyn: tiyn.meta({ description: "0: gas is free on this ledger." }),
      perSaleTiyn: tiyn,
      cardFeeBps: z.int(),
      cardFeesTiyn: tiyn,
      cardPerSaleTiyn: tiyn,
    }),
    events: z.object({ count: z.int(), hash }),
  })
  .meta({
    id: "ReportDocument",
    description: "What the report's hash is over, as canonical JSON (RFC 8785).",
  });
const report = z
  .object({
    report: hash.meta({ description: "sha256 of the document: printed, and anchored." }),
    kind: z.enum(["z", "correction"]),
    number: z.int(),
    till: z.string().nullable(),
    day: z.string(),
    merchant: uint32,
    madeAt: time,
    madeBy: z.string(),
    correctedBy: hash.nullable(),
    anchored: z.object({
      state: z.enum(["received", "batched", "anchored", "refused"]),
      record: hash.meta({ description: "Its proof is at /v1/records/{record}/proof." }),
      batch: z.object({ publisher: uint32, sequence: z.int(), index: z.int() }).nullable(),
      block: z.int().nullable(),
    }),
    inBank: z.object({
      state: z.enum(["yes", "no", "differs", "nothing-due"]),
      amountTiyn: tiyn.nullable(),
      day: z.string().nullable(),
    }),
    document,
  })
  .meta({ id: "Report" });
const line = z.object({
  ...{ block: z.int(), log: z.int(), time, event: z.string(), invoice: hash, number: z.int() },
  ...{ token: z.string(), paid: z.string(), fee: z.string(), refunded: z.string(), returned: z.string() },
});

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, "a day as 2026-01-31")
  .refine((text) => isDay(text), "a day of the calendar");
const till = z.string().trim().min(1).max(60);
const bps = z.int().min(0).max(10_000);
const bpsParam = z
  .string()
  .regex(/^(0|[1-9]\d{0,4})$/, "hundredths of a per cent")
  .transform(Number)
  .refine((value) => value <= 10_000, "at most 10000")
  .optional();
const formatParam = z.enum(REPORT_FORMATS).default("json");
const FILE_TYPES = [
  ...["text/csv", "text/plain", "application/xml"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

function isDay(text: string): boolean {
  try {
    return dayEnd(text) > 0;
  } catch {
    return false;
  }
}

/** Declares the routes of reports. */
export function reportRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  const { pool } = gateway;
  readingRoutes(api, limiters);
  route(
    {
      ...{ method: "post", path: "/v1/reports", tag: TAG, rights: "merchant-sell" },
      summary: "Close a till's day with a Z-report, or correct one by another",
      description:
        "A report is never changed. Send the `number` that you expect, and two who press at once close once. " +
        "Without `day` it ends with the ledger's last block, with it with the last block of that day.",
      body: z.union([
        z.strictObject({
          till: till.nullable().default(null),
          number: z.int().min(1).optional(),
          day: day.optional(),
          cardFeeBps: bps.default(CARD_FEE_BPS),
        }),
        z.strictObject({
          corrects: hashParam,
          reason: z
            .string()
            .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "a code such as receipts-came-late")
            .max(60),
        }),
      ]),
      answers: { 201: { description: "Made; on its way to the chain.", schema: report } },
      refusals: [
        ...["unauthenticated", "till-foreign", "report-number-taken", "report-empty", "report-day-open"],
        ...[
          "report-not-final",
          "report-unknown",
          "report-corrected",
          "report-not-anchored",
          "chain-unreachable",
        ],
      ],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      const work = mustHold(asking, "corrects" in body ? "merchant-decide" : "merchant-sell");
      const { merchant } = work;
      const madeBy = asking.name;
      const made: Hex =
        "corrects" in body
          ? await correctReport(gateway, { hash: body.corrects, merchant, reason: body.reason, madeBy })
          : await makeZ(gateway, {
              ...{ merchant, madeBy, till: tillOf(work, body.till) },
              ...{ number: body.number, day: body.day, cardFeeBps: body.cardFeeBps },
            });
      const headers = { location: `/v1/reports/${made}` };
      return { status: 201, body: showReport(await readReport(pool, made, merchant)), headers };
    },
    limiters.writes,
  );
}

function readingRoutes({ route, gateway }: Api, { costly }: Limiters): void {
  const { pool, network } = gateway;
  route(
    {
      ...{ method: "get", path: "/v1/reports/people", tag: TAG, rights: "merchant-read" },
      summary: "How the merchant calls those who made the invoices of its reports",
      answers: {
        200: {
          description: "Its members, those of before too.",
          schema: z.object({ items: z.array(z.object({ by: z.string(), name: z.string() })) }),
        },
      },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const { merchant } = mustHold(await caller(), "merchant-read");
      return { body: { items: await readPeople(pool, merchant) } };
    },
  );
  route(
    {
      ...{ method: "get", path: "/v1/reports", tag: TAG, rights: "merchant-read" },
      summary: "The merchant's Z-reports and corrections, the latest first",
      query: z.strictObject({
        ...pageParams,
        till: z
          .string()
          .max(60)
          .optional()
          .meta({ description: "Empty: of the invoices that name no till." }),
      }),
      answers: { 200: { description: "A page.", schema: pageOf(report) } },
      refusals: ["unauthenticated", "cursor-invalid"],
    },
    async ({ query, caller }) => {
      const work = mustHold(await caller(), "merchant-read");
      const name = tillOf(work, query.till ?? null);
      const { rows, next } = await readPage<ReportRow & Record<string, unknown>>(
        pool,
        {
          select: REPORT_SELECT,
          where: [["p.merchant = ?", work.merchant], name !== null && ["p.till = ?", name]],
          keys: [{ column: "p.number", field: "number" }],
          descending: true,
        },
        query,
      );
      return { body: { items: rows.map(showReport), next } };
    },
  );
  route(
    {
      ...{ method: "get", path: "/v1/reports/tills", tag: TAG, rights: "merchant-read" },
      summary: "The merchant's tills and their last reports",
      answers: {
        200: {
          description: "All tills that invoices name.",
          schema: z.object({
            items: z.array(
              z.object({
                till: z.string().nullable().meta({ description: "Null: invoices that name none." }),
                invoices: z.int(),
                lastNumber: z.int().nullable(),
                lastDay: z.string().nullable(),
                closedAt: time.nullable(),
              }),
            ),
          }),
        },
      },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => {
      const work = mustHold(await caller(), "merchant-read");
      const rows = await readTills(pool, work.merchant);
      const items = rows
        .filter((row) => work.till === null || row.till === work.till)
        .map((row) => ({
          ...{ till: row.till === "" ? null : row.till, invoices: row.invoices },
          ...{ lastNumber: row.last, lastDay: row.day, closedAt: row.closed_at?.toISOString() ?? null },
        }));
      return { body: { items } };
    },
  );
  route(
    {
      ...{ method: "get", path: "/v1/reports/x", tag: TAG, rights: "merchant-read" },
      summary: "X-report: how the till stands now; nothing is closed or kept",
      query: z.strictObject({ till: till.optional(), format: formatParam, cardFeeBps: bpsParam }),
      answers: { 200: { description: "The report.", schema: document, types: FILE_TYPES } },
      refusals: ["unauthenticated", "chain-unreachable", "report-not-final"],
    },
    async ({ query, caller }) => {
      const work = mustHold(await caller(), "merchant-read");
      const asked = { merchant: work.merchant, till: tillOf(work, query.till ?? null) };
      const made = await makeX(gateway, asked, query.cardFeeBps ?? CARD_FEE_BPS);
      return query.format === "json" ? { body: made.document } : await file(query.format, made);
    },
    costly,
  );
  const params = z.object({ report: hashParam });
  route(
    {
      ...{ method: "get", path: "/v1/reports/{report}", tag: TAG, rights: "merchant-read" },
      summary: "One report, or the file of it for accounting programs",
      ...{ params, query: z.strictObject({ format: formatParam }) },
      answers: { 200: { description: "The report.", schema: report, types: FILE_TYPES } },
      refusals: ["unauthenticated", "report-unknown", "report-not-final"],
    },
    async ({ params: { report: asked }, query: { format }, caller }) => {
      const row = await ownReport(asked, await caller());
      if (format === "json") return { body: showReport(row) };
      const found = JSON.parse(row.document) as ReportDocument;
      return await file(format, { document: found, lines: await linesOf(found) });
    },
    costly,
  );
  route(
    {
      ...{ method: "get", path: "/v1/reports/{report}/events", tag: TAG, rights: "merchant-read" },
      summary: "The ledger's events that a report sums; their canonical JSON hashes to `events.hash`",
      params,
      answers: {
        200: { description: "In the order of the chain.", schema: z.object({ items: z.array(line) }) },
      },
      refusals: ["unauthenticated", "report-unknown", "report-not-final"],
    },
    async ({ params: { report: asked }, caller }) => {
      const row = await ownReport(asked, await caller());
      return { body: { items: await linesOf(JSON.parse(row.document) as ReportDocument) } };
    },
    costly,
  );

  /** A report of the caller's merchant, and of its till where it is bound to one. @throws {ProblemError} `report-unknown` */
  async function ownReport(asked: Hex, caller: Caller): Promise<ReportRow> {
    const work = mustHold(caller, "merchant-read");
    const row = await readReport(pool, asked, work.merchant);
    const { till: name } = JSON.parse(row.document) as ReportDocument;
    if (work.till !== null && name !== work.till) throw new ProblemError("report-unknown");
    return row;
  }

  /** The events of a kept report, out of the ledger's tables once more. */
  async function linesOf(found: ReportDocument): Promise<ReportLine[]> {
    const basis = await inTransaction(
      pool,
      (client) => readBasis(client, claimOf(found), network.contracts.tenge),
      { readOnly: true },
    );
    if (basis === undefined) throw new ProblemError("report-not-final");
    return reportLines(basis);
  }
}

async function file(
  format: Exclude<ReportFormat, "json">,
  { document: found, lines }: { document: ReportDocument; lines: readonly ReportLine[] },
) {
  const { type, name, content } = await reportFile(format, found, lines);
  const headers = { "content-disposition": `attachment; filename="${name}"` };
  return { text: content, type, headers };
}
