import { packBundle, SEALED_FORMAT, verifyBundle } from "@alatau/sdk";
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, before, describe, it } from "mocha";
import { makeHeaders, sealedNetworkFile, sealedPayment } from "./qbft.fixture.ts";

const run = promisify(execFile);
const script = new URL("../../../scripts/build-verifier.ts", import.meta.url).pathname;

describe("alatau-verify.mjs", function () {
  this.timeout(120_000);
  let folder: string;
  let digest: string;
  const verify = async (bundle: string): Promise<{ code: number; out: string }> => {
    const [bundleFile, networkFile] = [join(folder, "bundle.json"), join(folder, "network.json")];
    await writeFile(bundleFile, bundle);
    await writeFile(networkFile, JSON.stringify(sealedNetworkFile(makeHeaders([])[0]!)));
    const file = join(folder, "alatau-verify.mjs");
    return await run(process.execPath, [file, bundleFile, networkFile], { cwd: folder }).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      (failed: { code: number; stdout: string }) => ({ code: failed.code, out: failed.stdout }),
    );
  };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "alatau-verify-"));
    digest = (await run(process.execPath, [script, folder])).stdout.trim();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("is one file that imports nothing but Node's own, the same each time it is built", async () => {
    const text = await readFile(join(folder, "alatau-verify.mjs"), "utf8");
    const imported = [...text.matchAll(/^(?:import|export) .*"([^"]+)";$|\bimport\("([^"]+)"\)/gm)];
    expect(imported.map((match) => match[1] ?? match[2])).to.deep.equal(["node:fs/promises"]);
    expect((await run(process.execPath, [script, folder])).stdout.trim()).to.equal(digest);
  });

  it("agrees with verifyBundle on a sealed bundle and on one that was changed", async () => {
    const content = sealedPayment();
    const bundle = await packBundle(content);
    expect(bundle.format).to.equal(SEALED_FORMAT);
    const good = await verify(JSON.stringify(bundle));
    expect(good.code).to.equal(0);
    expect(JSON.parse(good.out)).to.deep.include({ proven: true });
    const [block, ...others] = content.blocks;
    const header = block!.header.with(40, block!.header[40]! ^ 1);
    const forged = await packBundle({
      ...content,
      blocks: [{ ...block!, header }, ...others],
    } as typeof content);
    const bad = await verify(JSON.stringify(forged));
    const ours = await verifyBundle(forged, sealedNetworkFile(makeHeaders([])[0]!) as never);
    expect(bad.code).to.equal(1);
    expect((JSON.parse(bad.out) as { failure: object }).failure).to.deep.equal(ours.failure);
    expect((await verify("{}")).code).to.equal(1);
  });
});
