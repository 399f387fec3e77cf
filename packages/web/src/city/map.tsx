// The map: marks of subjects on a drawing of our own, and beside it the same as a list for keyboards and screen readers.
import { useState, type ReactNode } from "react";
import { formatCount, formatMinute, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { Link } from "../router.tsx";
import { Nothing } from "../ui/states.tsx";
import { titleIn, type PlaceOfTile, type Tile } from "./answers.ts";
import {
  formatDecimal,
  formatNumber,
  formatValue,
  KIND_TEXT,
  kindOf,
  shortSubject,
  type Kind,
} from "./kinds.ts";
import { Mark } from "./mark.tsx";
import { project, scaleBar, type Coordinates } from "./projection.ts";

const SIZE = { width: 1_000, height: 640 };
/** Below the places there is room for the scale. */
const PLACES = { width: 1_000, height: 580 };
/** Values are written beside the marks of a data set with no more places than this. */
const MOST_LABELLED = 12;
const BAR = 200;
const NO_UNIT = { property: "", unit: null };

interface Placed extends PlaceOfTile {
  readonly at: Coordinates;
  readonly tile: Tile;
  readonly kind: Kind;
}

const placedOf = (tiles: readonly Tile[]): Placed[] =>
  tiles.flatMap((tile) =>
    (tile.places ?? []).flatMap((place) =>
      place.at === null ? [] : [{ ...place, at: place.at, tile, kind: kindOf(tile.entityType) }],
    ),
  );

/** The map with its list; `alerted`: subjects with an open alert. */
export function CityMap({
  tiles,
  alerted,
  withList = true,
  here,
  choosePlace,
}: {
  tiles: readonly Tile[];
  alerted: ReadonlySet<string>;
  withList?: boolean;
  /** A place of the reader's, and what a press on the map does. */
  here?: Coordinates | null;
  choosePlace?: (at: Coordinates) => void;
}): ReactNode {
  const { say, language } = useSpeech();
  const [chosen, setChosen] = useState<string | null>(null);
  const placed = placedOf(tiles);
  if (placed.length === 0) return <Nothing>{say("city.mapNone")}</Nothing>;
  const projection = project(
    placed.map(({ at }) => at),
    PLACES,
  );
  const kilometres = scaleBar(projection, BAR);
  const shown = placed.find(({ subject }) => subject === chosen);
  return (
    <div className="map-part">
      <figure className="map">
        <svg
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          role="img"
          aria-label={say("city.mapOf", { count: formatCount(placed.length, language) })}
          onClick={
            choosePlace &&
            (({ currentTarget, clientX, clientY }) => {
              const box = currentTarget.getBoundingClientRect();
              const x = ((clientX - box.left) / box.width) * SIZE.width;
              const y = ((clientY - box.top) / box.height) * SIZE.height;
              choosePlace(projection.unplace([x, y]));
            })
          }
        >
          <Grid kilometre={projection.kilometre * kilometres} />
          {placed.map((each) => {
            const [x, y] = projection.place(each.at);
            return (
              <Mark
                key={`${each.tile.name} ${each.subject}`}
                {...{ x, y, kind: each.kind }}
                label={
                  each.value !== null && (each.tile.places?.length ?? 0) <= MOST_LABELLED
                    ? formatNumber(each.tile.values[0] ?? NO_UNIT, each.value, language)
                    : null
                }
                isDoubtful={each.flags.length > 0}
                isAlerted={alerted.has(each.subject)}
                isChosen={each.subject === chosen}
                choose={() => setChosen(each.subject)}
              />
            );
          })}
          {here != null && <Here at={projection.place(here)} />}
          <g className="scale" transform={`translate(24 ${SIZE.height - 20})`}>
            <path d={`M0 -8V0H${kilometres * projection.kilometre}V-8`} />
            <text x={kilometres * projection.kilometre + 10} y="0">
              {formatDecimal(kilometres, language)} {language === "en" ? "km" : "км"}
            </text>
          </g>
        </svg>
        <figcaption aria-live="polite">
          {shown !== undefined ? <Said place={shown} /> : <Legend tiles={tiles} />}
        </figcaption>
      </figure>
      {withList && <PlaceList placed={placed} chosen={chosen} choose={setChosen} />}
    </div>
  );
}

function Here({ at: [x, y] }: { at: readonly [number, number] }): ReactNode {
  return (
    <g className="here" transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      <path d="M0 0L-13 -26A15 15 0 1 1 13 -26Z" />
      <circle cy="-33" r="6" />
    </g>
  );
}

function Grid({ kilometre }: { kilometre: number }): ReactNode {
  const lines = (from: number, to: number): number[] =>
    Array.from({ length: Math.floor((to - from) / kilometre) + 1 }, (_, index) => from + index * kilometre);
  if (kilometre < 40) return null;
  return (
    <g className="grid">
      {lines((SIZE.width / 2) % kilometre, SIZE.width).map((x) => (
        <line key={`x${x}`} x1={x} x2={x} y1="0" y2={SIZE.height} />
      ))}
      {lines((SIZE.height / 2) % kilometre, SIZE.height).map((y) => (
        <line key={`y${y}`} x1="0" x2={SIZE.width} y1={y} y2={y} />
      ))}
    </g>
  );
}

function Legend({ tiles }: { tiles: readonly Tile[] }): ReactNode {
  const { say } = useSpeech();
  const kinds = new Set(
    tiles
      .filter(({ places = [] }) => places.some(({ at }) => at !== null))
      .map((tile) => kindOf(tile.entityType)),
  );
  return (
    <ul className="legend">
      {[...kinds].map((kind) => (
        <li key={kind}>
          <svg viewBox="-14 -14 28 28" width="20" height="20" aria-hidden="true">
            <Mark x={0} y={0} kind={kind} label={null} />
          </svg>
          {say(KIND_TEXT[kind])}
        </li>
      ))}
    </ul>
  );
}

function Said({ place: { subject, tile, value, observedAt, flags } }: { place: Placed }): ReactNode {
  const { language } = useSpeech();
  const [main] = tile.values;
  return (
    <p>
      <strong>{shortSubject(subject)}</strong> · {titleIn(tile.title, language)}
      {main !== undefined && value !== null && ` · ${formatValue(main, value, language)}`} ·{" "}
      {formatMinute(unixOf(observedAt), language)}
      {flags.length > 0 && ` · ${flags.join(", ")}`}
    </p>
  );
}

/** Rows of the list for a data set at most; the rest is on its page. */
const MOST_LISTED = 40;

function PlaceList({
  placed,
  chosen,
  choose,
}: {
  placed: readonly Placed[];
  chosen: string | null;
  choose: (subject: string) => void;
}): ReactNode {
  const { say, language } = useSpeech();
  return (
    <section className="map-list" aria-label={say("city.list")}>
      {[...Map.groupBy(placed, ({ tile }) => tile.name).values()].map((rows) => {
        const { tile } = rows[0]!;
        const [main] = tile.values;
        return (
          <details key={tile.name}>
            <summary>
              {titleIn(tile.title, language)}{" "}
              <span className="quiet">{formatCount(tile.subjects, language)}</span>
            </summary>
            <ul>
              {rows.slice(0, MOST_LISTED).map(({ subject, value }) => (
                <li key={subject}>
                  <button type="button" aria-pressed={subject === chosen} onClick={() => choose(subject)}>
                    <span>{shortSubject(subject)}</span>
                    <span className="amount">
                      {main !== undefined && value !== null ? formatValue(main, value, language) : ""}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            {tile.subjects > MOST_LISTED && <Link to={`/city/${tile.name}`}>{say("action.more")}</Link>}
          </details>
        );
      })}
    </section>
  );
}
