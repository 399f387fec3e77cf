// The hourly air-quality file with known answers, where it lies beside the checkout: tests only.
import { existsSync, readFileSync } from "node:fs";
import type { Observation } from "./observation.ts";

const folder = new URL("../../../../shared/data/air-quality/", import.meta.url);
const HOURLY = new URL("astana_pm25_hourly_2025-01_02.csv", folder);

/** Why a test of the file is skipped; undefined where it is there. */
export const missing = existsSync(HOURLY) ? undefined : `no ${HOURLY.pathname}`;

/** A file's rows by column. */
export function rowsOf(name: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(new URL(name, folder), "utf8").trim().split("\n");
  const columns = head!.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(columns.map((column, index) => [column, cells[index]!]));
  });
}

export const expectedOf = (file: string): Record<string, unknown> =>
  (JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<string, never>)[file]!;

export const hourlyRows = (): Record<string, string>[] => rowsOf("astana_pm25_hourly_2025-01_02.csv");

/** The hourly rows as observations in µg/m³. */
export const hourlyObservations = (): Observation[] =>
  hourlyRows().map((row) => {
    const observedAt = Date.parse(row["datetime_utc"]!.replace(" ", "T")) / 1000;
    return {
      subject: row["station_id"]!,
      observedAt,
      receivedAt: observedAt,
      values: new Map([["pm25", { value: row["value_ugm3"]!, unit: "GQ" }]]),
    };
  });
