// GTFS-ride: who boarded and alighted, at a stop of a trip (board_alight.txt) or summed over dates (ridership.txt).
import { type GtfsRow, gtfsUrn, numberIn, present, readGtfs, serviceDayStart } from "./gtfs.ts";
import type { Collector } from "./observation.ts";
import { isRefusal, refusal, type Refusal } from "./problems.ts";
import { isoTime } from "./time.ts";

/** `source` of board_alight.txt: how it was counted. Two ways for one trip check each other. */
const SOURCES: Readonly<Record<string, string>> = {
  "0": "manual",
  "1": "automatic-passenger-counter",
  "2": "automatic-fare-collection",
  "3": "model",
  "4": "mixed",
};
/** Counts of board_alight.txt; each is a whole number or empty. */
const COUNTS = {
  boardings: "boardings",
  alightings: "alightings",
  current_load: "currentLoad",
  load_count: "currentLoad",
  bike_boardings: "bikeBoardings",
  bike_alightings: "bikeAlightings",
  ramp_boardings: "rampBoardings",
  ramp_alightings: "rampAlightings",
} as const;

/** Reads a GTFS-ride zip: a PassengerCount for each row that counts. */
export function readGtfsRide(zip: Uint8Array, into: Collector): void {
  const { tables, faults, zone = "UTC" } = readGtfs(zip, { maxBytes: into.limits.maxBytes });
  for (const { position, refused } of faults) if (!into.fault(position, refused)) return;
  const { "board_alight.txt": stops = [], "ridership.txt": sums = [], "trips.txt": trips = [] } = tables;
  if (faults.length === 0 && stops.length + sums.length === 0)
    into.fault("file", refusal("file-empty", "neither board_alight.txt nor ridership.txt has a row"));
  const routes = new Map(trips.map((trip) => [trip.trip_id, trip.route_id]));
  const take = (position: string, entity: object | Refusal): boolean =>
    isRefusal(entity) ? into.fault(position, entity) : into.entity(position, entity);
  const broken = new Set(faults.map(({ position }) => position));
  for (const [index, row] of stops.entries()) {
    const position = `board_alight.txt row ${index + 2}`;
    if (!broken.has(position) && !take(position, stopCount(row, routes.get(row.trip_id), zone))) return;
  }
  for (const [index, row] of sums.entries())
    if (!take(`ridership.txt row ${index + 2}`, sumCount(row, zone))) return;
}

function stopCount(row: GtfsRow, routeId: string | undefined, zone: string): object | Refusal {
  const counts = wholeCounts(row, COUNTS);
  if (isRefusal(counts)) return counts;
  const {
    trip_id: trip = "",
    stop_id: stop = "",
    stop_sequence: sequence = "",
    service_date: day = "",
  } = row;
  const at = momentOfDay(day, row.service_arrival_time || row.service_departure_time || "", zone);
  if (isRefusal(at)) return at;
  return present({
    id: gtfsUrn("PassengerCount", trip, stop, sequence),
    type: "PassengerCount",
    dateObserved: isoTime(at),
    serviceDate: day,
    ...counts,
    hasTrip: gtfsUrn("GtfsTrip", trip),
    hasStop: gtfsUrn("GtfsStop", stop),
    hasRoute: routeId ? gtfsUrn("GtfsRoute", routeId) : undefined,
    stopSequence: numberIn(sequence),
    countedBy: SOURCES[row.source ?? ""],
  });
}

function sumCount(row: GtfsRow, zone: string): object | Refusal {
  const counts = wholeCounts(row, { total_boardings: "boardings", total_alightings: "alightings" });
  if (isRefusal(counts)) return counts;
  const { ridership_start_date: first = "", ridership_end_date: last = "" } = row;
  const from = momentOfDay(first, row.ridership_start_time || "0:00:00", zone);
  const to = momentOfDay(last, row.ridership_end_time || "24:00:00", zone);
  if (isRefusal(from)) return from;
  if (isRefusal(to)) return to;
  const { agency_id: agency, route_id: route, trip_id: trip, stop_id: stop, service_id: service } = row;
  const scope = [agency, route, row.direction_id, trip, stop, service].map((each) => each || "-");
  return present({
    id: gtfsUrn("PassengerCount", ...scope),
    type: "PassengerCount",
    dateObserved: isoTime(from),
    dateObservedFrom: isoTime(from),
    dateObservedTo: isoTime(to),
    ...counts,
    service,
    hasTrip: trip ? gtfsUrn("GtfsTrip", trip) : undefined,
    hasStop: stop ? gtfsUrn("GtfsStop", stop) : undefined,
    hasRoute: route ? gtfsUrn("GtfsRoute", route) : undefined,
  });
}

/** The counts of a row by their names; one that is no whole number refuses it. */
function wholeCounts(
  row: GtfsRow,
  names: Readonly<Record<string, string>>,
): Record<string, number> | Refusal {
  const counts: Record<string, number> = {};
  for (const [column, name] of Object.entries(names)) {
    const cell = row[column] ?? "";
    if (cell === "") continue;
    if (!/^\d{1,9}$/.test(cell))
      return refusal("value-malformed", `${column}: «${cell.slice(0, 40)}» is no count`);
    counts[name] = Number(cell);
  }
  return Object.keys(counts).length > 0 ? counts : refusal("value-missing", "it counts nothing");
}

/** A time of a service day, which may lie beyond midnight: `25:10:00`. Without one, the day's start. */
function momentOfDay(day: string, clock: string, zone: string): number | Refusal {
  if (day === "") return refusal("time-absent", "the service date is empty");
  const start = serviceDayStart(day, zone);
  const [, hours, minutes, seconds] =
    /^(\d{1,3}):(\d\d):(\d\d)$/.exec(clock === "" ? "0:00:00" : clock) ?? [];
  if (start === null || hours === undefined) return refusal("time-malformed", `«${day} ${clock}»`);
  return start + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
