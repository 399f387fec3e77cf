import { expect } from "chai";
import { describe, it } from "mocha";
import { BUNDLES, NETWORK_FILE } from "../pages.fixture.ts";
import { checkText, networkFingerprint, pinNetwork, repinNetwork } from "./check.ts";
import { tamper, tamperParts } from "./tamper.ts";

/** A browser's storage of one test. */
function memoryStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
}
const BROKEN_STORAGE = {
  getItem: () => {
    throw new Error("switched off");
  },
  setItem: () => {
    throw new Error("switched off");
  },
} as unknown as Storage;
const NOW = "2026-11-23T21:00:00.000Z";
const OTHER = { ...NETWORK_FILE, chainId: 5 };

describe("checkText", () => {
  for (const [kind, text] of Object.entries(BUNDLES))
    it(`proves a ${kind}`, async () => {
      const { proven, failure } = await checkText(text, NETWORK_FILE);
      expect(failure).to.equal(undefined);
      expect(proven).to.equal(true);
    });

  it("refuses a text that is no JSON", async () => {
    expect((await checkText("no proof", NETWORK_FILE)).failure?.code).to.equal("bundle-malformed");
  });
});

const PARTS = await Promise.all(
  Object.entries(BUNDLES).map(async ([kind, text]) => [kind, text, await tamperParts(text)] as const),
);

describe("tamper", () => {
  it("finds what a bundle has", async () => {
    expect(await tamperParts(BUNDLES.sale)).to.deep.equal(["reading", "meterRecord", "checker", "head"]);
    expect(await tamperParts(BUNDLES.record)).to.deep.equal(["meterRecord", "checker", "head"]);
    expect(await tamperParts(BUNDLES.statement)).to.deep.equal(["head", "statementLine"]);
    expect(await tamperParts(BUNDLES.payment)).to.deep.equal(["head", "paymentReceipt"]);
    expect(await tamperParts("no json")).to.deep.equal([]);
  });

  for (const [kind, text, parts] of PARTS)
    for (const part of parts)
      it(`changes one character of a ${kind}'s ${part}, and the proof fails`, async () => {
        const changed = (await tamper(text, part))!;
        expect(changed.before).to.not.equal(changed.after);
        expect(changed.before.length).to.equal(changed.after.length);
        expect((await checkText(changed.text, NETWORK_FILE)).proven).to.equal(false);
      });

  it("changes the register's last digit where the meter wrote it", async () => {
    const { before, after } = (await tamper(BUNDLES.sale, "meterRecord"))!;
    expect(before).to.contain("814.0000");
    expect(after).to.contain("814.0001");
  });

  it("has nothing to change in a bundle without the part", async () => {
    expect(await tamper(BUNDLES.statement, "reading")).to.equal(null);
  });
});

describe("pinNetwork", () => {
  it("keeps the first description and says when another is offered", () => {
    const storage = memoryStorage();
    expect(pinNetwork(NETWORK_FILE, storage, NOW)).to.deep.include({ offered: null, since: NOW });
    const later = pinNetwork(OTHER, storage, "2027-01-01T00:00:00.000Z");
    expect(later.network.chainId).to.equal(NETWORK_FILE.chainId);
    expect(later.since).to.equal(NOW);
    expect(later.offered?.fingerprint).to.equal(networkFingerprint(OTHER));
  });

  it("trusts another description once the reader says so", () => {
    const storage = memoryStorage();
    pinNetwork(NETWORK_FILE, storage, NOW);
    repinNetwork(OTHER, storage, NOW);
    expect(pinNetwork(OTHER, storage, NOW)).to.deep.include({ offered: null });
  });

  it("works in a browser that keeps nothing, and says so", () => {
    expect(pinNetwork(NETWORK_FILE, BROKEN_STORAGE, NOW).since).to.equal(null);
    expect(pinNetwork(NETWORK_FILE, null, NOW).since).to.equal(null);
  });

  it("has a fingerprint that any trusted part changes and nothing else", () => {
    const first = networkFingerprint(NETWORK_FILE);
    expect(networkFingerprint({ ...NETWORK_FILE, name: "renamed" })).to.equal(first);
    const headKey = NETWORK_FILE.contracts.journal;
    expect(
      networkFingerprint({ ...NETWORK_FILE, finality: { kind: "head-signature", headKey } }),
    ).to.not.equal(first);
  });
});
