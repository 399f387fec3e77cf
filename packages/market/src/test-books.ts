// Books for tests: one by hand, many at random. Not exported by the package.
import fc from "fast-check";
import type { Bytes32, Slot, Tiyn, TiynPerMWh, Wh } from "@alatau/sdk";
import { seededHash, seededNumbers } from "./bench-book.ts";
import type { Device, EvidenceClass, Order, Reading, SlotBook, TariffInForce } from "./types.ts";

export const SLOT = 1_950_000 as Slot;
export const wh = (value: number | bigint): Wh => BigInt(value) as Wh;
export const tiyn = (value: number | bigint): Tiyn => BigInt(value) as Tiyn;
export const price = (value: number | bigint): TiynPerMWh => BigInt(value) as TiynPerMWh;
/** A hash that sorts as its number does. */
export const hash = (value: number | bigint): Bytes32 =>
  `0x${value.toString(16).padStart(64, "0")}` as Bytes32;

/** Feed-in 10, retail 40, fee 4 KZT/kWh: the corridor is 10 to 36, its middle 23. */
export const TARIFF: TariffInForce = {
  version: 3,
  feedIn: price(1_000_000),
  retail: price(4_000_000),
  networkFee: price(400_000),
};

/** A meter-signed device of a participant that is its own owner. */
export const device = (number: number, extra: Partial<Device> = {}): Device => ({
  device: number,
  participant: number,
  owner: extra.participant ?? number,
  evidence: 3,
  storage: false,
  ...extra,
});

export const reading = (number: number, exported: number, imported: number): Reading => ({
  device: number,
  exportWh: wh(exported),
  importWh: wh(imported),
});

/** An order for any amount, in force and well funded. */
export const order = (
  number: number,
  side: "ask" | "bid",
  of: number,
  limit: number,
  extra: Partial<Order> = {},
): Order => ({
  order: BigInt(number),
  orderHash: hash(number),
  side,
  device: of,
  slotFrom: SLOT,
  slotTo: SLOT,
  placedInSlot: (SLOT - 1) as Slot,
  maxWhPerSlot: wh(1_000_000),
  limitPrice: price(limit),
  partner: 0,
  minEvidence: 0,
  lockedTiyn: tiyn(10n ** 12n),
  ...extra,
});

export const book = (parts: Partial<SlotBook>): SlotBook => ({
  slot: SLOT,
  zone: 7,
  tariff: TARIFF,
  devices: [],
  readings: [],
  orders: [],
  ...parts,
});

/** How wild a random book is: prices are whole multiples of `step`; `plain` leaves out partners, evidence, storage and short locks. */
export type BookShape = { step: bigint; plain: boolean; maxWh: number };

/** Evenly spread: small numbers are not favoured, so that most books hold a real auction. */
const upTo = (max: number, min = 0): fc.Arbitrary<number> => fc.noBias(fc.integer({ min, max }));
const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> =>
  upTo(values.length - 1).map((index) => values[index]!);
const listOf = <T>(one: fc.Arbitrary<T>, min: number, max = min): fc.Arbitrary<T[]> =>
  upTo(max, min).chain((length) => fc.array(one, { minLength: length, maxLength: length }));

function randomOrders(shape: BookShape, devices: readonly Device[]): fc.Arbitrary<Order[]> {
  const one = fc.record({
    against: oneOf(true, false, false, false, false, false),
    device: oneOf(...devices),
    max: upTo(shape.maxWh),
    limit: upTo(14),
    when: upTo(15),
    toPartner: shape.plain ? fc.constant(false) : oneOf(true, false, false, false),
    minEvidence: shape.plain
      ? fc.constant(0 as const)
      : oneOf<EvidenceClass>(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3),
    locked: shape.plain ? fc.constant(-1) : oneOf(-1, -1, -1, 0, 1, 3, 40),
    hashSeed: upTo(2 ** 30),
  });
  return listOf(one, devices.length, 2 * devices.length + 5).map((list) =>
    list.map((found, index): Order => {
      const [maxWhPerSlot, limitPrice] = [wh(found.max), price(BigInt(found.limit) * shape.step)];
      return {
        order: BigInt(index + 1),
        // The end keeps hashes apart when seeds are the same.
        orderHash:
          `${seededHash(seededNumbers(found.hashSeed)).slice(0, -2)}${(index + 16).toString(16)}` as Bytes32,
        // Odd devices mostly export and sell, even ones mostly import and buy.
        side: (found.device.device % 2 === 1) !== found.against ? "ask" : "bid",
        device: found.device.device,
        slotFrom: (SLOT - 2 + (found.when === 1 ? 3 : 0)) as Slot,
        slotTo: (SLOT + (found.when === 2 ? -1 : found.when === 1 ? 5 : 0)) as Slot,
        placedInSlot: (SLOT - (found.when === 3 ? 0 : 2)) as Slot,
        maxWhPerSlot,
        limitPrice,
        partner: found.toPartner ? ((found.device.participant - 1) ^ 1) + 1 : 0,
        minEvidence: found.minEvidence,
        lockedTiyn:
          found.locked < 0 ? tiyn((maxWhPerSlot * limitPrice) / 1_000_000n + 1n) : tiyn(found.locked),
      };
    }),
  );
}

/** Most participants have one device or two, a few have many; of four participants, two may have one beneficial owner. */
function randomDevices(shape: BookShape, count: number): fc.Arbitrary<Device[]> {
  const one = fc.record({
    participant: oneOf(0.2, 0.8, 0.8).chain((part) => upTo(Math.ceil(count * part), 1)),
    evidence: oneOf<EvidenceClass>(3, 3, 3, 3, 3, 3, 2, 1),
    storage: oneOf(true, false, false, false),
  });
  return fc.tuple(oneOf(true, false), listOf(one, count)).map(([groups, list]) =>
    list.map(({ participant, evidence, storage }, index) => ({
      device: index + 1,
      participant,
      owner: groups && participant % 4 === 0 ? participant - 1 : participant,
      evidence: shape.plain ? 3 : evidence,
      storage: !shape.plain && storage,
    })),
  );
}

function randomReadings(shape: BookShape, devices: readonly Device[]): fc.Arbitrary<Reading[]> {
  const one = fc.record({
    importWh: upTo(shape.maxWh),
    exportWh: upTo(shape.maxWh),
    flow: oneOf("none", "both", "against", "usual", "usual", "usual", "usual", "usual", "usual", "usual"),
  });
  return listOf(one, devices.length).map((list) =>
    list.flatMap(({ importWh, exportWh, flow }, index) => {
      const { device } = devices[index]!;
      const exports = flow === "both" || (device % 2 === 1) === (flow === "usual");
      const imports = flow === "both" || !exports;
      return flow === "none" ? [] : [reading(device, exports ? exportWh : 0, imports ? importWh : 0)];
    }),
  );
}

/** Small random books, dense in ties, shared meters, shared owners and odd tariffs. */
export function randomSmallBook(shape: BookShape): fc.Arbitrary<SlotBook> {
  const priced = (min: number, max: number) =>
    upTo(max, min).map((steps) => price(BigInt(steps) * shape.step));
  const tariff = fc.record({
    version: fc.constant(3),
    feedIn: priced(-3, 5),
    retail: oneOf(true, true, true, false).chain((usual) => (usual ? priced(8, 16) : priced(-2, 16))),
    networkFee: priced(0, 3),
  });
  return oneOf(1, 4, 10, 20, 30, 36, 40, 40)
    .chain((count) => randomDevices(shape, count))
    .chain((devices) =>
      fc.record({
        slot: fc.constant(SLOT),
        zone: fc.constant(7),
        tariff,
        devices: fc.constant(devices),
        readings: randomReadings(shape, devices),
        orders: randomOrders(shape, devices),
      }),
    );
}
