// The schema in force, its versions, and the next one with what it would break.
import { useState, type ReactNode } from "react";
import { addTo } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { Table } from "../ui/table.tsx";
import { publishPaths, type Compatibility, type SchemaFile, type SchemaInForce } from "./answers.ts";
import { SchemaChoice } from "./schema-choice.tsx";
import { SchemaPreview } from "./schema-preview.tsx";
import { COMPATIBILITY_TEXT } from "./words.ts";

/** Everything about a data set's schema. */
export function SchemaPart({
  name,
  schema,
  isOwner,
  changed,
}: {
  name: string;
  schema: SchemaInForce;
  isOwner: boolean;
  changed: () => void;
}): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <section className="card">
        <h2>{say("publish.schema")}</h2>
        <SchemaPreview file={schema} />
        <p className="quiet">
          {say("publish.versions")}{" "}
          {schema.versions.map(({ version, compatibility }) => `${version} (${compatibility})`).join(", ")}
        </p>
      </section>
      {isOwner && <NextVersion name={name} changed={changed} />}
    </>
  );
}

function NextVersion({ name, changed }: { name: string; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const [file, setFile] = useState<SchemaFile | null>(null);
  const [found, setFound] = useState<Compatibility | null>(null);
  const [wanted, setWanted] = useState(false);
  const { act, busy, note } = useAct(() => undefined);
  const send = (next: SchemaFile, more: object): Promise<{ compatibility: Compatibility }> =>
    addTo(publishPaths.schemas(name), { ...next, ...more });
  const choose = (next: SchemaFile): void => {
    setFile(next);
    setFound(null);
    setWanted(false);
    act(async () => setFound((await send(next, { dryRun: true })).compatibility));
  };
  return (
    <section className="card">
      <h2>{say("publish.nextVersion")}</h2>
      <p className="quiet">{say("publish.nextVersionNote")}</p>
      <form onSubmit={(event) => event.preventDefault()}>
        <SchemaChoice example={false} change={choose} />
      </form>
      {note}
      {file !== null && found !== null && (
        <>
          <p role="status">
            <strong>{say(COMPATIBILITY_TEXT[found.kind])}</strong>
          </p>
          {found.changes.length > 0 && (
            <Table
              caption={say("publish.nextVersion")}
              rows={found.changes}
              rowKey={({ path, change }) => `${path} ${change}`}
              columns={[
                { name: "path", title: say("publish.place"), cell: ({ path }) => <code>{path || "/"}</code> },
                {
                  ...{ name: "change", title: say("publish.change") },
                  cell: ({ change }) => <span lang="en">{change}</span>,
                },
                {
                  ...{ name: "breaks", title: say("publish.breaks") },
                  cell: ({ breaks }) => (
                    <span className={breaks ? "badge bad" : "badge"}>
                      {say(breaks ? "publish.yes" : "publish.no")}
                    </span>
                  ),
                },
              ]}
            />
          )}
          {found.kind === "breaking" && (
            <div className="chosen">
              <label>
                <input
                  type="checkbox"
                  checked={wanted}
                  onChange={(event) => setWanted(event.target.checked)}
                />
                {say("publish.breakingWanted")}
              </label>
            </div>
          )}
          <div className="row">
            <button
              type="button"
              className="primary"
              disabled={busy || found.kind === "same" || (found.kind === "breaking" && !wanted)}
              onClick={() =>
                act(async () => {
                  await send(file, { breaking: wanted });
                  setFile(null);
                  changed();
                })
              }
            >
              {say("publish.publishVersion")}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
