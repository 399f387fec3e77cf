// Revealing a hidden truth: the salt that was kept, and the rows whose hash was published.
import { useState, type ReactNode } from "react";
import { addTo } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { TextField } from "../merchant/fields.tsx";
import { boardPaths, type Problem } from "./answers.ts";
import { RowsField } from "./rows-field.tsx";

/** The form of whoever posted the problem. */
export function Reveal({ problem, done }: { problem: Problem; done: () => void }): ReactNode {
  const { say } = useSpeech();
  const [salt, setSalt] = useState("");
  const [text, setText] = useState("");
  const { act, busy, note } = useAct(done);
  return (
    <section className="card">
      <h2>{say("board.reveal")}</h2>
      <p className="quiet">{say("board.revealNote")}</p>
      <TextField label={say("board.salt")} value={salt} change={setSalt} />
      <RowsField
        text={text}
        change={setText}
        action={say("board.reveal")}
        busy={busy}
        send={(rows) => act(() => addTo(boardPaths.truth(problem.problem), { salt: salt.trim(), rows }))}
      />
      {note}
    </section>
  );
}
