// What the city keeps clean and green: waste by weight and by container, trees.
import type { CsvMapping, KeyValues } from "@alatau/formats";
import { between, chance, cold, DISTRICTS, localDay, placeOf, pointAt, rounded, whole } from "./noise.ts";
import { count, entity, iso, number, ownSchema, source, text, time, type Source } from "./source.ts";

const CONTAINERS = 16;
const HOUR = 3600;
const DAY = 86_400;

/** A container fills within two to four days and is emptied then. */
function container(seed: number, at: number, index: number): KeyValues {
  const name = `almaty-${index + 1}`;
  const fillsIn = between(chance(1, `${name}/fills`, 0), 2, 4) * DAY;
  const begun = chance(1, `${name}/begun`, 0) * fillsIn;
  const filled = ((at + begun) % fillsIn) / fillsIn;
  const level = Math.min(
    1,
    filled * between(chance(seed, `${name}/round`, whole((at + begun) / fillsIn)), 0.75, 1.05),
  );
  return entity("WasteContainer", name, {
    ...{ binLoggedTime: iso(at), location: pointAt(placeOf(`container/${name}`)) },
    ...{ binId: name, fillingLevel: rounded(level, 2), storedWasteKind: "other", status: "ok" },
    temperature: rounded(26 - 32 * cold(at) + between(chance(seed, `${name}/temperature`, at), -2, 4), 1),
  });
}

const TONNAGE = ["mixed", "paper", "plastic", "glass"] as const;
const SHARE = { mixed: 160, paper: 22, plastic: 14, glass: 9 } as const;

const tonnage = (seed: number, at: number): KeyValues[] =>
  DISTRICTS.flatMap((district) =>
    TONNAGE.map((kind) =>
      entity("WasteCollected", `${district.toLowerCase()}-${kind}`, {
        ...{ dateObserved: iso(at), district, wasteKind: kind },
        weight: rounded(
          SHARE[kind] * between(chance(seed, `${district}/${kind}`, localDay(at)), 0.7, 1.3),
          1,
        ),
      }),
    ),
  );

const TONNAGE_CSV: CsvMapping = {
  delimiter: ";",
  decimal: ",",
  type: "WasteCollected",
  id: "urn:ngsi-ld:WasteCollected:{row}",
  time: { column: "time", zone: "offset" },
  columns: [
    { column: "district", property: "district", kind: "text", required: true },
    { column: "waste kind", property: "wasteKind", kind: "text", required: true },
    { column: "tonnes", property: "weight", unit: "TNE", required: true },
  ],
};

function trees(seed: number, at: number, district: string): KeyValues {
  const season = 0.15 + 0.85 * (1 - Math.abs(2 * cold(at) - 1));
  const planted = whole(90 * season * chance(seed, `${district}/trees`, localDay(at)));
  return entity("TreePlanting", `${district.toLowerCase()}-${localDay(at)}`, {
    ...{ dateObserved: iso(at), place: district, location: pointAt(placeOf(`park/${district}`)) },
    ...{
      species: "elm",
      planted,
      survived: whole(planted * between(chance(seed, `${district}/alive`, at), 0.8, 1)),
    },
  });
}

/** Waste and greening. */
export const PLACE_SOURCES: readonly Source[] = [
  source({
    name: "environment.waste-containers",
    agency: "environment",
    title: { en: "Waste containers", ru: "Контейнеры для отходов", kk: "Қоқыс контейнерлері" },
    from: "Level sensors of the waste operator",
    schema: "WasteContainer",
    every: 4,
    phase: 1,
    units: { fillingLevel: "C62", temperature: "CEL" },
    quality: [
      { property: "fillingLevel", min: "0", max: "1", unit: "C62", disagreeWithinSeconds: HOUR },
      { property: "temperature", min: "-45", max: "80", unit: "CEL", disagreeWithinSeconds: HOUR },
    ],
    entities: (seed, at) => Array.from({ length: CONTAINERS }, (_, index) => container(seed, at, index)),
  }),
  source({
    name: "environment.waste-tonnage",
    agency: "environment",
    title: { en: "Waste collected", ru: "Вывезено отходов", kk: "Шығарылған қалдықтар" },
    from: "Weighbridges of the waste operator, a CSV file a day",
    schema: ownSchema("WasteCollected", {
      ...{ dateObserved: time, district: text, wasteKind: { enum: TONNAGE }, weight: number(0, 10_000) },
    }),
    format: "csv",
    mapping: TONNAGE_CSV,
    every: 96,
    phase: 48,
    quality: [{ property: "weight", min: "0", max: "1000", unit: "TNE", disagreeWithinSeconds: HOUR }],
    entities: tonnage,
  }),
  source({
    name: "environment.greening",
    agency: "environment",
    title: { en: "Trees planted", ru: "Посадка деревьев", kk: "Ағаш отырғызу" },
    from: "Parks department",
    schema: ownSchema("TreePlanting", {
      ...{ dateObserved: time, place: text, species: text, planted: count, survived: count },
    }),
    every: 96,
    phase: 52,
    quality: [{ property: "planted", min: "0", max: "5000", disagreeWithinSeconds: HOUR }],
    entities: (seed, at) => DISTRICTS.map((district) => trees(seed, at, district)),
  }),
];
