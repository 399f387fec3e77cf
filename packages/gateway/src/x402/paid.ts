// Routes that are paid by x402: an offer with 402, then what was asked for once the payment is in a block.
import { z } from "zod";
import type { Request } from "express";
import type { Gateway } from "../gateway.ts";
import type { Answer } from "../http/answers.ts";
import { csvLine } from "../http/csv.ts";
import { numberParam } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import { readAll } from "../http/paging.ts";
import type { Api } from "../http/route.ts";
import { accountOf } from "../participants/account.ts";
import { ProblemError } from "../problems.ts";
import type { SlotRow } from "../slots/queries.ts";
import { slotsQuery } from "../slots/queries.ts";
import { showSlot } from "../slots/routes.ts";
import { PENDING, settle } from "./settle.ts";
import { fromHeader, offer, payloadSchema, requirementsSchema, toHeader, X402_VERSION } from "./terms.ts";

/** How long a client waits for its block before it is told to come again, ms. */
const WAIT_MS = 20_000;
const SLOTS_A_DAY = 96;
const DEFAULT_PRICE_TIYN = "5000";

interface Goods {
  readonly text: string;
  readonly type: string;
  readonly description: string;
}

/** The price of a paid answer, tiyn, from `ALATAU_X402_PRICE_TIYN`. @throws {RangeError} when it is no whole number above 0 */
export function priceFrom(env: NodeJS.ProcessEnv): bigint {
  const text = env["ALATAU_X402_PRICE_TIYN"] ?? DEFAULT_PRICE_TIYN;
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new RangeError(`ALATAU_X402_PRICE_TIYN is «${text}», not whole tiyn above 0.`);
  return BigInt(text);
}

/**
 * Answers with goods that are ready once they are paid for. One payment unlocks one address; the same payment again shows it again.
 * @throws {ProblemError} `payment-required` with the offer, `settlement-pending`, `settlement-refused`, `payment-signature-malformed`
 */
async function sell(gateway: Gateway, request: Request, amountTiyn: bigint, goods: Goods): Promise<Answer> {
  const { network } = gateway;
  const payTo = await accountOf(gateway, network.accounts.operator);
  const accepted = offer(network, { amountTiyn, payTo });
  const required = (error: string, more: Record<string, string> = {}): ProblemError => {
    const url = `${request.protocol}://${request.get("host") ?? "localhost"}${request.originalUrl}`;
    const resource = { url, description: goods.description, mimeType: goods.type };
    const value = { x402Version: X402_VERSION, error, resource, accepts: [accepted] };
    const headers = { "payment-required": toHeader(value), ...more };
    return new ProblemError("payment-required", error, { headers });
  };
  const header = request.get("payment-signature");
  if (header === undefined) throw required("PAYMENT-SIGNATURE header is required");
  const paid = payloadSchema.safeParse(fromHeader(header));
  if (!paid.success) throw new ProblemError("payment-signature-malformed");
  const asked = requirementsSchema.parse(accepted);
  const options = { resource: request.originalUrl.slice(0, 500), waitMs: WAIT_MS };
  const settlement = await settle(gateway, paid.data, asked, options);
  const headers = { "payment-response": toHeader(settlement) };
  if (settlement.success) return { text: goods.text, type: `${goods.type}; charset=utf-8`, headers };
  const { errorReason = "", transaction } = settlement;
  if (errorReason === PENDING)
    throw new ProblemError("settlement-pending", undefined, { headers: { ...headers, "retry-after": "2" } });
  if (transaction !== "") throw new ProblemError("settlement-refused", errorReason, { headers });
  throw required(errorReason, headers);
}

const COLUMNS = [
  "zone",
  "slot",
  "startsAt",
  "endsAt",
  "priceTiynPerMWh",
  "tradedWh",
  "sales",
  "setHash",
] as const;

/** The settled slots of a day in UTC with their prices, as CSV, the latest first; undefined when there are none. */
async function pricesOfDay({ reads }: Gateway, zone: number, day: string): Promise<string | undefined> {
  const slotFrom = Date.parse(`${day}T00:00:00Z`) / 900_000;
  const slotTo = slotFrom + SLOTS_A_DAY - 1;
  const lines: string[] = [];
  for await (const rows of readAll<SlotRow>(reads, slotsQuery({ zone, slotFrom, slotTo, settled: "true" })))
    for (const row of rows) {
      const shown = showSlot(row);
      lines.push(csvLine(COLUMNS.map((column) => shown[column])));
    }
  return lines.length === 0 ? undefined : csvLine(COLUMNS) + lines.join("");
}

/** Declares the paid routes. */
export function paidRoutes({ gateway, route }: Api, { writes }: Limiters): void {
  const price = priceFrom(process.env);
  route(
    {
      method: "get",
      path: "/v1/paid/prices/{zone}/{day}",
      tag: "x402",
      summary: "A zone's settled slots of one day with their prices, as CSV, paid by x402",
      description:
        "Without PAYMENT-SIGNATURE the answer is 402 with the offer in PAYMENT-REQUIRED; with it the CSV and PAYMENT-RESPONSE. The day is in UTC.",
      params: z.object({ zone: numberParam, day: z.iso.date() }),
      answers: { 200: { description: "CSV.", types: ["text/csv"] } },
      refusals: [
        ...["payment-required", "payment-signature-malformed", "settlement-pending"],
        ...["settlement-refused", "slot-unknown", "chain-unreachable"],
      ],
    },
    async ({ params: { zone, day }, request }) => {
      const text = await pricesOfDay(gateway, zone, day);
      if (text === undefined) throw new ProblemError("slot-unknown"); // nobody pays for nothing
      const description = `Settled slots of zone ${zone} on ${day} with their prices`;
      return await sell(gateway, request, price, { text, type: "text/csv", description });
    },
    writes,
  );
}
