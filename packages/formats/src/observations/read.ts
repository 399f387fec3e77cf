// One door for every format that agencies publish in. Never throws: what cannot be read is a fault with its place.
import { readCsv } from "./csv.ts";
import type { CsvMapping } from "./csv-mapping.ts";
import { readGtfsReference } from "./gtfs.ts";
import { readGtfsRealtime } from "./gtfs-realtime.ts";
import { readGtfsRide } from "./gtfs-ride.ts";
import { readEntities, readJsonLines } from "./json-lines.ts";
import {
  type Collector,
  createObservations,
  type EntityOptions,
  type ObservationsRead,
} from "./observation.ts";
import { refusal } from "./problems.ts";

export type ObservationFormat = "csv" | "ngsi-ld" | "jsonl" | "gtfs" | "gtfs-rt" | "gtfs-ride";

export interface ReadOptions extends EntityOptions {
  readonly format: ObservationFormat;
  /** For CSV. */
  readonly mapping?: CsvMapping;
  /** For GTFS: the day (`2026-01-31`) as of which routes and stops are published; default: the feed's first. */
  readonly serviceDay?: string;
  /** For GTFS-Realtime: Unix seconds when the message came, for those that carry no time. */
  readonly receivedAt?: number;
}

const READERS: Record<ObservationFormat, (bytes: Uint8Array, options: ReadOptions, into: Collector) => void> =
  {
    csv: (bytes, { mapping }, into) => readCsv(bytes, mapping, into),
    jsonl: (bytes, _, into) => readJsonLines(bytes, into),
    "ngsi-ld": (bytes, _, into) => readEntities(bytes, into),
    gtfs: (bytes, { serviceDay }, into) => readGtfsReference(bytes, serviceDay, into),
    "gtfs-ride": (bytes, _, into) => readGtfsRide(bytes, into),
    "gtfs-rt": readGtfsRealtime,
  };

/**
 * The observations of an upload, in its order, and what is wrong with it, each with its row, line or item. A row is read whole or is a
 * fault; what the upload says twice counts once. Pure: the same bytes and options give the same answer.
 */
export function readObservations(bytes: Uint8Array, options: ReadOptions): ObservationsRead {
  const into = createObservations(options);
  if (bytes.length > into.limits.maxBytes)
    into.fault(
      "file",
      refusal("input-too-large", `${bytes.length} octets; the limit is ${into.limits.maxBytes}`),
    );
  else READERS[options.format](bytes, options, into);
  return into.result();
}
