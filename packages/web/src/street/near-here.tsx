// What is near a place, in sentences.
import type { ReactNode } from "react";
import type { Board } from "../city/answers.ts";
import { formatDecimal, formatValue, nameOfProperty, shortSubject } from "../city/kinds.ts";
import type { Coordinates } from "../city/projection.ts";
import { writeCoordinates } from "../city/geo.ts";
import type { Language } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { getCounts, streetPaths } from "./answers.ts";
import { airVerdict, nearOf, type Near } from "./nearby.ts";
import { PROBLEM_TEXT } from "./words.ts";

const AIR_M = 15_000;
const BUS_M = 1_000;
const WASTE_M = 3_000;

const VERDICT: Readonly<Record<"below" | "between" | "above", TextKey>> = {
  below: "street.below",
  between: "street.between",
  above: "street.above",
};

function formatDistance(metres: number, language: Language): string {
  const [m, km] = language === "en" ? ["m", "km"] : ["м", "км"];
  return metres < 1_000
    ? `${formatDecimal(Math.round(metres / 10) * 10, language)}\u00a0${m}`
    : `${formatDecimal(Math.round(metres / 100) / 10, language)}\u00a0${km}`;
}

/** The sentences. */
export function NearHere({ board, here }: { board: Board; here: Coordinates }): ReactNode {
  const { say, language } = useSpeech();
  const air = nearOf(board.tiles, "air", here, AIR_M).find(({ place }) => place.value !== null);
  const buses = nearOf(board.tiles, "bus", here, BUS_M);
  const waste = nearOf(board.tiles, "waste", here, WASTE_M)[0];
  const where = ({ place, metres }: Near) => ({
    place: shortSubject(place.subject),
    distance: formatDistance(metres, language),
  });
  const valueOf = ({ tile, place }: Near): string =>
    tile.values[0] === undefined || place.value === null
      ? "–"
      : formatValue(tile.values[0], place.value, language);
  return (
    <section className="card near" aria-live="polite">
      <h2>{say("street.chosen", { at: writeCoordinates(here) })}</h2>
      {air === undefined && buses.length === 0 && waste === undefined && <p>{say("street.nothing")}</p>}
      {air !== undefined && (
        <section data-near="air">
          <h3>{say("street.air")}</h3>
          <p className={`verdict-${verdictOf(air) ?? "none"}`}>{sayAir(air)}</p>
          <Source of={air} />
        </section>
      )}
      {buses[0] !== undefined && (
        <section data-near="bus">
          <h3>{say("street.buses")}</h3>
          <p>{say("street.busSay", { count: formatDecimal(buses.length, language), ...where(buses[0]) })}</p>
          <p>
            <Link to="/city/routes">{say("street.busTo")}</Link>
          </p>
        </section>
      )}
      {waste !== undefined && (
        <section data-near="waste">
          <h3>{say("street.waste")}</h3>
          <p>{say("street.wasteSay", { ...where(waste), value: valueOf(waste) })}</p>
          <Source of={waste} />
        </section>
      )}
      <Counts here={here} />
    </section>
  );

  function sayAir(near: Near): string {
    const verdict = verdictOf(near);
    const property = nameOfProperty(near.tile.values[0]?.property ?? "", say);
    const words = say("street.airSay", {
      ...{ property, value: valueOf(near), ...where(near) },
      verdict: verdict === null ? "" : say(VERDICT[verdict]),
    });
    return verdict === null ? words.replace(/[\s:—–-]+\.$/, ".") : words;
  }
}

function verdictOf({ tile, place }: Near): "below" | "between" | "above" | null {
  const [main] = tile.values;
  return main === undefined || place.value === null
    ? null
    : airVerdict(main.property, main.unit, Number(place.value));
}

function Source({ of: { tile } }: { of: Near }): ReactNode {
  const { say } = useSpeech();
  return (
    <p className="quiet">
      <Link to={`/city/${tile.name}`}>{tile.source ?? tile.name}</Link>
      {tile.simulated && ` · ${say("city.simulated")}`}
    </p>
  );
}

/** Areas are squares of this side, degrees; the neighbours count too. */
const AREA = 0.01;

function Counts({ here }: { here: Coordinates }): ReactNode {
  const { say } = useSpeech();
  const counts = useResource(streetPaths.reports, getCounts);
  const near = (counts.value?.items ?? []).filter(({ area }) => {
    const [latitude = 0, longitude = 0] = area.split(" ").map(Number);
    const [x, y] = [here[0] - longitude - AREA / 2, here[1] - latitude - AREA / 2];
    return Math.max(Math.abs(x), Math.abs(y)) <= 1.5 * AREA;
  });
  return (
    <section>
      <h3>{say("street.counts")}</h3>
      {near.length === 0 ? (
        <p className="quiet">{say("street.countsNone")}</p>
      ) : (
        <p>
          {near.map(({ area, kind, reports }) => (
            <span key={`${area} ${kind}`} className="badge">
              {say(PROBLEM_TEXT[kind])} {reports}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
