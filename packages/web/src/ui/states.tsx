// What a page shows while it has nothing to show: waiting, a problem, nothing there.
import { useEffect, type ReactNode } from "react";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import type { Resource } from "../resource.ts";
import { problemTitle } from "../texts/problem-title.ts";
import { Link } from "../router.tsx";

/** A problem with its translated title, its code and what the gateway said in detail. */
export function ProblemNote({ problem, again }: { problem: ProblemError; again?: () => void }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <div className="problem" role="alert">
      <strong>{problemTitle(problem.code, language)}</strong>
      {problem.detail !== "" && problem.code !== "offline" && <p lang="en">{problem.detail}</p>}
      {problem.fields.length > 0 && (
        <ul lang="en">
          {problem.fields.map(({ at, message }) => (
            <li key={at}>
              <code>{at}</code> {message}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        <code>{problem.code}</code>
        {problem.status > 0 && ` · HTTP ${problem.status}`}
      </p>
      {again !== undefined && (
        <button type="button" onClick={again}>
          {say("action.again")}
        </button>
      )}
    </div>
  );
}

/** Says that the answer is on its way. */
export function Waiting(): ReactNode {
  const { say } = useSpeech();
  return (
    <p className="waiting" role="status">
      <span className="spinner" aria-hidden="true" /> {say("state.loading")}
    </p>
  );
}

/** Says that there is nothing yet. */
export function Nothing({ children }: { children: ReactNode }): ReactNode {
  return <p className="nothing">{children}</p>;
}

/** The value of a resource when it is there; else why it is not. An old value stays on screen beside a new problem. */
export function Loaded<Value>({
  from,
  children,
}: {
  from: Resource<Value>;
  children: (value: Value) => ReactNode;
}): ReactNode {
  const { value, problem, again } = from;
  if (value === undefined)
    return problem === undefined ? <Waiting /> : <ProblemNote problem={problem} again={again} />;
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} again={again} />}
      {children(value)}
    </>
  );
}

/** The heading of a page; it is the document's title too. */
export function PageTitle({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  useEffect(() => {
    document.title = `${title} · Alatau Ledger`;
  }, [title]);
  return (
    <header className="page-title">
      <h1>{title}</h1>
      {children}
    </header>
  );
}

/** The page of an address that leads nowhere. */
export function NotFoundPage(): ReactNode {
  const { say } = useSpeech();
  return (
    <>
      <PageTitle title={say("notFound.title")} />
      <Nothing>
        {say("notFound.text")} <Link to="/">{say("nav.overview")}</Link>
      </Nothing>
    </>
  );
}
