// How long after a block its rows can be queried: one trade at a time on a live chain, heads over WebSocket.
import { setTimeout as sleep } from "node:timers/promises";
import { INDEXER_NODE_FLAGS } from "@alatau/indexer";
import pg from "pg";
import { openDatabase } from "./_database.ts";
import { end, fillChain, startScript } from "./_workload.ts";
import { atMost, median, type Row } from "./row.ts";

const SAMPLES = 60;
const FIRST_ID = 1_000_000;

export async function bench(): Promise<Row[]> {
  await using database = await openDatabase();
  await using chain = await fillChain({
    name: "",
    events: 500,
    perTransaction: 500,
    transactionsPerBlock: 1,
  });
  const url = await database.fresh("fresh");
  const args = [chain.rpcUrl, url, `${chain.chainId}`, chain.contract, `${chain.first}`];
  const child = startScript("_index-trades.ts", args, INDEXER_NODE_FLAGS);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const has = async (id: number): Promise<boolean> => {
    const found = await client
      .query({ name: "has", text: "SELECT 1 FROM bench.trade WHERE id = $1", values: [id] })
      .catch(() => undefined); // the table is made by the indexer
    return found?.rowCount === 1;
  };
  try {
    while (!(await has(499))) await sleep(50);
    const taken: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      await sleep(100 + ((sample * 37) % 200));
      await chain.trade(FIRST_ID + sample);
      const began = performance.now();
      while (!(await has(FIRST_ID + sample)));
      taken.push(performance.now() - began);
    }
    const sorted = taken.toSorted((a, b) => a - b);
    return [
      atMost(
        "block to queryable row, median",
        Math.round(median(taken) * 10) / 10,
        "ms",
        10,
        `receipt seen by the sender to row seen by SQL, ${SAMPLES} trades one by one, WebSocket, receipts verified, fsync on; 95 % ${sorted[Math.floor(SAMPLES * 0.95)]!.toFixed(1)} ms`,
      ),
    ];
  } finally {
    await client.end();
    await end(child);
  }
}
