// What moved: payments, refunds, disputes.
import { useState, type ReactNode } from "react";
import { getParticipant, paths } from "../api.ts";
import type { Payment, Session } from "../answers.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { PaymentProof } from "../proof/payment-proof.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Money, Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Hash } from "../ui/marks.tsx";
import { Loaded } from "../ui/states.tsx";
import { Table, type Column } from "../ui/table.tsx";
import type { Dispute, Refund } from "./answers.ts";
import { DISPUTE_TEXT, REFUND_TEXT } from "./words.ts";

/** The column that leads to the invoice. */
function useInvoiceColumn<Row extends { readonly invoice: string }>(): Column<Row> {
  const { say } = useSpeech();
  return {
    ...{ name: "invoice", title: say("pay.invoice") },
    cell: ({ invoice }) => (
      <Link to={`/till/${invoice}`}>
        <code>{invoice.slice(0, 10)}…</code>
      </Link>
    ),
  };
}

/** Payments to the merchant's account. */
export function PaymentsPart({ session: { merchant } }: { session: Session }): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const invoice = useInvoiceColumn<Payment>();
  const own = useResource(paths.participant(merchant!), getParticipant);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <section className="card">
      <Loaded from={own}>
        {({ account }) => (
          <Paged<Payment>
            path={paths.payments({ receiver: account })}
            pulse={pulse}
            empty={say("merchant.noPayments")}
          >
            {(rows) => (
              <Table
                caption={say("merchant.payments")}
                rows={rows}
                rowKey={({ payment, txHash }) => `${payment}/${txHash}`}
                columns={[
                  {
                    name: "paid",
                    title: say("merchant.paidAt"),
                    cell: ({ paidAt }) => <Moment time={paidAt} />,
                  },
                  invoice,
                  {
                    name: "payer",
                    title: say("merchant.payer"),
                    cell: ({ payer }) => <Hash value={payer} />,
                  },
                  {
                    name: "tx",
                    title: say("merchant.transaction"),
                    cell: ({ txHash }) => <Hash value={txHash} />,
                  },
                  {
                    ...{ name: "amount", title: say("field.amount"), number: true },
                    cell: ({ amount }) => <Money tiyn={BigInt(amount)} />,
                  },
                  {
                    ...{ name: "proof", title: say("proof.title") },
                    cell: ({ payment }) => (
                      <button type="button" onClick={() => setChosen(payment)}>
                        {say("action.prove")}
                      </button>
                    ),
                  },
                ]}
              />
            )}
          </Paged>
        )}
      </Loaded>
      {chosen !== null && <PaymentProof key={chosen} payment={chosen} begin />}
    </section>
  );
}

/** What was given back. */
export function RefundsPart(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const invoice = useInvoiceColumn<Refund>();
  return (
    <section className="card">
      <Paged<Refund> path={paths.refunds()} pulse={pulse} empty={say("merchant.noRefunds")}>
        {(rows) => (
          <Table
            caption={say("merchant.refunds")}
            rows={rows}
            rowKey={({ refund }) => String(refund)}
            columns={[
              { name: "at", title: say("pay.made"), cell: ({ createdAt }) => <Moment time={createdAt} /> },
              invoice,
              {
                ...{ name: "source", title: say("merchant.source") },
                cell: ({ source }) => say(source === "reserve" ? "merchant.reserve" : "merchant.signed"),
              },
              {
                ...{ name: "amount", title: say("field.amount"), number: true },
                cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} />,
              },
              { name: "state", title: say("merchant.state"), cell: ({ state }) => say(REFUND_TEXT[state]) },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}

/** What payers dispute. */
export function DisputesPart(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const invoice = useInvoiceColumn<Dispute>();
  return (
    <section className="card">
      <Paged<Dispute> path={paths.paymentDisputes} pulse={pulse} empty={say("merchant.noDisputes")}>
        {(rows) => (
          <Table
            caption={say("merchant.disputes")}
            rows={rows}
            rowKey={({ payment }) => payment}
            columns={[
              { name: "at", title: say("pay.made"), cell: ({ openedAt }) => <Moment time={openedAt} /> },
              invoice,
              {
                ...{ name: "amount", title: say("merchant.frozen"), number: true },
                cell: ({ amountTiyn }) => <Money tiyn={amountTiyn} />,
              },
              { name: "state", title: say("merchant.state"), cell: ({ state }) => say(DISPUTE_TEXT[state]) },
              {
                ...{ name: "own", title: say("merchant.toMerchant"), number: true },
                cell: ({ toReceiverTiyn: own }) => (own === null ? "–" : <Money tiyn={own} />),
              },
            ]}
          />
        )}
      </Paged>
    </section>
  );
}
