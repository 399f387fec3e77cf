// A list resource in one declaration: filters, keyset page, and where offered the whole of it as CSV.
import type pg from "pg";
import { z } from "zod";
import { ProblemError } from "../problems.ts";
import { sendCsv, wantsCsv } from "./csv.ts";
import { formatParam, pageOf, pageParams } from "./fields.ts";
import type { Limiters } from "./limits.ts";
import { readAll, readPage, type ListQuery } from "./paging.ts";
import type { Api, Checked, RouteText } from "./route.ts";

export interface ListResource<
  F extends z.ZodRawShape,
  Row extends pg.QueryResultRow,
  Item extends object,
  P extends z.ZodType = z.ZodUndefined,
> {
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly refusals?: readonly string[];
  readonly rights?: RouteText["rights"];
  /** Of the path. */
  readonly params?: P;
  readonly filters: F;
  readonly item: z.ZodType;
  readonly query: (
    filters: z.output<z.ZodObject<F>>,
    checked: Pick<Checked<P, z.ZodUndefined, z.ZodUndefined>, "caller" | "params">,
  ) => ListQuery | Promise<ListQuery>;
  readonly show: (row: Row) => Item;
  /** Notes what a page showed to whom. */
  readonly shown?: (
    rows: readonly Row[],
    checked: Pick<Checked<P, z.ZodUndefined, z.ZodUndefined>, "caller">,
  ) => Promise<void>;
  /** File name and columns of the CSV; left out where none is offered. */
  readonly csv?: { readonly name: string; readonly columns: readonly (keyof Item & string)[] };
}

/** Declares `GET` of a list. */
export function listRoute<
  F extends z.ZodRawShape,
  Row extends pg.QueryResultRow,
  Item extends object,
  P extends z.ZodType = z.ZodUndefined,
>({ route, gateway }: Api, { costly }: Limiters, resource: ListResource<F, Row, Item, P>): void {
  const { path, tag, summary, description, refusals = [], rights, params, filters, item, csv } = resource;
  const query = z.strictObject({ ...filters, ...pageParams, ...(csv ? formatParam : {}) });
  route(
    {
      method: "get",
      path,
      tag,
      summary,
      ...(description !== undefined && { description }),
      ...(rights !== undefined && { rights }),
      ...(params !== undefined && { params }),
      query,
      answers: {
        200: { description: "A page.", schema: pageOf(item), ...(csv && { types: ["text/csv"] }) },
      },
      refusals: ["cursor-invalid", ...refusals],
    },
    async ({ query: asked, params: place, request, response, caller }) => {
      const page = asked as { limit?: number; after?: string; format?: "json" | "csv" };
      const list = await resource.query(asked as z.output<z.ZodObject<F>>, { caller, params: place });
      if (csv !== undefined && wantsCsv(page.format, request.headers.accept)) {
        await new Promise<void>((resolve, reject) => {
          void costly(request, response, (failure?: unknown) =>
            failure === undefined ? resolve() : reject(failure as Error),
          );
          response.once("finish", resolve);
        });
        if (response.writableEnded) return null; // the limiter has answered
        if (page.after !== undefined || page.limit !== undefined)
          throw new ProblemError("filter-invalid", "CSV is the whole list: leave out limit and after.");
        await sendCsv(
          response,
          csv.name,
          csv.columns,
          shown(readAll<Row>(gateway.reads, list), resource.show),
        );
        return null;
      }
      const { rows, next } = await readPage<Row>(gateway.reads, list, page);
      await resource.shown?.(rows, { caller });
      return { body: { items: rows.map(resource.show), next } };
    },
  );
}

async function* shown<Row, Item>(
  pages: AsyncIterable<readonly Row[]>,
  show: (row: Row) => Item,
): AsyncGenerator<Item[]> {
  for await (const page of pages) yield page.map(show);
}
