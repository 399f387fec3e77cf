// Composes a standing order; where the browser has a wallet it is signed there and sent.
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { getAll, getNetwork, paths, placeOrder } from "../api.ts";
import type { Device, Evidence, Order, Submission } from "../answers.ts";
import { useNaming } from "../directory.tsx";
import { formatKWh, formatPrice, formatSlot, type Language } from "../format.ts";
import { ProblemError } from "../http.ts";
import { useSpeech } from "../language.tsx";
import { asProblem } from "../resource.ts";
import type { TextKey } from "../texts/en.ts";
import { ProblemNote } from "../ui/states.tsx";
import { EVIDENCE_TEXT } from "../words.ts";
import { termsOf, type Draft } from "./draft.ts";
import type { OrderTerms } from "./typed-order.ts";
import { useWallets } from "../wallet/discovery.ts";
import { signTypedData, walletAccount } from "../wallet/provider.ts";

const MOST_ORDERS = 70_000; // a participant has at most 65,536
const SETTLED_CLASSES: readonly Evidence[] = ["utility-attested", "edge-signed", "meter-signed"];

/** The form; `now` is the ledger's time. */
export function OrderForm({ devices, now }: { devices: readonly Device[]; now: number }): ReactNode {
  const { say } = useSpeech();
  const naming = useNaming();
  const [draft, setDraft] = useState<Draft>({
    side: "ask",
    device: String(devices[0]?.device ?? ""),
    kWh: "10",
    price: "25",
    days: "7",
    minEvidence: "utility-attested",
  });
  const [problem, setProblem] = useState<ProblemError | null>(null);
  const [placed, setPlaced] = useState<Submission | null>(null);
  const [busy, setBusy] = useState(false);
  const wallet = useWallets().current?.wallet;
  const terms = termsOf(draft, devices, now);
  const change =
    (name: keyof Draft) =>
    (value: string): void =>
      setDraft((before) => ({ ...before, [name]: value }));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (terms === null || wallet === undefined) return;
    setBusy(true);
    setProblem(null);
    setPlaced(null);
    try {
      const order = await import("./typed-order.ts");
      const placedBefore = await getAll<Order>(
        paths.orders({ participant: terms.participant, limit: 200 }),
        MOST_ORDERS,
      );
      const nonce = order.nextNonce(placedBefore.map((each) => order.nonceOf(each.order)));
      if (nonce === null) throw new ProblemError("order-nonce-too-large", 0, "");
      const complete = { ...terms, nonce };
      const network = order.readNetwork(await getNetwork());
      const account = await walletAccount(wallet);
      const signature = await signTypedData(wallet, account, order.typedDataOf(complete, network));
      setPlaced(await placeOrder(order.orderBody(complete, signature)));
    } catch (failure) {
      setProblem(asProblem(failure));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void submit(event)} aria-label={say("order.new")}>
      <Choice text="order.side" value={draft.side} change={change("side")}>
        <option value="ask">{say("order.ask")}</option>
        <option value="bid">{say("order.bid")}</option>
      </Choice>
      <Choice text="field.device" value={draft.device} change={change("device")}>
        {devices.map(({ device }) => (
          <option key={device} value={device}>
            {naming.device(device)}
          </option>
        ))}
      </Choice>
      <Entry text="order.maxKWh" value={draft.kWh} change={change("kWh")} />
      <Entry
        text={draft.side === "ask" ? "order.leastPrice" : "order.mostPrice"}
        value={draft.price}
        change={change("price")}
      />
      <Entry text="order.days" value={draft.days} change={change("days")} />
      <Choice text="order.minEvidence" value={draft.minEvidence} change={change("minEvidence")}>
        {SETTLED_CLASSES.map((each) => (
          <option key={each} value={each}>
            {say(EVIDENCE_TEXT[each])}
          </option>
        ))}
      </Choice>
      <p className="wide" role="status">
        <Summary terms={terms} />
      </p>
      <div className="wide row">
        <button type="submit" className="primary" disabled={busy || terms === null || wallet === undefined}>
          {say("order.sign")}
        </button>
        {wallet === undefined && <span className="quiet">{say("wallet.none")}</span>}
      </div>
      {problem !== null && (
        <div className="wide">
          <ProblemNote problem={problem} />
        </div>
      )}
      {placed !== null && (
        <p className="wide" role="status">
          {placed.order === null
            ? say("order.queued", { number: String(placed.submission) })
            : say("order.placed", { number: String(placed.order) })}
        </p>
      )}
    </form>
  );
}

function Summary({ terms }: { terms: Omit<OrderTerms, "nonce"> | null }): ReactNode {
  const { say, language } = useSpeech();
  const naming = useNaming();
  if (terms === null) return say("order.incomplete");
  return say(terms.side === "ask" ? "order.summaryAsk" : "order.summaryBid", {
    device: naming.device(terms.device),
    energy: formatKWh(terms.maxWhPerSlot, language),
    price: formatPrice(terms.limitPriceTiynPerMWh, language),
    ...slots(terms, language),
  });
}

const slots = ({ slotFrom, slotTo }: Pick<OrderTerms, "slotFrom" | "slotTo">, language: Language) => ({
  from: formatSlot(slotFrom, language),
  to: formatSlot(slotTo, language),
});

function Choice({
  text,
  value,
  change,
  children,
}: {
  text: TextKey;
  value: string;
  change: (value: string) => void;
  children: ReactNode;
}): ReactNode {
  const { say } = useSpeech();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{say(text)}</label>
      <select id={id} value={value} onChange={(event) => change(event.target.value)}>
        {children}
      </select>
    </div>
  );
}

function Entry({
  text,
  value,
  change,
}: {
  text: TextKey;
  value: string;
  change: (value: string) => void;
}): ReactNode {
  const { say } = useSpeech();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{say(text)}</label>
      <input
        id={id}
        value={value}
        inputMode="decimal"
        autoComplete="off"
        onChange={(event) => change(event.target.value)}
      />
    </div>
  );
}
