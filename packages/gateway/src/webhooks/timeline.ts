// Which changes an invoice's state went through since its last event. Pure: the same facts give the same events, however late they are looked at.
import { invoiceState, type InvoiceState, type InvoiceTerms, type PaymentFact } from "../invoices/status.ts";

export const EVENT_TYPES = [
  "invoice.open",
  "invoice.processing",
  "invoice.partial",
  "invoice.paid",
  "invoice.settled",
  "invoice.over",
  "invoice.refunded",
  "invoice.disputed",
  "invoice.dispute_closed",
  "invoice.expired",
  "invoice.void",
  "invoice.draft",
  "invoice.updated",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];
/** What a participant may be told of: alerts only where an endpoint asks for them by name. */
export const WEBHOOK_TYPES = [...EVENT_TYPES, "alert.raised", "alert.acknowledged", "alert.closed"] as const;

/** A fact with the block that has it. */
export interface PlacedFact {
  readonly fact: PaymentFact;
  readonly block: number;
}

/** The ledger's last block; `time` in Unix seconds. */
export interface Tip {
  readonly block: number;
  readonly time: number;
}

/** A state, when it began (Unix seconds of the ledger) and up to which block it knows the facts. */
export interface Change {
  readonly type: EventType;
  readonly state: InvoiceState;
  readonly at: number;
  readonly block: number;
}

interface Step {
  readonly at: number;
  readonly block: number;
  readonly isVoid: boolean;
}

/**
 * The changes after `last`, in order: one for each block that changed the state, one for the expiry, one for the closing, one for the
 * bank's credit, which no block tells.
 */
export function changesSince(
  terms: InvoiceTerms,
  facts: readonly PlacedFact[],
  tip: Tip,
  last: Change | undefined,
  banked = false,
): Change[] {
  const wasBanked = last?.state.status === "settled";
  const stateAt = ({ at, block, isVoid }: Step, isNow: boolean): InvoiceState =>
    invoiceState(
      { ...terms, state: terms.state === "void" && !isVoid ? "open" : terms.state },
      facts.filter((each) => each.block <= block).map(({ fact }) => fact),
      { now: at, sent: false, banked: banked && (isNow || wasBanked) },
    );
  const changes: Change[] = [];
  let before = last;
  const steps = stepsAfter(terms, facts, tip, last);
  for (const step of steps) {
    const state = stateAt(step, step === steps.at(-1));
    const type = changeType(before?.state, state);
    if (type === null) continue;
    before = { type, state, at: step.at, block: step.block };
    changes.push(before);
  }
  return changes;
}

/** Moments at which the state may have changed. A closed invoice had no money before: the closing precedes the first payment. */
function stepsAfter(
  terms: InvoiceTerms,
  facts: readonly PlacedFact[],
  tip: Tip,
  last: Change | undefined,
): Step[] {
  const isVoid = terms.state === "void";
  const wasVoid = last?.state.status === "void";
  const paidFrom = Math.min(...facts.filter(({ fact }) => isMoney(fact)).map(({ block }) => block));
  const times = new Map(facts.map(({ fact, block }) => [block, fact.at]));
  const blocks = [...times].filter(([block]) => block > (last?.block ?? -1)).sort(([a], [b]) => a - b);
  const steps: Step[] = [];
  if (last === undefined) {
    const at = Math.min(tip.time, terms.payBy - 1, ...times.values());
    steps.push({ at, block: Math.min(tip.block, ...times.keys()) - 1, isVoid: false });
  }
  let known = Math.max(last?.block ?? -1, steps[0]?.block ?? -1);
  let expiry = !isVoid && terms.payBy > (last?.at ?? 0) && terms.payBy <= tip.time;
  for (const [block, at] of blocks) {
    if (expiry && terms.payBy < at) {
      steps.push({ at: terms.payBy, block: known, isVoid: false });
      expiry = false;
    }
    if (isVoid && !wasVoid && block === paidFrom) steps.push({ at, block: known, isVoid: true });
    steps.push({ at, block, isVoid: isVoid && (wasVoid || block >= paidFrom) });
    known = block;
  }
  if (expiry) steps.push({ at: terms.payBy, block: known, isVoid: false });
  return [...steps, { at: tip.time, block: tip.block, isVoid }];
}

/** What a hold yielded is no such money: a cancelled payment intent may have captured a part before. */
const isMoney = ({ kind }: PaymentFact): boolean => kind === "charged" || kind === "box-swept";

/** What a change is called: by the status where it is another one, else by what moved; null where nothing did. */
export function changeType(before: InvoiceState | undefined, after: InvoiceState): EventType | null {
  if (before === undefined || before.status !== after.status) return `invoice.${after.status}`;
  const was = (flag: InvoiceState["flags"][number]): boolean => before.flags.includes(flag);
  const is = (flag: InvoiceState["flags"][number]): boolean => after.flags.includes(flag);
  if (after.refunded > before.refunded) return "invoice.refunded";
  if (is("disputed") && !was("disputed")) return "invoice.disputed";
  if (!is("disputed") && was("disputed")) return "invoice.dispute_closed";
  if (is("partial") && after.paid > before.paid) return "invoice.partial";
  if (is("over") && (after.paid > before.paid || after.surplus > before.surplus)) return "invoice.over";
  const equal =
    (["paid", "fees", "refunded", "held", "surplus", "due"] as const).every(
      (amount) => after[amount] === before[amount],
    ) && after.flags.join() === before.flags.join();
  return equal ? null : "invoice.updated";
}
