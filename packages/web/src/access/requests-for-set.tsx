// Registered organisations that ask a data set's owner to let them read.
import type { ReactNode } from "react";
import { tell } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { useResource } from "../resource.ts";
import { Table } from "../ui/table.tsx";
import { accessPaths, getRequests } from "./answers.ts";

/** The requests that wait for the owner of a data set; nothing where none does. */
export function RequestsForSet({ name, changed }: { name: string; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const requests = useResource(accessPaths.requests, getRequests);
  const { act, busy, note } = useAct(() => {
    requests.again();
    changed();
  });
  const waiting = (requests.value?.items ?? []).filter(
    ({ state, sets }) =>
      state === "granted" && sets.some((set) => set.name === name && set.state === "waiting"),
  );
  if (waiting.length === 0) return note;
  const decide = (request: number, grant: boolean): void =>
    act(() => tell(accessPaths.set(request, name), { grant }));
  return (
    <section className="card">
      <h2>{say("access.waiting")}</h2>
      <Table
        caption={say("access.waiting")}
        rows={waiting}
        rowKey={({ request }) => String(request)}
        columns={[
          { name: "who", title: say("access.organisation"), cell: ({ organisation }) => organisation },
          { name: "purpose", title: say("access.purpose"), cell: ({ purpose }) => purpose },
          {
            ...{ name: "act", title: say("publish.action") },
            cell: ({ request }) => (
              <span className="row">
                <button
                  type="button"
                  className="primary"
                  disabled={busy}
                  onClick={() => decide(request, true)}
                >
                  {say("access.let")}
                </button>
                <button type="button" disabled={busy} onClick={() => decide(request, false)}>
                  {say("access.refuse")}
                </button>
              </span>
            ),
          },
        ]}
      />
      {note}
    </section>
  );
}
