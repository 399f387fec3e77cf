// What goes into the clearing of one slot and zone, and what comes out. Energy in Wh, money in tiyn, prices in tiyn per MWh.
import type { Bytes32, SaleKind, Slot, Tiyn, TiynPerMWh, Wh } from "@alatau/sdk";

/** 3 meter-signed, 2 edge-signed, 1 utility-attested, 0 unsigned (kept, never settled). */
export type EvidenceClass = 0 | 1 | 2 | 3;

export type Side = "ask" | "bid";

/** A registered meter or asset as the chain knows it when the slot is cleared. */
export type Device = {
  device: number;
  participant: number;
  /** Number of the beneficial owner behind the participant. */
  owner: number;
  evidence: EvidenceClass;
  /** Storage counts net of the other direction (E1). */
  storage: boolean;
};

/** Gross energy of one device in the slot, as in its leaf of the slot reading set. */
export type Reading = {
  device: number;
  importWh: Wh;
  exportWh: Wh;
  /** The slot's energy was split in proportion to time: it trades with the grid only. */
  allocated?: boolean;
};

/** A standing order as placed on chain. */
export type Order = {
  /** Number given by the chain, ascending in the order of placing, from 1. */
  order: bigint;
  orderHash: Bytes32;
  side: Side;
  device: number;
  slotFrom: Slot;
  /** Last slot the order holds for. */
  slotTo: Slot;
  placedInSlot: Slot;
  maxWhPerSlot: Wh;
  /** An ask's least price; a bid's highest price with the network fee in it. */
  limitPrice: TiynPerMWh;
  /** The only participant it trades with; 0 = anyone. */
  partner: number;
  /** Least evidence class of every device on the other side. */
  minEvidence: EvidenceClass;
  /** A bid's funds locked on chain for this slot; an ask's are not looked at. */
  lockedTiyn: Tiyn;
};

export type TariffInForce = {
  version: number;
  /** What the grid pays; negative when taking energy costs money. */
  feedIn: TiynPerMWh;
  retail: TiynPerMWh;
  networkFee: TiynPerMWh;
};

/** Everything the clearing of one (slot, zone) looks at. The order within the lists does not matter. */
export type SlotBook = {
  slot: Slot;
  zone: number;
  tariff: TariffInForce;
  devices: readonly Device[];
  readings: readonly Reading[];
  orders: readonly Order[];
};

/** pool: the anonymous auction. own: an owner's export met its own import. partner: mutually named participants. */
export type FillKind = "pool" | "own" | "partner";

export type Fill = { order: bigint; side: Side; wh: Wh; kind: FillKind };

export type DeviceSettlement = {
  device: number;
  participant: number;
  owner: number;
  /** Import that counts: gross, or for storage max(import − export, 0). */
  importWh: Wh;
  /** Export that counts: gross, or for storage max(export − import, 0). */
  exportWh: Wh;
  /** Ascending by order, then by line code; an order has at most one pool and one own fill. */
  fills: readonly Fill[];
  gridSoldWh: Wh;
  gridBoughtWh: Wh;
};

export type LineKind = SaleKind;

/** One line of `SalesSettled`; `order` is 0 for grid legs. A positive amount is received, a negative one paid, by the device's participant. */
export type Line = { kind: LineKind; device: number; order: bigint; wh: Wh; amountTiyn: Tiyn };

export type Totals = {
  exportWh: Wh;
  importWh: Wh;
  poolWh: Wh;
  ownWh: Wh;
  partnerWh: Wh;
  gridSoldWh: Wh;
  gridBoughtWh: Wh;
  /** To the network. */
  feeTiyn: Tiyn;
  /** To the dust account: what buyers paid above what sellers got; 0 ≤ dust < number of peer lines. */
  dustTiyn: Tiyn;
  /** To the licensed supplier, charges less payments; negative when it pays. */
  supplierTiyn: Tiyn;
};

/**
 * Where the price comes from. `auction`: the pool's clearing interval. `tariff-midpoint`: the pool was thin or empty.
 * `no-room`: the tariff leaves no price between feed-in and retail − fee, nothing trades between peers, price is 0.
 */
export type PriceBasis = "auction" | "tariff-midpoint" | "no-room";

export type Settlement = {
  slot: Slot;
  zone: number;
  tariffVersion: number;
  price: TiynPerMWh;
  basis: PriceBasis;
  /** Every device with a reading, ascending. */
  devices: readonly DeviceSettlement[];
  /** As the contract emits them: by device, its fills, then gridSold, then gridBought; none of zero Wh. */
  lines: readonly Line[];
  totals: Totals;
};
