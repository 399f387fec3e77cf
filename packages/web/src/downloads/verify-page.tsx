// `/verify`: a downloaded file and its proof file, checked in this browser with nothing sent anywhere.
import { useState, type DragEvent, type ReactNode } from "react";
import type { DownloadResult } from "@alatau/sdk";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import type { TextKey } from "../texts/en.ts";
import { problemTitle } from "../texts/problem-title.ts";
import { Hash } from "../ui/marks.tsx";
import { PageTitle, ProblemNote } from "../ui/states.tsx";
import "./downloads.css";
import { useCheck } from "./use-check.ts";

const STEP_TEXT: Readonly<Record<DownloadResult["steps"][number]["step"], TextKey>> = {
  proof: "downloadStep.proof",
  head: "downloadStep.head",
  rows: "downloadStep.rows",
  file: "downloadStep.file",
};

/** The page. */
export function VerifyPage(): ReactNode {
  const { say } = useSpeech();
  const check = useCheck();
  const { ready, data, proof, network, brought, checking, result, problem } = check;
  return (
    <>
      <PageTitle title={say("verify.title")} />
      <p>{say("verify.intro")}</p>
      <Drop disabled={!ready || checking} bring={(files) => void check.bring(files)} />
      <p className="quiet" role="status">
        {say(ready ? "verify.ready" : "verify.preparing")}
      </p>
      <dl className="brought">
        <dt>{say("verify.data")}</dt>
        <dd>{data?.name ?? say("verify.none")}</dd>
        <dt>{say("verify.proof")}</dt>
        <dd>{proof?.name ?? say("verify.none")}</dd>
        <dt>{say("verify.network")}</dt>
        <dd>
          {network === null ? say("verify.none") : brought ? network : `${network}, ${say("verify.pinned")}`}
        </dd>
      </dl>
      {ready && network === null && <p className="problem">{say("verify.noNetwork")}</p>}
      {checking && (
        <p className="waiting" role="status">
          <span className="spinner" aria-hidden="true" /> {say("proof.checking")}
        </p>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
      {result !== null && <Outcome result={result} />}
    </>
  );
}

function Drop({
  disabled,
  bring,
}: {
  disabled: boolean;
  bring: (files: readonly File[]) => void;
}): ReactNode {
  const { say } = useSpeech();
  const [over, setOver] = useState(false);
  const dropped = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!disabled) bring([...event.dataTransfer.files]);
  };
  return (
    <label
      className={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <span>{say("verify.drop")}</span>
      <input
        type="file"
        multiple
        disabled={disabled}
        onChange={(event) => {
          bring([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </label>
  );
}

function Outcome({ result: { proven, steps, facts, failure } }: { result: DownloadResult }): ReactNode {
  const { say, language } = useSpeech();
  const count = (value: number): string => formatCount(BigInt(value), language);
  return (
    <section className="proof" aria-label={say("verify.title")}>
      <ol className="proof-steps">
        {steps.map(({ step, ok, detail }, index) => (
          <li key={index} className={ok ? "passed" : "failed"}>
            <span className="mark" aria-hidden="true">
              {ok ? "✓" : "✕"}
            </span>
            <span>
              <span className="unseen">{say(ok ? "step.passed" : "step.failed")}: </span>
              {say(STEP_TEXT[step])}
              <small lang="en">{detail}</small>
            </span>
          </li>
        ))}
      </ol>
      <div className={proven ? "verdict proven" : "verdict refused"} role="status">
        <strong>{say(proven ? "verify.proven" : "verify.failed")}</strong>
        {facts !== undefined && (
          <ul>
            <li>
              {say("verify.facts", {
                ...{ rows: count(facts.rows), dataSet: facts.dataSet },
                ...{ block: count(facts.asOf), batches: count(facts.batches) },
              })}
            </li>
            {facts.checkers !== null && (
              <li>
                {say("verify.signed", { signed: count(facts.checkers.signed), of: count(facts.checkers.of) })}
              </li>
            )}
            <li>
              SHA-256 <Hash value={facts.sha256} />
            </li>
          </ul>
        )}
        {failure !== undefined && (
          <>
            <p>{problemTitle(failure.code, language)}</p>
            {failure.row !== undefined && <p>{say("verify.row", { row: count(failure.row) })}</p>}
            <p className="quiet">
              <code>{failure.code}</code>
            </p>
          </>
        )}
      </div>
    </section>
  );
}
