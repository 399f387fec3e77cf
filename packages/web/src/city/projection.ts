// From longitude and latitude to places on a drawing of the city: equirectangular, true at the middle latitude. Pure.

export type Coordinates = readonly [longitude: number, latitude: number];

export interface Projection {
  readonly width: number;
  readonly height: number;
  readonly place: (at: Coordinates) => readonly [x: number, y: number];
  /** The other way round. */
  readonly unplace: (point: readonly [x: number, y: number]) => Coordinates;
  /** Units of the drawing that a kilometre has. */
  readonly kilometre: number;
}

const KILOMETRES_PER_DEGREE = 111.32;
/** Nothing smaller is drawn, kilometres. */
const LEAST_KM = 2;
const MARGIN = 0.08;

/** The drawing that holds all of some places, at most `width` wide and `height` high. Far outliers (beyond 1 %) do not shrink the rest. */
export function project(
  all: readonly Coordinates[],
  { width, height }: { readonly width: number; readonly height: number },
): Projection {
  const west = rangeOf(all.map(([longitude]) => longitude));
  const south = rangeOf(all.map(([, latitude]) => latitude));
  const middle = { longitude: (west[0] + west[1]) / 2, latitude: (south[0] + south[1]) / 2 };
  const squeeze = Math.cos((middle.latitude * Math.PI) / 180);
  const across = Math.max((west[1] - west[0]) * squeeze * KILOMETRES_PER_DEGREE, LEAST_KM);
  const upward = Math.max((south[1] - south[0]) * KILOMETRES_PER_DEGREE, LEAST_KM);
  const kilometre = Math.min(width / (across * (1 + 2 * MARGIN)), height / (upward * (1 + 2 * MARGIN)));
  return {
    ...{ width, height, kilometre },
    place: ([longitude, latitude]) => [
      width / 2 + (longitude - middle.longitude) * squeeze * KILOMETRES_PER_DEGREE * kilometre,
      height / 2 - (latitude - middle.latitude) * KILOMETRES_PER_DEGREE * kilometre,
    ],
    unplace: ([x, y]) => [
      middle.longitude + (x - width / 2) / (squeeze * KILOMETRES_PER_DEGREE * kilometre),
      middle.latitude - (y - height / 2) / (KILOMETRES_PER_DEGREE * kilometre),
    ],
  };
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  if (values.length === 0) return [0, 0];
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 100);
  return [sorted[cut]!, sorted[sorted.length - 1 - cut]!];
}

/** A round number of kilometres that is not wider than `most` units. */
export function scaleBar({ kilometre }: Pick<Projection, "kilometre">, most: number): number {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
  return steps.findLast((step) => step * kilometre <= most) ?? steps[0]!;
}
