// `/issuer`: statements in, what is in suspense, what waits for a second pair of eyes, orders for the bank, the reserve.
import { useState, type ReactNode } from "react";
import { getSession, paths } from "../api.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { asProblem, useResource } from "../resource.ts";
import { Moment, Money } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { Fact, Facts, Table, type Column } from "../ui/table.tsx";
import {
  decide,
  deskPaths,
  getCashOuts,
  getDecisions,
  getDesk,
  getEntries,
  getOrders,
  getReports,
  makeOrder,
  makeReport,
  propose,
  uploadStatement,
  type CashOut,
  type Desk,
  type Entry,
} from "./answers.ts";
import { MoneyOut } from "./cash-out-form.tsx";
import "./issuer.css";
import { Act, KINDS, LINES, StateBadge, useTick } from "./parts.tsx";

/** The issuer's desk for its people; for everybody else, money out. */
export function IssuerPage(): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const account = session.value?.account ?? null;
  return (
    <>
      <PageTitle title={say("issuer.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {account === null ? <Nothing>{say("issuer.signIn")}</Nothing> : <DeskOrNot key={account} />}
      <ReserveCard />
    </>
  );
}

/** `/payouts`: money out for whoever has signed in. */
export function PayoutsPage(): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  return (
    <>
      <PageTitle title={say("cashOut.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {session.value?.account != null && <MoneyOut />}
    </>
  );
}

function DeskOrNot(): ReactNode {
  const desk = useResource(deskPaths.desk, getDesk);
  if (desk.problem?.code === "not-issuer") return <ProblemNote problem={desk.problem} />;
  return <Loaded from={desk}>{(value) => <WholeDesk desk={value} />}</Loaded>;
}

function WholeDesk({ desk }: { desk: Desk }): ReactNode {
  const tick = useTick();
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const at = tick + turn;
  const officer = desk.part === "officer";
  return (
    <>
      {officer && <Upload changed={changed} />}
      <Proposals at={at} officer={officer} changed={changed} />
      <Suspense at={at} officer={officer} changed={changed} />
      <CashOuts at={at} officer={officer} changed={changed} />
      <Orders at={at} iban={officer ? desk.accounts[0]?.iban : undefined} changed={changed} />
      <Entries at={at} />
      {officer && (
        <div className="row">
          <Act text="issuer.makeReport" work={makeReport} done={changed} />
        </div>
      )}
    </>
  );
}

interface Part {
  readonly at: number;
  readonly officer: boolean;
  readonly changed: () => void;
}

function Upload({ changed }: { changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const take = async (file: File): Promise<void> => {
    setProblem(null);
    await uploadStatement(file).then(changed, (failure: unknown) => setProblem(asProblem(failure)));
  };
  return (
    <section className="card">
      <div className="field">
        <label htmlFor="statement">{say("issuer.upload")}</label>
        <input
          id="statement"
          type="file"
          accept=".xml,.csv,application/xml,text/csv"
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file !== undefined) void take(file).finally(() => (target.value = ""));
          }}
        />
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}

function Proposals({ at, officer, changed }: Part): ReactNode {
  const { say } = useSpeech();
  const open = useResource(deskPaths.decisions, getDecisions, at);
  return (
    <Card title={say("issuer.proposals")} from={open}>
      {({ items }) => (
        <Rows
          caption={say("issuer.proposals")}
          rows={items}
          rowKey={({ decision }) => String(decision)}
          columns={[
            { name: "what", title: say("issuer.what"), cell: ({ kind }) => say(KINDS[kind]) },
            {
              name: "amount",
              title: say("field.amount"),
              number: true,
              cell: (row) => <Money tiyn={row.amountTiyn} />,
            },
            { name: "by", title: say("issuer.proposedBy"), cell: ({ proposedBy }) => proposedBy },
            {
              name: "action",
              title: say("order.action"),
              cell: ({ decision, own }) =>
                officer && (
                  <span className="row">
                    {own ? (
                      <span className="quiet">{say("issuer.own")}</span>
                    ) : (
                      <Act
                        text="issuer.confirm"
                        primary
                        work={() => decide(decision, "confirm")}
                        done={changed}
                      />
                    )}
                    <Act text="issuer.reject" work={() => decide(decision, "reject")} done={changed} />
                  </span>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function Suspense({ at, officer, changed }: Part): ReactNode {
  const { say } = useSpeech();
  const found = useResource(deskPaths.entries("suspense"), getEntries, at);
  return (
    <Card title={say("issuer.suspense")} from={found}>
      {({ items }) => (
        <Rows
          caption={say("issuer.suspense")}
          rows={items}
          rowKey={({ entry }) => String(entry)}
          columns={[
            ...entryColumns(say),
            {
              name: "action",
              title: say("order.action"),
              cell: (row: Entry) =>
                officer && row.decision === null && <Choices row={row} changed={changed} />,
            },
          ]}
        />
      )}
    </Card>
  );
}

function Choices({ row, changed }: { row: Entry; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const [to, setTo] = useState("");
  const { entry } = row;
  const assign = (): Promise<unknown> =>
    propose({ kind: "assign", entry, ...(to.startsWith("0x") ? { account: to } : { reference: to }) });
  return (
    <span className="row choices">
      {row.amountTiyn > 0n && (
        <>
          <input
            aria-label={say("issuer.to")}
            placeholder={say("issuer.to")}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
          <Act text="issuer.assign" work={assign} done={changed} />
          <Act text="issuer.sendBack" work={() => propose({ kind: "send-back", entry })} done={changed} />
        </>
      )}
      <Act text="issuer.accept" work={() => propose({ kind: "accept", entry })} done={changed} />
    </span>
  );
}

function CashOuts({ at, officer, changed }: Part): ReactNode {
  const { say } = useSpeech();
  const found = useResource(deskPaths.cashOuts(), getCashOuts, at);
  const asked = (row: CashOut, kind: "pay" | "refuse") => () => propose({ kind, cashOut: row.cashOut });
  return (
    <Card title={say("issuer.cashOuts")} from={found}>
      {({ items }) => (
        <Rows
          caption={say("issuer.cashOuts")}
          rows={items}
          rowKey={({ cashOut }) => cashOut}
          columns={[
            { name: "reference", title: say("issuer.reference"), cell: ({ reference }) => reference },
            {
              name: "to",
              title: say("cashOut.iban"),
              cell: ({ to }) => `${to.name ?? ""} ${to.iban ?? to.account ?? ""}`,
            },
            {
              name: "amount",
              title: say("field.amount"),
              number: true,
              cell: (row) => <Money tiyn={row.amountTiyn} />,
            },
            { name: "at", title: say("pay.made"), cell: ({ createdAt }) => <Moment time={createdAt} /> },
            { name: "state", title: say("field.state"), cell: ({ state }) => <StateBadge state={state} /> },
            {
              name: "action",
              title: say("order.action"),
              cell: (row) =>
                officer &&
                row.state === "received" && (
                  <span className="row">
                    <Act text="issuer.approve" primary work={asked(row, "pay")} done={changed} />
                    <Act text="issuer.refuse" work={asked(row, "refuse")} done={changed} />
                  </span>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function Orders({
  at,
  iban,
  changed,
}: {
  at: number;
  iban: string | undefined;
  changed: () => void;
}): ReactNode {
  const { say } = useSpeech();
  const found = useResource(deskPaths.orders, getOrders, at);
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Card title={say("issuer.orders")} from={found}>
      {({ items }) => (
        <>
          {iban !== undefined && (
            <div className="row">
              <Act text="issuer.makeOrder" work={() => makeOrder(iban, today)} done={changed} />
            </div>
          )}
          <Rows
            caption={say("issuer.orders")}
            rows={items}
            rowKey={({ paymentOrder }) => String(paymentOrder)}
            columns={[
              { name: "day", title: say("issuer.day"), cell: ({ payOn }) => payOn },
              {
                name: "sum",
                title: say("issuer.sum"),
                number: true,
                cell: ({ sumTiyn }) => <Money tiyn={sumTiyn} />,
              },
              {
                name: "files",
                title: say("order.action"),
                cell: ({ paymentOrder }) => (
                  <span className="row">
                    <a href={deskPaths.order(paymentOrder, "pain.001")}>{say("issuer.download")}</a>
                    <a href={deskPaths.order(paymentOrder, "csv")}>{say("issuer.csv")}</a>
                  </span>
                ),
              },
            ]}
          />
        </>
      )}
    </Card>
  );
}

function Entries({ at }: { at: number }): ReactNode {
  const { say } = useSpeech();
  const found = useResource(deskPaths.entries(), getEntries, at);
  return (
    <Card title={say("issuer.entries")} from={found}>
      {({ items }) => (
        <Rows
          caption={say("issuer.entries")}
          rows={items}
          rowKey={({ entry }) => String(entry)}
          columns={[
            ...entryColumns(say),
            {
              name: "standing",
              title: say("field.state"),
              cell: ({ standing, refused }: Entry) => (
                <>
                  <StateBadge state={standing} /> {refused !== null && <code>{refused}</code>}
                </>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}

const entryColumns = (say: ReturnType<typeof useSpeech>["say"]): Column<Entry>[] => [
  { name: "day", title: say("issuer.day"), cell: ({ bookedOn }) => bookedOn },
  {
    name: "text",
    title: say("issuer.reference"),
    cell: ({ remittance, reference }) => remittance || reference,
  },
  {
    name: "amount",
    title: say("field.amount"),
    number: true,
    cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} signed />,
  },
];

function ReserveCard(): ReactNode {
  const { say } = useSpeech();
  const found = useResource(deskPaths.reports, getReports, useTick());
  return (
    <Card title={say("issuer.report")} from={found}>
      {({ items: [latest] }) =>
        latest === undefined ? (
          <Nothing>{say("issuer.none")}</Nothing>
        ) : (
          <>
            <p>
              <span className={`badge ${latest.document.balanced ? "final" : "pending"}`}>
                {say(latest.document.balanced ? "issuer.balanced" : "issuer.notBalanced")}
              </span>
            </p>
            <Facts>
              <Fact name={say("issuer.day")}>{latest.document.day}</Fact>
              <Fact name={say("issuer.minted")}>
                <Money tiyn={latest.document.supplyTiyn} />
              </Fact>
              <Fact name={say("issuer.bank")}>
                <Money tiyn={latest.document.bankTiyn} />
              </Fact>
              {latest.document.lines.map(({ kind, key, amountTiyn }) => (
                <Fact key={`${kind}/${key}`} name={say(LINES[kind])}>
                  <Money tiyn={amountTiyn} signed />
                </Fact>
              ))}
              <Fact name={say("issuer.difference")}>
                <Money tiyn={latest.document.differenceTiyn} />
              </Fact>
            </Facts>
            <a href={deskPaths.reportCsv(latest.report)}>{say("issuer.reportCsv")}</a>
          </>
        )
      }
    </Card>
  );
}

function Card<Value>({
  title,
  from,
  children,
}: {
  title: string;
  from: Parameters<typeof Loaded<Value>>[0]["from"];
  children: (value: Value) => ReactNode;
}): ReactNode {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <Loaded from={from}>{children}</Loaded>
    </section>
  );
}

function Rows<Row>(table: Parameters<typeof Table<Row>>[0]): ReactNode {
  const { say } = useSpeech();
  return table.rows.length === 0 ? <Nothing>{say("issuer.none")}</Nothing> : <Table {...table} />;
}
