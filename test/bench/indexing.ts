// Our indexer core against Ponder 0.17.7: the same Anvil, the same PostgreSQL, taking turns in one run. Ours verifies every receipt.
import { once } from "node:events";
import { INDEXER_NODE_FLAGS } from "@alatau/indexer";
import { openDatabase, query, type BenchDatabase } from "./_database.ts";
import { installPonder, runPonder, type PonderRun } from "./_ponder.ts";
import { fillChain, startScript, type Shape, type TradeChain } from "./_workload.ts";
import { atLeast, atMost, median, type Row } from "./row.ts";

const RUNS = Number(process.env["BENCH_RUNS"] ?? 3);
const SHAPES: readonly (Shape & { readonly least: number })[] = [
  {
    name: "500 events a transaction",
    events: 50_000,
    perTransaction: 500,
    transactionsPerBlock: 1,
    least: 6,
  },
  {
    name: "one event a transaction",
    ...{ events: 20_000, perTransaction: 1, transactionsPerBlock: 50, least: 10 },
  },
];

export async function bench(): Promise<Row[]> {
  const peer = installPonder();
  await using database = await openDatabase();
  const rows: Row[] = [];
  for (const shape of SHAPES) {
    await using chain = await fillChain(shape);
    const [ours, ponder]: [PonderRun[], PonderRun[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      const name = `${shape.perTransaction === 1 ? "single" : "many"}_${run}`;
      ours.push(await runOurs(chain, database, `ours_${name}`, shape.events));
      if (peer !== undefined)
        ponder.push(await runPonder(peer, chain, await database.fresh(`ponder_${name}`), shape.events));
    }
    rows.push(...compare(shape, ours, ponder));
  }
  return rows;
}

async function runOurs(
  chain: TradeChain,
  database: BenchDatabase,
  name: string,
  events: number,
): Promise<PonderRun> {
  const url = await database.fresh(name);
  const began = performance.now();
  const { rpcUrl, chainId, contract, first, head } = chain;
  const args = [rpcUrl, url, `${chainId}`, contract, `${first}`, `${head}`];
  const child = startScript("_index-trades.ts", args, INDEXER_NODE_FLAGS);
  const gone = once(child, "exit");
  const [{ peakMiB }] = (await Promise.race([
    once(child, "message"),
    gone.then(() => Promise.reject(new Error("the indexer ended"))),
  ])) as [{ peakMiB: number }];
  const wallMs = performance.now() - began;
  await gone;
  const [{ count } = { count: "none" }] = await query<{ count: string }>(
    url,
    "SELECT count(*) FROM bench.trade",
  );
  if (Number(count) !== events) throw new Error(`${count} rows instead of ${events}`);
  return { wallMs, peakMiB };
}

function compare(
  { name, events, transactionsPerBlock, least }: Shape & { readonly least: number },
  ours: readonly PonderRun[],
  ponder: readonly PonderRun[],
): Row[] {
  const rate = (runs: readonly PonderRun[]) =>
    Math.round((events * 1000) / median(runs.map(({ wallMs }) => wallMs)));
  const memory = (runs: readonly PonderRun[]) => median(runs.map((run) => run.peakMiB));
  const about = `${events.toLocaleString("en-US")} events, ${transactionsPerBlock} transactions a block, process start to last row, every receipt verified, median of ${RUNS}`;
  if (ponder.length === 0)
    return [
      atLeast(
        `indexing, ${name}`,
        rate(ours),
        "events/s",
        0,
        `${about}; ours alone: the peer is not at hand`,
      ),
      atMost(`indexing, ${name}: memory`, memory(ours), "MiB", 300, "VmHWM"),
    ];
  const ratio = Math.round((rate(ours) / rate(ponder)) * 10) / 10;
  return [
    atLeast(
      `indexing, ${name}: ours ÷ Ponder 0.17.7`,
      ratio,
      "×",
      least,
      `${about}; ours ${rate(ours).toLocaleString("en-US")}/s, Ponder ${rate(ponder).toLocaleString("en-US")}/s`,
    ),
    atMost(
      `indexing, ${name}: memory of Ponder's`,
      Math.round((100 * memory(ours)) / memory(ponder)),
      "%",
      50,
      `VmHWM: ours ${memory(ours)} MiB, Ponder ${memory(ponder)} MiB`,
    ),
  ];
}
