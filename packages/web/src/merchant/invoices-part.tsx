// Invoices with filters; each leads to its page at the till.
import { useState, type ReactNode } from "react";
import { getTills, paths } from "../api.ts";
import type { Invoice } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { InvoiceState } from "../pay/invoice-parts.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Money, Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Table } from "../ui/table.tsx";
import { ChoiceField, TextField } from "./fields.tsx";

/** The day's beginning or end in local time (UTC+5), as an address takes it; nothing for no date. */
export const dayBound = (date: string, end: boolean): string | undefined => {
  if (date === "") return undefined;
  const start = Date.parse(`${date}T00:00:00+05:00`);
  return Number.isNaN(start) ? undefined : new Date(start + (end ? 86_400_000 : 0)).toISOString();
};

/** The list. */
export function InvoicesPart(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const tills = useResource(paths.tills, getTills);
  const [till, setTill] = useState("");
  const [paid, setPaid] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [reference, setReference] = useState("");
  const path = paths.invoices({
    ...{ till, paid, reference: reference.trim() },
    ...{ from: dayBound(from, false), to: dayBound(to, true) },
  });
  const names = (tills.value?.items ?? []).map(({ name }) => [name, name] as const);
  return (
    <section className="card">
      <form onSubmit={(event) => event.preventDefault()}>
        <ChoiceField
          label={say("merchant.till")}
          value={till}
          change={setTill}
          choices={[["", say("merchant.any")], ...names]}
        />
        <ChoiceField
          label={say("merchant.collected")}
          value={paid}
          change={setPaid}
          choices={[
            ["", say("merchant.any")],
            ["yes", say("merchant.yes")],
            ["no", say("merchant.no")],
          ]}
        />
        <TextField label={say("merchant.from")} type="date" value={from} change={setFrom} />
        <TextField label={say("merchant.to")} type="date" value={to} change={setTo} />
        <TextField label={say("merchant.reference")} value={reference} change={setReference} />
      </form>
      <Paged<Invoice> path={path} pulse={pulse} empty={say("merchant.noInvoices")}>
        {(rows) => (
          <Table
            caption={say("merchant.invoices")}
            rows={rows}
            rowKey={({ invoice }) => invoice}
            columns={[
              {
                ...{ name: "number", title: say("merchant.number") },
                cell: ({ invoice, number }) => <Link to={`/till/${invoice}`}>{number}</Link>,
              },
              { name: "made", title: say("pay.made"), cell: ({ createdAt }) => <Moment time={createdAt} /> },
              { name: "what", title: say("till.what"), cell: ({ description }) => description ?? "–" },
              {
                ...{ name: "who", title: say("merchant.who") },
                cell: ({ till: at, cashier }) =>
                  [at, cashier].filter((each) => each !== null).join(" · ") || "–",
              },
              {
                ...{ name: "amount", title: say("field.amount"), number: true },
                cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} />,
              },
              { name: "state", title: say("merchant.state"), cell: (row) => <InvoiceState invoice={row} /> },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}
