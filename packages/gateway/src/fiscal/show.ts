// How an invoice shows its fiscal receipt.
import { z } from "zod";
import { time } from "../http/fields.ts";
import { timeOf } from "../http/show.ts";
import type { FiscalState } from "./store.ts";

export const fiscal = z
  .object({
    state: z.enum(["waiting", "late", "issued", "refused"]).meta({
      description: "late: not given within 15 minutes; it is still asked for.",
    }),
    number: z.string().nullable(),
    qr: z.string().nullable().meta({ description: "What the receipt's QR code says." }),
    simulated: z.boolean().meta({ description: "By a simulator: worth nothing at the tax body." }),
    deadline: time,
    refunds: z.array(z.string()).meta({ description: "Numbers of refunds' receipts." }),
  })
  .nullable()
  .meta({ id: "Fiscal", description: "Null where the till gives no receipts, or nothing is sold." });

/** The receipt of an invoice as it is answered. */
export const showFiscal = (state: FiscalState | null) =>
  state && {
    ...{ state: state.state, number: state.number, qr: state.qr, simulated: state.simulated },
    ...{ deadline: timeOf(state.deadline), refunds: state.refunds },
  };
