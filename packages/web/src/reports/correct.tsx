// Correcting a report: another one says the same days anew, with what is known since.
import { useState, type FormEvent, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField } from "../merchant/fields.tsx";
import { go } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { correct, type Report } from "./answers.ts";

const REASONS: readonly (readonly [code: string, text: TextKey])[] = [
  ["receipts-came-late", "reports.whyReceipts"],
  ["bank-found-difference", "reports.whyBank"],
  ["other", "reports.whyOther"],
];

/** The form; a report is corrected once it is on the ledger, and once. */
export function Correct({ report: { report, anchored } }: { report: Report }): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(() => undefined);
  const [reason, setReason] = useState(REASONS[0]![0]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => go(`/reports/${(await correct(report, reason)).report}`));
  };
  return (
    <section className="card unprinted" aria-label={say("reports.correct")}>
      <h2>{say("reports.correct")}</h2>
      <p className="quiet">{say("reports.correctNote")}</p>
      <form onSubmit={submit}>
        <ChoiceField
          label={say("reports.reason")}
          value={reason}
          change={setReason}
          choices={REASONS.map(([code, text]) => [code, say(text)] as const)}
        />
        <button className="button" disabled={busy || anchored.state !== "anchored"}>
          {say("reports.correct")}
        </button>
      </form>
      {note}
    </section>
  );
}
