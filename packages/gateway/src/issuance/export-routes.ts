// What leaves the desk: payment orders for the bank, and the reserve report for everybody.
import { pain001, paymentOrderCsv } from "@alatau/formats";
import { z } from "zod";
import { bigNumberParam, hash, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { ProblemError } from "../problems.ts";
import { TAG } from "./cash-in-routes.ts";
import { DESK } from "./desk.ts";
import { mustBeOfficer, mustSeeIssuance } from "./members.ts";
import { makeOrder, ORDERS, readOrder, type OrderRow } from "./payment-orders.ts";
import { LINE_KINDS } from "./reserve.ts";
import { makeReport, reportCsv, REPORTS, type ReportRow, type ReserveDocument } from "./reserve-reports.ts";

const order = z
  .object({
    paymentOrder: z.int(),
    messageId: z.string(),
    iban: z.string(),
    payOn: z.string(),
    transfers: z.int(),
    sumTiyn: tiyn,
    createdAt: time,
  })
  .meta({ id: "PaymentOrder" });

const showOrder = ({ number, message_id: messageId, payments, created_at: createdAt }: OrderRow) => ({
  ...{ paymentOrder: number, messageId, iban: payments.debtor.iban, payOn: payments.payOn },
  transfers: payments.transfers.length,
  sumTiyn: payments.transfers.reduce((sum, { amountTiyn }) => sum + BigInt(amountTiyn), 0n).toString(),
  createdAt: createdAt.toISOString(),
});

const line = z.object({ kind: z.enum(LINE_KINDS), key: z.string(), amountTiyn: tiyn });
const document = z.object({
  version: z.literal(1),
  day: z.string().meta({ description: "To which the bank's statements reach." }),
  block: z.int(),
  blockHash: hash,
  blockTime: time,
  accounts: z.array(z.object({ closedOn: z.string(), closingTiyn: tiyn })),
  supplyTiyn: tiyn.meta({ description: "Minted − burned at the block." }),
  bankTiyn: tiyn.meta({ description: "Closing balances." }),
  elsewhere: z.array(z.object({ chainId: z.int(), lockedTiyn: tiyn })),
  lines: z.array(line).meta({ description: "supply = bank + Σ lines + difference." }),
  differenceTiyn: tiyn,
  balanced: z.boolean(),
});
const report = z
  .object({ report: z.int(), reportHash: hash, document, createdAt: time })
  .meta({ id: "ReserveReport" });

const showReport = (row: ReportRow) => ({
  ...{ report: row.number, reportHash: row.report_hash, createdAt: row.created_at.toISOString() },
  document: JSON.parse(row.document) as ReserveDocument,
});

const download = (name: string, type: string, text: string) => ({
  text,
  headers: {
    "content-type": `${type}; charset=utf-8`,
    "content-disposition": `attachment; filename="${name}"`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  },
});

/** Declares the routes of payment orders and reserve reports. */
export function exportRoutes(api: Api, limiters: Limiters): void {
  orderRoutes(api, limiters);
  reportRoutes(api, limiters);
}

function orderRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  const refusals = ["unauthenticated", "not-issuer"];
  route(
    {
      ...{ method: "post", path: "/v1/issuer/payment-orders", tag: DESK },
      summary: "Write everything that may be paid into one order for the bank",
      description:
        "Cash-outs that two officers approved and whose burn is final, and money that is sent back; each is in one order only.",
      body: z.strictObject({ iban: z.string(), payOn: z.iso.date() }),
      answers: { 201: { description: "Download it as pain.001 or CSV.", schema: order } },
      refusals: [...refusals, "payment-order-empty", "statement-account-foreign"],
    },
    async ({ body, caller }) => {
      const asking = await caller();
      await mustBeOfficer(gateway, asking);
      const made = await makeOrder(gateway.pool, { ...body, madeBy: asking.name });
      const { rows } = await gateway.pool.query<OrderRow>(`${ORDERS} WHERE number = $1`, [made]);
      return { status: 201, body: showOrder(rows[0]!) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    ...{ path: "/v1/issuer/payment-orders", tag: DESK, summary: "Payment orders, the latest first" },
    ...{ refusals, filters: {}, item: order, show: showOrder },
    query: async (_, { caller }) => {
      await mustSeeIssuance(gateway, await caller());
      return { select: ORDERS, where: [], keys: [{ column: "number", field: "number" }], descending: true };
    },
  });
  route(
    {
      ...{ method: "get", path: "/v1/issuer/payment-orders/{paymentOrder}", tag: DESK },
      summary: "A payment order for the bank: pain.001 or CSV, the same bytes each time",
      params: z.object({ paymentOrder: bigNumberParam }),
      query: z.strictObject({ format: z.enum(["pain.001", "csv"]).default("pain.001") }),
      answers: { 200: { description: "The file.", types: ["application/xml", "text/csv"] } },
      refusals: [...refusals, "payment-order-unknown"],
    },
    async ({ params, query, caller }) => {
      await mustSeeIssuance(gateway, await caller());
      const found = await readOrder(gateway.pool, params.paymentOrder);
      const name = `payment-order-${found.number}`;
      return query.format === "csv"
        ? download(`${name}.csv`, "text/csv", paymentOrderCsv(found))
        : download(`${name}.xml`, "application/xml", pain001(found));
    },
    limiters.costly,
  );
}

function reportRoutes(api: Api, limiters: Limiters): void {
  const { route, gateway } = api;
  route(
    {
      ...{
        method: "post",
        path: "/v1/reserve-reports",
        tag: TAG,
        summary: "Set what is minted against what the bank holds",
      },
      description:
        "For officers of the issuer, after the day's statements are in. Kept as it is made, for everybody to read.",
      answers: { 201: { description: "Kept.", schema: report } },
      refusals: ["unauthenticated", "not-issuer", "reserve-report-early", "chain-unreachable"],
    },
    async ({ caller }) => {
      const asking = await caller();
      await mustBeOfficer(gateway, asking);
      const made = await makeReport(gateway, asking.name);
      const { rows } = await gateway.pool.query<ReportRow>(`${REPORTS} WHERE number = $1`, [made]);
      return { status: 201, body: showReport(rows[0]!) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    ...{ path: "/v1/reserve-reports", tag: TAG, summary: "Reserve reports, the latest first" },
    ...{ filters: {}, item: report, show: showReport },
    query: () => ({
      select: REPORTS,
      where: [],
      keys: [{ column: "number", field: "number" }],
      descending: true,
    }),
  });
  route(
    {
      ...{
        method: "get",
        path: "/v1/reserve-reports/{report}",
        tag: TAG,
        summary: "One reserve report, as JSON or CSV",
      },
      params: z.object({ report: bigNumberParam }),
      query: z.strictObject({ format: z.enum(["json", "csv"]).default("json") }),
      answers: { 200: { description: "The report.", schema: report, types: ["text/csv"] } },
      refusals: ["reserve-report-unknown"],
    },
    async ({ params, query }) => {
      const { rows } = await gateway.reads.query<ReportRow>(`${REPORTS} WHERE number = $1`, [params.report]);
      if (rows[0] === undefined) throw new ProblemError("reserve-report-unknown");
      const shown = showReport(rows[0]);
      if (query.format === "json") return { body: shown };
      return download(`reserve-${shown.document.day}.csv`, "text/csv", reportCsv(shown.document));
    },
  );
}
