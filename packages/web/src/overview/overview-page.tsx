// What happens now: the slot's clock, prices, energy, sales as they arrive, the queue, finality, and the last sale with its proof.
import { useId, useState, type ReactNode } from "react";
import { getAll, getOverview, getSales, getTariffs, paths } from "../api.ts";
import type { Overview, Sale } from "../answers.ts";
import { formatCount, formatMoment, formatSlotHours, LOCAL_TIME, unixOf } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { SaleSentence } from "../sales/sentence.tsx";
import { SLOT_SECONDS, slotStart } from "../slot.ts";
import type { TextKey } from "../texts/en.ts";
import { Energy, Money, SlotTime } from "../ui/amounts.tsx";
import { EvidenceBadge, StatusBadge } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { Activity } from "./activity.tsx";
import { CityData } from "./city-data.tsx";
import { energyFlow, type EnergyFlow } from "./flow.ts";
import { LatestPayments } from "./payments.tsx";
import { PriceChart } from "./price-chart.tsx";
import { pricedSlots } from "./priced-slots.ts";

const ARRIVALS = 8;
const MOST_SALES_OF_A_SLOT = 2_000;

const loadSales = (path: string, signal: AbortSignal): Promise<Sale[]> =>
  getAll<Sale>(path, MOST_SALES_OF_A_SLOT, signal);

/** `/`: the overview that lives. */
export function OverviewPage(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const overview = useResource(paths.overview, getOverview, pulse);
  const sales = useResource(paths.sales({ limit: ARRIVALS }), getSales, pulse);
  return (
    <>
      <PageTitle title={say("overview.title")}>
        <p>{say("overview.subtitle")}</p>
      </PageTitle>
      <section className="card" aria-label={say("overview.lastSale")}>
        <Loaded from={overview}>{(value) => <LastSale overview={value} />}</Loaded>
      </section>
      {overview.value !== undefined && (
        <>
          <div className="columns three">
            <section className="card">
              <h2>{say("overview.clock")}</h2>
              <SlotClock overview={overview.value} />
            </section>
            <section className="card">
              <h2>{say("overview.queue")}</h2>
              <Queue overview={overview.value} />
            </section>
            <section className="card">
              <h2>{say("overview.finality")}</h2>
              <Finality overview={overview.value} />
            </section>
          </div>
          <Activity overview={overview.value} />
          <Zones overview={overview.value} />
        </>
      )}
      <section className="card">
        <header>
          <h2>{say("overview.arriving")}</h2>
          <Link to="/sales">{say("overview.allSales")}</Link>
        </header>
        <Loaded from={sales}>{({ items }) => <Arrivals sales={items} />}</Loaded>
      </section>
      <LatestPayments />
      <CityData />
      {overview.value !== undefined && (
        <section className="card">
          <h2>{say("overview.day")}</h2>
          <Day overview={overview.value} />
        </section>
      )}
    </>
  );
}

function LastSale({ overview }: { overview: Overview }): ReactNode {
  const { say } = useSpeech();
  const [held, setHeld] = useState<Sale | null>(null);
  const sale = held ?? overview.lastSale;
  const final = overview.finalBlock;
  if (sale === null) return <Nothing>{say("overview.noSales")}</Nothing>;
  return (
    <>
      <header>
        <h2>{say("overview.lastSale")}</h2>
        <span>
          <EvidenceBadge evidence={sale.evidence} />
          <StatusBadge status={sale.status} final={final === null ? undefined : sale.block <= final} />
        </span>
      </header>
      <p className="sentence">
        <SaleSentence sale={sale} />
      </p>
      {held === null ? (
        <div className="row">
          <button type="button" className="primary" onClick={() => setHeld(sale)}>
            {say("action.prove")}
          </button>
          <Link className="button" to={`/sales/${sale.id}`}>
            {say("overview.story")}
          </Link>
        </div>
      ) : (
        <>
          <ProofPanel path={paths.saleProof(sale.id)} name={`sale-${sale.id}.proof.json`} begin />
          <div className="row">
            <Link className="button" to={`/sales/${sale.id}`}>
              {say("overview.story")}
            </Link>
            <button type="button" onClick={() => setHeld(null)}>
              {say("overview.follow")}
            </button>
          </div>
        </>
      )}
    </>
  );
}

function SlotClock({ overview }: { overview: Overview }): ReactNode {
  const { say, language } = useSpeech();
  if (overview.time === null || overview.slot === null) return <Nothing>{say("overview.noBlocks")}</Nothing>;
  const now = unixOf(overview.time);
  const gone = Math.min(Math.max(now - slotStart(overview.slot), 0), SLOT_SECONDS);
  return (
    <div className="clock">
      <span className="hours amount">{formatSlotHours(overview.slot, language)}</span>
      <progress value={gone} max={SLOT_SECONDS} aria-label={say("overview.clockLabel")} />
      <p className="quiet amount">
        {formatMoment(now, language)} {LOCAL_TIME}
      </p>
      <p className="quiet">{say("overview.clockNote")}</p>
    </div>
  );
}

function Stages({
  stages,
}: {
  stages: readonly (readonly [count: number | null, text: TextKey])[];
}): ReactNode {
  const { say, language } = useSpeech();
  return (
    <ol className="stages">
      {stages.map(([count, text]) => (
        <li key={text}>
          <strong>{count === null ? "–" : formatCount(count, language)}</strong>
          <span>{say(text)}</span>
        </li>
      ))}
    </ol>
  );
}

function Queue({ overview: { queues } }: { overview: Overview }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <Stages
        stages={[
          [queues.pendingRecords, "queue.pending"],
          [queues.batchesAtCheckers + queues.readingSetsAtCheckers, "queue.atCheckers"],
          [queues.slotsUnsettled, "queue.unsettled"],
        ]}
      />
      <p className="quiet">{say("queue.note")}</p>
    </>
  );
}

function Finality({ overview: { indexedBlock, finalBlock } }: { overview: Overview }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <Stages
        stages={[
          [indexedBlock, "finality.block"],
          [finalBlock, "finality.final"],
        ]}
      />
      <p className="quiet">{say("finality.note")}</p>
    </>
  );
}

function Zones({ overview: { zones } }: { overview: Overview }): ReactNode {
  const { say } = useSpeech();
  const [chosen, setChosen] = useState<number | null>(null);
  const id = useId();
  const zone = zones.find((each) => each.zone === chosen) ?? zones[0];
  const tariffs = useResource(
    zone === undefined ? null : paths.tariffs({ zone: zone.zone, limit: 200 }),
    getTariffs,
    zone?.slots[0]?.tariffVersion,
  );
  if (zone === undefined || zone.slots.length === 0)
    return (
      <section className="card">
        <Nothing>{say("slots.none")}</Nothing>
      </section>
    );
  return (
    <div className="columns lead">
      <section className="card">
        <header>
          <h2>{say("overview.prices")}</h2>
          {zones.length > 1 && (
            <div className="row">
              <label htmlFor={id}>{say("field.zone")}</label>
              <select id={id} value={zone.zone} onChange={(event) => setChosen(Number(event.target.value))}>
                {zones.map((each) => (
                  <option key={each.zone}>{each.zone}</option>
                ))}
              </select>
            </div>
          )}
        </header>
        <PriceChart slots={pricedSlots(zone.slots, tariffs.value?.items ?? [])} />
      </section>
      <Flow zone={zone.zone} slot={zone.lastSettledSlot} />
    </div>
  );
}

function Flow({ zone, slot }: { zone: number; slot: number | null }): ReactNode {
  const { say } = useSpeech();
  const path = slot === null ? null : paths.sales({ zone, slotFrom: slot, slotTo: slot, limit: 200 });
  const sales = useResource(path, loadSales);
  return (
    <section className="card">
      <header>
        <h2>{say("overview.energy")}</h2>
        {slot !== null && (
          <Link to={`/slots/${zone}/${slot}`} className="quiet">
            <SlotTime slot={slot} short />
          </Link>
        )}
      </header>
      {slot === null ? (
        <Nothing>{say("overview.noSales")}</Nothing>
      ) : (
        <Loaded from={sales}>{(value) => <FlowBars flow={energyFlow(value)} />}</Loaded>
      )}
      <p className="quiet">{say("flow.note")}</p>
    </section>
  );
}

function FlowBars({ flow }: { flow: EnergyFlow }): ReactNode {
  const { say } = useSpeech();
  const parts: readonly (readonly [wh: bigint, text: TextKey])[] = [
    [flow.soldWh, "flow.sold"],
    [flow.toGridWh, "flow.toGrid"],
    [flow.fromGridWh, "flow.fromGrid"],
    [flow.ownUseWh, "flow.ownUse"],
  ];
  return (
    <ul className="flow">
      {parts.map(([wh, text]) => (
        <li key={text}>
          <span>{say(text)}</span>
          <Energy wh={wh} />
          <progress max={1000} value={flow.shareOf(wh)} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

function Day({ overview: { totals } }: { overview: Overview }): ReactNode {
  const { say, language } = useSpeech();
  const counts: readonly (readonly [count: number, text: TextKey])[] = [
    [totals.participants, "day.participants"],
    [totals.devices, "day.devices"],
    [totals.liveOrders, "day.liveOrders"],
    [totals.salesLastDay, "day.sales"],
  ];
  return (
    <Facts>
      {counts.map(([count, text]) => (
        <Fact key={text} name={say(text)}>
          {formatCount(count, language)}
        </Fact>
      ))}
      <Fact name={say("day.traded")}>
        <Energy wh={totals.tradedWhLastDay} />
      </Fact>
      <Fact name={say("day.money")}>
        <Money tiyn={totals.tradedTiynLastDay} />
      </Fact>
    </Facts>
  );
}

function Arrivals({ sales }: { sales: readonly Sale[] }): ReactNode {
  const { say } = useSpeech();
  if (sales.length === 0) return <Nothing>{say("overview.noSales")}</Nothing>;
  return (
    <ul className="arrivals" aria-live="polite" aria-relevant="additions">
      {sales.map((sale) => (
        <li key={sale.id}>
          <span>
            <SaleSentence sale={sale} />
          </span>
          <span className="number">
            <Link to={`/sales/${sale.id}`}>
              <Money tiyn={sale.amountTiyn} signed />
            </Link>
          </span>
        </li>
      ))}
    </ul>
  );
}
