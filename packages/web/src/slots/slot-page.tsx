// `/slots/:zone/:slot`: one quarter-hour of a zone with its sales.
import type { ReactNode } from "react";
import { getSlot, paths } from "../api.ts";
import type { Sale, Slot } from "../answers.ts";
import { formatCount, formatSlot } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { SalesTable } from "../sales/sales-table.tsx";
import { Energy, Money, Price } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, NotFoundPage, PageTitle } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { SlotState } from "./slots-page.tsx";

/** The page of one slot. */
export function SlotPage({ zone, slot }: { zone: string; slot: string }): ReactNode {
  const { say, language } = useSpeech();
  const { pulse } = useLive();
  const resource = useResource(paths.slot(zone, slot), getSlot, pulse);
  if (!/^\d{1,10}$/.test(slot)) return <NotFoundPage />;
  const number = Number(slot);
  const title = say("slot.title", { zone, time: formatSlot(number, language) });
  return (
    <>
      <PageTitle title={title}>
        <nav className="row" aria-label={say("slot.neighbours")}>
          <Link to={`/slots/${zone}/${number - 1}`}>← {say("slot.earlier")}</Link>
          <Link to={`/slots/${zone}/${number + 1}`}>{say("slot.later")} →</Link>
        </nav>
      </PageTitle>
      <section className="card">
        <Loaded from={resource}>{(value) => <SlotFacts slot={value} />}</Loaded>
      </section>
      <section className="card">
        <h2>{say("sales.title")}</h2>
        <Paged<Sale>
          path={paths.sales({ zone, slotFrom: slot, slotTo: slot, limit: 100 })}
          pulse={pulse}
          empty={say("overview.noSales")}
        >
          {(rows) => <SalesTable sales={rows} />}
        </Paged>
      </section>
    </>
  );
}

function SlotFacts({ slot }: { slot: Slot }): ReactNode {
  const { say, language } = useSpeech();
  const count = (value: number | null): string => (value === null ? "–" : formatCount(value, language));
  return (
    <Facts>
      <Fact name={say("field.state")}>
        <SlotState state={slot.state} />
      </Fact>
      <Fact name={say("field.price")}>
        <Price tiynPerMWh={slot.priceTiynPerMWh} />
      </Fact>
      <Fact name={say("slot.traded")}>
        <Energy wh={slot.tradedWh} />
      </Fact>
      <Fact name={say("reading.export")}>
        <Energy wh={slot.exportWh} />
      </Fact>
      <Fact name={say("reading.import")}>
        <Energy wh={slot.importWh} />
      </Fact>
      <Fact name={say("reading.devices")}>{count(slot.devices)}</Fact>
      <Fact name={say("slot.sales")}>{count(slot.sales)}</Fact>
      <Fact name={say("field.tariffVersion")}>{slot.tariffVersion ?? "–"}</Fact>
      <Fact name={say("field.version")}>{slot.version ?? "–"}</Fact>
      <Fact name={say("slot.dust")}>{slot.dustTiyn === null ? "–" : <Money tiyn={slot.dustTiyn} />}</Fact>
      <Fact name={say("reading.set")}>
        <Hash value={slot.setHash} label={say("reading.set")} />
      </Fact>
      <Fact name={say("slot.checkedIn")}>{count(slot.checkedInBlock)}</Fact>
      <Fact name={say("slot.settledIn")}>{count(slot.settledInBlock)}</Fact>
    </Facts>
  );
}
