// After an upload: where the records are, and the proof of the first one, checked in this browser once the chain has it.
import { useEffect, useState, type ReactNode } from "react";
import { getRecord, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { useResource } from "../resource.ts";
import { AnswersTable } from "./answers-table.tsx";
import type { UploadAnswer } from "./answers.ts";
import { STATE_TEXT } from "./words.ts";

const LOOK_AGAIN_MS = 1_000;

/** What became of an upload that was sent. */
export function Published({ answer }: { answer: UploadAnswer }): ReactNode {
  const { say } = useSpeech();
  const record = answer.results.find(
    ({ status, records }) => (status === "accepted" || status === "corrected") && records.length > 0,
  )?.records[0];
  return (
    <section className="card" aria-label={say("publish.doneTitle")}>
      <h2>{say("publish.doneTitle")}</h2>
      <AnswersTable answer={answer} />
      {record !== undefined && <Anchoring hash={record} />}
    </section>
  );
}

/** The state of a record, looked at again until the chain has it; then its proof. */
export function Anchoring({ hash }: { hash: string }): ReactNode {
  const { say } = useSpeech();
  const [turn, setTurn] = useState(0);
  const record = useResource(paths.record(hash), getRecord, turn);
  const state = record.value?.state ?? "received";
  useEffect(() => {
    if (state === "anchored") return undefined;
    const timer = setInterval(() => setTurn((before) => before + 1), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [state]);
  return (
    <>
      <p role="status">
        {say("publish.recordState")}{" "}
        <span className={`badge ${state === "anchored" ? "final" : "pending"}`}>
          {say(STATE_TEXT[state])}
        </span>
      </p>
      {state === "anchored" && <ProofPanel path={paths.recordProof(hash)} name={`record-${hash}.json`} />}
    </>
  );
}
