// Open alerts: what is beyond its limit where, since when, and the record that says so.
import type { ReactNode } from "react";
import { formatMoment, unixOf } from "../format.ts";
import { ask } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { useResource } from "../resource.ts";
import { Link } from "../router.tsx";
import { formatValue, nameOfProperty, shortSubject } from "./kinds.ts";

const OPEN = "/v1/alerts?open=true&limit=50";

export interface OpenAlert {
  readonly alert: string;
  readonly dataSet: string;
  readonly subject: string;
  readonly property: string;
  readonly state: "raised" | "acknowledged";
  readonly raisedAt: string;
  readonly limit: string;
  readonly unit: string;
  readonly value: string;
  readonly record: string;
}

const load = (path: string, signal: AbortSignal): Promise<{ readonly items: readonly OpenAlert[] }> =>
  ask(path, { signal });

/** The alerts that are open, the latest first. */
export function useOpenAlerts(): readonly OpenAlert[] {
  const { observed } = useLive();
  return useResource(OPEN, load, Math.floor(observed / 2)).value?.items ?? [];
}

/** A card of alerts; nothing where none is open. */
export function AlertCard({ alerts }: { alerts: readonly OpenAlert[] }): ReactNode {
  const { say, language } = useSpeech();
  if (alerts.length === 0) return null;
  return (
    <section className="card alerts">
      <h2>{say("city.alerts")}</h2>
      <ul className="plain">
        {alerts.map(({ alert, dataSet, subject, property, unit, value, limit, raisedAt, state, record }) => (
          <li key={alert}>
            <span>
              <Link to={`/city/${dataSet}`}>{shortSubject(subject)}</Link>{" "}
              {say("city.alertSay", {
                property: nameOfProperty(property, say),
                value: formatValue({ property, unit }, value, language),
                limit: formatValue({ property, unit }, limit, language),
              })}
            </span>
            <span className="row">
              <span className="quiet">{formatMoment(unixOf(raisedAt), language)}</span>
              {state === "acknowledged" && <span className="badge">{say("city.acknowledged")}</span>}
              <Link to={`/records/${record}`}>{say("city.prove")}</Link>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
