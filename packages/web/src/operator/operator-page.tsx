// `/operator`: a participant's devices, offers and statement. Public data needs no sign-in; signing an order needs a wallet.
import { useId, type ReactNode } from "react";
import { getAccount, getSession, getStatus, paths } from "../api.ts";
import type { Account, Order, Participant } from "../answers.ts";
import { DeviceLink, ParticipantLink, useNames, useNaming } from "../directory.tsx";
import { DevicesTable } from "../devices/devices-page.tsx";
import { unixOf, UNITS } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { go } from "../router.tsx";
import { Energy, Moment, Money, Price } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Loaded, NotFoundPage, Nothing, PageTitle } from "../ui/states.tsx";
import { Fact, Facts, Table } from "../ui/table.tsx";
import { ORDER_STATE_TEXT, PARTICIPANT_KIND_TEXT } from "../words.ts";
import { CancelButton } from "./cancel-button.tsx";
import { OrderForm } from "./order-form.tsx";
import { SignIn } from "./sign-in.tsx";
import { StatementCard } from "./statement.tsx";

const SERVICES = new Set(["checker", "service"]);

/** The page of one participant, or the choice among them. */
export function OperatorPage({ participant }: { participant: string | null }): ReactNode {
  const { say } = useSpeech();
  const { participants } = useNames();
  if (participant !== null && !/^\d{1,10}$/.test(participant)) return <NotFoundPage />;
  const number = participant === null ? null : Number(participant);
  return (
    <>
      <PageTitle title={say("operator.title")}>
        <Choice participants={[...participants.values()]} chosen={number} />
      </PageTitle>
      <section className="card">
        <SignIn />
      </section>
      {number === null ? (
        <ParticipantList participants={[...participants.values()]} />
      ) : (
        <Desk key={number} participant={number} />
      )}
    </>
  );
}

function Choice({
  participants,
  chosen,
}: {
  participants: readonly Participant[];
  chosen: number | null;
}): ReactNode {
  const { say } = useSpeech();
  const naming = useNaming();
  const id = useId();
  const shown = participants.filter(({ kind }) => !SERVICES.has(kind));
  return (
    <div className="row">
      <label htmlFor={id}>{say("operator.whose")}</label>
      <select id={id} value={chosen ?? ""} onChange={(event) => go(`/operator/${event.target.value}`)}>
        <option value="" disabled>
          –
        </option>
        {shown.map(({ participant }) => (
          <option key={participant} value={participant}>
            {naming.participant(participant)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Everybody with a page of their own, to choose from. */
function ParticipantList({ participants }: { participants: readonly Participant[] }): ReactNode {
  const { say } = useSpeech();
  const { devices } = useNames();
  const shown = participants.filter(({ kind }) => !SERVICES.has(kind));
  const owned = (participant: number): number =>
    [...devices.values()].filter((device) => device.participant === participant).length;
  return (
    <section className="card">
      <h2>{say("operator.list")}</h2>
      <p className="quiet">{say("operator.choose")}</p>
      <Table
        caption={say("operator.list")}
        rows={shown}
        rowKey={({ participant }) => String(participant)}
        columns={[
          { name: "number", title: say("field.participant"), number: true, cell: (row) => row.participant },
          {
            name: "name",
            title: say("participant.name"),
            cell: ({ participant }) => <ParticipantLink participant={participant} />,
          },
          {
            name: "kind",
            title: say("field.kind"),
            cell: ({ kind }) => say(PARTICIPANT_KIND_TEXT[kind] ?? "participant.participant"),
          },
          {
            name: "devices",
            title: say("participant.devices"),
            number: true,
            cell: ({ participant }) => owned(participant),
          },
        ]}
      />
    </section>
  );
}

function Desk({ participant }: { participant: number }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const { devices, participants } = useNames();
  const naming = useNaming();
  const session = useResource(paths.session, getSession, pulse);
  const own = session.value?.participant === participant;
  const kind = participants.get(participant)?.kind ?? "";
  const account = useResource(paths.account(participant), getAccount, pulse);
  const status = useResource(paths.status, getStatus);
  const now = status.value?.time ?? null;
  const mine = [...devices.values()].filter((device) => device.participant === participant);
  return (
    <>
      <section className="card">
        <h2>{naming.participant(participant)}</h2>
        <p className="quiet">
          {say(PARTICIPANT_KIND_TEXT[kind] ?? "participant.participant")} {participant}
        </p>
        <Loaded from={account}>{(value) => <Balances account={value} />}</Loaded>
      </section>
      <section className="card">
        <h2>{say("operator.devices")}</h2>
        {mine.length === 0 ? <Nothing>{say("devices.none")}</Nothing> : <DevicesTable devices={mine} />}
      </section>
      <section className="card">
        <h2>{say("operator.offers")}</h2>
        <Paged<Order> path={paths.orders({ participant, limit: 25 })} pulse={pulse} empty={say("order.none")}>
          {(rows) => <OrdersTable orders={rows} own={own} />}
        </Paged>
        {mine.length > 0 && now !== null && (
          <details>
            <summary>{say("order.new")}</summary>
            <OrderForm devices={mine} now={unixOf(now)} />
          </details>
        )}
      </section>
      {now !== null && <StatementCard participant={participant} now={unixOf(now)} />}
    </>
  );
}

function Balances({ account }: { account: Account }): ReactNode {
  const { say } = useSpeech();
  return (
    <Facts>
      <Fact name={say("account.free")}>
        <Money tiyn={account.freeTiyn} />
      </Fact>
      <Fact name={say("account.locked")}>
        <Money tiyn={account.lockedTiyn} />
      </Fact>
      <Fact name={say("account.proceeds")}>
        <Money tiyn={account.proceedsTiyn} />
      </Fact>
      <Fact name={say("account.owed")}>
        <Money tiyn={account.owedTiyn} />
      </Fact>
    </Facts>
  );
}

function OrdersTable({ orders, own }: { orders: readonly Order[]; own: boolean }): ReactNode {
  const { say, language } = useSpeech();
  const kWh = UNITS[language].kWh;
  return (
    <Table
      caption={say("operator.offers")}
      rows={orders}
      rowKey={({ order }) => String(order)}
      columns={[
        { name: "order", title: say("field.order"), number: true, cell: ({ order }) => order },
        {
          name: "side",
          title: say("order.side"),
          cell: ({ side }) => say(side === "ask" ? "order.ask" : "order.bid"),
        },
        { name: "device", title: say("field.device"), cell: ({ device }) => <DeviceLink device={device} /> },
        {
          name: "limit",
          title: `${say("order.limit")}, ₸/${kWh}`,
          number: true,
          cell: ({ limitPriceTiynPerMWh }) => <Price tiynPerMWh={limitPriceTiynPerMWh} bare />,
        },
        {
          name: "most",
          title: `${say("order.perSlot")}, ${kWh}`,
          number: true,
          cell: ({ maxWhPerSlot }) => <Energy wh={maxWhPerSlot} bare />,
        },
        {
          name: "filled",
          title: `${say("order.filled")}, ${kWh}`,
          number: true,
          cell: ({ filledWh }) => <Energy wh={filledWh} bare />,
        },
        { name: "ends", title: say("order.ends"), cell: ({ endsAt }) => <Moment time={endsAt} /> },
        {
          name: "state",
          title: say("field.state"),
          cell: ({ state }) => (
            <span className={`badge ${state === "live" ? "final" : "pending"}`}>
              {say(ORDER_STATE_TEXT[state])}
            </span>
          ),
        },
        ...(own
          ? [
              {
                name: "action",
                title: say("order.action"),
                cell: (order: Order) => <CancelButton order={order} />,
              },
            ]
          : []),
      ]}
    />
  );
}
