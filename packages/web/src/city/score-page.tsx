// `/city/score`: the city score with its formula, every indicator, and the file from which anybody makes the number again.
import type { ReactNode } from "react";
import { formatCount, formatMoment, shortHash, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { cityPaths, getScore, type CityScore, type Indicator } from "./answers.ts";
import "./city.css";
import { formatDecimal, nameOfProperty } from "./kinds.ts";

/** The page. */
export function ScorePage(): ReactNode {
  const { say } = useSpeech();
  const score = useResource(cityPaths.score, getScore);
  return (
    <div className="city score">
      <PageTitle title={say("score.title")}>
        <Link to="/city">{say("city.toBoard")}</Link>
      </PageTitle>
      <Loaded from={score}>{(value) => <Score score={value} />}</Loaded>
    </div>
  );
}

function Score({ score }: { score: CityScore }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <>
      <section className="card">
        <p className="tile-value">
          <strong data-score={score.score ?? ""}>
            {score.score === null ? "–" : formatDecimal(score.score, language)}
          </strong>{" "}
          <span className="unit">{say("score.of")}</span>
        </p>
        <p>
          {score.score === null && <>{say("score.none")} </>}
          {say("score.covered", { percent: formatDecimal(score.coveredPercent, language) })}
        </p>
        <p className="quiet">
          {say("score.asOf", { time: formatMoment(unixOf(score.at), language) })} · {score.definition.id}{" "}
          {score.definition.version} · <code>{shortHash(score.definition.hash)}</code>
        </p>
      </section>
      <section className="card">
        <h2>{say("score.formula")}</h2>
        <ul lang="en">
          {score.formula.map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>{score.missingData}</li>
        </ul>
        <p>
          {say("score.again")} <code>alatau derive score indicators.json</code>
        </p>
        <p>
          <a className="button" href={cityPaths.indicators} download="indicators.json">
            indicators.json
          </a>
        </p>
      </section>
      <section className="card">
        <h2>{say("score.indicators")}</h2>
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{say("score.indicator")}</th>
              <th scope="col" className="number">
                {say("score.value")}
              </th>
              <th scope="col" className="number">
                {say("score.points")}
              </th>
              <th scope="col" className="number">
                {say("score.weight")}
              </th>
              <th scope="col">{say("score.source")}</th>
            </tr>
          </thead>
          <tbody>
            {score.indicators.map((each) => (
              <IndicatorRow key={each.indicator} indicator={each} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function IndicatorRow({ indicator }: { indicator: Indicator }): ReactNode {
  const { say, language } = useSpeech();
  const { name, standard, unit, worst, best, value, points, weight, source } = indicator;
  const shown = (number: string | null): string => (number === null ? "–" : formatDecimal(number, language));
  return (
    <tr>
      <td data-label={say("score.indicator")}>
        <span lang="en">
          {name}
          <br />
          <span className="quiet">
            {standard} · 0: {shown(worst)}, 100: {shown(best)} {unit}
          </span>
        </span>
      </td>
      <td className="number" data-label={say("score.value")}>
        {shown(value)}
      </td>
      <td className="number" data-label={say("score.points")}>
        {shown(points)}
      </td>
      <td className="number" data-label={say("score.weight")}>
        {shown(weight)}
      </td>
      <td data-label={say("score.source")}>
        {source === null ? (
          say("score.noSource")
        ) : (
          <span>
            <Link to={`/city/${source.dataSet}`}>{source.dataSet}</Link>{" "}
            {nameOfProperty(source.property, say)} ·{" "}
            {say("score.records", { count: formatCount(source.records, language) })}
          </span>
        )}
      </td>
    </tr>
  );
}
