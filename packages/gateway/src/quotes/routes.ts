// Routes of quotes: exchanges hand them in signed, everybody reads them.
import type { Hex } from "viem";
import { z } from "zod";
import { account, accountParam, hash, hashParam, hexBytes, time, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { listRoute } from "../http/list.ts";
import type { Api } from "../http/route.ts";
import { bytesOf, timeOf } from "../http/show.ts";
import { keepQuote, QUOTE_SELECT, quoteOf, readQuote, type KeptQuote, type QuoteRow } from "./store.ts";

const TAG = "Quotes";
const units = z
  .string()
  .regex(/^\d+$/)
  .meta({ description: "In the token's smallest unit.", example: "260" });
const quote = z
  .object({
    quote: hash,
    token: account,
    tokenAmount: units,
    amountTiyn: tiyn.meta({ description: "What `tokenAmount` is worth." }),
    validFrom: time,
    validTo: time,
    signer: account.meta({ description: "Held the exchange role when the quote was taken." }),
    signature: hexBytes,
  })
  .meta({ id: "Quote" });
const whole = z
  .string()
  .regex(/^[1-9]\d{0,27}$/, "a whole number above 0, in decimal")
  .transform(BigInt);
const seconds = z.iso.datetime().transform((text, context) => {
  const at = Date.parse(text) / 1000;
  if (Number.isInteger(at)) return at;
  context.addIssue({ code: "custom", message: "whole seconds" });
  return z.NEVER;
});

const show = (kept: KeptQuote) => ({
  quote: kept.hash,
  token: kept.token,
  tokenAmount: kept.tokenAmount.toString(),
  amountTiyn: kept.amountTiyn.toString(),
  validFrom: timeOf(kept.validFrom),
  validTo: timeOf(kept.validTo),
  signer: kept.signer,
  signature: kept.signature,
});

/** Declares the routes of quotes. */
export function quoteRoutes(api: Api, limiters: Limiters): void {
  const { gateway, route } = api;
  route(
    {
      method: "post",
      path: "/v1/quotes",
      tag: TAG,
      summary: "Hand in a quote that an exchange has signed (EIP-712 Quote)",
      description: "The signature is the right. It holds 60 seconds at most.",
      body: z.strictObject({
        token: accountParam,
        tokenAmount: whole,
        amountTiyn: whole,
        validFrom: seconds,
        validTo: seconds,
        signature: hexBytes.max(140),
      }),
      answers: { 201: { description: "Taken.", schema: quote } },
      refusals: [
        "quote-too-long",
        "quote-expired",
        "quote-signature-invalid",
        "token-not-listed",
        "chain-unreachable",
      ],
    },
    async ({ body: { signature, ...said } }) => {
      const kept = await keepQuote(gateway, said, signature as Hex);
      return { status: 201, body: show(kept), headers: { location: `/v1/quotes/${kept.hash}` } };
    },
    limiters.writes,
  );
  listRoute(api, limiters, {
    path: "/v1/quotes",
    tag: TAG,
    summary: "Quotes, the latest first",
    filters: { token: accountParam.optional() },
    item: quote,
    query: ({ token }) => ({
      select: QUOTE_SELECT,
      where: [token !== undefined && ["token = ?", bytesOf(token)]],
      keys: [{ column: "number", field: "number" }],
      descending: true,
    }),
    show: (row: QuoteRow) => show(quoteOf(row)),
  });
  route(
    {
      method: "get",
      path: "/v1/quotes/{quote}",
      tag: TAG,
      summary: "One quote with its signature",
      params: z.object({ quote: hashParam }),
      answers: { 200: { description: "The quote.", schema: quote } },
      refusals: ["quote-unknown"],
    },
    async ({ params }) => ({ body: show(await readQuote(gateway.pool, params.quote)) }),
  );
}
