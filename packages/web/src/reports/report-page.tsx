// `/reports/<hash>`: one report, where it is anchored, whether the bank has paid it out, on paper and as files.
import type { ReactNode } from "react";
import { getSession, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { Hash } from "../ui/marks.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { getReport, reportPaths, type Report } from "./answers.ts";
import { Correct } from "./correct.tsx";
import "./reports.css";
import { Sheet } from "./sheet.tsx";

const FILES = [
  ["csv", "CSV"],
  ["xlsx", "Excel"],
  ["1c", "1C"],
  ["camt.053", "camt.053"],
] as const;

export const ANCHOR_TEXT: Readonly<Record<Report["anchored"]["state"], TextKey>> = {
  received: "reports.received",
  batched: "reports.batched",
  anchored: "reports.anchored",
  refused: "reports.refused",
};
export const BANK_TEXT: Readonly<Record<Report["inBank"]["state"], TextKey>> = {
  yes: "reports.bankYes",
  no: "reports.bankNo",
  differs: "reports.bankDiffers",
  "nothing-due": "reports.bankNothing",
};

/** What a report is called. */
export function useReportName(): (report: Pick<Report, "kind" | "number">) => string {
  const { say } = useSpeech();
  return ({ kind, number }) =>
    say(kind === "z" ? "reports.z" : "reports.correction", { number: String(number) });
}

/** The page of one report. */
export function ReportPage({ hash }: { hash: string }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const session = useResource(paths.session, getSession);
  const report = useResource(reportPaths.report(hash), getReport, pulse);
  const nameOf = useReportName();
  return (
    <Loaded from={report}>
      {(value) => (
        <div className="report">
          <PageTitle title={`${nameOf(value)} · ${value.till ?? say("reports.noTill")}`}>
            <p className="row unprinted">
              <Link to="/reports">{say("reports.title")}</Link>
              {value.correctedBy !== null && (
                <Link to={`/reports/${value.correctedBy}`}>{say("reports.correctedBy")}</Link>
              )}
              {value.document.corrects !== null && (
                <Link to={`/reports/${value.document.corrects.report}`}>{say("reports.corrects")}</Link>
              )}
            </p>
          </PageTitle>
          <section className="card">
            <Sheet document={value.document} />
            <Proven report={value} />
          </section>
          {session.value?.role === "owner" && value.correctedBy === null && <Correct report={value} />}
          <div className="row unprinted">
            <button type="button" className="primary" onClick={() => print("a4")}>
              {say("reports.printA4")}
            </button>
            <button type="button" onClick={() => print("80")}>
              {say("reports.print80")}
            </button>
            {FILES.map(([format, name]) => (
              <a key={format} className="button" href={reportPaths.file(hash, format)} download>
                {name}
              </a>
            ))}
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Proven({ report: { report, anchored, inBank } }: { report: Report }): ReactNode {
  const { say } = useSpeech();
  return (
    <Facts>
      <Fact name={say("reports.inBank")}>
        <span className={`badge ${inBank.state === "yes" ? "final" : ""}`}>
          {say(BANK_TEXT[inBank.state])}
        </span>
        {inBank.day !== null && ` ${inBank.day}`}
      </Fact>
      <Fact name={say("reports.onLedger")}>
        <span className={`badge ${anchored.state === "anchored" ? "final" : "pending"}`}>
          {say(ANCHOR_TEXT[anchored.state])}
        </span>{" "}
        {anchored.batch !== null &&
          anchored.block !== null &&
          say("reports.place", {
            batch: String(anchored.batch.sequence),
            index: String(anchored.batch.index),
            block: String(anchored.block),
          })}
      </Fact>
      <Fact name={say("reports.hash")}>
        <Hash value={report} label={say("reports.hash")} />
        <code className="printed">{report}</code>
      </Fact>
      <Fact name={say("reports.proof")}>
        <Link to={`/records/${anchored.record}`}>{say("reports.check")}</Link>
      </Fact>
    </Facts>
  );
}

/** Prints on a sheet, or on a till's 80 mm roll. */
function print(paper: "a4" | "80"): void {
  document.documentElement.dataset["paper"] = paper;
  window.print();
}
