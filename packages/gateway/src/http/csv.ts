// CSV as RFC 4180 has it, safe to open in a spreadsheet: a cell that begins like a formula is preceded by an apostrophe.
import { once } from "node:events";
import type { ServerResponse } from "node:http";

/** One cell. Numbers with a sign stay numbers; other text that a spreadsheet would compute is defused. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  const safe = /^[=+\-@\t\r\n]/.test(text) && !/^-?\d+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, its end included. */
export const csvLine = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/** Whether the caller asks for CSV: `?format=csv`, or an Accept header that prefers it. */
export const wantsCsv = (format: string | undefined, accept: string | undefined): boolean =>
  format === "csv" || (format === undefined && accept !== undefined && /^\s*text\/csv\b/.test(accept));

/** Streams rows page after page and waits for slow readers; stops when the reader has gone. */
export async function sendCsv<Row extends object>(
  response: ServerResponse,
  name: string,
  columns: readonly (keyof Row & string)[],
  pages: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const iterator = pages[Symbol.asyncIterator]();
  let page = await iterator.next(); // a failure of the first page can still be answered as a problem
  response.writeHead(200, {
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-disposition": `attachment; filename="${name}.csv"`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  response.write(csvLine(columns));
  for (; page.done !== true && !response.destroyed; page = await iterator.next()) {
    const text = page.value.map((row) => csvLine(columns.map((column) => row[column]))).join("");
    if (!response.write(text)) await Promise.race([once(response, "drain"), once(response, "close")]);
  }
  await iterator.return?.(undefined);
  response.end();
}
