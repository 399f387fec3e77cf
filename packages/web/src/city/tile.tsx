// A data set at a glance.
import type { ReactNode } from "react";
import { formatCount, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { States } from "./ages.tsx";
import { cityPaths, getSeries, isOfDocuments, titleIn, type Tile } from "./answers.ts";
import { formatNumber, formatValue, nameOfProperty, signOfUnit } from "./kinds.ts";
import { Sparkline } from "./sparkline.tsx";

const HOURS = 24;
/** The course is asked for again when the last observation is in another step of this length, s. */
const STEP_SECONDS = 60;

/** The tile; `elapsed`: seconds since the board was read. */
export function TileCard({ tile, elapsed }: { tile: Tile; elapsed: number }): ReactNode {
  const { say, language } = useSpeech();
  const [main, ...rest] = isOfDocuments(tile) ? [] : tile.values;
  const title = titleIn(tile.title, language);
  return (
    <article className="card tile" data-tile={tile.name}>
      <header>
        <h2>
          <Link to={`/city/${tile.name}`}>{title}</Link>
        </h2>
        <TileBadges tile={tile} elapsed={elapsed} />
      </header>
      {main === undefined ? (
        <p className="tile-value">{formatCount(tile.subjects, language)}</p>
      ) : (
        <p className="tile-value">
          <span className="tile-property">{nameOfProperty(main.property, say)}</span>
          <strong>{formatNumber(main, main.median, language)}</strong>{" "}
          <span className="unit">{signOfUnit(main.unit, main.property, language)}</span>
        </p>
      )}
      <p className="quiet">
        {main === undefined
          ? say("city.subjects")
          : say("city.from", { count: formatCount(tile.subjects, language) })}
        {rest.slice(0, 2).map((value) => (
          <span key={value.property}>
            {" · "}
            {nameOfProperty(value.property, say)} {formatValue(value, value.median, language)}
          </span>
        ))}
      </p>
      {main !== undefined && <Course tile={tile} />}
      <States tile={tile} elapsed={elapsed} />
      <footer className="tile-foot">
        {tile.source !== null && <span>{tile.source}</span>}
        {Object.entries(tile.flags).map(([flag, times]) => (
          <span key={flag} className="badge pending">
            {flag} {formatCount(times, language)}
          </span>
        ))}
      </footer>
    </article>
  );
}

/** Whether nothing came for twice the time in which something should. */
const isLate = ({ cadenceSeconds, states: { received } }: Tile, elapsed: number): boolean =>
  cadenceSeconds !== null &&
  cadenceSeconds > 0 &&
  received.ageSeconds !== null &&
  received.ageSeconds + elapsed > 2 * cadenceSeconds + 60;

function TileBadges({ tile, elapsed }: { tile: Tile; elapsed: number }): ReactNode {
  const { say } = useSpeech();
  return (
    <span>
      {isLate(tile, elapsed) && <span className="badge status-disputed">{say("city.late")}</span>}
      {tile.alerts > 0 && (
        <span className="badge status-disputed">
          {say("city.alertsOpen", { count: String(tile.alerts) })}
        </span>
      )}
      {tile.simulated && <span className="badge pending">{say("city.simulated")}</span>}
      {tile.derived && <span className="badge">{say("city.derived")}</span>}
      {tile.visibility !== "public" && (
        <span className="badge">
          {say(tile.visibility === "members" ? "city.members" : "city.ownerOnly")}
        </span>
      )}
    </span>
  );
}

function Course({ tile: { name, values, lastObservedAt } }: { tile: Tile }): ReactNode {
  const { say } = useSpeech();
  const step = lastObservedAt === null ? 0 : Math.floor(unixOf(lastObservedAt) / STEP_SECONDS);
  const hasCourse = values.length > 0;
  const { value } = useResource(hasCourse ? cityPaths.series(name, { hours: HOURS }) : null, getSeries, step);
  return <Sparkline steps={value?.steps ?? []} label={say("city.course", { hours: String(HOURS) })} />;
}
