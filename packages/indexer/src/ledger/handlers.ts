// One small function an event: which rows it makes and what later blocks must know of it.
import { PARTICIPANT_KINDS, unpackOrderWord, type ContractName, type TiynPerMWh } from "@alatau/sdk";
import type { Row, Table } from "../projection.ts";
import type { VerifiedBlock } from "../verify.ts";
import type { EventArgs, EventName } from "./decode.ts";
import { CATALOGUE } from "./catalogue-handlers.ts";
import { CHANNELS, CHARGING } from "./charging-handlers.ts";
import { PAYMENTS } from "./payment-handlers.ts";
import { move, takeReversal, takeSettlement } from "./settlement.ts";
import { known, type LedgerState } from "./state.ts";
import { TABLES as T } from "./tables.ts";
import { NOTHING, type Balance } from "./vault.ts";

/** Where an event stands and what its handler may touch. */
export interface At {
  readonly state: LedgerState;
  readonly block: VerifiedBlock;
  readonly place: readonly [block: number, txHash: string, logIndex: number];
  /** Participant of the reserve. */
  readonly reserve: number;
  /** Proceeds released in this transaction since the last move or market event: see {@link takeReversal}. */
  readonly released: Map<number, bigint>;
  /** Emits a row; the event's place is appended. */
  put(table: Table, ...cells: Row): void;
}

type Handler = (at: At, args: never) => void;
type Handlers<C extends ContractName> = {
  readonly [N in EventName<C>]?: (at: At, args: EventArgs<C, N>) => void;
};

const DEVICE_KINDS = ["none", "charger", "bus", "battery", "solar", "building", "community"];
const CURVES = [
  "none",
  "secp192k1",
  "secp192r1",
  "secp256k1",
  "secp256r1",
  "secp384r1",
  "brainpoolP256r1",
  "brainpoolP384r1",
];
/** The one mode that the book takes. */
const MODE = "metered";
const nameOf = (names: readonly string[], code: number): string => names[code] ?? String(code);

const ACCESS: Handlers<"accessManager"> = {
  RoleGranted: (at, { roleId, account, since, delay }) =>
    at.put(T.roleChanges, roleId, account, true, since, delay),
  RoleRevoked: (at, { roleId, account }) => at.put(T.roleChanges, roleId, account, false, null, null),
};

const PARTICIPANTS: Handlers<"participants"> = {
  ParticipantRegistered(at, { participant, account, owner, kind, profileHash }) {
    at.put(T.participants, participant, account, owner, nameOf(PARTICIPANT_KINDS, kind), profileHash);
    at.put(T.participantKeys, participant, account, at.block.timestamp, false);
  },
  ParticipantSuspendedFor: (at, { participant, reason }) =>
    at.put(T.participantSuspensions, participant, true, reason),
  ParticipantResumed: (at, { participant }) => at.put(T.participantSuspensions, participant, false, 0),
  KeyAnnounced: (at, { participant, account, validFrom }) =>
    at.put(T.participantKeys, participant, account, validFrom, false),
  KeyWithdrawn: (at, { participant, account }) =>
    at.put(T.participantKeys, participant, account, at.block.timestamp, true),
};

const DEVICES: Handlers<"devices"> = {
  DeviceRegistered(at, args) {
    const { device, participant, zone, kind, evidence, ratedW, capacityWh, serialHash, serial } = args;
    at.state.devices.set(device, { participant, zone, evidence });
    const rest = [ratedW, capacityWh, serialHash, serial] as const;
    at.put(T.devices, device, participant, zone, nameOf(DEVICE_KINDS, kind), evidence, ...rest);
  },
  DeviceRetired: (at, { device }) => at.put(T.deviceRetirements, device),
  MeterKeyAdded(at, { device, index, curve, validFrom, validTo, vouchedBy, publicKey }) {
    at.put(T.meterKeys, device, index, nameOf(CURVES, curve), validFrom, validTo, vouchedBy, publicKey);
  },
  MeterKeyEnded: (at, { device, index, validTo }) => at.put(T.meterKeyEnds, device, index, validTo),
  SupplyAgreed: (at, { device, supplier, termsHash }) =>
    at.put(T.supplyAgreements, device, supplier, termsHash),
};

const JOURNAL: Handlers<"journal"> = {
  DatasetRegistered(at, { dataset, owner, name, terms }) {
    at.put(T.datasets, dataset, owner, name, terms.visibility, terms.retentionDays, terms.schemaHash);
  },
  CheckersSet: (at, { dataset, quorum, checkers }) => at.put(T.checkers, dataset, quorum, checkers),
  BatchAccepted(at, args) {
    const { dataset, publisher, sequence, batchHash, previous, root, count } = args;
    const { periodFrom, periodTo, manifestHash, validBefore } = args;
    const rest = [periodFrom, periodTo, manifestHash, validBefore] as const;
    at.put(T.batches, dataset, publisher, sequence, batchHash, previous, root, count, ...rest);
  },
  RecordSuperseded(at, { dataset, publisher, sequence, index, bySequence, byIndex }) {
    at.put(T.supersededRecords, dataset, publisher, sequence, index, bySequence, byIndex);
  },
};

const TARIFFS: Handlers<"tariffs"> = {
  ZoneOpened(at, { zone, supplier, network }) {
    at.state.zones.set(zone, { supplier, network });
    at.put(T.zones, zone, supplier, network);
  },
  TariffPublished(at, { zone, version, tariff: { feedIn, retail, networkFee, fromSlot } }) {
    at.state.tariffs.set(`${zone}/${version}`, {
      feedIn: feedIn as TiynPerMWh,
      retail: retail as TiynPerMWh,
      networkFee: networkFee as TiynPerMWh,
    });
    at.put(T.tariffs, zone, version, feedIn, retail, networkFee, fromSlot);
  },
};

const READING_SETS: Handlers<"readingSets"> = {
  ReadingSetAccepted(at, args) {
    const { zone, slot, version, publisher, setHash, replaces, root, count, importWh, exportWh } = args;
    const rest = [setHash, replaces, root, count, importWh, exportWh] as const;
    at.put(T.readingSets, zone, slot, version, publisher, ...rest);
  },
};

const change = (participant: number, by: Partial<Balance>): readonly [number, Balance] => [
  participant,
  { ...NOTHING, ...by },
];

const ORDER_BOOK: Handlers<"orderBook"> = {
  OrderPlaced(at, { order, participant, word, orderHash, termsHash }) {
    const { device, side, placedIn, slotFrom, slotTo, ...rest } = unpackOrderWord(word);
    const { maxWhPerSlot, limitPrice, partner, minEvidence, lockedTiyn: locked } = rest;
    const { zone } = known(at.state.devices, device, "device");
    const when = [slotFrom, slotTo, placedIn] as const;
    const limits = [maxWhPerSlot, limitPrice, partner, minEvidence, locked] as const;
    const signed = [orderHash, termsHash, BigInt(order) & 0xffffn] as const;
    at.put(T.orders, order, participant, device, zone, side, MODE, ...when, ...limits, ...signed);
    if (locked === 0n) return;
    at.put(T.lockChanges, participant, "locked", locked);
    move(at, "locked", [change(participant, { free: -locked, locked })]);
  },
  OrderCancelled: (at, { order, participant, lastSlot }) =>
    at.put(T.orderChanges, order, participant, "cancelled", lastSlot, null),
  OrderReleased(at, { order, participant, released }) {
    at.put(T.orderChanges, order, participant, "released", null, released);
    if (released === 0n) return;
    at.put(T.lockChanges, participant, "unlocked", released);
    move(at, "unlocked", [change(participant, { free: released, locked: -released })]);
  },
};

const VAULT: Handlers<"vault"> = {
  Deposited(at, { participant, from, amount }) {
    at.put(T.deposits, participant, from, amount);
    move(at, "deposited", [change(participant, { free: amount })]);
  },
  WithdrawalAnnounced: (at, { participant, amount, readyAt }) =>
    at.put(T.withdrawalNotices, participant, amount, readyAt),
  Withdrawn(at, { participant, to, amount }) {
    at.put(T.withdrawals, participant, to, amount);
    move(at, "withdrawn", [change(participant, { free: -amount })]);
  },
  MarketAdded: (at, { market }) => at.put(T.marketChanges, market, true),
  MarketRemoved: (at, { market }) => at.put(T.marketChanges, market, false),
  LockUsed(at, { participant, amount }) {
    at.put(T.lockChanges, participant, "used", amount);
    move(at, "lockUsed", [change(participant, { free: amount, locked: -amount })]);
  },
  GridOwed(at, { participant, creditor, amount }) {
    at.put(T.receivableChanges, participant, creditor, "owed", amount);
    move(at, "owed", [
      change(participant, { free: amount, owed: amount }),
      change(creditor, { free: -amount }),
    ]);
  },
  OwedRepaid(at, { participant, creditor, amount }) {
    at.put(T.receivableChanges, participant, creditor, "repaid", amount);
    move(at, "repaid", [
      change(participant, { free: -amount, owed: -amount }),
      change(creditor, { free: amount }),
    ]);
  },
  OwedCancelled(at, { participant, creditor, amount }) {
    at.put(T.receivableChanges, participant, creditor, "cancelled", amount);
    move(at, "cancelled", [
      change(participant, { free: -amount, owed: -amount }),
      change(creditor, { free: amount }),
    ]);
  },
  ProceedsReleased(at, { participant, amount }) {
    at.released.set(participant, (at.released.get(participant) ?? 0n) + amount);
    move(at, "proceedsReleased", [change(participant, { free: amount, proceeds: -amount })]);
  },
  Moved(at, { from, to, amount }) {
    at.released.clear();
    if (from !== to) move(at, "moved", [change(from, { free: -amount }), change(to, { free: amount })]);
  },
  Swept: (at, { to, amount }) => at.put(T.sweeps, to, amount),
};

const MARKET: Handlers<"energyMarket"> = {
  SalesSettled(at, args) {
    takeSettlement(at, args);
    at.released.clear();
  },
  SalesReversed(at, args) {
    takeReversal(at, args);
    at.released.clear();
  },
  SlotSettled: (at, { zone, slot, version, chunks, dustTiyn }) =>
    at.put(T.slotResults, zone, slot, version, chunks, dustTiyn),
  SaleDisputed(at, { zone, slot, version, chunk, line, participant, reasonHash }) {
    at.put(T.disputes, zone, slot, version, chunk, line, participant, reasonHash);
  },
  DisputeResolved: (at, { zone, slot, version, chunk, line, upheld }) =>
    at.put(T.disputeResolutions, zone, slot, version, chunk, line, upheld),
};

const TENGE: Handlers<"tenge"> = {
  Transfer: (at, { from, to, value }) => at.put(T.transfers, from, to, value),
  Issued: (at, { to, amountTiyn, bankReference }) => at.put(T.issues, to, amountTiyn, bankReference),
  Redeemed: (at, { from, amountTiyn, bankReference }) => at.put(T.issues, from, -amountTiyn, bankReference),
  Frozen: (at, { account, reason, orderHash }) => at.put(T.freezes, account, true, reason, orderHash),
  Unfrozen: (at, { account, orderHash }) => at.put(T.freezes, account, false, 0, orderHash),
};

const BY_CONTRACT: { readonly [C in ContractName]: Handlers<C> } = {
  accessManager: ACCESS,
  participants: PARTICIPANTS,
  devices: DEVICES,
  journal: JOURNAL,
  tenge: TENGE,
  vault: VAULT,
  tariffs: TARIFFS,
  readingSets: READING_SETS,
  orderBook: ORDER_BOOK,
  energyMarket: MARKET,
  payments: PAYMENTS,
  passkeyAccounts: {}, // an account is what the chain says of its address
  channels: CHANNELS,
  charging: CHARGING,
  catalogue: CATALOGUE,
};

/** Handlers by `contract.Event`; the decoder gives each the arguments of its own event. */
export const HANDLERS: Readonly<Record<string, (at: At, args: unknown) => void>> = Object.fromEntries(
  Object.entries(BY_CONTRACT).flatMap(([contract, handlers]) =>
    Object.entries(handlers as Record<string, Handler>).map(([name, handler]) => [
      `${contract}.${name}`,
      handler as (at: At, args: unknown) => void,
    ]),
  ),
);
