// Lines of a settlement: their money, their order, and with the SDK their bytes, exactly as the contract emits them.
import { gridCharges, gridPays, lineBytes, owedUp, paidDown } from "@alatau/sdk";
import type { Tiyn, TiynPerMWh, Wh } from "@alatau/sdk";
import { OutOfRangeError } from "./errors.ts";
import type {
  DeviceSettlement,
  Fill,
  Line,
  LineKind,
  PriceBasis,
  Settlement,
  TariffInForce,
} from "./types.ts";

const MAX_I64 = 2n ** 63n - 1n;
const BASIS_CODE = { auction: 0, "tariff-midpoint": 1, "no-room": 2 } as const satisfies Record<
  PriceBasis,
  number
>;

/** The line that a fill becomes. */
export function lineKindOf({ side, kind }: Pick<Fill, "side" | "kind">): LineKind {
  if (kind === "pool") return side === "ask" ? "sold" : "bought";
  if (kind === "own") return side === "ask" ? "ownSold" : "ownBought";
  return side === "ask" ? "partnerSold" : "partnerBought";
}

/**
 * What the participant receives (positive) or pays (negative) on a line, tiyn. Peers are paid `paidDown` and owe `owedUp` plus the
 * fee's `paidDown`; own use owes the fee only; the grid pays feed-in and charges retail, each rounded against the meter's owner.
 */
export function lineAmount(kind: LineKind, wh: Wh, price: TiynPerMWh, tariff: TariffInForce): Tiyn {
  switch (kind) {
    case "sold":
    case "partnerSold":
      return paidDown(wh, price);
    case "bought":
    case "partnerBought":
      return -(owedUp(wh, price) + paidDown(wh, tariff.networkFee)) as Tiyn;
    case "ownSold":
      return 0n as Tiyn;
    case "ownBought":
      return -paidDown(wh, tariff.networkFee) as Tiyn;
    case "gridSold":
      return gridPays(wh, tariff.feedIn);
    case "gridBought":
      return -gridCharges(wh, tariff.retail) as Tiyn;
  }
}

/** A device's lines: its fills, then what the grid took, then what the grid supplied. Throws `OutOfRangeError` above an int64 of tiyn. */
export function linesOf(settled: DeviceSettlement, price: TiynPerMWh, tariff: TariffInForce): Line[] {
  const lines: Line[] = [];
  const add = (kind: LineKind, order: bigint, wh: Wh): void => {
    if (wh === 0n) return;
    const amountTiyn = lineAmount(kind, wh, price, tariff);
    if (amountTiyn > MAX_I64 || amountTiyn < -MAX_I64)
      throw new OutOfRangeError("amountTiyn", amountTiyn, `${-MAX_I64} to ${MAX_I64}`);
    lines.push({ kind, device: settled.device, order, wh, amountTiyn });
  };
  for (const fill of settled.fills) add(lineKindOf(fill), fill.order, fill.wh);
  add("gridSold", 0n, settled.gridSoldWh);
  add("gridBought", 0n, settled.gridBoughtWh);
  return lines;
}

function putUint40(view: DataView, at: number, value: bigint): void {
  view.setUint8(at, Number(value >> 32n));
  view.setUint32(at + 1, Number(value & 0xffff_ffffn));
}

/**
 * The canonical bytes of a settlement (E9), big endian: zone u32, slot u32, tariff version u32, basis u8, price u64, number of devices
 * u32, each device as number u32, accepted import u40 and export u40, then the number of lines u32 and the packed lines.
 * Two settlements are the same exactly when these bytes are.
 */
export function settlementBytes(settlement: Settlement): Uint8Array {
  const HEAD = 25;
  const DEVICE = 14;
  const packed = lineBytes(settlement.lines);
  const bytes = new Uint8Array(HEAD + settlement.devices.length * DEVICE + 4 + packed.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, settlement.zone);
  view.setUint32(4, settlement.slot);
  view.setUint32(8, settlement.tariffVersion);
  view.setUint8(12, BASIS_CODE[settlement.basis]);
  view.setBigUint64(13, settlement.price);
  view.setUint32(21, settlement.devices.length);
  let at = HEAD;
  for (const { device, importWh, exportWh } of settlement.devices) {
    view.setUint32(at, device);
    putUint40(view, at + 4, importWh);
    putUint40(view, at + 9, exportWh);
    at += DEVICE;
  }
  view.setUint32(at, settlement.lines.length);
  bytes.set(packed, at + 4);
  return bytes;
}
