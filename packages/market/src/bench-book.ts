// Made-up books for benchmarks and tests: a function of the seed and nothing else.
import type { Bytes32, Slot, Tiyn, TiynPerMWh, Wh } from "@alatau/sdk";
import type { Device, EvidenceClass, Order, Reading, SlotBook, TariffInForce } from "./types.ts";

/** A small seeded generator (mulberry32); answers whole numbers from 0 to `below` − 1. Not for secrets. */
export function seededNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** 32 bytes from a seeded generator. */
export function seededHash(next: (below: number) => number): Bytes32 {
  let hex = "";
  for (let word = 0; word < 8; word++)
    hex += next(2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return `0x${hex}` as Bytes32;
}

const SLOT = 1_950_000 as Slot;
const TARIFF: TariffInForce = {
  version: 1,
  feedIn: 1_400_000n as TiynPerMWh,
  retail: 3_254_000n as TiynPerMWh,
  networkFee: 450_000n as TiynPerMWh,
};

function randomDevices(next: (below: number) => number, count: number): Device[] {
  const participants = Math.max(6, Math.floor(count / 2));
  return Array.from({ length: count }, (_, index) => {
    const participant = 1 + next(participants);
    return {
      device: index + 1,
      participant,
      // Every tenth participant belongs to the one before it.
      owner: participant % 10 === 0 ? participant - 1 : participant,
      evidence: (next(20) === 0 ? 1 : next(5) === 0 ? 2 : 3) as EvidenceClass,
      storage: next(10) === 0,
    };
  });
}

function randomReading(next: (below: number) => number, { device }: Device): Reading {
  const flow = next(20);
  const wh = (): Wh => BigInt(next(40_000)) as Wh;
  return { device, exportWh: flow < 11 ? wh() : (0n as Wh), importWh: flow >= 9 ? wh() : (0n as Wh) };
}

/**
 * A book of `count` orders, near a city's zone in shape: some four fifths as many devices, two fifths as many participants, prices
 * around the tariff in steps that make ties, a few partners, storage, short locks and orders that do not count.
 */
export function randomBook(seed: number, count: number): SlotBook {
  const next = seededNumbers(seed);
  const devices = randomDevices(next, Math.max(4, Math.floor((count * 4) / 5)));
  const readings = devices.map((device) => randomReading(next, device));
  const orders = Array.from({ length: count }, (_, index): Order => {
    const at = next(devices.length);
    const reading = readings[at]!;
    const side = reading.exportWh > reading.importWh || next(20) === 0 ? "ask" : "bid";
    const limit = side === "ask" ? 1_200_000 + next(140) * 10_000 : 1_900_000 + next(140) * 10_000;
    const max = 1 + next(60_000);
    return {
      order: BigInt(index + 1),
      orderHash: seededHash(next),
      side,
      device: devices[at]!.device,
      slotFrom: (SLOT - next(3_000)) as Slot,
      slotTo: (SLOT + next(3_000)) as Slot,
      placedInSlot: (SLOT - (next(50) === 0 ? 0 : 1 + next(3_000))) as Slot,
      maxWhPerSlot: BigInt(max) as Wh,
      limitPrice: BigInt(limit) as TiynPerMWh,
      // Neighbours by number name each other.
      partner: next(15) === 0 ? ((devices[at]!.participant - 1) ^ 1) + 1 : 0,
      minEvidence: (next(200) === 0 ? 1 + next(3) : 0) as EvidenceClass,
      lockedTiyn: BigInt(side === "ask" ? 0 : next(30) === 0 ? next(1_000) : max * 4) as Tiyn,
    };
  });
  return { slot: SLOT, zone: 1, tariff: TARIFF, devices, readings, orders };
}
