import type { LedgerError } from "@alatau/sdk";
import { expect } from "chai";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { accountFor, loadKeys, ROLE_NAMES, roleAccounts } from "./keys.ts";

describe("loadKeys", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "alatau-keys-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("makes a random seed once, readable by its owner only", async () => {
    const keys = await loadKeys(home);
    expect(await loadKeys(home)).to.deep.equal(keys);
    if (process.platform !== "win32") {
      expect((await stat(join(home, "keys.json"))).mode & 0o777).to.equal(0o600);
    }
  });

  it("refuses a file that is not whole", async () => {
    await writeFile(join(home, "keys.json"), '{"seed":"0x12"}');
    const failure = await loadKeys(home).catch((error: unknown) => error);
    expect((failure as LedgerError).code).to.equal("keys-invalid");
  });

  it("gives every role a key of its own, and a name always the same one", async () => {
    const keys = await loadKeys(home);
    const accounts = roleAccounts(keys);
    expect(new Set(Object.values(accounts).map(({ address }) => address)).size).to.equal(ROLE_NAMES.length);
    expect(accountFor(keys, "solver").address).to.equal(accounts.solver.address);
    expect(accountFor(keys, "bus depot").address).to.not.equal(accountFor(keys, "bus depot 2").address);
  });

  it("takes a key that was brought along", async () => {
    const keys = { ...(await loadKeys(home)), own: { operator: `0x${"1".repeat(64)}` } as const };
    expect(accountFor(keys, "operator").address).to.equal("0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A");
  });
});
