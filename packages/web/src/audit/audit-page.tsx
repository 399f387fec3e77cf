// `/audit`: finds any record and follows it; searches are kept, what was found is exported.
import { useState, type FormEvent, type ReactNode } from "react";
import { drop, getSession, paths } from "../api.ts";
import { ParticipantLink } from "../directory.tsx";
import { shortHash } from "../format.ts";
import type { ProblemError } from "../http.ts";
import { withQuery } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { asProblem, useResource } from "../resource.ts";
import { RecordStateBadge } from "../records/readings-table.tsx";
import { go, Link, usePlace } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Loaded, Nothing, PageTitle, ProblemNote } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import {
  auditPaths,
  FILTERS,
  filtersOf,
  getSaved,
  keepSearch,
  type Filter,
  type Filters,
  type FoundRecord,
} from "./answers.ts";
import { RecordTrail } from "./record-trail.tsx";
import "../city/city.css";
import { shortSubject } from "../city/kinds.ts";

const FILTER_TEXT: Readonly<Record<Filter, TextKey>> = {
  hash: "audit.hash",
  subject: "city.subject",
  issuer: "audit.issuer",
  dataset: "audit.dataset",
  flag: "city.flag",
  from: "audit.fromTime",
  to: "audit.toTime",
};

/** The page. */
export function AuditPage(): ReactNode {
  const { say } = useSpeech();
  const { query } = usePlace();
  const filters = filtersOf(query);
  const followed = query.get("record");
  const session = useResource(paths.session, getSession);
  return (
    <div className="city">
      <PageTitle title={say("audit.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      <p className="quiet">{say("audit.subtitle")}</p>
      <section className="card">
        <SearchForm key={JSON.stringify(filters)} filters={filters} />
      </section>
      <Kept filters={filters} isSignedIn={session.value !== undefined && session.value.by !== "nobody"} />
      {followed !== null && (
        <RecordTrail key={followed} hash={followed} close={withQuery("/audit", filters)} />
      )}
      <section className="card">
        <FoundList filters={filters} />
      </section>
    </div>
  );
}

function SearchForm({ filters }: { filters: Filters }): ReactNode {
  const { say } = useSpeech();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const asked = FILTERS.map((name) => [name, valueOf(name, String(given.get(name)).trim())] as const);
    go(withQuery("/audit", Object.fromEntries(asked)));
  };
  return (
    <form onSubmit={submit}>
      {FILTERS.map((name) => (
        <div key={name} className={name === "hash" || name === "subject" ? "field wide" : "field"}>
          <label htmlFor={`find-${name}`}>{say(FILTER_TEXT[name])}</label>
          <input
            id={`find-${name}`}
            name={name}
            type={name === "from" || name === "to" ? "datetime-local" : "text"}
            defaultValue={isTime(name) ? localOf(filters[name]) : (filters[name] ?? "")}
            {...(name === "hash" && { pattern: "0x[0-9a-fA-F]{64}", placeholder: "0x…" })}
            {...(name === "issuer" && { pattern: "[0-9]+", inputMode: "numeric" as const })}
          />
        </div>
      ))}
      <button type="submit" className="primary">
        {say("audit.find")}
      </button>
    </form>
  );
}

const isTime = (name: Filter): boolean => name === "from" || name === "to";
const ZONE = "+05:00";
/** What a field holds as the gateway reads it: local times get their zone. */
const valueOf = (name: Filter, text: string): string =>
  isTime(name) && text !== "" ? `${text.length === 16 ? `${text}:00` : text}${ZONE}` : text;
const localOf = (time: string | undefined): string => (time ?? "").slice(0, 16);

function Kept({ filters, isSignedIn }: { filters: Filters; isSignedIn: boolean }): ReactNode {
  const { say } = useSpeech();
  const saved = useResource(isSignedIn ? auditPaths.saved : null, getSaved);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    setProblem(null);
    try {
      await work();
    } catch (failure) {
      setProblem(asProblem(failure));
    }
    saved.again();
  };
  if (!isSignedIn) return <p className="quiet">{say("audit.signIn")}</p>;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name")).trim();
    void attempt(() => keepSearch({ name, query: filters })).then(() => form.reset());
  };
  return (
    <section className="card">
      <h2>{say("audit.kept")}</h2>
      <Loaded from={saved}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("audit.keptNone")}</Nothing>
          ) : (
            <ul className="plain">
              {items.map(({ name, query }) => (
                <li key={name}>
                  <Link to={withQuery("/audit", query)}>{name}</Link>
                  <button
                    type="button"
                    className="copy"
                    onClick={() =>
                      void attempt(() => drop(`${auditPaths.saved}/${encodeURIComponent(name)}`))
                    }
                  >
                    {say("audit.forget")}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {Object.keys(filters).length > 0 && (
        <form onSubmit={submit}>
          <div className="field">
            <label htmlFor="keep-as">{say("audit.keep")}</label>
            <input id="keep-as" name="name" required maxLength={80} />
          </div>
          <button type="submit">{say("audit.keepIt")}</button>
        </form>
      )}
      {problem !== null && <ProblemNote problem={problem} />}
    </section>
  );
}

function FoundList({ filters }: { filters: Filters }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <p className="row">
        <a className="button" href={auditPaths.found(filters, { format: "csv" })} download>
          {say("audit.export")}
        </a>
      </p>
      <Paged<FoundRecord> path={auditPaths.found(filters, { limit: "25" })} empty={say("audit.none")}>
        {(rows) => (
          <Table
            caption={say("audit.title")}
            rows={rows}
            rowKey={({ recordHash }) => recordHash}
            columns={[
              {
                name: "record",
                title: say("field.record"),
                cell: ({ recordHash }) => (
                  <Link to={withQuery("/audit", { ...filters, record: recordHash })}>
                    <code>{shortHash(recordHash)}</code>
                  </Link>
                ),
              },
              { name: "dataset", title: say("audit.dataset"), cell: ({ dataset }) => dataset },
              {
                name: "subject",
                title: say("city.subject"),
                cell: ({ subject }) => (subject === null ? "–" : shortSubject(subject)),
              },
              {
                name: "issuer",
                title: say("city.by"),
                cell: ({ issuer, publisher }) => <ParticipantLink participant={issuer ?? publisher} />,
              },
              { name: "at", title: say("city.at"), cell: ({ observedAt }) => <Moment time={observedAt} /> },
              { name: "flags", title: say("city.flags"), cell: (row) => <Flags row={row} /> },
            ]}
          />
        )}
      </Paged>
    </>
  );
}

function Flags({ row: { state, flags, supersededBy } }: { row: FoundRecord }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <RecordStateBadge state={state} />
      {supersededBy !== null && <span className="badge status-corrected">{say("city.corrected")}</span>}
      {flags.map((flag) => (
        <span key={flag} className="badge pending">
          {flag}
        </span>
      ))}
    </>
  );
}
