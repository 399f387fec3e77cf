// `/records`: what meters signed, the latest first.
import type { ReactNode } from "react";
import { paths } from "../api.ts";
import type { Reading } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { Paged } from "../ui/list.tsx";
import { PageTitle } from "../ui/states.tsx";
import { ReadingsTable } from "./readings-table.tsx";

/** The page of all records. */
export function RecordsPage(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  return (
    <>
      <PageTitle title={say("records.title")}>
        <p>{say("records.subtitle")}</p>
      </PageTitle>
      <section className="card">
        <Paged<Reading> path={paths.readings({ limit: 50 })} pulse={pulse} empty={say("records.none")}>
          {(rows) => <ReadingsTable readings={rows} />}
        </Paged>
      </section>
    </>
  );
}
