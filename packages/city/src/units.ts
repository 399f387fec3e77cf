// Units as UN/CEFACT codes, and the few that convert into each other exactly. Pure.
import { exact, type Exact } from "./exact.ts";

/** Code → how many of the smallest unit of its kind. */
const KINDS: readonly Readonly<Record<string, string>>[] = [
  // Mass concentration: µg/m³, mg/m³.
  { GQ: "1", GP: "1000" },
  // Length: metre, kilometre.
  { MTR: "1", KMT: "1000" },
  // Energy: Wh, kWh, MWh.
  { WHR: "1", KWH: "1000", MWH: "1000000" },
  // Mass: kilogram, tonne.
  { KGM: "1", TNE: "1000" },
];

/** The value in another unit, exactly; undefined where the units do not convert into each other. */
export function inUnit(value: Exact, from: string, to: string): Exact | undefined {
  if (from === to) return value;
  const kind = KINDS.find((codes) => from in codes && to in codes);
  return kind && value.mul(exact(kind[from]!)).div(exact(kind[to]!));
}
