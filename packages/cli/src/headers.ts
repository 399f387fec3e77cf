// Reads every header of a chain from a node, in order, a hundred a request.
import type { RpcHeader } from "@alatau/sdk";
import { CommandError } from "./errors.ts";

const PER_REQUEST = 100;
const PATIENCE_MS = 30_000;

export interface NumberedHeader {
  readonly number: number;
  readonly header: RpcHeader;
}

/** The headers from the genesis block to the latest one of now. @throws {CommandError} `node-silent` */
export async function* readHeaders(
  rpcUrl: string,
  { progress }: { progress: (at: number, head: number) => void },
): AsyncGenerator<NumberedHeader> {
  const [latest] = await ask<string>(rpcUrl, [{ method: "eth_blockNumber", params: [] }]);
  const head = Number(latest);
  for (let from = 0; from <= head; from += PER_REQUEST) {
    const numbers = Array.from(
      { length: Math.min(PER_REQUEST, head + 1 - from) },
      (_, index) => from + index,
    );
    const headers = await ask<RpcHeader>(
      rpcUrl,
      numbers.map((number) => ({
        method: "eth_getBlockByNumber",
        params: [`0x${number.toString(16)}`, false],
      })),
    );
    for (const [index, header] of headers.entries()) yield { number: from + index, header };
    progress(from + headers.length - 1, head);
  }
}

async function ask<T>(url: string, calls: readonly { method: string; params: unknown[] }[]): Promise<T[]> {
  const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: "2.0", id, ...call })));
  const headers = { "content-type": "application/json" };
  let answers: unknown;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    answers = await (await fetch(url, { method: "POST", headers, body, signal })).json();
  } catch (cause) {
    throw new CommandError("node-silent", `${url} does not answer as a node.`, { cause });
  }
  const byId = new Map(
    (Array.isArray(answers) ? (answers as { id: number; result?: T }[]) : []).map((each) => [
      each.id,
      each.result,
    ]),
  );
  return calls.map(({ method }, id) => {
    const result = byId.get(id);
    if (result === undefined || result === null)
      throw new CommandError("node-silent", `${url} does not answer ${method}.`);
    return result;
  });
}
