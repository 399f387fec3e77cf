// What is near a place: the nearest subject of a kind, and how many are within a distance. Pure.
import type { PlaceOfTile, Tile } from "../city/answers.ts";
import { metresBetween } from "../city/geo.ts";
import { kindOf, type Kind } from "../city/kinds.ts";
import type { Coordinates } from "../city/projection.ts";

export interface Near {
  readonly tile: Tile;
  readonly place: PlaceOfTile;
  readonly metres: number;
}

/** Subjects of a kind by their distance, those beyond `within` metres left out. */
export const nearOf = (tiles: readonly Tile[], kind: Kind, here: Coordinates, within: number): Near[] =>
  tiles
    .filter((tile) => kindOf(tile.entityType) === kind)
    .flatMap((tile) =>
      (tile.places ?? []).flatMap((place) =>
        place.at === null ? [] : [{ tile, place, metres: metresBetween(here, place.at) }],
      ),
    )
    .filter(({ metres }) => metres <= within)
    .sort((a, b) => a.metres - b.metres);

/** Daily and one-time limits of PM2.5 in µg/m³, as the thresholds of the city's air have them. */
export const PM25_LIMITS = { daily: 35, oneTime: 160 };

/** Where a value of PM2.5 lies; null for what is no such value. */
export function airVerdict(
  property: string,
  unit: string | null,
  value: number,
): "below" | "between" | "above" | null {
  if (property !== "pm25" || (unit !== "GQ" && unit !== "GP")) return null;
  const micrograms = unit === "GP" ? value * 1_000 : value;
  if (micrograms <= PM25_LIMITS.daily) return "below";
  return micrograms <= PM25_LIMITS.oneTime ? "between" : "above";
}
