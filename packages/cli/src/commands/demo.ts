// `alatau demo`: plays the neighbourhood against a ledger that runs already.
import type { Command } from "commander";
import { positiveNumber, type Runner, type Terminal } from "../command.ts";
import { CommandError } from "../errors.ts";
import { stopSignal } from "../supervise/child.ts";
import { homeFolder, readHomeNetwork, requireRunning } from "../supervise/home.ts";

interface Options {
  home?: string;
  speed: number;
}

/** Adds `demo`. */
export function addDemo(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("demo")
    .description("play the demo's neighbourhood against the ledger that runs on a data folder")
    .option("--home <folder>", "data folder (default: ALATAU_HOME, else .alatau)")
    .option("--speed <factor>", "1 shows a quarter-hour for four seconds", positiveNumber, 1)
    .addHelpText(
      "after",
      "\nOnly a chain that «start --demo» has made has a clock that can be advanced; on any other the demo runs in real time.",
    )
    .action(run((options: Options) => demo(options, terminal)));
}

async function demo({ home: given, speed }: Options, terminal: Terminal): Promise<number> {
  const { loadKeys } = await import("@alatau/chain");
  const { openPool } = await import("@alatau/indexer");
  const { runDemo } = await import("../demo/drive.ts");
  const home = homeFolder(given);
  const running = await requireRunning(home);
  if (running.demo)
    throw new CommandError("demo-running", "The demo runs already: it was started with «start --demo».");
  const network = await readHomeNetwork(home);
  const signal = stopSignal();
  const pool = openPool(running.databaseUrl, { max: 4 });
  try {
    await runDemo({
      home,
      url: running.url,
      pool,
      network,
      keys: await loadKeys(home),
      rpcUrl: running.rpcUrl,
      driven: running.driven,
      speed,
      signal,
      print: terminal.out,
    });
    return 0;
  } catch (failure) {
    if (signal.aborted) return 0;
    throw failure;
  } finally {
    await pool.end();
  }
}
