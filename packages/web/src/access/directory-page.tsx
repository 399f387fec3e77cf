// `/directory`: organisations ask for access; the administrator registers them and hands over a key with programs that run.
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { addTo, getSession, paths } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField, Once, TextField } from "../merchant/fields.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { publishPaths, type DataSet } from "../publish/answers.ts";
import "../publish/publish.css";
import { ask } from "../http.ts";
import { useResource } from "../resource.ts";
import { Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import {
  accessPaths,
  getRequests,
  KINDS,
  type AccessRequest,
  type Given,
  type OrganisationKind,
} from "./answers.ts";
import { examplesFor } from "./examples.ts";
import { KIND_TEXT, REQUEST_TEXT, SET_TEXT } from "./words.ts";

const getSets = (path: string, signal?: AbortSignal): Promise<{ readonly items: readonly DataSet[] }> =>
  ask(path, { signal });
const ACCOUNT = /^0x[0-9a-fA-F]{40}$/;

/** The page: everybody may ask, the administrator decides. */
export function DirectoryPage(): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const isIn = (session.value?.account ?? null) !== null;
  return (
    <>
      <PageTitle title={say("access.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {isIn && <Decisions />}
      <AskForAccess account={session.value?.account ?? ""} />
    </>
  );
}

function AskForAccess({ account: own }: { account: string }): ReactNode {
  const { say } = useSpeech();
  const sets = useResource(publishPaths.sets, getSets);
  const purposeId = useId();
  const [organisation, setOrganisation] = useState("");
  const [kind, setKind] = useState<OrganisationKind>("company");
  const [account, setAccount] = useState("");
  const [purpose, setPurpose] = useState("");
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const [made, setMade] = useState<number | null>(null);
  const { act, busy, note } = useAct(() => undefined);
  const chosen = account === "" ? own : account.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const body = { organisation, kind, account: chosen, purpose, dataSets: wanted };
      setMade((await addTo<{ request: number }>(accessPaths.requests, body)).request);
    });
  };
  const toggle = (name: string): void =>
    setWanted(wanted.includes(name) ? wanted.filter((each) => each !== name) : [...wanted, name]);
  const open = (sets.value?.items ?? []).filter(
    ({ schema, name }) => schema !== null && !name.startsWith("sandbox."),
  );
  return (
    <section className="card">
      <h2>{say("access.ask")}</h2>
      <p className="quiet">{say("access.askNote")}</p>
      {made !== null ? (
        <p role="status">{say("access.asked", { number: String(made) })}</p>
      ) : (
        <form onSubmit={submit}>
          <TextField label={say("access.organisation")} value={organisation} change={setOrganisation} />
          <ChoiceField
            label={say("access.kind")}
            value={kind}
            change={(next) => setKind(next as OrganisationKind)}
            choices={KINDS.map((each) => [each, say(KIND_TEXT[each])] as const)}
          />
          <TextField
            label={say("access.account")}
            value={account === "" ? own : account}
            change={setAccount}
          />
          <div className="field wide">
            <label htmlFor={purposeId}>{say("access.purpose")}</label>
            <textarea
              id={purposeId}
              rows={3}
              value={purpose}
              onChange={(event) => setPurpose(event.target.value)}
            />
          </div>
          {open.length > 0 && (
            <fieldset className="wide">
              <legend>{say("access.sets")}</legend>
              <div className="chosen">
                {open.map(({ name }) => (
                  <label key={name}>
                    <input type="checkbox" checked={wanted.includes(name)} onChange={() => toggle(name)} />
                    <code>{name}</code>
                  </label>
                ))}
              </div>
            </fieldset>
          )}
          <button
            className="button primary"
            disabled={
              busy || organisation.trim() === "" || purpose.trim().length < 10 || !ACCOUNT.test(chosen)
            }
          >
            {say("access.send")}
          </button>
        </form>
      )}
      {note}
    </section>
  );
}

function Decisions(): ReactNode {
  const { say } = useSpeech();
  const requests = useResource(accessPaths.requests, getRequests);
  const [given, setGiven] = useState<Given | null>(null);
  if (requests.value?.administrator !== true) return null;
  return (
    <section className="card">
      <h2>{say("access.requests")}</h2>
      {given?.key != null && <Handover given={given} />}
      <Loaded from={requests}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("access.noRequests")}</Nothing>
          ) : (
            items.map((row) => (
              <Decision
                key={row.request}
                row={row}
                decided={(answer) => {
                  setGiven(answer);
                  requests.again();
                }}
              />
            ))
          )
        }
      </Loaded>
    </section>
  );
}

function Decision({ row, decided }: { row: AccessRequest; decided: (given: Given) => void }): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(() => undefined);
  const [sandbox, setSandbox] = useState(`sandbox.team-${row.request}`);
  const decide = (body: object): void =>
    act(async () => decided(await addTo<Given>(accessPaths.decision(row.request), body)));
  return (
    <article className="request">
      <h3>
        {row.organisation} <span className="badge">{say(KIND_TEXT[row.kind])}</span>
        <span className={`badge ${row.state === "open" ? "pending" : "final"}`}>
          {say(REQUEST_TEXT[row.state])}
        </span>
      </h3>
      <p>{row.purpose}</p>
      <Facts>
        <Fact name={say("access.account")}>
          <Hash value={row.account} />
        </Fact>
        <Fact name={say("access.made")}>
          <Moment time={row.madeAt} />
        </Fact>
        {row.sandbox !== null && <Fact name={say("access.sandbox")}>{row.sandbox}</Fact>}
        {row.sets.length > 0 && (
          <Fact name={say("access.sets")}>
            {row.sets.map(({ name, state }) => `${name}: ${say(SET_TEXT[state])}`).join("; ")}
          </Fact>
        )}
      </Facts>
      {row.state === "open" && (
        <form onSubmit={(event) => event.preventDefault()}>
          <TextField label={say("access.sandbox")} value={sandbox} change={setSandbox} />
          <button
            type="button"
            className="button primary"
            disabled={busy}
            onClick={() => decide({ grant: true, sandbox })}
          >
            {say("access.grant")}
          </button>
          <button type="button" className="button" disabled={busy} onClick={() => decide({ grant: false })}>
            {say("access.refuse")}
          </button>
        </form>
      )}
      {note}
    </article>
  );
}

function Handover({ given }: { given: Given }): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <Once text={given.key!} note={say("access.once")} />
      {examplesFor(window.location.origin, given.sandbox!).map(({ language, file, run, text }) => (
        <details key={file}>
          <summary>
            {language}: <code>ALATAU_KEY=… {run}</code>
          </summary>
          <pre className="command">{text}</pre>
        </details>
      ))}
    </>
  );
}
