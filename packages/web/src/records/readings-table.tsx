// Records of meters as a table, wherever they are listed.
import type { ReactNode } from "react";
import type { Reading, RecordState } from "../answers.ts";
import { DeviceLink } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { Link } from "../router.tsx";
import { Moment, Register } from "../ui/amounts.tsx";
import { EvidenceBadge } from "../ui/marks.tsx";
import { Table } from "../ui/table.tsx";
import { shortHash } from "../format.ts";
import { RECORD_STATE_TEXT } from "../words.ts";

/** Records, one a row, each leading to what the meter signed. */
export function ReadingsTable({ readings }: { readings: readonly Reading[] }): ReactNode {
  const { say } = useSpeech();
  const last = ({ registers }: Reading, direction: "import" | "export"): ReactNode => {
    const found = registers.findLast((each) => each.direction === direction);
    return found === undefined ? "–" : <Register milliWh={found.milliWh} />;
  };
  return (
    <Table
      caption={say("records.title")}
      rows={readings}
      rowKey={({ recordHash }) => recordHash}
      columns={[
        {
          name: "record",
          title: say("field.record"),
          cell: ({ recordHash }) => (
            <Link to={`/records/${recordHash}`}>
              <code>{shortHash(recordHash)}</code>
            </Link>
          ),
        },
        {
          name: "device",
          title: say("field.device"),
          cell: ({ device }) => (device === null ? "–" : <DeviceLink device={device} />),
        },
        {
          name: "observed",
          title: say("record.observedTo"),
          cell: ({ observedTo }) => <Moment time={observedTo} />,
        },
        {
          name: "export",
          title: say("reading.exportEnd"),
          number: true,
          cell: (reading) => last(reading, "export"),
        },
        {
          name: "import",
          title: say("reading.importEnd"),
          number: true,
          cell: (reading) => last(reading, "import"),
        },
        {
          name: "evidence",
          title: say("field.evidence"),
          cell: ({ evidence }) => <EvidenceBadge evidence={evidence} />,
        },
        { name: "state", title: say("field.state"), cell: ({ state }) => <RecordStateBadge state={state} /> },
      ]}
    />
  );
}

/** How far a record is on its way to the chain. */
export function RecordStateBadge({ state }: { state: RecordState }): ReactNode {
  const { say } = useSpeech();
  return (
    <span className={`badge ${state === "anchored" ? "final" : "pending"}`}>
      {say(RECORD_STATE_TEXT[state])}
    </span>
  );
}
