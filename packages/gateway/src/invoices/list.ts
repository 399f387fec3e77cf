// A merchant's invoices, a page at a time.
import type pg from "pg";
import { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { mustHold, tillOf } from "../auth/rights.ts";
import { readPage } from "../http/paging.ts";
import { INVOICE_SELECT, invoiceOf, withStates, type InvoiceWithState } from "./store.ts";

/** By what the list may be narrowed. */
export const invoiceFilters = {
  till: z.string().max(60).optional(),
  createdBy: z.string().max(100).optional(),
  reference: z.string().max(100).optional(),
  from: z.iso.datetime().optional().meta({ description: "Made then or later." }),
  to: z.iso.datetime().optional().meta({ description: "Made before." }),
  paid: z.enum(["yes", "no"]).optional().meta({ description: "Whether anything was collected." }),
};

type Asked = z.output<z.ZodObject<typeof invoiceFilters>> & {
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
};

/** Whether money came for an invoice, as SQL. */
const COLLECTED = `(EXISTS (SELECT 1 FROM ledger.payments p WHERE p.invoice_id = i.invoice_id AND p.receiver = i.receiver)
  OR EXISTS (SELECT 1 FROM ledger.box_sweeps b WHERE b.invoice_id = i.invoice_id AND b.receiver = i.receiver AND b.credited > 0))`;

/** The latest first; of its till for who is bound to one. @throws {ProblemError} `till-foreign`, `cursor-invalid` */
export async function pageOfInvoices(
  pool: pg.Pool,
  asking: Caller,
  asked: Asked,
): Promise<{ found: InvoiceWithState[]; next: string | null }> {
  const work = mustHold(asking, "merchant-read");
  const till = tillOf(work, asked.till ?? null);
  const { rows, next } = await readPage(
    pool,
    {
      select: INVOICE_SELECT,
      where: [
        ["i.merchant = ?", work.merchant],
        till !== null && ["i.till = ?", till],
        asked.createdBy !== undefined && ["i.created_by = ?", asked.createdBy],
        asked.reference !== undefined && ["i.reference = ?", asked.reference],
        asked.from !== undefined && ["i.created_at >= ?", asked.from],
        asked.to !== undefined && ["i.created_at < ?", asked.to],
        asked.paid !== undefined && [`${COLLECTED} = ?`, asked.paid === "yes"],
      ],
      keys: [{ column: "i.number", field: "number" }],
      descending: true,
    },
    asked,
  );
  const found = await withStates(
    pool,
    rows.map((row) => invoiceOf(row as never)),
  );
  return { found, next };
}
