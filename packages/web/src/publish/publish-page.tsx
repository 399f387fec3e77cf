// `/publish`: an agency's desk. Its data sets with the state of their records, and the way to each and to a new one.
import type { ReactNode } from "react";
import { getSession, paths } from "../api.ts";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { Session } from "../answers.ts";
import { Moment } from "../ui/amounts.tsx";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { getDesk, publishPaths, type DeskItem } from "./answers.ts";
import { NewSet } from "./new-set.tsx";
import "./publish.css";
import { SetDesk } from "./set-desk.tsx";

/** The desk; `name` and `part` lead to one data set. */
export function PublishPage({ name, part }: { name: string | null; part: string | null }): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  return (
    <>
      <PageTitle title={name === null || name === "new" ? say("publish.title") : name}>
        <SignIn changed={session.again} />
      </PageTitle>
      <Loaded from={session}>
        {(value) => (value.participant === null ? <Nothing>{say("publish.signIn")}</Nothing> : inside(value))}
      </Loaded>
    </>
  );
  function inside(value: Session): ReactNode {
    if (name === null) return <Desk mayRegister={value.auditor} />;
    if (name === "new") return <NewSet />;
    return <SetDesk key={name} name={name} part={part ?? "upload"} participant={value.participant!} />;
  }
}

function Desk({ mayRegister }: { mayRegister: boolean }): ReactNode {
  const { say, language } = useSpeech();
  const { pulse } = useLive();
  const desk = useResource(publishPaths.desk, getDesk, pulse);
  const number = (name: "received" | "checking" | "anchored" | "refused" | "flagged", title: string) => ({
    ...{ name, title, number: true },
    cell: (row: DeskItem) => formatCount(row[name], language),
  });
  return (
    <section className="card">
      <div className="row">
        <h2>{say("publish.mine")}</h2>
        {mayRegister && (
          <Link className="button primary" to="/publish/new">
            {say("publish.new")}
          </Link>
        )}
      </div>
      <Loaded from={desk}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{say("publish.none")}</Nothing>
          ) : (
            <Table
              caption={say("publish.mine")}
              rows={items}
              rowKey={({ name }) => name}
              columns={[
                {
                  ...{ name: "name", title: say("publish.set") },
                  cell: ({ name, own }) => (
                    <>
                      <Link to={`/publish/${name}`}>{name}</Link>{" "}
                      {!own && <span className="badge">{say("publish.granted")}</span>}
                    </>
                  ),
                },
                number("received", say("publish.received")),
                number("checking", say("publish.checking")),
                number("anchored", say("publish.anchored")),
                number("refused", say("publish.refused")),
                number("flagged", say("publish.flagged")),
                {
                  ...{ name: "last", title: say("publish.last") },
                  cell: ({ lastReceivedAt }) => <Moment time={lastReceivedAt} />,
                },
              ]}
            />
          )
        }
      </Loaded>
    </section>
  );
}
