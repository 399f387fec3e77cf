// What a proof needs of the node and of the signed heads. Blocks under a signed head do not change, so they are kept for a while.
import {
  keccak256,
  toHex,
  fromHex,
  type Hex,
  type RpcHeader,
  type RpcLog,
  type RpcReceipt,
} from "@alatau/sdk";
import type { BlockSource, LogSource, StateSource } from "@alatau/sdk";
import { setTimeout as wait } from "node:timers/promises";
import { decodeFunctionData, type Abi } from "viem";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import { ProblemError } from "../problems.ts";

/** Where an event stands, as the ledger's tables have it. */
export interface EventPlace {
  readonly block_number: number;
  readonly tx_hash: string;
  /** Within the block. */
  readonly log_index: number;
}

interface NodeReceipt extends RpcReceipt {
  readonly transactionHash: Hex;
  readonly transactionIndex: Hex;
  readonly logs: readonly (RpcLog & { readonly logIndex: Hex })[];
}
interface NodeProof {
  readonly accountProof: readonly Hex[];
  readonly storageProof: readonly { readonly proof: readonly Hex[] }[];
}

/** How long a proof waits for the head of a block to be signed. */
const HEAD_WAIT_MS = 4_000;
const MOST_FOLLOWING = 256;
const KEPT_BLOCKS = 512;

/** The node as proofs ask it. */
export interface ProofChain {
  /** The log of an event with its block. @throws {ProblemError} `proof-not-ready` */
  log(place: EventPlace): Promise<LogSource>;
  /** Words of a contract's state at the latest block. @throws {ProblemError} `proof-not-ready` */
  state(contract: Hex, slots: readonly Uint8Array[]): Promise<StateSource>;
  /** The arguments of the call that a transaction is. */
  callArguments(txHash: string, abi: Abi): Promise<readonly unknown[]>;
}

/** Makes the node's side of proofs for one gateway. */
export function createProofChain(gateway: Pick<Gateway, "chain" | "reads" | "stopping">): ProofChain {
  const headers = new Map<number, RpcHeader>();
  const receipts = new Map<number, readonly NodeReceipt[]>();

  const header = async (number: number): Promise<RpcHeader> =>
    await kept(headers, number, () =>
      rpc<RpcHeader>(gateway, "eth_getBlockByNumber", [toQuantity(number), false]),
    );

  const source = async (number: number, known?: RpcHeader): Promise<BlockSource> => {
    const head = await headAfter(gateway, number);
    const last = head.number - number;
    const own = known ?? (await header(number));
    const following = await Promise.all(
      Array.from({ length: last }, (_, index) => header(number + 1 + index)),
    );
    return { header: own, headSignature: head.signature, ...(following.length > 0 && { following }) };
  };

  return {
    log: async ({ block_number: number, tx_hash: txHash, log_index: logIndex }) => {
      const [block, all] = await Promise.all([
        source(number),
        kept(receipts, number, () =>
          rpc<NodeReceipt[]>(gateway, "eth_getBlockReceipts", [toQuantity(number)]),
        ),
      ]);
      const receipt = all.find((each) => each.transactionHash === txHash);
      const place = receipt?.logs.findIndex((log) => Number(log.logIndex) === logIndex) ?? -1;
      if (receipt === undefined || place < 0)
        throw notReady(`The node does not serve log ${logIndex} of block ${number} now.`);
      return { block, receipts: all, transactionIndex: Number(receipt.transactionIndex), logIndex: place };
    },
    state: async (contract, slots) => {
      const keys = slots.map(toHex);
      for (let attempt = 0; attempt < 5; attempt++) {
        const latest = await rpc<RpcHeader>(gateway, "eth_getBlockByNumber", ["latest", false]);
        const proof = await rpc<NodeProof>(gateway, "eth_getProof", [contract, keys, latest.number]);
        // Between the two calls a block may have come: the trie's root node tells whose state was proven.
        const root = toHex(keccak256(fromHex(proof.accountProof[0] ?? "0x")));
        const signed = await lastHead(gateway);
        const final = signed === undefined ? undefined : await header(signed);
        if (root !== latest.stateRoot && root !== final?.stateRoot) continue;
        const known = root === final?.stateRoot ? final : latest; // nothing has changed since the signed head: no need to wait
        const block = await source(Number(known.number), known);
        return { block, accountProof: proof.accountProof, storageProof: proof.storageProof };
      }
      throw notReady("Blocks come faster than their state can be proven.");
    },
    callArguments: async (txHash, abi) => {
      const transaction = await rpc<{ input: Hex } | null>(gateway, "eth_getTransactionByHash", [txHash]);
      if (transaction === null) throw notReady("The node does not serve the transaction now.");
      return decodeFunctionData({ abi, data: transaction.input }).args ?? [];
    },
  };
}

/** The first signed head at or after a block; waits a little for one that is about to be signed. */
async function headAfter(
  { reads, stopping }: Pick<Gateway, "reads" | "stopping">,
  block: number,
): Promise<{ number: number; signature: Hex }> {
  for (let waited = 0; waited <= HEAD_WAIT_MS && !stopping.aborted; waited += 50) {
    const { rows } = await reads.query<{ number: number; signature: Hex }>(
      named("SELECT number, signature FROM work.heads WHERE number >= $1 ORDER BY number LIMIT 1", [block]),
    );
    const [head] = rows;
    if (head !== undefined && head.number - block <= MOST_FOLLOWING) return head;
    if (head !== undefined) break;
    await wait(50);
  }
  throw notReady(`Block ${block} is not yet under a signed head.`);
}

async function lastHead({ reads }: Pick<Gateway, "reads">): Promise<number | undefined> {
  const { rows } = await reads.query<{ number: number | null }>(
    named("SELECT max(number) AS number FROM work.heads", []),
  );
  return rows[0]?.number ?? undefined;
}

const notReady = (detail: string) =>
  new ProblemError("proof-not-ready", detail, { headers: { "retry-after": "2" } });
const toQuantity = (number: number): Hex => `0x${number.toString(16)}`;

async function rpc<T>({ chain }: Pick<Gateway, "chain">, method: string, params: unknown[]): Promise<T> {
  return (await chain.request({ method, params } as never)) as T;
}

async function kept<T>(shelf: Map<number, T>, number: number, read: () => Promise<T>): Promise<T> {
  const known = shelf.get(number);
  if (known !== undefined) return known;
  const value = await read();
  if (shelf.size >= KEPT_BLOCKS) shelf.delete(shelf.keys().next().value!);
  shelf.set(number, value);
  return value;
}
