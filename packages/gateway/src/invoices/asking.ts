// What a merchant asks for when it makes an invoice, or a payment intent, which is one.
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { mustHold, tillOf } from "../auth/rights.ts";
import type { Gateway } from "../gateway.ts";
import { accountParam, price, wholeTiyn } from "../http/fields.ts";
import { ProblemError } from "../problems.ts";
import { line } from "./answer.ts";
import { createInvoice } from "./create.ts";
import { returnUrlField } from "./return-url.ts";
import { withStates, type InvoiceWithState } from "./store.ts";

/** A day; the longest an invoice may stay open is 30. */
const DAY = 86_400;

/** What `POST /v1/invoices` takes; `local`: whether a return address may be on this machine. */
export const invoiceBody = (local: boolean) =>
  z.strictObject({
    amountTiyn: price.meta({ description: "125000 is 1,250.00 tenge." }),
    toleranceTiyn: wholeTiyn
      .default("0")
      .transform(BigInt)
      .meta({ description: "Up to so much less still counts as paid." }),
    description: z.string().trim().min(1).max(500).optional(),
    lines: z.array(line).max(200).default([]),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "The merchant's own number; used once." }),
    till: z.string().trim().min(1).max(60).optional(),
    capture: z.enum(["automatic", "manual"]).default("automatic"),
    late: z
      .enum(["accept", "return"])
      .default("accept")
      .meta({ description: "What becomes of plain transfers after the invoice has expired." }),
    tokens: z
      .array(accountParam)
      .max(10)
      .default([])
      .meta({ description: "Tokens taken beside tenge, at a quote in force when the payer signs." }),
    payWithinSeconds: z
      .int()
      .min(60)
      .max(30 * DAY)
      .default(DAY),
    returnUrl: returnUrlField(local).optional(),
  });

/** Codes with which making an invoice may be refused. */
export const INVOICE_REFUSALS = [
  ...["unauthenticated", "till-foreign"],
  ...["invoice-reference-taken", "participant-unknown", "chain-unreachable"],
];

/**
 * Makes the invoice that was asked for, once for a key.
 * @throws {ProblemError} `request-invalid` where lines or tolerance do not fit the amount, and what {@link createInvoice} throws
 */
export async function askedInvoice(
  gateway: Gateway,
  asking: Caller,
  body: z.output<ReturnType<typeof invoiceBody>>,
  key: string | undefined,
): Promise<InvoiceWithState> {
  const work = mustHold(asking, "merchant-sell");
  const sum = body.lines.reduce((total, { amountTiyn }) => total + BigInt(amountTiyn), 0n);
  if (body.lines.length > 0 && sum !== body.amountTiyn)
    throw new ProblemError("request-invalid", "The lines do not sum to the amount.");
  if (body.toleranceTiyn >= body.amountTiyn)
    throw new ProblemError("request-invalid", "The tolerance must be below the amount.");
  const made = await createInvoice(gateway, {
    ...{ merchant: work.merchant, amountTiyn: body.amountTiyn, toleranceTiyn: body.toleranceTiyn },
    ...{ description: body.description ?? null, lines: body.lines, reference: body.reference ?? null },
    ...{ till: tillOf(work, body.till ?? null), capture: body.capture, late: body.late },
    ...{ tokens: body.tokens, returnUrl: body.returnUrl ?? null },
    ...{ payWithin: body.payWithinSeconds, createdBy: asking.name, key },
  });
  const [found] = await withStates(gateway.pool, [made]);
  return found!;
}
