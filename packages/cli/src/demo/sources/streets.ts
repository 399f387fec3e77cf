// What moves in the streets: traffic, taxis, ambulances, cameras that count and see no faces, fares without persons.
import { createHash } from "node:crypto";
import type { KeyValues } from "@alatau/formats";
import {
  along,
  between,
  chance,
  clamp,
  isWeekend,
  localDay,
  placeOf,
  pointAt,
  rounded,
  traffic,
  whole,
} from "./noise.ts";
import { ROUTES } from "./buses.ts";
import { count, entity, iso, ownSchema, point, source, text, time, type Source } from "./source.ts";

const ROADS = [
  "al-farabi",
  "abay",
  "tole-bi",
  "raiymbek",
  "seifullin",
  "dostyk",
  "sain",
  "ryskulov",
] as const;
const TAXIS = 12;
const AMBULANCES = 8;
const CAMERAS = 12;
const FARES_A_ROUND = 12;
const QUARTER = 900;

const busy = (at: number): number => traffic(at) * (isWeekend(at) ? 0.7 : 1);

function road(seed: number, at: number, name: string): KeyValues {
  const load = clamp(busy(at) * between(chance(seed, `${name}/load`, at), 0.8, 1.15), 0, 1.1);
  const lanes = 2 + (name.length % 3);
  return entity("TrafficFlowObserved", name, {
    ...{
      dateObserved: `${iso(at - QUARTER)}/${iso(at)}`,
      dateObservedFrom: iso(at - QUARTER),
      dateObservedTo: iso(at),
    },
    location: pointAt(placeOf(`road/${name}`)),
    intensity: whole(lanes * 1_100 * load),
    occupancy: rounded(clamp(0.05 + 0.6 * load ** 2, 0, 1), 2),
    averageVehicleSpeed: rounded(
      clamp(62 - 46 * load ** 2 + between(chance(seed, `${name}/v`, at), -3, 3), 5, 90),
      1,
    ),
    congested: load > 0.9,
  });
}

/** A vehicle of a fleet; its name says nothing about its plate, and nobody's name stands there. */
function fleet(seed: number, at: number, kind: string, index: number): KeyValues {
  const name = `${kind}-${index + 1}`;
  const isOut = chance(seed, `${name}/out`, whole(at / 2_700)) < 0.35 + 0.45 * traffic(at);
  const leg = whole(at / 2_700);
  const place = along(placeOf(`${name}/${leg}`), placeOf(`${name}/${leg + 1}`), ((at / 2_700) % 1) / 2);
  return entity("FleetVehicleStatus", name, {
    ...{ dateObserved: iso(at), location: pointAt(isOut ? place : placeOf(`${kind}/base`)) },
    currentStatus: isOut ? "deployed" : "finished",
    speed: isOut ? rounded(between(chance(seed, `${name}/speed`, at), 10, 55), 1) : 0,
    battery: rounded(between(chance(seed, `${name}/battery`, whole(at / 7_200)), 0.2, 1), 2),
  });
}

/** What a camera counted in a quarter-hour: numbers, never a face, a plate or a picture. */
export function cameraCount(seed: number, at: number, index: number): KeyValues {
  const name = `camera-${index + 1}`;
  const share = between(chance(seed, name, at), 0.7, 1.2) * busy(at);
  return entity("CameraCount", name, {
    ...{ dateObserved: iso(at), location: pointAt(placeOf(name)) },
    ...{ vehicles: whole(420 * share), bicycles: whole(18 * share), pedestrians: whole(160 * share) },
    modelVersion: "counter-2.1",
  });
}

/** A card's pseudonym in a month: nobody can follow it into the next one. */
const pseudonym = (seed: number, card: number, at: number): string =>
  createHash("sha256")
    .update(`${seed}/${card}/${whole(localDay(at) / 30)}`)
    .digest("hex")
    .slice(0, 24);

function fare(seed: number, at: number, index: number): KeyValues {
  const draw = (what: string): number => chance(seed, `fare-${index}/${what}`, at);
  const route = ROUTES[whole(draw("route") * ROUTES.length)]!;
  const moment = at - QUARTER + whole(draw("second") * QUARTER);
  return entity("FareCollectionSystem", `validator-${index + 1}`, {
    ...{ transactionDateTime: iso(moment), route_id: route, equipmentId: `validator-${index + 1}` },
    ...{ transactionType: "Validation", ticketTypeCode: draw("kind") < 0.2 ? "Reduced" : "Normal" },
    ...{ cardId: pseudonym(seed, whole(draw("card") * 5_000), at), fareForAdult: 120, passengerCount: 1 },
  });
}

/** Of cameras: one round is an observation a camera. */
export const CAMERA_SCHEMA = ownSchema("CameraCount", {
  ...{ dateObserved: time, location: point, vehicles: count, bicycles: count, pedestrians: count },
  modelVersion: text,
});

const flow = (property: string, max: string) =>
  ({ property, min: "0", max, disagreeWithinSeconds: 3600 }) as const;

/** Streets, fleets and fares. */
export const STREET_SOURCES: readonly Source[] = [
  source({
    name: "transport.traffic-flow",
    agency: "transport",
    title: { en: "Traffic flow", ru: "Поток транспорта", kk: "Көлік ағыны" },
    from: "Counting loops of the road service",
    schema: "TrafficFlowObserved",
    every: 2,
    units: { averageVehicleSpeed: "KMH" },
    quality: [flow("intensity", "12000"), { ...flow("averageVehicleSpeed", "150"), unit: "KMH" }],
    entities: (seed, at) => ROADS.map((name) => road(seed, at, name)),
  }),
  source({
    name: "transport.taxis",
    agency: "transport",
    title: { en: "Taxis", ru: "Такси", kk: "Такси" },
    from: "Taxi operators, vehicles by a number of their own",
    schema: "FleetVehicleStatus",
    every: 2,
    phase: 1,
    units: { speed: "KMH", battery: "C62" },
    quality: [{ ...flow("speed", "150"), unit: "KMH" }],
    entities: (seed, at) => Array.from({ length: TAXIS }, (_, index) => fleet(seed, at, "taxi", index)),
  }),
  source({
    name: "transport.ambulances",
    agency: "transport",
    title: { en: "Ambulances", ru: "Скорая помощь", kk: "Жедел жәрдем" },
    description: {
      en: "For members only: where an ambulance stops is where somebody is ill.",
      ru: "Только для участников: где стоит скорая, там кто-то болен.",
      kk: "Тек мүшелерге: жедел жәрдем тұрған жерде біреу ауырып жатыр.",
    },
    from: "Ambulance service",
    schema: "FleetVehicleStatus",
    visibility: "members",
    every: 2,
    units: { speed: "KMH", battery: "C62" },
    quality: [{ ...flow("speed", "160"), unit: "KMH" }],
    entities: (seed, at) =>
      Array.from({ length: AMBULANCES }, (_, index) => fleet(seed, at, "ambulance", index)),
  }),
  source({
    name: "transport.camera-counts",
    agency: "transport",
    title: { en: "Camera counts", ru: "Подсчёт камерами", kk: "Камера санағы" },
    description: {
      en: "Numbers that cameras counted in a quarter-hour: no faces, no plates, no pictures.",
      ru: "Числа, которые камеры насчитали за четверть часа: без лиц, номеров и снимков.",
      kk: "Камералар он бес минутта санаған сандар: бет, нөмір және сурет жоқ.",
    },
    from: "Video analytics of crossings",
    schema: CAMERA_SCHEMA,
    format: "jsonl",
    every: 1,
    quality: [flow("vehicles", "5000"), flow("pedestrians", "5000")],
    entities: (seed, at) => Array.from({ length: CAMERAS }, (_, index) => cameraCount(seed, at, index)),
  }),
  source({
    name: "transport.fares",
    agency: "transport",
    title: { en: "Fares", ru: "Оплата проезда", kk: "Жол ақысы" },
    description: {
      en: "For members only. Cards stand under pseudonyms that change every month.",
      ru: "Только для участников. Карты под псевдонимами, которые меняются каждый месяц.",
      kk: "Тек мүшелерге. Карталар ай сайын өзгеретін лақап аттармен берілген.",
    },
    from: "Fare collection system",
    schema: "FareCollectionSystem",
    visibility: "members",
    every: 2,
    phase: 1,
    quality: [flow("fareForAdult", "1000")],
    entities: (seed, at) =>
      Array.from({ length: whole(FARES_A_ROUND * clamp(busy(at) + 0.2, 0, 1)) }, (_, index) =>
        fare(seed, at, index),
      ),
  }),
];
