// How full the containers are, and when they will be. Pure.
import { z } from "zod";
import { decimalSchema, exact, roundedHalfAway, whole, type Exact } from "../exact.ts";
import { momentSchema, type Moment } from "../moment.ts";
import { instant } from "../observation.ts";
import { program } from "./program.ts";
import { amountCell, refuseRepeats, sortedGroups, textCell } from "./rows.ts";

interface Level {
  readonly container: string;
  readonly observedAt: Moment;
  readonly level: Exact;
}

const FULL = whole(1);
const PLACES = 4;
const DAY = 86_400;

/** The levels since the container was last emptied: since the last fall by at least `emptiedBy`. */
function sinceEmptied(levels: readonly Level[], emptiedBy: Exact): readonly Level[] {
  const start = levels.findLastIndex(
    ({ level }, index) => index > 0 && levels[index - 1]!.level.sub(level).gte(emptiedBy),
  );
  return levels.slice(Math.max(0, start));
}

/** Growth of the level in a second; undefined where it does not grow. */
function ratePerSecond(levels: readonly Level[]): Exact | undefined {
  const [first, last] = [levels[0]!, levels.at(-1)!];
  const seconds = last.observedAt.at - first.observedAt.at;
  if (seconds === 0) return undefined;
  const rate = last.level.sub(first.level).div(seconds);
  return rate.n > 0n && rate.s > 0n ? rate : undefined;
}

/** The share of containers over the threshold, and the time to full of each. */
export const wasteFill = program({
  id: "waste-fill",
  version: 1,
  title: "fill of waste containers",
  formula: [
    "level: the container's last filling level, 0 to 1",
    "a fall by emptiedBy or more means that the container was emptied",
    "rate = (last level − first level since emptied) / time between them; where it is not above zero there is no time to full",
    "secondsToFull = (1 − level) / rate, rounded down: never later than the rate says",
    "share = containers at or over the threshold / containers, rounded to 4 digits, half away from zero",
  ],
  fields: [
    { name: "container", headers: ["container", "container_id", "id"], meaning: "container" },
    { name: "observedAt", headers: ["observedAt", "dateModified"], meaning: "moment with its offset" },
    { name: "level", headers: ["level", "fillingLevel"], meaning: "0 to 1" },
  ],
  rowSchema: z.object({
    container: textCell,
    observedAt: momentSchema,
    level: amountCell.refine((level) => level.lte(1), "is above 1"),
  }),
  parametersSchema: z.strictObject({
    threshold: decimalSchema.default("0.8"),
    emptiedBy: decimalSchema.default("0.2"),
  }),
  run: (rows, { threshold, emptiedBy }) => {
    refuseRepeats(
      rows,
      ({ container, observedAt }) => `${container} at ${instant(observedAt.at)}`,
      "observedAt",
    );
    const derived = sortedGroups(rows, ({ container }) => container).map(([container, list]) => {
      const levels = sinceEmptied(
        list.sort((a, b) => a.observedAt.at - b.observedAt.at),
        exact(emptiedBy),
      );
      const last = levels.at(-1)!;
      const rate = ratePerSecond(levels);
      const seconds = rate && FULL.sub(last.level).div(rate).floor();
      return {
        container,
        observedAt: instant(last.observedAt.at),
        level: roundedHalfAway(last.level, PLACES),
        isOver: last.level.gte(exact(threshold)),
        perDay: rate === undefined ? null : roundedHalfAway(rate.mul(DAY), PLACES),
        secondsToFull: seconds === undefined ? null : Number(seconds.n),
      };
    });
    const over = derived.filter(({ isOver }) => isOver).length;
    return {
      rows: derived,
      totals: {
        containers: derived.length,
        over,
        share: roundedHalfAway(whole(over).div(derived.length), PLACES),
      },
      explanation: [`${over} of ${derived.length} containers are at ${threshold} or fuller.`],
    };
  },
});
