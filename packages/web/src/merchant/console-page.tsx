// The merchant's console: everything about its money, its people and its machines, as far as the reader's role goes.
import type { ReactNode } from "react";
import { getSession, paths } from "../api.ts";
import type { MerchantRole, Session } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { SignIn } from "../operator/sign-in.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import type { TextKey } from "../texts/en.ts";
import { NoWork } from "../till/till-page.tsx";
import { Loaded, NotFoundPage, PageTitle } from "../ui/states.tsx";
import { InvoicesPart } from "./invoices-part.tsx";
import { DisputesPart, PaymentsPart, RefundsPart } from "./money-parts.tsx";
import { KeysPart, PeoplePart } from "./people-parts.tsx";
import { LinksPart, TillsPart } from "./place-parts.tsx";
import { WebhooksPart } from "./webhooks-part.tsx";
import { ROLE_TEXT } from "./words.ts";
import "./merchant.css";

interface Part {
  readonly name: string;
  readonly text: TextKey;
  readonly roles: readonly MerchantRole[];
  readonly page: (session: Session) => ReactNode;
}

const ALL: readonly MerchantRole[] = ["owner", "cashier", "accountant", "developer"];
const PARTS: readonly Part[] = [
  { name: "invoices", text: "merchant.invoices", roles: ALL, page: () => <InvoicesPart /> },
  {
    name: "payments",
    text: "merchant.payments",
    roles: ALL,
    page: (session) => <PaymentsPart session={session} />,
  },
  { name: "refunds", text: "merchant.refunds", roles: ALL, page: () => <RefundsPart /> },
  { name: "disputes", text: "merchant.disputes", roles: ALL, page: () => <DisputesPart /> },
  { name: "links", text: "merchant.links", roles: ["owner", "cashier"], page: () => <LinksPart /> },
  { name: "tills", text: "merchant.tills", roles: ["owner"], page: () => <TillsPart /> },
  {
    name: "people",
    text: "merchant.people",
    roles: ["owner"],
    page: (session) => <PeoplePart session={session} />,
  },
  {
    ...{ name: "keys", text: "merchant.keys", roles: ["owner", "developer"] },
    page: (session) => <KeysPart session={session} />,
  },
  {
    name: "webhooks",
    text: "merchant.webhooks",
    roles: ["owner", "developer"],
    page: () => <WebhooksPart />,
  },
];

/** A part of the console; the first one where none is named. */
export function ConsolePage({ part }: { part: string | null }): ReactNode {
  const { say } = useSpeech();
  const session = useResource(paths.session, getSession);
  const current = PARTS.find(({ name }) => name === (part ?? PARTS[0]!.name));
  if (current === undefined) return <NotFoundPage />;
  return (
    <>
      <PageTitle title={say("merchant.title")}>
        <SignIn changed={session.again} />
      </PageTitle>
      <Loaded from={session}>
        {(value) =>
          value.merchant === null || value.role === null ? (
            <NoWork session={value} changed={session.again} />
          ) : (
            <>
              <nav className="parts" aria-label={say("merchant.parts")}>
                {PARTS.filter(({ roles }) => roles.includes(value.role!)).map(({ name, text }) => (
                  <Link
                    key={name}
                    to={`/merchant/${name}`}
                    aria-current={name === current.name ? "page" : undefined}
                  >
                    {say(text)}
                  </Link>
                ))}
                {(value.role === "owner" || value.role === "accountant") && (
                  <Link to="/reports">{say("till.reports")}</Link>
                )}
                <Link to="/till">{say("till.title")}</Link>
                <span className="badge">{say(ROLE_TEXT[value.role])}</span>
              </nav>
              {current.page(value)}
            </>
          )
        }
      </Loaded>
    </>
  );
}
