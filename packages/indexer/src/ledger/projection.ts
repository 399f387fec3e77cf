// Schema `ledger` as a function of the chain.
import type pg from "pg";
import type { Network } from "@alatau/sdk";
import { ProjectionError } from "../errors.ts";
import type { Emit, Projection, Row, Table } from "../projection.ts";
import type { PlacedLog, VerifiedBlock } from "../verify.ts";
import { logDecoder, topicOf, type DecodedLog } from "./decode.ts";
import { HANDLERS, type At } from "./handlers.ts";
import { loadChunks, loadState, type LedgerState } from "./state.ts";
import { chunkKey } from "./settlement.ts";
import { TABLES } from "./tables.ts";

/** The ledger's tables for a network; `migrations` is the folder of their SQL. */
export function ledgerProjection(network: Network, migrations: string): Projection<LedgerState> {
  const decode = logDecoder(network.contracts);
  const market = network.contracts.energyMarket.toLowerCase();
  const salesReversed = topicOf("energyMarket", "SalesReversed");
  const isReversal = (log: PlacedLog): boolean =>
    log.topics[0] === salesReversed && log.address.toLowerCase() === market;
  return {
    schema: "ledger",
    migrations,
    tables: Object.values(TABLES),
    load: loadState,
    lookup(state, blocks) {
      state.chunks.clear();
      for (const block of blocks)
        for (const log of block.logs)
          if (isReversal(log)) state.chunks.set(chunkKey(decode(log)!.args as never), undefined);
      return state.chunks.size === 0 ? undefined : (client) => loadChunks(client, state.chunks);
    },
    project: (state, block, emit) => projectBlock(state, block, emit, decode, network.accounts.reserve),
    restore: restoreBalances,
  };
}

/** Rows of one block. */
function projectBlock(
  state: LedgerState,
  block: VerifiedBlock,
  emit: Emit,
  decode: (log: PlacedLog) => DecodedLog | undefined,
  reserve: number,
): void {
  let txIndex = -1;
  let released = new Map<number, bigint>();
  for (const log of block.logs) {
    const event = decode(log);
    if (event === undefined) continue;
    if (log.txIndex !== txIndex) released = new Map();
    txIndex = log.txIndex;
    const place = [block.number, log.txHash, log.logIndex] as const;
    const at: At = {
      state,
      block,
      place,
      reserve,
      released,
      put: (table: Table, ...cells: Row) => emit(table, [...cells, ...place]),
    };
    at.put(TABLES.events, event.contract, event.name, log.topics, log.data, log.txIndex);
    try {
      HANDLERS[`${event.contract}.${event.name ?? ""}`]?.(at, event.args);
    } catch (cause) {
      const { contract, name } = event;
      throw new ProjectionError(
        `Log ${log.logIndex} of block ${block.number} (${contract}.${name ?? "?"}) does not fit: ${(cause as Error).message}`,
        { block: block.number, logIndex: log.logIndex, contract, name },
        cause,
      );
    }
  }
}

/** Takes the movements above a block out of the balances they touched. */
async function restoreBalances(client: pg.Client, block: number): Promise<void> {
  await client.query(
    `WITH gone AS (
       SELECT participant, sum(free) AS free, sum(locked) AS locked, sum(proceeds) AS proceeds, sum(owed) AS owed
       FROM ledger.movements WHERE block_number > $1 GROUP BY participant
     )
     UPDATE ledger.account_balances b
     SET free = b.free - g.free, locked = b.locked - g.locked, proceeds = b.proceeds - g.proceeds, owed = b.owed - g.owed,
         block_number = l.block_number, tx_hash = l.tx_hash, log_index = l.log_index
     FROM gone g, LATERAL (
       SELECT m.block_number, m.tx_hash, m.log_index FROM ledger.movements m
       WHERE m.participant = g.participant AND m.block_number <= $1
       ORDER BY m.block_number DESC, m.log_index DESC LIMIT 1
     ) l
     WHERE b.participant = g.participant`,
    [block],
  );
  await client.query(
    `DELETE FROM ledger.account_balances b WHERE NOT EXISTS (
       SELECT 1 FROM ledger.movements m WHERE m.participant = b.participant AND m.block_number <= $1)`,
    [block],
  );
}
