// Who may read which field group, and who may publish.
import { useState, type FormEvent, type ReactNode } from "react";
import { tell } from "../api.ts";
import { ParticipantLink, useNames, useNaming } from "../directory.tsx";
import { RequestsForSet } from "../access/requests-for-set.tsx";
import { useSpeech } from "../language.tsx";
import { useAct } from "../merchant/act.tsx";
import { ChoiceField, TextField } from "../merchant/fields.tsx";
import { useResource } from "../resource.ts";
import { Moment } from "../ui/amounts.tsx";
import { Loaded, Nothing } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { getGrants, publishPaths, type DataSet } from "./answers.ts";

const PUBLISH_GROUP = 255;

/** Grants in force, one more, and requests that wait for the owner. */
export function GrantsPart({ set }: { set: DataSet }): ReactNode {
  const { say, language } = useSpeech();
  const naming = useNaming();
  const { participants } = useNames();
  const grants = useResource(publishPaths.grants(set.name), getGrants);
  const { act, busy, note } = useAct(grants.again);
  const [participant, setParticipant] = useState("");
  const [group, setGroup] = useState("0");
  const [until, setUntil] = useState("");
  const groups = [
    ["0", say("publish.wholeSet")] as const,
    ...(set.description?.fieldGroups ?? []).map(
      (each) => [String(each.group), each.title[language] ?? each.title.en] as const,
    ),
    [String(PUBLISH_GROUP), say("publish.mayPublish")] as const,
  ];
  const change = (body: { group: number; participant: number; validTo: string | null }): void =>
    act(() => tell(publishPaths.grants(set.name), body));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const validTo = new Date(`${until}T00:00:00+05:00`).toISOString();
    change({ group: Number(group), participant: Number(participant), validTo });
  };
  return (
    <>
      <section className="card">
        <h2>{say("publish.grants")}</h2>
        <p className="quiet">{say("publish.grantsNote")}</p>
        <form onSubmit={submit}>
          <ChoiceField
            label={say("publish.participant")}
            value={participant}
            change={setParticipant}
            choices={[
              ["", "–"],
              ...[...participants.keys()].map((each) => [String(each), naming.participant(each)] as const),
            ]}
          />
          <ChoiceField label={say("publish.group")} value={group} change={setGroup} choices={groups} />
          <TextField label={say("publish.until")} value={until} change={setUntil} type="date" />
          <button className="button primary" disabled={busy || participant === "" || until === ""}>
            {say("publish.grant")}
          </button>
        </form>
        {note}
        <Loaded from={grants}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing>{say("publish.noGrants")}</Nothing>
            ) : (
              <Table
                caption={say("publish.grants")}
                rows={items}
                rowKey={(row) => `${row.group}/${row.participant}`}
                columns={[
                  {
                    ...{ name: "who", title: say("publish.participant") },
                    cell: (row) => <ParticipantLink participant={row.participant} />,
                  },
                  {
                    ...{ name: "group", title: say("publish.group") },
                    cell: (row) =>
                      groups.find(([each]) => each === String(row.group))?.[1] ?? String(row.group),
                  },
                  {
                    ...{ name: "until", title: say("publish.until") },
                    cell: ({ validTo }) => <Moment time={validTo} />,
                  },
                  {
                    ...{ name: "end", title: say("publish.action") },
                    cell: (row) => (
                      <button
                        type="button"
                        disabled={busy}
                        onClick={() =>
                          change({ group: row.group, participant: row.participant, validTo: null })
                        }
                      >
                        {say("publish.revoke")}
                      </button>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </section>
      <RequestsForSet name={set.name} changed={grants.again} />
    </>
  );
}
