// What `alatau start` cannot begin with, it says in one line, and ends with a code that is not 0.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { say } from "../terminal.fixture.ts";

describe("alatau start, where it cannot begin,", function () {
  this.timeout(60_000);
  let folder: string;
  const mounted: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "alatau-refusals-"));
  });
  afterEach(async () => {
    for (const place of mounted.splice(0)) execFileSync("umount", [place]);
    await rm(folder, { recursive: true, force: true });
  });

  /** A file system of its own at the folder; false where this user may not mount one. */
  const mount = (options: string): boolean => {
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
    } catch {
      return false;
    }
    mounted.push(folder);
    return true;
  };

  it("names a full disk, and what is needed, before it starts anything", async function () {
    if (!mount("size=16m")) {
      this.test!.title += " (skipped: this user may not mount a small file system)";
      this.skip();
    }
    const home = join(folder, "home");
    const { code, err } = await say("start", "--home", home, "--port", "0");
    expect(code).to.equal(1);
    expect(err).to.match(/^alatau: 1\d MiB are free for \S+; a ledger needs 128 MiB to begin with\. [^\n]+$/);
    expect(await readdir(home)).to.deep.equal(["logs"]);
  });

  it("names a folder that may not be written", async function () {
    if (!mount("size=1m,ro")) {
      this.test!.title += " (skipped: this user may not mount a file system that is read-only)";
      this.skip();
    }
    const { code, err } = await say("start", "--home", folder, "--port", "0");
    expect(code).to.equal(1);
    expect(err).to.match(/^alatau: \S+ may not be written\.$/);
  });

  it("names a data folder that is a file", async () => {
    const file = join(folder, "home");
    await writeFile(file, "");
    const { code, err } = await say("start", "--home", file, "--port", "0");
    expect(code).to.equal(1);
    expect(err).to.match(/^alatau: \S+ may not be written\.$/);
  });
});
