// `alatau start`: the whole ledger on this machine, every process supervised.
import type { Command } from "commander";
import { positiveNumber, wholeNumber, type Runner, type Terminal } from "../command.ts";
import { exchangeUrlOption, memberOption, rpcOption } from "./member-options.ts";
import type { StartOptions } from "../supervise/start.ts";

/** Adds `start`. */
export function addStart(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("start")
    .description("run the ledger on this machine: database, chain, checkers, gateway and pages")
    .option(
      "--demo",
      "with a neighbourhood that trades: real load, solar and charging data, simulated meters",
    )
    .option("--port <port>", "of the pages and the API; 0 takes any free one", wholeNumber(0, 65_535), 8080)
    .option("--home <folder>", "data folder (default: ALATAU_HOME, else .alatau)")
    .option(
      "--speed <factor>",
      "pace of the demo; 1 shows a quarter-hour for four seconds",
      positiveNumber,
      1,
    )
    .addOption(memberOption())
    .addOption(rpcOption())
    .addOption(exchangeUrlOption())
    .addHelpText(
      "after",
      "\nStops in order on Ctrl-C. Logs lie in <home>/logs. A second start goes on where the first was.",
    )
    .action(
      run(async (options: StartOptions) => (await import("../supervise/start.ts")).start(options, terminal)),
    );
}
