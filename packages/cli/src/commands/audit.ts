// `alatau audit`: derives the database and every settlement again from the chain and the payloads, and compares.
import type { Command } from "commander";
import { toJson, type Runner, type Terminal } from "../command.ts";
import { homeFolder, readHomeNetwork, requireRunning } from "../supervise/home.ts";

interface Options {
  home?: string;
  json?: boolean;
}

/** Adds `audit`. */
export function addAudit(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("audit")
    .description(
      "derive the database and every settlement again from the chain and the payloads, and compare",
    )
    .option("--home <folder>", "data folder of a running ledger (default: ALATAU_HOME, else .alatau)")
    .option("--json", "answer as JSON")
    .addHelpText("after", "\nExit code: 0 everything agrees, 1 the first difference was printed.")
    .action(run((options: Options) => auditHome(options, terminal)));
}

async function auditHome({ home: given, json = false }: Options, terminal: Terminal): Promise<number> {
  const home = homeFolder(given);
  const { databaseUrl, rpcUrl } = await requireRunning(home);
  const network = await readHomeNetwork(home);
  const { audit } = await import("../audit/audit.ts");
  const { AuditDifferenceError } = await import("../audit/difference.ts");
  const { stopSignal } = await import("../supervise/child.ts");
  try {
    const result = await audit({
      databaseUrl,
      rpcUrl,
      network,
      signal: stopSignal(),
      onPart: ({ name, count, seconds }) => {
        if (!json) terminal.out(`✓ ${count} ${name}, ${seconds.toFixed(1)} s`);
      },
    });
    terminal.out(
      json ? toJson({ agrees: true, ...result }) : `Everything agrees, as of block ${result.block}.`,
    );
    return 0;
  } catch (failure) {
    if (!(failure instanceof AuditDifferenceError)) throw failure;
    const { place, found, derived } = failure;
    terminal.out(
      json ? toJson({ agrees: false, difference: { place, found, derived } }) : `✗ ${failure.message}`,
    );
    return 1;
  }
}
