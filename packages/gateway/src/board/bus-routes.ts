// A bus route as its vehicles and trips say it now: entities made of GTFS-Realtime, whatever data set they are in.
import { toKeyValues, type KeyValues, type NgsiLdEntity } from "@alatau/formats";
import { toRfc3339 } from "@alatau/sdk";
import type pg from "pg";
import { z } from "zod";
import { hash, time } from "../http/fields.ts";
import { named } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { visibleSets, type VisibleSet } from "./board.ts";

const TAG = "Situation centre";
/** Subjects of a data set that are looked through, the newest first. */
const MOST_LOOKED_AT = 2_000;
const TYPES = ["FleetVehicleStatus", "TripUpdate"] as const;

interface EntityRow {
  record_hash: string;
  observed_at: number;
  payload: string;
}

/** The last entities of vehicles and trips; with a route only those that name it. */
async function readEntities(
  db: pg.Pool,
  sets: readonly VisibleSet[],
  route: string | null,
): Promise<EntityRow[]> {
  const { rows } = await db.query<EntityRow>(
    named(
      `SELECT r.record_hash, l.observed_at, convert_from(r.payload, 'UTF8') AS payload
         FROM unnest($1::text[], $2::text[]) AS a (dataset, groups)
        CROSS JOIN LATERAL (SELECT * FROM work.latest_observations l
                             WHERE l.dataset = a.dataset AND l.field_group = ANY(a.groups::smallint[])
                             ORDER BY l.observed_at DESC LIMIT ${MOST_LOOKED_AT}) l
         JOIN payload.records r ON r.record_hash = l.record_hash
        WHERE split_part(l.subject, ':', 3) = ANY($3::text[]) AND r.payload IS NOT NULL
          AND ($4::text IS NULL OR position(convert_to($4, 'UTF8') IN r.payload) > 0)
        ORDER BY l.observed_at DESC`,
      [
        sets.map(({ name }) => name),
        sets.map(({ groups }) => `{${groups.join(",")}}`),
        TYPES,
        route === null ? null : JSON.stringify(route),
      ],
    ),
  );
  return rows;
}

/** `hasRoute` of GTFS: `urn:ngsi-ld:GtfsRoute:<route_id>`; a feed's own ids are taken as they are. */
const routeOf = ({ hasRoute }: KeyValues): string | null =>
  typeof hasRoute === "string" ? hasRoute.replace(/^urn:ngsi-ld:GtfsRoute:/, "") : null;

const said = z.object({
  recordHash: hash,
  observedAt: time,
  entity: z.record(z.string(), z.unknown()).meta({ description: "Key-values." }),
});

/** Declares the routes of bus routes. */
export function busRouteRoutes({ route, gateway }: Api): void {
  const { reads } = gateway;
  route(
    {
      method: "get",
      path: "/v1/bus-routes",
      tag: TAG,
      summary: "Routes on which a vehicle or a trip is known now",
      answers: {
        200: {
          description: "By route.",
          schema: z.object({
            items: z.array(z.object({ route: z.string(), vehicles: z.int(), trips: z.int() })),
          }),
        },
      },
    },
    async ({ caller }) => {
      const rows = await readEntities(reads, await visibleSets(gateway, await caller()), null);
      const counts = new Map<string, { vehicles: number; trips: number }>();
      for (const entity of rows.map(entityOf)) {
        const name = routeOf(entity);
        if (name === null) continue;
        const before = counts.get(name) ?? { vehicles: 0, trips: 0 };
        if (entity.type === "TripUpdate") before.trips += 1;
        else before.vehicles += 1;
        counts.set(name, before);
      }
      const items = [...counts].map(([name, count]) => ({ route: name, ...count }));
      return {
        body: { items: items.sort((a, b) => a.route.localeCompare(b.route, "en", { numeric: true })) },
        cache: "tagged",
      };
    },
  );
  route(
    {
      method: "get",
      path: "/v1/bus-routes/{route}",
      tag: TAG,
      summary: "A route's vehicles and trips as they were last observed",
      params: z.object({ route: z.string().min(1).max(200) }),
      answers: {
        200: {
          description: "The newest first; empty lists where nothing is known.",
          schema: z.object({ route: z.string(), vehicles: z.array(said), trips: z.array(said) }),
        },
      },
    },
    async ({ params, caller }) => {
      const sets = await visibleSets(gateway, await caller());
      const urn = `urn:ngsi-ld:GtfsRoute:${params.route}`;
      const rows = await readEntities(reads, sets, urn);
      const shown = rows
        .map((row) => ({
          recordHash: row.record_hash,
          observedAt: toRfc3339(Number(row.observed_at)),
          entity: entityOf(row),
        }))
        .filter(({ entity }) => routeOf(entity) === params.route);
      return {
        body: {
          route: params.route,
          vehicles: shown.filter(({ entity }) => entity.type !== "TripUpdate"),
          trips: shown.filter(({ entity }) => entity.type === "TripUpdate"),
        },
        cache: "tagged",
      };
    },
  );
}

const entityOf = ({ payload }: Pick<EntityRow, "payload">): KeyValues =>
  toKeyValues(JSON.parse(payload) as NgsiLdEntity);
