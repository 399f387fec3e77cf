// What is paid and charged now, for the overview: merchants of the ledger's day, the last payment, the car at a charger.
import type pg from "pg";
import { z } from "zod";
import type { Gateway } from "../gateway.ts";
import { hash, time, tiyn, uint32, wh } from "../http/fields.ts";
import { named } from "../http/paging.ts";
import { timeOf } from "../http/show.ts";

/** Kazakhstan's days, seconds. */
const OFFSET = 5 * 3600;
const DAY = 86_400;

export const activity = z.object({
  payments: z.object({
    merchantsToday: z.int(),
    paymentsToday: z.int(),
    paidTodayTiyn: tiyn.meta({ description: "Payments in another token count what they are worth." }),
    last: z.object({ invoice: hash, merchant: uint32.nullable(), amountTiyn: tiyn, paidAt: time }).nullable(),
  }),
  charging: z
    .object({ device: uint32, pluggedAt: time, energyWh: wh, costTiyn: tiyn })
    .nullable()
    .meta({ description: "The car that was plugged in last and still is." }),
  tryPath: z
    .string()
    .nullable()
    .meta({ description: "A payment link for visitors, in the demonstration; null elsewhere." }),
});

interface Row {
  merchants: number;
  payments: number;
  paid: string;
  invoice_id: string | null;
  merchant: number | null;
  amount_tiyn: string | null;
  paid_at: number | null;
  device: number | null;
  plugged_at: number | null;
  energy_wh: string | null;
  cost: string | null;
  token: string | null;
}

const PAID = `SELECT invoice_id, receiver, payment, amount, block_number, log_index FROM ledger.payments
  UNION ALL SELECT invoice_id, receiver, payment, credited, block_number, log_index FROM ledger.box_sweeps WHERE credited > 0`;
const WORTH =
  "coalesce((SELECT q.amount_tiyn FROM payload.quoted_payments q WHERE q.payment = p.payment), p.amount)";

/** Payments of the day that holds a moment of the ledger, and who charges. */
export async function readActivity({ reads, demo }: Gateway, now: number): Promise<z.input<typeof activity>> {
  const dayStart = Math.floor((now + OFFSET) / DAY) * DAY - OFFSET;
  const row = (
    await (reads as pg.Pool).query<Row>(
      named(
        `SELECT d.*, l.*, c.*, CASE WHEN $2 THEN (SELECT token FROM payload.payment_links
           WHERE revoked_at IS NULL AND valid_to IS NULL AND max_uses IS NULL ORDER BY link LIMIT 1) END AS token
         FROM (SELECT count(DISTINCT p.receiver) AS merchants, count(*) AS payments, coalesce(sum(${WORTH}), 0)::numeric(78, 0) AS paid
                 FROM (${PAID}) p WHERE p.block_number >
                   (SELECT coalesce(max(number), -1) FROM (SELECT number FROM ledger.blocks WHERE timestamp < $1 ORDER BY number DESC LIMIT 1) b)) d
         LEFT JOIN LATERAL (SELECT p.invoice_id, i.merchant, ${WORTH} AS amount_tiyn, b.timestamp AS paid_at
                 FROM (${PAID}) p JOIN ledger.blocks b ON b.number = p.block_number
                 LEFT JOIN payload.invoices i ON i.invoice_id = p.invoice_id AND i.receiver = p.receiver
                 ORDER BY p.block_number DESC, p.log_index DESC LIMIT 1) l ON true
         LEFT JOIN LATERAL (SELECT device, plugged_at, energy_wh, ceil(energy_wh * price_tiyn_per_mwh / 1000000) AS cost
                 FROM payload.charging_sessions WHERE state IN ('plugged', 'charging') ORDER BY session DESC LIMIT 1) c ON true`,
        [dayStart, demo],
      ),
    )
  ).rows[0]!;
  return {
    payments: {
      ...{ merchantsToday: row.merchants, paymentsToday: row.payments, paidTodayTiyn: row.paid },
      last:
        row.invoice_id === null
          ? null
          : {
              ...{ invoice: row.invoice_id, merchant: row.merchant, amountTiyn: row.amount_tiyn! },
              paidAt: timeOf(row.paid_at!),
            },
    },
    charging:
      row.device === null
        ? null
        : {
            ...{ device: row.device, pluggedAt: timeOf(row.plugged_at!) },
            ...{ energyWh: row.energy_wh!, costTiyn: row.cost! },
          },
    tryPath: row.token === null ? null : `/l/${row.token}`,
  };
}
