// The same rules, slow and obvious: one watt-hour at a time and every price tried. For tests, on books without partners, evidence or storage.
import type { Order, SlotBook } from "./types.ts";

type Row = {
  order: Order;
  owner: number;
  value: bigint;
  cap: bigint;
  own: bigint;
  pool: bigint;
  share: bigint;
};

export type SlowResult = { price: bigint; own: Map<bigint, bigint>; pool: Map<bigint, bigint> };

const sum = (rows: readonly Row[], of: (row: Row) => bigint): bigint =>
  rows.reduce((total, row) => total + of(row), 0n);

function rowsOf({ slot, tariff, devices, readings, orders }: SlotBook): Row[] {
  return orders
    .filter((order) => readings.some((reading) => reading.device === order.device))
    .filter((order) => order.placedInSlot < slot && order.slotFrom <= slot && slot <= order.slotTo)
    .filter((order) => order.side === "ask" || order.limitPrice >= tariff.networkFee)
    .map((order) => ({
      order,
      owner: devices.find(({ device }) => device === order.device)!.owner,
      value: order.side === "ask" ? order.limitPrice : order.limitPrice - tariff.networkFee,
      cap: order.maxWhPerSlot,
      own: 0n,
      pool: 0n,
      share: 0n,
    }));
}

function roomFor(book: SlotBook, rows: readonly Row[], row: Row): boolean {
  const reading = book.readings.find(({ device }) => device === row.order.device)!;
  const energy = row.order.side === "ask" ? reading.exportWh : reading.importWh;
  const sharing = rows.filter(
    ({ order }) => order.device === row.order.device && order.side === row.order.side,
  );
  return row.own + row.share < row.cap && sum(sharing, ({ own, share }) => own + share) < energy;
}

function netOneByOne(book: SlotBook, rows: readonly Row[]): void {
  for (const owner of new Set(rows.map((row) => row.owner))) {
    const next = (side: string): Row | undefined =>
      rows.find((row) => row.owner === owner && row.order.side === side && roomFor(book, rows, row));
    for (let ask = next("ask"), bid = next("bid"); ask && bid; ask = next("ask"), bid = next("bid")) {
      ask.own += 1n;
      bid.own += 1n;
    }
  }
}

function shareOneByOne(book: SlotBook, rows: readonly Row[]): void {
  const asks = rows.filter(({ order }) => order.side === "ask").sort((a, b) => Number(a.value - b.value));
  const bids = rows.filter(({ order }) => order.side === "bid").sort((a, b) => Number(b.value - a.value));
  for (const row of [...asks, ...bids]) while (roomFor(book, rows, row)) row.share += 1n;
}

/** Prices that leave no ask below and no bid above unserved, found by trying each. */
export function slowInterval(
  asks: readonly { value: bigint; wh: bigint }[],
  bids: readonly { value: bigint; wh: bigint }[],
): { low: bigint; high: bigint } {
  const total = (rows: readonly { value: bigint; wh: bigint }[], of: (value: bigint) => boolean): bigint =>
    rows.reduce((all, { value, wh }) => (of(value) ? all + wh : all), 0n);
  const values = [...asks, ...bids].map(({ value }) => value);
  const top = values.reduce((a, b) => (a > b ? a : b));
  const clearing: bigint[] = [];
  for (let p = 0n; p <= top; p += 1n) {
    const noAskBelow = total(asks, (value) => value < p) <= total(bids, (value) => value >= p);
    const noBidAbove = total(bids, (value) => value > p) <= total(asks, (value) => value <= p);
    if (noAskBelow && noBidAbove) clearing.push(p);
  }
  return { low: clearing[0]!, high: clearing.at(-1)! };
}

function serve(rows: readonly Row[], volume: bigint): void {
  const values = [...new Set(rows.map((row) => row.value))].sort((a, b) => Number(a - b));
  if (rows[0]?.order.side === "bid") values.reverse();
  let rest = volume;
  for (const value of values) {
    const level = rows.filter((row) => row.value === value);
    const wanted = sum(level, ({ share }) => share);
    if (wanted === 0n) continue;
    const served = wanted < rest ? wanted : rest;
    for (const row of level) row.pool = (row.share * served) / wanted;
    let odd = served - sum(level, ({ pool }) => pool);
    for (const row of level.sort((a, b) => (a.order.orderHash < b.order.orderHash ? -1 : 1)))
      if (odd > 0n) {
        row.pool += 1n;
        odd -= 1n;
      }
    rest -= served;
  }
}

/** Price and Wh of every order, own use and pool; null where the tariff leaves no room. */
export function slowClearing(book: SlotBook): SlowResult | null {
  const { feedIn, retail, networkFee } = book.tariff;
  const low = feedIn > 0n ? feedIn : 0n;
  const high = retail - networkFee;
  if (high < low) return null;
  const rows = rowsOf(book);
  netOneByOne(book, rows);
  shareOneByOne(book, rows);
  const asks = rows.filter((row) => row.order.side === "ask" && row.share > 0n && row.value <= high);
  const bids = rows.filter((row) => row.order.side === "bid" && row.share > 0n && row.value >= low);
  const owners = (side: readonly Row[]): number => new Set(side.map((row) => row.owner)).size;
  let price = (low + high) / 2n;
  if (owners(asks) >= 3 && owners(bids) >= 3) {
    const plain = (side: readonly Row[]) => side.map(({ value, share }) => ({ value, wh: share }));
    const interval = slowInterval(plain(asks), plain(bids));
    price = (interval.low + interval.high) / 2n;
    if (price < low) price = low;
    if (price > high) price = high;
  }
  const sellers = asks.filter((row) => row.value <= price);
  const buyers = bids.filter((row) => row.value >= price);
  const [supply, demand] = [sum(sellers, ({ share }) => share), sum(buyers, ({ share }) => share)];
  for (const side of [sellers, buyers]) serve(side, supply < demand ? supply : demand);
  const filled = (of: (row: Row) => bigint) =>
    new Map(rows.filter((row) => of(row) > 0n).map((row) => [row.order.order, of(row)]));
  return { price, own: filled(({ own }) => own), pool: filled(({ pool }) => pool) };
}
