// `alatau publish`, the programs of examples/city, and what they fetch proven by `alatau verify`. Everything is real.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { spawn, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AIR, openCity, type City } from "./city.fixture.ts";
import { say } from "./terminal.fixture.ts";

const EXAMPLES = join(import.meta.dirname, "../../../examples/city");
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

describe("alatau publish", function () {
  this.timeout(120_000);
  let city: City;
  let network: string;
  const here = (name: string): string => join(city.net.home, name);
  const put = async (name: string, text: string): Promise<string> => {
    await writeFile(here(name), text);
    return here(name);
  };
  const publish = async (file: string, ...more: string[]) =>
    await say(
      "publish",
      file,
      "--data-set",
      AIR,
      "--url",
      city.gateway.url,
      "--key",
      "alk_environment",
      ...more,
    );
  const mapping = ["--mapping", join(EXAMPLES, "mapping.json")];
  before(async () => {
    city = await openCity();
    await city.registerAir();
    network = await put("air-network.json", JSON.stringify(await city.ask("GET", "/network.json")));
  });
  after(async () => await city[Symbol.asyncDispose]());

  it("refuses what it cannot send: 2", async () => {
    const file = await put("air.xls", "x");
    expect(await publish(file)).to.deep.include({ code: 2 });
    expect((await publish(await put("empty.csv", ""))).err).to.contain("nothing in it");
    expect((await publish(await put("none.json", "[]"), "--correction", "Not kebab")).code).to.equal(2);
    const lost = await say(
      "publish",
      file.replace(".xls", ".csv"),
      "--data-set",
      AIR,
      "--url",
      "http://127.0.0.1:9",
    );
    expect(lost.code).to.equal(2);
    const unread = await put("one.json", "[]");
    const gone = await say("publish", unread, "--data-set", AIR, "--url", "http://127.0.0.1:9", "--key", "k");
    expect([gone.code, gone.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 2 && err.includes("127.0.0.1:9"),
    );
    const unknown = await publish(join(EXAMPLES, "air.csv"), "--mapping", "no-such");
    expect(unknown.code).to.equal(2);
    expect(unknown.err).to.contain("Mapping unknown");
  });

  it("answers each row, names the bad ones, corrects with a reason, and stores nothing in a dry run", async () => {
    const rows =
      "station,time,pm25\ncli-1,2025-01-01T00:00:00Z,10\ncli-1,2025-01-01T01:00:00Z,\ncli-1,2025-13-01T00:00:00Z,3\n";
    const file = await put("bad.csv", rows);
    const dry = await publish(file, ...mapping, "--dry-run");
    expect(dry.out).to.contain("Dry run, nothing was stored: 1 accepted");
    const { code, out } = await publish(file, ...mapping);
    expect(code, out).to.equal(1);
    expect(out)
      .to.contain("bad.csv: row 4: refused:")
      .and.contain("1 accepted, 0 corrected, 0 known already, 2 refused");
    const good = await put("good.csv", "station,time,pm25\ncli-1,2025-01-01T00:00:00Z,10\n");
    const again = await publish(good, ...mapping, "--json");
    expect(JSON.parse(again.out)).to.deep.include({ accepted: 0, duplicates: 1, refused: 0 });
    const { results } = JSON.parse(again.out) as { results: { records: string[] }[] };
    await city.anchored(results.flatMap(({ records }) => records));
    const changed = await put("good.csv", "station,time,pm25\ncli-1,2025-01-01T00:00:00Z,11\n");
    const contradicts = await publish(changed, ...mapping);
    expect([contradicts.code, contradicts.out.includes("observation-contradicts")]).to.deep.equal([1, true]);
    const corrected = await publish(changed, ...mapping, "--correction", "sensor-recalibrated");
    expect([corrected.code, corrected.out]).to.deep.equal([
      0,
      "0 accepted, 1 corrected, 0 known already, 0 refused, 0 flagged",
    ]);
  });

  for (const [program, script] of [
    [process.execPath, "publish.ts"],
    ["bash", "publish.sh"],
    ["python3", "publish.py"],
  ] as const)
    it(`examples/city/${script} publishes and fetches a file that is proven`, async function () {
      if (!has(program) || (program === "bash" && !has("curl"))) {
        process.stdout.write(`    skipped: ${program} or curl is missing\n`);
        this.skip();
      }
      const file = here(`${script}.csv`);
      const env = { ...process.env, ALATAU_URL: city.gateway.url, ALATAU_API_KEY: "alk_environment" };
      const child = spawn(program, [join(EXAMPLES, script), AIR, file], { env });
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (part: Buffer) => (text += part.toString()));
      const code = await new Promise((resolve) => child.once("close", resolve));
      expect(code, text).to.equal(0);
      const verified = await say("verify", file, "--network", network);
      expect(verified.code, `${verified.out}${verified.err}`).to.equal(0);
      expect(verified.out).to.match(/Proven: \d+ rows of environment\.air-quality/);
    });
});
