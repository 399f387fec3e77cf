// Chargers: a price, a car that is plugged in, its metered payment by x402, the energy so far, the meter's record at the end.
import type { Wh } from "@alatau/sdk";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { readDevice, type DeviceRow } from "../devices/queries.ts";
import {
  account,
  bigNumberParam,
  hash,
  numberParam,
  price,
  time,
  tiyn,
  tiynPerMWh,
  uint32,
  uint64,
  wh,
} from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import { readPage } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction } from "../transaction.ts";
import { takeRecord, unplug } from "./end.ts";
import { payAtCharger } from "./pay.ts";
import { delivers, dueOf, isUnderWay, LAG_WH, type Session } from "./session.ts";
import {
  lastSession,
  lockSession,
  openSession,
  priceOf,
  sessionsQuery,
  setEnergy,
  setPrice,
  type SessionRow,
} from "./store.ts";

const TAG = "Charging";
const STATES = ["plugged", "charging", "finishing", "ending", "ended", "unpaid", "failed"] as const;

const session = z
  .object({
    session: z.int(),
    device: uint32,
    state: z.enum(STATES).meta({
      description:
        "plugged: nobody has paid yet; charging; finishing: unplugged, the last voucher is awaited; ending: the claim is sent; " +
        "ended: the claim is in a block; unpaid: unplugged before anybody paid; failed: the chain refused the claim.",
    }),
    priceTiynPerMWh: tiynPerMWh,
    pluggedAt: time,
    energyWh: wh.meta({ description: "So far; at the end what the meter signed." }),
    costTiyn: tiyn.meta({ description: "price × energy, rounded up once." }),
    signedTiyn: tiyn.nullable().meta({ description: "What the session's vouchers allow." }),
    channel: hash.nullable(),
    payer: account.nullable(),
    recordHash: hash.nullable().meta({ description: "The meter's signed record, which the claim names." }),
    claimedTiyn: tiyn.nullable(),
    refundedTiyn: tiyn.nullable(),
    txHash: hash.nullable(),
    block: z.int().nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: "ChargingSession" });
const charger = z
  .object({
    device: uint32,
    participant: uint32,
    priceTiynPerMWh: tiynPerMWh.nullable(),
    occupied: z.boolean(),
  })
  .meta({ id: "Charger" });
const metered = z
  .object({
    session: z.int(),
    energyWh: wh,
    dueTiyn: tiyn.meta({ description: "What the last voucher lacks." }),
    deliver: z.boolean().meta({
      description: `Whether the charger may go on: false until somebody pays, and when vouchers lag by more than ${LAG_WH} Wh.`,
    }),
  })
  .meta({ id: "ChargingMeter" });

const showSession = (row: SessionRow) => ({
  session: Number(row.session),
  device: Number(row.device),
  state: row.state,
  priceTiynPerMWh: row.price_tiyn_per_mwh,
  pluggedAt: timeOf(Number(row.plugged_at)),
  energyWh: row.energy_wh,
  costTiyn: row.cost ?? "0",
  signedTiyn: row.signed,
  channel: row.channel,
  payer: row.payer,
  recordHash: row.record_hash,
  claimedTiyn: row.claimed,
  refundedTiyn: row.refunded,
  txHash: row.tx_hash,
  block: row.block_number === null ? null : Number(row.block_number),
  error: row.error,
});

const showMetered = (found: Session) => ({
  session: found.session,
  energyWh: found.energy.toString(),
  dueTiyn: dueOf(found).toString(),
  deliver: delivers(found),
});

const params = z.object({ device: numberParam });

/** Declares the routes of chargers and charging sessions. */
export function chargingRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const { pool, reads } = gateway;
  const writes = limiters.writes;

  const chargerOf = async (device: number): Promise<DeviceRow> => {
    const found = await readDevice(reads, device).catch(() => undefined);
    if (found === undefined || found.kind !== "charger" || found.retired)
      throw new ProblemError("charger-unknown");
    return found;
  };
  /** The charger of the caller's own. */
  const ownCharger = async (device: number, caller: Caller): Promise<DeviceRow> => {
    const found = await chargerOf(device);
    if (Number(found.participant) !== caller.participant) throw new ProblemError("forbidden");
    return found;
  };
  const show = async (number: number) => {
    const { rows } = await readPage<SessionRow>(reads, sessionsQuery({ session: number }), { limit: 1 });
    if (rows[0] === undefined) throw new ProblemError("charging-session-unknown");
    return showSession(rows[0]);
  };
  const current = async (device: number): Promise<Session> => {
    const found = await lastSession(pool, device);
    if (found === undefined) throw new ProblemError("charger-vacant");
    return found;
  };

  route(
    {
      method: "get",
      path: "/v1/chargers/{device}",
      tag: TAG,
      summary: "A charger: its price, and whether a car is plugged in",
      params,
      answers: { 200: { description: "The charger.", schema: charger } },
      refusals: ["charger-unknown"],
    },
    async ({ params: { device } }) => {
      const { participant } = await chargerOf(device);
      const [asked, last] = await Promise.all([priceOf(reads, device), lastSession(reads, device)]);
      const occupied = last !== undefined && isUnderWay(last);
      return { body: { device, participant, priceTiynPerMWh: asked?.toString() ?? null, occupied } };
    },
  );
  route(
    {
      method: "post",
      path: "/v1/chargers/{device}/price",
      tag: TAG,
      summary: "Set a charger's price, for sessions that begin from now on",
      rights: "participant",
      params,
      body: z.strictObject({ priceTiynPerMWh: price.meta({ description: "9000000 is 90 tenge a kWh." }) }),
      answers: { 201: { description: "The charger.", schema: charger } },
      refusals: ["unauthenticated", "forbidden", "charger-unknown"],
    },
    async ({ params: { device }, body: { priceTiynPerMWh }, caller }) => {
      const { participant } = await ownCharger(device, await caller());
      await setPrice(pool, { device, price: priceTiynPerMWh, participant });
      const last = await lastSession(pool, device);
      const occupied = last !== undefined && isUnderWay(last);
      return {
        status: 201,
        body: { device, participant, priceTiynPerMWh: String(priceTiynPerMWh), occupied },
      };
    },
    writes,
  );
  route(
    {
      method: "post",
      path: "/v1/chargers/{device}/plug-in",
      tag: TAG,
      summary: "A car was plugged in: a session begins, which it pays at /v1/chargers/{device}/session",
      rights: "participant",
      params,
      answers: { 201: { description: "The session.", schema: session } },
      refusals: [
        "unauthenticated",
        "forbidden",
        "charger-unknown",
        "charger-price-missing",
        "charger-occupied",
      ],
    },
    async ({ params: { device }, caller }) => {
      const { participant } = await ownCharger(device, await caller());
      const asked = await priceOf(pool, device);
      if (asked === undefined) throw new ProblemError("charger-price-missing");
      const { timestamp } = await gateway.chain.getBlock();
      const begun = { device, participant, price: asked, pluggedAt: Number(timestamp) };
      const opened = await openSession(pool, begun);
      if (opened === undefined) throw new ProblemError("charger-occupied");
      return { status: 201, body: await show(opened.session) };
    },
    writes,
  );
  route(
    {
      method: "get",
      path: "/v1/chargers/{device}/session",
      tag: TAG,
      summary: "Charge: pay the session at this charger by x402, scheme batch-settlement",
      description:
        "402 with the offer; with PAYMENT-SIGNATURE the session and PAYMENT-RESPONSE. The first payment deposits, each later one is a " +
        "voucher for what has flowed so far. Ask again every half minute or kilowatt-hour. After unplugging it shows the end.",
      params,
      answers: { 200: { description: "The session.", schema: session } },
      refusals: [
        ...["payment-required", "payment-signature-malformed", "settlement-pending", "settlement-refused"],
        ...["charger-vacant", "chain-unreachable"],
      ],
    },
    async ({ params: { device }, request }) => {
      const found = await current(device);
      if (!isUnderWay(found)) return { body: await show(found.session) };
      return await payAtCharger(gateway, request, found, show);
    },
    writes,
  );
  route(
    {
      method: "post",
      path: "/v1/chargers/{device}/meter",
      tag: TAG,
      summary: "The charger states the energy since plug-in and is told whether to go on",
      rights: "participant",
      params,
      body: z.strictObject({ energyWh: uint64.transform((text) => BigInt(text) as Wh) }),
      answers: { 200: { description: "Where the session stands.", schema: metered } },
      refusals: [
        ...["unauthenticated", "forbidden", "charger-unknown", "charger-vacant"],
        ...["charging-session-over", "meter-value-decreased"],
      ],
    },
    async ({ params: { device }, body: { energyWh }, caller }) => {
      await ownCharger(device, await caller());
      const { session: number } = await current(device);
      const found = await inTransaction(pool, async (client) => {
        const held = await lockSession(client, number);
        if (held.state !== "plugged" && held.state !== "charging")
          throw new ProblemError("charging-session-over");
        if (energyWh < held.energy) throw new ProblemError("meter-value-decreased");
        await setEnergy(client, number, energyWh);
        return { ...held, energy: energyWh };
      });
      return { body: showMetered(found) };
    },
    writes,
  );
  route(
    {
      method: "post",
      path: "/v1/chargers/{device}/unplug",
      tag: TAG,
      summary: "The car was unplugged: the meter's signed record ends the session",
      description:
        "The record is taken as by POST /v1/readings. What vouchers cover is claimed at once; otherwise the last voucher is awaited " +
        "for a minute. The rest of the deposit goes back to the payer.",
      rights: "participant",
      params,
      body: z.strictObject({ record: z.string().min(1).max(200_000).meta({ description: "OCMF." }) }),
      answers: { 202: { description: "The session.", schema: session } },
      refusals: [
        ...["unauthenticated", "forbidden", "charger-unknown", "charger-vacant", "charging-session-over"],
        ...["record-of-other-meter", "record-of-other-time"],
      ],
    },
    async ({ params: { device }, body: { record }, caller }) => {
      const who = await caller();
      await ownCharger(device, who);
      const found = await current(device);
      const taken = await takeRecord(gateway, found, record, who);
      if (found.recordHash !== null && found.recordHash !== taken.recordHash)
        throw new ProblemError("charging-session-over");
      await unplug(gateway, found.session, taken);
      return { status: 202, body: await show(found.session) };
    },
    writes,
  );
  listRoute(api, limiters, {
    path: "/v1/charging-sessions",
    tag: TAG,
    summary: "Sessions at one's own chargers, the latest first; as CSV all of them",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: { device: numberParam.optional() },
    item: session,
    query: async ({ device }, { caller }) =>
      sessionsQuery({ participant: (await caller()).participant!, device }),
    show: showSession,
    csv: {
      name: "charging-sessions",
      columns: [
        ...(["session", "device", "state", "pluggedAt", "energyWh", "priceTiynPerMWh", "costTiyn"] as const),
        ...(["claimedTiyn", "refundedTiyn", "payer", "recordHash", "txHash"] as const),
      ],
    },
  });
  route(
    {
      method: "get",
      path: "/v1/charging-sessions/{session}",
      tag: TAG,
      summary: "One session at one's own charger",
      rights: "participant",
      params: z.object({ session: bigNumberParam }),
      answers: { 200: { description: "The session.", schema: session } },
      refusals: ["unauthenticated", "forbidden", "charging-session-unknown"],
    },
    async ({ params: { session: number }, caller }) => {
      const { participant } = await caller();
      const query = sessionsQuery({ session: number, participant: participant! });
      const { rows } = await readPage<SessionRow>(reads, query, { limit: 1 });
      if (rows[0] === undefined) throw new ProblemError("charging-session-unknown");
      return { body: showSession(rows[0]) };
    },
  );
}
