import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTRACT_NAMES, provePayment } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { bar } from "./commands/import.ts";
import { pauseBefore } from "./supervise/child.ts";
import { freePort } from "./supervise/ports.ts";
import { stepper } from "./supervise/steps.ts";
import { contract, makePayment, NETWORK, TOKEN } from "./proof.fixture.ts";
import { say } from "./terminal.fixture.ts";

describe("alatau with wrong arguments", function () {
  this.timeout(20_000);
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [["strat"], "unknown command 'strat'"],
    [["start", "--port", "eighty"], "A whole number from 0 to 65535 is needed"],
    [["start", "--port", "70000"], "A whole number from 0 to 65535 is needed"],
    [["start", "--speed", "0"], "A number above 0"],
    [["start", "--wide"], "unknown option '--wide'"],
    [["verify"], "missing required argument 'file'"],
    [["ocmf", "verify"], "missing required argument 'file'"],
    [["ocmf", "verify", "a", "b"], "too many arguments"],
    [["ocmf", "verify", "x", "--json", "--jsonl"], "exclude each other"],
    [["ocmf", "verify", "x", "--key", "zz"], "is no public key and no file"],
    [["import"], "missing required argument 'file'"],
    [["import", "x", "--url", "ftp://x"], "http://127.0.0.1:8080"],
    [["worker", "cook"], "Allowed choices"],
  ];
  for (const [argv, expected] of wrong) {
    it(`says what is wrong and answers 2: ${argv.join(" ")}`, async () => {
      const { code, err, out } = await say(...argv);
      expect(code).to.equal(2);
      expect(err).to.contain(expected);
      expect(out).to.equal("");
    });
  }

  it("shows help for the program and for each command, and answers 0", async () => {
    const { code, out } = await say("--help");
    expect(code).to.equal(0);
    for (const name of ["start", "demo", "import", "ocmf", "verify", "audit", "status"]) {
      expect(out).to.contain(name);
      const help = await say(name, "--help");
      expect(help.code, name).to.equal(0);
      expect(help.out, name).to.contain("Usage: alatau");
    }
  });
});

describe("alatau on a folder where nothing runs", function () {
  this.timeout(20_000);
  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-cli-"));
  });
  after(() => rm(home, { recursive: true, force: true }));

  it("says so in one line", async () => {
    for (const argv of [["audit"], ["demo"]]) {
      const { code, err } = await say(...argv, "--home", home);
      expect(code).to.equal(1);
      expect(err).to.equal(`alatau: Nothing runs on ${home}. Start it with «alatau start».`);
    }
    expect(await say("status", "--home", home)).to.deep.include({ code: 1, out: `Nothing runs on ${home}.` });
  });

  it("refuses to start on a busy port before it starts anything", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const { code, err } = await say("start", "--home", home, "--port", String(port));
      expect(code).to.equal(1);
      expect(err).to.equal(
        `alatau: Port ${port} is in use by another program; choose another one with --port.`,
      );
      expect(await freePort(0)).to.be.above(0);
    } finally {
      server.close();
    }
  });

  it("refuses a bundle or a network that cannot be read with 2", async () => {
    const bundle = join(home, "bundle.json");
    expect(await say("verify", bundle)).to.deep.include({ code: 2, err: `alatau: ${bundle}: no such file.` });
    await writeFile(bundle, "{");
    expect((await say("verify", bundle)).err).to.contain("not JSON");
    await writeFile(bundle, "{}");
    const network = join(home, "other.json");
    await writeFile(network, "{}");
    const { code, err } = await say("verify", bundle, "--network", network);
    expect(code).to.equal(2);
    expect(err).to.contain("no description of a network");
  });

  it("prints what a payment's bundle proves, and refuses one with a refund left out", async () => {
    const [bundle, network] = [join(home, "receipt.json"), join(home, "trusted.json")];
    const others = Object.fromEntries(CONTRACT_NAMES.map((name) => [name, contract(name)]));
    const accounts = { operator: 3, supplier: 4, network: 5, reserve: 6, dust: 7 };
    const known = { ...NETWORK, name: "made by hand", engine: "embedded", startBlock: 0, accounts };
    const contracts = { ...others, ...NETWORK.contracts, tenge: TOKEN };
    await writeFile(network, JSON.stringify({ ...known, contracts }));
    const payment = makePayment();
    await writeFile(bundle, JSON.stringify(await provePayment(payment, NETWORK)));
    const { code, out } = await say("verify", bundle, "--network", network);
    expect(code).to.equal(0);
    expect(out).to.contain("125000 tiyn: captured 100000, of it a fee of 1000; given back 25000; held 25000");
    expect(out).to.contain("no capture and no refund is left out");
    const short = { ...payment, moves: payment.moves.slice(0, 2) };
    await writeFile(bundle, JSON.stringify(await provePayment(short, NETWORK)));
    const refused = await say("verify", bundle, "--network", network);
    expect(refused).to.include({ code: 1 });
    expect(refused.out).to.contain("payment-incomplete");
  });
});

describe("alatau's own lines", () => {
  it("show how far an import is", () => {
    expect(bar(1, 2, "b.xml")).to.equal(`[${"#".repeat(15)}${".".repeat(15)}] 1/2 b.xml`);
  });

  it("name each step with its number and time", async () => {
    const lines: string[] = [];
    const step = stepper(2, (line) => lines.push(line));
    await step("Chain", () => Promise.resolve(5));
    await step(
      "Contracts",
      () => Promise.resolve(7),
      (value) => `chain ${value}`,
    );
    expect(lines[0]).to.match(/^1\/2 Chain … \d+\.\d s$/);
    expect(lines[1]).to.match(/^2\/2 Contracts … \d+\.\d s \(chain 7\)$/);
  });

  it("wait longer before each new start of a part that dies, at most ten seconds", () => {
    expect([1, 2, 3, 9].map(pauseBefore)).to.deep.equal([200, 400, 800, 10_000]);
  });
});
