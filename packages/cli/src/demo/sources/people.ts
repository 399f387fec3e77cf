// Counts of people, never people: crowds from telecom data, visits to clinics, children at school. Small groups are left out.
import { kAnonymous, LEAST_PEOPLE } from "@alatau/city";
import type { KeyValues } from "@alatau/formats";
import {
  between,
  chance,
  cold,
  DISTRICTS,
  isWeekend,
  placeOf,
  pointAt,
  rounded,
  traffic,
  whole,
} from "./noise.ts";
import { entity, iso, number, ownSchema, source, text, time, type Source } from "./source.ts";

const CROWDS = [
  "arbat",
  "green-bazaar",
  "kok-tobe",
  "first-president-park",
  "medeu",
  "sayran",
  "barakholka",
] as const;
const CAUSES = ["respiratory", "injury", "cardiac", "infectious"] as const;
const BASE = { respiratory: 60, injury: 22, cardiac: 26, infectious: 12 } as const;
const HOUR = 3600;

/** The cells that may be public, by name: groups of ten and more; what is hidden leaves no trace. */
function shown(counts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const { cells } = kAnonymous(
    [...counts].map(([cell, count]) => ({ cell, count })),
    LEAST_PEOPLE,
  );
  return new Map(
    cells.flatMap(({ cell, count }) => (count === null || count < LEAST_PEOPLE ? [] : [[cell, count]])),
  );
}

function crowds(seed: number, at: number): KeyValues[] {
  const size = (name: string): number =>
    whole(
      between(chance(1, `${name}/crowd`, 0), 30, 900) *
        traffic(at) *
        between(chance(seed, name, at), 0.1, 1.2),
    );
  return [...shown(new Map(CROWDS.map((name) => [name, size(name)])))].map(([name, peopleCount]) => {
    const towards = whole(peopleCount * between(chance(seed, `${name}/towards`, at), 0.3, 0.7));
    const isSplit = towards >= LEAST_PEOPLE && peopleCount - towards >= LEAST_PEOPLE;
    return entity("CrowdFlowObserved", name, {
      ...{
        dateObserved: `${iso(at - HOUR)}/${iso(at)}`,
        dateObservedFrom: iso(at - HOUR),
        dateObservedTo: iso(at),
      },
      ...{ location: pointAt(placeOf(`crowd/${name}`)), peopleCount, congested: peopleCount > 700 },
      ...(isSplit && { peopleCountTowards: towards, peopleCountAway: peopleCount - towards }),
    });
  });
}

function visits(seed: number, at: number): KeyValues[] {
  const cells = new Map(
    DISTRICTS.flatMap((district) =>
      CAUSES.map((cause) => {
        const season = cause === "respiratory" || cause === "infectious" ? 0.5 + cold(at) : 1;
        const share = between(chance(seed, `${district}/${cause}`, at), 0.5, 1.4);
        return [`${district}/${cause}`, whole(BASE[cause] * season * share)] as const;
      }),
    ),
  );
  return [...shown(cells)].map(([cell, peopleCount]) => {
    const [district, cause] = cell.split("/") as [string, string];
    return entity("HealthAggregate", `${district.toLowerCase()}-${cause}`, {
      ...{ dateObserved: iso(at), district, cause, peopleCount },
    });
  });
}

function school(seed: number, at: number, district: string): KeyValues {
  const pupils = whole(between(chance(1, `${district}/pupils`, 0), 18_000, 62_000));
  const present = isWeekend(at)
    ? 0
    : between(chance(seed, `${district}/present`, at), 0.88, 0.97) - 0.05 * cold(at);
  return entity("EducationAggregate", district.toLowerCase(), {
    ...{ dateObserved: iso(at), district, peopleCount: pupils, attendance: rounded(present, 3) },
    placesFree: whole(pupils * between(chance(1, `${district}/free`, 0), 0.005, 0.06)),
  });
}

/** Aggregates in which nobody can be found again. */
export const PEOPLE_SOURCES: readonly Source[] = [
  source({
    name: "transport.crowd-flow",
    agency: "transport",
    title: { en: "Crowds", ru: "Потоки людей", kk: "Адам ағыны" },
    description: {
      en: "Hourly counts of phones in groups of ten and more; smaller groups are left out.",
      ru: "Почасовой счёт телефонов в группах от десяти; меньшие группы не публикуются.",
      kk: "Он және одан көп топтардағы телефондардың сағаттық саны; кіші топтар жарияланбайды.",
    },
    from: "Telecom operators, aggregated by them",
    schema: "CrowdFlowObserved",
    phase: 3,
    kAnonymity: LEAST_PEOPLE,
    quality: [{ property: "peopleCount", min: "10", max: "100000", disagreeWithinSeconds: HOUR }],
    entities: crowds,
  }),
  source({
    name: "environment.health",
    agency: "environment",
    title: { en: "Visits to clinics", ru: "Обращения в поликлиники", kk: "Емханаға жүгіну" },
    description: {
      en: "A day's visits by district and cause, in groups of ten and more.",
      ru: "Обращения за день по районам и причинам, в группах от десяти.",
      kk: "Аудан мен себеп бойынша күндік жүгіну, он және одан көп топтар.",
    },
    from: "Health department, aggregated by it",
    schema: ownSchema("HealthAggregate", {
      ...{ dateObserved: time, district: text, cause: { enum: CAUSES }, peopleCount: number(0, 1_000_000) },
    }),
    every: 96,
    phase: 56,
    kAnonymity: LEAST_PEOPLE,
    quality: [{ property: "peopleCount", min: "10", max: "5000", disagreeWithinSeconds: HOUR }],
    entities: visits,
  }),
  source({
    name: "environment.education",
    agency: "environment",
    title: { en: "Schools", ru: "Школы", kk: "Мектептер" },
    description: {
      en: "Pupils, attendance and free places by district.",
      ru: "Ученики, посещаемость и свободные места по районам.",
      kk: "Аудан бойынша оқушылар, сабаққа қатысу және бос орындар.",
    },
    from: "Education department, aggregated by it",
    schema: ownSchema("EducationAggregate", {
      ...{ dateObserved: time, district: text, peopleCount: number(0, 1_000_000), attendance: number(0, 1) },
      placesFree: number(0, 1_000_000),
    }),
    every: 96,
    phase: 60,
    kAnonymity: LEAST_PEOPLE,
    units: { attendance: "C62" },
    quality: [{ property: "attendance", min: "0", max: "1", unit: "C62", disagreeWithinSeconds: HOUR }],
    entities: (seed, at) => DISTRICTS.map((district) => school(seed, at, district)),
  }),
];
