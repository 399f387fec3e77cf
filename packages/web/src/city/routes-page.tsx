// `/city/routes` and `/city/routes/<route>`: where the buses of a route are, how full, how late, when they arrive.
import type { ReactNode } from "react";
import { formatMinute, unixOf } from "../format.ts";
import { useSpeech, type Say } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { Moment } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { cityPaths, getBusRoute, getBusRoutes, type BusRoute, type Said, type Tile } from "./answers.ts";
import "./city.css";
import { formatAge, formatDecimal, shortSubject, signOfUnit } from "./kinds.ts";
import { CityMap } from "./map.tsx";

/** All routes that are known now. */
export function RoutesPage(): ReactNode {
  const { say } = useSpeech();
  const { observed } = useLive();
  const routes = useResource(cityPaths.busRoutes, getBusRoutes, Math.floor(observed / 4));
  return (
    <div className="city">
      <PageTitle title={say("bus.routes")}>
        <p className="row">
          <Link to="/city">{say("city.toBoard")}</Link>
        </p>
      </PageTitle>
      <section className="card">
        <Loaded from={routes}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing>{say("bus.routesNone")}</Nothing>
            ) : (
              <ul className="plain">
                {items.map(({ route, vehicles, trips }) => (
                  <li key={route}>
                    <Link to={`/city/routes/${encodeURIComponent(route)}`}>
                      {say("bus.route", { route })}
                    </Link>
                    <span className="quiet">
                      {say("bus.routesOf", { vehicles: String(vehicles), trips: String(trips) })}
                    </span>
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
    </div>
  );
}

/** One route, live. */
export function RoutePage({ route }: { route: string }): ReactNode {
  const { say } = useSpeech();
  const { observed } = useLive();
  const found = useResource(cityPaths.busRoute(route), getBusRoute, observed);
  return (
    <div className="city">
      <PageTitle title={say("bus.route", { route })}>
        <p className="row">
          <Link to="/city/routes">{say("bus.routes")}</Link>
        </p>
      </PageTitle>
      <Loaded from={found}>{(value) => <RouteParts route={value} />}</Loaded>
    </div>
  );
}

function RouteParts({ route: { route, vehicles, trips } }: { route: BusRoute }): ReactNode {
  const { say, language } = useSpeech();
  if (vehicles.length === 0 && trips.length === 0)
    return (
      <section className="card">
        <Nothing>{say("bus.none")}</Nothing>
      </section>
    );
  return (
    <>
      {vehicles.some(({ entity }) => placeOf(entity) !== null) && (
        <section className="card" aria-label={say("city.map")}>
          <CityMap tiles={[tileOf(route, vehicles)]} alerted={NONE} withList={false} />
        </section>
      )}
      {trips.length > 0 && (
        <section className="card">
          <h2>{say("bus.trips")}</h2>
          <Table
            caption={say("bus.trips")}
            rows={trips}
            rowKey={({ recordHash }) => recordHash}
            columns={[
              {
                name: "trip",
                title: say("bus.trip"),
                cell: ({ entity }) => textOf(entity["hasTrip"] ?? entity["id"]),
              },
              {
                name: "delay",
                title: say("bus.delay"),
                cell: ({ entity }) => <Delay seconds={delayOf(entity)} />,
              },
              {
                name: "arrivals",
                title: say("bus.arrival"),
                cell: ({ entity }) => <Arrivals entity={entity} />,
              },
              {
                name: "vehicle",
                title: say("bus.vehicle"),
                cell: ({ entity }) => textOf(entity["hasVehicle"]),
              },
              proofColumn(say),
            ]}
          />
        </section>
      )}
      {vehicles.length > 0 && (
        <section className="card">
          <h2>{say("bus.vehicles")}</h2>
          <Table
            caption={say("bus.vehicles")}
            rows={vehicles}
            rowKey={({ recordHash }) => recordHash}
            columns={[
              { name: "vehicle", title: say("bus.vehicle"), cell: ({ entity }) => textOf(entity["id"]) },
              { name: "room", title: say("bus.occupancy"), cell: ({ entity }) => roomOf(entity, say) },
              {
                name: "speed",
                title: say("city.property.speed"),
                number: true,
                cell: ({ entity }) =>
                  typeof entity["speed"] === "number"
                    ? `${formatDecimal(entity["speed"], language)} ${signOfUnit(null, "speed", language)}`
                    : "–",
              },
              { name: "stop", title: say("bus.stop"), cell: ({ entity }) => textOf(entity["hasStop"]) },
              { name: "at", title: say("city.at"), cell: ({ observedAt }) => <Moment time={observedAt} /> },
              proofColumn(say),
            ]}
          />
        </section>
      )}
    </>
  );
}

const NONE: ReadonlySet<string> = new Set();

const proofColumn = (say: Say) => ({
  name: "proof",
  title: say("city.prove"),
  cell: ({ recordHash }: Said) => <Link to={`/records/${recordHash}`}>{say("city.prove")}</Link>,
});

const textOf = (value: unknown): string => (typeof value === "string" ? shortSubject(value) : "–");

interface Arrival {
  readonly stopId?: string;
  readonly arrival?: string;
  readonly departure?: string;
  readonly arrivalDelay?: number;
}

const arrivalsOf = (entity: Said["entity"]): readonly Arrival[] =>
  Array.isArray(entity["arrivals"]) ? (entity["arrivals"] as Arrival[]) : [];

/** The trip's own delay, else that of its next stop; null where the feed says neither. */
function delayOf(entity: Said["entity"]): number | null {
  const delay = entity["delay"] ?? arrivalsOf(entity)[0]?.arrivalDelay;
  return typeof delay === "number" ? delay : null;
}

const ON_TIME_S = 60;

function Delay({ seconds }: { seconds: number | null }): ReactNode {
  const { say } = useSpeech();
  if (seconds === null) return "–";
  if (Math.abs(seconds) < ON_TIME_S) return <span className="badge final">{say("bus.onTime")}</span>;
  const n = formatAge(Math.abs(seconds), say);
  return <span className="badge pending">{say(seconds > 0 ? "bus.late" : "bus.early", { n })}</span>;
}

const MOST_ARRIVALS = 3;

function Arrivals({ entity }: { entity: Said["entity"] }): ReactNode {
  const { language } = useSpeech();
  const next = arrivalsOf(entity).slice(0, MOST_ARRIVALS);
  if (next.length === 0) return "–";
  return next
    .map(({ stopId, arrival, departure }) => {
      const time = arrival ?? departure;
      return `${stopId ?? "–"} ${time === undefined ? "" : formatMinute(unixOf(time), language)}`.trim();
    })
    .join(" · ");
}

const ROOM: Readonly<Record<string, TextKey>> = {
  EMPTY: "bus.room.many",
  MANY_SEATS_AVAILABLE: "bus.room.many",
  FEW_SEATS_AVAILABLE: "bus.room.few",
  STANDING_ROOM_ONLY: "bus.room.standing",
  CRUSHED_STANDING_ROOM_ONLY: "bus.room.standing",
  FULL: "bus.room.full",
  NOT_ACCEPTING_PASSENGERS: "bus.room.full",
};

function roomOf(entity: Said["entity"], say: Say): string {
  const { occupancyStatus: status, occupancyPercentage: share } = entity;
  const text = ROOM[String(status)];
  const words = text === undefined ? [] : [say(text)];
  return [...words, ...(typeof share === "number" ? [`${share} %`] : [])].join(", ") || "–";
}

function placeOf(entity: Said["entity"]): readonly [number, number] | null {
  const { coordinates } = (entity["location"] ?? {}) as { coordinates?: unknown };
  if (!Array.isArray(coordinates)) return null;
  const [longitude, latitude] = coordinates as unknown[];
  return typeof longitude === "number" && typeof latitude === "number" ? [longitude, latitude] : null;
}

/** The vehicles as the map takes them. */
const tileOf = (route: string, vehicles: readonly Said[]): Tile => ({
  ...{ name: route, title: { en: route }, source: null, simulated: false, derived: false, owner: 0 },
  ...{ visibility: "public", cadenceSeconds: null, entityType: "FleetVehicleStatus", lastObservedAt: null },
  ...{ subjects: vehicles.length, waiting: 0, flags: {}, alerts: 0 },
  values: [{ property: "occupancyPercentage", unit: null, median: "", of: 0 }],
  states: { received: NO_STATE, checked: NO_STATE, anchored: NO_STATE },
  places: vehicles.map(({ entity, observedAt }) => ({
    subject: String(entity["id"]),
    ...{ at: placeOf(entity), observedAt, flags: [] },
    value: typeof entity["occupancyPercentage"] === "number" ? String(entity["occupancyPercentage"]) : null,
  })),
});
const NO_STATE = { at: null, ageSeconds: null, lastHour: 0 };
