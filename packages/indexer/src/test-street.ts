// For tests: a street that trades. Four devices, orders, readings signed by two checkers, settlement in two chunks, and reversal.
import { decodeEventLog, keccak256, toHex as textToHex, zeroHash, type Abi } from "viem";
import {
  ABIS,
  buildReadingSet,
  contractDomain,
  energyOrderTypes,
  rangeProof,
  slotReadingsTypes,
  supplyAgreementTypes,
  toHex,
  type Bytes32,
  type Slot,
  type SlotReading,
  type Wh,
} from "@alatau/sdk";
import type { Mined, Name, TestChain } from "./test-chain.ts";

const ZONE = 7;
const PRICE = 2_000_001n;
const FAR = 4_000_000_000n;
const DATASET = keccak256(textToHex("energy.readings"));

export interface Street {
  readonly chain: TestChain;
  readonly firstSlot: number;
  readonly orders: { readonly ask: bigint; readonly bid: bigint };
}

/** One device of the street and what it metered, Wh. */
interface Metered {
  readonly device: number;
  readonly owner: Name;
  readonly exportWh: bigint;
  readonly importWh: bigint;
  readonly fills: readonly { readonly order: bigint; readonly wh: bigint; readonly kind: number }[];
}

/** Opens the zone, registers devices, funds the vault and places a standing ask and bid. */
export async function openStreet(chain: TestChain): Promise<Street> {
  const { send, numbers } = chain;
  const office = "administrator";
  const { timestamp } = await chain.rpc.call<{ timestamp: `0x${string}` }>("eth_getBlockByNumber", [
    "latest",
    false,
  ]);
  const firstSlot = Math.floor(Number(timestamp) / 900) + 1;
  await send(office, "tariffs", "openZone", [ZONE, numbers.supplier, numbers.network]);
  const tariff = { feedIn: 1_000_000n, retail: 4_000_000n, networkFee: 500_001n, fromSlot: firstSlot };
  await send(office, "tariffs", "publish", [ZONE, tariff]);
  const terms = { owner: numbers.operator, visibility: 1, retentionDays: 3650, schemaHash: zeroHash };
  await send(office, "journal", "registerDataset", ["energy.readings", terms]);
  await send(office, "journal", "setCheckers", [DATASET, [numbers.north, numbers.east], 2]);
  for (const [index, owner] of (["depot", "neighbour", "pauper", "supplier"] as const).entries()) {
    const kind = owner === "depot" ? 4 : 1;
    const serial = `meter\t${index + 1}\\\0`;
    await send(office, "devices", "register", [numbers[owner], ZONE, kind, 3, 100_000, 0n, serial]);
    await agree(chain, index + 1, owner);
  }
  await send(office, "devices", "addMeterKey", [1, "0x3059", 4, 1_700_000_000, 0, numbers.operator]);
  await send(office, "devices", "addMeterKey", [1, "0x3060", 4, 1_760_000_000, 0, numbers.operator]);
  for (const name of ["reserve", "neighbour"] as const) await fund(chain, numbers[name], 20_000_003n);
  await fund(chain, numbers.supplier, 50n);
  const ask = await place(chain, "depot", { side: 0, device: 1, limitPrice: 1_500_000n, firstSlot });
  const bid = await place(chain, "neighbour", { side: 1, device: 2, limitPrice: 3_000_000n, firstSlot });
  return { chain, firstSlot, orders: { ask, bid } };
}

/** Mints tiyn and deposits them for a participant. */
export async function fund(
  { send, people, network }: TestChain,
  participant: number,
  amount: bigint,
): Promise<void> {
  const office = "administrator";
  await send(office, "tenge", "mint", [people.administrator.address, amount, zeroHash]);
  await send(office, "tenge", "approve", [network.contracts.vault, amount]);
  await send(office, "vault", "deposit", [participant, amount]);
}

async function agree(
  { send, people, numbers, network }: TestChain,
  device: number,
  owner: Name,
): Promise<void> {
  const message = {
    device,
    supplier: numbers.supplier,
    termsHash: zeroHash,
    nonce: BigInt(device),
    validTo: FAR,
  };
  const signature = await people[owner].signTypedData({
    domain: contractDomain(network.chainId, network.contracts.devices),
    types: supplyAgreementTypes,
    primaryType: "SupplyAgreement",
    message,
  });
  await send("operator", "devices", "agreeSupply", [message, signature]);
}

async function place(
  { send, people, numbers, network }: TestChain,
  owner: Name,
  {
    side,
    device,
    limitPrice,
    firstSlot,
  }: { side: 0 | 1; device: number; limitPrice: bigint; firstSlot: number },
): Promise<bigint> {
  const message = {
    ...{ side, mode: 0, device, participant: numbers[owner], zone: ZONE },
    ...{
      slotFrom: firstSlot,
      slotTo: firstSlot + 50_000,
      maxWhPerSlot: 5_000n,
      minWhPerSlot: 0n,
      limitPrice,
    },
    ...{ partner: 0, minEvidence: 0, termsHash: zeroHash, nonce: 1n, validTo: FAR },
  };
  const signature = await people[owner].signTypedData({
    domain: contractDomain(network.chainId, network.contracts.orderBook),
    types: energyOrderTypes,
    primaryType: "EnergyOrder",
    message,
  });
  return orderOf(await send("operator", "orderBook", "placeOrder", [message, signature]));
}

function orderOf({ logs }: Mined): bigint {
  const abi = (ABIS.orderBook as Abi).filter((item) => item.type === "event" && item.name === "OrderPlaced");
  const { args } = decodeEventLog({ abi, ...logs.at(-1)!, topics: logs.at(-1)!.topics as [`0x${string}`] });
  return BigInt((args as unknown as { order: bigint | number }).order);
}

/** What the street metered in a version of a slot: the second version corrects the first. */
const meteredIn = ({ orders }: Street, version: number): readonly Metered[] => {
  const traded = version === 1 ? 801n : 700n;
  return [
    {
      device: 1,
      owner: "depot",
      exportWh: 1_003n,
      importWh: 0n,
      fills: [{ order: orders.ask, wh: traded, kind: 0 }],
    },
    {
      device: 2,
      owner: "neighbour",
      exportWh: 0n,
      importWh: 900n,
      fills: [{ order: orders.bid, wh: traded, kind: 0 }],
    },
    { device: 3, owner: "pauper", exportWh: 0n, importWh: 555n + BigInt(version), fills: [] },
    { device: 4, owner: "supplier", exportWh: 3n, importWh: 333n, fills: [] },
  ];
};

const setOf = (slot: number, metered: readonly Metered[]): ReturnType<typeof buildReadingSet> =>
  buildReadingSet(
    metered.map(({ device, exportWh, importWh }): SlotReading => ({
      device,
      slot: slot as Slot,
      importEndWh: (1_000_000n + importWh) as Wh,
      exportEndWh: (2_000_000n + exportWh) as Wh,
      importWh: importWh as Wh,
      exportWh: exportWh as Wh,
      evidenceHash: zeroHash as Bytes32,
    })),
  );

/** Has two checkers sign the slot's readings and the operator send them. */
export async function acceptReadings(street: Street, slot: number, version: number): Promise<void> {
  const { chain } = street;
  const built = setOf(slot, meteredIn(street, version));
  const before = await chain.read<{ setHash: `0x${string}` }>("readingSets", "latest", [ZONE, slot]);
  const message = {
    ...{ publisher: chain.numbers.operator, zone: ZONE, slot, version, replaces: before.setHash },
    ...{ root: built.root, count: built.count, importWh: built.importWh, exportWh: built.exportWh },
  };
  const signers = [chain.people.north, chain.people.east].sort((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );
  const signatures = await Promise.all(
    signers.map((signer) =>
      signer.signTypedData({
        domain: contractDomain(chain.network.chainId, chain.network.contracts.readingSets),
        types: slotReadingsTypes,
        primaryType: "SlotReadings",
        message,
      }),
    ),
  );
  await chain.send("operator", "readingSets", "accept", [message, signatures]);
}

/** Settles a slot in two chunks of two devices each. */
export async function settle(street: Street, slot: number, version: number): Promise<void> {
  const { chain } = street;
  const metered = meteredIn(street, version);
  const built = setOf(slot, metered);
  const terms = { zone: ZONE, slot, version, tariffVersion: 1, price: PRICE };
  for (const first of [0, 2]) {
    const parties = partiesOf(chain, metered.slice(first, first + 2));
    const leaves = metered.slice(first, first + 2).map(({ owner, fills }, index) => ({
      ...built.readings[first + index]!,
      party: parties.indexOf(chain.numbers[owner]),
      fills,
    }));
    const proof = rangeProof(built.tree, first, 2).map(toHex);
    await chain.send("administrator", "energyMarket", "settle", [terms, first, leaves, parties, proof]);
  }
}

const partiesOf = ({ numbers }: TestChain, metered: readonly Metered[]): number[] =>
  metered.map(({ owner }) => numbers[owner]).sort((a, b) => a - b);

/** Takes back both chunks of a slot's first version, last first. */
export async function reverse(street: Street, slot: number): Promise<void> {
  const { chain } = street;
  const metered = meteredIn(street, 1);
  for (const chunk of [1, 0]) {
    const parties = partiesOf(chain, metered.slice(chunk * 2, chunk * 2 + 2));
    const lines = await linesOf(chain, slot, chunk);
    await chain.send("administrator", "energyMarket", "reverse", [ZONE, slot, lines, parties]);
  }
}

async function linesOf(chain: TestChain, slot: number, chunk: number): Promise<`0x${string}`> {
  const abi = (ABIS.energyMarket as Abi).filter(
    (item) => item.type === "event" && item.name === "SalesSettled",
  );
  const filter = { address: chain.network.contracts.energyMarket, fromBlock: "0x0", toBlock: "latest" };
  for (const log of await chain.rpc.call<Mined["logs"]>("eth_getLogs", [filter])) {
    try {
      const { args } = decodeEventLog({ abi, data: log.data, topics: log.topics as [`0x${string}`] });
      const found = args as unknown as { slot: number; chunk: number; version: number; lines: `0x${string}` };
      if (found.slot === slot && found.chunk === chunk && found.version === 1) return found.lines;
    } catch {
      continue;
    }
  }
  throw new Error(`chunk ${chunk} of slot ${slot} was not settled`);
}

/** Moves the chain's clock to the end of a slot. */
export async function passSlot({ chain }: Street, slot: number): Promise<void> {
  await chain.rpc.call("evm_setNextBlockTimestamp", [(slot + 1) * 900]);
  await chain.rpc.call("evm_mine", []);
}

/** A whole slot: readings, settlement. */
export async function tradeSlot(street: Street, slot: number): Promise<void> {
  await passSlot(street, slot);
  await acceptReadings(street, slot, 1);
  await settle(street, slot, 1);
}
