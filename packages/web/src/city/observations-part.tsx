// What a data set says: as it stands, as it stood at a block, by flag; with the chain of corrections of each row.
import { useState, type FormEvent, type ReactNode } from "react";
import { ParticipantLink } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { Link } from "../router.tsx";
import { RecordStateBadge } from "../records/readings-table.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Table } from "../ui/table.tsx";
import { cityPaths, type Observation } from "./answers.ts";
import { Corrections } from "./corrections.tsx";
import { shortSubject } from "./kinds.ts";
import { EntityText } from "./entity-text.tsx";

interface Filters {
  readonly asOf: string;
  readonly flag: string;
}

/** The table with its filters. */
export function ObservationsPart({ name, observed }: { name: string; observed: number }): ReactNode {
  const { say } = useSpeech();
  const [filters, setFilters] = useState<Filters>({ asOf: "", flag: "" });
  const [followed, setFollowed] = useState<Observation | null>(null);
  const path = cityPaths.observations(name, { limit: 25, ...filters });
  return (
    <section className="card">
      <h2>{say("city.latest")}</h2>
      <FilterForm apply={setFilters} />
      {followed !== null && (
        <Corrections
          key={followed.recordHash}
          name={name}
          observation={followed}
          close={() => setFollowed(null)}
        />
      )}
      <Paged<Observation>
        path={path}
        pulse={filters.asOf === "" ? Math.floor(observed / 4) : 0}
        empty={say("city.none")}
      >
        {(rows) => (
          <Table
            caption={say("city.latest")}
            rows={rows}
            rowKey={({ recordHash }) => recordHash}
            columns={[
              { name: "at", title: say("city.at"), cell: ({ observedAt }) => <Moment time={observedAt} /> },
              { name: "subject", title: say("city.subject"), cell: ({ subject }) => shortSubject(subject) },
              { name: "values", title: say("city.values"), cell: (row) => <EntityText observation={row} /> },
              {
                name: "by",
                title: say("city.by"),
                cell: ({ issuer }) => <ParticipantLink participant={issuer} />,
              },
              { name: "flags", title: say("city.flags"), cell: (row) => <Marks observation={row} /> },
              {
                name: "more",
                title: say("city.prove"),
                cell: (row) => (
                  <span className="row">
                    <Link to={`/records/${row.recordHash}`}>{say("city.prove")}</Link>
                    {(row.corrects !== null || row.supersededBy !== null) && (
                      <button type="button" className="copy" onClick={() => setFollowed(row)}>
                        {say("city.chain")}
                      </button>
                    )}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}

function Marks({ observation: { flags, corrects, state } }: { observation: Observation }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <RecordStateBadge state={state} />
      {corrects !== null && <span className="badge status-corrected">{say("city.corrected")}</span>}
      {flags.map((flag) => (
        <span key={flag} className="badge pending">
          {flag}
        </span>
      ))}
    </>
  );
}

function FilterForm({ apply }: { apply: (filters: Filters) => void }): ReactNode {
  const { say } = useSpeech();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    apply({ asOf: String(given.get("asOf")).trim(), flag: String(given.get("flag")).trim() });
  };
  return (
    <form onSubmit={submit}>
      <div className="field">
        <label htmlFor="as-of">{say("city.asOf")}</label>
        <input id="as-of" name="asOf" inputMode="numeric" pattern="[0-9]*" />
      </div>
      <div className="field">
        <label htmlFor="flag">{say("city.flag")}</label>
        <select id="flag" name="flag">
          <option value="">–</option>
          {FLAGS.map((flag) => (
            <option key={flag}>{flag}</option>
          ))}
        </select>
      </div>
      <button type="submit">{say("city.show")}</button>
    </form>
  );
}

const FLAGS = ["range", "unit", "stuck", "spike", "duplicate", "late", "gap", "disagreement"];
