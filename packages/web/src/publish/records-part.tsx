// The observations that stand, with their state: prove, correct by hand, erase.
import { useState, type ReactNode } from "react";
import { addTo } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField } from "../merchant/fields.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Table } from "../ui/table.tsx";
import { Flags } from "./answers-table.tsx";
import { publishPaths, type DataSet, type Observation } from "./answers.ts";
import { CorrectForm } from "./correct-form.tsx";
import { Anchoring } from "./published.tsx";
import { ERASURE_TEXT, STATE_TEXT } from "./words.ts";

type Act = "prove" | "correct" | "erase";

/** The records of a data set; one of them may be worked on. */
export function RecordsPart({ set }: { set: DataSet }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const [chosen, setChosen] = useState<{ row: Observation; act: Act } | null>(null);
  const [turn, setTurn] = useState(0);
  const close = (): void => {
    setChosen(null);
    setTurn((before) => before + 1);
  };
  // An upload of some groups' fields alone would take the others' away.
  const mayCorrect = (set.description?.fieldGroups ?? []).length === 0;
  return (
    <>
      {chosen !== null && (
        <section className="card" aria-label={chosen.row.subject}>
          <h2>
            {chosen.row.subject} · <Moment time={chosen.row.observedAt} />
          </h2>
          {chosen.act === "prove" && <Anchoring hash={chosen.row.recordHash} />}
          {chosen.act === "erase" && <EraseForm row={chosen.row} done={close} />}
          {chosen.act === "correct" && <CorrectForm name={set.name} row={chosen.row} />}
          <div className="row">
            <button type="button" onClick={close}>
              {say("publish.close")}
            </button>
          </div>
        </section>
      )}
      <section className="card">
        <h2>{say("publish.records")}</h2>
        <Paged<Observation>
          path={publishPaths.observations(set.name, { limit: 20 })}
          pulse={`${pulse} ${turn}`}
          empty={say("publish.noRecords")}
        >
          {(rows) => (
            <Table
              caption={say("publish.records")}
              rows={rows}
              rowKey={({ recordHash }) => recordHash}
              columns={[
                {
                  ...{ name: "subject", title: say("publish.subject") },
                  cell: ({ subject }) => <code>{subject.replace(/^urn:ngsi-ld:/, "")}</code>,
                },
                { name: "when", title: say("publish.when"), cell: (row) => <Moment time={row.observedAt} /> },
                { name: "values", title: say("publish.values"), cell: (row) => valuesText(row) },
                {
                  ...{ name: "state", title: say("publish.state") },
                  cell: ({ state, flags, erased }) => (
                    <>
                      <span className={`badge ${state === "anchored" ? "final" : "pending"}`}>
                        {say(STATE_TEXT[state])}
                      </span>
                      {erased && <span className="badge">{say("publish.erased")}</span>}
                      <Flags flags={flags} />
                    </>
                  ),
                },
                {
                  ...{ name: "act", title: say("publish.action") },
                  cell: (row) => (
                    <span className="row">
                      <button type="button" onClick={() => setChosen({ row, act: "prove" })}>
                        {say("action.prove")}
                      </button>
                      {mayCorrect && !row.erased && row.state === "anchored" && (
                        <button type="button" onClick={() => setChosen({ row, act: "correct" })}>
                          {say("publish.correct")}
                        </button>
                      )}
                      {!row.erased && row.state === "anchored" && (
                        <button type="button" onClick={() => setChosen({ row, act: "erase" })}>
                          {say("publish.erase")}
                        </button>
                      )}
                    </span>
                  ),
                },
              ]}
            />
          )}
        </Paged>
      </section>
    </>
  );
}

const valuesText = ({ entity }: Observation): string => {
  const values = Object.entries(entity ?? {}).filter(([, value]) => typeof value === "number");
  return values.length === 0 ? "–" : values.map(([name, value]) => `${name} ${String(value)}`).join(", ");
};

function EraseForm({ row, done }: { row: Observation; done: () => void }): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(done);
  const [reason, setReason] = useState(Object.keys(ERASURE_TEXT)[0]!);
  const [sure, setSure] = useState(false);
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <p className="wide">{say("publish.eraseNote")}</p>
      <ChoiceField
        label={say("publish.reason")}
        value={reason}
        change={setReason}
        choices={Object.entries(ERASURE_TEXT).map(([code, text]) => [code, say(text)] as const)}
      />
      <div className="chosen wide">
        <label>
          <input type="checkbox" checked={sure} onChange={(event) => setSure(event.target.checked)} />
          {say("publish.eraseSure")}
        </label>
      </div>
      <button
        type="button"
        className="button"
        disabled={busy || !sure}
        onClick={() => act(() => addTo(publishPaths.erasure(row.recordHash), { reason }))}
      >
        {say("publish.erase")}
      </button>
      {note}
    </form>
  );
}
