// What an electric fleet did not emit, against the diesel buses it stands for. Pure.
import { z } from "zod";
import { decimalSchema, exact, roundedHalfAway, sum, type Exact } from "../exact.ts";
import { program } from "./program.ts";
import { amountCell, sortedGroups, textCell } from "./rows.ts";

/** A factor with where it comes from; `confirmed` says whether it was read in a document that binds here. */
const factor = (value: string, unit: string, source: string) =>
  z
    .strictObject({
      value: decimalSchema,
      unit: z.literal(unit),
      source: z.string().min(1).max(300),
      confirmed: z.boolean(),
    })
    .default({ value, unit, source, confirmed: false });

const parametersSchema = z.strictObject({
  litresPerKm: factor(
    "0.40",
    "l/km",
    "assumption: a 12 m diesel city bus; replace it by the fleet's own record",
  ),
  dieselKgPerLitre: factor(
    "2.68",
    "kg CO2/l",
    "IPCC 2006 default: 74,100 kg/TJ, 43 MJ/kg, 0.84 kg/l, rounded",
  ),
  gridKgPerKWh: factor(
    "0.70",
    "kg CO2/kWh",
    "assumption for a coal-heavy grid; replace it by the operator's yearly factor",
  ),
});

const PLACES = 3;

/** Avoided CO2 in kilograms, per vehicle and in all; negative where the grid's coal outweighs the diesel. */
export const avoidedCo2 = program({
  id: "avoided-co2",
  version: 1,
  title: "CO2 that an electric fleet avoided against diesel",
  formula: [
    "avoidedKg = km × litresPerKm × dieselKgPerLitre − kWh × gridKgPerKWh",
    "km and kWh are summed per vehicle; rounded to 3 digits, half away from zero, per vehicle and once for the total",
  ],
  fields: [
    { name: "vehicle", headers: ["vehicle", "vehicle_id"], meaning: "vehicle" },
    { name: "km", headers: ["km", "distance_km"], meaning: "kilometres driven" },
    { name: "kWh", headers: ["kWh", "energy_kwh"], meaning: "energy charged" },
  ],
  rowSchema: z.object({ vehicle: textCell, km: amountCell, kWh: amountCell }),
  parametersSchema,
  run: (rows, { litresPerKm, dieselKgPerLitre, gridKgPerKWh }) => {
    const avoided = (km: Exact, kWh: Exact): Exact =>
      km
        .mul(exact(litresPerKm.value))
        .mul(exact(dieselKgPerLitre.value))
        .sub(kWh.mul(exact(gridKgPerKWh.value)));
    const line = (list: typeof rows) => {
      const [km, kWh] = [sum(list.map((row) => row.km)), sum(list.map((row) => row.kWh))];
      return {
        km: roundedHalfAway(km, PLACES),
        kWh: roundedHalfAway(kWh, PLACES),
        avoidedKg: roundedHalfAway(avoided(km, kWh), PLACES),
      };
    };
    const vehicles = sortedGroups(rows, ({ vehicle }) => vehicle);
    return {
      rows: vehicles.map(([vehicle, list]) => ({ vehicle, ...line(list) })),
      totals: { vehicles: vehicles.length, ...line(rows) },
      explanation: [litresPerKm, dieselKgPerLitre, gridKgPerKWh].map(
        ({ value, unit, source, confirmed }) =>
          `${value} ${unit}: ${source}${confirmed ? "" : " (not confirmed for this city)"}.`,
      ),
    };
  },
});
