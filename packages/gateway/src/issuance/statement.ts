// A bank's file as statements of an account: read by its media type. Nothing is guessed.
import { readBankCsv, readCamt053, type AccountStatement } from "@alatau/formats";

/** Media types of statements. */
export const STATEMENT_TYPES = ["application/xml", "text/xml", "text/csv"] as const;

/** The statements of a file, oldest first. @throws {BankStatementError} `statement-unreadable` */
export function readStatements(bytes: Buffer, mediaType: string): AccountStatement[] {
  const text = bytes.toString("utf8");
  const statements = mediaType === "text/csv" ? [readBankCsv(text)] : readCamt053(text);
  return statements.toSorted((one, other) => (one.firstDay < other.firstDay ? -1 : 1));
}
