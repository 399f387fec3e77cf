// `/reports`: how each till stands, closing its day, what was closed, and the match with the bank.
import { useState, type ReactNode } from "react";
import { getSession, paths } from "../api.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { asProblem, useResource } from "../resource.ts";
import { go, Link } from "../router.tsx";
import { Money } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { closeDay, getReports, getTills, getX, reportPaths, type Report, type Till } from "./answers.ts";
import { Fiscal } from "./fiscal.tsx";
import { Match } from "./match.tsx";
import { ANCHOR_TEXT, BANK_TEXT, useReportName } from "./report-page.tsx";
import "./reports.css";
import { Sheet } from "./sheet.tsx";

/** The page of all reports of a merchant that has signed in. */
export function ReportsPage(): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const isIn = (session.value?.account ?? null) !== null;
  return (
    <>
      <PageTitle title={say("reports.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {isIn ? (
        <Tills decides={session.value?.role === "owner"} />
      ) : (
        <Nothing>{say("reports.signIn")}</Nothing>
      )}
    </>
  );
}

function Tills({ decides }: { decides: boolean }): ReactNode {
  const { say } = useSpeech();
  const tills = useResource(reportPaths.tills, getTills);
  const [chosen, setChosen] = useState(0);
  return (
    <Loaded from={tills}>
      {({ items }) => {
        const till = items[Math.min(chosen, items.length - 1)];
        if (till === undefined) return <Nothing>{say("reports.noInvoices")}</Nothing>;
        return (
          <>
            <label className="row">
              <span>{say("reports.till")}</span>
              <select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
                {items.map((each, index) => (
                  <option key={each.till ?? ""} value={index}>
                    {each.till ?? say("reports.noTill")}
                  </option>
                ))}
              </select>
            </label>
            <Day key={till.till ?? ""} till={till} changed={tills.again} />
            <Fiscal key={`fiscal ${till.till ?? ""}`} till={till.till} decides={decides} />
          </>
        );
      }}
    </Loaded>
  );
}

function Day({ till: { till, lastNumber }, changed }: { till: Till; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const x = useResource(reportPaths.x(till), getX, pulse);
  const closed = useResource(reportPaths.reports(till), getReports, pulse);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [busy, setBusy] = useState(false);
  const next = (closed.value?.items[0]?.number ?? lastNumber ?? 0) + 1;
  const close = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const { report } = await closeDay(till, next);
      go(`/reports/${report}`);
    } catch (failure) {
      setProblem(asProblem(failure));
      setBusy(false);
      changed();
    }
  };
  return (
    <>
      <div className="columns two">
        <section className="card" aria-label={say("reports.x")}>
          <h2>{say("reports.x")}</h2>
          <p className="quiet">{say("reports.xNote")}</p>
          <Loaded from={x}>{(document) => <Sheet document={document} />}</Loaded>
          <button
            type="button"
            className="primary big"
            disabled={busy || x.value === undefined}
            onClick={() => void close()}
          >
            {say("reports.close", { number: String(next) })}
          </button>
          {problem !== null && <ProblemNote problem={problem} />}
        </section>
        <section className="card" aria-label={say("reports.closed")}>
          <h2>{say("reports.closed")}</h2>
          <Loaded from={closed}>{({ items }) => <Closed reports={items} />}</Loaded>
        </section>
      </div>
      {x.value !== undefined && <Match until={x.value.until.time} changed={closed.again} />}
    </>
  );
}

function Closed({ reports }: { reports: readonly Report[] }): ReactNode {
  const { say } = useSpeech();
  const nameOf = useReportName();
  if (reports.length === 0) return <Nothing>{say("reports.none")}</Nothing>;
  return (
    <Table<Report>
      caption={say("reports.closed")}
      rows={reports}
      rowKey={({ report }) => report}
      columns={[
        {
          ...{ name: "name", title: say("reports.report") },
          cell: (each) => <Link to={`/reports/${each.report}`}>{nameOf(each)}</Link>,
        },
        { name: "day", title: say("reports.day"), cell: ({ day }) => day },
        {
          ...{ name: "payout", title: say("reports.payout"), number: true },
          cell: ({ document }) => <Money tiyn={document.payout.expectedTiyn} />,
        },
        {
          ...{ name: "ledger", title: say("reports.onLedger") },
          cell: ({ anchored: { state } }) => (
            <span className={`badge ${state === "anchored" ? "final" : "pending"}`}>
              {say(ANCHOR_TEXT[state])}
            </span>
          ),
        },
        {
          ...{ name: "bank", title: say("reports.inBank") },
          cell: ({ inBank: { state } }) => (
            <span className={`badge ${state === "yes" ? "final" : ""}`}>{say(BANK_TEXT[state])}</span>
          ),
        },
      ]}
    />
  );
}
