// Cancelling: only the participant's account may.
import type { Hex } from "viem";
import { z } from "zod";
import { bigNumberParam } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { accountOf } from "../participants/account.ts";
import { readOrder } from "./queries.ts";
import {
  keepSignedCall,
  prepareCall,
  rawTransaction,
  unsignedTransaction,
  type Call,
} from "./signed-call.ts";
import { submission } from "./submissions.ts";

const TAG = "Orders";
const REFUSALS = ["order-unknown", "order-closed", "not-participant", "chain-unreachable"];

const cancelling = (order: number): Call => ({
  contract: "orderBook",
  functionName: "cancelOrder",
  args: [order],
});

/** Declares the routes that end an order. */
export function cancelRoutes({ route, gateway }: Api, { writes, costly }: Limiters): void {
  const params = z.object({ order: bigNumberParam });
  route(
    {
      method: "get",
      path: "/v1/orders/{order}/cancellation",
      tag: TAG,
      summary: "The transaction that cancels an order, ready to be signed by its participant's account",
      params,
      answers: { 200: { description: "Unsigned.", schema: unsignedTransaction } },
      refusals: REFUSALS,
    },
    async ({ params: { order } }) => {
      const { participant } = await readOrder(gateway.reads, order);
      return { body: await prepareCall(gateway, cancelling(order), await accountOf(gateway, participant)) };
    },
    costly,
  );
  route(
    {
      method: "post",
      path: "/v1/orders/{order}/cancellation",
      tag: TAG,
      summary: "Cancel an order with a signed transaction",
      description:
        "`rawTransaction` is what GET of this address answers, signed by the participant's account. It is kept before it is sent.",
      params,
      body: z.strictObject({ rawTransaction }),
      answers: {
        201: { description: "In a block.", schema: submission },
        202: { description: "Kept and sent.", schema: submission },
      },
      refusals: ["transaction-invalid", ...REFUSALS],
    },
    async ({ params: { order }, body }) =>
      await keepSignedCall(gateway, {
        ...cancelling(order),
        dedupe: `cancel-order/${order}`,
        raw: body.rawTransaction as Hex,
      }),
    writes,
  );
}
