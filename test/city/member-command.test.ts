// The command that a member runs: with its own key, somebody's node and the network's description, and nothing else of the ledger.
import { accountFor, loadKeys, writeNetwork } from "@alatau/chain";
import { openPool } from "@alatau/indexer";
import { PARTICIPANT_KINDS } from "@alatau/sdk";
import { expect } from "chai";
import { describe, it } from "mocha";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { openDatabase } from "../../packages/gateway/src/test-database.ts";
import { startNetwork, until } from "../../packages/gateway/src/workers/story-network.ts";

const BIN = path.join(import.meta.dirname, "../../packages/cli/bin/alatau.mjs");
const run = promisify(execFile);
const disposablePool = (databaseUrl: string) => {
  const pool = openPool(databaseUrl, { max: 1 });
  return { pool, [Symbol.asyncDispose]: () => pool.end() };
};

describe("alatau worker --member", function () {
  this.timeout(90_000);

  it("needs a node of the network, and an address without a path", async () => {
    const fails = async (...words: string[]): Promise<string> =>
      await run(process.execPath, [BIN, ...words]).then(
        () => "nothing",
        ({ stderr }: { stderr: string }) => stderr,
      );
    const home = ["--home", path.join(tmpdir(), "alatau-no-member")];
    expect(await fails("start", "--member", "transport", ...home)).to.contain("--rpc");
    expect(await fails("start", "--exchange-url", "http://127.0.0.1:1/path", ...home)).to.contain(
      "without a path",
    );
  });

  it("announces the member's gateway with a key of its own, and holds no other key", async () => {
    await using opened = new AsyncDisposableStack();
    const net = opened.use(await startNetwork());
    net.start(["outbox"]);
    const home = await mkdtemp(path.join(tmpdir(), "alatau-member-"));
    opened.defer(() => rm(home, { recursive: true, force: true }));
    await writeNetwork(home, net.network);
    const { address } = accountFor(await loadKeys(home), "transport");
    const kind = PARTICIPANT_KINDS.indexOf("agency");
    await net.send("registrar", "participants", "register", [address, 0, kind, `0x${"11".repeat(32)}`]);
    const databaseUrl = await openDatabase();
    const url = "http://127.0.0.1:9";
    const start = (...names: string[]): void => {
      const words = [
        "--home",
        home,
        "--member",
        "transport",
        "--rpc",
        net.chain.rpcUrl,
        "--exchange-url",
        url,
      ];
      const child = spawn(process.execPath, [BIN, "worker", ...names, ...words], {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DATABASE_URL: databaseUrl },
      });
      opened.defer(async () => {
        if (child.exitCode !== null) return;
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      });
    };
    start("indexer");
    start("outbox", "publisher", "exchange");
    const announced = async () =>
      (
        await net.pool.query<{ url: string; exchange_key: Buffer }>(
          "SELECT url, exchange_key FROM ledger.current_gateways",
        )
      ).rows;
    await until(async () => (await announced()).length === 1, { what: "the gateway announced" });
    expect((await announced())[0]!.url).to.equal(url);
    await using own = disposablePool(databaseUrl);
    const { rows } = await own.pool.query<{ signer: string }>("SELECT signer FROM work.signers");
    expect(rows).to.deep.equal([{ signer: "transport" }]);
    const file = path.join(home, "exchange.key");
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await readFile(file, "utf8")).to.contain("PRIVATE KEY");
  });
});
