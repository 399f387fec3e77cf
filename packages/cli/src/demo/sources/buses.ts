// Buses and light rail: where vehicles are, how full they are, how late their trips run. Property names as GTFS-Realtime is read.
import type { KeyValues } from "@alatau/formats";
import { along, between, chance, clamp, drift, placeOf, pointAt, rounded, traffic, whole } from "./noise.ts";
import { count, entity, iso, ownSchema, source, text, time, type Source } from "./source.ts";

export const ROUTES = ["12", "32", "37", "59", "63", "92", "95", "127"] as const;
const BUSES_A_ROUTE = 3;
const TRAMS = 6;
const STOPS_AHEAD = 3;
const ROUND_SECONDS = 5_400;

const OCCUPANCY = [
  [10, "EMPTY"],
  [45, "MANY_SEATS_AVAILABLE"],
  [65, "FEW_SEATS_AVAILABLE"],
  [88, "STANDING_ROOM_ONLY"],
  [98, "CRUSHED_STANDING_ROOM_ONLY"],
  [101, "FULL"],
] as const;

interface Vehicle {
  readonly name: string;
  readonly route: string;
  readonly index: number;
}

const BUSES: readonly Vehicle[] = ROUTES.flatMap((route) =>
  Array.from({ length: BUSES_A_ROUTE }, (_, index) => ({ name: `bus-${route}-${index + 1}`, route, index })),
);
const RAIL: readonly Vehicle[] = Array.from({ length: TRAMS }, (_, index) => ({
  ...{ name: `lrt-${index + 1}`, route: "LRT-1", index },
}));

const urn = (kind: string, ...names: readonly string[]): string => `urn:ngsi-ld:${kind}:${names.join(":")}`;
/** The trip that a vehicle is on: a round of its route. */
const tripOf = ({ route, index }: Vehicle, at: number): string =>
  `${route}-${index + 1}-${whole(at / ROUND_SECONDS)}`;
/** Seconds behind the timetable. */
const delayOf = (seed: number, { name }: Vehicle, at: number): number =>
  whole(between(drift(seed, `${name}/delay`, at, 3_600), -60, 240) + 360 * traffic(at) ** 3);

function vehicle(seed: number, at: number, each: Vehicle, speeds: readonly [number, number]): KeyValues {
  const { name, route, index } = each;
  const full = whole(clamp(100 * traffic(at) * between(chance(seed, `${name}/full`, at), 0.55, 1.1), 0, 100));
  const place = along(
    placeOf(`${route}/from`, 0.1),
    placeOf(`${route}/to`, 0.1),
    at / ROUND_SECONDS + index / 3,
  );
  const [slow, fast] = speeds;
  return entity("FleetVehicleStatus", name, {
    dateObserved: iso(at),
    location: pointAt(place),
    bearing: whole(chance(seed, `${route}/bearing`, whole(at / 2_700)) * 360),
    speed: rounded(between(chance(seed, `${name}/speed`, at), slow, fast) * (1.3 - 0.5 * traffic(at)), 1),
    hasTrip: urn("GtfsTrip", tripOf(each, at)),
    hasRoute: urn("GtfsRoute", route),
    occupancyStatus: OCCUPANCY.find(([below]) => full < below)![1],
    occupancyPercentage: full,
  });
}

function tripUpdate(seed: number, at: number, each: Vehicle): KeyValues {
  const delay = delayOf(seed, each, at);
  const trip = tripOf(each, at);
  const first = whole((at % ROUND_SECONDS) / 300);
  return entity("TripUpdate", `${each.route}:${each.index + 1}`, {
    dateObserved: iso(at),
    delay,
    hasTrip: urn("GtfsTrip", trip),
    hasRoute: urn("GtfsRoute", each.route),
    hasVehicle: urn("FleetVehicleStatus", each.name),
    scheduleRelationship: "SCHEDULED",
    arrivals: Array.from({ length: STOPS_AHEAD }, (_, step) => ({
      ...{ stopId: `${each.route}-stop-${((first + step) % 18) + 1}`, stopSequence: first + step + 1 },
      ...{ arrival: iso(at + (step + 1) * 240 + Math.max(0, delay)), arrivalDelay: delay },
    })),
  });
}

const TRIP_UPDATE = ownSchema("TripUpdate", {
  dateObserved: time,
  delay: { type: "integer", minimum: -86_400, maximum: 86_400 },
  hasTrip: text,
  hasRoute: text,
  hasVehicle: text,
  "scheduleRelationship?": text,
  arrivals: {
    type: "array",
    maxItems: 100,
    items: {
      type: "object",
      required: ["stopId"],
      properties: { stopId: text, stopSequence: count, arrival: time, arrivalDelay: { type: "integer" } },
    },
  },
});

/** Buses on {@link ROUTES}, and the light rail. */
export const BUS_SOURCES: readonly Source[] = [
  source({
    name: "transport.bus-positions",
    agency: "transport",
    title: { en: "Bus positions", ru: "Где автобусы", kk: "Автобустар қайда" },
    from: "GTFS-Realtime VehiclePositions of the bus operators",
    schema: "FleetVehicleStatus",
    every: 1,
    units: { speed: "KMH", bearing: "DD", occupancyPercentage: "P1" },
    quality: [
      { property: "speed", min: "0", max: "110", unit: "KMH", disagreeWithinSeconds: 3600 },
      { property: "occupancyPercentage", min: "0", max: "100", disagreeWithinSeconds: 3600 },
    ],
    entities: (seed, at) => BUSES.map((each) => vehicle(seed, at, each, [12, 34])),
  }),
  source({
    name: "transport.bus-trips",
    agency: "transport",
    title: {
      en: "Bus trips: delay and arrivals",
      ru: "Рейсы: опоздания и прибытия",
      kk: "Рейстер: кешігу және келу",
    },
    from: "GTFS-Realtime TripUpdates of the bus operators",
    schema: TRIP_UPDATE,
    every: 1,
    units: { delay: "SEC" },
    quality: [{ property: "delay", min: "-900", max: "5400", disagreeWithinSeconds: 3600 }],
    entities: (seed, at) => BUSES.map((each) => tripUpdate(seed, at, each)),
  }),
  source({
    name: "transport.light-rail",
    agency: "transport",
    title: { en: "Light rail", ru: "Лёгкий рельсовый транспорт", kk: "Жеңіл рельсті көлік" },
    from: "GTFS-Realtime VehiclePositions of the light rail",
    schema: "FleetVehicleStatus",
    every: 2,
    phase: 1,
    units: { speed: "KMH", bearing: "DD", occupancyPercentage: "P1" },
    quality: [{ property: "speed", min: "0", max: "90", unit: "KMH", disagreeWithinSeconds: 3600 }],
    entities: (seed, at) => RAIL.map((each) => vehicle(seed, at, each, [25, 50])),
  }),
];
