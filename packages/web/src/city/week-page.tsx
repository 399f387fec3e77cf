// `/city/week`: the week of the city on one sheet of A4, each figure with the record that proves its newest value.
import { useEffect, type ReactNode } from "react";
import { formatCount, formatMoment, shortHash, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { AlertCard, useOpenAlerts } from "./alerts.tsx";
import {
  cityPaths,
  getBoard,
  getFingerprint,
  getObservations,
  getSeries,
  isOfDocuments,
  titleIn,
  type Board,
  type Step,
  type Tile,
} from "./answers.ts";
import "./city.css";
import { formatNumber, formatValue, nameOfProperty } from "./kinds.ts";
import "./week.css";

const HOURS = 168;

/** The sheet. */
export function WeekPage(): ReactNode {
  const { say } = useSpeech();
  const board = useResource(cityPaths.board(), getBoard);
  useEffect(() => {
    document.documentElement.dataset["paper"] = "week";
    return () => void delete document.documentElement.dataset["paper"];
  }, []);
  return (
    <div className="city week">
      <PageTitle title={say("week.title")}>
        <p className="row unprinted">
          <Link to="/city">{say("city.toBoard")}</Link>
          <button type="button" className="primary" onClick={() => window.print()}>
            {say("week.print")}
          </button>
        </p>
      </PageTitle>
      <Loaded from={board}>{(value) => <Sheet board={value} />}</Loaded>
    </div>
  );
}

function Sheet({ board }: { board: Board }): ReactNode {
  const { say, language } = useSpeech();
  const alerts = useOpenAlerts();
  // What is made of other sets comes first: these are the indicators.
  const tiles = board.tiles
    .filter((tile) => tile.values.length > 0 && !isOfDocuments(tile))
    .sort((a, b) => Number(b.derived) - Number(a.derived));
  return (
    <>
      <p className="quiet">
        {say("week.asOf", {
          time: formatMoment(unixOf(board.time), language),
          block: board.block === null ? "–" : formatCount(board.block, language),
        })}
      </p>
      <section className="card">
        <h2>{say("week.figures")}</h2>
        {tiles.length === 0 ? (
          <Nothing>{say("city.noTiles")}</Nothing>
        ) : (
          <table className="rows week-table">
            <thead>
              <tr>
                <th scope="col">{say("week.indicator")}</th>
                <th scope="col" className="number">
                  {say("week.median")}
                </th>
                <th scope="col" className="number">
                  {say("week.change")}
                </th>
                <th scope="col" className="number">
                  {say("week.lowest")}
                </th>
                <th scope="col" className="number">
                  {say("week.highest")}
                </th>
                <th scope="col" className="number">
                  {say("week.samples")}
                </th>
                <th scope="col">{say("week.last")}</th>
              </tr>
            </thead>
            <tbody>
              {tiles.map((tile) => (
                <Figures key={tile.name} tile={tile} />
              ))}
            </tbody>
          </table>
        )}
        <p className="quiet">
          {say("week.sampled")} {say("week.prove")}
        </p>
      </section>
      <AlertCard alerts={alerts} />
    </>
  );
}

function Figures({ tile }: { tile: Tile }): ReactNode {
  const { say, language } = useSpeech();
  const { value: series } = useResource(cityPaths.series(tile.name, { hours: HOURS }), getSeries);
  const { value: last } = useResource(cityPaths.observations(tile.name, { limit: 1 }), getObservations);
  const { value: fingerprint } = useResource(
    cityPaths.fingerprint(tile.name, { visibility: tile.visibility }),
    getFingerprint,
  );
  const main = tile.values[0]!;
  const week = weekOf(series?.steps ?? []);
  const hash = last?.items[0]?.recordHash;
  const shown = (value: number | null): string =>
    value === null ? "–" : formatNumber(main, value, language);
  const change = week.change === null ? "–" : `${week.change > 0 ? "+" : ""}${shown(week.change)}`;
  return (
    <tr>
      <th scope="row" data-label={say("week.indicator")}>
        <span>
          <Link to={`/city/${tile.name}`}>{titleIn(tile.title, language)}</Link>{" "}
          {tile.simulated && <span className="badge pending">{say("city.simulated")}</span>}
          <br />
          <span className="quiet">{nameOfProperty(main.property, say)}</span>
        </span>
      </th>
      <td className="number" data-label={say("week.median")}>
        <span className="amount">
          {week.median === null ? "–" : formatValue(main, week.median, language)}
        </span>
      </td>
      <td className="number" data-label={say("week.change")}>
        {change}
      </td>
      <td className="number" data-label={say("week.lowest")}>
        {shown(week.least)}
      </td>
      <td className="number" data-label={say("week.highest")}>
        {shown(week.most)}
      </td>
      <td className="number" data-label={say("week.samples")}>
        {formatCount(week.observations, language)}
      </td>
      <td data-label={say("week.last")}>
        <span>
          {hash === undefined ? (
            "–"
          ) : (
            <Link to={`/records/${hash}`}>
              <code className="unprinted">{shortHash(hash)}</code>
              <code className="printed">{hash}</code>
            </Link>
          )}
          {fingerprint?.root != null && (
            <small className="quiet printed">
              {say("city.fingerprint")} {fingerprint.root}
            </small>
          )}
        </span>
      </td>
    </tr>
  );
}

interface Week {
  readonly median: number | null;
  readonly least: number | null;
  readonly most: number | null;
  /** The median of the last day less that of the first one. */
  readonly change: number | null;
  readonly observations: number;
}

/** The figures of a week's steps. Pure. */
export function weekOf(steps: readonly Step[]): Week {
  const seen = steps.filter((step) => step.median !== null);
  const medians = seen.map(({ median }) => median!);
  const part = Math.ceil(steps.length / 7);
  const middle = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
  const first = middle(steps.slice(0, part).flatMap(({ median }) => median ?? []));
  const last = middle(steps.slice(-part).flatMap(({ median }) => median ?? []));
  return {
    median: middle(medians),
    least: seen.length === 0 ? null : Math.min(...seen.map(({ least, median }) => least ?? median!)),
    most: seen.length === 0 ? null : Math.max(...seen.map(({ most, median }) => most ?? median!)),
    change: first === null || last === null ? null : last - first,
    observations: seen.reduce((sum, { observations }) => sum + observations, 0),
  };
}
