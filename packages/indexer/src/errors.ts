// What can go wrong between chain and database. The codes are stable; an operator acts on each of them differently.
import { LedgerError } from "@alatau/sdk/blocks";

/** The port that PostgreSQL was told to use belongs to another program. */
export class PortBusyError extends LedgerError {
  constructor(port: number) {
    super("port-busy", `Port ${port} is in use by another program; choose another one or stop it.`, { port });
  }
}

/** PostgreSQL could not write. */
export class DiskFullError extends LedgerError {
  constructor(folder: string) {
    super("disk-full", `No space is left for the database in ${folder}.`, { folder });
  }
}

/** PostgreSQL did not come up; `detail` ends with its own last words. */
export class DatabaseStartError extends LedgerError {
  constructor(detail: string, fields: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super("database-cannot-start", `PostgreSQL cannot start: ${detail}`, fields, cause);
  }
}

/** Nobody answers at the address of a database. */
export class DatabaseUnreachableError extends LedgerError {
  constructor(detail: string, cause?: unknown) {
    super("database-unreachable", `The database cannot be reached: ${detail}`, {}, cause);
  }
}

/** A migration that was applied once reads differently now: forward only, so write a new one instead. */
export class MigrationChangedError extends LedgerError {
  constructor(schema: string, migration: string) {
    super("migration-changed", `Migration ${migration} of schema ${schema} differs from the one applied.`, {
      schema,
      migration,
    });
  }
}

/** The node does not answer, or not in JSON-RPC; worth another try. */
export class NodeUnreachableError extends LedgerError {
  constructor(detail: string, cause?: unknown) {
    super("node-unreachable", `The node cannot be reached: ${detail}`, {}, cause);
  }
}

/** The node answered a call with an error. */
export class NodeRefusedError extends LedgerError {
  constructor(method: string, reason: string) {
    super("node-refused", `The node refused ${method}: ${reason}`, { method, reason });
  }
}

/** The node serves another chain than `network.json` describes. */
export class WrongChainError extends LedgerError {
  constructor(field: "chainId" | "genesisHash", found: string, expected: string) {
    super("wrong-chain", `The node's ${field} is ${found}, not ${expected}.`, { field, found, expected });
  }
}

/** A header's fields do not give the hash that the node says it has. */
export class HeaderHashError extends LedgerError {
  constructor(block: number, found: string, expected: string) {
    super("header-does-not-hash", `Header ${block} hashes to ${found}, not to ${expected}.`, {
      block,
      found,
      expected,
    });
  }
}

/** A block's receipts do not hash into the root of its header: a log was changed, added or left out. */
export class ReceiptsRootError extends LedgerError {
  constructor(block: number, found: string, expected: string) {
    super("receipts-do-not-hash", `Receipts of block ${block} hash to ${found}, not to ${expected}.`, {
      block,
      found,
      expected,
    });
  }
}

/** Consecutive blocks that the node serves, again and again, do not follow one another. */
export class BlocksNotLinkedError extends LedgerError {
  constructor(block: number, found: string, expected: string) {
    super("blocks-not-linked", `Block ${block} names ${found} as its parent, not ${expected}.`, {
      block,
      found,
      expected,
    });
  }
}

/** A log of our contracts that does not fit what is stored already: a wrong start block, or a fault of ours. */
export class ProjectionError extends LedgerError {
  constructor(detail: string, fields: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super("projection-failed", detail, fields, cause);
  }
}
