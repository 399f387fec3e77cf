// Bank statements of merchants, and the match of invoices, chain and bank.
import type pg from "pg";
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { bodyBytes, mediaType, requireMediaType } from "../http/body.ts";
import { csvLine } from "../http/csv.ts";
import { time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { MATCHES, reconcile, REASONS, summaryOf, type Line } from "./reconcile.ts";
import { keepStatement, readBooks, STATEMENT_SELECT, STATEMENT_TYPES, type StatementRow } from "./store.ts";

const TAG = "Reconciliation";
/** The longest span that one answer covers. */
const MOST_SECONDS = 400 * 86_400;

const statement = z
  .object({
    statement: z.int(),
    format: z.enum(["camt.053", "csv"]),
    account: z.string(),
    firstDay: z.string(),
    lastDay: z.string(),
    entries: z.int(),
    added: z.int().meta({ description: "Entries that no earlier statement had." }),
    uploadedAt: time,
  })
  .meta({ id: "BankStatement" });
const matchLine = z
  .object({
    side: z.enum(["invoice", "chain", "bank"]),
    id: z.string().meta({ description: "An invoice, an event as <block>-<log>, or the bank's reference." }),
    match: z.enum(MATCHES),
    reason: z.enum(REASONS),
    amountTiyn: tiyn,
    counterpartTiyn: tiyn.nullable(),
  })
  .meta({ id: "MatchLine" });
const sums = z.object({ lines: z.int(), amountTiyn: tiyn });

const seconds = z.iso.datetime({ offset: true }).transform((text) => Math.floor(Date.parse(text) / 1000));

const showStatement = (row: StatementRow) => ({
  ...{ statement: row.number, format: row.format, account: row.account },
  ...{ firstDay: row.first_day, lastDay: row.last_day, entries: row.entries, added: row.added },
  uploadedAt: row.created_at.toISOString(),
});
const showLine = ({ amount, counterpart, ...line }: Line) => ({
  ...line,
  ...{ amountTiyn: String(amount), counterpartTiyn: counterpart === null ? null : String(counterpart) },
});

/** Declares the routes of bank statements and of the match. */
export function bankRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  const { pool } = gateway;
  route(
    {
      ...{ method: "post", path: "/v1/bank-statements", tag: TAG, rights: "merchant-books" },
      summary: "Hand in the bank's statement: camt.053 as XML, or CSV",
      description: "The same file, and the same entry in another file, counts once.",
      rawTypes: STATEMENT_TYPES,
      answers: {
        200: { description: "Was there before.", schema: statement },
        201: { description: "Kept.", schema: statement },
      },
      refusals: [
        "unauthenticated",
        "media-type-unsupported",
        "statement-unreadable",
        "statement-contradicts",
      ],
    },
    async ({ request, caller }) => {
      requireMediaType(request, STATEMENT_TYPES);
      const asking = await caller();
      const { merchant } = mustHold(asking, "merchant-books");
      const kept = await keepStatement(pool, {
        ...{ merchant, type: mediaType(request), content: bodyBytes(request), uploadedBy: asking.name },
      });
      const row = await oneStatement(pool, kept.statement);
      return { status: kept.isNew ? 201 : 200, body: showStatement(row) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/bank-statements",
    tag: TAG,
    summary: "The merchant's bank statements, the latest first",
    rights: "merchant-books",
    refusals: ["unauthenticated"],
    filters: {},
    item: statement,
    query: async (_none, { caller }) => ({
      select: STATEMENT_SELECT,
      where: [["merchant = ?", mustHold(await caller(), "merchant-books").merchant]],
      keys: [{ column: "number", field: "number" }],
      descending: true,
    }),
    show: showStatement,
  });
  route(
    {
      ...{ method: "get", path: "/v1/reconciliation", tag: TAG, rights: "merchant-books" },
      summary: "Invoices, chain and bank held against each other",
      description:
        "One line for each invoice made, each event that moved money, and each of the bank's entries that names a report: " +
        "`matched`, `timing` (not yet), `amount` (differs) or `unknown`, with its reason. What the bank says counts from all statements.",
      query: z.strictObject({ from: seconds, to: seconds, format: z.enum(["json", "csv"]).default("json") }),
      answers: {
        200: {
          description: "The lines and their sums.",
          schema: z.object({
            from: time,
            to: time,
            bankUntil: z.string().nullable(),
            summary: z.object({ matched: sums, timing: sums, amount: sums, unknown: sums }),
            lines: z.array(matchLine),
          }),
          types: ["text/csv"],
        },
      },
      refusals: ["unauthenticated", "filter-invalid"],
    },
    async ({ query: { from, to, format }, caller }) => {
      const { merchant } = mustHold(await caller(), "merchant-books");
      if (to <= from || to - from > MOST_SECONDS)
        throw new ProblemError("filter-invalid", "`to` comes after `from`, at most 400 days.");
      const books = await inTransaction(pool, (client) => readBooks(client, merchant, { from, to }), {
        readOnly: true,
      });
      const lines = reconcile(books);
      if (format === "csv")
        return { text: toCsv(lines), type: "text/csv; charset=utf-8", headers: CSV_HEADERS };
      const found = summaryOf(lines);
      const summary = Object.fromEntries(
        MATCHES.map((match) => [
          match,
          { lines: found[match].lines, amountTiyn: String(found[match].amount) },
        ]),
      );
      return {
        body: {
          from: timeOf(from),
          to: timeOf(to),
          bankUntil: books.bankUntil,
          summary,
          lines: lines.map(showLine),
        },
      };
    },
    limiters.costly,
  );
}

const CSV_HEADERS = { "content-disposition": 'attachment; filename="reconciliation.csv"' };
const COLUMNS = ["side", "id", "match", "reason", "amountTiyn", "counterpartTiyn"] as const;

const toCsv = (lines: readonly Line[]): string =>
  [
    csvLine(COLUMNS),
    ...lines.map(showLine).map((line) => csvLine(COLUMNS.map((column) => line[column]))),
  ].join("");

async function oneStatement(pool: pg.Pool, number: number): Promise<StatementRow> {
  const { rows } = await pool.query<StatementRow>(`${STATEMENT_SELECT} WHERE number = $1`, [number]);
  return rows[0]!;
}
