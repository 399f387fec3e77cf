// `/problem-board`: what the city's agencies ask, and who answers best; every score with its proof and the command that computes it again.
import { useState, type ReactNode } from "react";
import { addTo, getSession, paths } from "../api.ts";
import { ParticipantLink } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useAct } from "../merchant/act.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { ProofPanel } from "../proof/proof-panel.tsx";
import "../publish/publish.css";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { Session } from "../answers.ts";
import { Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Fact, Facts, Table } from "../ui/table.tsx";
import { boardPaths, getBoard, getProblems, type Problem, type Submission } from "./answers.ts";
import { PostProblem } from "./post-problem.tsx";
import { Reveal } from "./reveal.tsx";
import { RowsField } from "./rows-field.tsx";
import { TRUTH_TEXT } from "./words.ts";

/** All problems, or one with its leaderboard. */
export function BoardPage({ problem }: { problem: string | null }): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  return (
    <>
      <PageTitle title={say("board.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {problem === null ? (
        <Problems session={session.value} />
      ) : (
        <OneProblem key={problem} name={problem} participant={session.value?.participant ?? null} />
      )}
    </>
  );
}

function Problems({ session }: { session: Session | undefined }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const problems = useResource(boardPaths.problems, getProblems, pulse);
  return (
    <Loaded from={problems}>
      {({ items, metrics }) => (
        <>
          <section className="card">
            <p className="quiet">{say("board.note")}</p>
            {items.length === 0 ? (
              <Nothing>{say("board.none")}</Nothing>
            ) : (
              <Table
                caption={say("board.title")}
                rows={items}
                rowKey={({ problem }) => problem}
                columns={[
                  {
                    ...{ name: "title", title: say("board.problem") },
                    cell: ({ problem, title }) => <Link to={`/problem-board/${problem}`}>{title}</Link>,
                  },
                  {
                    ...{ name: "by", title: say("board.postedBy") },
                    cell: ({ issuer }) => <ParticipantLink participant={issuer} />,
                  },
                  { name: "metric", title: say("board.metric"), cell: ({ metric }) => <code>{metric}</code> },
                  {
                    name: "baseline",
                    title: say("board.baseline"),
                    number: true,
                    cell: (row) => row.baseline,
                  },
                  {
                    name: "end",
                    title: say("board.deadline"),
                    cell: (row) => <Moment time={row.deadline} />,
                  },
                ]}
              />
            )}
          </section>
          {session?.auditor === true && <PostProblem metrics={metrics} done={problems.again} />}
        </>
      )}
    </Loaded>
  );
}

function OneProblem({ name, participant }: { name: string; participant: number | null }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const board = useResource(boardPaths.submissions(name), getBoard, pulse);
  return (
    <Loaded from={board}>
      {({ problem, items }) => (
        <>
          <section className="card">
            <p>
              <Link to="/problem-board">{say("board.all")}</Link>
            </p>
            <h2>{problem.title}</h2>
            <p>{problem.text}</p>
            <Facts>
              <Fact name={say("board.postedBy")}>
                <ParticipantLink participant={problem.issuer} />
              </Fact>
              <Fact name={say("publish.set")}>
                <Link to={`/city/${problem.dataSet}`}>{problem.dataSet}</Link>
              </Fact>
              <Fact name={say("board.metric")}>
                <code>{problem.metric}</code>
              </Fact>
              <Fact name={say("board.metricHash")}>
                <Hash value={problem.metricHash} />
              </Fact>
              <Fact name={say("board.baseline")}>{problem.baseline}</Fact>
              <Fact name={say("board.deadline")}>
                <Moment time={problem.deadline} />
              </Fact>
              <Fact name={say("board.truth")}>{say(TRUTH_TEXT[problem.truthState])}</Fact>
            </Facts>
            <p className="quiet" lang="en">
              {problem.formula}
            </p>
          </section>
          <Leaderboard problem={problem} items={items} />
          {problem.truthState === "hidden" && problem.issuer === participant && (
            <Reveal problem={problem} done={board.again} />
          )}
          {participant !== null && problem.truthState !== "revealed" && (
            <Submit problem={problem} done={board.again} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Leaderboard({ problem, items }: { problem: Problem; items: readonly Submission[] }): ReactNode {
  const { say } = useSpeech();
  const [shown, setShown] = useState<string | null>(null);
  return (
    <section className="card">
      <h2>{say("board.leaderboard")}</h2>
      {items.length === 0 ? (
        <Nothing>{say("board.noSubmissions")}</Nothing>
      ) : (
        <Table
          caption={say("board.leaderboard")}
          rows={items.map((item, index) => ({ ...item, rank: index + 1 }))}
          rowKey={({ record }) => record}
          columns={[
            { name: "rank", title: say("board.rank"), number: true, cell: ({ rank }) => rank },
            {
              ...{ name: "who", title: say("board.team") },
              cell: ({ issuer }) => <ParticipantLink participant={issuer} />,
            },
            { name: "at", title: say("publish.when"), cell: ({ at }) => <Moment time={at} /> },
            {
              ...{ name: "score", title: say("board.score") },
              cell: ({ score, beatsBaseline }) => (
                <>
                  {score ?? "–"}{" "}
                  {beatsBaseline === true && <span className="badge final">{say("board.beats")}</span>}
                </>
              ),
            },
            {
              ...{ name: "act", title: say("publish.action") },
              cell: ({ record }) => (
                <button type="button" onClick={() => setShown(shown === record ? null : record)}>
                  {say("board.check")}
                </button>
              ),
            },
          ]}
        />
      )}
      {shown !== null && <Check problem={problem} record={shown} />}
    </section>
  );
}

function Check({ problem, record }: { problem: Problem; record: string }): ReactNode {
  const { say } = useSpeech();
  const at = (hash: string): string => window.location.origin + boardPaths.rows(problem.problem, hash);
  return (
    <>
      {problem.truthRecord !== null && (
        <>
          <p>{say("board.recompute")}</p>
          <pre className="command">
            {[
              `curl -o truth.csv ${at(problem.truthRecord)}`,
              `curl -o submission.csv ${at(record)}`,
              `npx alatau derive problem-score truth.csv submission.csv --metric ${problem.metric}`,
            ].join("\n")}
          </pre>
        </>
      )}
      <ProofPanel key={record} path={paths.recordProof(record)} name={`submission-${record}.json`} />
    </>
  );
}

function Submit({ problem, done }: { problem: Problem; done: () => void }): ReactNode {
  const { say } = useSpeech();
  const [text, setText] = useState("");
  const { act, busy, note } = useAct(() => {
    setText("");
    done();
  });
  return (
    <section className="card">
      <h2>{say("board.submit")}</h2>
      <RowsField
        text={text}
        change={setText}
        action={say("board.send")}
        busy={busy}
        send={(rows) => act(() => addTo(boardPaths.submissions(problem.problem), { rows }))}
      />
      {note}
    </section>
  );
}
