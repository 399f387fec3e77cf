// Posting a problem: what is asked, by which metric, until when, and the truth, shown at once or committed to by its hash.
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { addTo } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField, Once, TextField } from "../merchant/fields.tsx";
import { boardPaths, type Metric } from "./answers.ts";
import { RowsInput } from "./rows-field.tsx";
import { commit, rowsOf } from "./rows.ts";

const EMPTY = { problem: "", title: "", text: "", dataSet: "", baseline: "", deadline: "" };

/** The agency's form. The salt of a hidden truth is made here and shown once. */
export function PostProblem({ metrics, done }: { metrics: readonly Metric[]; done: () => void }): ReactNode {
  const { say } = useSpeech();
  const area = useId();
  const [typed, setTyped] = useState(EMPTY);
  const [metric, setMetric] = useState(metrics[0]?.id ?? "");
  const [hidden, setHidden] = useState(true);
  const [truth, setTruth] = useState("");
  const [salt, setSalt] = useState<string | null>(null);
  const { act, busy, note } = useAct(() => {
    setTyped(EMPTY);
    setTruth("");
    done();
  });
  const set = (name: keyof typeof EMPTY) => (value: string) => setTyped({ ...typed, [name]: value });
  const isReady = Object.values(typed).every((value) => value.trim() !== "") && rowsOf(truth).length > 0;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const rows = rowsOf(truth);
      const committed = hidden ? await commit(rows) : null;
      await addTo(boardPaths.problems, {
        ...{ ...typed, metric, deadline: new Date(`${typed.deadline}T23:59:59+05:00`).toISOString() },
        truth:
          committed === null ? { kind: "rows", rows } : { kind: "hidden", commitment: committed.commitment },
      });
      setSalt(committed?.salt ?? null);
    });
  };
  return (
    <section className="card">
      <h2>{say("board.post")}</h2>
      {salt !== null && <Once text={salt} note={say("board.saltOnce")} />}
      <form onSubmit={submit}>
        <TextField label={say("board.name")} value={typed.problem} change={set("problem")} />
        <TextField label={say("publish.titleIn")} value={typed.title} change={set("title")} />
        <TextField label={say("publish.set")} value={typed.dataSet} change={set("dataSet")} />
        <ChoiceField
          label={say("board.metric")}
          value={metric}
          change={setMetric}
          choices={metrics.map(({ id, title }) => [id, title] as const)}
        />
        <TextField label={say("board.baseline")} value={typed.baseline} change={set("baseline")} decimal />
        <TextField
          label={say("board.deadline")}
          value={typed.deadline}
          change={set("deadline")}
          type="date"
        />
        <div className="field wide">
          <label htmlFor={area}>{say("board.text")}</label>
          <textarea
            id={area}
            rows={3}
            value={typed.text}
            onChange={(event) => set("text")(event.target.value)}
          />
        </div>
        <ChoiceField
          label={say("board.truth")}
          value={hidden ? "hidden" : "public"}
          change={(next) => setHidden(next === "hidden")}
          choices={[
            ["hidden", say("board.truthHidden")],
            ["public", say("board.truthPublic")],
          ]}
        />
        <RowsInput text={truth} change={setTruth} />
        <button className="button primary" disabled={busy || !isReady}>
          {say("board.post")}
        </button>
      </form>
      {note}
    </section>
  );
}
