// The merchant's reserve for refunds: what it put into the contract so that money can go back without its signature.
import { ABIS } from "@alatau/sdk";
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { account, accountParam } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { accountOf } from "../participants/account.ts";

/** Declares the route that tells how much there is. */
export function reserveRoute({ gateway, route }: Api, { costly }: Limiters): void {
  const { chain, network } = gateway;
  route(
    {
      method: "get",
      path: "/v1/refunds/reserve",
      tag: "Payments",
      summary: "What the merchant's reserve for refunds holds now, as the contract says",
      rights: "merchant-read",
      query: z.strictObject({ token: accountParam.optional().meta({ description: "Tenge when absent." }) }),
      answers: {
        200: {
          description: "In the token's smallest unit; tiyn for tenge.",
          schema: z.object({ token: account, amount: z.string().regex(/^\d+$/) }),
        },
      },
      refusals: ["unauthenticated", "participant-unknown", "chain-unreachable"],
    },
    async ({ query: { token = network.contracts.tenge }, caller }) => {
      const receiver = await accountOf(gateway, mustHold(await caller(), "merchant-read").merchant);
      const amount = await chain.readContract({
        ...{ address: network.contracts.payments, abi: ABIS.payments, functionName: "reserveOf" },
        args: [receiver, token],
      });
      return { body: { token, amount: String(amount) } };
    },
    costly,
  );
}
