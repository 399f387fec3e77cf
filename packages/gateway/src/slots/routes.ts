// Slots: the quarter-hours of each zone.
import { z } from "zod";
import { hash, numberParam, slotParam, time, tiyn, tiynPerMWh, uint32, wh } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { slotTime } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { countReceived, readSlot, slotsQuery, type SlotRow } from "./queries.ts";

/** Below this many meters a zone's totals would tell about one of them. */
export const MIN_METERS = 5;

const slot = z
  .object({
    zone: uint32,
    slot: uint32,
    startsAt: time,
    endsAt: time,
    state: z.enum(["received", "checked", "settled"]).meta({
      description:
        "received: readings are stored; checked: the checkers signed its readings; settled: everything is even.",
    }),
    version: uint32.nullable(),
    devices: z.int(),
    importWh: wh.nullable().meta({ description: "Null when fewer than five meters reported." }),
    exportWh: wh.nullable().meta({ description: "Null when fewer than five meters reported." }),
    tradedWh: wh.nullable().meta({ description: "Sold between participants." }),
    priceTiynPerMWh: tiynPerMWh.nullable(),
    tariffVersion: uint32.nullable(),
    sales: z.int(),
    dustTiyn: tiyn.nullable(),
    setHash: hash.nullable(),
    checkedInBlock: z.int().nullable(),
    settledInBlock: z.int().nullable(),
  })
  .meta({ id: "Slot" });

/** A slot as it is shown: totals of few meters are kept back. */
export const showSlot = (row: SlotRow) => {
  const shy = row.count < MIN_METERS;
  return {
    zone: row.zone,
    slot: row.slot,
    startsAt: slotTime(row.slot),
    endsAt: slotTime(row.slot + 1),
    state: row.settled_in === null ? "checked" : "settled",
    version: row.version,
    devices: row.count,
    importWh: shy ? null : row.import_wh,
    exportWh: shy ? null : row.export_wh,
    tradedWh: shy ? null : row.pool_wh,
    priceTiynPerMWh: row.price,
    tariffVersion: row.tariff_version,
    sales: row.sales ?? 0,
    dustTiyn: row.dust_tiyn,
    setHash: row.set_hash,
    checkedInBlock: row.checked_in,
    settledInBlock: row.settled_in,
  };
};

/** Declares the routes of slots. */
export function slotRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/slots",
    tag: "Slots and tariffs",
    summary: "Slots whose readings are checked, the latest first",
    filters: {
      zone: numberParam.optional(),
      slotFrom: slotParam.optional(),
      slotTo: slotParam.optional(),
      settled: z.literal("true").optional(),
    },
    item: slot,
    query: slotsQuery,
    show: showSlot,
  });
  api.route(
    {
      method: "get",
      path: "/v1/slots/{zone}/{slot}",
      tag: "Slots and tariffs",
      summary: "One slot of a zone",
      params: z.object({ zone: numberParam, slot: slotParam }),
      answers: { 200: { description: "The slot.", schema: slot } },
      refusals: ["slot-unknown"],
    },
    async ({ params }) => {
      const { reads } = api.gateway;
      const row = await readSlot(reads, params.zone, params.slot);
      if (row !== undefined) return { body: showSlot(row), cache: "tagged" };
      const devices = await countReceived(reads, params.zone, params.slot);
      if (devices === 0) throw new ProblemError("slot-unknown");
      return { body: received(params.zone, params.slot, devices) };
    },
  );
}

const received = (zone: number, number: number, devices: number) => ({
  zone,
  slot: number,
  startsAt: slotTime(number),
  endsAt: slotTime(number + 1),
  state: "received",
  version: null,
  devices,
  importWh: null,
  exportWh: null,
  tradedWh: null,
  priceTiynPerMWh: null,
  tariffVersion: null,
  sales: 0,
  dustTiyn: null,
  setHash: null,
  checkedInBlock: null,
  settledInBlock: null,
});
