// What the public node answers: reads, each with parameters built anew from what was checked. Nothing else goes through.
import { z } from "zod";
import { RPC, RpcFailure } from "./failure.ts";

/** Gas that a call may use; the same for an estimate. */
const CALL_GAS = 10_000_000n;
const CALL_BYTES = 24 * 1024;
/** Blocks that one question for logs may cover. */
export const LOG_BLOCKS = 2_000n;
const FEE_BLOCKS = 256;

const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const quantity = z.string().regex(/^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/);
const bytes = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .max(2 + 2 * CALL_BYTES);
const tag = z.union([z.enum(["latest", "safe", "finalized", "earliest", "pending"]), quantity]);
const block = tag.default("latest");

const gas = quantity.optional().transform((asked) => {
  const wanted = asked === undefined ? CALL_GAS : BigInt(asked);
  return `0x${(wanted < CALL_GAS ? wanted : CALL_GAS).toString(16)}`;
});

/** A call of a contract; a contract's creation and prices are left out, so a caller needs no money. */
const call = z
  .object({ to: address, from: address.optional(), data: bytes.optional(), input: bytes.optional(), gas })
  .transform(({ to, from, data, input, gas: limit }) => ({
    to,
    ...(from !== undefined && { from }),
    data: input ?? data ?? "0x",
    gas: limit,
  }));

const topic = z.union([z.null(), hash, z.array(hash).max(16)]);
const logs = z.object({
  address: z.union([address, z.array(address).min(1).max(16)]).optional(),
  topics: z.array(topic).max(4).optional(),
  fromBlock: tag.optional(),
  toBlock: tag.optional(),
  blockHash: hash.optional(),
});
export type LogFilter = z.output<typeof logs>;

interface Method {
  readonly params: z.ZodType<readonly unknown[]>;
  /** Of the caller's calls a minute. */
  readonly price: number;
}

const none = z.array(z.unknown()).max(0).default([]);
const method = (params: z.ZodType<readonly unknown[]>, price = 1): Method => ({ params, price });
const one = (of: z.ZodType) => z.tuple([of]);
const atBlock = (of: z.ZodType) =>
  z.tuple([of, block]).or(z.tuple([of]).transform(([only]) => [only, "latest"]));

/** Reads that go through as they are once checked. */
export const READS: Readonly<Record<string, Method>> = {
  eth_chainId: method(none),
  net_version: method(none),
  eth_blockNumber: method(none),
  eth_gasPrice: method(none),
  eth_maxPriorityFeePerGas: method(none),
  eth_feeHistory: method(
    z.tuple([
      z.union([quantity, z.int().min(1).max(FEE_BLOCKS)]).refine((count) => BigInt(count) <= FEE_BLOCKS),
      tag,
      z.array(z.number().min(0).max(100)).max(20).default([]),
    ]),
    2,
  ),
  eth_call: method(atBlock(call), 2),
  eth_estimateGas: method(atBlock(call), 5),
  eth_getBalance: method(atBlock(address)),
  eth_getCode: method(atBlock(address)),
  eth_getTransactionCount: method(atBlock(address)),
  eth_getTransactionByHash: method(one(hash)),
  eth_getTransactionReceipt: method(one(hash)),
  eth_getBlockByNumber: method(z.tuple([tag, z.boolean().default(false)]), 2),
  eth_getBlockByHash: method(z.tuple([hash, z.boolean().default(false)]), 2),
};

export const LOGS = "eth_getLogs";
export const SEND = "eth_sendRawTransaction";
const LOGS_PRICE = 10;
const SEND_PRICE = 10;
const LOG_PARAMS = one(logs);
const SEND_PARAMS = z.tuple([
  z
    .string()
    .regex(/^0x([0-9a-fA-F]{2})+$/)
    .max(16_384),
]);

/** What a call costs of the caller's allowance; a method that is not offered costs as a read. */
export const priceOf = (name: string): number =>
  name === LOGS
    ? LOGS_PRICE
    : name === SEND
      ? SEND_PRICE
      : Object.hasOwn(READS, name)
        ? READS[name]!.price
        : 1;

/** The parameters as the node may have them. @throws {RpcFailure} -32601 for a method that is not offered, -32602 */
export function paramsOf(name: string, params: unknown): readonly unknown[] {
  if (name === LOGS) return checked(LOG_PARAMS, params);
  if (name === SEND) return checked(SEND_PARAMS, params);
  if (!Object.hasOwn(READS, name))
    throw new RpcFailure(RPC.method, `${name.slice(0, 60)} is not offered here.`);
  return checked(READS[name]!.params, params ?? []);
}

function checked<T>(schema: z.ZodType<T>, params: unknown): T {
  const found = schema.safeParse(params);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new RpcFailure(
    RPC.params,
    `params.${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "invalid"}`,
  );
}

/** A filter over at most {@link LOG_BLOCKS} blocks, its ends as numbers. @throws {RpcFailure} -32602, -32005 */
export function boundLogs(filter: LogFilter, head: bigint): Record<string, unknown> {
  const { address: of, topics, blockHash } = filter;
  const rest = { ...(of !== undefined && { address: of }), ...(topics !== undefined && { topics }) };
  if (blockHash !== undefined) {
    if (filter.fromBlock !== undefined || filter.toBlock !== undefined)
      throw new RpcFailure(RPC.params, "Give a block's hash or a range, not both.");
    return { ...rest, blockHash };
  }
  const from = numberOf(filter.fromBlock ?? "latest", head);
  const last = numberOf(filter.toBlock ?? "latest", head);
  const to = last > head ? head : last;
  if (to - from >= LOG_BLOCKS)
    throw new RpcFailure(RPC.limit, `At most ${LOG_BLOCKS} blocks at once; ask in parts.`);
  const hex = (number: bigint): string => `0x${number.toString(16)}`;
  return { ...rest, fromBlock: hex(from), toBlock: hex(to < from ? from : to) };
}

function numberOf(at: string, head: bigint): bigint {
  if (at === "earliest") return 0n;
  return at.startsWith("0x") ? BigInt(at) : head;
}
