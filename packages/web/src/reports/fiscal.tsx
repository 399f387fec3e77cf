// Fiscal receipts of a till: how its register stands, and switching them on and off.
import { useState, type FormEvent, type ReactNode } from "react";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useAct } from "../merchant/act.tsx";
import { TextField } from "../merchant/fields.tsx";
import { useResource } from "../resource.ts";
import type { TextKey } from "../texts/en.ts";
import { Loaded } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { getFiscalTills, reportPaths, switchFiscalOff, switchFiscalOn, type FiscalTill } from "./answers.ts";

const STATE_TEXT: Readonly<Record<FiscalTill["state"], TextKey>> = {
  online: "fiscal.online",
  offline: "fiscal.offline",
  blocked: "fiscal.blocked",
};

/** The card of a till. Only an owner switches; everybody sees how it stands. */
export function Fiscal({ till, decides }: { till: string | null; decides: boolean }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const tills = useResource(reportPaths.fiscalTills, getFiscalTills, pulse);
  return (
    <section className="card" aria-label={say("fiscal.title")}>
      <h2>{say("fiscal.title")}</h2>
      <Loaded from={tills}>
        {({ items }) => {
          const found = items.find((each) => each.till === till);
          if (found !== undefined) return <On register={found} decides={decides} changed={tills.again} />;
          return decides ? (
            <Off till={till} changed={tills.again} />
          ) : (
            <p className="quiet">{say("fiscal.none")}</p>
          );
        }}
      </Loaded>
    </section>
  );
}

function On({
  register: { till, operator, register, state, waiting, refused, lastError },
  decides,
  changed,
}: {
  register: FiscalTill;
  decides: boolean;
  changed: () => void;
}): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(changed);
  return (
    <>
      <Facts>
        <Fact name={say("fiscal.register")}>{register}</Fact>
        <Fact name={say("fiscal.operator")}>{operator}</Fact>
        <Fact name={say("fiscal.state")}>
          <span className={`badge ${state === "online" ? "final" : "pending"}`}>
            {say(STATE_TEXT[state])}
          </span>
        </Fact>
        <Fact name={say("fiscal.waiting")}>{waiting}</Fact>
        {refused > 0 && <Fact name={say("fiscal.refused")}>{refused}</Fact>}
        {lastError !== null && <Fact name={say("fiscal.lastError")}>{lastError}</Fact>}
      </Facts>
      {decides && (
        <button type="button" disabled={busy} onClick={() => act(() => switchFiscalOff(till))}>
          {say("fiscal.switchOff")}
        </button>
      )}
      {note}
    </>
  );
}

function Off({ till, changed }: { till: string | null; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const { act, busy, note } = useAct(changed);
  const [operator, setOperator] = useState("");
  const [token, setToken] = useState("");
  const [register, setRegister] = useState("");
  const isWhole = [operator, token, register].every((text) => text.trim() !== "");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(() =>
      switchFiscalOn({ till, operator: operator.trim(), token: token.trim(), register: register.trim() }),
    );
  };
  return (
    <>
      <p className="quiet">{say("fiscal.none")}</p>
      <form onSubmit={submit}>
        <TextField label={say("fiscal.operator")} type="url" value={operator} change={setOperator} />
        <TextField label={say("fiscal.token")} value={token} change={setToken} />
        <TextField label={say("fiscal.register")} value={register} change={setRegister} />
        <button className="button" disabled={busy || !isWhole}>
          {say("fiscal.switchOn")}
        </button>
      </form>
      {note}
    </>
  );
}
