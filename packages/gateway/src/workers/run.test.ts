// Every worker of one process at once, on as many connections as they ask for.
import { expect } from "chai";
import { describe, it } from "mocha";
import { connectionsOf, WORKER_NAMES } from "./run.ts";
import { startNetwork } from "./story-network.ts";

describe("runWorkers", function () {
  this.timeout(120_000);

  it("does work with all workers in one process", async () => {
    const names = WORKER_NAMES.filter((name) => name !== "checker");
    expect(connectionsOf(names)).to.be.above(names.length + 1);
    await using net = await startNetwork();
    net.start(names);
    const reference = `0x${"11".repeat(32)}`;
    const { state } = await net.send("issuer", "tenge", "mint", [
      net.account("depot").address,
      1n,
      reference,
    ]);
    expect(state).to.be.oneOf(["mined", "final"]);
  });
});
