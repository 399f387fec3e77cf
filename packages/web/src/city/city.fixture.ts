// For tests: a small city on a real ledger: air, buses, waste containers and a set for members, each with real records.
import { AIR, AIR_SCHEMA, openCity, START, until, type City } from "../../../gateway/src/test-city.ts";

export { AIR, START, until, type City };
export const BUSES = "transport.buses";
export const WASTE = "environment.waste";
export const GRID = "energy.grid-load";

const anyEntity = (id: string, type: string, required: readonly string[] = []) => ({
  id,
  schema: {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    required: ["id", "type", "dateObserved", ...required],
    properties: { id: { type: "string" }, type: { const: type } },
  },
});
const title = (en: string, ru: string, kk: string) => ({ title: { en, ru, kk }, licence: "CC-BY-4.0" });
const point = (longitude: number, latitude: number) => ({
  location: { type: "Point", coordinates: [longitude, latitude] },
});
const moment = (hour: number): string => new Date((START + hour * 3600) * 1000).toISOString();
/** Hours that the city has lived for when it opens. */
export const HOURS = 30;

const airAt = (station: number, hour: number): Record<string, unknown> => ({
  id: `urn:ngsi-ld:AirQualityObserved:post-${station}`,
  type: "AirQualityObserved",
  dateObserved: { type: "Property", value: moment(hour) },
  location: {
    type: "GeoProperty",
    value: point(76.85 + station * 0.03, 43.2 + (station % 4) * 0.025).location,
  },
  pm25: {
    type: "Property",
    value: Math.round(30 + 20 * Math.sin(hour / 4 + station) + station * 3),
    unitCode: "GQ",
  },
});
const busAt = (bus: number, hour: number): Record<string, unknown> => ({
  id: `urn:ngsi-ld:FleetVehicleStatus:${100 + bus}`,
  type: "FleetVehicleStatus",
  dateObserved: moment(hour),
  ...point(76.86 + ((bus * 7) % 19) * 0.008, 43.21 + ((bus * 5) % 11) * 0.009),
  hasRoute: `urn:ngsi-ld:GtfsRoute:${bus % 2 === 0 ? "R12" : "R32"}`,
  occupancyStatus: bus % 3 === 0 ? "STANDING_ROOM_ONLY" : "MANY_SEATS_AVAILABLE",
  occupancyPercentage: (bus * 13) % 100,
  speed: 12 + bus,
});
const tripAt = (trip: number, hour: number): Record<string, unknown> => ({
  id: `urn:ngsi-ld:TripUpdate:trip-${trip}`,
  type: "TripUpdate",
  dateObserved: moment(hour),
  delay: trip * 45,
  hasRoute: `urn:ngsi-ld:GtfsRoute:${trip % 2 === 0 ? "R12" : "R32"}`,
  hasTrip: `urn:ngsi-ld:GtfsTrip:trip-${trip}`,
  hasVehicle: `urn:ngsi-ld:FleetVehicleStatus:${100 + trip}`,
  arrivals: [
    { stopId: "Abay", stopSequence: 4, arrival: moment(hour + 0.1), arrivalDelay: trip * 45 },
    { stopId: "Baikonur", stopSequence: 5, arrival: moment(hour + 0.2), arrivalDelay: trip * 45 },
  ],
});
const binAt = (bin: number, hour: number): Record<string, unknown> => ({
  id: `urn:ngsi-ld:WasteContainer:bin-${bin}`,
  type: "WasteContainer",
  dateObserved: moment(hour),
  ...point(76.87 + bin * 0.012, 43.235 + (bin % 3) * 0.01),
  fillingLevel: Math.min(1, Number((0.1 * bin + 0.02 * hour).toFixed(2))),
});

/** Opens the city with the built pages and publishes its first day and a bit. */
export async function openSmallCity(webFolder: string): Promise<City> {
  const city = await openCity({ webFolder });
  const cadence = { cadenceSeconds: 3600 };
  await city.registerAir("environment", {
    ...cadence,
    schema: AIR_SCHEMA,
    description: {
      ...title("Air quality", "Качество воздуха", "Ауа сапасы"),
      source: "Posts of the environment department",
      quality: [{ property: "pm25", min: "0", max: "1000", unit: "GQ", stuckAfter: 4, spikeOver: "300" }],
    },
  });
  const register = async (
    agency: "transport" | "environment" | "energy",
    name: string,
    fields: Record<string, unknown>,
  ): Promise<void> => await city.registerAir(agency, { name, ...fields });
  await register("transport", BUSES, {
    cadenceSeconds: 10,
    schema: anyEntity("FleetVehicleStatus", "FleetVehicleStatus"),
    description: { ...title("Buses", "Автобусы", "Автобустар"), source: "GTFS-Realtime", simulated: true },
  });
  await register("transport", "transport.trips", {
    cadenceSeconds: 10,
    schema: anyEntity("TripUpdate", "TripUpdate"),
    description: { ...title("Trips", "Рейсы", "Рейстер"), source: "GTFS-Realtime", simulated: true },
  });
  await register("environment", WASTE, {
    cadenceSeconds: 1800,
    schema: anyEntity("WasteContainer", "WasteContainer"),
    description: {
      ...title("Waste containers", "Контейнеры для отходов", "Қалдық контейнерлері"),
      simulated: true,
    },
  });
  await register("energy", GRID, {
    visibility: "members",
    cadenceSeconds: 900,
    schema: anyEntity("ACMeasurement", "ACMeasurement"),
    description: title("Grid load", "Нагрузка сети", "Желі жүктемесі"),
  });
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  const stations = Array.from({ length: 7 }, (_, index) => index);
  await send(
    city,
    "environment",
    AIR,
    hours.flatMap((hour) => stations.map((each) => airAt(each, hour))),
  );
  await send(
    city,
    "environment",
    WASTE,
    hours.flatMap((hour) => stations.map((each) => binAt(each, hour))),
  );
  const fleet = Array.from({ length: 24 }, (_, index) => index);
  await send(
    city,
    "transport",
    BUSES,
    fleet.map((bus) => busAt(bus, HOURS - 1)),
  );
  await send(
    city,
    "transport",
    "transport.trips",
    fleet.slice(0, 8).map((trip) => tripAt(trip, HOURS - 1)),
  );
  return city;
}

/** Publishes entities; answers their records. */
export async function send(
  city: City,
  agency: "transport" | "environment" | "energy",
  name: string,
  entities: readonly unknown[],
  query = "",
): Promise<string[]> {
  const { results } = await city.ask<{ results: { code: string | null; records: string[] }[] }>(
    "POST",
    `/v1/data-sets/${name}/observations${query}`,
    { as: agency, body: entities },
  );
  const refused = results.find(({ code }) => code !== null);
  if (refused !== undefined) throw new Error(`${name}: ${JSON.stringify(refused)}`);
  return results.flatMap(({ records }) => records);
}

/** An hour's value of an air post, for corrections and for what comes while the page is open. */
export const airValue = (station: number, hour: number, pm25: number): Record<string, unknown> => ({
  ...airAt(station, hour),
  pm25: { type: "Property", value: pm25, unitCode: "GQ" },
});
