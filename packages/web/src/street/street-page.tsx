// `/my-street`: for everybody: air, buses and waste near a place in plain words, and how to report what is wrong.
import { useState, type FormEvent, type ReactNode } from "react";
import { cityPaths, getBoard, titleIn, type Board } from "../city/answers.ts";
import "../city/city.css";
import { readCoordinates, writeCoordinates } from "../city/geo.ts";
import { shortSubject } from "../city/kinds.ts";
import { CityMap } from "../city/map.tsx";
import type { Coordinates } from "../city/projection.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { go, Link, usePlace } from "../router.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { FindReport } from "./find-report.tsx";
import { NearHere } from "./near-here.tsx";
import { ReportForm } from "./report-form.tsx";
import "./street.css";

const POSITIONS = 150;

/** The page. */
export function StreetPage(): ReactNode {
  const { say } = useSpeech();
  const { observed } = useLive();
  const here = readCoordinates(usePlace().query.get("at") ?? "");
  const board = useResource(cityPaths.board(POSITIONS), getBoard, observed);
  return (
    <div className="city">
      <PageTitle title={say("street.title")}>
        <p className="row">
          <Link to="/city">{say("city.title")}</Link>
        </p>
      </PageTitle>
      <Loaded from={board}>
        {(value) => (
          <>
            <div className="street-columns">
              <ChoosePlace board={value} here={here} />
              {here !== null && <NearHere board={value} here={here} />}
            </div>
            <div className="street-columns">
              <ReportForm here={here} />
              <FindReport />
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** The place is part of the address, so that it can be kept and sent; it goes nowhere else. */
const choose = (at: Coordinates): void =>
  go(`/my-street?at=${writeCoordinates(at).replace(" ", "")}`, { replace: true });

function ChoosePlace({ board, here }: { board: Board; here: Coordinates | null }): ReactNode {
  const { say, language } = useSpeech();
  const [refused, setRefused] = useState(false);
  const known = board.tiles.flatMap(({ title, entityType, places = [] }) =>
    entityType === "FleetVehicleStatus"
      ? []
      : places.flatMap(({ subject, at }) =>
          at === null ? [] : [{ name: `${titleIn(title, language)}: ${shortSubject(subject)}`, at }],
        ),
  );
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const typed = readCoordinates(String(new FormData(event.currentTarget).get("at")));
    if (typed !== null) choose(typed);
  };
  const locate = (): void =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => choose([coords.longitude, coords.latitude]),
      () => setRefused(true),
    );
  return (
    <section className="card">
      <h2>{say("street.choose")}</h2>
      <p className="quiet">{say("street.chooseHow")}</p>
      <CityMap tiles={board.tiles} alerted={NONE} withList={false} here={here} choosePlace={choose} />
      <form onSubmit={submit}>
        {known.length > 0 && (
          <div className="field">
            <label htmlFor="known">{say("street.known")}</label>
            <select
              id="known"
              value=""
              onChange={({ target }) => {
                const found = known[Number(target.value)];
                if (target.value !== "" && found !== undefined) choose(found.at);
              }}
            >
              <option value="">–</option>
              {known.map(({ name }, index) => (
                <option key={name} value={index}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
        <div className="field">
          <label htmlFor="at">{say("street.coordinates")}</label>
          <input
            key={here === null ? "" : writeCoordinates(here)}
            id="at"
            name="at"
            required
            defaultValue={here === null ? "" : writeCoordinates(here)}
            pattern="\s*-?\d{1,2}(\.\d+)?\s*[,; ]\s*-?\d{1,3}(\.\d+)?\s*"
            placeholder="43.2380, 76.9450"
          />
        </div>
        <button type="submit">{say("city.show")}</button>
        {"geolocation" in navigator && (
          <button type="button" onClick={locate}>
            {say("street.here")}
          </button>
        )}
      </form>
      {refused && <p role="status">{say("street.hereRefused")}</p>}
    </section>
  );
}
