// `/records/:hash`: one record: what the meter signed, its envelope, where it stands on the chain, its proof.
import type { ReactNode } from "react";
import { getPayload, getRecord, paths } from "../api.ts";
import type { LedgerRecord, Payload } from "../answers.ts";
import { DeviceLink, ParticipantLink } from "../directory.tsx";
import { formatCount, shortHash } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { useResource } from "../resource.ts";
import { Moment } from "../ui/amounts.tsx";
import { EvidenceBadge, Hash } from "../ui/marks.tsx";
import { Loaded, PageTitle } from "../ui/states.tsx";
import { Fact, Facts, Table } from "../ui/table.tsx";
import { readOcmf, type OcmfRecord } from "./ocmf.ts";
import { RecordStateBadge } from "./readings-table.tsx";

/** The page of one record. */
export function RecordPage({ hash }: { hash: string }): ReactNode {
  const { say } = useSpeech();
  const record = useResource(paths.record(hash), getRecord);
  return (
    <>
      <PageTitle title={say("record.title", { hash: shortHash(hash) })} />
      <Loaded from={record}>{(value) => <RecordStory record={value} />}</Loaded>
    </>
  );
}

function RecordStory({ record }: { record: LedgerRecord }): ReactNode {
  const { say, language } = useSpeech();
  const payload = useResource(record.erased ? null : paths.payload(record.recordHash), getPayload);
  return (
    <>
      <section className="card">
        <h2>{say("record.meter")}</h2>
        {record.erased ? (
          <p>{say("record.erased")}</p>
        ) : (
          <Loaded from={payload}>{(value) => <SignedBytes payload={value} />}</Loaded>
        )}
      </section>
      <section className="card">
        <h2>
          {say("record.where")} <EvidenceBadge evidence={record.evidence} />
          <RecordStateBadge state={record.state} />
        </h2>
        <Facts>
          <Fact name={say("field.record")}>
            <Hash value={record.recordHash} label={say("field.record")} />
          </Fact>
          <Fact name={say("field.device")}>
            {record.device === null ? "–" : <DeviceLink device={record.device} />}
          </Fact>
          <Fact name={say("record.observedFrom")}>
            <Moment time={record.observedFrom} />
          </Fact>
          <Fact name={say("record.observedTo")}>
            <Moment time={record.observedTo} />
          </Fact>
          <Fact name={say("record.source")}>
            <code>{record.source}</code>
          </Fact>
          {record.place !== null && (
            <>
              <Fact name={say("record.publisher")}>
                <ParticipantLink participant={record.place.publisher} />
              </Fact>
              <Fact name={say("record.batch")}>{formatCount(record.place.sequence, language)}</Fact>
              <Fact name={say("record.index")}>{formatCount(record.place.index, language)}</Fact>
            </>
          )}
          <Fact name={say("field.block")}>
            {record.block === null ? "–" : formatCount(record.block, language)}
          </Fact>
          {record.supersededBy !== null && (
            <Fact name={say("record.supersededBy")}>
              {formatCount(record.supersededBy.sequence, language)} /{" "}
              {formatCount(record.supersededBy.index, language)}
            </Fact>
          )}
        </Facts>
        <details>
          <summary>{say("record.envelope")}</summary>
          <pre className="signed-record">{JSON.stringify(record.envelope, null, 2)}</pre>
        </details>
      </section>
      <section className="card">
        <h2>{say("story.proof")}</h2>
        <ProofPanel
          path={paths.recordProof(record.recordHash)}
          name={`record-${record.recordHash}.proof.json`}
        />
      </section>
    </>
  );
}

const decode = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));

function SignedBytes({ payload }: { payload: Payload }): ReactNode {
  const { say } = useSpeech();
  const text = decode(payload.bytes);
  const ocmf = readOcmf(text);
  return (
    <>
      {ocmf !== null && <MeterSays ocmf={ocmf} />}
      <details open={ocmf === null}>
        <summary>{say("record.bytes")}</summary>
        <pre className="signed-record" lang="en">
          {text}
        </pre>
      </details>
    </>
  );
}

function MeterSays({ ocmf }: { ocmf: OcmfRecord }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <Facts>
        <Fact name={say("device.serial")}>{ocmf.meterSerial}</Fact>
        <Fact name={say("record.pagination")}>
          <code>{ocmf.pagination}</code>
        </Fact>
        <Fact name={say("record.algorithm")}>
          <code>{ocmf.algorithm}</code>
        </Fact>
      </Facts>
      <Table
        caption={say("record.registers")}
        rows={ocmf.readings.map((reading, index) => ({ ...reading, index }))}
        rowKey={({ index }) => String(index)}
        columns={[
          { name: "time", title: say("record.meterTime"), cell: ({ time }) => <code>{time}</code> },
          {
            name: "register",
            title: say("record.register"),
            cell: ({ register }) => <code>{register}</code>,
          },
          {
            name: "value",
            title: say("record.value"),
            number: true,
            cell: ({ value, unit }) => (
              <span className="amount">
                {value} <span className="unit">{unit}</span>
              </span>
            ),
          },
          { name: "status", title: say("record.status"), cell: ({ status }) => <code>{status}</code> },
        ]}
      />
    </>
  );
}
