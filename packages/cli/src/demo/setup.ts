// Brings the neighbourhood onto the ledger: parties, meters, keys, money, supply agreements and a season's standing orders.
// Every transaction goes through the outbox under a name of its own, so that a set-up that was killed goes on where it was.
import { accountFor, type Keys } from "@alatau/chain";
import type { Intent } from "@alatau/gateway";
import { publicKeyHex } from "@alatau/formats";
import {
  ABIS,
  contractDomain,
  energyOrderTypes,
  slotOf,
  supplyAgreementTypes,
  type EnergyOrder,
  type Network,
  type SupplyAgreement,
} from "@alatau/sdk";
import {
  createPublicClient,
  http,
  keccak256,
  parseSignature,
  toBytes,
  type Hex,
  type PrivateKeyAccount,
} from "viem";
import { DEMO_CURVE, exampleFiles, exampleMeters, type ExampleMeter } from "./examples.ts";
import { customerMints } from "./cafe.ts";
import { carMint, CHARGER } from "./car.ts";
import { devicesBySerial, participantOf, sendAll, tipOf, type Pool } from "./ledger-access.ts";
import { commitmentOf, nameOrganisations, registerHomes } from "./members.ts";
import {
  CAFE,
  DEVICE_KIND,
  NAMED_FUNDS,
  PARTICIPANT_KIND,
  PARTIES,
  SEASON_SLOTS,
  type DemoDevice,
  type DemoParty,
} from "./neighbourhood.ts";
import { keyOf, meterOf, type DemoState } from "./state.ts";

export interface Setting {
  /** Of the gateway. */
  readonly url: string;
  readonly pool: Pool;
  readonly network: Network;
  readonly rpcUrl: string;
  readonly keys: Keys;
  readonly zone: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Who publishes the real records of examples/ocmf here. */
export const EXAMPLES_PARTY: DemoParty = {
  name: "Test records of the SAFE software",
  kind: "operator",
  fundedTiyn: 0n,
  devices: [],
};

const METER_SIGNED = 3;
const REAL_METER_W = 350_000;
const FAR = 2n ** 40n;
const hash = (text: string): Hex => keccak256(toBytes(text));

/** The account that acts for a party of the demo. */
export const partyAccount = (keys: Keys, { name }: DemoParty): PrivateKeyAccount =>
  accountFor(keys, `demo/${name}`);

/** A party with its number on the ledger. */
export interface SettledParty extends DemoParty {
  readonly participant: number;
  readonly account: PrivateKeyAccount;
}

/** Sets the neighbourhood up, or finds it as it is. Meters' keys are made in `state`, which the caller has written before. */
export async function setUp(setting: Setting, state: DemoState): Promise<SettledParty[]> {
  const { pool, keys, signal } = setting;
  const everybody = [...PARTIES, CAFE, EXAMPLES_PARTY];
  const meters = exampleMeters(await exampleFiles());
  await sendAll(
    pool,
    everybody.map((party) => registration(party, keys)),
    signal,
  );
  const parties = await Promise.all(
    everybody.map(async (party): Promise<SettledParty> => {
      const account = partyAccount(keys, party);
      return { ...party, account, participant: (await participantOf(pool, account.address))! };
    }),
  );
  setting.print(`${parties.length} parties registered`);
  const examples = parties.at(-1)!;
  await sendAll(
    pool,
    [
      ...deviceIntents(parties, meters, examples, setting),
      ...mints(parties, keys),
      ...customerMints(keys),
      carMint(keys),
    ],
    signal,
  );
  const numbers = await devicesBySerial(pool);
  setting.print(`${numbers.size} devices registered`);
  await sendAll(
    pool,
    [
      ...meterKeys(parties, meters, { examples, numbers, state }),
      ...(await deposits(parties, setting)),
      ...(await agreements(parties, numbers, setting)),
    ],
    signal,
  );
  const members = { ...setting, chainId: setting.network.chainId };
  await nameOrganisations(members, parties);
  const community = parties.find(({ kind }) => kind === "community")!;
  await registerHomes(members, {
    account: community.account,
    device: numbers.get(community.devices[0]!.serial)!,
    publicKeyOf: (serial) => meterPublicKey(state, serial),
  });
  const orders = await standingOrders(parties, numbers, setting);
  await sendAll(pool, orders, signal);
  setting.print(`${orders.length} standing orders placed`);
  return parties;
}

/** The call that brings a party onto the ledger. */
export const registration = (party: DemoParty, keys: Keys): Intent => ({
  dedupe: `demo/register/${party.name}`,
  signer: "registrar",
  contract: "participants",
  functionName: "register",
  args: [partyAccount(keys, party).address, 0, PARTICIPANT_KIND[party.kind], commitmentOf(keys, party.name)],
});

function deviceIntents(
  parties: readonly SettledParty[],
  meters: readonly ExampleMeter[],
  examples: SettledParty,
  { zone }: Setting,
): Intent[] {
  const intent = (serial: string, args: readonly unknown[]): Intent => ({
    dedupe: `demo/device/${serial}`,
    signer: "registrar",
    contract: "devices",
    functionName: "register",
    args,
  });
  const own = parties.flatMap(({ participant, devices }) =>
    devices.map(({ serial, kind, ratedW, capacityWh }) =>
      intent(serial, [participant, zone, DEVICE_KIND[kind], METER_SIGNED, ratedW, capacityWh, serial]),
    ),
  );
  const real = meters.map(({ serial }) =>
    intent(serial, [examples.participant, zone, DEVICE_KIND.charger, METER_SIGNED, REAL_METER_W, 0n, serial]),
  );
  const { participant } = parties.find(({ name }) => name === CHARGER.owner)!;
  const { serial, ratedW } = CHARGER;
  const charger = [participant, zone, DEVICE_KIND.charger, METER_SIGNED, ratedW, 0n, serial];
  return [...own, ...real, intent(serial, charger)];
}

function mints(parties: readonly SettledParty[], keys: Keys): Intent[] {
  const mint = (name: string, to: Hex, amount: bigint): Intent => ({
    dedupe: `demo/mint/${name}`,
    signer: "issuer",
    contract: "tenge",
    functionName: "mint",
    args: [to, amount, hash(`demo/bank/${name}`)],
  });
  return [
    ...parties.flatMap(({ name, account, fundedTiyn }) =>
      fundedTiyn > 0n ? [mint(name, account.address, fundedTiyn)] : [],
    ),
    ...Object.entries(NAMED_FUNDS).map(([name, amount]) =>
      mint(name, accountFor(keys, name).address, amount),
    ),
  ];
}

/** Money into the vault by EIP-2612 permits: each owner signs, the operator sends. */
async function deposits(
  parties: readonly SettledParty[],
  { network, keys, rpcUrl }: Setting,
): Promise<Intent[]> {
  const payers = [
    ...parties.map(({ name, account, participant, fundedTiyn }) => ({
      name,
      account,
      participant,
      amount: fundedTiyn,
    })),
    ...Object.entries(NAMED_FUNDS).map(([name, amount]) => ({
      name,
      account: accountFor(keys, name),
      participant: network.accounts[name as keyof typeof NAMED_FUNDS],
      amount,
    })),
  ].filter(({ amount }) => amount > 0n);
  const client = createPublicClient({ transport: http(rpcUrl) });
  return Promise.all(
    payers.map(async ({ name, account, participant, amount }): Promise<Intent> => {
      const nonce = await client.readContract({
        address: network.contracts.tenge,
        abi: ABIS.tenge,
        functionName: "nonces",
        args: [account.address],
      });
      const signature = await account.signTypedData({
        domain: contractDomain(network.chainId, network.contracts.tenge),
        types: PERMIT_TYPES,
        primaryType: "Permit",
        message: {
          owner: account.address,
          spender: network.contracts.vault,
          value: amount,
          nonce,
          deadline: FAR,
        },
      });
      const { v, yParity, r, s } = parseSignature(signature);
      return {
        dedupe: `demo/deposit/${name}`,
        signer: "operator",
        contract: "vault",
        functionName: "depositWithPermit",
        args: [participant, account.address, amount, FAR, Number(v ?? BigInt(27 + yParity)), r, s],
      };
    }),
  );
}

const PERMIT_TYPES = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
} as const;

function meterKeys(
  parties: readonly SettledParty[],
  meters: readonly ExampleMeter[],
  {
    examples,
    numbers,
    state,
  }: { examples: SettledParty; numbers: ReadonlyMap<string, number>; state: DemoState },
): Intent[] {
  const add = (serial: string, publicKey: Hex, curve: number, vouchedBy: number): Intent => ({
    dedupe: `demo/meter-key/${serial}`,
    signer: "registrar",
    contract: "devices",
    functionName: "addMeterKey",
    args: [numbers.get(serial)!, publicKey, curve, 1, 0, vouchedBy],
  });
  const own = parties.flatMap(({ devices, participant }) =>
    devices.flatMap(({ serial, source }) =>
      source === undefined ? [] : [add(serial, meterPublicKey(state, serial), DEMO_CURVE, participant)],
    ),
  );
  const { participant } = parties.find(({ name }) => name === CHARGER.owner)!;
  return [
    ...own,
    add(CHARGER.serial, meterPublicKey(state, CHARGER.serial), DEMO_CURVE, participant),
    ...meters.map(({ serial, publicKey, curve }) => add(serial, publicKey, curve, examples.participant)),
  ];
}

const meterPublicKey = (state: DemoState, serial: string): Hex =>
  `0x${publicKeyHex(keyOf(meterOf(state, serial))).toLowerCase()}`;

function agreements(
  parties: readonly SettledParty[],
  numbers: ReadonlyMap<string, number>,
  { network }: Setting,
): Promise<Intent[]> {
  const agreed = parties.flatMap(({ account, devices }) =>
    devices.map(async ({ serial }, nonce): Promise<Intent> => {
      const message: SupplyAgreement = {
        device: numbers.get(serial)!,
        supplier: network.accounts.supplier,
        termsHash: hash("demo supply terms"),
        nonce: BigInt(nonce),
        validTo: FAR,
      };
      const signature = await account.signTypedData({
        domain: contractDomain(network.chainId, network.contracts.devices),
        types: supplyAgreementTypes,
        primaryType: "SupplyAgreement",
        message,
      });
      return {
        dedupe: `demo/supply/${serial}`,
        signer: "operator",
        contract: "devices",
        functionName: "agreeSupply",
        args: [message, signature],
      };
    }),
  );
  return Promise.all(agreed);
}

async function standingOrders(
  parties: readonly SettledParty[],
  numbers: ReadonlyMap<string, number>,
  { pool, network, zone }: Setting,
): Promise<Intent[]> {
  const now = slotOf((await tipOf(pool)).timestamp);
  const placed = parties.flatMap((party) =>
    party.devices
      .flatMap((device) => device.orders.map((terms) => ({ device, terms })))
      .map(async ({ device, terms }, nonce): Promise<Intent> => {
        const message = orderOf(party, {
          terms,
          nonce,
          zone,
          from: now + 1,
          number: numbers.get(device.serial)!,
        });
        const signature = await party.account.signTypedData({
          domain: contractDomain(network.chainId, network.contracts.orderBook),
          types: energyOrderTypes,
          primaryType: "EnergyOrder",
          message,
        });
        return {
          dedupe: `demo/order/${device.serial}/${nonce}`,
          signer: "operator",
          contract: "orderBook",
          functionName: "placeOrder",
          args: [message, signature],
        };
      }),
  );
  return Promise.all(placed);
}

function orderOf(
  { participant }: SettledParty,
  given: { terms: DemoDevice["orders"][number]; nonce: number; zone: number; from: number; number: number },
): EnergyOrder {
  const { terms, nonce, zone, from, number } = given;
  return {
    side: terms.side === "ask" ? 0 : 1,
    mode: 0,
    device: number,
    participant,
    zone,
    slotFrom: from,
    slotTo: from + SEASON_SLOTS,
    maxWhPerSlot: terms.maxWhPerSlot,
    minWhPerSlot: 0n,
    limitPrice: terms.limitPrice,
    partner: 0,
    minEvidence: METER_SIGNED,
    termsHash: hash("demo standing offer"),
    nonce: BigInt(nonce),
    validTo: FAR,
  };
}
