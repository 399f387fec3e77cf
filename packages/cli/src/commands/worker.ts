// `alatau worker <names…>`: one of the processes that `alatau start` supervises. For `start`, and for people who use another supervisor.
import { Argument, type Command } from "commander";
import { wholeNumber, type Runner } from "../command.ts";
import { exchangeUrlOption, memberOption, rpcOption } from "./member-options.ts";
import { PROCESS_NAMES, type ProcessName, type ProcessOptions } from "../supervise/names.ts";

/** Adds `worker`. */
export function addWorker(program: Command, run: Runner): void {
  program
    .command("worker", { hidden: true })
    .description("run one of the processes that start supervises")
    .addArgument(new Argument("<names...>", `of ${PROCESS_NAMES.join(", ")}`).choices([...PROCESS_NAMES]))
    .option("--home <folder>", "data folder")
    .option("--port <port>", "of chain and gateway", wholeNumber(0, 65_535))
    .option("--genesis <unix seconds>", "of a new chain", wholeNumber(0, 2 ** 40))
    .addOption(memberOption())
    .addOption(rpcOption())
    .addOption(exchangeUrlOption())
    .option("--driven", "a new chain's clock is advanced by the demo")
    .action(
      run(async (names: ProcessName[], options: ProcessOptions) => {
        const { work } = await import("../supervise/work.ts");
        process.exit(await work(names, options)); // what a failed part has left open must not keep it alive
      }),
    );
}
