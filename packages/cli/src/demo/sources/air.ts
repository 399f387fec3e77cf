// The air and what goes into it: stations of the environment agency, and stacks against their permits.
import type { KeyValues } from "@alatau/formats";
import { between, chance, clamp, cold, drift, placeOf, pointAt, rounded, smoke } from "./noise.ts";
import { entity, iso, number, ownSchema, point, source, text, time, type Source } from "./source.ts";

/** Stations of the demo, by name. */
export const STATIONS = ["north", "centre", "east", "south-west"] as const;
export type Station = (typeof STATIONS)[number];
const HOUR = 3600;

/** Once in a while a station says something else than it should: for the detector to find. */
const FAULT_SHARE = 1 / 400;

/** PM2.5 at a station in µg/m³; `withFaults` adds the rare hours in which the sensor is wrong. */
export function pm25(seed: number, station: Station, at: number, withFaults = true): number {
  const weather = between(drift(seed, "weather", at, 30 * HOUR), 8, 30) * (0.6 + 1.4 * cold(at));
  const local = between(chance(1, `${station}/dirty`, 0), 0.7, 1.3);
  const noise = between(chance(seed, `${station}/pm25`, at), -3, 3);
  const clean = clamp((weather + 45 * smoke(at) * (0.35 + cold(at))) * local + noise, 2, 400);
  const isFault = withFaults && chance(seed, `${station}/fault`, at) < FAULT_SHARE;
  return rounded(isFault ? clean + between(chance(seed, `${station}/size`, at), 250, 600) : clean, 1);
}

function station(seed: number, at: number, name: Station): KeyValues {
  const dust = pm25(seed, name, at);
  const share = (what: string, least: number, most: number): number =>
    between(chance(seed, `${name}/${what}`, at), least, most);
  return entity("AirQualityObserved", `almaty-${name}`, {
    dateObserved: iso(at),
    location: pointAt(placeOf(`station/${name}`, 0.07)),
    pm25: dust,
    pm10: rounded(dust * share("pm10", 1.3, 1.7), 1),
    no2: rounded(18 + 60 * smoke(at) * share("no2", 0.7, 1.2), 1),
    so2: rounded(6 + 40 * cold(at) * smoke(at) * share("so2", 0.6, 1.3), 1),
    co: rounded(300 + 1_800 * smoke(at) * share("co", 0.7, 1.2), 0),
    o3: rounded(20 + 70 * (1 - smoke(at)) * (1 - cold(at)) * share("o3", 0.8, 1.2), 1),
    temperature: rounded(24 - 30 * cold(at) + 5 * (1 - smoke(at)) + share("temperature", -1, 1), 1),
    relativeHumidity: rounded(clamp(0.3 + 0.4 * cold(at) + share("humidity", -0.08, 0.08), 0.1, 1), 2),
  });
}

interface Stack {
  readonly name: string;
  readonly pollutant: string;
  /** What the permit allows, kg/h. */
  readonly permit: number;
}
const STACKS: readonly Stack[] = [
  { name: "chp-1", pollutant: "so2", permit: 420 },
  { name: "chp-2", pollutant: "so2", permit: 980 },
  { name: "chp-3", pollutant: "nox", permit: 260 },
  { name: "boiler-west", pollutant: "nox", permit: 60 },
  { name: "cement", pollutant: "dust", permit: 35 },
];

function stack(seed: number, at: number, { name, pollutant, permit }: Stack): KeyValues {
  const load = 0.35 + 0.45 * cold(at) + between(drift(seed, `${name}/load`, at, 6 * HOUR), 0, 0.25);
  const massFlow = rounded(permit * load, 2);
  return entity("StackEmission", name, {
    ...{ dateObserved: iso(at), location: pointAt(placeOf(`stack/${name}`, 0.12)), pollutant },
    ...{ massFlow, permittedMassFlow: permit, permit: `KZ-DEMO-${name}`, isWithinPermit: massFlow <= permit },
  });
}

const POLLUTANTS = { unit: "GQ", disagreeWithinSeconds: HOUR } as const;

/** Air quality and stacks. */
export const AIR_SOURCES: readonly Source[] = [
  source({
    name: "environment.air-quality",
    agency: "environment",
    title: { en: "Air quality", ru: "Качество воздуха", kk: "Ауа сапасы" },
    from: "Stations of the environment agency",
    schema: "AirQualityObserved",
    units: {
      ...{ pm25: "GQ", pm10: "GQ", no2: "GQ", so2: "GQ", co: "GQ", o3: "GQ" },
      ...{ temperature: "CEL", relativeHumidity: "C62" },
    },
    quality: [
      {
        property: "pm25",
        min: "0",
        max: "1000",
        spikeOver: "200",
        stuckAfter: 6,
        gapAfterSeconds: 7_200,
        ...POLLUTANTS,
      },
      { property: "pm10", min: "0", max: "2000", ...POLLUTANTS },
      { property: "no2", min: "0", max: "1000", ...POLLUTANTS },
      { property: "so2", min: "0", max: "2000", ...POLLUTANTS },
      { property: "co", min: "0", max: "50000", ...POLLUTANTS },
      { property: "o3", min: "0", max: "800", ...POLLUTANTS },
    ],
    entities: (seed, at) => STATIONS.map((name) => station(seed, at, name)),
  }),
  source({
    name: "environment.stack-emissions",
    agency: "environment",
    title: {
      en: "Stack emissions against permits",
      ru: "Выбросы труб и разрешения",
      kk: "Мұржа шығарындылары мен рұқсаттар",
    },
    from: "Automated monitoring of stacks",
    schema: ownSchema("StackEmission", {
      ...{ dateObserved: time, location: point, pollutant: text, massFlow: number(0, 100_000) },
      ...{ permittedMassFlow: number(0, 100_000), permit: text, isWithinPermit: { type: "boolean" } },
    }),
    phase: 2,
    units: { massFlow: "E93", permittedMassFlow: "E93" },
    quality: [{ property: "massFlow", min: "0", max: "5000", unit: "E93", disagreeWithinSeconds: HOUR }],
    entities: (seed, at) => STACKS.map((each) => stack(seed, at, each)),
  }),
];
