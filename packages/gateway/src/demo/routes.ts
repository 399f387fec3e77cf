// In the demonstration only: simulated money for a wallet that has none, once. Nowhere else is this route declared.
import type pg from "pg";
import type { Address } from "viem";
import { keccak256, toHex } from "viem";
import { z } from "zod";
import { account, accountParam, hash, tiyn } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { ISSUER_KEY } from "../issuance/issue.ts";
import { enqueue, findIntent } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";

/** 5,000 tenge: some weeks of coffee. */
export const DEMO_TIYN = 500_000n;

const given = z
  .object({
    account,
    amountTiyn: tiyn,
    simulated: z.literal(true).meta({ description: "No bank holds money for it." }),
    state: z.enum(["queued", "sent", "mined", "final", "refused"]),
    txHash: hash.nullable(),
  })
  .meta({ id: "DemoTenge" });

const giftOf = (to: Address): string => `demo/tenge/${to.toLowerCase()}`;

/** Whether an account was given its demo money. */
export const isGiven = async (db: pg.Pool, to: Address): Promise<boolean> =>
  (await findIntent(db, giftOf(to))) !== undefined;

/** Declares the demonstration's own route. */
export function demoRoutes({ gateway, route }: Api, limiters: Limiters): void {
  const { pool } = gateway;
  route(
    {
      method: "post",
      path: "/v1/demo/tenge",
      tag: "Wallets",
      summary: "Give a wallet 5,000 simulated tenge, once (demonstration only)",
      body: z.strictObject({ account: accountParam }),
      answers: {
        201: { description: "In a block.", schema: given },
        202: { description: "On its way.", schema: given },
      },
    },
    async ({ body: { account: to } }) => {
      const dedupe = giftOf(to);
      await inTransaction(pool, async (client) => {
        await enqueue(client, {
          ...{ dedupe, signer: ISSUER_KEY, contract: "tenge", functionName: "mint" },
          args: [to, DEMO_TIYN, keccak256(toHex(`alatau-ledger/${dedupe}`))],
        });
      });
      const { state, txHash } = (await findIntent(pool, dedupe))!;
      const status = state === "mined" || state === "final" ? 201 : 202;
      const body = { account: to, amountTiyn: DEMO_TIYN.toString(), simulated: true, state, txHash };
      return { status, body };
    },
    limiters.writes,
  );
}
