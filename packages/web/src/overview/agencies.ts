// Tiles of the city's board by who publishes them. Pure.
import type { Tile } from "../city/answers.ts";

export interface AgencyTiles {
  /** Participant. */
  readonly owner: number;
  readonly tiles: readonly Tile[];
  /** Records that it published in the last hour. */
  readonly lastHour: number;
}

/** The agencies that have published something, who published most lately first. */
export function byAgency(tiles: readonly Tile[]): AgencyTiles[] {
  const said = tiles.filter(({ states }) => states.received.ageSeconds !== null);
  return [...Map.groupBy(said, ({ owner }) => owner)]
    .map(([owner, own]) => ({
      ...{ owner, tiles: own },
      lastHour: own.reduce((sum, { states }) => sum + states.received.lastHour, 0),
    }))
    .sort((a, b) => a.owner - b.owner);
}

/** The tiles of which something came last. */
export const latestOf = (tiles: readonly Tile[], count: number): Tile[] =>
  [...tiles]
    .sort((a, b) => (a.states.received.ageSeconds ?? Infinity) - (b.states.received.ageSeconds ?? Infinity))
    .slice(0, count);
