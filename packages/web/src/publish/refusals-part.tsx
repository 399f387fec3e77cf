// Rows that were refused before, with what to do.
import type { ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { problemTitle } from "../texts/problem-title.ts";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Table } from "../ui/table.tsx";
import { Position } from "./answers-table.tsx";
import { publishPaths, type RefusedRow } from "./answers.ts";

/** The refused rows of a data set, the latest first. */
export function RefusalsPart({ name }: { name: string }): ReactNode {
  const { say, language } = useSpeech();
  return (
    <section className="card">
      <h2>{say("publish.refusals")}</h2>
      <Paged<RefusedRow> path={publishPaths.refusals(name)} empty={say("publish.noRefusals")}>
        {(rows) => (
          <Table
            caption={say("publish.refusals")}
            rows={rows}
            rowKey={({ number }) => String(number)}
            columns={[
              { name: "when", title: say("publish.when"), cell: (row) => <Moment time={row.receivedAt} /> },
              { name: "place", title: say("publish.place"), cell: (row) => <Position of={row.position} /> },
              {
                ...{ name: "wrong", title: say("publish.wrong") },
                cell: ({ code, detail }) => (
                  <>
                    {problemTitle(code, language)} <small lang="en">{detail}</small>
                  </>
                ),
              },
              {
                ...{ name: "remedy", title: say("publish.remedy") },
                cell: ({ remedy }) => <span lang="en">{remedy}</span>,
              },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}
