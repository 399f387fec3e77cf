// The facilitator of x402 v2: what it supports, whether a payment is valid, and its settlement. Answers as the specification has them.
import { z } from "zod";
import { account } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { accountOf } from "../participants/account.ts";
import { paidRoutes } from "./paid.ts";
import { settle } from "./settle.ts";
import { caip2, payloadSchema, requirementsSchema, SCHEME, X402_VERSION } from "./terms.ts";
import { verify } from "./verify.ts";

const TAG = "x402";
const DEFAULT_WAIT_SECONDS = 20;

const request = z.looseObject({
  x402Version: z.number().optional(),
  paymentPayload: z.unknown(),
  paymentRequirements: z.unknown(),
});
const verdict = z
  .object({
    isValid: z.boolean(),
    invalidReason: z.string().optional(),
    invalidMessage: z.string().optional(),
    payer: account.optional(),
  })
  .meta({ id: "X402VerifyResponse" });
const settlement = z
  .object({
    success: z.boolean(),
    errorReason: z
      .string()
      .optional()
      .meta({ description: "`settlement_pending`: not known yet; ask again." }),
    errorMessage: z.string().optional(),
    payer: account.optional(),
    transaction: z.string().meta({ description: "Empty as long as nothing was broadcast." }),
    network: z.string(),
  })
  .meta({ id: "X402SettleResponse" });
const supported = z
  .object({
    kinds: z.array(z.looseObject({ x402Version: z.int(), scheme: z.string(), network: z.string() })),
    extensions: z.array(z.string()),
    signers: z.record(z.string(), z.array(account)),
  })
  .meta({ id: "X402Supported" });

/** How long a caller wants to wait (RFC 7240, `Prefer: wait=…`), ms; at most what is usual here. */
export function waitMsOf(prefer: string | undefined): number {
  const seconds = /(?:^|[,;]\s*)wait=(\d{1,3})(?=\s*(?:[,;]|$))/i.exec(prefer ?? "")?.[1];
  return Math.min(Number(seconds ?? DEFAULT_WAIT_SECONDS), DEFAULT_WAIT_SECONDS) * 1000;
}

/** Declares the facilitator's routes and the paid ones. */
export function x402Routes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  const network = caip2(gateway.network);
  route(
    {
      method: "get",
      path: "/x402/supported",
      tag: TAG,
      summary: "The kinds of payment that are verified and settled here",
      answers: { 200: { description: "One kind: exact, in tenge.", schema: supported } },
    },
    async () => ({
      body: {
        kinds: [{ x402Version: X402_VERSION, scheme: SCHEME, network }],
        extensions: [],
        signers: { "eip155:*": [await accountOf(gateway, gateway.network.accounts.operator)] },
      },
    }),
  );
  const taken = (body: z.output<typeof request>) => {
    const paid = payloadSchema.safeParse(body.paymentPayload);
    const asked = requirementsSchema.safeParse(body.paymentRequirements);
    if (!paid.success) return "invalid_payload";
    return asked.success ? { paid: paid.data, asked: asked.data } : "invalid_payment_requirements";
  };
  route(
    {
      method: "post",
      path: "/x402/verify",
      tag: TAG,
      summary: "Whether a payment would be settled now",
      description: "Signature, balance, amount, time window, recipient, simulation, in this order.",
      body: request,
      answers: { 200: { description: "The verdict.", schema: verdict } },
      refusals: ["chain-unreachable"],
    },
    async ({ body }) => {
      const parts = taken(body);
      if (typeof parts === "string") return { body: { isValid: false, invalidReason: parts } };
      return { body: await verify(gateway, parts.paid, parts.asked) };
    },
    limiters.writes,
  );
  route(
    {
      method: "post",
      path: "/x402/settle",
      tag: TAG,
      summary: "Settle a payment and wait for its block",
      description:
        "The same payload again has the same answer. `Prefer: wait=0` to `wait=20` shortens the waiting; what is not known then is `settlement_pending`.",
      body: request,
      answers: { 200: { description: "The settlement.", schema: settlement } },
      refusals: ["chain-unreachable"],
    },
    async ({ body, request: { headers } }) => {
      const parts = taken(body);
      if (typeof parts === "string")
        return { body: { success: false, errorReason: parts, transaction: "", network } };
      const waitMs = waitMsOf(headers["prefer"] as string | undefined);
      return { body: await settle(gateway, parts.paid, parts.asked, { resource: null, waitMs }) };
    },
    limiters.writes,
  );
  paidRoutes(api, limiters);
}
