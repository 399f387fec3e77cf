// Money that is held: captured in parts, or given back.
import type { PaymentInfo } from "@alatau/sdk";
import type { Hex } from "viem";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import { hash, hashParam, price } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { bytesOf } from "../http/show.ts";
import { readFacts } from "../invoices/facts.ts";
import { mustBeMerchant } from "../invoices/routes.ts";
import { heldBy } from "../invoices/status.ts";
import { readInvoiceWithState, type InvoiceWithState } from "../invoices/store.ts";
import type { OutboxEntry } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { termsOfPayment, type AskedPayment } from "../quotes/payments.ts";
import { sendPaymentCall, type PaymentCall } from "./send.ts";

const TAG = "Payments";

/** A payment of an invoice that the caller decides over. */
export interface OwnPayment {
  readonly id: Hex;
  readonly found: InvoiceWithState;
  readonly info: PaymentInfo;
  readonly asked: AskedPayment;
}

/** A payment of the caller's invoice with the terms that its id stands for. @throws {ProblemError} `payment-unknown`, `not-merchant` */
export async function ownPayment(gateway: Gateway, id: Hex, caller: Caller): Promise<OwnPayment> {
  const { pool } = gateway;
  const { rows } = await pool.query<{ invoice_id: string; payer: string | null }>(
    `SELECT '0x' || encode(invoice_id, 'hex') AS invoice_id, '0x' || encode(payer, 'hex') AS payer FROM payload.payment_terms WHERE payment = $1`,
    [bytesOf(id)],
  );
  if (rows[0] === undefined) throw new ProblemError("payment-unknown");
  const found = await readInvoiceWithState(pool, rows[0].invoice_id as Hex);
  mustBeMerchant(caller, found, "merchant-decide");
  const payer = (rows[0].payer as Hex | null) ?? undefined;
  const asked = await termsOfPayment(gateway, { invoice: found.invoice, payment: id, payer });
  if (asked === undefined) throw new ProblemError("payment-unknown");
  return { id, found, info: asked.payment, asked };
}

/** Which payments of an invoice are held and how much of each, the earliest first. */
export async function readHolds(
  { pool }: Gateway,
  invoice: Hex,
): Promise<{ payment: Hex; heldTiyn: bigint }[]> {
  const facts = (await readFacts(pool, [invoice])).get(invoice) ?? [];
  return [...Map.groupBy(facts, ({ payment }) => payment)]
    .map(([payment, own]) => ({ payment, heldTiyn: heldBy(own.map(({ fact }) => fact)) }))
    .filter(({ heldTiyn }) => heldTiyn > 0n);
}

/** Captures a part of a hold; the same key again is the same capture. @throws {LedgerError} `exceeds-capturable`, `payment-expired` */
export async function captureHold(
  gateway: Gateway,
  { id, found, info }: OwnPayment,
  { amount, key }: { amount: bigint; key: string | undefined },
): Promise<OutboxEntry> {
  const { operator, feeBps } = found.invoice.terms;
  return await sendPaymentCall(gateway, {
    dedupe: `capture/${id}/${key ?? `${found.state.paid}/${amount}`}`,
    ...{ operator, functionName: "capture", args: [info, amount, feeBps] },
  });
}

/** Gives back what is held. @throws {LedgerError} `exceeds-capturable` */
export async function voidHold(
  gateway: Gateway,
  { id, found, info }: OwnPayment,
  beside?: PaymentCall["beside"],
): Promise<OutboxEntry> {
  const { operator } = found.invoice.terms;
  return await sendPaymentCall(gateway, {
    dedupe: `void/${id}/${found.state.paid}`,
    ...{ operator, functionName: "void", args: [info] },
    ...(beside !== undefined && { beside }),
  });
}

/** Declares the routes that end a hold. */
export function holdRoutes({ gateway, route }: Api, { writes }: Limiters): void {
  const ofHold = { params: z.object({ payment: hashParam }), rights: "merchant-decide" as const };
  const outcome = z.object({ payment: hash, state: z.string(), txHash: hash.nullable() });
  const answers = { 202: { description: "Kept and sent.", schema: outcome } };
  const shown = (payment: Hex, { state, txHash }: OutboxEntry) => ({
    ...{ status: 202, body: { payment, state, txHash } },
  });
  route(
    {
      method: "post",
      path: "/v1/payments/{payment}/capture",
      tag: TAG,
      summary: "Capture a part of what is held, or all of it",
      ...ofHold,
      body: z.strictObject({ amountTiyn: price.optional() }),
      answers,
      refusals: [
        ...["unauthenticated", "payment-unknown", "not-merchant"],
        ...["exceeds-capturable", "payment-expired"],
      ],
    },
    async ({ params, body, caller, request }) => {
      const own = await ownPayment(gateway, params.payment, await caller());
      const amount = body.amountTiyn ?? own.found.state.held;
      const key = request.get("idempotency-key");
      return shown(params.payment, await captureHold(gateway, own, { amount, key }));
    },
    writes,
  );
  route(
    {
      method: "post",
      path: "/v1/payments/{payment}/cancel",
      tag: TAG,
      summary: "Give back what is held (void)",
      ...ofHold,
      answers,
      refusals: ["unauthenticated", "payment-unknown", "not-merchant", "exceeds-capturable"],
    },
    async ({ params, caller }) => {
      const own = await ownPayment(gateway, params.payment, await caller());
      return shown(params.payment, await voidHold(gateway, own));
    },
    writes,
  );
}
