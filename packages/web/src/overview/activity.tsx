// What is paid and charged now: a tile with the day's payments, one with the car at the charger.
import type { ReactNode } from "react";
import type { Overview } from "../answers.ts";
import { DeviceLink, ParticipantLink } from "../directory.tsx";
import { formatCount } from "../format.ts";
import { useSpeech } from "../language.tsx";
import { Link } from "../router.tsx";
import { Energy, Money, Moment } from "../ui/amounts.tsx";
import { Nothing } from "../ui/states.tsx";
import { Fact, Facts } from "../ui/table.tsx";

/** Both tiles; nothing where nobody was ever paid and no car charges. */
export function Activity({ overview }: { overview: Overview }): ReactNode {
  if (overview.payments.last === null && overview.charging === null) return null;
  return (
    <div className="columns lead">
      <PaidToday overview={overview} />
      <ChargingNow overview={overview} />
    </div>
  );
}

function PaidToday({ overview: { payments, tryPath } }: { overview: Overview }): ReactNode {
  const { say, language } = useSpeech();
  const { merchantsToday, paymentsToday, paidTodayTiyn, last } = payments;
  return (
    <section className="card">
      <header>
        <h2>{say("activity.paid")}</h2>
        {tryPath !== null && <Link to={tryPath}>{say("activity.try")}</Link>}
      </header>
      <Facts>
        <Fact name={say("activity.merchants")}>{formatCount(merchantsToday, language)}</Fact>
        <Fact name={say("activity.payments")}>{formatCount(paymentsToday, language)}</Fact>
        <Fact name={say("activity.sum")}>
          <Money tiyn={paidTodayTiyn} />
        </Fact>
      </Facts>
      {last !== null && (
        <p>
          {say("activity.last")}{" "}
          <Link to={`/pay/${last.invoice}`}>
            <Money tiyn={last.amountTiyn} />
          </Link>{" "}
          {last.merchant !== null && <ParticipantLink participant={last.merchant} />}{" "}
          <span className="quiet">
            <Moment time={last.paidAt} />
          </span>
        </p>
      )}
    </section>
  );
}

function ChargingNow({ overview: { charging } }: { overview: Overview }): ReactNode {
  const { say } = useSpeech();
  return (
    <section className="card">
      <header>
        <h2>{say("activity.charging")}</h2>
        {charging !== null && <DeviceLink device={charging.device} />}
      </header>
      {charging === null ? (
        <Nothing>{say("activity.noCar")}</Nothing>
      ) : (
        <Facts>
          <Fact name={say("activity.energy")}>
            <Energy wh={charging.energyWh} />
          </Fact>
          <Fact name={say("activity.cost")}>
            <Money tiyn={charging.costTiyn} />
          </Fact>
          <Fact name={say("activity.since")}>
            <Moment time={charging.pluggedAt} />
          </Fact>
        </Facts>
      )}
    </section>
  );
}
