// For tests: a gateway's answers of one small evening, with proofs out of the SDK's hand-made chain.
import { provePayment, proveRecord, proveSale, proveStatement, type Network } from "@alatau/sdk";
import { CHECKERS, contract, NETWORK } from "../../sdk/src/chain.fixture.ts";
import { makePayment } from "../../sdk/src/payment.fixture.ts";
import { makeChain, meterRecord } from "../../sdk/src/proof.fixture.ts";

const SLOT = 1_970_000;
const ZONE = 7;
const chain = makeChain();
const bytes = (text: string): string => Buffer.from(text).toString("base64");
const hash = (digit: string): string => `0x${digit.repeat(64)}`;
const time = (slot: number): string => `${new Date(slot * 900_000).toISOString().slice(0, 19)}Z`;

/** `network.json` of the hand-made chain. */
export const NETWORK_FILE: Network = {
  ...NETWORK,
  name: "fixture",
  engine: "embedded",
  startBlock: 0,
  contracts: {
    ...NETWORK.contracts,
    accessManager: contract("access manager"),
    participants: contract("participants"),
    devices: contract("devices"),
    tenge: contract("tenge"),
    vault: contract("vault"),
    tariffs: contract("tariffs"),
    orderBook: contract("order book"),
    passkeyAccounts: contract("passkeyAccounts"),
    channels: contract("channels"),
    charging: contract("charging"),
    catalogue: contract("catalogue"),
  },
  accounts: { operator: 3, supplier: 4, network: 5, reserve: 6, dust: 7 },
};

export const SALE_ID = chain.sale.id;
export const RECORD_HASH = hash("7");
/** The hand-made chain's proofs, as a gateway serves them. */
export const BUNDLES = {
  sale: JSON.stringify(await proveSale(chain.sale, NETWORK)),
  record: JSON.stringify(await proveRecord(chain.record, NETWORK)),
  statement: JSON.stringify(await proveStatement(chain.statement, NETWORK)),
  payment: JSON.stringify(await provePayment(makePayment(), NETWORK)),
};

const participants = [
  [3, "operator"],
  [4, "supplier"],
  [5, "network"],
  [12, "operator"],
  [13, "operator"],
  [14, "community"],
  ...CHECKERS.map(({ participant }) => [participant, "checker"] as const),
].map(([participant, kind]) => ({
  participant,
  account: contract(`account ${participant}`),
  owner: participant,
  kind,
  suspended: false,
  suspensionReason: null,
  profileHash: hash("0"),
  registeredInBlock: 1,
}));

const devices = (
  [
    [345, 12, "bus", "D-345", "meter-signed"],
    [346, 13, "charger", "KZ*ALT*E0346*02", "meter-signed"],
    [347, 12, "solar", "S-347", "edge-signed"],
    [348, 14, "community", "C-348", "utility-attested"],
  ] as const
).map(([device, participant, kind, serial, evidence]) => ({
  device,
  participant,
  zone: ZONE,
  kind,
  evidence,
  ratedW: 150_000,
  capacityWh: kind === "bus" ? "350000" : "0",
  serial,
  supplier: 4,
  retired: false,
  registeredInBlock: 2,
}));

function saleOf(index: number, kind: string, device: number, energyWh: string, amountTiyn: string): object {
  const slot = SLOT - Math.floor(index / 4);
  return {
    id: index === 0 ? SALE_ID : `${ZONE}-${slot}-1-0-${index}`,
    zone: ZONE,
    slot,
    startsAt: time(slot),
    endsAt: time(slot + 1),
    version: 1,
    kind,
    device,
    participant: devices.find((each) => each.device === device)!.participant,
    order: kind.startsWith("grid") ? null : 11,
    energyWh,
    amountTiyn,
    feeTiyn: amountTiyn.startsWith("-") ? "196" : "0",
    priceTiynPerMWh: kind.startsWith("grid") ? "1800000" : "3254000",
    tariffVersion: 1,
    evidence: devices.find((each) => each.device === device)!.evidence,
    status: index === 6 ? "disputed" : "current",
    dispute: index === 6 ? "open" : null,
    block: 102,
    txHash: hash("a"),
  };
}

const sales = [
  saleOf(0, "sold", 345, "1200", "3904"),
  saleOf(1, "gridSold", 345, "300", "540"),
  saleOf(2, "bought", 346, "1200", "-4100"),
  saleOf(3, "gridBought", 346, "12345678", "-40169880"),
  saleOf(4, "partnerSold", 347, "8000", "26032"),
  saleOf(5, "ownSold", 347, "1", "0"),
  saleOf(6, "bought", 348, "999999999", "-3253999997"),
];

const slots = Array.from({ length: 96 }, (_, index) => ({
  zone: ZONE,
  slot: SLOT - index,
  startsAt: time(SLOT - index),
  endsAt: time(SLOT - index + 1),
  state: index === 0 ? "checked" : "settled",
  version: 1,
  devices: 40,
  importWh: index % 7 === 3 ? null : String(52_400 + index * 37),
  exportWh: index % 7 === 3 ? null : String(48_100 + index * 91),
  tradedWh: index % 7 === 3 ? null : String(31_000 + index * 13),
  priceTiynPerMWh: index === 0 ? null : String(2_200_000 + ((index * 37) % 23) * 61_000),
  tariffVersion: index === 0 ? null : 1,
  sales: 24,
  dustTiyn: "3",
  setHash: hash("b"),
  checkedInBlock: 101,
  settledInBlock: index === 0 ? null : 102,
}));

const order = {
  order: 11,
  participant: 12,
  device: 345,
  zone: ZONE,
  side: "ask",
  mode: "metered",
  slotFrom: SLOT - 96,
  slotTo: SLOT + 672,
  startsAt: time(SLOT - 96),
  endsAt: time(SLOT + 673),
  placedInSlot: SLOT - 97,
  lastSlot: SLOT + 672,
  maxWhPerSlot: "20000",
  limitPriceTiynPerMWh: "2100000",
  partner: null,
  evidence: "meter-signed",
  minEvidence: "utility-attested",
  lockedTiyn: "0",
  filledWh: "184200",
  state: "live",
  orderHash: hash("c"),
  nonce: "77",
  block: 90,
  txHash: hash("d"),
};

const record = {
  recordHash: RECORD_HASH,
  state: "anchored",
  place: { dataset: "energy.readings", publisher: 3, sequence: 4096, index: 777 },
  block: 100,
  device: 345,
  serial: "D-345",
  zone: ZONE,
  evidence: "meter-signed",
  observedFrom: time(SLOT),
  observedTo: time(SLOT + 1),
  receivedAt: time(SLOT + 1),
  source: "ocmf",
  sequence: 4096,
  erased: false,
  supersededBy: null,
  envelope: chain.record.envelope,
  registers: [{ direction: "export", readAt: time(SLOT + 1), milliWh: "814000000" }],
};

const status = {
  network: "fixture",
  chainId: NETWORK.chainId,
  version: "0.1.0",
  time: `${new Date((SLOT * 900 + 1_260) * 1000).toISOString().slice(0, 19)}Z`,
  slot: SLOT + 1,
  chainBlock: 103,
  indexedBlock: 103,
  finalBlock: 102,
  queues: {
    pendingRecords: 12,
    batchesAtCheckers: 1,
    readingSetsAtCheckers: 2,
    slotsUnsettled: 1,
    transactionsOpen: 0,
    oldestTransactionSeconds: null,
  },
};

const { ocmf, publicKey } = meterRecord();
const page = (items: readonly unknown[], next: string | null = null): object => ({ items, next });

/** Answers by path, whatever the query. */
export const ANSWERS: Readonly<Record<string, unknown>> = {
  "/network.json": NETWORK_FILE,
  "/v1/status": status,
  "/v1/overview": {
    ...status,
    slotEndsAt: time(SLOT + 2),
    zones: [{ zone: ZONE, tariff: null, lastPriceTiynPerMWh: null, lastSettledSlot: SLOT - 1, slots }],
    lastSale: sales[0],
    totals: {
      participants: 9,
      devices: 4,
      liveOrders: 31,
      salesLastDay: 1_204,
      tradedWhLastDay: "3012345",
      tradedTiynLastDay: "9803171",
    },
    payments: {
      ...{ merchantsToday: 2, paymentsToday: 31, paidTodayTiyn: "4210000" },
      last: { invoice: hash("9"), merchant: 12, amountTiyn: "125000", paidAt: time(SLOT) },
    },
    charging: { device: 345, pluggedAt: time(SLOT), energyWh: "7250", costTiyn: "68875" },
    tryPath: null,
  },
  "/v1/participants": page(participants),
  "/v1/devices": page(devices),
  "/v1/devices/345": devices[0],
  "/v1/meter-keys": page([
    {
      device: 345,
      index: 0,
      curve: "secp256r1",
      validFrom: time(SLOT - 960),
      validTo: null,
      vouchedBy: 3,
      publicKey: `0x${Buffer.from(publicKey).toString("hex")}`,
    },
  ]),
  "/v1/tariffs": page([
    {
      zone: ZONE,
      version: 1,
      feedInTiynPerMWh: "1800000",
      retailTiynPerMWh: "4400000",
      networkFeeTiynPerMWh: "163000",
      fromSlot: SLOT - 960,
      holdsFrom: time(SLOT - 960),
    },
  ]),
  "/v1/slots": page(slots.slice(0, 12), "more"),
  [`/v1/slots/${ZONE}/${SLOT}`]: slots[0],
  [`/v1/slots/${ZONE}/${SLOT - 1}`]: slots[1],
  "/v1/sales": page(sales),
  [`/v1/sales/${SALE_ID}`]: {
    ...sales[0],
    orderTerms: order,
    reading: {
      setHash: hash("b"),
      devices: 40,
      publisher: 3,
      block: 101,
      txHash: hash("e"),
      importWh: "0",
      exportWh: "1500",
      importEndWh: "500000",
      exportEndWh: "814000",
      evidenceHash: hash("f"),
      recordHash: RECORD_HASH,
    },
    proof: `/v1/sales/${SALE_ID}/proof`,
  },
  "/v1/payments": page([
    {
      ...{ payment: hash("8"), invoice: hash("9"), kind: "charged", payer: contract("a payer") },
      ...{
        receiver: contract("account 12"),
        token: contract("tenge"),
        amount: "125000",
        amountTiyn: "125000",
        fee: "0",
      },
      ...{ paidAt: time(SLOT), block: 102, txHash: hash("a") },
    },
  ]),
  "/v1/orders": page([order]),
  "/v1/readings": page([record]),
  [`/v1/records/${RECORD_HASH}`]: record,
  [`/v1/records/${RECORD_HASH}/payload`]: {
    salt: bytes("salt"),
    bytes: bytes(ocmf),
    publicKey: Buffer.from(publicKey).toString("base64"),
  },
  "/v1/accounts/12": {
    participant: 12,
    freeTiyn: "1250000",
    lockedTiyn: "0",
    proceedsTiyn: "28704",
    owedTiyn: "0",
    owes: [],
    withdrawal: null,
    block: 102,
  },
  "/v1/statements/12": {
    participant: 12,
    totals: {
      lines: 12,
      receivedTiyn: "26664",
      paidTiyn: "0",
      balanceTiyn: "26664",
      feesTiyn: "0",
      soldWh: "9000",
      boughtWh: "0",
      ownUseWh: "1",
    },
    items: [
      { ...sales[0], sale: SALE_ID, reversed: false, settledAt: time(SLOT + 1) },
      { ...sales[1], sale: SALE_ID, reversed: true, settledAt: time(SLOT + 1) },
    ],
    next: null,
  },
  "/v1/board": { time: time(SLOT + 2), block: 5, tiles: [] },
  "/v1/sessions/current": { account: null, participant: null, auditor: false, by: "nobody" },
};
/** Answers to writes. */
export const WRITES: Readonly<Record<string, unknown>> = {
  "/v1/sessions/nonce": { nonce: "0123456789abcdef", expiresAt: time(SLOT + 2) },
  "/v1/sessions": { account: contract("account 12"), participant: 12, auditor: false, by: "session" },
  "/v1/orders": {
    submission: 5,
    state: "queued",
    function: "placeOrder",
    txHash: null,
    block: null,
    order: null,
  },
};
/** Answers that go out as their text came. */
export const TEXTS: Readonly<Record<string, string>> = {
  [`/v1/sales/${SALE_ID}/proof`]: BUNDLES.sale,
  [`/v1/records/${RECORD_HASH}/proof`]: BUNDLES.record,
  "/v1/statements/12/proof": BUNDLES.statement,
};
