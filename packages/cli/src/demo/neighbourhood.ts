// Who lives in the demo's neighbourhood, with which meters, and what they offer and ask for. Pure data.
// Prices are tiyn per MWh: 1,000,000 is 10 tenge a kWh. Powers are W, capacities Wh.

/** IParticipants.Kind. */
export const PARTICIPANT_KIND = {
  operator: 1,
  supplier: 2,
  network: 3,
  community: 4,
  agency: 5,
  service: 7,
  merchant: 8,
} as const;
/** IDevices.Kind. */
export const DEVICE_KIND = { charger: 1, bus: 2, battery: 3, solar: 4, building: 5, community: 6 } as const;

/** Where a meter's energy comes from. `shift` is how many days its profile runs ahead of the data. */
export type Source =
  | { readonly of: "station"; readonly shifts: readonly number[] }
  | { readonly of: "roofs"; readonly first: number; readonly count: number }
  | { readonly of: "households"; readonly first: number; readonly count: number }
  | { readonly of: "home"; readonly shift: number }
  | { readonly of: "storage"; readonly storage: Storage };

/** A depot's buses behind one meter; Wh of a quarter-hour. */
export interface Storage {
  readonly capacityWh: bigint;
  readonly openingWh: bigint;
  /** Kept for the first round of the day. */
  readonly reserveWh: bigint;
  readonly noonChargeWh: bigint;
  readonly nightChargeWh: bigint;
  readonly dischargeWh: bigint;
  /** What driving takes out of the batteries, past the meter. */
  readonly drivingWh: bigint;
}

export interface OfferTerms {
  readonly side: "ask" | "bid";
  readonly maxWhPerSlot: bigint;
  /** A bid's covers price and network fee. */
  readonly limitPrice: bigint;
}

export interface DemoDevice {
  readonly name: string;
  readonly serial: string;
  readonly kind: keyof typeof DEVICE_KIND;
  readonly ratedW: number;
  readonly capacityWh: bigint;
  /** Absent for a community's device: its homes have the meters. */
  readonly source?: Source;
  readonly orders: readonly OfferTerms[];
  /** Rules of examples/data/SOURCE.md by which its energy was made. */
  readonly labels: readonly string[];
}

export interface DemoParty {
  readonly name: string;
  readonly kind: keyof typeof PARTICIPANT_KIND;
  readonly fundedTiyn: bigint;
  readonly devices: readonly DemoDevice[];
}

/** Sells coffee beside the chargers; what it earns stays in its wallet. */
export const CAFE: DemoParty = {
  name: "Café by the chargers",
  kind: "merchant",
  fundedTiyn: 0n,
  devices: [],
};

export interface DemoHome {
  readonly serial: string;
  readonly ratedW: number;
  readonly source: Source;
}

const TENGE = 100n;
const MANY_TENGE = 20_000_000n * TENGE;
const SPLIT = "derived: half-hour split";
const SHIFTED = "derived: phase-shifted days";

const depot = (name: string, place: number, roofs: number): DemoParty => ({
  name,
  kind: "operator",
  fundedTiyn: MANY_TENGE,
  devices: [
    {
      name: `${name} roofs`,
      serial: `DEMO-SOLAR-${place}`,
      kind: "solar",
      ratedW: roofs * 2_500,
      capacityWh: 0n,
      source: { of: "roofs", first: place * 5, count: roofs },
      orders: [{ side: "ask", maxWhPerSlot: 30_000n, limitPrice: 1_500_000n + BigInt(place) * 100_000n }],
      labels: [SPLIT, SHIFTED],
    },
    {
      name: `${name} buses`,
      serial: `DEMO-BUS-${place}`,
      kind: "bus",
      ratedW: 80_000,
      capacityWh: 700_000n,
      source: {
        of: "storage",
        storage: {
          capacityWh: 700_000n,
          openingWh: 450_000n,
          reserveWh: 180_000n,
          noonChargeWh: 2_200n + BigInt(place) * 400n,
          nightChargeWh: 13_000n,
          dischargeWh: 10_000n + BigInt(place) * 1_200n,
          drivingWh: 4_000n,
        },
      },
      orders: [
        { side: "ask", maxWhPerSlot: 20_000n, limitPrice: 2_200_000n + BigInt(place) * 100_000n },
        { side: "bid", maxWhPerSlot: 20_000n, limitPrice: 2_300_000n },
      ],
      labels: ["simulated: storage"],
    },
  ],
});

const hub = (
  name: string,
  { serial, shifts, limitPrice }: { serial: string; shifts: readonly number[]; limitPrice: bigint },
): DemoParty => ({
  name,
  kind: "operator",
  fundedTiyn: MANY_TENGE,
  devices: [
    {
      name: `${name} fast chargers`,
      serial,
      kind: "charger",
      ratedW: 350_000 * shifts.length,
      capacityWh: 0n,
      source: { of: "station", shifts },
      orders: [{ side: "bid", maxWhPerSlot: 80_000n, limitPrice }],
      labels: ["derived: session split", SHIFTED],
    },
  ],
});

/** The homes of the community: at least five are needed so that a total tells about none of them. */
export const HOMES: readonly DemoHome[] = Array.from({ length: 8 }, (_, index) => ({
  serial: `DEMO-HOME-${index + 1}`,
  ratedW: 15_000,
  source: { of: "home", shift: index * 3 } as const,
}));

export const PARTIES: readonly DemoParty[] = [
  depot("Bus depot north", 1, 24),
  depot("Bus depot east", 2, 20),
  depot("Bus depot west", 3, 16),
  hub("Charging hub centre", { serial: "DEMO-HUB-1", shifts: [0, 9], limitPrice: 3_100_000n }),
  hub("Charging hub airport", { serial: "DEMO-HUB-2", shifts: [4, 16], limitPrice: 2_950_000n }),
  {
    name: "School building",
    kind: "operator",
    fundedTiyn: MANY_TENGE,
    devices: [
      {
        name: "School building",
        serial: "DEMO-SCHOOL-1",
        kind: "building",
        ratedW: 200_000,
        capacityWh: 0n,
        source: { of: "households", first: 2, count: 18 },
        orders: [{ side: "bid", maxWhPerSlot: 30_000n, limitPrice: 3_050_000n }],
        labels: [SPLIT, SHIFTED],
      },
    ],
  },
  {
    name: "Community of the garden street",
    kind: "community",
    fundedTiyn: MANY_TENGE,
    devices: [
      {
        name: "Homes with solar roofs",
        serial: "DEMO-COMMUNITY-1",
        kind: "community",
        ratedW: 15_000 * HOMES.length,
        capacityWh: 0n,
        orders: [
          { side: "ask", maxWhPerSlot: 10_000n, limitPrice: 1_650_000n },
          { side: "bid", maxWhPerSlot: 20_000n, limitPrice: 2_900_000n },
        ],
        labels: [SPLIT, "derived: net of the half-hour", SHIFTED],
      },
    ],
  },
];

/** Day and evening tariff of the demo's zone; they change at these local hours. */
export const TARIFFS = {
  day: { fromHour: 7, feedIn: 1_400_000n, retail: 3_254_000n, networkFee: 450_000n },
  evening: { fromHour: 18, feedIn: 1_600_000n, retail: 4_120_000n, networkFee: 450_000n },
} as const;

/** Local time of the demo: UTC+5. */
export const LOCAL_OFFSET_SECONDS = 5 * 3600;
/** What the named accounts begin with, tiyn. */
export const NAMED_FUNDS = { supplier: MANY_TENGE * 10n, reserve: MANY_TENGE } as const;
/** How long the standing orders hold: slots. */
export const SEASON_SLOTS = 60_000;
