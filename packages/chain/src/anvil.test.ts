import type { LedgerError } from "@alatau/sdk";
import { expect } from "chai";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { ANVIL_VERSION, checkAnvil, findAnvil } from "./anvil.ts";

describe("findAnvil", () => {
  it(`finds a binary of version ${ANVIL_VERSION}`, async () => {
    await checkAnvil(findAnvil());
  });
});

describe("checkAnvil", () => {
  const checkScript = async (text: string): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), "alatau-anvil-"));
    const program = join(folder, "anvil");
    await writeFile(program, `#!/bin/sh\n${text}\n`);
    await chmod(program, 0o755);
    const failure = await checkAnvil({ program, source: "path" }).catch((error: unknown) => error);
    await rm(folder, { recursive: true });
    return (failure as LedgerError).code;
  };

  it("refuses another version, and what does not run", async function () {
    if (process.platform === "win32") this.skip();
    expect(await checkScript("echo anvil Version: 1.2.3")).to.equal("anvil-version");
    expect(await checkScript("exit 1")).to.equal("anvil-missing");
  });
});
