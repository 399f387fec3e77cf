// Where the merchant's systems are told: endpoints, a try at once, a new secret, and how each delivery went.
import { useState, type FormEvent, type ReactNode } from "react";
import { addTo, changeSecret, drop, paths, replayDelivery, tryEndpoint } from "../api.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import { Moment } from "../ui/amounts.tsx";
import { Paged } from "../ui/list.tsx";
import { Table } from "../ui/table.tsx";
import { useAct } from "./act.tsx";
import type { Delivery, Endpoint } from "./answers.ts";
import { Once, TextField } from "./fields.tsx";
import { DELIVERY_TEXT } from "./words.ts";

/** The types that shops ask for; all others are told by an endpoint without a choice. */
const TYPES = [
  "invoice.paid",
  "invoice.partial",
  "invoice.refunded",
  "invoice.disputed",
  "invoice.expired",
] as const;

/** Endpoints and deliveries. */
export function WebhooksPart(): ReactNode {
  const { say } = useSpeech();
  const { pulse } = useLive();
  const [turn, setTurn] = useState(0);
  const { act, busy, note } = useAct(() => setTurn((before) => before + 1));
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState<readonly string[]>([]);
  const [secret, setSecret] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act(async () => {
      const body = { url: url.trim(), ...(types.length > 0 && { types }) };
      setSecret((await addTo<{ secret: string }>(paths.endpoints, body)).secret);
      setUrl("");
    });
  };
  const toggle = (type: string): void =>
    setTypes((before) =>
      before.includes(type) ? before.filter((each) => each !== type) : [...before, type],
    );
  return (
    <>
      <section className="card">
        <p className="quiet">{say("merchant.webhooksNote")}</p>
        <form onSubmit={submit}>
          <TextField label={say("merchant.address")} type="url" value={url} change={setUrl} />
          <div className="chosen wide" role="group" aria-label={say("merchant.types")}>
            {TYPES.map((type) => (
              <label key={type}>
                <input type="checkbox" checked={types.includes(type)} onChange={() => toggle(type)} />
                <code>{type}</code>
              </label>
            ))}
          </div>
          <button className="button primary" disabled={busy || url.trim() === ""}>
            {say("merchant.addEndpoint")}
          </button>
        </form>
        {note}
        {secret !== null && <Once text={secret} note={say("merchant.once")} />}
        {said !== null && <p role="status">{said}</p>}
        <Paged<Endpoint> path={paths.endpoints} pulse={turn} empty={say("merchant.noEndpoints")}>
          {(rows) => (
            <Table
              caption={say("merchant.webhooks")}
              rows={rows}
              rowKey={({ endpoint }) => String(endpoint)}
              columns={[
                { name: "url", title: say("merchant.address"), cell: (row) => <code>{row.url}</code> },
                {
                  ...{ name: "types", title: say("merchant.types") },
                  cell: (row) => row.types?.join(", ") ?? say("merchant.all"),
                },
                {
                  ...{ name: "do", title: say("merchant.actions") },
                  cell: ({ endpoint, disabledAt }) => (
                    <span className="row">
                      {disabledAt !== null && <span className="badge">{say("merchant.switchedOff")}</span>}
                      <button
                        type="button"
                        disabled={busy || disabledAt !== null}
                        onClick={() =>
                          act(async () => {
                            const tried = await tryEndpoint(endpoint);
                            const came = tried.status === null ? (tried.error ?? "") : `HTTP ${tried.status}`;
                            setSaid(
                              say(tried.delivered ? "merchant.arrived" : "merchant.notArrived", { came }),
                            );
                          })
                        }
                      >
                        {say("merchant.try")}
                      </button>
                      <button
                        type="button"
                        disabled={busy}
                        onClick={() => act(async () => setSecret((await changeSecret(endpoint)).secret))}
                      >
                        {say("merchant.newSecret")}
                      </button>
                      <button
                        type="button"
                        disabled={busy}
                        onClick={() => act(() => drop(`${paths.endpoints}/${endpoint}`))}
                      >
                        {say("merchant.remove")}
                      </button>
                    </span>
                  ),
                },
              ]}
            />
          )}
        </Paged>
      </section>
      <section className="card">
        <h2>{say("merchant.deliveries")}</h2>
        <Paged<Delivery>
          path={paths.deliveries()}
          pulse={`${pulse}/${turn}`}
          empty={say("merchant.noDeliveries")}
        >
          {(rows) => (
            <Table
              caption={say("merchant.deliveries")}
              rows={rows}
              rowKey={({ delivery }) => String(delivery)}
              columns={[
                { name: "type", title: say("merchant.types"), cell: (row) => <code>{row.type}</code> },
                { name: "endpoint", title: say("merchant.endpoint"), cell: (row) => row.endpoint },
                {
                  name: "state",
                  title: say("merchant.state"),
                  cell: (row) => say(DELIVERY_TEXT[row.status]),
                },
                { name: "tries", title: say("merchant.tries"), number: true, cell: (row) => row.tries },
                {
                  ...{ name: "last", title: say("merchant.lastTry") },
                  cell: ({ lastTryAt, lastStatus, lastError }) =>
                    lastTryAt === null ? (
                      "–"
                    ) : (
                      <>
                        <Moment time={lastTryAt} /> {lastStatus ?? lastError}
                      </>
                    ),
                },
                {
                  ...{ name: "do", title: say("merchant.actions") },
                  cell: ({ delivery }) => (
                    <button type="button" disabled={busy} onClick={() => act(() => replayDelivery(delivery))}>
                      {say("merchant.replay")}
                    </button>
                  ),
                },
              ]}
            />
          )}
        </Paged>
      </section>
    </>
  );
}
