// From the ledger's tables to a settlement that the contract takes: the book, the clearing, the chunks. Pure but for reading.
import { chunksOf, clear, type Chunk, type FillKind, type Settlement, type SlotBook } from "@alatau/market";
import { buildReadingSet, owedUp, rangeProof, toHex, type Hex, type Slot, type Tiyn } from "@alatau/sdk";
import type pg from "pg";
import type { SetLeaf } from "./leaves.ts";
import { bookOrders, lockedOf, marketDevices, tariffOf, type BookOrder } from "./ledger.ts";

/** What one call of `EnergyMarket.settle` is given. */
export interface SettleCall {
  readonly terms: {
    readonly zone: number;
    readonly slot: number;
    readonly version: number;
    readonly tariffVersion: number;
    readonly price: bigint;
  };
  readonly first: number;
  readonly leaves: readonly {
    readonly device: number;
    readonly importEndWh: bigint;
    readonly exportEndWh: bigint;
    readonly importWh: bigint;
    readonly exportWh: bigint;
    readonly evidenceHash: Hex;
    readonly party: number;
    readonly fills: readonly { readonly order: number; readonly wh: number; readonly kind: number }[];
  }[];
  readonly parties: readonly number[];
  readonly proof: readonly Hex[];
}

/** As in `IEnergyMarket.FillKind`. */
const FILL_KIND = { pool: 0, own: 1, partner: 2 } as const satisfies Record<FillKind, number>;

/**
 * What each bid can count on in the slot: the lesser of its lock, its need at its limit, and what earlier bids of its participant
 * leave of the participant's locked money. So bids are cut before the vault would refuse them.
 */
export function fundBids(orders: readonly BookOrder[], locked: ReadonlyMap<number, Tiyn>): BookOrder[] {
  const left = new Map<number, bigint>(locked);
  return orders
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))
    .map((order) => {
      if (order.side === "ask") return order;
      const rest = left.get(order.participant) ?? 0n;
      const need = owedUp(order.maxWhPerSlot, order.limitPrice);
      const lockedTiyn = [order.lockedTiyn, need, rest].reduce((least, one) => (one < least ? one : least));
      left.set(order.participant, rest - lockedTiyn);
      return { ...order, lockedTiyn: lockedTiyn as Tiyn };
    });
}

/** The book of a slot from the tables: orders placed before it began, its leaves, its tariff, what is locked now. */
export async function readBook(
  db: pg.Pool | pg.PoolClient,
  { zone, slot, leaves }: { zone: number; slot: number; leaves: readonly SetLeaf[] },
): Promise<SlotBook | undefined> {
  const tariff = await tariffOf(db, zone, slot);
  if (tariff === undefined) return undefined;
  const numbers = leaves.map(({ device }) => device);
  const devices = await marketDevices(db, numbers);
  const orders = await bookOrders(db, zone, slot, numbers);
  const bidders = orders.flatMap(({ side, participant }) => (side === "bid" ? [participant] : []));
  return {
    slot: slot as Slot,
    zone,
    tariff,
    devices,
    readings: leaves.map(({ device, importWh, exportWh, allocated }) => ({
      device,
      importWh,
      exportWh,
      allocated,
    })),
    orders: fundBids(orders, await lockedOf(db, bidders)),
  };
}

/** Clears a book and cuts the result into the calls that settle it, in their order. Pure. */
export function settleCalls(
  book: SlotBook,
  { version, leaves, maxLines = 128 }: { version: number; leaves: readonly SetLeaf[]; maxLines?: number },
): { settlement: Settlement; calls: SettleCall[] } {
  const settlement = clear(book);
  const set = buildReadingSet(leaves);
  const { zone, slot } = book;
  const { price, tariffVersion } = settlement;
  const terms = { zone, slot, version, tariffVersion, price };
  const calls = chunksOf(settlement, { maxLines }).map((chunk) => ({
    terms,
    first: chunk.first,
    proof: rangeProof(set.tree, chunk.first, chunk.count).map(toHex),
    ...meteredOf(settlement, set.readings as readonly SetLeaf[], chunk),
  }));
  return { settlement, calls };
}

function meteredOf(
  settlement: Settlement,
  readings: readonly SetLeaf[],
  { first, count }: Chunk,
): Pick<SettleCall, "leaves" | "parties"> {
  const settled = settlement.devices.slice(first, first + count);
  const parties = [...new Set(settled.map(({ participant }) => participant))].sort((a, b) => a - b);
  const leaves = settled.map(({ participant, fills }, index) => {
    const { device, importEndWh, exportEndWh, importWh, exportWh, evidenceHash } = readings[first + index]!;
    return {
      ...{ device, importEndWh, exportEndWh, importWh, exportWh, evidenceHash },
      party: parties.indexOf(participant),
      fills: fills.map(({ order, wh, kind }) => ({
        order: Number(order),
        wh: Number(wh),
        kind: FILL_KIND[kind],
      })),
    };
  });
  return { leaves, parties };
}
