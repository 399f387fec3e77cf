// One (slot, zone) in METERED mode: standing orders against what the meters really exported and imported.
import { LINE_CODES, owedUp, paidDown } from "@alatau/sdk";
import type { Tiyn, TiynPerMWh } from "@alatau/sdk";
import { checkBook } from "./check-book.ts";
import { corridorOf } from "./corridor.ts";
import type { Corridor } from "./corridor.ts";
import { linesOf, lineKindOf } from "./lines.ts";
import { netOwners, ownersByParticipant } from "./own-use.ts";
import { pairPartners, settlePair } from "./partners.ts";
import { openPool, poolPrice, settlePool } from "./pool.ts";
import { asWh, metersOf, standingOrders } from "./standing.ts";
import type { Meter, Standing } from "./standing.ts";
import type {
  DeviceSettlement,
  Fill,
  FillKind,
  Line,
  PriceBasis,
  Settlement,
  SlotBook,
  TariffInForce,
  Totals,
} from "./types.ts";

const FILL_KINDS: readonly FillKind[] = ["pool", "own", "partner"];

function fillsOf({ order, filled }: Standing): Fill[] {
  return FILL_KINDS.filter((kind) => filled[kind] > 0n)
    .map((kind): Fill => ({ order: order.order, side: order.side, wh: asWh(filled[kind]), kind }))
    .sort((a, b) => LINE_CODES[lineKindOf(a)] - LINE_CODES[lineKindOf(b)]);
}

function settledDevice(meter: Meter): DeviceSettlement {
  return {
    device: meter.device.device,
    participant: meter.device.participant,
    owner: meter.device.owner,
    importWh: asWh(meter.importWh),
    exportWh: asWh(meter.exportWh),
    fills: meter.orders.flatMap(fillsOf),
    gridSoldWh: asWh(meter.exportLeft),
    gridBoughtWh: asWh(meter.importLeft),
  };
}

function totalsOf(
  devices: readonly DeviceSettlement[],
  lines: readonly Line[],
  price: TiynPerMWh,
  tariff: TariffInForce,
): Totals {
  const wh = { sold: 0n, ownSold: 0n, partnerSold: 0n, gridSold: 0n, gridBought: 0n };
  let [exportWh, importWh, feeTiyn, dustTiyn, supplierTiyn] = [0n, 0n, 0n, 0n, 0n];
  for (const device of devices) {
    exportWh += device.exportWh;
    importWh += device.importWh;
  }
  for (const line of lines) {
    if (line.kind in wh) wh[line.kind as keyof typeof wh] += line.wh;
    switch (line.kind) {
      case "sold":
      case "partnerSold":
        dustTiyn -= line.amountTiyn;
        break;
      case "bought":
      case "partnerBought":
        dustTiyn += owedUp(line.wh, price);
        feeTiyn += paidDown(line.wh, tariff.networkFee);
        break;
      case "ownBought":
        feeTiyn += paidDown(line.wh, tariff.networkFee);
        break;
      case "gridSold":
      case "gridBought":
        supplierTiyn -= line.amountTiyn;
        break;
      case "ownSold":
        break;
    }
  }
  return {
    exportWh: asWh(exportWh),
    importWh: asWh(importWh),
    poolWh: asWh(wh.sold),
    ownWh: asWh(wh.ownSold),
    partnerWh: asWh(wh.partnerSold),
    gridSoldWh: asWh(wh.gridSold),
    gridBoughtWh: asWh(wh.gridBought),
    feeTiyn: feeTiyn as Tiyn,
    dustTiyn: dustTiyn as Tiyn,
    supplierTiyn: supplierTiyn as Tiyn,
  };
}

/** Own use, then partners, then the pool; the price comes from the pool alone. */
function trade(
  book: SlotBook,
  meters: readonly Meter[],
  corridor: Corridor,
): { price: bigint; basis: PriceBasis } {
  const ownerOf = ownersByParticipant(meters);
  const standing = standingOrders(book, meters);
  const open = netOwners(standing, ownerOf);
  const pairs = pairPartners(standing, ownerOf, corridor);
  const pool = openPool(open, corridor);
  const found = poolPrice(pool, corridor);
  settlePool(pool, found.price, corridor);
  for (const pair of pairs) settlePair(pair, found.price, corridor);
  return found;
}

/**
 * Clears one (slot, zone) in METERED mode: a pure function in integers, O(n log n), that anyone can run again; the same book in any
 * order gives the same `settlementBytes` (E9). Wh, tiyn and tiyn per MWh throughout. Throws what `checkBook` throws for a book that
 * cannot come from the chain, and `OutOfRangeError` for a line above an int64 of tiyn; orders that do not count are passed over.
 */
export function clear(book: SlotBook): Settlement {
  const meters = metersOf(book, checkBook(book));
  const corridor = corridorOf(book.tariff);
  const { price, basis } =
    corridor === null ? { price: 0n, basis: "no-room" as const } : trade(book, meters, corridor);
  const devices = meters.map(settledDevice);
  const uniform = price as TiynPerMWh;
  const lines = devices.flatMap((device) => linesOf(device, uniform, book.tariff));
  return {
    slot: book.slot,
    zone: book.zone,
    tariffVersion: book.tariff.version,
    price: uniform,
    basis,
    devices,
    lines,
    totals: totalsOf(devices, lines, uniform, book.tariff),
  };
}
