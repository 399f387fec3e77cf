// Tariffs: what the grid pays and charges in each zone.
import { z } from "zod";
import { hash, numberParam, time, tiynPerMWh, uint32 } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { slotTime } from "../http/show.ts";

export interface TariffRow {
  zone: number;
  version: number;
  feed_in: string;
  retail: string;
  network_fee: string;
  from_slot: number;
  supplier: number;
  network: number;
  block_number: number;
  tx_hash: string;
}

const tariff = z
  .object({
    zone: uint32,
    version: uint32,
    feedInTiynPerMWh: tiynPerMWh,
    retailTiynPerMWh: tiynPerMWh,
    networkFeeTiynPerMWh: tiynPerMWh,
    fromSlot: uint32,
    holdsFrom: time,
    supplier: uint32,
    network: uint32,
    block: z.int(),
    txHash: hash,
  })
  .meta({ id: "Tariff" });

/** A tariff as it is shown. */
export const showTariff = (row: TariffRow) => ({
  zone: row.zone,
  version: row.version,
  feedInTiynPerMWh: row.feed_in,
  retailTiynPerMWh: row.retail,
  networkFeeTiynPerMWh: row.network_fee,
  fromSlot: row.from_slot,
  holdsFrom: slotTime(row.from_slot),
  supplier: row.supplier,
  network: row.network,
  block: row.block_number,
  txHash: row.tx_hash,
});

export const TARIFFS = `SELECT t.zone, t.version, t.feed_in, t.retail, t.network_fee, t.from_slot, z.supplier, z.network, t.block_number, t.tx_hash
FROM ledger.tariffs t JOIN ledger.zones z USING (zone)`;

/** Declares the route of tariffs. */
export function tariffRoutes(api: Api, limiters: Limiters): void {
  listRoute(api, limiters, {
    path: "/v1/tariffs",
    tag: "Slots and tariffs",
    summary: "Tariffs by zone, the latest version first within each",
    filters: { zone: numberParam.optional() },
    item: tariff,
    query: ({ zone }) => ({
      select: TARIFFS,
      where: [zone !== undefined && ["t.zone = ?", zone]],
      keys: [
        { column: "t.zone", field: "zone" },
        { column: "t.version", field: "version" },
      ],
      descending: true,
    }),
    show: showTariff,
  });
}
