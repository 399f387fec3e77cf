// One deployment for tests, the embedded chain and any other network. Every step looks at the chain first, so a deployment
// that was cut off anywhere goes on to the same network, and one that is complete changes nothing.
import {
  ABIS,
  CONTRACT_NAMES,
  datasetId,
  PUBLIC_ADDRESSES,
  type ContractName,
  type Network,
} from "@alatau/sdk";
import { readFile } from "node:fs/promises";
import {
  encodeDeployData,
  getAddress,
  type Abi,
  type Address,
  type Hex,
  type PrivateKeyAccount,
  type PublicClient,
} from "viem";
import {
  addMarkets,
  DEFAULT_SETUP,
  depositReserve,
  issueReserve,
  listTenge,
  nameTokenList,
  openZone,
  publishTariff,
  registerDatasets,
  registerMembers,
  setCheckers,
  wire,
  type Addresses,
  type Numbers,
  type Setup,
  type Work,
} from "./deploy-steps.ts";
import { DeploymentMismatchError } from "./errors.ts";
import { isMissing, writeAtomically } from "./files.ts";
import bytecode from "./generated/bytecode.json" with { type: "json" };
import type { RoleName } from "./keys.ts";
import { writeNetwork } from "./network-file.ts";
import { codeSize, connect, createdAddress, sendAll, untilSettled, type Call } from "./transact.ts";

export interface DeployOptions {
  readonly rpcUrl: string;
  readonly chainId: number;
  readonly accounts: Record<RoleName, PrivateKeyAccount>;
  readonly setup?: Partial<Setup>;
  /** Where the first nonce of an administrator that has sent before is kept; without it the administrator must be new. */
  readonly journalFile?: string;
  /** `network.json` is written there. */
  readonly home?: string;
  /** Told the name of each step before it begins. */
  readonly onStep?: (step: string) => void;
}

/** Every contract that needs no member; the market does. The channels are there since the genesis. */
const EARLY = CONTRACT_NAMES.filter((name) => name !== "energyMarket" && name !== "channels");
/**
 * Deploys the contracts, gives the roles, registers the members and the data set of readings, opens a zone and funds the
 * reserve; answers the network. Throws `deployment-mismatch`, `deployment-limit`, or what a contract refused.
 */
export async function deploy(options: DeployOptions): Promise<Network> {
  const { accounts, onStep = () => undefined } = options;
  const setup = { ...DEFAULT_SETUP, ...options.setup };
  const client = connect(options.rpcUrl, options.chainId);
  const found = await client.getChainId();
  if (found !== options.chainId) {
    throw new DeploymentMismatchError(`the endpoint serves chain ${found}`, { expected: options.chainId });
  }
  // A run that was cut off may have left transactions waiting: what they do must be seen before anything is decided.
  const senders = ["administrator", "registrar", "tariffOffice", "issuer", "reserve"] as const;
  await Promise.all(senders.map((name) => untilSettled(client, accounts[name].address)));
  const first = await firstNonce(client, accounts.administrator.address, options);
  const early = EARLY.map((name, index) => [name, createdAddress(accounts.administrator, first + index)]);
  const at = { ...Object.fromEntries(early), channels: PUBLIC_ADDRESSES.channels } as Addresses;
  const work: Work = { client, accounts, setup, at };

  onStep("contracts");
  await createEarly(work, first);
  onStep("rights");
  await wire(work, EARLY);
  onStep("members");
  const numbers = await registerMembers(work);
  onStep("market");
  at.energyMarket = await createMarket(work, first, numbers);
  onStep("market rights");
  await wire(work, ["energyMarket"]);
  onStep("markets of the vault");
  await addMarkets(work);
  onStep("payment tokens");
  await listTenge(work);
  onStep("channel tokens");
  await nameTokenList(work);
  onStep("data sets");
  await registerDatasets(work, numbers);
  onStep("checkers");
  await setCheckers(work, numbers);
  onStep("zone");
  await openZone(work, numbers);
  onStep("tariff");
  await publishTariff(work);
  onStep("reserve issue");
  await issueReserve(work);
  onStep("reserve deposit");
  await depositReserve(work, numbers);
  onStep("network.json");
  const network = await describe(work, options.chainId, numbers);
  if (options.home !== undefined) await writeNetwork(options.home, network);
  return network;
}

/** The administrator's nonce at which this deployment began. */
async function firstNonce(
  client: PublicClient,
  administrator: Address,
  options: DeployOptions,
): Promise<number> {
  const { journalFile, chainId } = options;
  if (journalFile === undefined) return 0;
  const genesis = await genesisHash(client);
  try {
    const known = JSON.parse(await readFile(journalFile, "utf8")) as Record<string, unknown>;
    if (known["genesisHash"] === genesis && known["administrator"] === administrator) {
      return Number(known["firstNonce"]);
    }
    throw new DeploymentMismatchError(`${journalFile} belongs to another deployment`, known);
  } catch (failure) {
    if (!isMissing(failure)) throw failure;
  }
  const nonce = await client.getTransactionCount({ address: administrator });
  const entry = { chainId, genesisHash: genesis, administrator, firstNonce: nonce };
  await writeAtomically(journalFile, `${JSON.stringify(entry)}\n`);
  return nonce;
}

/** Every contract but the market, at the first nonces of the administrator. */
async function createEarly({ client, accounts, at }: Work, first: number): Promise<void> {
  const { administrator } = accounts;
  const sent = (await client.getTransactionCount({ address: administrator.address })) - first;
  const missing = EARLY.slice(Math.max(0, sent));
  const authority = at.accessManager;
  const constructorArguments: Record<(typeof EARLY)[number], readonly unknown[]> = {
    accessManager: [administrator.address],
    participants: [authority],
    devices: [authority, at.participants],
    journal: [authority, at.participants],
    tenge: [authority],
    vault: [authority, at.tenge, at.participants],
    tariffs: [authority, at.participants],
    readingSets: [at.participants, at.journal],
    orderBook: [at.participants, at.devices, at.vault],
    payments: [authority],
    passkeyAccounts: [],
    charging: [authority, at.channels],
    catalogue: [at.participants, at.journal],
  };
  await sendAll(
    client,
    administrator,
    missing.map((name) => creationOf(name, constructorArguments[name])),
  );
  for (const name of EARLY) {
    if ((await codeSize(client, at[name])) === 0) {
      throw new DeploymentMismatchError(
        `there is no ${name} at ${at[name]}: the administrator's key was used before`,
      );
    }
  }
  const isAdministrator = await client.readContract({
    address: at.accessManager,
    abi: ABIS.accessManager,
    functionName: "hasRole",
    args: [0n, administrator.address],
  });
  if (!isAdministrator[0]) throw new DeploymentMismatchError("the administrator has no rights here");
}

/** The administrator creates one contract after the early ones: the one with code is the market. */
async function createMarket(
  { client, accounts, at }: Work,
  first: number,
  numbers: Numbers,
): Promise<Address> {
  const { administrator } = accounts;
  const next = await client.getTransactionCount({ address: administrator.address });
  for (let nonce = first + EARLY.length; nonce < next; nonce += 1) {
    const address = createdAddress(administrator, nonce);
    if ((await codeSize(client, address)) > 0) return address;
  }
  const [receipt] = await sendAll(client, administrator, [
    creationOf("energyMarket", [
      ...[at.accessManager, at.participants, at.devices, at.orderBook, at.tariffs],
      ...[at.readingSets, at.vault, numbers.reserve, numbers.dust],
    ]),
  ]);
  const address = getAddress(receipt!.contractAddress!);
  await codeSize(client, address);
  return address;
}

async function describe(
  { client, accounts, setup, at }: Work,
  chainId: number,
  numbers: Numbers,
): Promise<Network> {
  const [created] = await client.getLogs({ address: at.accessManager, fromBlock: 0n, toBlock: "latest" });
  const checkers = (["checker1", "checker2", "checker3"] as const).map((name) => ({
    participant: numbers[name],
    owner: numbers[name],
    account: accounts[name].address,
  }));
  const { operator, supplier, network, reserve, dust } = numbers;
  return {
    name: setup.name,
    chainId,
    engine: setup.engine,
    genesisHash: await genesisHash(client),
    startBlock: Number(created?.blockNumber ?? 0n),
    contracts: at,
    finality: { kind: "head-signature", headKey: accounts.headKey.address },
    datasets: Object.fromEntries(
      setup.datasets.map(({ name, quorum }) => [name, { dataset: datasetId(name), quorum, checkers }]),
    ),
    accounts: { operator, supplier, network, reserve, dust },
  };
}

async function genesisHash(client: PublicClient): Promise<Hex> {
  return (await client.getBlock({ blockNumber: 0n })).hash;
}

/** What makes a contract: its bytecode with the constructor's arguments. */
export function creationOf(name: ContractName, args: readonly unknown[]): Call {
  const code = bytecode[name as keyof typeof bytecode] as Hex;
  return { data: encodeDeployData({ abi: ABIS[name] as Abi, bytecode: code, args }) };
}
