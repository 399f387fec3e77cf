// Which tills give fiscal receipts, through which operator, and how their registers stand.
import { z } from "zod";
import { mustHold } from "../auth/rights.ts";
import { time } from "../http/fields.ts";
import type { Limiters } from "../http/limits.ts";
import type { Api } from "../http/route.ts";
import { timeOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { lockTill, storedTill } from "../reports/read.ts";
import { inTransaction } from "../transaction.ts";
import { isEndpointUrl } from "../webhooks/address.ts";
import { chainTip } from "../workers/ledger.ts";
import { REGISTERS, registerState, type RegisterRow } from "./store.ts";

const TAG = "Fiscal receipts";
const till = z.string().trim().min(1).max(60).nullable().default(null);

const register = z
  .object({
    till: z.string().nullable(),
    operator: z.string(),
    register: z.string(),
    state: z.enum(["online", "offline", "blocked"]).meta({
      description:
        "offline: the operator does not answer; blocked: for more than 72 hours, the till may not sell.",
    }),
    waiting: z.int(),
    refused: z.int(),
    waitingSince: time.nullable(),
    lastError: z.string().nullable(),
    sinceBlock: z.int(),
  })
  .meta({ id: "FiscalTill" });

const show = (row: RegisterRow, now: number) => ({
  ...{ till: row.till === "" ? null : row.till, operator: row.operator, register: row.register },
  ...{ state: registerState(row, now), waiting: row.waiting, refused: row.refused },
  waitingSince: row.oldest === null ? null : timeOf(Number(row.oldest)),
  lastError: row.last_error,
  sinceBlock: Number(row.since_block),
});

/** Declares the routes of fiscal tills. */
export function fiscalRoutes({ route, gateway }: Api, limiters: Limiters): void {
  const { pool, localWebhooks: local } = gateway;

  const read = async (merchant: number, name?: string): Promise<ReturnType<typeof show>[]> => {
    const now = (await chainTip(pool))?.timestamp ?? 0;
    const { rows } = await pool.query<RegisterRow>(
      `${REGISTERS} AND ($2::text IS NULL OR f.till = $2) GROUP BY f.number ORDER BY f.till`,
      [merchant, name ?? null],
    );
    return rows.map((row) => show(row, now));
  };

  route(
    {
      ...{ method: "get", path: "/v1/fiscal-tills", tag: TAG, rights: "merchant-read" },
      summary: "The merchant's tills that give fiscal receipts, and how their registers stand",
      answers: { 200: { description: "All of them.", schema: z.object({ items: z.array(register) }) } },
      refusals: ["unauthenticated"],
    },
    async ({ caller }) => ({
      body: { items: await read(mustHold(await caller(), "merchant-read").merchant) },
    }),
  );
  route(
    {
      ...{ method: "post", path: "/v1/fiscal-tills", tag: TAG, rights: "merchant-decide" },
      summary: "Have a till give fiscal receipts for what is paid from now on",
      description:
        "The operator is asked with `POST <operator>/receipts`; docs/operations/fiscal.md lays the request out. The same again changes nothing.",
      body: z.strictObject({
        till,
        operator: z.string().max(2_000),
        token: z.string().min(1).max(500),
        register: z.string().trim().min(1).max(60),
      }),
      answers: { 201: { description: "On.", schema: register } },
      refusals: ["unauthenticated", "fiscal-till-on", "fiscal-operator-refused", "chain-unreachable"],
    },
    async ({ body, caller }) => {
      if (!isEndpointUrl(body.operator, { local })) throw new ProblemError("fiscal-operator-refused");
      const { merchant } = mustHold(await caller(), "merchant-decide");
      const name = storedTill(body.till);
      await inTransaction(pool, async (client) => {
        await lockTill(client, { merchant, till: body.till });
        const tip = await chainTip(client);
        if (tip === undefined) throw new ProblemError("chain-unreachable");
        const { rowCount } = await client.query(
          `INSERT INTO payload.fiscal_tills (merchant, till, operator, token, register, since_block)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (merchant, till) WHERE until_block IS NULL DO UPDATE
             SET token = excluded.token WHERE fiscal_tills.operator = excluded.operator AND fiscal_tills.register = excluded.register`,
          [merchant, name, body.operator, body.token, body.register, tip.number + 1],
        );
        if (rowCount === 0) throw new ProblemError("fiscal-till-on");
      });
      return { status: 201, body: (await read(merchant, name))[0]! };
    },
    limiters.writes,
  );
  route(
    {
      ...{ method: "post", path: "/v1/fiscal-tills/off", tag: TAG, rights: "merchant-decide" },
      summary: "Have a till give no receipts for what is paid from now on; what waits is still asked for",
      body: z.strictObject({ till }),
      answers: { 204: { description: "Off." } },
      refusals: ["unauthenticated", "fiscal-till-unknown", "chain-unreachable"],
    },
    async ({ body, caller }) => {
      const { merchant } = mustHold(await caller(), "merchant-decide");
      await inTransaction(pool, async (client) => {
        await lockTill(client, { merchant, till: body.till });
        const tip = await chainTip(client);
        if (tip === undefined) throw new ProblemError("chain-unreachable");
        const { rowCount } = await client.query(
          "UPDATE payload.fiscal_tills SET until_block = $3 WHERE merchant = $1 AND till = $2 AND until_block IS NULL",
          [merchant, storedTill(body.till), tip.number + 1],
        );
        if (rowCount === 0) throw new ProblemError("fiscal-till-unknown");
      });
      return { status: 204 };
    },
    limiters.writes,
  );
}
