// A file on its way: chosen, read by a mapping where it is CSV, tried, and published; or the same as a correction with its reason.
import { useId, useState, type ReactNode } from "react";
import { addTo } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField, TextField } from "../merchant/fields.tsx";
import { useResource } from "../resource.ts";
import { saveText } from "../ui/save-text.ts";
import { AnswersTable } from "./answers-table.tsx";
import {
  getMappings,
  publishPaths,
  upload,
  type SchemaInForce,
  type UploadAnswer,
  type UploadOptions,
} from "./answers.ts";
import { encodingOf, refusedCsv } from "./csv-text.ts";
import { ACCEPTED, typeOf } from "./formats.ts";
import { guessMapping, type Mapping } from "./guess-mapping.ts";
import { MappingEditor } from "./mapping-editor.tsx";
import { Published } from "./published.tsx";
import { entityTypeOf, propertiesOf } from "./schema.ts";
import { REASON_TEXT } from "./words.ts";

interface Chosen {
  readonly file: File;
  readonly type: string;
  /** Of a CSV file. */
  readonly text: string | null;
}

/** The whole way of a file; `correcting` asks for the reason and shows old and new values. */
export function UploadPart({
  name,
  schema,
  correcting,
}: {
  name: string;
  schema: SchemaInForce;
  correcting: boolean;
}): ReactNode {
  const { say } = useSpeech();
  const input = useId();
  const saved = useResource(publishPaths.mappings(name), getMappings);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [unknown, setUnknown] = useState(false);
  const [mapping, setMapping] = useState<Mapping | null>(null);
  const [mappingName, setMappingName] = useState("default");
  const [reason, setReason] = useState(Object.keys(REASON_TEXT)[0]!);
  const [tried, setTried] = useState<UploadAnswer | null>(null);
  const [done, setDone] = useState<UploadAnswer | null>(null);
  const { act, busy, note } = useAct(() => undefined);
  const properties = propertiesOf(schema);
  const edit = (next: Mapping): void => {
    setMapping(next);
    setTried(null);
  };
  const choose = async (file: File | undefined): Promise<void> => {
    setTried(null);
    setDone(null);
    const type = file === undefined ? null : typeOf(file.name);
    setUnknown(file !== undefined && type === null);
    if (file === undefined || type === null) return setChosen(null);
    if (type !== "text/csv") return setChosen({ file, type, text: null });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const encoding = encodingOf(bytes);
    const text = new TextDecoder(encoding).decode(bytes);
    const kept = saved.value?.items.find((each) => each.name === mappingName)?.mapping;
    setMapping(kept ?? guessMapping(text, { type: entityTypeOf(schema), properties, encoding }));
    setChosen({ file, type, text });
  };
  const send = async ({ file, type }: Chosen, dryRun: boolean): Promise<UploadAnswer> => {
    const options: UploadOptions = {
      dryRun,
      ...(type === "text/csv" && { mapping: mappingName }),
      ...(correcting && { correction: reason }),
    };
    if (type === "text/csv" && dryRun)
      await addTo(publishPaths.mappings(name), { name: mappingName, mapping });
    return await upload(name, new Blob([file], { type }), options);
  };
  const good = tried === null ? 0 : tried.accepted + tried.corrected;
  const refused = tried?.results.filter(({ status }) => status === "refused") ?? [];
  return (
    <>
      <section className="card">
        <h2>{say(correcting ? "publish.correct" : "publish.upload")}</h2>
        <p className="quiet">{say(correcting ? "publish.correctNote" : "publish.uploadNote")}</p>
        <form onSubmit={(event) => event.preventDefault()}>
          <div className="field">
            <label htmlFor={input}>{say("publish.file")}</label>
            <input
              id={input}
              type="file"
              accept={ACCEPTED}
              onChange={(event) => void choose(event.target.files?.[0])}
            />
          </div>
          {correcting && (
            <ChoiceField
              label={say("publish.reason")}
              value={reason}
              change={(next) => {
                setReason(next);
                setTried(null);
              }}
              choices={Object.entries(REASON_TEXT).map(([code, text]) => [code, say(text)] as const)}
            />
          )}
          {chosen?.text != null && (
            <>
              <TextField
                label={say("publish.mappingName")}
                value={mappingName}
                change={(next) => {
                  setMappingName(next);
                  const kept = saved.value?.items.find((each) => each.name === next)?.mapping;
                  if (kept !== undefined) edit(kept);
                }}
              />
            </>
          )}
        </form>
        {unknown && <p role="alert">{say("publish.formatUnknown")}</p>}
        {chosen?.text != null && mapping !== null && done === null && (
          <MappingEditor {...{ name, mapping, properties, text: chosen.text, change: edit }} />
        )}
        {chosen !== null && done === null && (
          <div className="row">
            <button
              type="button"
              className={tried === null ? "primary" : ""}
              disabled={busy}
              onClick={() => act(async () => setTried(await send(chosen, true)))}
            >
              {say("publish.try")}
            </button>
            {tried !== null && (
              <button
                type="button"
                className="primary"
                disabled={busy || good === 0}
                onClick={() => act(async () => setDone(await send(chosen, false)))}
              >
                {say("publish.send", { count: String(good) })}
              </button>
            )}
          </div>
        )}
        {note}
      </section>
      {tried !== null && done === null && (
        <section className="card" aria-label={say("publish.answers")}>
          <h2>{say("publish.triedTitle")}</h2>
          <AnswersTable answer={tried} />
          {refused.length > 0 && chosen?.text != null && mapping !== null && (
            <div className="row">
              <button
                type="button"
                onClick={() =>
                  saveText(
                    refusedCsv(chosen.text!, mapping.delimiter, refused),
                    `${chosen.file.name.replace(/\.\w+$/, "")}-refused.csv`,
                    "text/csv",
                  )
                }
              >
                {say("publish.downloadRefused")}
              </button>
            </div>
          )}
        </section>
      )}
      {done !== null && <Published answer={done} />}
    </>
  );
}
