// Rows of keys and values: typed, pasted, or out of a CSV file.
import { useId, type FormEvent, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import type { ProblemRow } from "./answers.ts";
import { rowsOf } from "./rows.ts";

/** The field with a button that sends what it holds. */
export function RowsField({
  text,
  change,
  action,
  busy,
  send,
}: {
  text: string;
  change: (text: string) => void;
  action: string;
  busy: boolean;
  send: (rows: readonly ProblemRow[]) => void;
}): ReactNode {
  const { say } = useSpeech();
  const rows = rowsOf(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send(rows);
  };
  return (
    <form onSubmit={submit}>
      <RowsInput text={text} change={change} />
      <button className="button primary" disabled={busy || rows.length === 0}>
        {action}
      </button>
      <span className="quiet">{say("board.rowsCount", { count: String(rows.length) })}</span>
    </form>
  );
}

/** The field alone. */
export function RowsInput({ text, change }: { text: string; change: (text: string) => void }): ReactNode {
  const { say } = useSpeech();
  const [area, file] = [useId(), useId()];
  return (
    <>
      <div className="field wide">
        <label htmlFor={area}>{say("board.rows")}</label>
        <textarea
          id={area}
          rows={6}
          value={text}
          placeholder={"key,value\n2025-01-02,41.5"}
          onChange={(event) => change(event.target.value)}
        />
      </div>
      <div className="field">
        <label htmlFor={file}>{say("board.rowsFile")}</label>
        <input
          id={file}
          type="file"
          accept=".csv,.txt"
          onChange={(event) => void event.target.files?.[0]?.text().then(change)}
        />
      </div>
    </>
  );
}
