// All sources of the demo's city.
import { AIR_SOURCES } from "./air.ts";
import { BUS_SOURCES } from "./buses.ts";
import { AI_SOURCE } from "./city.ts";
import { NETWORK_SOURCES } from "./networks.ts";
import { midnight } from "./noise.ts";
import { PEOPLE_SOURCES } from "./people.ts";
import { PLACE_SOURCES } from "./places.ts";
import type { Source } from "./source.ts";
import { STREET_SOURCES } from "./streets.ts";

/** Every source, in the order in which the demo registers them. */
export const SOURCES: readonly Source[] = [
  AI_SOURCE, // before the air, which it judges
  ...AIR_SOURCES,
  ...BUS_SOURCES,
  ...NETWORK_SOURCES,
  ...STREET_SOURCES,
  ...PLACE_SOURCES,
  ...PEOPLE_SOURCES,
];

export const SLOT_SECONDS = 900;

/** Whether a source speaks at a moment, the beginning of a quarter-hour; what comes once a day counts from local midnight. */
export function isDue({ every, phase }: Pick<Source, "every" | "phase">, at: number): boolean {
  if (every === 0) return false;
  const slot = every % 96 === 0 ? (at - midnight(at)) / SLOT_SECONDS : at / SLOT_SECONDS;
  return (((slot - phase) % every) + every) % every === 0;
}

/** How long until every subject has spoken again: what the ledger keeps as the cadence, seconds. */
export const cadenceOf = ({ every }: Pick<Source, "every">): number => every * SLOT_SECONDS;
