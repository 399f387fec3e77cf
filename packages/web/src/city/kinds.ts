// How the pages call what agencies publish: kinds of subjects, properties and units.
import { formatFixed, type Language } from "../format.ts";
import type { Say } from "../language.tsx";
import type { TextKey } from "../texts/en.ts";

export const KINDS = ["bus", "trip", "charger", "air", "waste", "traffic", "crowd", "other"] as const;
export type Kind = (typeof KINDS)[number];

export const KIND_TEXT: Readonly<Record<Kind, TextKey>> = {
  bus: "city.kind.bus",
  trip: "city.kind.trip",
  charger: "city.kind.charger",
  air: "city.kind.air",
  waste: "city.kind.waste",
  traffic: "city.kind.traffic",
  crowd: "city.kind.crowd",
  other: "city.kind.other",
};

const KIND_OF_TYPE: Readonly<Record<string, Kind>> = {
  AirQualityObserved: "air",
  FleetVehicleStatus: "bus",
  Vehicle: "bus",
  TripUpdate: "trip",
  EVChargingStation: "charger",
  WasteContainer: "waste",
  TrafficFlowObserved: "traffic",
  CrowdFlowObserved: "crowd",
};

/** The kind of an NGSI-LD entity type. */
export const kindOf = (entityType: string | null): Kind => KIND_OF_TYPE[entityType ?? ""] ?? "other";

const PROPERTY_TEXT: Readonly<Record<string, TextKey>> = {
  activePower: "city.property.activePower",
  delay: "city.property.delay",
  fillingLevel: "city.property.fillingLevel",
  humidity: "city.property.humidity",
  relativeHumidity: "city.property.humidity",
  intensity: "city.property.intensity",
  occupancyPercentage: "city.property.occupancy",
  peopleCount: "city.property.peopleCount",
  speed: "city.property.speed",
  temperature: "city.property.temperature",
};
/** Formulas, which are the same in every language. */
const SYMBOLS: Readonly<Record<string, string>> = {
  pm25: "PM2.5",
  pm10: "PM10",
  no2: "NO₂",
  so2: "SO₂",
  co: "CO",
  co2: "CO₂",
  o3: "O₃",
};

/** What a property is called; one that these pages do not know is told by its own name, in words. */
export function nameOfProperty(property: string, say: Say): string {
  const text = PROPERTY_TEXT[property];
  return text === undefined ? (SYMBOLS[property.toLowerCase()] ?? inWords(property)) : say(text);
}

/** `powerConsumption` as «Power consumption». */
function inWords(name: string): string {
  const words = name
    .replaceAll("_", " ")
    .replaceAll(/([a-z\d])([A-Z])/g, (_, end: string, next: string) => `${end} ${next.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Signs of UN/CEFACT codes; Russian and Kazakh write the same ones. */
const UNITS: Readonly<Record<string, readonly [latin: string, cyrillic: string]>> = {
  GQ: ["µg/m³", "мкг/м³"],
  GP: ["mg/m³", "мг/м³"],
  P1: ["%", "%"],
  CEL: ["°C", "°C"],
  KMH: ["km/h", "км/ч"],
  KWT: ["kW", "кВт"],
  MAW: ["MW", "МВт"],
  KWH: ["kWh", "кВт·ч"],
  MWH: ["MWh", "МВт·ч"],
  MTQ: ["m³", "м³"],
  MQH: ["m³/h", "м³/ч"],
  BAR: ["bar", "бар"],
  KGM: ["kg", "кг"],
  TNE: ["t", "т"],
  SEC: ["s", "с"],
  MIN: ["min", "мин"],
  HUR: ["h", "ч"],
  HTZ: ["Hz", "Гц"],
  WTT: ["W", "Вт"],
  VLT: ["V", "В"],
  AMP: ["A", "А"],
  E93: ["kg/h", "кг/ч"],
  M1: ["mg/l", "мг/л"],
  DD: ["°", "°"],
  C62: ["", ""],
};
const UNIT_OF_PROPERTY: Readonly<Record<string, string>> = {
  occupancyPercentage: "P1",
  delay: "SEC",
  speed: "KMH",
  fillingLevel: "P1",
};

/** Shares that Smart Data Models give from 0 to 1; people read percent. */
const SHARES = new Set(["fillingLevel"]);

/** A value's number: percent for shares. */
export const formatNumber = (
  { property, unit }: { readonly property: string; readonly unit: string | null },
  value: string | number,
  language: Language,
): string => formatDecimal(unit === null && SHARES.has(property) ? Number(value) * 100 : value, language);

/** The sign of a unit; the code itself where there is none, nothing for a bare number. */
export function signOfUnit(unit: string | null, property: string, language: Language): string {
  const code = unit ?? UNIT_OF_PROPERTY[property];
  if (code === undefined) return "";
  const signs = UNITS[code];
  return signs === undefined ? code : signs[language === "en" ? 0 : 1];
}

/** A decimal as people read it, with two digits behind the mark at most. */
export function formatDecimal(value: string | number, language: Language): string {
  const number = Number(value);
  return Number.isFinite(number)
    ? formatFixed(BigInt(Math.round(number * 100)), 2, 0, language)
    : String(value);
}

/** A value with its unit. */
export const formatValue = (
  { property, unit }: { readonly property: string; readonly unit: string | null },
  value: string | number,
  language: Language,
): string =>
  `${formatNumber({ property, unit }, value, language)}\u00a0${signOfUnit(unit, property, language)}`.trimEnd();

/** The part of an id that names the subject: without `urn:ngsi-ld:<type>:`. */
export const shortSubject = (subject: string): string => subject.replace(/^urn:ngsi-ld:[^:]+:/, "");

/** A duration in its largest whole unit. */
export function formatAge(seconds: number, say: Say): string {
  if (seconds < 120) return say("city.age.seconds", { n: String(Math.floor(seconds)) });
  if (seconds < 7_200) return say("city.age.minutes", { n: String(Math.floor(seconds / 60)) });
  if (seconds < 172_800) return say("city.age.hours", { n: String(Math.floor(seconds / 3_600)) });
  return say("city.age.days", { n: String(Math.floor(seconds / 86_400)) });
}
