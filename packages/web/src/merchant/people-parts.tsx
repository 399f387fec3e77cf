// Who may do what: people by their account, machines by their key.
import { useState, type FormEvent, type ReactNode } from "react";
import { addTo, drop, getTills, paths } from "../api.ts";
import type { MerchantRole, Session } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Hash } from "../ui/marks.tsx";
import { Nothing } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { useAct } from "./act.tsx";
import type { ApiKey, Member } from "./answers.ts";
import { ChoiceField, Once, RoleField, TextField } from "./fields.tsx";
import { ROLE_TEXT } from "./words.ts";

const PEOPLE_ROLES: readonly MerchantRole[] = ["cashier", "accountant", "developer", "owner"];
const ACCOUNT = /^0x[0-9a-fA-F]{40}$/;

function TillField({ value, change }: { value: string; change: (till: string) => void }): ReactNode {
  const { say } = useSpeech();
  const tills = useResource(paths.tills, getTills);
  const open = (tills.value?.items ?? []).filter(({ closedAt }) => closedAt === null);
  return (
    <ChoiceField
      label={say("merchant.till")}
      value={value}
      change={change}
      choices={[["", say("merchant.any")], ...open.map(({ name }) => [name, name] as const)]}
    />
  );
}

/** The merchant's people. Only its own account, in person, may change them. */
export function PeoplePart({ session: { participant } }: { session: Session }): ReactNode {
  const { say } = useSpeech();
  const [turn, setTurn] = useState(0);
  const { act, busy, note } = useAct(() => setTurn((before) => before + 1));
  const [account, setAccount] = useState("");
  const [label, setLabel] = useState("");
  const [role, setRole] = useState<MerchantRole>("cashier");
  const [till, setTill] = useState("");
  if (participant === null) return <Nothing>{say("merchant.ownAccountOnly")}</Nothing>;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const body = { account: account.trim(), label: label.trim(), role, ...(till !== "" && { till }) };
      await addTo(paths.members, body);
      for (const clear of [setAccount, setLabel]) clear("");
    });
  };
  return (
    <section className="card">
      <p className="quiet">{say("merchant.peopleNote")}</p>
      <form onSubmit={submit}>
        <TextField label={say("merchant.account")} value={account} change={setAccount} />
        <TextField label={say("merchant.label")} value={label} change={setLabel} />
        <RoleField value={role} change={setRole} roles={PEOPLE_ROLES} />
        <TillField value={till} change={setTill} />
        <button
          className="button primary"
          disabled={busy || !ACCOUNT.test(account.trim()) || label.trim() === ""}
        >
          {say("merchant.add")}
        </button>
      </form>
      {note}
      <Paged<Member> path={paths.members} pulse={turn} empty={say("merchant.noPeople")}>
        {(rows) => (
          <Table
            caption={say("merchant.people")}
            rows={rows}
            rowKey={({ member }) => String(member)}
            columns={[
              { name: "label", title: say("merchant.label"), cell: (row) => row.label },
              { name: "role", title: say("merchant.role"), cell: (row) => say(ROLE_TEXT[row.role]) },
              { name: "till", title: say("merchant.till"), cell: (row) => row.till ?? say("merchant.any") },
              {
                name: "account",
                title: say("merchant.account"),
                cell: (row) => <Hash value={row.account} />,
              },
              {
                ...{ name: "state", title: say("merchant.state") },
                cell: ({ member, removedAt }) =>
                  removedAt === null ? (
                    <button
                      type="button"
                      disabled={busy}
                      onClick={() => act(() => drop(`${paths.members}/${member}`))}
                    >
                      {say("merchant.remove")}
                    </button>
                  ) : (
                    <span className="badge">{say("merchant.removed")}</span>
                  ),
              },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}

/** The keys of the merchant's machines. */
export function KeysPart({ session: { participant } }: { session: Session }): ReactNode {
  const { say } = useSpeech();
  const [turn, setTurn] = useState(0);
  const { act, busy, note } = useAct(() => setTurn((before) => before + 1));
  const [label, setLabel] = useState("");
  const [role, setRole] = useState<MerchantRole>("developer");
  const [made, setMade] = useState<string | null>(null);
  const roles: readonly MerchantRole[] =
    participant === null ? ["developer"] : ["developer", "cashier", "accountant", "owner"];
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const { key } = await addTo<{ key: string }>(paths.apiKeys, { label: label.trim(), role });
      setMade(key);
      setLabel("");
    });
  };
  return (
    <section className="card">
      <p className="quiet">{say("merchant.keysNote")}</p>
      <form onSubmit={submit}>
        <TextField label={say("merchant.label")} value={label} change={setLabel} />
        <RoleField value={role} change={setRole} roles={roles} />
        <button className="button primary" disabled={busy || label.trim() === ""}>
          {say("merchant.makeKey")}
        </button>
      </form>
      {note}
      {made !== null && <Once text={made} note={say("merchant.once")} />}
      <Paged<ApiKey> path={paths.apiKeys} pulse={turn} empty={say("merchant.noKeys")}>
        {(rows) => (
          <Table
            caption={say("merchant.keys")}
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              { name: "label", title: say("merchant.label"), cell: (row) => row.label },
              { name: "role", title: say("merchant.role"), cell: (row) => say(ROLE_TEXT[row.role]) },
              { name: "made", title: say("pay.made"), cell: (row) => <Moment time={row.createdAt} /> },
              {
                ...{ name: "state", title: say("merchant.state") },
                cell: ({ id, revokedAt, role: its }) =>
                  revokedAt !== null ? (
                    <span className="badge">{say("merchant.revoked")}</span>
                  ) : participant === null && its !== "developer" ? null : (
                    <button
                      type="button"
                      disabled={busy}
                      onClick={() => act(() => drop(`${paths.apiKeys}/${id}`))}
                    >
                      {say("merchant.revoke")}
                    </button>
                  ),
              },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}
