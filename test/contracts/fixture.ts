// The contracts as a network starts with them, and the people who use them in the tests, by name.
import { batchApprovalTypes, slotReadingsTypes, supplyAgreementTypes } from "@alatau/sdk";
import type {
  BaseContract,
  BaseWallet,
  ContractMethod,
  ContractRunner,
  Signer,
  TypedDataField,
} from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

/** Numbers of the AccessManager's roles. */
export const ROLES = {
  registrar: 1n,
  tariffOffice: 2n,
  issuer: 3n,
  freezer: 4n,
  pauser: 5n,
  solver: 6n,
  arbiter: 7n,
  sweeper: 8n,
} as const;

export type Role = keyof typeof ROLES;

/** Which role may call what; what is not listed here and is `restricted` only the administrator may call. */
export const RIGHTS = {
  Participants: { registrar: ["register", "suspend", "resume", "announceKeyFor"] },
  Devices: { registrar: ["register", "retire", "addMeterKey", "endMeterKey"] },
  Journal: { registrar: ["registerDataset", "setCheckers"] },
  Tariffs: { tariffOffice: ["openZone", "publish"] },
  Tenge: { issuer: ["mint", "burn"], freezer: ["freeze", "unfreeze"], pauser: ["pause", "unpause"] },
  Vault: { sweeper: ["sweep"] },
} as const;

type Public = {
  Participants:
    | "announceKey"
    | "withdrawKey"
    | "KEY_NOTICE"
    | "accountOf"
    | "participantOf"
    | "participantAt"
    | "standingsOf"
    | "ownersOf"
    | "requireActive"
    | "count";
  Devices: "agreeSupply" | "deviceAt" | "meterKeyAt" | "meterKeys" | "count";
  Journal:
    | "append"
    | "requireQuorum"
    | "batchAt"
    | "isAccepted"
    | "headOf"
    | "supersededBy"
    | "ownerOf"
    | "checkersOf"
    | "approvalDigest";
  Catalogue:
    | "describe"
    | "publishSchema"
    | "grant"
    | "revoke"
    | "announceGateway"
    | "recordFault"
    | "descriptionOf"
    | "schemaOf"
    | "hasAccess"
    | "MOST_URL_BYTES";
  Tariffs: "inForce" | "tariffAt" | "versionsOf" | "zoneAt" | "NOTICE_SLOTS";
  ReadingSets: "accept" | "latest" | "readingsDigest";
  Tenge:
    | "frozenFor"
    | "name"
    | "symbol"
    | "decimals"
    | "totalSupply"
    | "balanceOf"
    | "transfer"
    | "approve"
    | "transferFrom"
    | "permit"
    | "nonces"
    | "transferWithAuthorization"
    | "eip712Domain";
  Vault:
    | "addMarket"
    | "removeMarket"
    | "isMarket"
    | "lock"
    | "unlock"
    | "settle"
    | "reverse"
    | "move"
    | "deposit"
    | "depositWithPermit"
    | "announceWithdrawal"
    | "withdraw"
    | "release"
    | "repay"
    | "accountOf"
    | "proceedsOf"
    | "owedTo"
    | "withdrawalOf"
    | "liabilities"
    | "WITHDRAWAL_NOTICE";
};

type Values<T> = T[keyof T];
type Restricted<Name> = Name extends keyof typeof RIGHTS
  ? Extract<Values<(typeof RIGHTS)[Name]>, readonly string[]>[number]
  : never;

/** A deployed contract with the methods of its interface. */
export type Deployed<Name extends keyof Public = keyof Public> = Omit<BaseContract, "connect"> &
  Record<Public[Name] | Restricted<Name>, ContractMethod> & {
    connect(runner: ContractRunner | null): Deployed<Name>;
  };

/** Kinds of participants and devices, as in the enums of the interfaces. */
export const KIND = {
  operator: 1,
  supplier: 2,
  network: 3,
  community: 4,
  agency: 5,
  checker: 6,
  service: 7,
} as const;
export const DEVICE = { charger: 1, bus: 2, battery: 3, solar: 4, building: 5, community: 6 } as const;
export const EVIDENCE = { unsigned: 0, utilityAttested: 1, edgeSigned: 2, meterSigned: 3 } as const;
export const CURVE = { none: 0, secp192k1: 1, secp192r1: 2, secp256k1: 3, secp256r1: 4 } as const;

/** The zone that the tests trade in. */
export const ZONE = 7;

/** Data set of meter records. */
export const READINGS = "energy.readings";

/** Who signs transactions; role holders are named like their role. */
const PEOPLE = [
  "admin",
  "registrar",
  "tariffOffice",
  "issuer",
  "freezer",
  "pauser",
  "solver",
  "arbiter",
  "sweeper",
  "depot",
  "neighbour",
  "supplier",
  "network",
  "community",
  "agency",
  "reserve",
  "dust",
  "stranger",
  "newcomer",
] as const;

export type People = Record<(typeof PEOPLE)[number], HardhatEthersSigner>;

/** Deploys everything, gives the roles, registers the named participants and the data set of readings with a quorum of two. */
export async function deployLedger(connection: NetworkConnection) {
  const { ethers } = connection;
  const { chainId } = await ethers.provider.getNetwork();
  const signers = await ethers.getSigners();
  const people = Object.fromEntries(PEOPLE.map((name, index) => [name, signers[index]!])) as People;
  const { admin, registrar, depot, neighbour, supplier, network, community, agency, reserve, dust } = people;
  const wallet = (name: string): BaseWallet => new ethers.Wallet(ethers.id(name), ethers.provider);
  const checkers = ["checker north", "checker east", "checker south"].map(wallet) as [
    BaseWallet,
    BaseWallet,
    BaseWallet,
  ];
  const depotsChecker = wallet("checker of the depot's owner");
  const northsTwin = wallet("second checker of north's owner");

  const access = await ethers.deployContract("AccessManager", [admin.address]);
  const deploy = async <Name extends keyof Public>(name: Name, ...args: unknown[]): Promise<Deployed<Name>> =>
    (await ethers.deployContract(name, args)) as unknown as Deployed<Name>;
  const participants = await deploy("Participants", access);
  const devices = await deploy("Devices", access, participants);
  const journal = await deploy("Journal", access, participants);
  const tenge = await deploy("Tenge", access);
  const vault = await deploy("Vault", access, tenge, participants);
  const tariffs = await deploy("Tariffs", access, participants);
  const readingSets = await deploy("ReadingSets", participants, journal);
  const catalogue = await deploy("Catalogue", participants, journal);

  const contracts = {
    Participants: participants,
    Devices: devices,
    Journal: journal,
    Tariffs: tariffs,
    Tenge: tenge,
    Vault: vault,
  };
  for (const [name, rights] of Object.entries(RIGHTS)) {
    const contract = contracts[name as keyof typeof contracts];
    for (const [role, methods] of Object.entries<readonly string[]>(rights)) {
      const selectors = methods.map((method) => contract.interface.getFunction(method)!.selector);
      await access.getFunction("setTargetFunctionRole")(contract, selectors, ROLES[role as Role]);
    }
  }
  for (const [role, number] of Object.entries(ROLES))
    await access.getFunction("grantRole")(number, people[role as Role], 0);

  const enrol = async (account: { address: string }, kind: number, owner = 0): Promise<number> => {
    await participants.connect(registrar).register(account.address, owner, kind, ethers.id(account.address));
    return Number(await participants.count());
  };
  const numbers = {
    depot: await enrol(depot, KIND.operator),
    neighbour: await enrol(neighbour, KIND.operator),
    supplier: await enrol(supplier, KIND.supplier),
    network: await enrol(network, KIND.network),
    community: await enrol(community, KIND.community),
    agency: await enrol(agency, KIND.agency),
    reserve: await enrol(reserve, KIND.service),
    dust: await enrol(dust, KIND.service),
    north: await enrol(checkers[0], KIND.checker),
    east: await enrol(checkers[1], KIND.checker),
    south: await enrol(checkers[2], KIND.checker),
    depotsChecker: 0,
    northsTwin: 0,
  };
  numbers.depotsChecker = await enrol(depotsChecker, KIND.checker, numbers.depot);
  numbers.northsTwin = await enrol(northsTwin, KIND.checker, numbers.north);

  const dataset = ethers.id(READINGS);
  const terms = {
    owner: numbers.agency,
    visibility: 1,
    retentionDays: 3650,
    schemaHash: ethers.id("reading schema"),
  };
  await journal.connect(registrar).registerDataset(READINGS, terms);
  const trusted = [numbers.north, numbers.east, numbers.south, numbers.depotsChecker, numbers.northsTwin];
  await journal.connect(registrar).setCheckers(dataset, trusted, 2);

  return {
    ...people,
    checkers,
    depotsChecker,
    northsTwin,
    numbers,
    chainId,
    access,
    participants,
    devices,
    journal,
    tenge,
    vault,
    tariffs,
    readingSets,
    catalogue,
    dataset,
    terms,
    trusted,
  };
}

export type Ledger = Awaited<ReturnType<typeof deployLedger>>;

/** What checkers sign for a batch: `terms` with an empty list of corrections where nothing else is said. */
export type Batch = Record<"dataset" | "previous" | "root" | "manifestHash", string> &
  Record<"publisher" | "count", number> &
  Record<"sequence" | "periodFrom" | "periodTo" | "validBefore", bigint>;

export interface Corrected {
  sequence: bigint;
  index: number;
  by: number;
}

type TypedData = Readonly<Record<string, readonly TypedDataField[]>>;
type Signing = Pick<Signer, "signTypedData">;
type Verifier = Pick<Deployed, "getAddress">;

/** Signs typed data for a contract of the ledger. */
export async function sign(
  by: Signing,
  chainId: bigint,
  contract: Verifier,
  types: TypedData,
  value: object,
): Promise<string> {
  const domain = {
    name: "Alatau Ledger",
    version: "1",
    chainId,
    verifyingContract: await contract.getAddress(),
  };
  const own = Object.fromEntries(Object.entries(types).map(([name, fields]) => [name, [...fields]]));
  return by.signTypedData(domain, own, value);
}

/** Signatures of checkers in the order that the journal asks for: ascending by address. */
export async function signAll(
  by: readonly BaseWallet[],
  each: (signer: BaseWallet) => Promise<string>,
): Promise<string[]> {
  const ascending = [...by].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  return Promise.all(ascending.map(each));
}

/** Checkers' signatures of a batch. */
export const approve = (
  { chainId, journal }: Ledger,
  batch: Batch,
  by: readonly BaseWallet[],
): Promise<string[]> => signAll(by, (signer) => sign(signer, chainId, journal, batchApprovalTypes, batch));

/** Checkers' signatures of a reading set. */
export const attest = (
  { chainId, readingSets }: Ledger,
  readings: object,
  by: readonly BaseWallet[],
): Promise<string[]> =>
  signAll(by, (signer) => sign(signer, chainId, readingSets, slotReadingsTypes, readings));

/** A participant's signature of a supply agreement. */
export const agree = ({ chainId, devices }: Ledger, agreement: object, by: Signing): Promise<string> =>
  sign(by, chainId, devices, supplyAgreementTypes, agreement);
