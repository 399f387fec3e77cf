// The node as a process: its port, its file of the process id, its end.
import { execFileSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { spawnAnvil, type AnvilCommand } from "./anvil.ts";
import { NodeStoppedError, PortBusyError } from "./errors.ts";
import { callRpc, toQuantity } from "./rpc.ts";

/** Where the node and its front listen. */
export const HOST = "127.0.0.1";
const START_TIMEOUT_MS = 60_000;
/** States of this many last blocks are kept for calls and proofs; without the flag all older ones go to disk, gigabytes of them. */
const STATES_KEPT = 8;

/** EIP-7825 caps a transaction at 2^24; ours must fit below 16 M. */
export const BLOCK_GAS_LIMIT = 30_000_000;

/** What a chain is made of besides its blocks: the same terms give the same genesis hash. */
export interface GenesisTerms {
  readonly chainId: number;
  readonly genesisTime: number;
}

/** A port nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Files of a node. */
export interface NodeFiles {
  readonly cache: string;
  /** What the chain begins with. */
  readonly genesis: string;
}

/** Anvil's flags; docs/decisions says why each is there. */
export const nodeArguments = (
  { chainId, genesisTime }: GenesisTerms,
  port: number,
  { cache, genesis }: NodeFiles,
): string[] => [
  ...["--host", HOST, "--port", String(port), "--quiet", "--no-cors", "--no-request-size-limit"],
  ...["--chain-id", String(chainId), "--timestamp", String(genesisTime), "--hardfork", "osaka"],
  ...["--accounts", "0", "--disable-default-create2-deployer"],
  ...["--base-fee", "0", "--gas-price", "0", "--disable-min-priority-fee"],
  ...["--gas-limit", String(BLOCK_GAS_LIMIT), "--enable-tx-gas-limit"],
  ...["--no-mining", "--order", "fifo", "--prune-history", String(STATES_KEPT)],
  ...["--cache-path", cache, "--init", genesis],
];

/** A started node that answers at `rpcUrl`, on a port of its own. */
export interface NodeProcess {
  readonly pid: number;
  readonly port: number;
  readonly rpcUrl: string;
  /** Settles when the process has ended; the text says how. */
  readonly ended: Promise<string>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** Somebody else may take the free port before the node does. */
const PORT_ATTEMPTS = 3;

/** Starts a node on a free port and waits until it answers. Throws `chain-node-stopped`. */
export async function startNode(
  command: AnvilCommand,
  terms: GenesisTerms,
  files: NodeFiles,
): Promise<NodeProcess> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startNodeAt(await freePort(), command, terms, files);
    } catch (failure) {
      if (!(failure instanceof PortBusyError) || attempt === PORT_ATTEMPTS) throw failure;
    }
  }
}

async function startNodeAt(
  port: number,
  command: AnvilCommand,
  terms: GenesisTerms,
  files: NodeFiles,
): Promise<NodeProcess> {
  const child = spawnAnvil(command, nodeArguments(terms, port, files));
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-2000)));
  const ended = endOf(child);
  const rpcUrl = `http://${HOST}:${port}`;
  const answers = await Promise.race([untilAnswers(rpcUrl, terms.chainId), ended.then(() => false)]);
  if (!answers || child.pid === undefined) {
    child.kill("SIGKILL");
    if (/address already in use/i.test(complaint)) throw new PortBusyError(port);
    throw new NodeStoppedError(complaint.trim() || "it did not answer in time");
  }
  return { pid: child.pid, port, rpcUrl, ended, kill: (signal) => child.kill(signal) };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (failure) => resolve(failure.message));
    child.once("exit", (code, signal) => resolve(`exit code ${code ?? "none"}, signal ${signal ?? "none"}`));
  });
}

async function untilAnswers(rpcUrl: string, chainId: number): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const found = await callRpc<string>(rpcUrl, "eth_chainId", [], { timeoutMs: 2000 }).catch(
      () => undefined,
    );
    if (found !== undefined) return found === toQuantity(chainId);
    await sleep(25);
  }
  return false;
}

/** Whether a process lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether a process is the node of this chain: an Anvil with its chain id among its arguments. */
export function isNodeOf(pid: number, chainId: number): boolean {
  if (!isAlive(pid)) return false;
  const commandLine = commandLineOf(pid);
  return commandLine.includes("anvil") && commandLine.includes(`--chain-id ${chainId} `);
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    try {
      return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
    } catch {
      return ""; // no way to know: then it is not touched
    }
  }
}

/** Kills a node that outlived the process that started it, and waits until its port is free. */
export async function killOrphan(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  for (let tries = 0; tries < 200 && isAlive(pid); tries += 1) await sleep(25);
}
