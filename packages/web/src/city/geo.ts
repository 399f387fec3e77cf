// Distances on the ground and places as people type them. Pure.
import type { Coordinates } from "./projection.ts";

const KILOMETRES_PER_DEGREE = 111.32;

/** Metres between two places of one city: the earth is taken as flat. */
export function metresBetween(a: Coordinates, b: Coordinates): number {
  const squeeze = Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  const across = (a[0] - b[0]) * squeeze;
  return Math.hypot(across, a[1] - b[1]) * KILOMETRES_PER_DEGREE * 1_000;
}

/** `43.2380, 76.9450`: latitude first, as people write it. */
export const writeCoordinates = ([longitude, latitude]: Coordinates): string =>
  `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;

/** Reads latitude and longitude; null for what names no place. */
export function readCoordinates(text: string): Coordinates | null {
  const parts = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (parts === null) return null;
  const [latitude, longitude] = [Number(parts[1]), Number(parts[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [longitude, latitude] : null;
}
