import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  BUNDLE_FORMAT,
  MOST_BODY_BYTES,
  packBundle,
  STATEMENT_ROW_BYTES,
  type BundleContent,
  type ProofBundle,
} from "./bundle.ts";
import { concat, fromBase64Url, sha256, toBase64Url, utf8, type Hex } from "./bytes.ts";
import { headDigest } from "./check-chain.ts";
import { headerHash, type RpcHeader } from "./header.ts";
import { addressOf, CHECKERS, fullChunk, keyOf, NETWORK, PUBLISHER, sign } from "./chain.fixture.ts";
import { LayoutError } from "./codec.ts";
import { deflate } from "./deflate.ts";
import { makePayment } from "./payment.fixture.ts";
import { makeChain } from "./proof.fixture.ts";
import {
  paymentContent,
  provePayment,
  proveRecord,
  proveSale,
  proveStatement,
  recordContent,
  saleContent,
  statementContent,
  type RecordSource,
  type SaleSource,
} from "./proof.ts";
import type { FailureCode } from "./refusals.ts";
import { verifyBundle, type ProofResult } from "./verify.ts";

type Path = readonly (string | number)[];

const honest = makeChain();
const HEAD_KEY = addressOf(keyOf("head"));
const CONTENTS: Readonly<Record<string, BundleContent>> = {
  record: recordContent(honest.record, NETWORK),
  sale: saleContent(honest.sale, NETWORK),
  statement: statementContent(honest.statement, NETWORK),
  payment: paymentContent(makePayment(), NETWORK),
};
const BUNDLES = {
  record: await proveRecord(honest.record, NETWORK),
  sale: await proveSale(honest.sale, NETWORK),
  statement: await proveStatement(honest.statement, NETWORK),
  payment: await provePayment(makePayment(), NETWORK),
};

/** The record's proof alone: no payload, no status. */
function bareRecord(): RecordSource {
  const { envelope, index, path, batch, signatures } = honest.record;
  return { envelope, index, path, batch, signatures };
}

/** A sale as the gateway serves it, but without what the chain's state says of it: that part grows with the state. */
function withoutState({ status, record, ...sale }: SaleSource): SaleSource {
  expect(status).to.not.equal(undefined);
  const { envelope, index, path, batch, signatures, payload } = record!;
  return { ...sale, record: { envelope, index, path, batch, signatures, payload: payload! } };
}

async function refused(bundle: unknown, code: FailureCode, network = NETWORK): Promise<ProofResult> {
  const answer = await verifyBundle(bundle, network);
  expect(answer.failure?.code, answer.failure?.detail).to.equal(code);
  expect(answer.proven).to.equal(false);
  expect(answer.facts).to.deep.equal({ blocks: [] });
  expect(answer.steps.at(-1)?.ok).to.equal(false);
  return answer;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value);

function changed<T>(content: T, path: Path, replace: (value: unknown) => unknown): T {
  const copy = structuredClone(content);
  const holder = at(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  holder[path.at(-1)!] = replace(holder[path.at(-1)!]);
  return copy;
}

/** Where the numbers and byte strings of a bundle's content stand. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value === "number" || typeof value === "bigint" || value instanceof Uint8Array) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function listsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  const inner = Object.entries(value).flatMap(([key, member]) => listsOf(member, [...path, key]));
  return Array.isArray(value) && value.length > 0 ? [path, ...inner] : inner;
}

/** Another value of the same kind: another number, one bit of one byte, or a byte more or less. */
function tampered(value: unknown, pick: number): unknown {
  if (typeof value === "number") return pick % 2 === 0 ? value + 1 : value + (pick % 1000) + 2;
  if (typeof value === "bigint") return value + 1n + BigInt(pick % 1000);
  const bytes = value as Uint8Array;
  if (bytes.length === 0 || pick % 7 === 6) return concat(bytes, Uint8Array.of(pick % 256));
  if (pick % 7 === 5) return bytes.subarray(0, -1);
  const where = pick % bytes.length;
  return bytes.with(where, bytes[where]! ^ (1 << (pick % 8)));
}

/** What a forger who packs the bundle anew gets. */
async function isProven(content: BundleContent): Promise<boolean> {
  try {
    return (await verifyBundle(await packBundle(content), NETWORK)).proven;
  } catch (error) {
    expect(error).to.be.instanceOf(LayoutError); // there is no such bundle
    return false;
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
    const answer = await verifyBundle(await proveRecord(bare, NETWORK), NETWORK);
    expect(answer).to.deep.include({ proven: true, status: null, statusAt: null });
    expect(answer.level.meter).to.equal(null);
  });

  it("follows headers to a later signed head, and refuses a gap", async () => {
    const { block } = honest.record.batch;
    const parent = headerHash(block.header);
    const next: RpcHeader = { ...block.header, parentHash: parent, number: "0x65" };
    const head = headDigest({ number: 101n, blockHash: headerHash(next) }, NETWORK);
    const bare = bareRecord();
    const linked = async (following: RpcHeader): Promise<unknown> => {
      const batch = {
        ...bare.batch,
        block: { header: block.header, following: [following], headSignature: sign(head, keyOf("head")) },
      };
      return await proveRecord({ ...bare, batch }, NETWORK);
    };
    expect((await verifyBundle(await linked(next), NETWORK)).proven).to.equal(true);
    await refused(await linked({ ...next, number: "0x66" }), "header-link-broken");
    await refused(await linked({ ...next, parentHash: next.stateRoot }), "header-link-broken");
    await refused(await linked({ ...next, timestamp: "0x1" }), "head-signature-invalid");
  });

  it("names what the state says: corrected, disputed, upheld, dismissed, taken back", async () => {
    const record = makeChain({ superseded: (4100n << 32n) | 5n }).record;
    const corrected = await verifyBundle(await proveRecord(record, NETWORK), NETWORK);
    expect(corrected).to.deep.include({ proven: true, status: "corrected" });
    expect(corrected.facts.record?.supersededBy).to.deep.equal({ sequence: 4100n, index: 5 });
    for (const [words, status] of [
      [{ lineStatus: 1n }, "disputed"],
      [{ lineStatus: 2n }, "current"],
      [{ lineStatus: 3n }, "disputed"],
      [{ lineStatus: 1n, chunkStatus: 4n }, "corrected"],
    ] as const) {
      const answer = await verifyBundle(await proveSale(makeChain(words).sale, NETWORK), NETWORK);
      expect(answer).to.deep.include({ proven: true, status });
    }
    await refused(await proveSale(makeChain({ lineStatus: 9n }).sale, NETWORK), "state-unknown-value");
  }).timeout(20_000);

  it("refuses a chain and database rewritten without the checkers' keys", async () => {
    const secrets = (...names: string[]) => names.map((name) => keyOf(name));
    const bundleOf = async (signers: readonly Uint8Array[]) =>
      await proveRecord(makeChain({ signers }).record, NETWORK);
    await refused(await bundleOf(secrets("forger one", "forger two")), "checker-unknown");
    await refused(await bundleOf([CHECKERS[0]!.secret]), "checkers-below-quorum");
    await refused(await bundleOf([CHECKERS[0]!.secret, CHECKERS[0]!.secret]), "checkers-not-distinct");
    await refused(await bundleOf([CHECKERS[1]!.secret, CHECKERS[0]!.secret]), "checkers-not-distinct");
    const sale = await proveSale(makeChain({ signers: [CHECKERS[0]!.secret] }).sale, NETWORK);
    await refused(sale, "checkers-below-quorum");
    await refused(
      await proveRecord(makeChain({ headKey: keyOf("forger") }).record, NETWORK),
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
    const { journal, readingSets, energyMarket, payments } = NETWORK.contracts;
    const network = {
      ...NETWORK,
      contracts: {
        journal: upper(journal),
        readingSets: upper(readingSets),
        energyMarket: upper(energyMarket),
        payments: upper(payments),
      },
      finality: { kind: "head-signature" as const, headKey: upper(HEAD_KEY) },
    };
    for (const bundle of [BUNDLES.sale, BUNDLES.payment])
      expect((await verifyBundle(bundle, network)).failure).to.equal(undefined);
  });

  it("refuses a reading that the lines do not add up to", async () => {
    await refused(await proveSale(makeChain({ exportWh: 1499n }).sale, NETWORK), "reading-energy-mismatch");
  }).timeout(20_000);

  it("refuses a statement with a line dropped, doubled or swapped", async () => {
    const all = at(CONTENTS["statement"], ["statement", "rows"]) as Uint8Array;
    const lines = Array.from({ length: all.length / STATEMENT_ROW_BYTES }, (_, index) =>
      all.subarray(index * STATEMENT_ROW_BYTES, (index + 1) * STATEMENT_ROW_BYTES),
    );
    const having = async (list: Uint8Array[]) =>
      await packBundle(changed(CONTENTS["statement"]!, ["statement", "rows"], () => concat(...list)));
    for (let index = 0; index < lines.length; index++)
      await refused(await having(lines.toSpliced(index, 1)), "statement-incomplete");
    await refused(await having([...lines, lines[0]!]), "statement-incomplete");
    await refused(await having([lines[1]!, lines[0]!, ...lines.slice(2)]), "statement-incomplete");
    const other = changed(CONTENTS["statement"]!, ["statement", "participant"], () => 13);
    await refused(await packBundle(other), "state-not-proven");
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

  for (const [kind, content] of Object.entries(CONTENTS)) {
    it(`refuses a ${kind} with any one value changed and the bundle packed anew`, async () => {
      for (const path of leavesOf(content))
        for (const pick of [0, 1, 5, 6])
          expect(
            await isProven(changed(content, path, (value) => tampered(value, pick))),
            `${path.join(".")} ${pick}`,
          ).to.equal(false);
    }).timeout(60_000);

    it(`refuses a ${kind} with any byte of any value changed and the bundle packed anew`, async () => {
      const leaves = leavesOf(content);
      await fc.assert(
        fc.asyncProperty(fc.nat(leaves.length - 1), fc.nat(), async (which, pick) => {
          const path = leaves[which]!;
          const forged = changed(content, path, (value) => tampered(value, pick));
          expect(await isProven(forged), `${path.join(".")} ${pick}`).to.equal(false);
        }),
        { numRuns: 400 },
      );
    }).timeout(60_000);

    it(`refuses a ${kind} with anything taken out of a list, or twice in it`, async () => {
      for (const path of listsOf(content)) {
        const shorter = changed(content, path, (list) => (list as unknown[]).slice(1));
        expect(await isProven(shorter), path.join(".")).to.equal(false);
        const longer = changed(content, path, (list) => [...(list as unknown[]), (list as unknown[])[0]]);
        if (path.at(-1) !== "blocks") expect(await isProven(longer), path.join(".")).to.equal(false);
      }
    }).timeout(60_000);

    it(`refuses a ${kind} with any letter of its text changed, taken out or added`, async () => {
      const text = JSON.stringify(BUNDLES[kind as keyof typeof BUNDLES]);
      expect((await verifyBundle(text, NETWORK)).proven).to.equal(true);
      for (let place = 0; place < text.length; place++) {
        const letter = text[place] === "A" ? "B" : "A";
        const [before, after] = [text.slice(0, place), text.slice(place + 1)];
        for (const forged of [
          before + letter + after,
          before + after,
          before + letter + text[place]! + after,
        ])
          expect((await verifyBundle(forged, NETWORK)).failure?.code, `${place}`).to.equal(
            "bundle-malformed",
          );
      }
    }).timeout(60_000);
  }

  it("refuses other spellings of the same bundle, but no white space", async () => {
    const { format, sha256: digest, body } = BUNDLES.record;
    const text = JSON.stringify(BUNDLES.record);
    expect((await verifyBundle(JSON.stringify(BUNDLES.record, null, 2), NETWORK)).proven).to.equal(true);
    const spare = fromBase64Url(body).length % 3 === 0 ? "A" : "";
    for (const forged of [
      { ...BUNDLES.record, extra: 1 },
      { format, body },
      { format, sha256: digest, body: `${body}=` },
      { format, sha256: digest, body: `${body}${spare}=` },
      { format, sha256: `${digest.slice(0, -1)}${digest.endsWith("A") ? "B" : "A"}`, body },
      { format, sha256: digest, body: [body] },
      text.replace("{", `{"body":"AA",`),
      text.replace('"format"', '"\\u0066ormat"'),
      `${text}{}`,
    ])
      await refused(forged, "bundle-malformed");
    const old = await refused({ ...BUNDLES.record, format: "alatau-proof/1" }, "bundle-malformed");
    expect(old.failure?.detail).to.contain("old format alatau-proof/1");
  });

  it("refuses a body that inflates to more than a bundle may hold, and an envelope in another spelling", async () => {
    const zeros = await deflate(new Uint8Array(MOST_BODY_BYTES + 1));
    const bomb = { format: BUNDLE_FORMAT, sha256: toBase64Url(sha256(zeros)), body: toBase64Url(zeros) };
    const answer = await refused(bomb, "bundle-malformed");
    expect(answer.failure?.detail).to.contain("More than");
    const spaced = (bytes: unknown) => concat(bytes as Uint8Array, utf8(" "));
    const other = changed(CONTENTS["record"]!, ["record", "envelope"], spaced);
    await refused(await packBundle(other), "bundle-malformed");
  });

  it("never throws, whatever it is given", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.uint8Array(), async (value, bytes) => {
        await refused(value, "bundle-malformed");
        for (const name of ["sha256", "body"])
          await refused({ ...BUNDLES.sale, [name]: value }, "bundle-malformed");
        for (const packed of [bytes, await deflate(bytes)])
          await refused(
            { format: BUNDLE_FORMAT, sha256: toBase64Url(sha256(packed)), body: toBase64Url(packed) },
            "bundle-malformed",
          );
      }),
      { numRuns: 100 },
    );
    for (const value of [undefined, null, "", 0, Symbol("x"), () => 0])
      await refused(value, "bundle-malformed");
  }).timeout(60_000);

  it("keeps a sale in a full chunk, and a record in a batch of 1,000 in a block of 50 transactions, within 8 kB", async () => {
    const lengthOf = (bundle: ProofBundle): number => JSON.stringify(bundle).length;
    const busy = makeChain({ transactions: 50 });
    const chunk = makeChain({ lines: fullChunk(), transactions: 50, devices: 1000 });
    const light = withoutState(chunk.sale);
    const sale = await proveSale(light, NETWORK);
    expect((await verifyBundle(sale, NETWORK)).failure).to.equal(undefined);
    const record = await proveRecord(busy.record, NETWORK);
    expect((await verifyBundle(record, NETWORK)).failure).to.equal(undefined);
    expect(lengthOf(sale)).to.be.at.most(8192);
    expect(lengthOf(record)).to.be.at.most(8192);
  }).timeout(20_000);
});
