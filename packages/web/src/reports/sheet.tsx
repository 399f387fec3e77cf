// A report as a sheet of figures, for the screen and for paper.
import type { ReactNode } from "react";
import { formatFixed } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { useResource } from "../resource.ts";
import type { TextKey } from "../texts/en.ts";
import { Money, Moment } from "../ui/amounts.tsx";
import { Fact, Facts } from "../ui/table.tsx";
import { getPeople, reportPaths, type ReportDocument } from "./answers.ts";

/** The figures of a report. Amounts that are zero and rarely matter are left out. */
export function Sheet({ document: found }: { document: ReportDocument }): ReactNode {
  const { say, language } = useSpeech();
  const { opened, paid, fees, refunded, surplus, unmatched, receipts, payout, cost, after, until } = found;
  const money = (text: TextKey, tiyn: bigint, shows = true): ReactNode =>
    shows && (
      <Fact name={say(text)}>
        <Money tiyn={tiyn} />
      </Fact>
    );
  const people = found.people ?? [];
  const names = useResource(people.length === 0 ? null : reportPaths.people, getPeople);
  const nameOf = (by: string): string =>
    by === `participant:${found.merchant}`
      ? say("reports.merchantItself")
      : (names.value?.items.find((person) => person.by === by)?.name ?? by);
  const count = (number: number): string => String(number);
  return (
    <div className="sheet">
      <Facts>
        <Fact name={say("reports.day")}>{found.day}</Fact>
        <Fact name={say("reports.from")}>
          {after.time === null ? say("reports.beginning") : <Moment time={after.time} />}
        </Fact>
        <Fact name={say("reports.to")}>
          <Moment time={until.time} />
        </Fact>
        <Fact name={say("reports.opened")}>
          {count(opened.invoices)} · <Money tiyn={opened.amountTiyn} />
        </Fact>
        <Fact name={say("reports.paid")}>
          {count(paid.payments)} · <Money tiyn={paid.amountTiyn} />
        </Fact>
        <Fact name={say("reports.refunded")}>
          {count(refunded.refunds)} · <Money tiyn={refunded.amountTiyn} />
        </Fact>
        {people.map(({ by, payments, paidTiyn, refunds, refundedTiyn }) => (
          <Fact key={by} name={say("reports.ofPerson", { name: nameOf(by) })}>
            {count(payments)} · <Money tiyn={paidTiyn} />
            {refunds > 0 && (
              <>
                {` − ${refunds} · `}
                <Money tiyn={refundedTiyn} />
              </>
            )}
          </Fact>
        ))}
        {money("reports.fees", fees.amountTiyn)}
        {money("reports.surplusReturned", surplus.returnedTiyn, surplus.returnedTiyn > 0n)}
        {money("reports.surplusHeld", surplus.heldTiyn, surplus.heldTiyn > 0n)}
        <Fact name={say("reports.unmatched")}>
          {count(unmatched.transfers + unmatched.foreignPayments)} · <Money tiyn={unmatched.amountTiyn} />
        </Fact>
        {receipts.due > 0 && (
          <Fact name={say("reports.receiptsMissing")}>
            {say("reports.ofReceipts", { missing: count(receipts.missing), due: count(receipts.due) })}
          </Fact>
        )}
        {money("reports.carriedIn", payout.carriedInTiyn, payout.carriedInTiyn !== 0n)}
        {money("reports.payout", payout.expectedTiyn)}
        {money("reports.carriedOut", payout.carriedOutTiyn, payout.carriedOutTiyn !== 0n)}
        {payout.reference !== null && (
          <Fact name={say("reports.reference")}>
            <code>{payout.reference}</code>
          </Fact>
        )}
        {money("reports.costPerSale", cost.perSaleTiyn)}
        <Fact
          name={say("reports.cardPerSale", { percent: formatFixed(BigInt(cost.cardFeeBps), 2, 0, language) })}
        >
          <Money tiyn={cost.cardPerSaleTiyn} />
        </Fact>
        {money("reports.sinceFirst", found.sinceFirst.paidTiyn)}
        <Fact name={say("reports.events")}>{count(found.events.count)}</Fact>
        <Fact name={say("reports.lastBlock")}>{count(until.block)}</Fact>
      </Facts>
      <p className="quiet">{say("reports.gasFree")}</p>
    </div>
  );
}
