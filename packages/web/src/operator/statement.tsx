// A participant's statement for a period: totals, lines, CSV, and the proof that no line is missing.
import { useId, useState, type ReactNode } from "react";
import { paths } from "../api.ts";
import type { Statement, StatementLine } from "../answers.ts";
import { DeviceLink } from "../directory.tsx";
import { formatCount, localDayOf, UNITS, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { Link } from "../router.tsx";
import { slotOf } from "../slot.ts";
import { Energy, Money, Price, SlotTime } from "../ui/amounts.tsx";
import { EvidenceBadge } from "../ui/marks.tsx";
import { Paged } from "../ui/list.tsx";
import { Fact, Facts, Table } from "../ui/table.tsx";
import { SALE_KIND_TEXT } from "../words.ts";
import { boundsOf, DAY_SECONDS, type Period } from "./period.ts";

const FIRST_DAYS = 7;

/** The statement of a period that begins as the last week before `now`. */
export function StatementCard({ participant, now }: { participant: number; now: number }): ReactNode {
  const { say } = useSpeech();
  const [period, setPeriod] = useState<Period>({
    from: localDayOf(now - (FIRST_DAYS - 1) * DAY_SECONDS),
    to: localDayOf(now),
  });
  const [begins, ends] = [useId(), useId()];
  const bounds = boundsOf(period);
  return (
    <section className="card">
      <h2>{say("statement.title")}</h2>
      <form onSubmit={(event) => event.preventDefault()}>
        <div className="field">
          <label htmlFor={begins}>{say("statement.from")}</label>
          <input
            id={begins}
            type="date"
            value={period.from}
            max={period.to}
            onChange={(event) => setPeriod((before) => ({ ...before, from: event.target.value }))}
          />
        </div>
        <div className="field">
          <label htmlFor={ends}>{say("statement.to")}</label>
          <input
            id={ends}
            type="date"
            value={period.to}
            min={period.from}
            onChange={(event) => setPeriod((before) => ({ ...before, to: event.target.value }))}
          />
        </div>
        {bounds !== null && (
          <a
            className="button"
            download
            href={paths.sales({
              participant,
              slotFrom: slotOf(bounds.from),
              slotTo: slotOf(bounds.to - 1),
              format: "csv",
            })}
          >
            {say("action.csv")}
          </a>
        )}
      </form>
      {bounds === null ? (
        <p role="status">{say("statement.noPeriod")}</p>
      ) : (
        <Lines participant={participant} bounds={bounds} />
      )}
      <h3>{say("statement.complete")}</h3>
      <p>{say("statement.completeText")}</p>
      <ProofPanel path={paths.statementProof(participant)} name={`statement-${participant}.proof.json`} />
    </section>
  );
}

function Lines({
  participant,
  bounds,
}: {
  participant: number;
  bounds: { readonly from: number; readonly to: number };
}): ReactNode {
  const { say } = useSpeech();
  const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
  // The gateway's period excludes the moment `from` itself.
  const query = { from: time(bounds.from - 1), to: time(bounds.to - 1), limit: 50 };
  return (
    <Paged<StatementLine, Statement>
      path={paths.statement(participant, query)}
      empty={say("statement.none")}
      head={({ totals }) => <Totals totals={totals} />}
    >
      {(rows) => <LinesTable lines={rows} />}
    </Paged>
  );
}

function Totals({ totals }: { totals: Statement["totals"] }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <Facts>
      <Fact name={say("statement.lines")}>{formatCount(totals.lines, language)}</Fact>
      <Fact name={say("statement.received")}>
        <Money tiyn={totals.receivedTiyn} />
      </Fact>
      <Fact name={say("statement.paid")}>
        <Money tiyn={totals.paidTiyn} />
      </Fact>
      <Fact name={say("statement.balance")}>
        <Money tiyn={totals.balanceTiyn} signed />
      </Fact>
      <Fact name={say("statement.fees")}>
        <Money tiyn={totals.feesTiyn} />
      </Fact>
      <Fact name={say("statement.sold")}>
        <Energy wh={totals.soldWh} />
      </Fact>
      <Fact name={say("statement.bought")}>
        <Energy wh={totals.boughtWh} />
      </Fact>
      <Fact name={say("statement.ownUse")}>
        <Energy wh={totals.ownUseWh} />
      </Fact>
    </Facts>
  );
}

function LinesTable({ lines }: { lines: readonly StatementLine[] }): ReactNode {
  const { say, language } = useSpeech();
  const kWh = UNITS[language].kWh;
  return (
    <Table
      caption={say("statement.title")}
      rows={lines.map((line, index) => ({ ...line, index }))}
      rowKey={({ index }) => String(index)}
      columns={[
        {
          name: "slot",
          title: say("field.slot"),
          cell: ({ sale, startsAt }) => (
            <Link to={`/sales/${sale}`}>
              <SlotTime slot={slotOf(unixOf(startsAt))} />
            </Link>
          ),
        },
        {
          name: "kind",
          title: say("field.kind"),
          cell: ({ kind, reversed }) => (
            <>
              {say(SALE_KIND_TEXT[kind])}{" "}
              {reversed && <span className="badge status-corrected">{say("statement.reversed")}</span>}
            </>
          ),
        },
        { name: "device", title: say("field.device"), cell: ({ device }) => <DeviceLink device={device} /> },
        {
          name: "energy",
          title: `${say("field.energy")}, ${kWh}`,
          number: true,
          cell: ({ energyWh }) => <Energy wh={energyWh} bare />,
        },
        {
          name: "price",
          title: `${say("field.price")}, ₸/${kWh}`,
          number: true,
          cell: ({ priceTiynPerMWh }) => <Price tiynPerMWh={priceTiynPerMWh} bare />,
        },
        {
          name: "amount",
          title: say("field.amount"),
          number: true,
          cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} signed />,
        },
        {
          name: "evidence",
          title: say("field.evidence"),
          cell: ({ evidence }) => <EvidenceBadge evidence={evidence} />,
        },
      ]}
    />
  );
}
