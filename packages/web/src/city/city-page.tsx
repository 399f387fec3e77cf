// `/city`: the situation centre: a map, a tile for each data set, on a desk, a phone or a wall.
import { useEffect, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link, usePlace } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { useSecondsSince } from "./ages.tsx";
import { cityPaths, getBoard, isOfDocuments, type Board, type Tile } from "./answers.ts";
import "./city.css";
import { CityMap } from "./map.tsx";
import { TileCard } from "./tile.tsx";
import { AlertCard, useOpenAlerts } from "./alerts.tsx";

/** Places of a data set on a narrow screen and on a wide one. */
const POSITIONS = { narrow: 40, wide: 150 };

/** The page. */
export function CityPage(): ReactNode {
  const { say } = useSpeech();
  const { observed } = useLive();
  const isWall = usePlace().query.get("wall") === "1";
  const isNarrow = window.matchMedia("(max-width: 40rem)").matches;
  const board = useResource(
    cityPaths.board(isNarrow ? POSITIONS.narrow : POSITIONS.wide),
    getBoard,
    observed,
  );
  useEffect(() => {
    if (!isWall) return undefined;
    document.documentElement.dataset["wall"] = "yes";
    return () => void delete document.documentElement.dataset["wall"];
  }, [isWall]);
  return (
    <div className="city">
      <PageTitle title={say("city.title")}>
        {isWall ? board.value !== undefined && <Now board={board.value} /> : <Ways />}
      </PageTitle>
      <Loaded from={board}>{(value) => <BoardParts board={value} isWall={isWall} />}</Loaded>
    </div>
  );
}

/** Measured things first, the city's own documents last. */
const inOrder = (tiles: readonly Tile[]): readonly Tile[] =>
  tiles.toSorted((a, b) => Number(isOfDocuments(a)) - Number(isOfDocuments(b)));

function Now({ board: { time } }: { board: Board }): ReactNode {
  return (
    <p className="wall-clock">
      <Moment time={time} />
    </p>
  );
}

function Ways(): ReactNode {
  const { say } = useSpeech();
  return (
    <p className="row">
      <Link to="/city/routes">{say("bus.routes")}</Link>
      <Link to="/my-street">{say("street.title")}</Link>
      <Link to="/audit">{say("audit.title")}</Link>
      <Link to="/city/week">{say("week.title")}</Link>
      <Link to="/city/score">{say("score.title")}</Link>
      <Link to="/city?wall=1">{say("city.wall")}</Link>
    </p>
  );
}

function BoardParts({ board, isWall }: { board: Board; isWall: boolean }): ReactNode {
  const { say } = useSpeech();
  const elapsed = useSecondsSince(board);
  const alerts = useOpenAlerts();
  if (board.tiles.length === 0)
    return (
      <section className="card">
        <Nothing>{say("city.noTiles")}</Nothing>
      </section>
    );
  return (
    <>
      {!isWall && <p className="quiet">{say("city.intro")}</p>}
      <AlertCard alerts={alerts} />
      <section className="card" aria-label={say("city.map")}>
        <CityMap
          tiles={board.tiles}
          alerted={new Set(alerts.map(({ subject }) => subject))}
          withList={!isWall}
        />
      </section>
      <div className="tiles">
        {inOrder(board.tiles).map((tile) => (
          <TileCard key={tile.name} tile={tile} elapsed={elapsed} />
        ))}
      </div>
    </>
  );
}
