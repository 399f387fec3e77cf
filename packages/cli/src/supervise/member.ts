// One member of a network that runs elsewhere: its own database, indexer, gateway, checker and exchange, with its own key alone.
import { accountFor, loadKeys } from "@alatau/chain";
import { superviseDatabase } from "./database.ts";
import { files, readHomeNetwork, writeRunning } from "./home.ts";
import { MEMBER_WORKERS } from "./names.ts";
import { buildPages } from "./pages.ts";
import { makeTables, partMaker, type Launch } from "./parts.ts";
import { freePort } from "./ports.ts";
import { stepper } from "./steps.ts";

const STEPS = 6;

/** Starts everything of a member; answers the address of its pages. @throws {CommandError} `no-network` */
export async function launchMember(launch: Launch): Promise<string> {
  const { home, options, terminal, signal, parts } = launch;
  const { logs } = files(home);
  const member = options.member!;
  const rpcUrl = options.rpc!;
  await readHomeNetwork(home);
  const { address } = accountFor(await loadKeys(home), member);
  const port = await freePort(options.port);
  const step = stepper(STEPS, terminal.out);
  const { child, onDeath } = partMaker(launch);
  const pages = step(
    "Pages",
    () => buildPages(logs, signal),
    (state) => (state === "missing" ? "cannot be built; the API works without" : state),
  );
  pages.catch(() => undefined);
  const { url: databaseUrl } = await step("PostgreSQL", async () => {
    const running = await superviseDatabase(home, onDeath);
    parts.push(running);
    return running;
  });
  await step("Tables", () => makeTables(databaseUrl));
  const url = `http://127.0.0.1:${port}`;
  await writeRunning(home, {
    ...{ pid: process.pid, url, databaseUrl, rpcUrl, wsUrl: rpcUrl.replace(/^http/, "ws") },
    ...{ demo: false, driven: false, speed: options.speed, member },
    ...(options.exchangeUrl !== undefined && { exchangeUrl: options.exchangeUrl }),
  });
  await pages;
  await step(
    "Gateway",
    () => child("gateway", ["gateway"], ["--port", String(port)]).ready,
    () => url,
  );
  const indexer = child("indexer", ["indexer"]);
  const workers = [child("workers", MEMBER_WORKERS), child("checker", ["checker"])];
  await Promise.all([
    step("Indexer", () => indexer.ready),
    step(
      "Workers and checker",
      () => Promise.all(workers.map(({ ready }) => ready)),
      () => `${member} ${address}`,
    ),
  ]);
  return url;
}
