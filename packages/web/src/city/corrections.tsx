// All versions of what was said for a subject and moment: who, when, why, old and new value, each with its proof.
import type { ReactNode } from "react";
import { getRecord, paths } from "../api.ts";
import { ParticipantLink } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import { useResource } from "../resource.ts";
import { Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { cityPaths, getObservations, type Observation } from "./answers.ts";
import { EntityText } from "./entity-text.tsx";
import { shortSubject } from "./kinds.ts";

/** The chain of an observation, newest first. */
export function Corrections({
  name,
  observation,
  close,
}: {
  name: string;
  observation: Observation;
  close: () => void;
}): ReactNode {
  const { say } = useSpeech();
  const { subject, observedAt, group, issuer } = observation;
  const path = cityPaths.observations(name, {
    ...{ versions: "all", limit: 100, subject, issuer },
    ...{ from: observedAt, to: observedAt },
  });
  const versions = useResource(path, getObservations);
  return (
    <section className="chain" aria-label={say("city.chain")}>
      <header className="row">
        <h3>
          {say("city.chain")}: {shortSubject(subject)}, <Moment time={observedAt} />
        </h3>
        <button type="button" className="copy" onClick={close} aria-label={say("city.close")}>
          ✕
        </button>
      </header>
      <Loaded from={versions}>
        {({ items }) => {
          const chain = items.filter((each) => each.group === group);
          return (
            <>
              <p className="quiet">{say("city.versions", { count: String(chain.length) })}</p>
              <ol className="story">
                {chain.map((version, index) => (
                  <Version key={version.recordHash} version={version} before={chain[index + 1]} />
                ))}
              </ol>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Version({ version, before }: { version: Observation; before: Observation | undefined }): ReactNode {
  const { say } = useSpeech();
  const record = useResource(version.corrects === null ? null : paths.record(version.recordHash), getRecord);
  const corrects = record.value?.envelope["corrects"] as readonly { readonly reason: string }[] | undefined;
  return (
    <li>
      <Facts>
        <Fact name={say("city.by")}>
          <ParticipantLink participant={version.issuer} />
        </Fact>
        <Fact name={say("city.received")}>
          <Moment time={version.receivedAt} />
        </Fact>
        <Fact name={say("city.because")}>{corrects?.[0]?.reason ?? "–"}</Fact>
        {before !== undefined && (
          <Fact name={say("city.old")}>
            <EntityText observation={before} />
          </Fact>
        )}
        <Fact name={say("city.new")}>
          <EntityText observation={version} />
        </Fact>
        <Fact name={say("field.record")}>
          <Hash value={version.recordHash} label={say("field.record")} />
        </Fact>
      </Facts>
      <details>
        <summary>{say("city.prove")}</summary>
        <ProofPanel
          path={paths.recordProof(version.recordHash)}
          name={`record-${version.recordHash}.proof.json`}
        />
      </details>
    </li>
  );
}
