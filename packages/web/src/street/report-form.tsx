// Reports a problem at the chosen place; afterwards shows the receipt, once.
import { useState, type FormEvent, type ReactNode } from "react";
import type { Coordinates } from "../city/projection.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem } from "../resource.ts";
import { Link } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { ProblemNote } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { KINDS_OF_PROBLEM, sendReport, type KindOfProblem, type MadeReport } from "./answers.ts";
import { PROBLEM_TEXT } from "./words.ts";

/** The form, then what came of it. */
export function ReportForm({ here }: { here: Coordinates | null }): ReactNode {
  const { say } = useSpeech();
  const [made, setMade] = useState<MadeReport | null>(null);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (form: HTMLFormElement, [longitude, latitude]: Coordinates): Promise<void> => {
    const given = new FormData(form);
    setBusy(true);
    setProblem(null);
    try {
      const kind = String(given.get("kind")) as KindOfProblem;
      setMade(await sendReport({ kind, text: String(given.get("text")), place: { longitude, latitude } }));
      form.reset();
    } catch (failure) {
      setProblem(asProblem(failure));
    }
    setBusy(false);
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (here !== null) void send(event.currentTarget, here);
  };
  return (
    <section className="card">
      <h2>{say("report.title")}</h2>
      <p className="quiet">{say("report.intro")}</p>
      {made !== null && <Receipt made={made} />}
      <form onSubmit={submit}>
        <div className="field wide">
          <label htmlFor="kind">{say("report.kind")}</label>
          <select id="kind" name="kind">
            {KINDS_OF_PROBLEM.map((kind) => (
              <option key={kind} value={kind}>
                {say(PROBLEM_TEXT[kind])}
              </option>
            ))}
          </select>
        </div>
        <div className="field wide">
          <label htmlFor="text">{say("report.text")}</label>
          <textarea id="text" name="text" rows={4} minLength={10} maxLength={2000} required />
        </div>
        <button type="submit" className="primary" disabled={busy || here === null}>
          {say("report.send")}
        </button>
        {here === null && <p className="quiet">{say("report.noPlace")}</p>}
      </form>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}

function Receipt({ made: { receipt, recordHash, answerDue } }: { made: MadeReport }): ReactNode {
  const { say } = useSpeech();
  return (
    <div className="verdict proven receipt-note" role="status">
      <strong>{say("report.sent")}</strong>
      <Facts>
        <Fact name={say("report.receipt")}>
          <code className="receipt-number">{receipt.replaceAll(/(.{6})(?=.)/g, "$1-")}</code>
        </Fact>
        <Fact name={say("report.answerDue")}>
          <Moment time={answerDue} />
        </Fact>
        <Fact name={say("report.proof")}>
          <Hash value={recordHash} label={say("field.record")} />{" "}
          <Link to={`/records/${recordHash}`}>{say("city.prove")}</Link>
        </Fact>
      </Facts>
      <p>{say("report.receiptKeep")}</p>
    </div>
  );
}
