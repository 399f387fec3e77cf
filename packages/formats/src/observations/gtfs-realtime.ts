// GTFS-Realtime messages → where vehicles are and how full, and how late trips run.
import bindings from "gtfs-realtime-bindings";
import { exactNumber } from "./decimal.ts";
import { gtfsUrn, present, serviceDayStart } from "./gtfs.ts";
import type { Collector } from "./observation.ts";
import { refusal } from "./problems.ts";
import { isoTime } from "./time.ts";

const { transit_realtime: realtime } = bindings;
type Vehicle = bindings.transit_realtime.IVehiclePosition;
type TripUpdate = bindings.transit_realtime.ITripUpdate;
type StopTime = bindings.transit_realtime.TripUpdate.IStopTimeUpdate;
type Event = bindings.transit_realtime.TripUpdate.IStopTimeEvent;
/** 64-bit numbers of the message, which the decoder gives as numbers or as objects. */
type Long = number | { toNumber(): number } | null | undefined;

export interface RealtimeOptions {
  /** Unix seconds when the message came, for messages that carry no time of their own. */
  readonly receivedAt?: number | undefined;
  /** The zone of the feed's agency, which start dates are in. Default: UTC. */
  readonly zone?: string | undefined;
}

/**
 * Reads a FeedMessage: of each vehicle position a FleetVehicleStatus (occupancy, place, speed in km/h), of each trip update a TripUpdate
 * (delay, arrivals). Alerts are no observations and are passed over.
 */
export function readGtfsRealtime(bytes: Uint8Array, options: RealtimeOptions, into: Collector): void {
  const message = decode(bytes);
  if (message === null)
    return void into.fault("file", refusal("feed-malformed", "it is no GTFS-Realtime message"));
  const stamp = timeOf(message.header.timestamp) ?? options.receivedAt;
  for (const [index, { id, vehicle, tripUpdate, isDeleted }] of message.entity.entries()) {
    const position = `item ${index + 1}`;
    if (isDeleted === true) continue;
    const goesOn =
      (!vehicle || into.entity(position, vehicleEntity(vehicle, id, stamp))) &&
      (!tripUpdate || into.entity(position, tripEntity(tripUpdate, id, stamp, options.zone ?? "UTC")));
    if (!goesOn) return;
  }
}

function decode(bytes: Uint8Array): bindings.transit_realtime.FeedMessage | null {
  try {
    const message = realtime.FeedMessage.decode(bytes);
    return realtime.FeedMessage.verify(message) === null ? message : null;
  } catch {
    return null;
  }
}

function timeOf(value: Long): number | undefined {
  const seconds = typeof value === "object" && value !== null ? value.toNumber() : value;
  return seconds === null || seconds === undefined || seconds === 0 ? undefined : seconds;
}

/** A 32-bit number of the message by its shortest decimal, so that 42.1 does not become 42.099998474121094. */
const shortest = (value: number | null | undefined): number | undefined =>
  value === null || value === undefined || !Number.isFinite(value)
    ? undefined
    : (exactNumber(value.toPrecision(7)) ?? undefined);

/** Fields that the message itself has: the decoder shows defaults of absent ones on the prototype. */
const own = <Value extends object, Name extends keyof Value>(
  value: Value,
  name: Name,
): Value[Name] | undefined => (Object.hasOwn(value, name) ? value[name] : undefined);

const dateObserved = (seconds: number | undefined): string | undefined =>
  seconds === undefined ? undefined : isoTime(seconds);

function vehicleEntity(vehicle: Vehicle, entityId: string, stamp: number | undefined): object {
  const { position, trip } = vehicle;
  const occupancy = own(vehicle, "occupancyStatus");
  const speed = position ? own(position, "speed") : undefined;
  const status = own(vehicle, "currentStatus");
  return present({
    id: gtfsUrn("FleetVehicleStatus", vehicle.vehicle?.id || entityId),
    type: "FleetVehicleStatus",
    dateObserved: dateObserved(timeOf(own(vehicle, "timestamp")) ?? stamp),
    location: position && {
      type: "Point",
      coordinates: [shortest(position.longitude), shortest(position.latitude)],
    },
    bearing: position ? shortest(own(position, "bearing")) : undefined,
    // Metres a second in the message; the model's speed is km/h.
    speed: speed === undefined || speed === null ? undefined : exactNumber((speed * 3.6).toFixed(2)),
    hasTrip: trip?.tripId ? gtfsUrn("GtfsTrip", trip.tripId) : undefined,
    hasRoute: trip?.routeId ? gtfsUrn("GtfsRoute", trip.routeId) : undefined,
    hasStop: vehicle.stopId ? gtfsUrn("GtfsStop", vehicle.stopId) : undefined,
    stopStatus:
      status === undefined || status === null
        ? undefined
        : realtime.VehiclePosition.VehicleStopStatus[status],
    occupancyStatus:
      occupancy === undefined || occupancy === null
        ? undefined
        : realtime.VehiclePosition.OccupancyStatus[occupancy],
    occupancyPercentage: own(vehicle, "occupancyPercentage"),
  });
}

function tripEntity(update: TripUpdate, entityId: string, stamp: number | undefined, zone: string): object {
  const { trip, stopTimeUpdate, vehicle } = update;
  const day = trip.startDate ? serviceDayStart(trip.startDate, zone) : null;
  return present({
    id: gtfsUrn("TripUpdate", ...(trip.tripId ? [trip.tripId, trip.startDate || "-"] : [entityId])),
    type: "TripUpdate",
    dateObserved: dateObserved(timeOf(own(update, "timestamp")) ?? stamp),
    delay: own(update, "delay"),
    serviceDay: day === null ? undefined : isoTime(day),
    hasTrip: trip.tripId ? gtfsUrn("GtfsTrip", trip.tripId) : undefined,
    hasRoute: trip.routeId ? gtfsUrn("GtfsRoute", trip.routeId) : undefined,
    hasVehicle: vehicle?.id ? gtfsUrn("FleetVehicleStatus", vehicle.id) : undefined,
    scheduleRelationship: scheduleOf(update),
    arrivals: stopTimeUpdate && stopTimeUpdate.length > 0 ? stopTimeUpdate.map(stopOf) : undefined,
  });
}

function scheduleOf({ trip }: TripUpdate): string | undefined {
  const relationship = own(trip, "scheduleRelationship");
  if (relationship === undefined || relationship === null) return undefined;
  return realtime.TripDescriptor.ScheduleRelationship[relationship];
}

const stopOf = (stop: StopTime): object =>
  present({
    stopId: stop.stopId,
    stopSequence: own(stop, "stopSequence"),
    ...eventOf("arrival", stop.arrival),
    ...eventOf("departure", stop.departure),
  });

function eventOf(name: "arrival" | "departure", event: Event | null | undefined): object {
  if (!event) return {};
  return { [name]: dateObserved(timeOf(own(event, "time"))), [`${name}Delay`]: own(event, "delay") };
}
