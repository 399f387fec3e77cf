import { expect } from "chai";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import bindings from "gtfs-realtime-bindings";
import { before, describe, it } from "mocha";
import { bytesFromCollection, fromCollection } from "../examples.test.ts";
import type { NgsiLdAttribute } from "./entity.ts";
import { readGtfs } from "./gtfs.ts";
import type { Observation, ObservationsRead } from "./observation.ts";
import { readObservations } from "./read.ts";
import { isoTime } from "./time.ts";

const { FeedMessage } = bindings.transit_realtime;
const FEED = {
  "agency.txt": "agency_id,agency_timezone\nA,Asia/Almaty\n",
  "routes.txt": "route_id,agency_id,route_short_name\n92,A,92\n",
  "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nS1,Abay,43.24,76.91\n",
  "trips.txt": "route_id,service_id,trip_id\n92,WD,T1\n",
};
const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const codes = ({ faults }: ObservationsRead): string[] =>
  faults.map(({ position, code }) => `${position}: ${code}`);
const valueOf = ({ entity }: Observation, name: string): unknown =>
  (entity[name] as NgsiLdAttribute | undefined)?.value;

describe("A GTFS feed", () => {
  for (const name of ["porto_alegre_gtfs.zip", "caltrain_20160406.zip", "gtfs_ride_sample_all.zip"])
    it(`has the rows of ${name}`, function () {
      const bytes = bytesFromCollection(`gtfs/${name}`);
      if (bytes === null) return this.skip();
      const { tables, faults } = readGtfs(bytes);
      expect(faults).to.deep.equal([]);
      const counts = Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.length]));
      expect(counts).to.deep.equal(JSON.parse(fromCollection("gtfs/expected.json")!)[name]);
    });

  it("gives its routes and stops as entities of a service day", () => {
    const read = readObservations(zip(FEED), { format: "gtfs", serviceDay: "2026-01-31" });
    expect(read.faults).to.deep.equal([]);
    expect(read.observations.map(({ subject }) => subject)).to.deep.equal([
      "urn:ngsi-ld:GtfsRoute:92",
      "urn:ngsi-ld:GtfsStop:S1",
    ]);
    expect(isoTime(read.observations[0]!.observedAt!)).to.equal("2026-01-30T19:00:00Z");
    expect(codes(readObservations(zip(FEED), { format: "gtfs" }))).to.deep.equal(["file: time-absent"]);
  });

  it("is refused when it is no zip, unpacks too large, lacks a file, or refers to what it does not have", () => {
    expect(codes(readObservations(Uint8Array.of(1, 2, 3), { format: "gtfs" }))).to.deep.equal([
      "file: feed-malformed",
    ]);
    const limits = { maxBytes: 5_000 };
    const bomb = zip({ ...FEED, "shapes.txt": "0".repeat(100_000) });
    expect(codes(readObservations(bomb, { format: "gtfs", limits }))).to.deep.equal([
      "file: input-too-large",
    ]);
    const { "agency.txt": agency, "routes.txt": routes } = FEED;
    const broken = {
      "agency.txt": agency,
      "routes.txt": routes,
      "trips.txt": "route_id,service_id,trip_id\n93,WD,T1\n92,WD\n",
    };
    expect(
      readGtfs(zip(broken)).faults.map(({ position, refused }) => `${position}: ${refused.code}`),
    ).to.deep.equal([
      "trips.txt row 3: columns-count",
      "stops.txt: feed-malformed",
      "trips.txt row 2: reference-unknown",
    ]);
    const nowhere = { ...FEED, "agency.txt": "agency_id,agency_timezone\nA,Nowhere\n" };
    expect(codes(readObservations(zip(nowhere), { format: "gtfs", serviceDay: "2026-01-31" }))).to.deep.equal(
      ["file: time-absent"],
    );
  });

  it("never throws, whatever the bytes", () => {
    const whole = zip(FEED);
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.constantFrom("gtfs", "gtfs-ride", "gtfs-rt"),
        (place, octet, format) => {
          const bytes = Uint8Array.from(whole);
          bytes[place] = octet;
          expect(readObservations(bytes, { format: format as "gtfs" })).to.have.keys(
            "observations",
            "faults",
          );
        },
      ),
    );
  });
});

describe("The GTFS-ride sample", function () {
  const bytes = bytesFromCollection("gtfs/gtfs_ride_sample_all.zip");
  before(function () {
    if (bytes === null) this.skip();
  });

  it("counts passengers at stops and over dates, with how they were counted", () => {
    const { observations, faults } = readObservations(bytes!, { format: "gtfs-ride" });
    expect(faults).to.deep.equal([]);
    expect(observations).to.have.length(10);
    const stops = observations.slice(0, 8);
    const total = (name: string): number =>
      stops.reduce((sum, each) => sum + ((valueOf(each, name) as number | undefined) ?? 0), 0);
    expect([total("boardings"), total("alightings"), total("currentLoad")]).to.deep.equal([19, 20, 500]);
    expect(stops.map((each) => valueOf(each, "countedBy"))).to.deep.equal([
      ...[
        undefined,
        "manual",
        "automatic-passenger-counter",
        "automatic-fare-collection",
        "model",
        "mixed",
        undefined,
      ],
      "mixed",
    ]);
    // 6:15 on 1 April 2010 in Los Angeles, seven hours behind UTC.
    expect(isoTime(stops[0]!.observedAt!)).to.equal("2010-04-01T13:15:00Z");
    expect(stops[0]!.entity.hasRoute).to.deep.equal({
      type: "Relationship",
      object: "urn:ngsi-ld:GtfsRoute:AD",
    });
    expect(observations[8]!.period).to.deep.equal({
      from: Date.UTC(2010, 5, 1, 15) / 1000,
      to: Date.UTC(2010, 5, 30, 17) / 1000,
    });
  });

  it("counts from noon minus twelve hours, so that times beyond midnight and changed clocks are right", () => {
    const count = (day: string, time: string): ObservationsRead =>
      readObservations(
        zip({
          ...FEED,
          "agency.txt": "agency_id,agency_timezone\nA,Europe/Berlin\n",
          "board_alight.txt": `trip_id,stop_id,stop_sequence,boardings,service_date,service_arrival_time\nT1,S1,1,4,${day},${time}\n`,
        }),
        { format: "gtfs-ride" },
      );
    expect(isoTime(count("20260131", "25:10:00").observations[0]!.observedAt!)).to.equal(
      "2026-02-01T00:10:00Z",
    );
    expect(isoTime(count("20250330", "12:00:00").observations[0]!.observedAt!)).to.equal(
      "2025-03-30T10:00:00Z",
    );
    expect(codes(count("20260231", "12:00:00"))).to.deep.equal(["board_alight.txt row 2: time-malformed"]);
    expect(codes(count("", "12:00:00"))).to.deep.equal(["board_alight.txt row 2: time-absent"]);
  });
});

describe("GTFS-Realtime messages", () => {
  const receivedAt = Date.UTC(2026, 0, 31, 9) / 1000;

  it("of the collection say where vehicles are and how full", function () {
    const bytes = bytesFromCollection("gtfs/rt/vehicle-position-with-occupancy-status.pb");
    if (bytes === null) return this.skip();
    expect(codes(readObservations(bytes, { format: "gtfs-rt" }))).to.deep.equal(["item 1: time-absent"]);
    const { observations, faults } = readObservations(bytes, { format: "gtfs-rt", receivedAt });
    expect(faults).to.deep.equal([]);
    expect(observations).to.deep.equal([
      {
        subject: "urn:ngsi-ld:FleetVehicleStatus:1",
        type: "FleetVehicleStatus",
        observedAt: receivedAt,
        position: "item 1",
        entity: {
          dateObserved: { type: "Property", value: "2026-01-31T09:00:00Z" },
          hasTrip: { object: "urn:ngsi-ld:GtfsTrip:A", type: "Relationship" },
          id: "urn:ngsi-ld:FleetVehicleStatus:1",
          location: { type: "GeoProperty", value: { coordinates: [-60, 50], type: "Point" } },
          occupancyStatus: { type: "Property", value: "FEW_SEATS_AVAILABLE" },
          type: "FleetVehicleStatus",
        },
      },
    ]);
    const plain = readObservations(bytesFromCollection("gtfs/rt/vehicle_position.pb")!, {
      format: "gtfs-rt",
      receivedAt,
    });
    expect(valueOf(plain.observations[0]!, "location")).to.deep.equal({
      type: "Point",
      coordinates: [-122, 47],
    });
    expect(plain.observations[0]!.entity).to.not.have.property("occupancyStatus");
  });

  const encode = (entity: object[], timestamp?: number): Uint8Array => {
    const header = { gtfsRealtimeVersion: "2.0", ...(timestamp !== undefined && { timestamp }) };
    return FeedMessage.encode(FeedMessage.fromObject({ header, entity })).finish();
  };

  it("say how late a trip is and when it arrives", () => {
    const stopTimeUpdate = [
      { stopId: "S1", stopSequence: 3, arrival: { delay: 65, time: receivedAt + 300 } },
    ];
    const tripUpdate = { trip: { tripId: "T1", startDate: "20260131" }, delay: 60, stopTimeUpdate };
    const vehicle = {
      vehicle: { id: "bus 7" },
      timestamp: receivedAt - 4,
      position: { latitude: 43.2381, longitude: 76.9451, speed: 10 },
      occupancyPercentage: 80,
    };
    const bytes = encode(
      [
        { id: "1", tripUpdate },
        { id: "2", vehicle },
        { id: "3", isDeleted: true },
      ],
      receivedAt,
    );
    const { observations, faults } = readObservations(bytes, { format: "gtfs-rt", zone: "Asia/Almaty" });
    expect(faults).to.deep.equal([]);
    expect(observations.map(({ subject }) => subject)).to.deep.equal([
      "urn:ngsi-ld:TripUpdate:T1:20260131",
      "urn:ngsi-ld:FleetVehicleStatus:bus%207",
    ]);
    expect(valueOf(observations[0]!, "delay")).to.equal(60);
    expect(valueOf(observations[0]!, "serviceDay")).to.equal("2026-01-30T19:00:00Z");
    expect(valueOf(observations[0]!, "arrivals")).to.deep.equal([
      { arrival: "2026-01-31T09:05:00Z", arrivalDelay: 65, stopId: "S1", stopSequence: 3 },
    ]);
    expect(observations[1]!.observedAt).to.equal(receivedAt - 4);
    expect(valueOf(observations[1]!, "location")).to.deep.equal({
      type: "Point",
      coordinates: [76.9451, 43.2381],
    });
    expect([
      valueOf(observations[1]!, "speed"),
      valueOf(observations[1]!, "occupancyPercentage"),
    ]).to.deep.equal([36, 80]);
  });

  it("are refused when cut off", () => {
    const bytes = encode([{ id: "1", vehicle: { vehicle: { id: "7" } } }], receivedAt);
    expect(codes(readObservations(bytes.subarray(0, bytes.length - 3), { format: "gtfs-rt" }))).to.deep.equal(
      ["file: feed-malformed"],
    );
    expect(codes(readObservations(new Uint8Array(), { format: "gtfs-rt" }))).to.deep.equal([
      "file: feed-malformed",
    ]);
  });
});
