// The department's answer to a report, on the page of the data set `city.reports`.
import { useState, type FormEvent, type ReactNode } from "react";
import { getSession, paths, write } from "../api.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { asProblem, useResource } from "../resource.ts";
import { ProblemNote } from "../ui/states.tsx";
import { streetPaths } from "./answers.ts";
import { REPORT_STATE_TEXT } from "./words.ts";

/** The form for who is signed in as a participant; the gateway says who may answer. `changed`: somebody signed in or out. */
export function AnswerForm({ changed }: { changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const [sent, setSent] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const send = async (form: HTMLFormElement): Promise<void> => {
    const given = new FormData(form);
    const text = (name: string): string => String(given.get(name)).trim();
    setProblem(null);
    setSent(false);
    try {
      const body = { status: text("status"), answer: text("answer") };
      await write(`${streetPaths.reports}/${encodeURIComponent(text("number"))}/answer`, body);
      setSent(true);
      form.reset();
    } catch (failure) {
      setProblem(asProblem(failure));
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void send(event.currentTarget);
  };
  return (
    <section className="card">
      <h2>{say("report.reply")}</h2>
      <SignIn
        changed={() => {
          session.again();
          changed();
        }}
      />
      {session.value?.participant != null && (
        <form onSubmit={submit}>
          <div className="field wide">
            <label htmlFor="number">{say("report.replyNumber")}</label>
            <input id="number" name="number" required pattern="[0-9a-f]{32}" />
          </div>
          <div className="field">
            <label htmlFor="status">{say("report.status")}</label>
            <select id="status" name="status">
              {(["answered", "declined"] as const).map((status) => (
                <option key={status} value={status}>
                  {say(REPORT_STATE_TEXT[status])}
                </option>
              ))}
            </select>
          </div>
          <div className="field wide">
            <label htmlFor="answer">{say("report.answer")}</label>
            <textarea id="answer" name="answer" rows={3} maxLength={2000} required />
          </div>
          <button type="submit" className="primary">
            {say("report.reply")}
          </button>
        </form>
      )}
      {sent && <p role="status">{say("report.replySent")}</p>}
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}
