// What the pages of the city ask, and what is answered.
import type { Page } from "../answers.ts";
import { ask, withQuery } from "../http.ts";
import type { Language } from "../format.ts";

export type Titles = Readonly<{ en: string; ru?: string; kk?: string }>;

/** How far the newest record got, and how many did in the last hour. */
export interface TileState {
  readonly at: string | null;
  readonly ageSeconds: number | null;
  readonly lastHour: number;
}
export const STATES = ["received", "checked", "anchored"] as const;
export type StateName = (typeof STATES)[number];

export interface PlaceOfTile {
  readonly subject: string;
  readonly at: readonly [longitude: number, latitude: number] | null;
  readonly observedAt: string;
  readonly value: string | null;
  readonly flags: readonly string[];
}

export interface TileValue {
  readonly property: string;
  readonly unit: string | null;
  readonly median: string;
  readonly of: number;
}

export interface Tile {
  readonly name: string;
  readonly title: Titles;
  readonly source: string | null;
  readonly simulated: boolean;
  readonly derived: boolean;
  readonly owner: number;
  readonly visibility: "public" | "members" | "owner";
  readonly cadenceSeconds: number | null;
  readonly entityType: string | null;
  readonly lastObservedAt: string | null;
  readonly subjects: number;
  readonly values: readonly TileValue[];
  readonly states: Readonly<Record<StateName, TileState>>;
  readonly waiting: number;
  readonly flags: Readonly<Record<string, number>>;
  /** Open ones. */
  readonly alerts: number;
  readonly places?: readonly PlaceOfTile[];
}

/** Whether a set holds the city's own documents (alerts, thresholds, reports), of which only the number says something. */
export const isOfDocuments = ({ name, derived }: Pick<Tile, "name" | "derived">): boolean =>
  name.startsWith("city.") && !derived;

export interface Board {
  readonly time: string;
  readonly block: number | null;
  readonly tiles: readonly Tile[];
}

export interface Step {
  readonly endsAt: string;
  readonly observations: number;
  readonly median: number | null;
  readonly least: number | null;
  readonly most: number | null;
}
export interface Series {
  readonly property: string | null;
  readonly unit: string | null;
  readonly steps: readonly Step[];
}

export interface DataSet {
  readonly name: string;
  /** Its id on the chain. */
  readonly dataset: string;
  readonly owner: number;
  readonly visibility: Tile["visibility"];
  readonly retentionDays: number;
  readonly cadenceSeconds: number | null;
  readonly quorum: number;
  readonly checkers: readonly { readonly participant: number }[];
  readonly schema: { readonly id: string | null; readonly version: number; readonly hash: string } | null;
  readonly descriptionHash: string | null;
  readonly description: {
    readonly title: Titles;
    readonly description?: Titles;
    readonly source?: string;
    readonly simulated?: boolean;
    readonly licence: string;
    readonly derivedFrom?: { readonly program: string; readonly inputs: readonly string[] };
  } | null;
}

export interface Fingerprint {
  readonly state: "complete" | "incomplete";
  readonly block: number;
  readonly root: string | null;
  readonly records: number | null;
  readonly erased: number | null;
}

/** An entity in key-values form. */
export type Entity = Readonly<Record<string, unknown>>;

export interface Observation {
  readonly recordHash: string;
  readonly state: "received" | "batched" | "anchored";
  readonly issuer: number;
  readonly subject: string;
  readonly group: number;
  readonly observedAt: string;
  readonly receivedAt: string;
  readonly flags: readonly string[];
  readonly block: number | null;
  readonly corrects: string | null;
  readonly supersededBy: string | null;
  readonly erased: boolean;
  readonly entity: Entity | null;
}

const part = encodeURIComponent;
type Query = Readonly<Record<string, string | number | undefined>>;

/** An indicator of the city score: what it measures, how it counts, what was measured. */
export interface Indicator {
  readonly indicator: string;
  readonly name: string;
  readonly standard: string;
  readonly unit: string;
  readonly worst: string;
  readonly best: string;
  readonly weight: string;
  readonly value: string | null;
  readonly points: string | null;
  readonly source: { readonly dataSet: string; readonly property: string; readonly records: number } | null;
}
export interface CityScore {
  readonly at: string;
  readonly score: string | null;
  readonly coveredPercent: string;
  readonly definition: { readonly id: string; readonly version: number; readonly hash: string };
  readonly formula: readonly string[];
  readonly missingData: string;
  readonly indicators: readonly Indicator[];
}

export const cityPaths = {
  board: (positions?: number) => withQuery("/v1/board", { positions }),
  series: (name: string, query: Query) => withQuery(`/v1/board/${part(name)}/series`, query),
  dataSet: (name: string) => `/v1/data-sets/${part(name)}`,
  fingerprint: (name: string, query: Query = {}) =>
    withQuery(`/v1/data-sets/${part(name)}/fingerprint`, query),
  observations: (name: string, query: Query) => withQuery(`/v1/data-sets/${part(name)}/observations`, query),
  score: "/v1/city-score",
  indicators: "/v1/city-score?format=indicators",
  busRoutes: "/v1/bus-routes",
  busRoute: (route: string) => `/v1/bus-routes/${part(route)}`,
  download: (name: string, format: string) => `/v1/data-sets/${part(name)}/download?format=${format}`,
} as const;

export const getScore = (path: string, signal?: AbortSignal): Promise<CityScore> =>
  ask<CityScore>(path, { signal });

const reader =
  <Answer>() =>
  (path: string, signal?: AbortSignal): Promise<Answer> =>
    ask<Answer>(path, { signal });

/** An entity with the record that says it. */
export interface Said {
  readonly recordHash: string;
  readonly observedAt: string;
  readonly entity: Entity;
}
export interface BusRoute {
  readonly route: string;
  readonly vehicles: readonly Said[];
  readonly trips: readonly Said[];
}
export interface BusRoutes {
  readonly items: readonly { readonly route: string; readonly vehicles: number; readonly trips: number }[];
}

export const getBusRoutes = reader<BusRoutes>();
export const getBusRoute = reader<BusRoute>();
export const getBoard = reader<Board>();
export const getSeries = reader<Series>();
export const getDataSet = reader<DataSet>();
export const getFingerprint = reader<Fingerprint>();
export const getObservations = reader<Page<Observation>>();

/** A title in the reader's language, else in English. */
export const titleIn = (titles: Titles, language: Language): string => titles[language] ?? titles.en;
