// «Prove»: fetches the bundle, checks it in this browser, shows every step as it passes and the level of the proof in words.
import { useEffect, useId, useState, type ReactNode } from "react";
import type { ProofResult, StepTaken } from "@alatau/sdk";
import { formatCount, formatMoment, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { problemTitle } from "../texts/problem-title.ts";
import type { TextKey } from "../texts/en.ts";
import { Hash } from "../ui/marks.tsx";
import { saveText } from "../ui/save-text.ts";
import { ProblemNote } from "../ui/states.tsx";
import { SALE_STATUS_TEXT } from "../words.ts";
import type { TamperPart } from "./tamper.ts";
import { PaymentFacts } from "./payment-facts.tsx";
import { useProof, type Proof } from "./use-proof.ts";

const STEP_TEXT: Readonly<Record<StepTaken["step"], TextKey>> = {
  bundle: "step.bundle",
  head: "step.head",
  sale: "step.sale",
  reading: "step.reading",
  record: "step.record",
  meter: "step.meter",
  statement: "step.statement",
  payment: "step.payment",
  timestamp: "step.timestamp",
  status: "step.status",
};

const TAMPER_TEXT: Readonly<Record<TamperPart, TextKey>> = {
  reading: "tamper.reading",
  meterRecord: "tamper.meterRecord",
  checker: "tamper.checker",
  head: "tamper.head",
  statementLine: "tamper.statementLine",
  paymentReceipt: "tamper.paymentReceipt",
};

/** The proof of what `path` serves, on demand or, with `begin`, at once; `name` names the downloaded file. `aside` stands beside «Prove». */
export function ProofPanel({
  path,
  name,
  begin = false,
  aside,
}: {
  path: string;
  name: string;
  begin?: boolean;
  aside?: ReactNode;
}): ReactNode {
  const { say } = useSpeech();
  const proof = useProof(path);
  const { prove } = proof;
  useEffect(() => {
    if (begin) void prove();
  }, [begin, prove]);
  const busy = proof.state === "fetching" || proof.state === "checking";
  return (
    <section className="proof" aria-label={say("proof.title")}>
      <p>{say("proof.intro")}</p>
      <div className="row">
        <button type="button" className="primary" disabled={busy} onClick={() => void proof.prove()}>
          {say(proof.state === "idle" ? "action.prove" : "action.proveAgain")}
        </button>
        {aside ?? (proof.bundleText !== null && <Download text={proof.bundleText} name={name} />)}
      </div>
      {busy && (
        <p className="waiting" role="status">
          <span className="spinner" aria-hidden="true" />{" "}
          {say(proof.state === "fetching" ? "proof.fetching" : "proof.checking")}
        </p>
      )}
      {proof.problem !== null && <ProblemNote problem={proof.problem} />}
      {proof.tampered !== null && (
        <p className="tampered">
          {say("tamper.done")} <code>{proof.tampered.where}</code>
          <span className="change">
            <del>{proof.tampered.before}</del> <ins>{proof.tampered.after}</ins>
          </span>
        </p>
      )}
      {proof.result !== null && <Steps result={proof.result} shown={proof.shown} />}
      {proof.result !== null && proof.state === "done" && (
        <Verdict
          result={proof.result}
          took={proof.took}
          tampered={proof.tampered !== null}
          tenge={proof.pinned?.network.contracts.tenge}
        />
      )}
      {proof.bundleText !== null && <TamperTools proof={proof} busy={busy} />}
      {proof.pinned !== null && <Trust proof={proof} />}
    </section>
  );
}

/** Whether the payload of a record was checked that no meter signs: what an agency published. */
const isWithoutMeter = (result: ProofResult): boolean =>
  result.proven && result.level.meter === null && result.steps.some(({ step }) => step === "meter");

function Steps({ result, shown }: { result: ProofResult; shown: number }): ReactNode {
  const { say } = useSpeech();
  return (
    <ol className="proof-steps" aria-live="polite">
      {result.steps.slice(0, shown).map(({ step, ok, detail }, index) => (
        <li key={index} className={ok ? "passed" : "failed"}>
          <span className="mark" aria-hidden="true">
            {ok ? "✓" : "✕"}
          </span>
          <span>
            <span className="unseen">{say(ok ? "step.passed" : "step.failed")}: </span>
            {say(step === "meter" && isWithoutMeter(result) ? "step.payload" : STEP_TEXT[step])}
            <small lang="en">{detail}</small>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Verdict({
  result,
  took,
  tampered,
  tenge,
}: {
  result: ProofResult;
  took: number | null;
  tampered: boolean;
  tenge: string | undefined;
}): ReactNode {
  const { say, language } = useSpeech();
  if (!result.proven)
    return (
      <div className="verdict refused" role="status">
        <strong>{say("proof.failed")}</strong>
        <p>{problemTitle(result.failure?.code ?? "unknown", language)}</p>
        <p className="quiet">
          <code>{result.failure?.code}</code>
        </p>
        {tampered && <p>{say("tamper.lesson")}</p>}
      </div>
    );
  const { level, status, statusAt, facts } = result;
  const count = (value: number | bigint): string => formatCount(value, language);
  return (
    <div className="verdict proven" role="status">
      <strong>{say("proof.proven")}</strong>
      <ul>
        {facts.payment === undefined ? (
          <li>
            {say(
              isWithoutMeter(result)
                ? "level.payload"
                : level.meter === null
                  ? "level.noMeter"
                  : "level.meter",
            )}
          </li>
        ) : (
          <PaymentFacts payment={facts.payment} tenge={tenge} />
        )}
        {level.checkers !== null && (
          <li>
            {say("level.checkers", { signed: count(level.checkers.signed), of: count(level.checkers.of) })}
          </li>
        )}
        {level.head && <li>{say("level.head")}</li>}
        <li>
          {level.seals === null
            ? say("level.noSeals")
            : say("level.seals", { sealed: count(level.seals.sealed), of: count(level.seals.of) })}
        </li>
        {status !== null && (
          <li>
            {say("level.status", { status: say(SALE_STATUS_TEXT[status]), block: count(statusAt ?? 0n) })}
          </li>
        )}
      </ul>
      {took !== null && (
        <p className="quiet">{say("proof.took", { milliseconds: count(BigInt(Math.ceil(took))) })}</p>
      )}
    </div>
  );
}

function TamperTools({ proof, busy }: { proof: Proof; busy: boolean }): ReactNode {
  const { say } = useSpeech();
  const { parts } = proof;
  const [part, setPart] = useState<TamperPart | undefined>(parts[0]);
  const select = useId();
  if (part === undefined) return null;
  return (
    <div className="tamper">
      <label htmlFor={select}>{say("tamper.label")}</label>
      <div className="row">
        <select id={select} value={part} onChange={(event) => setPart(event.target.value as TamperPart)}>
          {parts.map((each) => (
            <option key={each} value={each}>
              {say(TAMPER_TEXT[each])}
            </option>
          ))}
        </select>
        <button type="button" disabled={busy} onClick={() => void proof.prove(part)}>
          {say("tamper.action")}
        </button>
      </div>
    </div>
  );
}

function Trust({ proof }: { proof: Proof }): ReactNode {
  const { say, language } = useSpeech();
  const { pinned } = proof;
  if (pinned === null) return null;
  return (
    <div className="trust">
      <p>
        {say(pinned.since === null ? "trust.notKept" : "trust.pinned", {
          since: pinned.since === null ? "" : formatMoment(unixOf(pinned.since), language),
        })}{" "}
        <Hash value={pinned.fingerprint} label={say("trust.fingerprint")} />
      </p>
      {pinned.offered !== null && (
        <div className="problem" role="alert">
          <strong>{say("trust.changed")}</strong>
          <p>{say("trust.changedText")}</p>
          <Hash value={pinned.offered.fingerprint} label={say("trust.fingerprint")} />
          <button type="button" onClick={() => void proof.trustOffered()}>
            {say("trust.accept")}
          </button>
        </div>
      )}
    </div>
  );
}

/** A button that saves a text as a file. */
export function Download({ text, name }: { text: string; name: string }): ReactNode {
  const { say } = useSpeech();
  return (
    <button type="button" onClick={() => saveText(text, name)}>
      {say("action.download")}
    </button>
  );
}
