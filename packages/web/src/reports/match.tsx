// Invoices, chain and bank held against each other: what agrees as a number, what does not line by line.
import { useId, useState, type ReactNode } from "react";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem, useResource } from "../resource.ts";
import type { TextKey } from "../texts/en.ts";
import { Money } from "../ui/amounts.tsx";
import { Loaded, Nothing, ProblemNote } from "../ui/states.tsx";
import { Fact, Facts, Table } from "../ui/table.tsx";
import {
  getReconciliation,
  MATCHES,
  reportPaths,
  sendStatement,
  type Match as MatchName,
  type MatchLine,
} from "./answers.ts";

const DAYS = 7;
/** Lines that the page shows; the file has all. */
const MOST = 50;

const MATCH_TEXT: Readonly<Record<MatchName, TextKey>> = {
  matched: "reports.matched",
  timing: "reports.timing",
  amount: "reports.amount",
  unknown: "reports.unknown",
};
const SIDE_TEXT: Readonly<Record<MatchLine["side"], TextKey>> = {
  invoice: "reports.sideInvoice",
  chain: "reports.sideChain",
  bank: "reports.sideBank",
};
const REASON_TEXT: Readonly<Record<string, TextKey>> = {
  "awaiting-payment": "reports.reasonAwaiting",
  held: "reports.reasonHeld",
  partial: "reports.reasonPartial",
  over: "reports.reasonOver",
  "day-open": "reports.reasonDayOpen",
  "payout-awaited": "reports.reasonPayoutAwaited",
  "payout-missing": "reports.reasonPayoutMissing",
  "payout-differs": "reports.reasonPayoutDiffers",
  "invoice-unknown": "reports.reasonInvoiceUnknown",
  "report-unknown": "reports.reasonReportUnknown",
  "paid-out-before": "reports.reasonPaidBefore",
};

/** The match of the last week up to a moment of the ledger (RFC 3339), and where the bank's statement is handed in. */
export function Match({ until, changed }: { until: string; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const [ends, setEnds] = useState(until);
  const to = new Date(Date.parse(ends) + 1_000).toISOString();
  const from = new Date(Date.parse(ends) - DAYS * 86_400_000).toISOString();
  const found = useResource(reportPaths.reconciliation(from, to), getReconciliation);
  const refresh = (): void => {
    setEnds(until);
    found.again();
    changed();
  };
  return (
    <section className="card" aria-label={say("reports.match")}>
      <h2>{say("reports.match")}</h2>
      <p className="quiet">{say("reports.matchNote", { days: String(DAYS) })}</p>
      <StatementUpload changed={refresh} />
      <Loaded from={found}>
        {({ summary, lines, bankUntil }) => {
          const open = lines.filter(({ match }) => match !== "matched");
          return (
            <>
              <Facts>
                {MATCHES.map((match) => (
                  <Fact key={match} name={say(MATCH_TEXT[match])}>
                    <span data-match={match}>{summary[match].lines}</span>
                  </Fact>
                ))}
                <Fact name={say("reports.bankUntil")}>{bankUntil ?? "–"}</Fact>
              </Facts>
              {open.length === 0 ? <Nothing>{say("reports.allMatched")}</Nothing> : <Open lines={open} />}
            </>
          );
        }}
      </Loaded>
      <div className="row">
        <button type="button" onClick={refresh}>
          {say("reports.again")}
        </button>
        <a className="button" href={`${reportPaths.reconciliation(from, to)}&format=csv`} download>
          CSV
        </a>
      </div>
    </section>
  );
}

function Open({ lines }: { lines: readonly MatchLine[] }): ReactNode {
  const { say } = useSpeech();
  return (
    <Table<MatchLine>
      caption={say("reports.match")}
      rows={lines.slice(0, MOST)}
      rowKey={({ side, id }) => `${side}/${id}`}
      columns={[
        { name: "side", title: say("reports.side"), cell: ({ side }) => say(SIDE_TEXT[side]) },
        {
          ...{ name: "id", title: say("reports.line") },
          cell: ({ id }) => <code>{id.length > 20 ? `${id.slice(0, 10)}…${id.slice(-6)}` : id}</code>,
        },
        {
          ...{ name: "match", title: say("reports.result") },
          cell: ({ match }) => <span className="badge">{say(MATCH_TEXT[match])}</span>,
        },
        {
          ...{ name: "reason", title: say("reports.reason") },
          cell: ({ reason }) => {
            const text = REASON_TEXT[reason];
            return text === undefined ? reason : say(text);
          },
        },
        {
          ...{ name: "amount", title: say("reports.sum"), number: true },
          cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} />,
        },
      ]}
    />
  );
}

function StatementUpload({ changed }: { changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const id = useId();
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [added, setAdded] = useState<{ entries: number; added: number } | null>(null);
  const send = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setProblem(null);
    setAdded(null);
    try {
      setAdded(await sendStatement(file));
      changed();
    } catch (failure) {
      setProblem(asProblem(failure));
    }
  };
  return (
    <>
      <div className="row">
        <label htmlFor={id}>{say("reports.statement")}</label>
        <input
          id={id}
          type="file"
          className="statement"
          accept=".xml,.csv,application/xml,text/csv"
          onChange={(event) => {
            void send(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {added !== null && (
        <p role="status">
          {say("reports.added", { entries: String(added.entries), added: String(added.added) })}
        </p>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
    </>
  );
}
