// What the agencies of the city published last, each with how far it got; the rest is on the page of the city.
import type { ReactNode } from "react";
import { getCorrections, paths } from "../api.ts";
import { cityPaths, getBoard, type Tile } from "../city/answers.ts";
import { formatAge, shortSubject } from "../city/kinds.ts";
import { ParticipantLink } from "../directory.tsx";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { byAgency, latestOf } from "./agencies.ts";

const SHOWN = 3;

/** A card of the city's data; nothing where nobody publishes. */
export function CityData(): ReactNode {
  const { say, language } = useSpeech();
  const { observed } = useLive();
  const board = useResource(cityPaths.board(), getBoard, observed);
  const agencies = byAgency(board.value?.tiles ?? []);
  if (agencies.length === 0) return null;
  return (
    <section className="card">
      <header>
        <h2>{say("overview.city")}</h2>
        <Link to="/city">{say("overview.cityAll")}</Link>
      </header>
      <ul className="arrivals">
        {agencies.map(({ owner, tiles, lastHour }) => (
          <li key={owner}>
            <span>
              <ParticipantLink participant={owner} />{" "}
              <span className="quiet">
                {latestOf(tiles, SHOWN).map((tile, index) => (
                  <span key={tile.name}>
                    {index > 0 && ", "}
                    <Latest tile={tile} />
                  </span>
                ))}
              </span>
            </span>
            <span className="number">{say("city.records", { count: formatCount(lastHour, language) })}</span>
          </li>
        ))}
      </ul>
      <LatestCorrections />
      <p className="quiet">{say("overview.cityNote")}</p>
    </section>
  );
}

/** What was put right last, with the reason. */
function LatestCorrections(): ReactNode {
  const { say } = useSpeech();
  const { observed } = useLive();
  const corrections = useResource(paths.corrections({ limit: SHOWN }), getCorrections, observed);
  const items = corrections.value?.items ?? [];
  if (items.length === 0) return null;
  return (
    <>
      <h3>{say("overview.corrections")}</h3>
      <ul className="arrivals">
        {items.map(({ record, dataSet, subject, observedAt, reason }) => (
          <li key={record}>
            <span>
              <Link to={`/city/${dataSet}`}>{shortSubject(subject)}</Link>{" "}
              <span className="quiet">
                <Moment time={observedAt} />
              </span>
            </span>
            <span className="quiet">{reason}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Latest({ tile: { name, title, states } }: { tile: Tile }): ReactNode {
  const { say, language } = useSpeech();
  const { ageSeconds } = states.received;
  return (
    <>
      <Link to={`/city/${name}`}>{title[language] ?? title.en}</Link>
      {ageSeconds !== null && ` ${formatAge(ageSeconds, say)}`}
    </>
  );
}
