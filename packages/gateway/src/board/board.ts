// The situation centre's board: one tile a data set that the caller may see, made by a handful of queries whatever the number of tiles.
import type { Caller } from "../auth/caller.ts";
import { readAllTerms, type DatasetTerms } from "../data-sets/terms.ts";
import type { Description } from "../data-sets/description.ts";
import type { Gateway } from "../gateway.ts";
import { timeOf } from "../http/show.ts";
import { chainTip } from "../workers/ledger.ts";
import {
  countAlerts,
  countFlags,
  countSubjects,
  readDescriptions,
  readGrants,
  readLatest,
  readStates,
  type Asked,
  type StateRow,
} from "./queries.ts";
import { visibleGroups } from "./readable.ts";
import { ageOf, entityTypeOf, summarise, type LatestRow } from "./summary.ts";

/** Subjects of a data set whose last values a tile's summary is made of. */
export const MOST_SUMMARISED = 200;

export interface VisibleSet extends Asked {
  readonly terms: DatasetTerms;
  readonly description: Description;
  readonly quorum: number;
}

/** The described data sets that a caller may see, by name. */
export async function visibleSets(
  { reads, pool }: Pick<Gateway, "reads" | "pool">,
  caller: Pick<Caller, "participant" | "auditor">,
): Promise<VisibleSet[]> {
  const [terms, grants] = await Promise.all([readAllTerms(pool), readGrants(reads, caller.participant)]);
  const hashes = terms.flatMap(({ description }) => description ?? []);
  const descriptions = await readDescriptions(reads, hashes);
  return terms.flatMap((each): VisibleSet[] => {
    const description = descriptions.get(each.description ?? "");
    if (description === undefined) return [];
    const groups = visibleGroups(each, description, caller, grants);
    return groups.length === 0
      ? []
      : [{ terms: each, description, name: each.name, groups, quorum: Math.max(each.quorum, 1) }];
  });
}

/** The board for a caller; `positions`: how many subjects of each data set come with their place and value. */
export async function readBoard(
  gateway: Pick<Gateway, "reads" | "pool" | "now">,
  caller: Pick<Caller, "participant" | "auditor">,
  positions: number,
) {
  const { reads, pool } = gateway;
  const [sets, tip] = await Promise.all([visibleSets(gateway, caller), chainTip(pool)]);
  const clocks = { wall: gateway.now() / 1000, ledger: tip?.timestamp ?? 0 };
  const now = Math.abs(clocks.wall - clocks.ledger) < 86_400 ? clocks.wall : clocks.ledger;
  const [latest, subjects, states, flags, alerts] = await Promise.all([
    readLatest(reads, sets, Math.max(positions, MOST_SUMMARISED)),
    countSubjects(reads, sets),
    readStates(reads, sets),
    countFlags(reads, sets, Math.floor(now) - 3600),
    countAlerts(reads, sets),
  ]);
  const bySet = Map.groupBy(latest, ({ dataset }) => dataset);
  return {
    time: timeOf(Math.floor(now)),
    block: tip?.number ?? null,
    tiles: sets.map((set) => {
      const rows = bySet.get(set.name) ?? [];
      return {
        ...named(set, rows),
        subjects: subjects.get(set.name) ?? 0,
        values: summarise(rows, set.description),
        states: showStates(states.get(set.name), clocks),
        waiting: states.get(set.name)?.waiting ?? 0,
        flags: flags.get(set.name) ?? {},
        alerts: alerts.get(set.name) ?? 0,
        ...(positions > 0 && { places: placesOf(rows, set, positions) }),
      };
    }),
  };
}

const named = ({ terms, description }: VisibleSet, rows: readonly LatestRow[]) => ({
  name: terms.name,
  title: description.title,
  source: description.source ?? null,
  simulated: description.simulated ?? false,
  derived: description.derivedFrom !== undefined,
  owner: terms.owner,
  visibility: terms.visibility,
  cadenceSeconds: terms.cadenceSeconds,
  entityType: rows[0] === undefined ? null : entityTypeOf(rows[0].subject),
  lastObservedAt: rows.length === 0 ? null : timeOf(Math.max(...rows.map((row) => Number(row.observed_at)))),
});

function showStates(row: StateRow | undefined, clocks: { wall: number; ledger: number }) {
  const own = { wall: clocks.wall, ledger: clocks.wall }; // times of this machine's clock
  const state = (at: number | null | undefined, lastHour: number, by = own) =>
    at == null
      ? { at: null, ageSeconds: null, lastHour }
      : { at: timeOf(Math.floor(Number(at))), ageSeconds: ageOf(Number(at), by), lastHour };
  const { waiting = 0, batched = 0, checked = 0, anchored = 0 } = row ?? {};
  return {
    received: state(row?.received_at, batched + waiting),
    checked: state(row?.checked_at, checked),
    anchored: {
      ...state(row?.anchored_at, anchored, clocks),
      ...(row?.newest_at != null && { ageSeconds: ageOf(Number(row.newest_at), own) }),
      block: row?.anchored_in ?? null,
    },
  };
}

/** The newest subjects with their places; a subject whose groups come as several records is one. */
function placesOf(rows: readonly LatestRow[], { description }: VisibleSet, most: number) {
  const [main] = summarise(rows, description);
  const bySubject = new Map<string, LatestRow>();
  for (const row of rows) {
    const before = bySubject.get(row.subject);
    bySubject.set(row.subject, before === undefined ? row : joined(before, row));
  }
  return [...bySubject.values()].slice(0, most).map((row) => ({
    subject: row.subject,
    at: row.longitude === null || row.latitude === null ? null : [row.longitude, row.latitude],
    observedAt: timeOf(Number(row.observed_at)),
    value: (main && row.values?.[main.property]?.value) ?? null,
    flags: row.flags,
  }));
}

const joined = (a: LatestRow, b: LatestRow): LatestRow => ({
  ...a,
  longitude: a.longitude ?? b.longitude,
  latitude: a.latitude ?? b.latitude,
  values: { ...b.values, ...a.values },
  flags: [...new Set([...a.flags, ...b.flags])],
});
