import { expect } from "chai";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { describeLoad, keepLoad, openAlarm, openLoadWindow, readLoad, WINDOW_SECONDS } from "./load.ts";

const LIMIT = { transactionsPerSecond: 100, gasPerSecond: 10_000_000 };
const SECOND = 1000;

describe("the embedded chain's load", () => {
  it("is the rate over the last half minute, of the limit that is nearer", () => {
    const window = openLoadWindow(LIMIT);
    for (let second = 0; second < WINDOW_SECONDS; second += 1)
      window.add(second * SECOND, { transactions: 10, gas: 5_000_000 });
    const load = window.read((WINDOW_SECONDS - 1) * SECOND);
    expect(load).to.deep.equal({
      ...{ transactionsPerSecond: 10, gasPerSecond: 5_000_000, limit: LIMIT, share: 0.5 },
    });
  });

  it("forgets what is older", () => {
    const window = openLoadWindow(LIMIT);
    window.add(0, { transactions: 3000, gas: 0 });
    expect(window.read(0).share).to.equal(1);
    expect(window.read((WINDOW_SECONDS - 1) * SECOND).share).to.equal(1);
    expect(window.read(WINDOW_SECONDS * SECOND).share).to.equal(0);
  });

  it("warns once at four fifths, and again only after calm", () => {
    const alarm = openAlarm();
    expect([0.79, 0.8, 0.95, 0.7, 0.9, 0.59, 0.81].map(alarm)).to.deep.equal([
      ...[false, true, false, false, false, false, true],
    ]);
  });

  it("says in one line what it is and what it may be", () => {
    const load = { transactionsPerSecond: 82, gasPerSecond: 1_250_000, limit: LIMIT, share: 0.82 };
    expect(describeLoad(load)).to.equal(
      "The embedded chain takes 82.0 transactions and 1.3 M gas a second (limit 100 and 10.0 M, 82 % used): near its limit, more will wait; use a chain of several nodes.",
    );
  });

  it("is there for other processes while it is fresh", async () => {
    const home = await mkdtemp(join(tmpdir(), "alatau-load-"));
    try {
      expect(await readLoad({ home })).to.equal(undefined);
      await mkdir(join(home, "chain"));
      const load = openLoadWindow(LIMIT).read(0);
      await keepLoad(home, load, 1_000);
      expect(await readLoad({ home }, 31_000)).to.deep.equal(load);
      expect(await readLoad({ home }, 31_001)).to.equal(undefined);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});
