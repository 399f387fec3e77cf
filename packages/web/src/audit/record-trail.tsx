// The way of a record: source → record → checkers → batch → block → corrections, and its proof in this browser.
import type { ReactNode } from "react";
import { getRecord, paths } from "../api.ts";
import { cityPaths, getDataSet } from "../city/answers.ts";
import { ParticipantLink } from "../directory.tsx";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { useResource } from "../resource.ts";
import { RecordStateBadge } from "../records/readings-table.tsx";
import { Link } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { auditPaths, getBatch, getFound, type FoundRecord } from "./answers.ts";

/** All steps; `close` is where one gets without it. */
export function RecordTrail({ hash, close }: { hash: string; close: string }): ReactNode {
  const { say } = useSpeech();
  const found = useResource(auditPaths.found({ hash }), getFound);
  return (
    <section className="card" aria-label={say("audit.trail")}>
      <header>
        <h2>{say("audit.trail")}</h2>
        <Link to={close}>{say("city.close")}</Link>
      </header>
      <Loaded from={found}>
        {({ items: [row] }) => (row === undefined ? <p>{say("audit.none")}</p> : <Trail row={row} />)}
      </Loaded>
    </section>
  );
}

function Trail({ row }: { row: FoundRecord }): ReactNode {
  const { say } = useSpeech();
  const record = useResource(paths.record(row.recordHash), getRecord);
  const dataSet = useResource(cityPaths.dataSet(row.dataset), getDataSet);
  const envelope = record.value?.envelope ?? {};
  const corrects = envelope["corrects"] as readonly { readonly reason: string }[] | undefined;
  const evidence = (envelope["evidence"] ?? []) as readonly string[];
  return (
    <ol className="story">
      <li>
        <h3>{say("audit.source")}</h3>
        <Facts>
          <Fact name={say("city.by")}>
            <ParticipantLink participant={row.issuer ?? row.publisher} />
          </Fact>
          <Fact name={say("audit.dataset")}>
            <Link to={`/city/${row.dataset}`}>{row.dataset}</Link>
          </Fact>
          <Fact name={say("city.source")}>{record.value?.source ?? "–"}</Fact>
          <Fact name={say("city.subject")}>{row.subject ?? "–"}</Fact>
        </Facts>
      </li>
      <li>
        <h3>
          {say("field.record")} <RecordStateBadge state={row.state} />
        </h3>
        <Facts>
          <Fact name={say("field.record")}>
            <Hash value={row.recordHash} label={say("field.record")} />
          </Fact>
          <Fact name={say("city.at")}>
            <Moment time={row.observedAt} />
          </Fact>
          <Fact name={say("city.received")}>
            <Moment time={record.value?.receivedAt} />
          </Fact>
          {row.flags.length > 0 && <Fact name={say("city.flags")}>{row.flags.join(", ")}</Fact>}
        </Facts>
        {evidence.map((input) => (
          <p key={input}>
            <Link to={`/audit?record=${input}`}>
              <code>{input}</code>
            </Link>
          </p>
        ))}
        <details>
          <summary>{say("record.envelope")}</summary>
          <pre className="signed-record">{JSON.stringify(envelope, null, 2)}</pre>
        </details>
      </li>
      <li>
        <h3>{say("city.checkers")}</h3>
        {dataSet.value !== undefined && (
          <p>
            {dataSet.value.checkers.map(({ participant }, index) => (
              <span key={participant}>
                {index > 0 && ", "}
                <ParticipantLink participant={participant} />
              </span>
            ))}
            {" · "}
            {say("city.checkersOf", {
              quorum: String(dataSet.value.quorum),
              count: String(dataSet.value.checkers.length),
            })}
          </p>
        )}
      </li>
      <li>
        <h3>{say("audit.batch")}</h3>
        <BatchStep row={row} />
      </li>
      <li>
        <h3>{say("city.chain")}</h3>
        {row.corrects === null && row.supersededBy === null && <p>{say("audit.noCorrection")}</p>}
        {row.corrects !== null && (
          <p>
            {say("city.old")}: <Link to={`/audit?record=${row.corrects}`}>{row.corrects}</Link> (
            {corrects?.[0]?.reason ?? "–"})
          </p>
        )}
        {row.supersededBy !== null && (
          <p>
            {say("city.new")}: <Link to={`/audit?record=${row.supersededBy}`}>{row.supersededBy}</Link>
          </p>
        )}
      </li>
      <li>
        <h3>{say("story.proof")}</h3>
        <ProofPanel path={paths.recordProof(row.recordHash)} name={`record-${row.recordHash}.proof.json`} />
      </li>
    </ol>
  );
}

function BatchStep({ row }: { row: FoundRecord }): ReactNode {
  const { say, language } = useSpeech();
  const dataSet = useResource(cityPaths.dataSet(row.dataset), getDataSet);
  const id = dataSet.value?.dataset;
  const isThere = row.block !== null && row.sequence !== null && id !== undefined;
  const batch = useResource(isThere ? auditPaths.batch(id, row.publisher, row.sequence) : null, getBatch);
  if (row.block === null || row.sequence === null) return <p>{say("audit.notAnchored")}</p>;
  return (
    <>
      <p>
        {say("audit.batchOf", {
          batch: formatCount(row.sequence, language),
          index: formatCount(row.index ?? 0, language),
          publisher: String(row.publisher),
        })}
      </p>
      {batch.value !== undefined && (
        <Facts>
          <Fact name={say("audit.batch")}>
            <Hash value={batch.value.batchHash} label={say("audit.batch")} />
          </Fact>
          <Fact name={say("audit.block")}>{formatCount(batch.value.block, language)}</Fact>
          <Fact name={say("city.anchored")}>
            <Moment time={batch.value.acceptedAt} />
          </Fact>
          <Fact name="tx">
            <Hash value={batch.value.txHash} label="tx" />
          </Fact>
        </Facts>
      )}
    </>
  );
}
