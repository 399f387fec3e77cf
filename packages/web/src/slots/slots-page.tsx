// `/slots`: the quarter-hours of each zone, the latest first.
import { useId, useState, type ReactNode } from "react";
import { paths } from "../api.ts";
import type { Slot } from "../answers.ts";
import { useNames } from "../directory.tsx";
import { formatCount, UNITS } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { Link } from "../router.tsx";
import { Energy, Price, SlotTime } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { PageTitle } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { SLOT_STATE_TEXT } from "../words.ts";

/** The page of all slots. */
export function SlotsPage(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const { devices } = useNames();
  const [zone, setZone] = useState("");
  const id = useId();
  const zones = [...new Set([...devices.values()].map((each) => each.zone))].toSorted((a, b) => a - b);
  return (
    <>
      <PageTitle title={say("slots.title")}>
        {zones.length > 1 && (
          <div className="row">
            <label htmlFor={id}>{say("field.zone")}</label>
            <select id={id} value={zone} onChange={(event) => setZone(event.target.value)}>
              <option value="">{say("slots.allZones")}</option>
              {zones.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </div>
        )}
      </PageTitle>
      <section className="card">
        <Paged<Slot> path={paths.slots({ zone, limit: 48 })} pulse={pulse} empty={say("slots.none")}>
          {(rows) => <SlotsTable slots={rows} />}
        </Paged>
        <p className="quiet">{say("slots.fewMeters")}</p>
      </section>
    </>
  );
}

function SlotsTable({ slots }: { slots: readonly Slot[] }): ReactNode {
  const { say, language } = useSpeech();
  const kWh = UNITS[language].kWh;
  return (
    <Table
      caption={say("slots.title")}
      rows={slots}
      rowKey={({ zone, slot }) => `${zone}-${slot}`}
      columns={[
        {
          name: "slot",
          title: say("field.slot"),
          cell: ({ zone, slot }) => (
            <Link to={`/slots/${zone}/${slot}`}>
              <SlotTime slot={slot} />
            </Link>
          ),
        },
        { name: "zone", title: say("field.zone"), number: true, cell: ({ zone }) => zone },
        {
          name: "price",
          title: `${say("field.price")}, ₸/${kWh}`,
          number: true,
          cell: ({ priceTiynPerMWh }) => <Price tiynPerMWh={priceTiynPerMWh} bare />,
        },
        {
          name: "traded",
          title: `${say("slot.traded")}, ${kWh}`,
          number: true,
          cell: ({ tradedWh }) => <Energy wh={tradedWh} bare />,
        },
        {
          name: "export",
          title: `${say("reading.export")}, ${kWh}`,
          number: true,
          cell: ({ exportWh }) => <Energy wh={exportWh} bare />,
        },
        {
          name: "import",
          title: `${say("reading.import")}, ${kWh}`,
          number: true,
          cell: ({ importWh }) => <Energy wh={importWh} bare />,
        },
        {
          name: "devices",
          title: say("reading.devices"),
          number: true,
          cell: ({ devices }) => formatCount(devices, language),
        },
        { name: "state", title: say("field.state"), cell: ({ state }) => <SlotState state={state} /> },
      ]}
    />
  );
}

/** How far a slot is. */
export function SlotState({ state }: { state: Slot["state"] }): ReactNode {
  const { say } = useSpeech();
  return (
    <span className={`badge ${state === "settled" ? "final" : "pending"}`}>
      {say(SLOT_STATE_TEXT[state])}
    </span>
  );
}
