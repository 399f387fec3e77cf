// Every derivation by its name.
import { avoidedCo2 } from "./avoided-co2.ts";
import { dailyMean, dailyMedian } from "./daily.ts";
import type { Program } from "./program.ts";
import { passengerCounts, revenue } from "./routes.ts";
import { treePlanting } from "./trees.ts";
import { wasteFill } from "./waste.ts";

export const PROGRAMS: readonly Program[] = [
  dailyMean,
  dailyMedian,
  passengerCounts,
  revenue,
  avoidedCo2,
  wasteFill,
  treePlanting,
];
