// A street that trades on an installation: participants with money, devices whose meters sign, standing orders, and their records.
import { contractDomain, energyOrderTypes, supplyAgreementTypes, type Slot } from "@alatau/sdk";
import { makeMeter, signRecord, type TestMeter } from "../../packages/gateway/src/workers/story-network.ts";
import { until } from "../../packages/gateway/src/workers/story-network.ts";
import type { Installation } from "./installation.ts";

/** 2025-01-01, 00:00 UTC: the beginning of the street's first slot. */
export const START = 1_735_689_600;
export const FIRST_SLOT = (START / 900) as Slot;
/** The tariff and the orders hold so long. */
export const SLOTS = 95;
export const ZONE = 1;
const SELLERS = ["depot", "school", "farm"] as const;
const BUYERS = ["garage", "bakery", "tram"] as const;
/** Participants, by the names of their keys. */
export const PEOPLE = [...SELLERS, ...BUYERS];
type Person = (typeof PEOPLE)[number];

const NO_TERMS = `0x${"00".repeat(32)}`;
const CAR_CHARGER = 1;
const SOLAR = 4;
const MONEY = 5_000_000_000n;
/** Sends that wait for each other's blocks at once. */
const AT_ONCE = 48;

export interface StreetDevice {
  readonly person: Person;
  readonly sells: boolean;
  readonly meter: TestMeter;
  readonly device: number;
  /** Wh that it moves in every slot. */
  readonly whPerSlot: bigint;
}

export interface Street {
  readonly devices: readonly StreetDevice[];
  /** One signed record of each device: its register at the slot's beginning and end. */
  records(slot: number): string[];
}

/** Registers everybody, funds the vault and places a standing order for every device; `perPerson` devices each. */
export async function openStreet(
  installation: Installation,
  { perPerson = 1 }: { perPerson?: number } = {},
): Promise<Street> {
  const { send, sendOwn, network, account, pool } = installation;
  const participants = new Map<Person, number>();
  const vault = network.contracts.vault;
  await Promise.all(
    PEOPLE.map(async (person) => {
      const { address } = account(person);
      await send("registrar", "participants", "register", [address, 0, 1, `0x${"11".repeat(32)}`]);
      await send("issuer", "tenge", "mint", [address, MONEY, `0x${"22".repeat(32)}`]);
      const participant = await find("participants", "participant", "account", address.slice(2));
      participants.set(person, participant);
      await sendOwn(person, "tenge", "approve", [vault, MONEY]);
      await sendOwn(person, "vault", "deposit", [participant, MONEY]);
    }),
  );
  const wanted = Array.from({ length: perPerson }, (_, round) =>
    PEOPLE.map((person) => ({ person, round, sells: SELLERS.includes(person as never) })),
  ).flat();
  const devices: StreetDevice[] = [];
  for (let first = 0; first < wanted.length; first += AT_ONCE)
    devices.push(...(await Promise.all(wanted.slice(first, first + AT_ONCE).map(equip))));

  async function equip(
    { person, round, sells }: { person: Person; round: number; sells: boolean },
    index: number,
  ): Promise<StreetDevice> {
    const participant = participants.get(person)!;
    const meter = makeMeter(`METER-${person}-${round}`);
    const kind = sells ? SOLAR : CAR_CHARGER;
    const registration = [participant, ZONE, kind, 3, 50_000, 0n, meter.serial];
    await send("registrar", "devices", "register", registration);
    const serial = Buffer.from(meter.serial).toString("hex");
    const device = await find("devices", "device", "convert_to(serial, 'UTF8')", serial);
    const key = [device, `0x${meter.publicKey.toLowerCase()}`, 4, START - 7200, 0, participant];
    await send("registrar", "devices", "addMeterKey", key);
    await send("operator", "devices", "agreeSupply", await signAgreement(installation, person, device));
    const order = await signOrder(installation, { person, participant, device, sells });
    await send("operator", "orderBook", "placeOrder", order);
    return { person, sells, meter, device, whPerSlot: (sells ? 2_500n : 2_200n) + BigInt(index * 7) };
  }

  async function find(table: string, column: string, by: string, hex: string): Promise<number> {
    const text = `SELECT ${column} AS number FROM ledger.${table} WHERE ${by} = $1`;
    let found: number | undefined;
    await until(
      async () => {
        const { rows } = await pool.query<{ number: number }>(text, [Buffer.from(hex, "hex")]);
        found = rows[0]?.number;
        return found !== undefined;
      },
      { what: `${by} in ledger.${table}` },
    );
    return found!;
  }

  return {
    devices,
    records: (slot) => devices.map((each) => recordOf(each, slot)),
  };
}

function recordOf({ meter, sells, whPerSlot }: StreetDevice, slot: number): string {
  const register = sells ? "exportMilliWh" : "importMilliWh";
  const moved = (slots: number): bigint => whPerSlot * 1000n * BigInt(slots);
  const place = slot - FIRST_SLOT;
  return signRecord(meter, place + 1, [
    { at: slot * 900, [register]: moved(place) },
    { at: slot * 900 + 900, [register]: moved(place + 1) },
  ]);
}

async function signAgreement({ network, account }: Installation, person: Person, device: number) {
  const agreement = {
    ...{ device, supplier: network.accounts.supplier, termsHash: NO_TERMS },
    ...{ nonce: BigInt(device), validTo: BigInt(START + 86_400) },
  } as const;
  const signature = await account(person).signTypedData({
    domain: contractDomain(network.chainId, network.contracts.devices),
    types: supplyAgreementTypes,
    primaryType: "SupplyAgreement",
    message: agreement as never,
  });
  return [agreement, signature];
}

async function signOrder(
  { network, account }: Installation,
  of: { person: Person; participant: number; device: number; sells: boolean },
) {
  const { person, participant, device, sells } = of;
  const order = {
    ...{ participant, device, zone: ZONE, side: sells ? 0 : 1, mode: 0, partner: 0, minEvidence: 0 },
    ...{ slotFrom: FIRST_SLOT, slotTo: FIRST_SLOT + SLOTS, maxWhPerSlot: 10_000n, minWhPerSlot: 0n },
    ...{ limitPrice: sells ? 1_300_000n : 3_000_000n, termsHash: NO_TERMS },
    ...{ nonce: BigInt(device), validTo: BigInt(START + 86_400) },
  };
  const signature = await account(person).signTypedData({
    domain: contractDomain(network.chainId, network.contracts.orderBook),
    types: energyOrderTypes,
    primaryType: "EnergyOrder",
    message: order as never,
  });
  return [order, signature];
}
