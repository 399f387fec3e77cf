// What flows through the city's wires and pipes: chargers, grid, water, heat.
import type { KeyValues } from "@alatau/formats";
import {
  between,
  chance,
  clamp,
  cold,
  demand,
  DISTRICTS,
  drift,
  placeOf,
  pointAt,
  rounded,
  traffic,
  water,
  whole,
} from "./noise.ts";
import { entity, iso, number, ownSchema, point, source, text, time, type Source } from "./source.ts";

const CHARGERS = 10;
const SUBSTATIONS = ["north", "centre", "east", "south", "airport"] as const;
const PUMPS = ["talgar", "kaskelen", "medeu", "airport"] as const;
const PLANTS = ["chp-1", "chp-2", "boiler-west", "boiler-south"] as const;
const HOUR = 3600;

function charger(seed: number, at: number, index: number): KeyValues {
  const name = `almaty-${index + 1}`;
  const capacity = 4 + (index % 3) * 2;
  const busy = chance(seed, `${name}/busy`, at) * (0.35 + 0.75 * traffic(at));
  const taken = Math.min(capacity, whole(busy * (capacity + 1)));
  return entity("EVChargingStation", name, {
    ...{ observationDateTime: iso(at), location: pointAt(placeOf(`charger/${name}`)) },
    ...{
      name: `Charging place ${index + 1}`,
      socketType: ["CCS/SAE", "CHAdeMO"],
      allowedVehicleType: ["car", "bus"],
    },
    ...{ capacity, availableCapacity: capacity - taken, status: taken === capacity ? "full" : "working" },
    powerConsumption: rounded(taken * between(chance(seed, `${name}/power`, at), 22, 48), 1),
  });
}

function substation(seed: number, at: number, name: string): KeyValues {
  const watts = whole(
    1e6 * between(chance(1, `${name}/size`, 0), 40, 120) * demand(at) * (0.7 + 0.3 * cold(at)),
  );
  const power = watts + whole(between(chance(seed, `${name}/power`, at), -5e5, 5e5));
  return entity("ACMeasurement", `substation-${name}`, {
    ...{ dateObserved: iso(at), location: pointAt(placeOf(`substation/${name}`)), phaseType: "threePhase" },
    frequency: rounded(50 + between(chance(seed, "frequency", at), -0.05, 0.05), 3),
    totalActivePower: power,
    totalReactivePower: whole(power * between(chance(seed, `${name}/reactive`, at), 0.15, 0.3)),
    totalPowerFactor: rounded(between(chance(seed, `${name}/factor`, at), 0.93, 0.99), 3),
  });
}

function pump(seed: number, at: number, name: string): KeyValues {
  const flow = between(chance(1, `${name}/size`, 0), 1_500, 5_000) * water(at);
  return entity("WaterNetworkObserved", name, {
    ...{ dateObserved: iso(at), location: pointAt(placeOf(`pump/${name}`, 0.12)) },
    flow: rounded(flow * between(chance(seed, `${name}/flow`, at), 0.96, 1.04), 1),
    pressure: rounded(
      clamp(5.4 - 1.3 * water(at) + between(chance(seed, `${name}/bar`, at), -0.15, 0.15), 2, 8),
      2,
    ),
    turbidity: rounded(between(drift(seed, `${name}/turbidity`, at, 8 * HOUR), 0.05, 0.6), 2),
    chlorine: rounded(between(chance(seed, `${name}/chlorine`, at), 0.3, 0.5), 2),
  });
}

function plant(seed: number, at: number, name: string): KeyValues {
  const need = 0.12 + 0.88 * cold(at);
  const flow = between(chance(1, `${name}/size`, 0), 2_000, 9_000) * (0.85 + 0.15 * demand(at));
  const supply = 62 + 58 * need + between(drift(seed, `${name}/supply`, at, 6 * HOUR), -3, 3);
  const back = 40 + 28 * need + between(chance(seed, `${name}/return`, at), -1, 1);
  return entity("HeatNetworkObserved", name, {
    ...{
      dateObserved: iso(at),
      location: pointAt(placeOf(`heat/${name}`, 0.1)),
      district: DISTRICTS[name.length % 8]!,
    },
    ...{ supplyTemperature: rounded(supply, 1), returnTemperature: rounded(back, 1), flow: rounded(flow, 1) },
    heatPower: rounded((flow * 4.19 * (supply - back)) / 3_600, 2),
  });
}

/** Chargers, grid, water and heat. */
export const NETWORK_SOURCES: readonly Source[] = [
  source({
    name: "energy.chargers",
    agency: "energy",
    title: { en: "Public chargers", ru: "Зарядные станции", kk: "Зарядтау станциялары" },
    from: "Charging operators (OCPI locations)",
    schema: "EVChargingStation",
    every: 2,
    units: { powerConsumption: "KWT" },
    quality: [
      { property: "powerConsumption", min: "0", max: "2000", unit: "KWT", disagreeWithinSeconds: HOUR },
    ],
    entities: (seed, at) => Array.from({ length: CHARGERS }, (_, index) => charger(seed, at, index)),
  }),
  source({
    name: "energy.grid",
    agency: "energy",
    title: { en: "Grid at the substations", ru: "Сеть на подстанциях", kk: "Қосалқы станциялардағы желі" },
    from: "Network company",
    schema: "ACMeasurement",
    every: 2,
    phase: 1,
    units: { frequency: "HTZ", totalActivePower: "WTT", totalReactivePower: "D44" },
    quality: [
      { property: "frequency", min: "49.5", max: "50.5", unit: "HTZ", disagreeWithinSeconds: HOUR },
      { property: "totalActivePower", min: "0", max: "400000000", unit: "WTT", disagreeWithinSeconds: HOUR },
    ],
    entities: (seed, at) => SUBSTATIONS.map((name) => substation(seed, at, name)),
  }),
  source({
    name: "energy.water",
    agency: "energy",
    title: { en: "Water supply", ru: "Водоснабжение", kk: "Сумен жабдықтау" },
    from: "Water utility",
    schema: ownSchema("WaterNetworkObserved", {
      ...{ dateObserved: time, location: point, flow: number(0, 100_000), pressure: number(0, 40) },
      ...{ turbidity: number(0, 1_000), chlorine: number(0, 20) },
    }),
    phase: 1,
    units: { flow: "MQH", pressure: "BAR", chlorine: "M1" },
    quality: [
      { property: "pressure", min: "1.5", max: "9", unit: "BAR", disagreeWithinSeconds: HOUR },
      { property: "turbidity", min: "0", max: "2.6", disagreeWithinSeconds: HOUR },
    ],
    entities: (seed, at) => PUMPS.map((name) => pump(seed, at, name)),
  }),
  source({
    name: "energy.heat",
    agency: "energy",
    title: { en: "District heating", ru: "Теплоснабжение", kk: "Жылумен жабдықтау" },
    from: "Heat utilities",
    schema: ownSchema("HeatNetworkObserved", {
      ...{ dateObserved: time, location: point, district: text, supplyTemperature: number(0, 200) },
      ...{ returnTemperature: number(0, 200), flow: number(0, 100_000), heatPower: number(0, 10_000) },
    }),
    phase: 3,
    units: { supplyTemperature: "CEL", returnTemperature: "CEL", flow: "MQH", heatPower: "MAW" },
    quality: [
      { property: "supplyTemperature", min: "40", max: "150", unit: "CEL", disagreeWithinSeconds: HOUR },
    ],
    entities: (seed, at) => PLANTS.map((name) => plant(seed, at, name)),
  }),
];
