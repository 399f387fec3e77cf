// The steps of a deployment after the contracts: rights, members, data sets, a zone, the reserve. Each looks at
// the chain and sends only what is missing there.
import { ABIS, datasetId, ROLES, slotOf, type ContractName, type Network } from "@alatau/sdk";
import {
  encodeFunctionData,
  isAddressEqual,
  keccak256,
  parseEventLogs,
  toBytes,
  type Abi,
  type Address,
  type Hex,
  type PrivateKeyAccount,
  type PublicClient,
} from "viem";
import type { RoleName } from "./keys.ts";
import { HOLDERS, rightsOf, type ContractRole } from "./rights.ts";
import { codeSize, sendAll } from "./transact.ts";

/** What a new network begins with; amounts in tiyn, prices in tiyn per MWh. */
export interface Setup {
  readonly name: string;
  readonly engine: Network["engine"];
  readonly zone: number;
  readonly tariff: { readonly feedIn: bigint; readonly retail: bigint; readonly networkFee: bigint };
  /** Money of the reserve, which evens out the chunks of a settlement. */
  readonly reserveTiyn: bigint;
  readonly datasets: readonly DatasetSetup[];
}

/** A data set of the operator that the three checkers vouch for. */
export interface DatasetSetup {
  readonly name: string;
  readonly visibility: number;
  readonly retentionDays: number;
  readonly schemaHash: Hex;
  readonly quorum: number;
}

/** Of records kept for ten years; `visibility` as in IJournal. */
const dataset = (name: string, visibility: number): DatasetSetup => ({
  ...{ name, visibility, retentionDays: 3650, quorum: 2 },
  schemaHash: keccak256(toBytes(`${name}/1`)),
});

/** 12.00 and 32.54 KZT/kWh, a network fee of 4.00, a reserve of 1,000,000 KZT, records kept for ten years. */
export const DEFAULT_SETUP: Setup = {
  name: "Alatau embedded",
  engine: "embedded",
  zone: 1,
  tariff: { feedIn: 1_200_000n, retail: 3_254_000n, networkFee: 400_000n },
  reserveTiyn: 100_000_000n,
  datasets: [dataset("energy.readings", 1), dataset("payments.reports", 2)],
};

const KINDS = { operator: 1, supplier: 2, network: 3, checker: 6, service: 7 } as const;
/** Registered in this order, so that a fresh network's numbers are 1 to 8. */
const MEMBERS = [
  ["operator", KINDS.operator],
  ["supplier", KINDS.supplier],
  ["network", KINDS.network],
  ["reserve", KINDS.service],
  ["dust", KINDS.service],
  ["checker1", KINDS.checker],
  ["checker2", KINDS.checker],
  ["checker3", KINDS.checker],
] as const;
type Member = (typeof MEMBERS)[number][0];
export type Numbers = Record<Member, number>;
export type Addresses = Record<ContractName, Address>;

export interface Work {
  readonly client: PublicClient;
  readonly accounts: Record<RoleName, PrivateKeyAccount>;
  readonly setup: Setup;
  readonly at: Addresses;
}

/** Functions to roles and roles to their holders, what is missing of them in one transaction. */
export async function wire(
  { client, accounts, at }: Work,
  contracts: readonly ContractName[],
): Promise<void> {
  const access = { address: at.accessManager, abi: ABIS.accessManager } as const;
  const rights = await Promise.all(
    rightsOf(contracts).map(async ({ contract, role, selectors }) => {
      const set = await Promise.all(
        selectors.map((selector) =>
          client.readContract({
            ...access,
            functionName: "getTargetFunctionRole",
            args: [at[contract], selector],
          }),
        ),
      );
      if (set.every((known) => known === role)) return undefined;
      return encodeFunctionData({
        ...access,
        functionName: "setTargetFunctionRole",
        args: [at[contract], selectors, role],
      });
    }),
  );
  const keys = Object.entries(HOLDERS).map(
    ([role, key]) => [role as ContractRole, accounts[key].address] as const,
  );
  const grants = await Promise.all(
    keys.map(async ([role, holder]) => {
      const [isMember] = await client.readContract({
        ...access,
        functionName: "hasRole",
        args: [ROLES[role], holder],
      });
      if (isMember) return undefined;
      return encodeFunctionData({ ...access, functionName: "grantRole", args: [ROLES[role], holder, 0] });
    }),
  );
  const missing = [...rights, ...grants].filter((data) => data !== undefined);
  if (missing.length === 0) return;
  const data = encodeFunctionData({ ...access, functionName: "multicall", args: [missing] });
  await sendAll(client, accounts.administrator, [{ to: at.accessManager, data }]);
}

/** A payment of tenge is at most 2,000,000 tenge. */
const TENGE_TERMS = {
  maxPerPayment: 200_000_000n,
  attestAbove: 10_000_000n,
  minLevel: 1,
  decimals: 2,
} as const;

/** A registration that commits to no name: the member may give one and take it back. */
const NO_PROFILE = `0x${"00".repeat(32)}` as const;

/** Lets the book and the market move money in the vault, unless they may. */
export async function addMarkets({ client, accounts, at }: Work): Promise<void> {
  const vault = { address: at.vault, abi: ABIS.vault } as const;
  const markets = [at.orderBook, at.energyMarket];
  const known = await Promise.all(
    markets.map((market) => client.readContract({ ...vault, functionName: "isMarket", args: [market] })),
  );
  const calls = markets
    .filter((_, index) => !known[index])
    .map((market) => ({
      to: at.vault,
      data: encodeFunctionData({ ...vault, functionName: "addMarket", args: [market] }),
    }));
  await sendAll(client, accounts.administrator, calls);
}

/** Lets payments be made in tenge, unless they may; above 100,000 tenge the payer is attested. */
export async function listTenge({ client, accounts, at }: Work): Promise<void> {
  const payments = { address: at.payments, abi: ABIS.payments } as const;
  const known = await client.readContract({ ...payments, functionName: "tokenAt", args: [at.tenge] });
  if (known.maxPerPayment > 0n) return;
  const terms = { ...TENGE_TERMS, issuer: accounts.issuer.address };
  const data = encodeFunctionData({ ...payments, functionName: "listToken", args: [at.tenge, terms] });
  await sendAll(client, accounts.administrator, [{ to: at.payments, data }]);
}

/**
 * Lets the channels take the tokens that payments may be made in. Where the genesis has no channels, or names somebody else who
 * answers for them, they stay as they are: cars are charged without x402 there, or that account names the list.
 */
export async function nameTokenList({ client, accounts, at }: Work): Promise<void> {
  const channels = { address: at.channels, abi: ABIS.channels } as const;
  if ((await codeSize(client, at.channels)) === 0) return;
  const [answerable, known] = await client.readContract({ ...channels, functionName: "administration" });
  const isOurs = isAddressEqual(answerable, accounts.administrator.address);
  if (!isOurs || isAddressEqual(known, at.payments)) return;
  const data = encodeFunctionData({ ...channels, functionName: "nameTokenList", args: [at.payments] });
  await sendAll(client, accounts.administrator, [{ to: at.channels, data }]);
}

/** Registers the members that have no number yet; answers the numbers of all. */
export async function registerMembers({ client, accounts, at }: Work): Promise<Numbers> {
  const participants = { address: at.participants, abi: ABIS.participants } as const;
  const numberOf = async (member: Member): Promise<number> =>
    client.readContract({
      ...participants,
      functionName: "participantOf",
      args: [accounts[member].address],
    });
  const known = await Promise.all(MEMBERS.map(([member]) => numberOf(member)));
  const missing = MEMBERS.filter((_, index) => known[index] === 0);
  const calls = missing.map(([member, kind]) => ({
    to: at.participants,
    data: encodeFunctionData({
      ...participants,
      functionName: "register",
      args: [accounts[member].address, 0, kind, NO_PROFILE],
    }),
  }));
  await sendAll(client, accounts.registrar, calls);
  const numbers = await Promise.all(MEMBERS.map(async ([member]) => [member, await numberOf(member)]));
  return Object.fromEntries(numbers) as Numbers;
}

/** Registers the data sets that are missing; the operator owns them. */
export async function registerDatasets(
  { client, accounts, setup, at }: Work,
  numbers: Numbers,
): Promise<void> {
  const logs = await eventsOf(client, "journal", at.journal, "DatasetRegistered");
  const calls = setup.datasets
    .filter(({ name }) => !logs.some(({ args }) => args["dataset"] === datasetId(name)))
    .map(({ name, visibility, retentionDays, schemaHash }) => ({
      to: at.journal,
      data: encodeFunctionData({
        abi: ABIS.journal,
        functionName: "registerDataset",
        args: [name, { owner: numbers.operator, visibility, retentionDays, schemaHash }],
      }),
    }));
  await sendAll(client, accounts.registrar, calls);
}

/** Names the three checkers and the quorum of each data set that has no checkers. */
export async function setCheckers({ client, accounts, setup, at }: Work, numbers: Numbers): Promise<void> {
  const journal = { address: at.journal, abi: ABIS.journal } as const;
  const checkers = [numbers.checker1, numbers.checker2, numbers.checker3];
  const known = await Promise.all(
    setup.datasets.map(({ name }) =>
      client.readContract({ ...journal, functionName: "checkersOf", args: [datasetId(name)] }),
    ),
  );
  const calls = setup.datasets
    .filter((_, index) => known[index]![0].length === 0)
    .map(({ name, quorum }) => ({
      to: at.journal,
      data: encodeFunctionData({
        ...journal,
        functionName: "setCheckers",
        args: [datasetId(name), checkers, quorum],
      }),
    }));
  await sendAll(client, accounts.registrar, calls);
}

/** Opens the zone with the supplier and the network company. */
export async function openZone({ client, accounts, setup, at }: Work, numbers: Numbers): Promise<void> {
  const logs = await eventsOf(client, "tariffs", at.tariffs, "ZoneOpened");
  if (logs.some(({ args }) => args["zone"] === setup.zone)) return;
  const data = encodeFunctionData({
    abi: ABIS.tariffs,
    functionName: "openZone",
    args: [setup.zone, numbers.supplier, numbers.network],
  });
  await sendAll(client, accounts.tariffOffice, [{ to: at.tariffs, data }]);
}

/** The first tariff of a zone may hold from the next slot; when that begins while the transaction waits, the one after it. */
export async function publishTariff(work: Work, tries = 3): Promise<void> {
  const { client, accounts, setup, at } = work;
  const tariffs = { address: at.tariffs, abi: ABIS.tariffs } as const;
  const zone = setup.zone;
  if ((await client.readContract({ ...tariffs, functionName: "versionsOf", args: [zone] })) > 0) return;
  const { timestamp } = await client.getBlock({ blockTag: "latest" });
  const data = encodeFunctionData({
    ...tariffs,
    functionName: "publish",
    args: [zone, { ...setup.tariff, fromSlot: slotOf(Number(timestamp)) + 1 }],
  });
  try {
    await sendAll(client, accounts.tariffOffice, [{ to: at.tariffs, data }]);
  } catch (failure) {
    if (tries === 1) throw failure;
    await publishTariff(work, tries - 1);
  }
}

/** Issues the reserve's money to its account, once. */
export async function issueReserve({ client, accounts, setup, at }: Work): Promise<void> {
  if (setup.reserveTiyn === 0n) return;
  const bankReference = keccak256(toBytes("alatau-ledger/reserve"));
  const logs = await eventsOf(client, "tenge", at.tenge, "Issued");
  if (logs.some(({ args }) => args["bankReference"] === bankReference)) return;
  const data = encodeFunctionData({
    abi: ABIS.tenge,
    functionName: "mint",
    args: [accounts.reserve.address, setup.reserveTiyn, bankReference],
  });
  await sendAll(client, accounts.issuer, [{ to: at.tenge, data }]);
}

/** Brings the reserve's money into the vault, once. */
export async function depositReserve({ client, accounts, setup, at }: Work, numbers: Numbers): Promise<void> {
  const amount = setup.reserveTiyn;
  if (amount === 0n) return;
  const logs = await eventsOf(client, "vault", at.vault, "Deposited");
  if (logs.some(({ args }) => args["participant"] === numbers.reserve)) return;
  const tenge = { address: at.tenge, abi: ABIS.tenge } as const;
  const owner = accounts.reserve.address;
  const allowed = await client.readContract({ ...tenge, functionName: "allowance", args: [owner, at.vault] });
  if (allowed < amount) {
    const data = encodeFunctionData({ ...tenge, functionName: "approve", args: [at.vault, amount] });
    await sendAll(client, accounts.reserve, [{ to: at.tenge, data }]);
  }
  const deposit = encodeFunctionData({
    abi: ABIS.vault,
    functionName: "deposit",
    args: [numbers.reserve, amount],
  });
  await sendAll(client, accounts.reserve, [{ to: at.vault, data: deposit }]);
}

/** The events of one name that a contract ever emitted, with their arguments by name. */
async function eventsOf(
  client: PublicClient,
  contract: ContractName,
  address: Address,
  eventName: string,
): Promise<{ args: Record<string, unknown> }[]> {
  const logs = await client.getLogs({ address, fromBlock: 0n, toBlock: "latest" });
  const events = parseEventLogs({ abi: ABIS[contract] as Abi, eventName, logs });
  return events as unknown as { args: Record<string, unknown> }[];
}
