// Private homes behind a community's device: known to their community and its gateway alone, never to the chain.
import { decodePublicKey } from "@alatau/formats";
import { z } from "zod";
import { hexBytes, numberParam, slotParam, time, uint32, wh } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { slotTime } from "../http/show.ts";
import { homesQuery, homeSlotsQuery, registerHome, type HomeRow, type HomeSlotRow } from "./store.ts";

const TAG = "Homes";
const MOST_W = 1_000_000;

const home = z
  .object({
    home: z.int(),
    device: uint32.meta({ description: "The community's device." }),
    serial: z.string(),
    publicKey: hexBytes.meta({ description: "SubjectPublicKeyInfo, DER." }),
    ratedW: uint32,
    registeredAt: time,
  })
  .meta({ id: "Home" });
const homeSlot = z
  .object({
    device: uint32,
    slot: uint32,
    startsAt: time,
    version: uint32,
    homes: z.int().meta({ description: "Homes that were read at both ends of the slot." }),
    importWh: wh
      .nullable()
      .meta({ description: "Null below five homes: a total would tell about one of them." }),
    exportWh: wh.nullable(),
  })
  .meta({ id: "HomeSlot" });

const homeBody = z.strictObject({
  device: uint32.min(1),
  serial: z.string().trim().min(1).max(200),
  publicKey: hexBytes
    .max(1_000)
    .refine(
      (key) => decodePublicKey(key.slice(2)).ok,
      "a public key of one of the curves of OCMF, SubjectPublicKeyInfo DER",
    ),
  ratedW: z.int().min(1).max(MOST_W),
});

const showHome = (row: HomeRow) => ({
  home: row.home,
  device: row.device,
  serial: row.serial,
  publicKey: row.public_key,
  ratedW: row.rated_w,
  registeredAt: row.registered_at.toISOString(),
});

const showSlot = (row: HomeSlotRow) => ({
  device: row.device,
  slot: row.slot,
  startsAt: slotTime(row.slot),
  version: row.version,
  homes: row.homes,
  importWh: row.import_wh,
  exportWh: row.export_wh,
});

/** Declares the routes of homes. */
export function homeRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  route(
    {
      method: "post",
      path: "/v1/homes",
      tag: TAG,
      summary: "Register a home behind the community's own device",
      description:
        "Its signed records are taken from then on. The same home again answers as it stands. Nothing of it goes on chain: " +
        "records carry a pseudonym that changes every month, slots the community's totals.",
      rights: "participant",
      body: homeBody,
      answers: {
        200: { description: "Registered before.", schema: home },
        201: { description: "Registered.", schema: home },
      },
      refusals: ["unauthenticated", "home-device-invalid", "home-serial-taken"],
    },
    async ({ body, caller }) => {
      const { participant } = await caller();
      const { row, isNew } = await registerHome(gateway.pool, { community: participant!, ...body });
      return { status: isNew ? 201 : 200, body: showHome({ ...row, public_key: body.publicKey }) };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/homes",
    tag: TAG,
    summary: "The homes of the community that asks",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: { device: numberParam.optional() },
    item: home,
    query: async ({ device }, { caller }) => homesQuery((await caller()).participant!, device),
    show: showHome,
  });
  listRoute(api, limiters, {
    path: "/v1/homes/slots",
    tag: TAG,
    summary: "What the homes of the community that asks moved in each slot together",
    rights: "participant",
    refusals: ["unauthenticated"],
    filters: { device: numberParam.optional(), slotFrom: slotParam.optional(), slotTo: slotParam.optional() },
    item: homeSlot,
    query: async (filters, { caller }) => homeSlotsQuery((await caller()).participant!, filters),
    show: showSlot,
  });
}
