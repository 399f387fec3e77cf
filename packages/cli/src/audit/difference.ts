// The one thing that an audit is about: what the database says, and what follows from the chain and the payloads.
import { CommandError } from "../errors.ts";

/** The first difference that an audit found: where, what stands there, what should. */
export class AuditDifferenceError extends CommandError {
  readonly place: string;
  readonly found: string;
  readonly derived: string;

  constructor(place: string, found: string, derived: string) {
    super("audit-difference", `${place}: the database has ${found}; derived again it is ${derived}.`, {
      fields: { place, found, derived },
    });
    this.place = place;
    this.found = found;
    this.derived = derived;
  }
}

const shown = (value: unknown): string =>
  value instanceof Uint8Array
    ? `0x${Buffer.from(value).toString("hex")}`
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

/** Ends the audit where two values differ. @throws {AuditDifferenceError} */
export function requireSame(place: string, found: unknown, derived: unknown): void {
  if (shown(found) !== shown(derived)) throw new AuditDifferenceError(place, shown(found), shown(derived));
}

/** `bytea` as hex with 0x. */
export const hexOf = (bytes: Uint8Array): `0x${string}` => `0x${Buffer.from(bytes).toString("hex")}`;
