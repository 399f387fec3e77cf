// Rows of a submission or a truth out of what somebody typed or chose, and the hash that a hidden truth is committed to. Pure but for the digest.
import { csvRows } from "../publish/csv-text.ts";
import { delimiterOf } from "../publish/guess-mapping.ts";
import type { ProblemRow } from "./answers.ts";

/** The rows of a CSV text with a header line: the first column is the key, the second the value. */
export function rowsOf(text: string): ProblemRow[] {
  const [, ...rows] = csvRows(text, delimiterOf(text));
  return rows
    .map(({ cells: [key = "", value = ""] }) => ({ key: key.trim(), value: value.trim() }))
    .filter(({ key, value }) => key !== "" || value !== "");
}

/** Rows as the file that is committed to. */
const rowsCsv = (rows: readonly ProblemRow[]): string =>
  ["key,value", ...rows.map(({ key, value }) => `${key},${value}`), ""].join("\n");

const hexOf = (bytes: Uint8Array): string =>
  `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** A fresh salt with the hash of salt and rows: the hash is published, the salt is kept until the deadline. */
export async function commit(
  rows: readonly ProblemRow[],
  salt = crypto.getRandomValues(new Uint8Array(32)),
): Promise<{ salt: string; commitment: string }> {
  const text = new TextEncoder().encode(rowsCsv(rows));
  const bytes = new Uint8Array(salt.length + text.length);
  bytes.set(salt);
  bytes.set(text, salt.length);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return { salt: hexOf(salt), commitment: hexOf(new Uint8Array(digest)) };
}
