// One data set at the desk: upload, correct, records, refusals, schema, grants.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { Loaded, NotFoundPage } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { useNaming } from "../directory.tsx";
import { getDataSet, getSchema, publishPaths, type DataSet } from "./answers.ts";
import { GrantsPart } from "./grants-part.tsx";
import { RecordsPart } from "./records-part.tsx";
import { RefusalsPart } from "./refusals-part.tsx";
import { SchemaPart } from "./schema-part.tsx";
import { UploadPart } from "./upload-part.tsx";
import { VISIBILITY_TEXT } from "./words.ts";

const PARTS: readonly (readonly [name: string, text: TextKey, ownersOnly: boolean])[] = [
  ["upload", "publish.upload", false],
  ["correct", "publish.correct", false],
  ["records", "publish.records", false],
  ["refusals", "publish.refusals", false],
  ["schema", "publish.schema", false],
  ["grants", "publish.grants", true],
];

/** The parts of a data set; those that only its owner may use are shown to it alone. */
export function SetDesk({
  name,
  part,
  participant,
}: {
  name: string;
  part: string;
  participant: number;
}): ReactNode {
  const { say } = useSpeech();
  const set = useResource(publishPaths.set(name), getDataSet);
  if (PARTS.every(([each]) => each !== part)) return <NotFoundPage />;
  return (
    <Loaded from={set}>
      {(value) => {
        const isOwner = value.owner === participant;
        return (
          <>
            <Summary set={value} />
            <nav className="parts" aria-label={say("publish.parts")}>
              <Link to="/publish">{say("publish.mine")}</Link>
              {PARTS.filter(([, , ownersOnly]) => isOwner || !ownersOnly).map(([each, text]) => (
                <Link
                  key={each}
                  to={`/publish/${name}/${each}`}
                  aria-current={each === part ? "page" : undefined}
                >
                  {say(text)}
                </Link>
              ))}
            </nav>
            <Part set={value} part={part} isOwner={isOwner} changed={set.again} />
          </>
        );
      }}
    </Loaded>
  );
}

function Summary({ set }: { set: DataSet }): ReactNode {
  const { say, language } = useSpeech();
  const naming = useNaming();
  const title = set.description?.title;
  return (
    <section className="card">
      <h2>{title?.[language] ?? title?.en ?? set.name}</h2>
      <Facts>
        <Fact name={say("publish.owner")}>{naming.participant(set.owner)}</Fact>
        <Fact name={say("publish.visibility")}>{say(VISIBILITY_TEXT[set.visibility])}</Fact>
        <Fact name={say("publish.schema")}>
          {set.schema === null ? "–" : `${set.schema.id ?? ""} · ${set.schema.version}`}
        </Fact>
        <Fact name={say("publish.checkers")}>
          {say("publish.quorumOf", { quorum: String(set.quorum), of: String(set.checkers.length) })}
        </Fact>
      </Facts>
    </section>
  );
}

function Part({
  set,
  part,
  isOwner,
  changed,
}: {
  set: DataSet;
  part: string;
  isOwner: boolean;
  changed: () => void;
}): ReactNode {
  const schema = useResource(publishPaths.schema(set.name), getSchema, set.schema?.version);
  if (part === "records") return <RecordsPart set={set} />;
  if (part === "refusals") return <RefusalsPart name={set.name} />;
  if (part === "grants") return <GrantsPart set={set} />;
  return (
    <Loaded from={schema}>
      {(inForce) =>
        part === "schema" ? (
          <SchemaPart name={set.name} schema={inForce} isOwner={isOwner} changed={changed} />
        ) : (
          <UploadPart key={part} name={set.name} schema={inForce} correcting={part === "correct"} />
        )
      }
    </Loaded>
  );
}
