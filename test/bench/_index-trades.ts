// Usage: node test/bench/_index-trades.ts <rpcUrl> <databaseUrl> <chainId> <contract> <first block> [until]. Our indexer core on the
// trades of `_workload.ts`, every header and receipt verified. Says `done` with its greatest memory; without `until` it follows.
import { followWith, projectLogs, type Table } from "@alatau/indexer";
import { peakMiB } from "./_memory.ts";

const [rpcUrl, databaseUrl, chainId, contract, first, until] = process.argv.slice(2) as string[];
const TRADE: Table = {
  name: "trade",
  columns: {
    id: "numeric(78,0)",
    seller: "bytea",
    buyer: "bytea",
    station: "bytea",
    energy_wh: "numeric(78,0)",
    price_minor: "numeric(78,0)",
    block_number: "bigint",
    log_index: "integer",
    tx_hash: "bytea",
  },
  primaryKey: "id",
};
const address = contract!.toLowerCase();
const word = (hex: string, index: number): bigint =>
  BigInt(`0x${hex.slice(2 + index * 64, 66 + index * 64)}`);

await followWith({
  ...{ rpcUrl: rpcUrl!, databaseUrl: databaseUrl!, wsUrl: rpcUrl!.replace("http", "ws") },
  ...(until !== undefined && { until: Number(until) }),
  chain: { chainId: Number(chainId), startBlock: Number(first), engine: "external" },
  projection: projectLogs("bench", [TRADE], (log, { number }, emit) => {
    if (log.address.toLowerCase() !== address) return;
    const [, id, seller, buyer] = log.topics;
    emit(TRADE, [
      ...[BigInt(id!), `0x${seller!.slice(26)}`, `0x${buyer!.slice(26)}`, log.data.slice(0, 66)],
      ...[word(log.data, 1), word(log.data, 2), number, log.logIndex, log.txHash],
    ]);
  }),
});
process.send?.({ peakMiB: peakMiB(process.pid) });
process.disconnect?.();
