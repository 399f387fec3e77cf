// Goods, keypad, note, and the one button that makes the invoice. What was asked for while the line was down is asked for again.
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { createInvoice } from "../api.ts";
import { formatTenge } from "../format.ts";
import type { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { useLive } from "../live.tsx";
import type { Till } from "../merchant/answers.ts";
import { tiynOf, typed } from "../pay/amount.ts";
import { asProblem } from "../resource.ts";
import { go, Link } from "../router.tsx";
import { Money } from "../ui/amounts.tsx";
import { ProblemNote } from "../ui/states.tsx";
import { addItem, basketSum, invoiceLines, takeItem, type BasketLine } from "./basket.ts";
import { browserStorage, keepPending, readPending, type PendingInvoice } from "./pending.ts";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", ",", "0", "⌫"] as const;
/** How long after a failure, while the line is up, it is tried again. */
const AGAIN_MS = 1_500;
const TILL_KEPT_AS = "alatau:till";

/** The keypad of the chosen till. `own` is the only till of who is bound to one. */
export function Keypad({ tills, own }: { tills: readonly Till[]; own: string | null }): ReactNode {
  const { say, language } = useSpeech();
  const [name, choose] = useTillName(tills, own);
  const [text, setText] = useState("");
  const [description, setDescription] = useState("");
  const [basket, setBasket] = useState<readonly BasketLine[]>([]);
  const sending = useSending();
  const till = tills.find((each) => each.name === name);
  const typedTiyn = tiynOf(text) ?? 0n;
  const amount = basketSum(basket) + typedTiyn;
  const isTyped = text !== "" && typedTiyn === 0n;
  const note = description.trim();
  const charge = (): void => {
    const lines = invoiceLines(basket, {
      amountTiyn: typedTiyn,
      name: note === "" ? say("till.other") : note,
    });
    const listed = basket.map((line) => `${line.name} × ${line.quantity}`).join(", ");
    const told = (note === "" ? listed : note).slice(0, 500);
    sending.send({
      key: crypto.randomUUID(),
      amountTiyn: amount.toString(),
      body: {
        ...{ amountTiyn: amount.toString(), lines },
        ...(told !== "" && { description: told }),
        ...(name !== null && { till: name }),
      },
    });
  };
  return (
    <section className="card till" aria-label={say("till.keypad")}>
      {tills.length > 0 && (
        <div className="row">
          <select
            aria-label={say("till.which")}
            value={name ?? ""}
            disabled={own !== null}
            onChange={(event) => choose(event.target.value === "" ? null : event.target.value)}
          >
            {own === null && <option value="">{say("till.noTill")}</option>}
            {tills.map((each) => (
              <option key={each.till} value={each.name}>
                {each.name}
              </option>
            ))}
          </select>
          {till !== undefined && <Link to={`/till/code/${till.till}`}>{say("till.code")}</Link>}
        </div>
      )}
      <output className="sum" aria-live="polite">
        {isTyped && basket.length === 0 ? text : formatTenge(amount, language)}
      </output>
      {sending.pending !== null && (
        <Pending pending={sending.pending} busy={sending.busy} again={sending.again} drop={sending.drop} />
      )}
      {basket.length > 0 && (
        <ul className="plain basket">
          {basket.map((line, place) => (
            <li key={line.name}>
              <span>
                {line.name} × {line.quantity}
              </span>
              <span>
                <Money tiyn={line.amountTiyn * BigInt(line.quantity)} />{" "}
                <button
                  type="button"
                  className="copy"
                  aria-label={say("till.take", { name: line.name })}
                  onClick={() => setBasket((before) => takeItem(before, place))}
                >
                  −
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
      {till !== undefined && till.items.length > 0 && (
        <div className="goods" role="group" aria-label={say("till.goods")}>
          {till.items.map((item) => (
            <button
              key={item.name}
              type="button"
              onClick={() => setBasket((before) => addItem(before, item))}
            >
              <span>{item.name}</span>
              <small>{formatTenge(item.amountTiyn, language)}</small>
            </button>
          ))}
        </div>
      )}
      <input
        value={description}
        placeholder={say("till.what")}
        aria-label={say("till.what")}
        maxLength={200}
        onChange={(event) => setDescription(event.target.value)}
      />
      <div className="keys">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={key === "⌫" ? say("till.delete") : key}
            onClick={() => setText((before) => typed(before, key))}
          >
            {key}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="primary big"
        disabled={sending.busy || sending.pending !== null || sending.offline || amount === 0n}
        onClick={charge}
      >
        {say(sending.busy ? "till.sending" : "till.charge")}
      </button>
      {sending.problem !== null && <ProblemNote problem={sending.problem} />}
    </section>
  );
}

function Pending({
  pending,
  busy,
  again,
  drop,
}: {
  pending: PendingInvoice;
  busy: boolean;
  again: () => void;
  drop: () => void;
}): ReactNode {
  const { say, language } = useSpeech();
  return (
    <div className="pending" role="status">
      <p>{say("till.pending", { amount: formatTenge(BigInt(pending.amountTiyn), language) })}</p>
      <div className="row">
        <button type="button" disabled={busy} onClick={again}>
          {say("till.again")}
        </button>
        <button type="button" disabled={busy} onClick={drop}>
          {say("till.discard")}
        </button>
      </div>
    </div>
  );
}

/** The name of the till in use; the browser remembers it. */
function useTillName(
  tills: readonly Till[],
  own: string | null,
): readonly [string | null, (name: string | null) => void] {
  const [chosen, setChosen] = useState(() => browserStorage()?.getItem(TILL_KEPT_AS) ?? null);
  const known = tills.some(({ name }) => name === chosen) ? chosen : null;
  const choose = (name: string | null): void => {
    if (name === null) browserStorage()?.removeItem(TILL_KEPT_AS);
    else browserStorage()?.setItem(TILL_KEPT_AS, name);
    setChosen(name);
  };
  return [own ?? known, choose];
}

interface Sending {
  readonly busy: boolean;
  readonly offline: boolean;
  readonly problem: ProblemError | null;
  /** Asked for, not answered. */
  readonly pending: PendingInvoice | null;
  readonly send: (invoice: PendingInvoice) => void;
  readonly again: () => void;
  readonly drop: () => void;
}

/** Sends an invoice until it is answered, always with the same key; goes on to it then. */
function useSending(): Sending {
  const { connection } = useLive();
  const [pending, setPending] = useState(() => readPending(browserStorage()));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const send = useCallback((invoice: PendingInvoice): void => {
    keepPending(browserStorage(), invoice);
    setBusy(true);
    setProblem(null);
    createInvoice(invoice.body, invoice.key).then(
      ({ invoice: id }) => {
        keepPending(browserStorage(), null);
        go(`/till/${id}`);
      },
      (failure: unknown) => {
        const found = asProblem(failure);
        const unanswered = found.status === 0 || found.status >= 500;
        if (!unanswered) keepPending(browserStorage(), null);
        setPending(unanswered ? invoice : null);
        setProblem(unanswered ? null : found);
        setBusy(false);
      },
    );
  }, []);
  const again = useCallback(() => {
    const kept = readPending(browserStorage()) ?? pending;
    if (kept !== null) send(kept);
  }, [pending, send]);
  useEffect(() => {
    if (connection !== "open" || pending === null || busy) return undefined;
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again, busy, connection, pending]);
  const drop = (): void => {
    keepPending(browserStorage(), null);
    setPending(null);
  };
  return { busy, problem, pending, send, again, drop, offline: connection === "lost" };
}
