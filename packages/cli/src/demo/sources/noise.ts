// Chance that can be repeated: numbers drawn from a seed, a name and a moment, and the course of a city's day. Pure.
import type { JsonValue } from "@alatau/formats";
import { LOCAL_OFFSET_SECONDS } from "../neighbourhood.ts";

const HOUR = 3600;
const DAY = 86_400;

/** A number from 0 to below 1 that depends on the seed, the name and the step, and on nothing else. */
export function chance(seed: number, name: string, step: number): number {
  let mixed = (seed ^ 0x9e3779b9) >>> 0;
  for (let index = 0; index < name.length; index += 1)
    mixed = Math.imul(mixed ^ name.charCodeAt(index), 0x01000193) >>> 0;
  for (const word of [step >>> 0, Math.floor(step / 2 ** 32)]) {
    mixed = Math.imul(mixed ^ word, 0x85ebca6b) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
    mixed = (mixed ^ (mixed >>> 16)) >>> 0;
  }
  return mixed / 2 ** 32;
}

/** Chance that changes slowly: between the numbers drawn at the ends of spans of so many seconds. */
export function drift(seed: number, name: string, at: number, span: number): number {
  const step = Math.floor(at / span);
  const share = at / span - step;
  return chance(seed, name, step) * (1 - share) + chance(seed, name, step + 1) * share;
}

/** From `least` to below `most`. */
export const between = (share: number, least: number, most: number): number => least + share * (most - least);
export const whole = (value: number): number => Math.floor(value);
/** To so many decimal places: what a sensor would say. */
export const rounded = (value: number, places: number): number => Number(value.toFixed(places)) + 0;
export const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value));

/** Seconds since local midnight. */
const secondOfDay = (at: number): number => (((at + LOCAL_OFFSET_SECONDS) % DAY) + DAY) % DAY;
/** Local days since 1970; day 0 was a Thursday. */
export const localDay = (at: number): number => Math.floor((at + LOCAL_OFFSET_SECONDS) / DAY);
export const isWeekend = (at: number): boolean => [2, 3].includes(localDay(at) % 7);
/** Unix seconds of the local midnight before or at a moment. */
export const midnight = (at: number): number => localDay(at) * DAY - LOCAL_OFFSET_SECONDS;

const curve =
  (hours: readonly number[]) =>
  (at: number): number => {
    const hour = secondOfDay(at) / HOUR;
    const from = Math.floor(hour);
    const share = hour - from;
    return hours[from % 24]! * (1 - share) + hours[(from + 1) % 24]! * share;
  };

/** How busy the streets are by the local hour, 0 to 1. */
export const traffic = curve([
  ...[0.12, 0.08, 0.05, 0.05, 0.08, 0.2, 0.5, 0.85, 1, 0.8, 0.65, 0.62],
  ...[0.65, 0.68, 0.66, 0.7, 0.82, 0.98, 1, 0.8, 0.6, 0.45, 0.32, 0.2],
]);
/** How much power homes and works take by the local hour, 0 to 1. */
export const demand = curve([
  ...[0.55, 0.5, 0.47, 0.46, 0.48, 0.55, 0.68, 0.8, 0.86, 0.87, 0.86, 0.85],
  ...[0.84, 0.83, 0.83, 0.84, 0.88, 0.94, 1, 0.99, 0.95, 0.86, 0.74, 0.62],
]);
/** How much water is used by the local hour, 0 to 1. */
export const water = curve([
  ...[0.3, 0.24, 0.2, 0.2, 0.25, 0.42, 0.75, 1, 0.95, 0.8, 0.7, 0.66],
  ...[0.68, 0.66, 0.62, 0.62, 0.68, 0.8, 0.92, 0.98, 0.95, 0.82, 0.6, 0.42],
]);
/** What stoves and traffic add to the air by the local hour, 0 to 1. */
export const smoke = curve([
  ...[0.6, 0.5, 0.4, 0.3, 0.22, 0.2, 0.28, 0.48, 0.62, 0.6, 0.5, 0.4],
  ...[0.3, 0.24, 0.22, 0.24, 0.32, 0.48, 0.7, 0.88, 0.98, 0.96, 0.86, 0.72],
]);
/** How cold it is outside: 1 in the depth of winter, 0 at midsummer. */
export const cold = (at: number): number => (1 + Math.cos((2 * Math.PI * (at / DAY - 15)) / 365.2425)) / 2;

export type Place = readonly [longitude: number, latitude: number];
/** The centre of the demo's city. */
export const CENTRE: Place = [76.92, 43.25];

export const pointAt = ([longitude, latitude]: Place): JsonValue => ({
  type: "Point",
  coordinates: [rounded(longitude, 5), rounded(latitude, 5)],
});

/** A fixed place of a thing within some kilometres of the centre. */
export const placeOf = (name: string, spread = 0.08): Place => [
  CENTRE[0] + (chance(1, `${name}/longitude`, 0) - 0.5) * 2 * spread,
  CENTRE[1] + (chance(1, `${name}/latitude`, 0) - 0.5) * 1.4 * spread,
];

/** Where one is on the way between two places and back again; `share` counts rounds. */
export function along(from: Place, to: Place, share: number): Place {
  const part = share - Math.floor(share);
  const way = part < 0.5 ? part * 2 : 2 - part * 2;
  return [from[0] + (to[0] - from[0]) * way, from[1] + (to[1] - from[1]) * way];
}

/** The districts that aggregates are made for. */
export const DISTRICTS = [
  ...["Alatau", "Almaly", "Auezov", "Bostandyk"],
  ...["Zhetysu", "Medeu", "Nauryzbay", "Turksib"],
] as const;
