// One command from nothing to a proven sale: every process real, nothing faked.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { openClient } from "@alatau/indexer";
import { openBundle, packBundle } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { say } from "./terminal.fixture.ts";

const run = promisify(execFile);
const EXAMPLE = fileURLToPath(new URL("../../../examples/verify-bundle.ts", import.meta.url));
const BIN = fileURLToPath(new URL("../bin/alatau.mjs", import.meta.url));

describe("alatau start --demo", function () {
  this.timeout(150_000);
  let home: string;
  let server: ChildProcess;
  let printed = "";
  let url: string;

  let began = 0;

  const start = (): ChildProcess => {
    printed = "";
    began = performance.now();
    const child = spawn(
      process.execPath,
      [BIN, "start", "--demo", "--home", home, "--port", "0", "--speed", "4"],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
      });
    return child;
  };
  const until = async <T>(what: string, ask: () => Promise<T | undefined>, seconds = 100): Promise<T> => {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(250)) {
      const answer = await ask().catch(() => undefined);
      if (answer !== undefined) return answer;
      if (server.exitCode !== null) break;
    }
    throw new Error(`${what} did not come; the server said:\n${printed}`);
  };
  const stop = async (): Promise<number | null> => {
    server.kill("SIGINT");
    if (server.exitCode === null) await once(server, "exit");
    return server.exitCode;
  };
  const json = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`);
    return response.ok ? ((await response.json()) as unknown) : undefined;
  };

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-start-"));
    server = start();
    url = await until("the address", () =>
      Promise.resolve(/^Ready in [\d.]+ s: (http:\S+)$/m.exec(printed)?.[1]),
    );
  });
  after(async () => {
    if (server.exitCode === null) await stop();
    await rm(home, { recursive: true, force: true });
  });

  it("names each step with its time", () => {
    for (const name of [
      "Pages",
      "PostgreSQL",
      "Chain",
      "Tables",
      "Contracts",
      "Gateway",
      "Indexer",
      "Workers and three checkers",
      "Demo",
    ])
      expect(printed).to.match(new RegExp(`^\\d/9 ${name} … [\\d.]+ s`, "m"));
  });

  it("says at a second start that it runs already, and where", async () => {
    const { code, err } = await say("start", "--home", home, "--port", "0");
    expect(code).to.equal(1);
    expect(err).to.contain(`running on this data folder already (process ${server.pid}): ${url}`);
  });

  it("has sold energy and been paid for a coffee", async function () {
    const took = (): number => Math.round((performance.now() - began) / 1000);
    await until("a sale", async () => {
      const { items } = (await json("/v1/sales?limit=1")) as { items: unknown[] };
      return items[0];
    });
    const sold = took();
    const coffee = await until("a paid coffee", async () => {
      const { items } = (await json("/v1/payments?limit=1")) as { items: { invoice: string }[] };
      const invoice = (await json(`/v1/invoices/${items[0]!.invoice}`)) as { status: string };
      return invoice.status === "paid" ? invoice : undefined;
    });
    expect(coffee).to.include({ dueTiyn: "0" });
    expect(printed).to.match(/café: pay for a coffee yourself: http:\S+\/l\/\S+/);
    this.test!.title += ` (first sale ${sold} s, first coffee ${took()} s)`;
  });

  it("settles sales whose bundles prove themselves offline, down to the meter's signature", async () => {
    // A community's device has no meter of its own: its evidence is the root over its homes.
    const sale = await until("a sale", async () => {
      const { items: devices } = (await json("/v1/devices?kind=community")) as {
        items: { device: number }[];
      };
      const { items } = (await json("/v1/sales?limit=200")) as {
        items: { id: string; kind: string; device: number }[];
      };
      return items.find(
        ({ kind, device }) => kind === "sold" && !devices.some((community) => community.device === device),
      );
    });
    const bundle = await until("its proof", () => json(`/v1/sales/${sale.id}/proof`));
    const path = join(home, "bundle.json");
    await writeFile(path, JSON.stringify(bundle));
    const { code, out } = await say("verify", path, "--network", join(home, "network.json"));
    expect(out).to.contain("Proven: signed by the meter; signed by 2 of 3 checkers");
    expect(code).to.equal(0);
    const program = await run(process.execPath, [EXAMPLE, path, join(home, "network.json")]);
    expect(program.stdout).to.contain(`Sale ${sale.id}`).and.to.contain("Signed by the meter.");
    const content = await openBundle(bundle);
    if (content.kind !== "sale") throw new Error(`a ${content.kind} for a sale`);
    const reading = { ...content.sale.reading, importWh: content.sale.reading.importWh + 1n };
    const forged = await packBundle({ ...content, sale: { ...content.sale, reading } });
    await writeFile(path, JSON.stringify(forged));
    expect((await say("verify", path, "--network", join(home, "network.json"))).code).to.equal(1);
  });

  it("is audited from the chain and the payloads, and a forged row or payload is found", async () => {
    const first = await say("audit", "--home", home);
    expect(first.out).to.contain("Everything agrees");
    expect(first.code).to.equal(0);
    const { databaseUrl } = JSON.parse(await readFile(join(home, "run.json"), "utf8")) as {
      databaseUrl: string;
    };
    const database = await openClient(databaseUrl);
    try {
      const row =
        "(zone, slot, version, chunk, line) = (SELECT zone, slot, version, chunk, line FROM ledger.sales ORDER BY block_number, line LIMIT 1)";
      await database.query(`UPDATE ledger.sales SET amount_tiyn = amount_tiyn + 1 WHERE ${row}`);
      const forged = await say("audit", "--home", home);
      expect(forged.code).to.equal(1);
      expect(forged.out).to.match(/✗ ledger\.sales \(zone 1, .*line 0\), amount_tiyn: the database has/);
      await database.query(`UPDATE ledger.sales SET amount_tiyn = amount_tiyn - 1 WHERE ${row}`);
      await database.query(
        `UPDATE payload.registers SET milli_wh = milli_wh + 1000
          WHERE (device, direction, read_at) = (SELECT device, direction, read_at FROM payload.registers ORDER BY read_at DESC LIMIT 1)`,
      );
      const register = await until("the forged register to be anchored", async () => {
        const found = await say("audit", "--home", home);
        return found.code === 1 ? found : undefined;
      });
      expect(register.out).to.contain("payload.registers of record");
    } finally {
      await database.end();
    }
  });

  it("stops in order on Ctrl-C", async () => {
    expect(await stop()).to.equal(0);
    expect(printed).to.match(/Stopped\.\n$/);
    expect((await say("status", "--home", home)).code).to.equal(1);
  });
});
