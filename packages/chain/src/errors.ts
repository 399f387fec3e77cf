// What can go wrong with the embedded chain and its deployment, one line each.
import { LedgerError } from "@alatau/sdk";

/** Another program listens on the port. */
export class PortBusyError extends LedgerError {
  constructor(port: number) {
    super("port-busy", `Port ${port} is in use by another program; choose another one or stop it.`, { port });
  }
}

/** No Anvil binary that could be started. */
export class AnvilMissingError extends LedgerError {
  constructor(looked: readonly string[], cause?: unknown) {
    super(
      "anvil-missing",
      `Anvil was not found (looked for: ${looked.join(", ")}). Install Foundry, or give «npx -y @foundry-rs/anvil@1.7.1» a network connection.`,
      { looked },
      cause,
    );
  }
}

/** An Anvil of another version: blocks might not be repeated exactly. */
export class AnvilVersionError extends LedgerError {
  constructor(found: string, expected: string) {
    super(
      "anvil-version",
      `Anvil ${found} answers, ${expected} is needed: the chain's log is replayed by the version that wrote it.`,
      { found, expected },
    );
  }
}

/** The node ended by itself, or did not come up. */
export class NodeStoppedError extends LedgerError {
  constructor(detail: string, cause?: unknown) {
    super("chain-node-stopped", `The embedded node stopped: ${detail}`, { detail }, cause);
  }
}

/** A live process already runs the chain of this data folder. */
export class ChainInUseError extends LedgerError {
  constructor(pid: number) {
    super("chain-in-use", `The chain in this data folder is run by process ${pid} already.`, { pid });
  }
}

/** The files of the chain do not lead to the blocks that they promise. */
export class ChainLogError extends LedgerError {
  constructor(detail: string, fields: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super("chain-log-invalid", `The chain's files cannot be continued: ${detail}`, fields, cause);
  }
}

/** The disk refused to take more. */
export class DiskFullError extends LedgerError {
  constructor(path: string, cause: unknown) {
    super("disk-full", `No space is left to write ${path}.`, { path }, cause);
  }
}

/** A JSON-RPC endpoint answered with an error. */
export class RpcError extends LedgerError {
  constructor(method: string, detail: string, cause?: unknown) {
    super("chain-rpc-failed", `${method}: ${detail}`, { method, detail }, cause);
  }
}

/** The data folder has no keys, or not in the form that is expected. */
export class KeysInvalidError extends LedgerError {
  constructor(path: string, detail: string) {
    super("keys-invalid", `${path}: ${detail}`, { path, detail });
  }
}

/** What stands on the chain is not what this deployment would make. */
export class DeploymentMismatchError extends LedgerError {
  constructor(detail: string, fields: Readonly<Record<string, unknown>> = {}) {
    super("deployment-mismatch", `The deployment cannot be continued: ${detail}`, fields);
  }
}

/** A transaction or a contract beyond what every engine takes (EIP-7825, EIP-170). */
export class DeploymentLimitError extends LedgerError {
  constructor(what: string, found: bigint, allowed: bigint) {
    super("deployment-limit", `${what}: ${found} is above the limit of ${allowed}.`, {
      what,
      found,
      allowed,
    });
  }
}
