// A zone in which energy is traded: the ledger of fixture.ts with the order book, the market and a street of devices.
import {
  buildReadingSet,
  energyOrderTypes,
  rangeProof,
  slotReadingsTypes,
  supplyAgreementTypes,
  toHex,
  type Bytes32,
  type Slot,
  type SlotReading,
  type Tiyn,
  type TiynPerMWh,
  type Wh,
} from "@alatau/sdk";
import { chunksOf, clear, type Chunk, type EvidenceClass, type Order, type Settlement } from "@alatau/market";
import type { BaseWallet, Contract } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { attest, deployLedger, DEVICE, EVIDENCE, KIND, ROLES, sign, ZONE, type Ledger } from "./fixture.ts";

export const TARIFF = { feedIn: 1_000_000n, retail: 4_000_000n, networkFee: 500_000n };
export const SLOT_SECONDS = 900;
const DAY_SECONDS = 86_400;
const MORNING_SECONDS = 21_600;
const FUNDS = 1_000_000_000n;
const FILL_KINDS = { pool: 0, own: 1, partner: 2 } as const;

/** One device of the street with who owns it. */
export interface Meter {
  device: number;
  participant: number;
  owner: number;
  wallet: BaseWallet;
  storage: boolean;
  evidence: EvidenceClass;
}

export interface Wish {
  side: "ask" | "bid";
  limitPrice: bigint;
  maxWhPerSlot?: bigint;
  partner?: number;
  minEvidence?: EvidenceClass;
  slotFrom?: number;
  slotTo?: number;
}

/** Deploys the market and opens the zone; devices are added by {@link street}. */
export async function deployMarket(connection: NetworkConnection) {
  // A morning, whatever the hour is: proceeds are kept by the day, and gas would differ across midnight.
  const today = Math.floor((await connection.networkHelpers.time.latest()) / DAY_SECONDS);
  await connection.networkHelpers.time.increaseTo((today + 1) * DAY_SECONDS + MORNING_SECONDS);
  const ledger = await deployLedger(connection);
  const { ethers, networkHelpers } = connection;
  const { access, participants, devices, tariffs, readingSets, vault, numbers } = ledger;
  const orderBook = (await ethers.deployContract("OrderBook", [
    participants,
    devices,
    vault,
  ])) as unknown as Contract;
  const energyMarket = (await ethers.deployContract("EnergyMarket", [
    access,
    participants,
    devices,
    orderBook,
    tariffs,
    readingSets,
    vault,
    numbers.reserve,
    numbers.dust,
  ])) as unknown as Contract;
  const allow = (methods: string[], role: bigint) =>
    access.getFunction("setTargetFunctionRole")(
      energyMarket,
      methods.map((method) => energyMarket.interface.getFunction(method)!.selector),
      role,
    );
  await allow(["settle", "reverse"], ROLES.solver);
  await allow(["reverseLate", "resolveDispute"], ROLES.arbiter);
  for (const market of [orderBook, energyMarket]) await vault.addMarket(market);

  const now = await networkHelpers.time.latest();
  const firstSlot = Math.floor(now / SLOT_SECONDS) + 1;
  await tariffs.connect(ledger.tariffOffice).openZone(ZONE, numbers.supplier, numbers.network);
  await tariffs.connect(ledger.tariffOffice).publish(ZONE, { ...TARIFF, fromSlot: firstSlot });
  const market = { ...ledger, orderBook, energyMarket, firstSlot, time: networkHelpers.time, ethers };
  await fund(market, numbers.reserve, FUNDS);
  await fund(market, numbers.supplier, FUNDS);
  await networkHelpers.time.increaseTo(firstSlot * SLOT_SECONDS);
  return market;
}

export type Market = Awaited<ReturnType<typeof deployMarket>>;

/** Mints and deposits tiyn for a participant. */
export async function fund(
  { tenge, vault, issuer, ethers }: Pick<Ledger, "tenge" | "vault" | "issuer"> & Pick<Market, "ethers">,
  participant: number,
  amountTiyn: bigint,
): Promise<void> {
  await tenge.connect(issuer).mint(issuer.address, amountTiyn, ethers.id("bank movement"));
  await tenge.connect(issuer).approve(vault, amountTiyn);
  await vault.connect(issuer).deposit(participant, amountTiyn);
}

/** Registers a participant with one device each, supply agreed and money deposited. */
export async function street(
  market: Market,
  houses: readonly {
    name: string;
    kind?: keyof typeof DEVICE;
    evidence?: keyof typeof EVIDENCE;
    owner?: number;
    funds?: bigint;
    participant?: number;
    wallet?: BaseWallet;
  }[],
): Promise<Meter[]> {
  const { ethers, participants, devices, registrar, chainId, numbers } = market;
  const meters: Meter[] = [];
  for (const {
    name,
    kind = "charger",
    evidence = "meterSigned",
    owner = 0,
    funds = FUNDS,
    ...shared
  } of houses) {
    const wallet = shared.wallet ?? new ethers.Wallet(ethers.id(name), ethers.provider);
    let participant = shared.participant;
    if (participant === undefined) {
      await participants.connect(registrar).register(wallet.address, owner, KIND.operator, ethers.ZeroHash);
      participant = Number(await participants.count());
    }
    await devices
      .connect(registrar)
      .register(participant, ZONE, DEVICE[kind], EVIDENCE[evidence], 100_000, 300_000n, name);
    const device = Number(await devices.count());
    const agreement = {
      device,
      supplier: numbers.supplier,
      termsHash: ethers.ZeroHash,
      nonce: BigInt(device),
      validTo: 4_000_000_000n,
    };
    await devices.agreeSupply(
      agreement,
      await sign(wallet, chainId, devices, supplyAgreementTypes, agreement),
    );
    if (funds > 0n) await fund(market, participant, funds);
    meters.push({
      device,
      participant,
      owner: owner === 0 ? participant : owner,
      wallet,
      storage: kind === "bus" || kind === "battery",
      evidence: EVIDENCE[evidence],
    });
  }
  return meters;
}

let nonces = 1n;
/** The terms of an order as its owner signs them. */
export function termsOf(market: Market, meter: Meter, wish: Wish) {
  return {
    side: wish.side === "ask" ? 0 : 1,
    mode: 0,
    device: meter.device,
    participant: meter.participant,
    zone: ZONE,
    slotFrom: wish.slotFrom ?? market.firstSlot + 1,
    slotTo: wish.slotTo ?? market.firstSlot + 3_000,
    maxWhPerSlot: wish.maxWhPerSlot ?? 10_000n,
    minWhPerSlot: 0n,
    limitPrice: wish.limitPrice,
    partner: wish.partner ?? 0,
    minEvidence: wish.minEvidence ?? 0,
    termsHash: market.ethers.ZeroHash,
    nonce: nonces++,
    validTo: 4_000_000_000n,
  };
}

/** Signs and places an order; answers what the clearing needs to know of it. */
export async function place(market: Market, meter: Meter, wish: Wish): Promise<Order> {
  const { orderBook, chainId } = market;
  const terms = termsOf(market, meter, wish);
  const signature = await sign(meter.wallet, chainId, orderBook as never, energyOrderTypes, terms);
  await orderBook.getFunction("placeOrder")(terms, signature);
  const order = (BigInt(meter.participant) << 16n) | terms.nonce;
  const kept = await orderBook.getFunction("orderAt")(order);
  return {
    order,
    orderHash: (await orderBook.getFunction("orderDigest")(terms)) as Bytes32,
    side: wish.side,
    device: meter.device,
    slotFrom: terms.slotFrom as Slot,
    slotTo: terms.slotTo as Slot,
    placedInSlot: Number(kept.placedIn) as Slot,
    maxWhPerSlot: terms.maxWhPerSlot as Wh,
    limitPrice: terms.limitPrice as TiynPerMWh,
    partner: terms.partner,
    minEvidence: terms.minEvidence as EvidenceClass,
    lockedTiyn: kept.locked as Tiyn,
  };
}

/** What a device metered: export and import of the slot, Wh. */
export type Energy = Record<number, { exportWh?: bigint; importWh?: bigint }>;

export interface SlotCase {
  meters: readonly Meter[];
  orders: readonly Order[];
  energy: Energy;
  slot: number;
}

/** The slot's readings, with registers that fit them. */
export const readingsOf = ({ energy, slot }: Pick<SlotCase, "energy" | "slot">) =>
  buildReadingSet(
    Object.entries(energy).map(([device, { exportWh = 0n, importWh = 0n }]): SlotReading => ({
      device: Number(device),
      slot: slot as Slot,
      importEndWh: (1_000_000n + importWh) as Wh,
      exportEndWh: (2_000_000n + exportWh) as Wh,
      importWh: importWh as Wh,
      exportWh: exportWh as Wh,
      evidenceHash: `0x${device.padStart(64, "0")}` as Bytes32,
    })),
  );

/** Has the checkers sign the slot's readings and the operator (the depot) send them, after the slot. */
export async function acceptReadings(market: Market, slotCase: SlotCase, version = 1) {
  const { readingSets, depot, numbers, checkers, time } = market;
  const over = (slotCase.slot + 1) * SLOT_SECONDS;
  if ((await time.latest()) < over) await time.increaseTo(over);
  const built = readingsOf(slotCase);
  const before = await readingSets.latest(ZONE, slotCase.slot);
  const readings = {
    publisher: numbers.depot,
    zone: ZONE,
    slot: slotCase.slot,
    version,
    replaces: before.setHash as string,
    root: built.root,
    count: built.count,
    importWh: built.importWh,
    exportWh: built.exportWh,
  };
  const signatures = await attest(market, readings, [checkers[0], checkers[1]]);
  await readingSets.connect(depot).accept(readings, signatures);
  return built;
}
export { slotReadingsTypes };

/** Clears the slot as the solver does. */
export const settlementOf = ({ meters, orders, energy, slot }: SlotCase): Settlement =>
  clear({
    slot: slot as Slot,
    zone: ZONE,
    tariff: {
      version: 1,
      feedIn: TARIFF.feedIn as TiynPerMWh,
      retail: TARIFF.retail as TiynPerMWh,
      networkFee: TARIFF.networkFee as TiynPerMWh,
    },
    devices: meters,
    readings: Object.entries(energy).map(([device, { exportWh = 0n, importWh = 0n }]) => ({
      device: Number(device),
      exportWh: exportWh as Wh,
      importWh: importWh as Wh,
    })),
    orders,
  });

/** The arguments of `settle` for a chunk of a settlement; tests bend them. */
export function settleArguments(
  { meters, energy, slot }: SlotCase,
  settlement: Settlement,
  chunk: Chunk = { first: 0, count: settlement.devices.length, lines: settlement.lines },
  version = 1,
) {
  const built = readingsOf({ energy, slot });
  const settled = settlement.devices.slice(chunk.first, chunk.first + chunk.count);
  const participantOf = new Map(meters.map(({ device, participant }) => [device, participant]));
  const parties = [...new Set(settled.map(({ device }) => participantOf.get(device)!))].sort((a, b) => a - b);
  const leaves = settled.map(({ device, fills }, index) => ({
    ...built.readings[chunk.first + index]!,
    party: parties.indexOf(participantOf.get(device)!),
    fills: fills.map(({ order, wh, kind }) => ({ order, wh, kind: FILL_KINDS[kind] })),
  }));
  return {
    terms: { zone: ZONE, slot, version, tariffVersion: 1, price: settlement.price },
    first: chunk.first,
    leaves,
    parties,
    proof: rangeProof(built.tree, chunk.first, chunk.count).map(toHex),
  };
}

export type SettleArguments = ReturnType<typeof settleArguments>;

/** Sends one `settle` as the solver. */
export const send = (
  { energyMarket, solver }: Market,
  { terms, first, leaves, parties, proof }: SettleArguments,
) => (energyMarket.connect(solver) as Contract).getFunction("settle")(terms, first, leaves, parties, proof);

/** Accepts the readings and settles the slot in as many chunks as it needs. */
export async function settleSlot(
  market: Market,
  slotCase: SlotCase,
  options: { maxLines?: number; version?: number } = {},
) {
  const { version = 1, ...size } = options;
  await acceptReadings(market, slotCase, version);
  const settlement = settlementOf(slotCase);
  const receipts = [];
  for (const chunk of chunksOf(settlement, size)) {
    const sent = await send(market, settleArguments(slotCase, settlement, chunk, version));
    receipts.push(await sent.wait());
  }
  return { settlement, receipts };
}
