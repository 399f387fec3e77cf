// The latest payments on the chain: who was paid, how much, when.
import type { ReactNode } from "react";
import { getPayments, paths } from "../api.ts";
import type { Payment } from "../answers.ts";
import { ParticipantLink, useNames } from "../directory.tsx";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { Money, Moment } from "../ui/amounts.tsx";
import { Hash } from "../ui/marks.tsx";

const SHOWN = 5;

/** A card of the latest payments; nothing where nobody has paid yet. */
export function LatestPayments(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const payments = useResource(paths.payments({ limit: SHOWN }), getPayments, pulse);
  const items = payments.value?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="card">
      <header>
        <h2>{say("overview.payments")}</h2>
        <Link to="/till">{say("nav.till")}</Link>
      </header>
      <ul className="arrivals">
        {items.map((payment) => (
          <li key={`${payment.payment}/${payment.txHash}`}>
            <span>
              <Receiver payment={payment} />{" "}
              <span className="quiet">
                <Moment time={payment.paidAt} />
              </span>
            </span>
            <span className="number">
              <Link to={`/pay/${payment.invoice}`}>
                <Money tiyn={payment.amountTiyn} />
              </Link>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Receiver({ payment: { receiver } }: { payment: Payment }): ReactNode {
  const { say } = useSpeech();
  const { participants } = useNames();
  const account = receiver.toLowerCase();
  const known = [...participants.values()].find((each) => each.account.toLowerCase() === account);
  if (known === undefined) return <Hash value={receiver} label={say("participant.merchant")} />;
  return <ParticipantLink participant={known.participant} />;
}
