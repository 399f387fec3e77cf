// `/city/<data set>`: what it is, who vouches for it, what it says now or said at a block, how it was corrected.
import { useState, type ReactNode } from "react";
import { ParticipantLink } from "../directory.tsx";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { States, useSecondsSince } from "./ages.tsx";
import {
  cityPaths,
  getBoard,
  getDataSet,
  getFingerprint,
  isOfDocuments,
  titleIn,
  type Board,
  type DataSet,
} from "./answers.ts";
import { CourseChart } from "./course-chart.tsx";
import "./city.css";
import { formatAge } from "./kinds.ts";
import { ObservationsPart } from "./observations-part.tsx";
import { AnswerForm } from "../street/answer-form.tsx";

/** Citizens' reports are answered where they are read. */
const REPORTS = "city.reports";
const FORMATS = ["csv", "jsonl", "parquet"] as const;

/** The page of one data set. */
export function DataSetPage({ name }: { name: string }): ReactNode {
  const { say, language } = useSpeech();
  const { observed } = useLive();
  const dataSet = useResource(cityPaths.dataSet(name), getDataSet);
  const board = useResource(cityPaths.board(), getBoard, observed);
  const [reader, setReader] = useState(0); // another reader sees other payloads
  const description = dataSet.value?.description;
  const tile = board.value?.tiles.find((each) => each.name === name);
  return (
    <div className="city">
      <PageTitle title={description ? titleIn(description.title, language) : name}>
        <p className="row">
          <Link to="/city">{say("city.toBoard")}</Link>
        </p>
      </PageTitle>
      <Loaded from={dataSet}>
        {(value) => (
          <>
            <div className="columns lead">
              <About dataSet={value} />
              <Now name={name} board={board.value} />
            </div>
            {tile !== undefined && !isOfDocuments(tile) && <CourseChart name={name} observed={observed} />}
            {name === REPORTS && <AnswerForm changed={() => setReader((before) => before + 1)} />}
            <ObservationsPart key={reader} name={name} observed={observed} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function About({ dataSet }: { dataSet: DataSet }): ReactNode {
  const { say, language } = useSpeech();
  const { name, owner, checkers, quorum, schema, description, descriptionHash, cadenceSeconds } = dataSet;
  return (
    <section className="card">
      <h2>
        {say("city.description")}{" "}
        {description?.simulated === true && <span className="badge pending">{say("city.simulated")}</span>}
        {description?.derivedFrom !== undefined && <span className="badge">{say("city.derived")}</span>}
      </h2>
      {description?.description !== undefined && <p>{titleIn(description.description, language)}</p>}
      <Facts>
        <Fact name={say("city.owner")}>
          <ParticipantLink participant={owner} />
        </Fact>
        <Fact name={say("city.source")}>{description?.source ?? "–"}</Fact>
        <Fact name={say("city.licence")}>{description?.licence ?? "–"}</Fact>
        <Fact name={say("city.cadence")}>
          {cadenceSeconds === null || cadenceSeconds === 0 ? "–" : formatAge(cadenceSeconds, say)}
        </Fact>
        <Fact name={say("city.schema")}>
          {schema === null ? (
            "–"
          ) : (
            <>
              {say("city.schemaVersion", { id: schema.id ?? "–", version: String(schema.version) })}{" "}
              <Hash value={schema.hash} label={say("city.schema")} />
            </>
          )}
        </Fact>
        <Fact name={say("city.checkers")}>
          {checkers.map(({ participant }, index) => (
            <span key={participant}>
              {index > 0 && ", "}
              <ParticipantLink participant={participant} />
            </span>
          ))}
          <br />
          <span className="quiet">
            {say("city.checkersOf", { quorum: String(quorum), count: String(checkers.length) })}
          </span>
        </Fact>
        <Fact name={say("city.description")}>
          <Hash value={descriptionHash} label={say("city.description")} />
        </Fact>
        <FingerprintFact name={name} />
      </Facts>
      <p className="row">
        <span className="quiet">{say("city.download")}</span>
        {FORMATS.map((format) => (
          <a key={format} className="button" href={cityPaths.download(name, format)} download>
            {format === "csv" ? "CSV" : format === "jsonl" ? "JSON Lines" : "Parquet"}
          </a>
        ))}
      </p>
    </section>
  );
}

function FingerprintFact({ name }: { name: string }): ReactNode {
  const { say, language } = useSpeech();
  const { pulse } = useLive();
  const { value } = useResource(cityPaths.fingerprint(name), getFingerprint, Math.floor(pulse / 20));
  return (
    <Fact name={say("city.fingerprint")}>
      {value === undefined ? (
        "–"
      ) : value.root === null ? (
        say("city.fingerprintNone")
      ) : (
        <>
          <Hash value={value.root} label={say("city.fingerprint")} />
          <br />
          <span className="quiet">
            {say("city.block", { block: formatCount(value.block, language) })} ·{" "}
            {say("city.records", { count: formatCount(value.records ?? 0, language) })}
          </span>
        </>
      )}
    </Fact>
  );
}

function Now({ name, board }: { name: string; board: Board | undefined }): ReactNode {
  const { say, language } = useSpeech();
  const elapsed = useSecondsSince(board);
  const tile = board?.tiles.find((each) => each.name === name);
  if (tile === undefined) return null;
  const flags = Object.entries(tile.flags);
  return (
    <section className="card">
      <h2>{say("city.state")}</h2>
      <States tile={tile} elapsed={elapsed} />
      <Facts>
        <Fact name={say("city.subjects")}>{formatCount(tile.subjects, language)}</Fact>
        <Fact name={say("city.flags")}>
          {flags.length === 0
            ? say("city.flagsNone")
            : flags.map(([flag, times]) => (
                <span key={flag} className="badge pending">
                  {flag} {formatCount(times, language)}
                </span>
              ))}
        </Fact>
      </Facts>
    </section>
  );
}
