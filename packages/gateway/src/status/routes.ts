// Health that tells the truth, and one look at the whole network for the overview page.
import type { Express, Request, Response } from "express";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { sendAnswer } from "../http/answers.ts";
import { time, tiyn, tiynPerMWh, uint32, wh } from "../http/fields.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { slotTime, timeOf } from "../http/show.ts";
import { readProcessMetrics } from "../observe/processes.ts";
import { readLastSale } from "../sales/queries.ts";
import { sale, showSale } from "../sales/routes.ts";
import { slotsQuery, type SlotRow } from "../slots/queries.ts";
import { readPage } from "../http/paging.ts";
import { showSlot } from "../slots/routes.ts";
import { showTariff, TARIFFS, type TariffRow } from "../tariffs/routes.ts";
import { activity, readActivity } from "./activity.ts";
import { readProgress, type ChainView, type ProgressRow } from "./queries.ts";

/** Blocks that the indexer may be behind, and seconds that a transaction may wait, before the gateway says it is not ready. */
const MOST_LAG_BLOCKS = 50;
const MOST_OUTBOX_SECONDS = 120;
const OVERVIEW_MS = 500;

const progress = z.object({
  pendingRecords: z.int().meta({ description: "Wait for a batch." }),
  batchesAtCheckers: z.int(),
  readingSetsAtCheckers: z.int(),
  slotsUnsettled: z.int(),
  transactionsOpen: z.int(),
  oldestTransactionSeconds: z.int().nullable(),
});
const status = z
  .object({
    network: z.string(),
    chainId: z.int(),
    version: z.string(),
    time: time.nullable().meta({ description: "The ledger's «now»: the last block's time." }),
    slot: uint32.nullable(),
    chainBlock: z
      .int()
      .nullable()
      .meta({ description: "Null when the node has not answered for 5 seconds." }),
    indexedBlock: z.int().nullable(),
    finalBlock: z.int().nullable(),
    queues: progress,
  })
  .meta({ id: "Status" });
const overview = status
  .extend({
    slotEndsAt: time.nullable(),
    zones: z.array(
      z.object({
        zone: uint32,
        tariff: z.record(z.string(), z.unknown()).nullable(),
        lastPriceTiynPerMWh: tiynPerMWh.nullable(),
        lastSettledSlot: uint32.nullable(),
        slots: z
          .array(z.record(z.string(), z.unknown()))
          .meta({ description: "The latest 96, as /v1/slots shows them." }),
      }),
    ),
    lastSale: sale.nullable(),
    totals: z.object({
      participants: z.int(),
      devices: z.int(),
      liveOrders: z.int(),
      salesLastDay: z.int(),
      tradedWhLastDay: wh,
      tradedTiynLastDay: tiyn,
    }),
    ...activity.shape,
  })
  .meta({ id: "Overview" });

const queuesOf = (row: ProgressRow) => ({
  pendingRecords: row.pending,
  batchesAtCheckers: row.candidates,
  readingSetsAtCheckers: row.set_candidates,
  slotsUnsettled: row.unsettled,
  transactionsOpen: row.outbox_open,
  oldestTransactionSeconds: row.outbox_oldest,
});

/** Declares `/v1/status` and `/v1/overview`. */
export function statusRoutes({ route, gateway }: Api, watch: () => Promise<ChainView>): void {
  route(
    {
      method: "get",
      path: "/v1/status",
      tag: "Network",
      summary: "How far chain, indexer and queues are",
      answers: { 200: { description: "The state.", schema: status } },
    },
    async () => ({ body: await statusOf(gateway, watch) }),
  );
  let kept: { at: number; body: Promise<unknown> } | undefined;
  route(
    {
      method: "get",
      path: "/v1/overview",
      tag: "Network",
      summary: "One look at everything: slots, prices, energy, the last sale",
      answers: { 200: { description: "The overview.", schema: overview } },
    },
    async () => {
      if (kept === undefined || gateway.now() - kept.at > OVERVIEW_MS) {
        const body = overviewOf(gateway, watch);
        kept = { at: gateway.now(), body };
        body.catch(() => (kept = undefined));
      }
      return { body: await kept.body, cache: "tagged" };
    },
  );
}

/** Declares `/healthz`, `/readyz` and `/metrics`: for machines that watch, outside of the API. */
export function healthRoutes(app: Express, gateway: Gateway, watch: () => Promise<ChainView>): void {
  app.get("/healthz", (request, response) => sendAnswer(request, response, { body: { status: "ok" } }));
  app.get("/readyz", async (request, response) => await ready(gateway, watch, request, response));
  app.get("/metrics", async (request, response) => {
    const { registry } = gateway.metrics;
    const [own, processes] = await Promise.all([
      registry.metrics(),
      readProcessMetrics(gateway.reads).catch(() => ""), // without the database the gateway's own are still true
    ]);
    sendAnswer(request, response, { text: own + processes, type: registry.contentType });
  });
}

async function ready(
  gateway: Gateway,
  watch: () => Promise<ChainView>,
  request: Request,
  response: Response,
): Promise<void> {
  const [chain, row] = await Promise.all([watch(), readProgress(gateway.reads).catch(() => null)]);
  const lag = chain.block === null || row?.block == null ? null : Math.max(chain.block - row.block, 0);
  const checks = {
    database: row !== null,
    chain: chain.block !== null,
    indexer: lag !== null && lag <= MOST_LAG_BLOCKS,
    outbox: row !== null && (row.outbox_oldest ?? 0) <= MOST_OUTBOX_SECONDS,
    accepting: !gateway.stopping.aborted,
  };
  const isReady = Object.values(checks).every(Boolean);
  sendAnswer(request, response, {
    status: isReady ? 200 : 503,
    body: {
      status: isReady ? "ready" : "not-ready",
      checks,
      chainHeadAgeSeconds: chain.headAgeSeconds,
      indexerLagBlocks: lag,
      outboxOpen: row?.outbox_open ?? null,
      oldestTransactionSeconds: row?.outbox_oldest ?? null,
    },
  });
}

async function statusOf({ reads, network, version }: Gateway, watch: () => Promise<ChainView>) {
  const [row, chain] = await Promise.all([readProgress(reads), watch()]);
  return {
    network: network.name,
    chainId: network.chainId,
    version,
    time: row.time === null ? null : timeOf(row.time),
    slot: row.slot,
    chainBlock: chain.block,
    indexedBlock: row.block,
    finalBlock: row.final_block,
    queues: queuesOf(row),
  };
}

interface TotalsRow {
  participants: number;
  devices: number;
  live_orders: number;
  sales: number;
  wh: string;
  tiyn: string;
}

async function overviewOf(gateway: Gateway, watch: () => Promise<ChainView>) {
  const { reads } = gateway;
  const state = await statusOf(gateway, watch);
  const slot = state.slot ?? 0;
  const [zones, totals, last, active] = await Promise.all([
    reads.query<{ zone: number }>(named("SELECT zone FROM ledger.zones ORDER BY zone LIMIT 100", [])),
    reads.query<TotalsRow>(
      named(
        `SELECT (SELECT count(*) FROM ledger.participants) AS participants, (SELECT count(*) FROM ledger.devices) AS devices,
           (SELECT count(*) FROM ledger.orders o WHERE o.slot_to >= $1 AND NOT EXISTS
             (SELECT 1 FROM ledger.order_changes c WHERE c.order_number = o.order_number)) AS live_orders,
           count(*) AS sales, coalesce(sum(wh), 0)::numeric(78, 0) AS wh, coalesce(sum(amount_tiyn), 0)::numeric(78, 0) AS tiyn
         FROM ledger.sales s WHERE s.kind IN ('sold', 'partnerSold') AND s.slot > $1 - 96`,
        [slot],
      ),
    ),
    readLastSale(reads),
    readActivity(gateway, state.time === null ? 0 : Date.parse(state.time) / 1000),
  ]);
  const row = totals.rows[0]!;
  return {
    ...state,
    slotEndsAt: state.slot === null ? null : slotTime(state.slot + 1),
    zones: await Promise.all(zones.rows.map(({ zone }) => zoneOf(gateway, zone, slot))),
    lastSale: last === undefined ? null : showSale(last),
    totals: {
      participants: row.participants,
      devices: row.devices,
      liveOrders: row.live_orders,
      salesLastDay: row.sales,
      tradedWhLastDay: row.wh,
      tradedTiynLastDay: row.tiyn,
    },
    ...active,
  };
}

async function zoneOf({ reads }: Gateway, zone: number, slot: number) {
  const [tariffs, slots] = await Promise.all([
    reads.query<TariffRow>(
      named(`${TARIFFS} WHERE t.zone = $1 AND t.from_slot <= $2 ORDER BY t.version DESC LIMIT 1`, [
        zone,
        slot,
      ]),
    ),
    readPage<SlotRow>(reads, slotsQuery({ zone }), { limit: 96 }),
  ]);
  const settled = slots.rows.find((row) => row.settled_in !== null);
  return {
    zone,
    tariff: tariffs.rows[0] ? showTariff(tariffs.rows[0]) : null,
    lastPriceTiynPerMWh: settled?.price ?? null,
    lastSettledSlot: settled?.slot ?? null,
    slots: slots.rows.map(showSlot),
  };
}
