// One's own report by its receipt: how it stands, its answer, the proofs, who looked at it.
import { useState, type FormEvent, type ReactNode } from "react";
import { ParticipantLink } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { RecordStateBadge } from "../records/readings-table.tsx";
import { Link } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Loaded } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { getReport, streetPaths, type ProblemReport } from "./answers.ts";
import { PROBLEM_TEXT, REPORT_STATE_TEXT } from "./words.ts";

/** The form and what it found. */
export function FindReport(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const [receipt, setReceipt] = useState<string | null>(null);
  const report = useResource(receipt === null ? null : streetPaths.report(receipt), getReport, pulse);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setReceipt(String(new FormData(event.currentTarget).get("receipt")).trim());
  };
  return (
    <section className="card">
      <h2>{say("report.find")}</h2>
      <form onSubmit={submit}>
        <div className="field wide">
          <label htmlFor="receipt">{say("report.receipt")}</label>
          <input id="receipt" name="receipt" required autoComplete="off" spellCheck={false} maxLength={40} />
        </div>
        <button type="submit">{say("report.find")}</button>
      </form>
      {receipt !== null && <Loaded from={report}>{(value) => <Found report={value} />}</Loaded>}
    </section>
  );
}

function Found({ report }: { report: ProblemReport }): ReactNode {
  const { say } = useSpeech();
  const { kind, status, text, answer, answeredAt, reportedAt, answerDue, records, accesses } = report;
  return (
    <div className="found-report">
      <Facts>
        <Fact name={say("report.kindOf")}>{say(PROBLEM_TEXT[kind])}</Fact>
        <Fact name={say("report.status")}>
          <span className={`badge ${status === "open" ? "pending" : "final"}`}>
            {say(REPORT_STATE_TEXT[status])}
          </span>
        </Fact>
        <Fact name={say("report.reported")}>
          <Moment time={reportedAt} />
        </Fact>
        <Fact name={say("report.answerDue")}>
          <Moment time={answerDue} />
        </Fact>
      </Facts>
      {text !== null && (
        <p>
          <span className="quiet">{say("report.words")}</span>
          <br />
          {text}
        </p>
      )}
      {answer !== null && (
        <p className="answer">
          <span className="quiet">
            {say("report.answer")} · <Moment time={answeredAt} />
          </span>
          <br />
          {answer}
        </p>
      )}
      <ul className="plain">
        {records.map(({ recordHash, state }, index) => (
          <li key={recordHash}>
            <Link to={`/records/${recordHash}`}>
              {say("report.proof")}: {say(index === 0 ? "report.words" : "report.answer")}
            </Link>
            <RecordStateBadge state={state} />
          </li>
        ))}
      </ul>
      <h3>{say("report.looked")}</h3>
      {accesses.length === 0 ? (
        <p className="quiet">{say("report.lookedNobody")}</p>
      ) : (
        <ul className="plain">
          {accesses.map(({ reader, times, lastAt }) => (
            <li key={`${reader} ${lastAt}`}>
              <ParticipantLink participant={reader} />
              <span className="quiet">
                {times} × · <Moment time={lastAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
