// `/devices/:device`: a device, the keys of its meter, its readings and its sales.
import type { ReactNode } from "react";
import { getDevice, getMeterKeys, paths } from "../api.ts";
import type { Device, Reading, Sale } from "../answers.ts";
import { ParticipantLink, useNaming } from "../directory.tsx";
import { formatKW } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { ReadingsTable } from "../records/readings-table.tsx";
import { useResource } from "../resource.ts";
import { SalesTable } from "../sales/sales-table.tsx";
import { Energy, Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { EvidenceBadge, Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Fact, Facts, Table } from "../ui/table.tsx";
import { DEVICE_KIND_TEXT } from "../words.ts";

/** The page of one device. */
export function DevicePage({ device }: { device: string }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const naming = useNaming();
  const resource = useResource(paths.device(device), getDevice);
  return (
    <>
      <PageTitle title={naming.device(Number(device))} />
      <section className="card">
        <Loaded from={resource}>{(value) => <DeviceFacts device={value} />}</Loaded>
      </section>
      <section className="card">
        <h2>{say("device.keys")}</h2>
        <MeterKeys device={device} />
      </section>
      <section className="card">
        <h2>{say("device.readings")}</h2>
        <Paged<Reading>
          path={paths.readings({ device, limit: 24 })}
          pulse={pulse}
          empty={say("records.none")}
        >
          {(rows) => <ReadingsTable readings={rows} />}
        </Paged>
      </section>
      <section className="card">
        <h2>{say("sales.title")}</h2>
        <Paged<Sale> path={paths.sales({ device, limit: 24 })} pulse={pulse} empty={say("overview.noSales")}>
          {(rows) => <SalesTable sales={rows} />}
        </Paged>
      </section>
    </>
  );
}

function DeviceFacts({ device }: { device: Device }): ReactNode {
  const { say, language } = useSpeech();
  const kind = DEVICE_KIND_TEXT[device.kind] ?? "device.device";
  return (
    <Facts>
      <Fact name={say("field.number")}>{device.device}</Fact>
      <Fact name={say("field.kind")}>{say(kind)}</Fact>
      <Fact name={say("device.serial")}>{device.serial}</Fact>
      <Fact name={say("field.participant")}>
        <ParticipantLink participant={device.participant} />
      </Fact>
      <Fact name={say("field.zone")}>{device.zone}</Fact>
      <Fact name={say("field.evidence")}>
        <EvidenceBadge evidence={device.evidence} />
      </Fact>
      <Fact name={say("device.rated")}>{formatKW(device.ratedW, language)}</Fact>
      {device.capacityWh > 0n && (
        <Fact name={say("device.capacity")}>
          <Energy wh={device.capacityWh} />
        </Fact>
      )}
      <Fact name={say("device.supplier")}>
        {device.supplier === null ? (
          say("device.noSupplier")
        ) : (
          <ParticipantLink participant={device.supplier} />
        )}
      </Fact>
      {device.retired && <Fact name={say("field.state")}>{say("device.retired")}</Fact>}
    </Facts>
  );
}

function MeterKeys({ device }: { device: string }): ReactNode {
  const { say } = useSpeech();
  const keys = useResource(paths.meterKeys(device), getMeterKeys);
  return (
    <Loaded from={keys}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>{say("device.noKeys")}</Nothing>
        ) : (
          <Table
            caption={say("device.keys")}
            rows={items}
            rowKey={({ index }) => String(index)}
            columns={[
              { name: "curve", title: say("device.curve"), cell: ({ curve }) => curve },
              {
                name: "from",
                title: say("device.validFrom"),
                cell: ({ validFrom }) => <Moment time={validFrom} />,
              },
              {
                name: "to",
                title: say("device.validTo"),
                cell: ({ validTo }) => (validTo === null ? say("device.open") : <Moment time={validTo} />),
              },
              {
                name: "vouched",
                title: say("device.vouchedBy"),
                cell: ({ vouchedBy }) => <ParticipantLink participant={vouchedBy} />,
              },
              {
                name: "key",
                title: say("device.publicKey"),
                cell: ({ publicKey }) => <Hash value={publicKey} label={say("device.publicKey")} />,
              },
            ]}
          />
        )
      }
    </Loaded>
  );
}
