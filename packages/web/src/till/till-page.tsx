// The till: choose goods or type an amount, show a QR code, see it paid, give back; for a merchant's people that have signed in.
import { type ReactNode } from "react";
import { getSession, getTills, paths } from "../api.ts";
import type { Session } from "../answers.ts";
import { chooseMerchant } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { ROLE_TEXT } from "../merchant/words.ts";
import { Loaded, Nothing, PageTitle } from "../ui/states.tsx";
import { Day } from "./day.tsx";
import { Keypad } from "./keypad.tsx";
import { ShownInvoice } from "./shown-invoice.tsx";
import "./till.css";

/** The till, or one of its invoices. */
export function TillPage({ invoice }: { invoice: string | null }): ReactNode {
  const { say } = useSpeech();
  const { connection } = useLive();
  const session = useResource(paths.session, getSession);
  return (
    <>
      <PageTitle title={say("till.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      {connection === "lost" && (
        <p className="banner" role="alert">
          {say("till.offline")}
        </p>
      )}
      <Loaded from={session}>
        {(value) =>
          value.merchant === null ? (
            <NoWork session={value} changed={session.again} />
          ) : invoice === null ? (
            <Work session={value} />
          ) : (
            <ShownInvoice id={invoice} session={value} />
          )
        }
      </Loaded>
    </>
  );
}

/** Who works for nobody, or has to say for whom. */
export function NoWork({ session, changed }: { session: Session; changed: () => void }): ReactNode {
  const { say } = useSpeech();
  const { account, memberships } = session;
  if (account === null) return <Nothing>{say("till.signIn")}</Nothing>;
  if (memberships.length === 0)
    return (
      <Nothing>
        {say("till.noWork")} <code>{account}</code>
      </Nothing>
    );
  return (
    <section className="card">
      <h2>{say("till.forWhom")}</h2>
      <div className="row">
        {memberships.map(({ merchant, name, role }) => (
          <button
            key={merchant}
            type="button"
            onClick={() => {
              chooseMerchant(merchant);
              changed();
            }}
          >
            {name ?? say("pay.merchant", { number: String(merchant) })} · {say(ROLE_TEXT[role])}
          </button>
        ))}
      </div>
    </section>
  );
}

function Work({ session }: { session: Session }): ReactNode {
  const { say } = useSpeech();
  const tills = useResource(paths.tills, getTills);
  const { role, merchant } = session;
  const sells = role === "owner" || role === "cashier";
  return (
    <>
      <p className="row quiet">
        <span>{say("pay.merchant", { number: String(merchant) })}</span>
        {role !== null && <span className="badge">{say(ROLE_TEXT[role])}</span>}
        <Link to="/merchant">{say("till.console")}</Link>
        {(role === "owner" || role === "accountant") && <Link to="/reports">{say("till.reports")}</Link>}
      </p>
      <Loaded from={tills}>
        {({ items }) => {
          const open = items.filter(({ closedAt }) => closedAt === null);
          return (
            <div className="columns two">
              {sells ? <Keypad tills={open} own={session.till} /> : <Nothing>{say("till.readOnly")}</Nothing>}
              <Day till={session.till} />
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
