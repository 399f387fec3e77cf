// A correction by hand: the numbers of one record, changed, looked at as old and new, and sent as a new record.
import { useState, type ReactNode } from "react";
import { getPayload, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField, TextField } from "../merchant/fields.tsx";
import { useResource } from "../resource.ts";
import { Loaded } from "../ui/states.tsx";
import { AnswersTable } from "./answers-table.tsx";
import { upload, type Observation, type UploadAnswer } from "./answers.ts";
import { Published } from "./published.tsx";
import { REASON_TEXT } from "./words.ts";

type Entity = Readonly<Record<string, unknown>>;

const entityOf = (base64: string): Entity =>
  JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)))) as Entity;

interface NumberProperty {
  readonly value: number;
  readonly unitCode?: string;
}
const isNumber = (attribute: unknown): attribute is NumberProperty =>
  typeof (attribute as NumberProperty | null)?.value === "number";

/** The form over a record's payload. */
export function CorrectForm({ name, row }: { name: string; row: Observation }): ReactNode {
  const payload = useResource(paths.payload(row.recordHash), getPayload);
  return <Loaded from={payload}>{({ bytes }) => <Numbers name={name} entity={entityOf(bytes)} />}</Loaded>;
}

function Numbers({ name, entity }: { name: string; entity: Entity }): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(() => undefined);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [reason, setReason] = useState(Object.keys(REASON_TEXT)[0]!);
  const [tried, setTried] = useState<UploadAnswer | null>(null);
  const [done, setDone] = useState<UploadAnswer | null>(null);
  const numbers = Object.entries(entity).filter((each): each is [string, NumberProperty] =>
    isNumber(each[1]),
  );
  const send = async (dryRun: boolean): Promise<UploadAnswer> => {
    const changed = Object.entries(typed).map(([property, text]) => [
      property,
      { ...(entity[property] as NumberProperty), value: Number(text.replace(",", ".")) },
    ]);
    const body = JSON.stringify({ ...entity, ...(Object.fromEntries(changed) as Entity) });
    return await upload(name, new Blob([body], { type: "application/json" }), { dryRun, correction: reason });
  };
  if (done !== null) return <Published answer={done} />;
  return (
    <>
      <form onSubmit={(event) => event.preventDefault()}>
        {numbers.map(([property, { value, unitCode }]) => (
          <TextField
            key={property}
            label={unitCode === undefined ? property : `${property}, ${unitCode}`}
            value={typed[property] ?? String(value)}
            change={(text) => {
              setTyped({ ...typed, [property]: text });
              setTried(null);
            }}
            decimal
          />
        ))}
        <ChoiceField
          label={say("publish.reason")}
          value={reason}
          change={setReason}
          choices={Object.entries(REASON_TEXT).map(([code, text]) => [code, say(text)] as const)}
        />
      </form>
      <div className="row">
        <button
          type="button"
          className={tried === null ? "primary" : ""}
          disabled={busy}
          onClick={() => act(async () => setTried(await send(true)))}
        >
          {say("publish.try")}
        </button>
        {tried !== null && (
          <button
            type="button"
            className="primary"
            disabled={busy || tried.corrected === 0}
            onClick={() => act(async () => setDone(await send(false)))}
          >
            {say("publish.sendCorrection")}
          </button>
        )}
      </div>
      {note}
      {tried !== null && <AnswersTable answer={tried} />}
    </>
  );
}
