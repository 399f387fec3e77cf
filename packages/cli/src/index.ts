// The `alatau` command: what it can do, and how each failure becomes one line and an exit code.
import { Command, CommanderError } from "commander";
import { LedgerError } from "@alatau/sdk";
import { processTerminal, type Runner, type Terminal } from "./command.ts";
import { addAudit } from "./commands/audit.ts";
import { addDemo } from "./commands/demo.ts";
import { addDerive } from "./commands/derive.ts";
import { addImport } from "./commands/import.ts";
import { addNetwork } from "./commands/network.ts";
import { addOcmf } from "./commands/ocmf.ts";
import { addPublish } from "./commands/publish.ts";
import { addStart } from "./commands/start.ts";
import { addStatus } from "./commands/status.ts";
import { addVerify } from "./commands/verify.ts";
import { addWorker } from "./commands/worker.ts";
import { CommandError } from "./errors.ts";

export * from "./command.ts";
export * from "./errors.ts";

const VERSION = "0.1.0";
const USAGE = 2;

/** Runs one command; answers its exit code: 0 done, 1 no, 2 wrong arguments or unreadable input. Never throws. */
export async function main(argv: readonly string[], terminal: Terminal = processTerminal): Promise<number> {
  let code = 0;
  const run: Runner =
    (action) =>
    async (...args) => {
      code = await action(...args);
    };
  try {
    await program(run, terminal).parseAsync([...argv], { from: "user" });
    return code;
  } catch (failure) {
    return explain(failure, terminal);
  }
}

function program(run: Runner, terminal: Terminal): Command {
  const alatau = new Command("alatau")
    .description("Alatau Ledger: run it, feed it, check it.")
    .version(VERSION)
    .showHelpAfterError("(alatau --help shows what can be done)")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .exitOverride();
  for (const add of [
    addStart,
    addStatus,
    addDemo,
    addImport,
    addPublish,
    addOcmf,
    addVerify,
    addNetwork,
    addAudit,
    addDerive,
    addWorker,
  ])
    add(alatau, run, terminal);
  override(alatau);
  if (alatau.commands.length === 0) return alatau;
  return alatau;
}

/** Subcommands take over how the program ends and where it writes. */
function override(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    override(command);
  }
}

function explain(failure: unknown, terminal: Terminal): number {
  if (failure instanceof CommanderError) return failure.exitCode === 0 ? 0 : USAGE;
  if (failure instanceof CommandError) {
    terminal.err(`alatau: ${failure.message}`);
    return failure.exitCode;
  }
  if (failure instanceof LedgerError) {
    terminal.err(`alatau: ${failure.message} (${failure.code})`);
    return 1;
  }
  terminal.err(`alatau: ${failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)}`);
  return 1;
}
