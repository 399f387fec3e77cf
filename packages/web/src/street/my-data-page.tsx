// `/my-data`: who looked at records about oneself that are not public; auditors see everybody's.
import { useState, type ReactNode } from "react";
import { getSession, paths } from "../api.ts";
import { ParticipantLink } from "../directory.tsx";
import { shortHash } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { PageTitle } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { streetPaths, type Access } from "./answers.ts";

/** The page. */
export function MyDataPage(): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const [everybody, setEverybody] = useState(false);
  return (
    <>
      <PageTitle title={say("myData.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      <p className="quiet">{say("myData.intro")}</p>
      {session.value !== undefined && session.value.by !== "nobody" && (
        <section className="card">
          {session.value.auditor && (
            <label className="row">
              <input
                type="checkbox"
                checked={everybody}
                onChange={({ target }) => setEverybody(target.checked)}
              />{" "}
              {say("myData.everybody")}
            </label>
          )}
          <Paged<Access> path={streetPaths.myData(everybody)} empty={say("myData.none")}>
            {(rows) => (
              <Table
                caption={say("myData.title")}
                rows={rows}
                rowKey={({ recordHash, reader, way, lastAt }) => `${recordHash} ${reader} ${way} ${lastAt}`}
                columns={[
                  { name: "when", title: say("myData.when"), cell: ({ lastAt }) => <Moment time={lastAt} /> },
                  {
                    name: "who",
                    title: say("myData.reader"),
                    cell: ({ reader }) => <ParticipantLink participant={reader} />,
                  },
                  {
                    name: "what",
                    title: say("myData.what"),
                    cell: ({ recordHash, dataset }) => (
                      <>
                        {dataset} <Link to={`/records/${recordHash}`}>{shortHash(recordHash)}</Link>
                      </>
                    ),
                  },
                  { name: "way", title: say("myData.way"), cell: ({ way }) => <code>{way}</code> },
                  {
                    name: "times",
                    title: say("myData.times"),
                    number: true,
                    cell: ({ times }) => String(times),
                  },
                ]}
              />
            )}
          </Paged>
        </section>
      )}
    </>
  );
}
