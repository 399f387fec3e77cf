import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fromBase64Url, toBase64Url, type Hex } from "./bytes.ts";
import { headDigest } from "./check-chain.ts";
import { headerHash, type RpcHeader } from "./header.ts";
import { CHECKERS, keyOf, NETWORK, PUBLISHER, sign } from "./chain.fixture.ts";
import { makeChain } from "./proof.fixture.ts";
import { proveRecord, proveSale, proveStatement, type RecordSource } from "./proof.ts";
import type { ProofBundle } from "./bundle.ts";
import type { FailureCode } from "./refusals.ts";
import { verifyBundle, type ProofResult } from "./verify.ts";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

const honest = makeChain();
const travel = (bundle: ProofBundle): Json => JSON.parse(JSON.stringify(bundle)) as Json;
const BUNDLES = {
  record: travel(proveRecord(honest.record, NETWORK)),
  sale: travel(proveSale(honest.sale, NETWORK)),
  statement: travel(proveStatement(honest.statement, NETWORK)),
};

/** The record's proof alone: no payload, no status. */
function bareRecord(): RecordSource {
  const { envelope, index, path, batch, signatures } = honest.record;
  return { envelope, index, path, batch, signatures };
}

async function refused(bundle: unknown, code: FailureCode, network = NETWORK): Promise<ProofResult> {
  const answer = await verifyBundle(bundle, network);
  expect(answer.failure?.code, answer.failure?.detail).to.equal(code);
  expect(answer.proven).to.equal(false);
  expect(answer.facts).to.deep.equal({ blocks: [] });
  expect(answer.steps.at(-1)?.ok).to.equal(false);
  return answer;
}

const at = (value: Json, path: Path): Json =>
  path.reduce<Json>((inner, key) => (inner as Record<string | number, Json>)[key]!, value);

function changed(bundle: Json, path: Path, replace: (value: Json) => Json): Json {
  const copy = structuredClone(bundle);
  const holder = at(copy, path.slice(0, -1)) as Record<string | number, Json>;
  holder[path.at(-1)!] = replace(holder[path.at(-1)!]!);
  return copy;
}

function leavesOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function listsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => listsOf(member, [...path, key]));
  return Array.isArray(value) && value.length > 0 ? [path, ...inner] : inner;
}

/** Another value of the same kind: one bit of one byte, one letter, or another number. */
function tampered(value: Json, pick: number): Json {
  if (typeof value === "number") return pick % 2 === 0 ? value + 1 : value + (pick % 1000) + 2;
  if (typeof value !== "string" || value.length === 0) return "A";
  if (/^[A-Za-z0-9_-]+$/.test(value) && value.length % 4 !== 1 && value.length >= 22 && pick % 3 > 0) {
    const bytes = fromBase64UrlOr(value);
    if (bytes !== null)
      return toBase64Url(bytes.with(pick % bytes.length, bytes[pick % bytes.length]! ^ (1 << (pick % 8))));
  }
  const where = pick % value.length;
  const letter =
    value[where] === "A" ? "B" : value[where] === "0" ? "1" : /\d/.test(value[where]!) ? "0" : "A";
  return value.slice(0, where) + letter + value.slice(where + 1);
}

function fromBase64UrlOr(text: string): Uint8Array | null {
  try {
    return fromBase64Url(text);
  } catch {
    return null;
  }
}

describe("verifyBundle", () => {
  it("proves a record: by its meter, by 2 of 3 checkers, under a signed head, current", async () => {
    const answer = await verifyBundle(BUNDLES.record, NETWORK);
    expect(answer.failure).to.equal(undefined);
    expect(answer).to.deep.include({ proven: true, status: "current", statusAt: 103n });
    expect(answer.level).to.deep.equal({
      meter: "meter-signed",
      checkers: { signed: 2, quorum: 2, of: 3 },
      seals: null,
      head: true,
    });
    expect(answer.steps.map(({ step }) => step)).to.deep.equal([
      "bundle",
      "head",
      "record",
      "meter",
      "status",
    ]);
    expect(answer.facts.record).to.deep.include({ index: 777, acceptedIn: 100n, supersededBy: null });
  });

  it("proves a sale down to the closing record of its reading", async () => {
    const answer = await verifyBundle(BUNDLES.sale, NETWORK);
    expect(answer.failure).to.equal(undefined);
    expect(answer).to.deep.include({ proven: true, status: "current" });
    expect(answer.level.meter).to.equal("meter-signed");
    expect(answer.facts.sale?.line).to.deep.include({
      kind: "sold",
      device: 345,
      wh: 1200n,
      amountTiyn: 3904n,
    });
    expect(answer.facts.sale?.reading.exportWh).to.equal(1500n);
    const steps = ["bundle", "head", "sale", "reading", "status", "record", "meter", "status"];
    expect(answer.steps.map(({ step }) => step)).to.deep.equal(steps);
  });

  it("proves that a statement is complete", async () => {
    const answer = await verifyBundle(BUNDLES.statement, NETWORK);
    expect(answer.failure).to.equal(undefined);
    expect(answer.facts.statement).to.deep.equal({
      participant: 12,
      lines: 12,
      amountTiyn: 6n * (3904n + 540n),
      openedAt: null,
      closedAt: 103n,
    });
  });

  it("says less where the bundle carries less", async () => {
    const bare = bareRecord();
    const answer = await verifyBundle(travel(proveRecord(bare, NETWORK)), NETWORK);
    expect(answer).to.deep.include({ proven: true, status: null, statusAt: null });
    expect(answer.level.meter).to.equal(null);
  });

  it("follows headers to a later signed head, and refuses a gap", async () => {
    const { block } = honest.record.batch;
    const parent = headerHash(block.header);
    const next: RpcHeader = { ...block.header, parentHash: parent, number: "0x65" };
    const head = headDigest({ number: 101n, blockHash: headerHash(next) }, NETWORK);
    const bare = bareRecord();
    const linked = (following: RpcHeader): unknown => {
      const batch = {
        ...bare.batch,
        block: { header: block.header, following: [following], headSignature: sign(head, keyOf("head")) },
      };
      return travel(proveRecord({ ...bare, batch }, NETWORK));
    };
    expect((await verifyBundle(linked(next), NETWORK)).proven).to.equal(true);
    await refused(linked({ ...next, number: "0x66" }), "header-link-broken");
    await refused(linked({ ...next, parentHash: next.stateRoot }), "header-link-broken");
    await refused(linked({ ...next, timestamp: "0x1" }), "head-signature-invalid");
  });

  it("names what the state says: corrected, disputed, upheld, dismissed, taken back", async () => {
    const record = makeChain({ superseded: (4100n << 32n) | 5n }).record;
    const corrected = await verifyBundle(travel(proveRecord(record, NETWORK)), NETWORK);
    expect(corrected).to.deep.include({ proven: true, status: "corrected" });
    expect(corrected.facts.record?.supersededBy).to.deep.equal({ sequence: 4100n, index: 5 });
    for (const [words, status] of [
      [{ lineStatus: 1n }, "disputed"],
      [{ lineStatus: 2n }, "current"],
      [{ lineStatus: 3n }, "disputed"],
      [{ lineStatus: 1n, chunkStatus: 4n }, "corrected"],
    ] as const) {
      const answer = await verifyBundle(travel(proveSale(makeChain(words).sale, NETWORK)), NETWORK);
      expect(answer).to.deep.include({ proven: true, status });
    }
    await refused(travel(proveSale(makeChain({ lineStatus: 9n }).sale, NETWORK)), "state-unknown-value");
  }).timeout(20_000);

  it("refuses a chain and database rewritten without the checkers' keys", async () => {
    const secrets = (...names: string[]) => names.map((name) => keyOf(name));
    const bundleOf = (signers: readonly Uint8Array[]) =>
      travel(proveRecord(makeChain({ signers }).record, NETWORK));
    await refused(bundleOf(secrets("forger one", "forger two")), "checker-unknown");
    await refused(bundleOf([CHECKERS[0]!.secret]), "checkers-below-quorum");
    await refused(bundleOf([CHECKERS[0]!.secret, CHECKERS[0]!.secret]), "checkers-not-distinct");
    await refused(bundleOf([CHECKERS[1]!.secret, CHECKERS[0]!.secret]), "checkers-not-distinct");
    const sale = travel(proveSale(makeChain({ signers: [CHECKERS[0]!.secret] }).sale, NETWORK));
    await refused(sale, "checkers-below-quorum");
    await refused(
      travel(proveRecord(makeChain({ headKey: keyOf("forger") }).record, NETWORK)),
      "head-signature-invalid",
    );
  }).timeout(20_000);

  it("refuses checkers of one owner and a checker that publishes", async () => {
    const readings = NETWORK.datasets["energy.readings"]!;
    const pinned = (change: object) => ({
      ...NETWORK,
      datasets: {
        "energy.readings": {
          ...readings,
          checkers: readings.checkers.map((each) => ({ ...each, ...change })),
        },
      },
    });
    await refused(BUNDLES.record, "checkers-not-distinct", pinned({ owner: 31 }));
    await refused(BUNDLES.record, "checkers-not-distinct", pinned({ participant: PUBLISHER }));
    await refused(BUNDLES.record, "dataset-unknown", { ...NETWORK, datasets: {} });
    await refused(BUNDLES.record, "log-foreign", {
      ...NETWORK,
      contracts: { ...NETWORK.contracts, journal: NETWORK.contracts.energyMarket },
    });
    await refused(BUNDLES.record, "network-mismatch", { ...NETWORK, chainId: 1 });
    const genesisHash = `0x${"00".repeat(32)}` as Hex;
    await refused(BUNDLES.record, "head-signature-invalid", { ...NETWORK, genesisHash });
  });

  it("takes addresses of network.json in any case", async () => {
    const upper = (address: Hex): Hex => `0x${address.slice(2).toUpperCase()}`;
    const { journal, readingSets, energyMarket } = NETWORK.contracts;
    const network = {
      ...NETWORK,
      contracts: {
        journal: upper(journal),
        readingSets: upper(readingSets),
        energyMarket: upper(energyMarket),
      },
      finality: { ...NETWORK.finality, headKey: upper(NETWORK.finality.headKey) },
    };
    expect((await verifyBundle(BUNDLES.sale, network)).failure).to.equal(undefined);
  });

  it("refuses a reading that the lines do not add up to", async () => {
    await refused(travel(proveSale(makeChain({ exportWh: 1499n }).sale, NETWORK)), "reading-energy-mismatch");
  });

  it("refuses a statement with a line dropped, doubled or swapped", async () => {
    const lines = at(BUNDLES.statement, ["statement", "lines"]) as Json[];
    const having = (list: Json[]) => changed(BUNDLES.statement, ["statement", "lines"], () => list);
    for (let index = 0; index < lines.length; index++)
      await refused(having(lines.toSpliced(index, 1)), "statement-incomplete");
    await refused(having([...lines, lines[0]!]), "statement-incomplete");
    await refused(having([lines[1]!, lines[0]!, ...lines.slice(2)]), "statement-incomplete");
    await refused(
      changed(BUNDLES.statement, ["statement", "participant"], () => 13),
      "state-not-proven",
    );
  });

  it("asks the injected check for the meter's signature", async () => {
    const asked: string[] = [];
    const refuses = async (signedData: string, publicKey: string): Promise<boolean> => {
      asked.push(signedData.slice(0, 5), publicKey.slice(0, 4));
      return false;
    };
    const answer = await verifyBundle(BUNDLES.record, NETWORK, { checkMeter: refuses });
    expect(answer.failure?.code).to.equal("meter-signature-invalid");
    expect(asked).to.deep.equal(["OCMF|", "3059"]);
  });

  for (const [kind, bundle] of Object.entries(BUNDLES)) {
    it(`refuses a ${kind} with any one value changed`, async () => {
      for (const path of leavesOf(bundle)) {
        const answer = await verifyBundle(
          changed(bundle, path, (value) => tampered(value, 1)),
          NETWORK,
        );
        expect(answer.proven, path.join(".")).to.equal(false);
      }
    }).timeout(60_000);

    it(`refuses a ${kind} with any byte of any value changed`, async () => {
      const leaves = leavesOf(bundle);
      await fc.assert(
        fc.asyncProperty(fc.nat(leaves.length - 1), fc.nat(), async (which, pick) => {
          const path = leaves[which]!;
          const forged = changed(bundle, path, (value) => tampered(value, pick));
          expect((await verifyBundle(forged, NETWORK)).proven, `${path.join(".")} ${pick}`).to.equal(false);
        }),
        { numRuns: 400 },
      );
    }).timeout(60_000);

    it(`refuses a ${kind} with anything taken out of a list, and with anything unknown put in`, async () => {
      for (const path of listsOf(bundle)) {
        const shorter = changed(bundle, path, (list) => (list as Json[]).slice(1));
        expect((await verifyBundle(shorter, NETWORK)).proven, path.join(".")).to.equal(false);
        const longer = changed(bundle, path, (list) => [...(list as Json[]), (list as Json[])[0]!]);
        if (path.at(-1) !== "blocks")
          expect((await verifyBundle(longer, NETWORK)).proven, path.join(".")).to.equal(false);
      }
      await refused({ ...(bundle as object), extra: 1 }, "bundle-malformed");
    }).timeout(60_000);
  }

  it("never throws, whatever it is given", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.nat(), async (value, pick) => {
        await refused(value, "bundle-malformed");
        for (const bundle of Object.values(BUNDLES)) {
          const leaves = leavesOf(bundle);
          const forged = changed(bundle, leaves[pick % leaves.length]!, () => value as Json);
          expect((await verifyBundle(forged, NETWORK)).steps.length).to.be.greaterThan(0);
        }
      }),
      { numRuns: 100 },
    );
    for (const value of [undefined, null, "", 0, Symbol("x"), () => 0])
      await refused(value, "bundle-malformed");
  }).timeout(60_000);

  it("keeps the bundle of a record in a batch of 1,000 within 8 kB", () => {
    const light = { ...bareRecord(), status: honest.record.status! };
    expect(JSON.stringify(proveRecord(light, NETWORK)).length).to.be.at.most(8192);
  });
});
