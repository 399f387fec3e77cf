// `alatau status`: what runs, and how far everything is.
import { describeLoad, readLoad, type ChainLoad } from "@alatau/chain";
import type { Command } from "commander";
import { toJson, type Runner, type Terminal } from "../command.ts";
import { homeFolder, readRunning } from "../supervise/home.ts";

interface Options {
  home?: string;
  json?: boolean;
}

interface Ready {
  readonly status: string;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** Adds `status`. */
export function addStatus(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("status")
    .description("what runs on a data folder, and how far it is")
    .option("--home <folder>", "data folder (default: ALATAU_HOME, else .alatau)")
    .option("--json", "answer as JSON")
    .addHelpText("after", "\nExit code: 0 everything is ready, 1 something is not, or nothing runs.")
    .action(run((options: Options) => status(options, terminal)));
}

async function status({ home: given, json = false }: Options, terminal: Terminal): Promise<number> {
  const home = homeFolder(given);
  const running = await readRunning(home);
  if (running === undefined) {
    terminal.out(json ? toJson({ home, running: false }) : `Nothing runs on ${home}.`);
    return 1;
  }
  const { url, pid } = running;
  const [ready, state, load] = await Promise.all([
    ask<Ready>(`${url}/readyz`),
    ask<Record<string, unknown>>(`${url}/v1/status`),
    readLoad({ home }),
  ]);
  const isReady = ready?.status === "ready";
  if (json)
    terminal.out(
      toJson({
        home,
        running: true,
        pid,
        url,
        ready: isReady,
        checks: ready?.checks ?? null,
        state,
        chainLoad: load ?? null,
      }),
    );
  else for (const line of describe({ home, pid, url, ready, state, load })) terminal.out(line);
  return isReady ? 0 : 1;
}

async function ask<T>(url: string): Promise<T | undefined> {
  try {
    return (await (await fetch(url, { signal: AbortSignal.timeout(10_000) })).json()) as T;
  } catch {
    return undefined;
  }
}

function describe(found: {
  home: string;
  pid: number;
  url: string;
  ready: Ready | undefined;
  state: Record<string, unknown> | undefined;
  load: ChainLoad | undefined;
}): string[] {
  const { home, pid, url, ready, state, load } = found;
  const checks = Object.entries(ready?.checks ?? { gateway: false }).map(
    ([name, ok]) => `${name} ${ok ? "✓" : "✗"}`,
  );
  const queues = Object.entries((state?.["queues"] ?? {}) as Record<string, unknown>);
  return [
    `${url} (process ${pid}, ${home})`,
    `${ready?.status ?? "the gateway does not answer"}: ${checks.join(", ")}`,
    ...(state === undefined
      ? []
      : [
          `ledger time ${String(state["time"])}, slot ${String(state["slot"])}`,
          `blocks: chain ${String(state["chainBlock"])}, indexed ${String(state["indexedBlock"])}, final ${String(state["finalBlock"])}`,
          queues.map(([name, count]) => `${name} ${String(count)}`).join(", "),
        ]),
    ...(load === undefined ? [] : [describeLoad(load)]),
  ];
}
