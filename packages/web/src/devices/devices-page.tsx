// `/devices`: meters and the assets behind them.
import type { ReactNode } from "react";
import { paths } from "../api.ts";
import type { Device } from "../answers.ts";
import { DeviceLink, ParticipantLink } from "../directory.tsx";
import { formatKW } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { Paged } from "../ui/list.tsx";
import { EvidenceBadge } from "../ui/marks.tsx";
import { PageTitle } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";

/** The page of all devices. */
export function DevicesPage(): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <PageTitle title={say("devices.title")}>
        <p>{say("devices.subtitle")}</p>
      </PageTitle>
      <section className="card">
        <Paged<Device> path={paths.devices({ limit: 100 })} empty={say("devices.none")}>
          {(rows) => <DevicesTable devices={rows} />}
        </Paged>
      </section>
    </>
  );
}

/** Devices, one a row. */
export function DevicesTable({ devices }: { devices: readonly Device[] }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <Table
      caption={say("devices.title")}
      rows={devices}
      rowKey={({ device }) => String(device)}
      columns={[
        { name: "device", title: say("field.device"), cell: ({ device }) => <DeviceLink device={device} /> },
        { name: "number", title: say("field.number"), number: true, cell: ({ device }) => device },
        {
          name: "participant",
          title: say("field.participant"),
          cell: ({ participant }) => <ParticipantLink participant={participant} />,
        },
        { name: "zone", title: say("field.zone"), number: true, cell: ({ zone }) => zone },
        {
          name: "rated",
          title: say("device.rated"),
          number: true,
          cell: ({ ratedW }) => <span className="amount">{formatKW(ratedW, language)}</span>,
        },
        {
          name: "evidence",
          title: say("field.evidence"),
          cell: ({ evidence, retired }) => (
            <>
              <EvidenceBadge evidence={evidence} />
              {retired && <span className="badge">{say("device.retired")}</span>}
            </>
          ),
        },
      ]}
    />
  );
}
