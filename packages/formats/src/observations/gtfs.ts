// GTFS feeds: the zip's tables, checked for what refers to what, and the routes and stops as entities.
import { parse } from "csv-parse/sync";
import { unzipSync } from "fflate";
import { fromUtf8 } from "../ocmf/bytes.ts";
import { exactNumber } from "./decimal.ts";
import type { Collector } from "./observation.ts";
import { isRefusal, refusal, type Refusal } from "./problems.ts";
import { isoTime, isZone, momentsOf, wallSeconds } from "./time.ts";

export type GtfsRow = Readonly<Record<string, string>>;

/** The tables of a feed by their file names, and what is wrong with them. */
export interface GtfsFeed {
  /** `stops.txt` → its rows, in file order; cells trimmed. */
  readonly tables: Readonly<Record<string, readonly GtfsRow[]>>;
  readonly faults: readonly { readonly position: string; readonly refused: Refusal }[];
  /** The zone of the agency: all times of the feed are in it. */
  readonly zone: string | undefined;
}

/** Table, column → table and column that must know the value. */
const REFERENCES = [
  ["trips.txt", "route_id", "routes.txt"],
  ["stop_times.txt", "trip_id", "trips.txt"],
  ["stop_times.txt", "stop_id", "stops.txt"],
  ["board_alight.txt", "trip_id", "trips.txt"],
  ["board_alight.txt", "stop_id", "stops.txt"],
] as const;
const REQUIRED = ["agency.txt", "routes.txt", "stops.txt", "trips.txt"];

/** Reads a GTFS zip, GTFS-ride's files included. Positions are `stop_times.txt row 12`. Never throws. */
export function readGtfs(zip: Uint8Array, { maxBytes = 268_435_456 } = {}): GtfsFeed {
  const files = unzip(zip, maxBytes);
  if (isRefusal(files))
    return { tables: {}, faults: [{ position: "file", refused: files }], zone: undefined };
  const tables: Record<string, readonly GtfsRow[]> = {};
  const faults: { position: string; refused: Refusal }[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    const { rows, faulty } = readTable(name, bytes);
    tables[name] = rows;
    faults.push(...faulty);
  }
  for (const name of REQUIRED)
    if (tables[name] === undefined)
      faults.push({ position: name, refused: refusal("feed-malformed", "the feed lacks this file") });
  return {
    tables,
    faults: [...faults, ...brokenReferences(tables)],
    zone: tables["agency.txt"]?.[0]?.agency_timezone,
  };
}

function unzip(zip: Uint8Array, maxBytes: number): Readonly<Record<string, Uint8Array>> | Refusal {
  let size = 0;
  try {
    // The sizes that the zip declares bound what is unpacked: a smaller declaration gives a shorter file.
    const files = unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        if (!/(^|\/)[a-z_]+\.txt$/.test(name)) return false;
        size += originalSize;
        return size <= maxBytes;
      },
    });
    if (size > maxBytes)
      return refusal("input-too-large", `it unpacks to ${size} octets; the limit is ${maxBytes}`);
    return Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name.replace(/^.*\//, ""), bytes]),
    );
  } catch (failure) {
    return refusal("feed-malformed", `it is no zip: ${(failure as Error).message}`);
  }
}

function readTable(
  name: string,
  bytes: Uint8Array,
): { rows: readonly GtfsRow[]; faulty: GtfsFeed["faults"] } {
  const text = fromUtf8(bytes);
  if (text === null)
    return { rows: [], faulty: [{ position: name, refused: refusal("text-encoding", "it is not UTF-8") }] };
  const faulty: { position: string; refused: Refusal }[] = [];
  const rows: GtfsRow[] = [];
  let header: readonly string[] | undefined;
  let number = 0;
  const take = (cells: readonly string[]): null => {
    number += 1;
    if (cells.every((cell) => cell === "")) return null;
    if (header === undefined) header = cells;
    else if (cells.length !== header.length) {
      const detail = `${cells.length} cells under ${header.length} columns`;
      faulty.push({ position: `${name} row ${number}`, refused: refusal("columns-count", detail) });
    } else rows.push(Object.fromEntries(header.map((column, index) => [column, cells[index]!])));
    return null;
  };
  try {
    parse(text, { relax_column_count: true, trim: true, on_record: take });
  } catch (failure) {
    const refused = refusal("csv-malformed", (failure as Error).message);
    faulty.push({ position: `${name} row ${number + 1}`, refused });
  }
  return { rows, faulty };
}

function brokenReferences(tables: GtfsFeed["tables"]): GtfsFeed["faults"] {
  return REFERENCES.flatMap(([table, column, home]) => {
    const known = new Set(tables[home]?.map((row) => row[column]));
    return (tables[table] ?? []).flatMap((row, index) => {
      const id = row[column];
      if (id === undefined || id === "" || known.has(id)) return [];
      const refused = refusal("reference-unknown", `${column} ${id} is not in ${home}`);
      return [{ position: `${table} row ${index + 2}`, refused }];
    });
  });
}

/** The urn of a thing that a feed names. */
export const gtfsUrn = (kind: string, ...ids: readonly string[]): string =>
  `urn:ngsi-ld:${kind}:${ids.map(encodeURIComponent).join(":")}`;

/** Seconds of a day at noon minus twelve hours, from which GTFS counts its times; null for what is no day. `YYYYMMDD` or with dashes. */
export function serviceDayStart(day: string, zone: string): number | null {
  const [, year, month, date] = /^(\d{4})-?(\d\d)-?(\d\d)$/.exec(day) ?? [];
  const noon = year === undefined ? null : wallSeconds(Number(year), Number(month), Number(date), [12]);
  const moment = noon === null || !isZone(zone) ? undefined : momentsOf(zone, noon)[0];
  return moment === undefined ? null : moment - 43_200;
}

/** Reads a feed's routes and stops as entities (GtfsRoute, GtfsStop), as of a service day or the feed's first. */
export function readGtfsReference(zip: Uint8Array, day: string | undefined, into: Collector): void {
  const feed = readGtfs(zip, { maxBytes: into.limits.maxBytes });
  for (const { position, refused } of feed.faults) if (!into.fault(position, refused)) return;
  const { "routes.txt": routes = [], "stops.txt": stops = [], "feed_info.txt": information } = feed.tables;
  if (feed.faults.some(({ position }) => position === "file")) return;
  const from = serviceDayStart(day ?? information?.[0]?.feed_start_date ?? "", feed.zone ?? "UTC");
  if (from === null)
    return void into.fault(
      "file",
      refusal("time-absent", "neither feed_info nor a service day says as of when"),
    );
  const dateObserved = isoTime(from);
  for (const [index, row] of routes.entries())
    if (!into.entity(`routes.txt row ${index + 2}`, routeEntity(row, dateObserved))) return;
  for (const [index, row] of stops.entries())
    if (!into.entity(`stops.txt row ${index + 2}`, stopEntity(row, dateObserved))) return;
}

/** Only the members that say something. */
export const present = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );

/** A cell as a number; undefined for an empty one or no number. */
export const numberIn = (cell: string | undefined): number | undefined =>
  cell === undefined || cell === "" ? undefined : (exactNumber(cell) ?? undefined);

const routeEntity = (row: GtfsRow, dateObserved: string): object =>
  present({
    id: gtfsUrn("GtfsRoute", row.route_id ?? ""),
    type: "GtfsRoute",
    dateObserved,
    shortName: row.route_short_name,
    name: row.route_long_name,
    routeType: row.route_type,
    routeColor: row.route_color,
    operatedBy: row.agency_id ? gtfsUrn("GtfsAgency", row.agency_id) : undefined,
  });

function stopEntity(row: GtfsRow, dateObserved: string): object {
  const [longitude, latitude] = [numberIn(row.stop_lon), numberIn(row.stop_lat)];
  const location = { type: "Point", coordinates: [longitude, latitude] };
  return present({
    id: gtfsUrn("GtfsStop", row.stop_id ?? ""),
    type: "GtfsStop",
    dateObserved,
    name: row.stop_name,
    code: row.stop_code,
    location: longitude === undefined || latitude === undefined ? undefined : location,
  });
}
