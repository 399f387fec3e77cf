import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { packBundle, SEALED_FORMAT, type BundleContent } from "./bundle.ts";
import { fromHex, type Hex } from "./bytes.ts";
import { fullChunk, NETWORK } from "./chain.fixture.ts";
import type { TrustedNetwork } from "./check-chain.ts";
import { findChanges } from "./find-changes.ts";
import { encodeHeader, type RpcHeader } from "./header.ts";
import { buildMerkleTree, inclusionProof } from "./merkle.ts";
import { networkSchema } from "./network.ts";
import { makePayment } from "./payment.fixture.ts";
import { makeChain } from "./proof.fixture.ts";
import {
  paymentContent,
  proveRecord,
  proveSale,
  recordContent,
  saleContent,
  statementContent,
  type ProofOptions,
  type RecordSource,
} from "./proof.ts";
import {
  checkpointOf,
  makeHeaders,
  MEMBERS,
  mirrored,
  OUTSIDERS,
  qbftHash,
  sealed,
  sealedBlockOf,
  sealedNetwork,
  VALIDATORS,
  withSeals,
  type SealOptions,
} from "./qbft.fixture.ts";
import { readQbftHeader, resealed } from "./qbft.ts";
import type { FailureCode } from "./refusals.ts";
import { verifyBundle, type ProofResult } from "./verify.ts";

const honest = makeChain();
const [genesis] = makeHeaders([]) as [RpcHeader];
const SEALED = sealedNetwork(genesis);
const NO_CHANGES: ProofOptions = { chainId: NETWORK.chainId, changes: [] };
const out = { target: VALIDATORS[3]!.address, joins: false };
const three = VALIDATORS.slice(0, 3);
const bare = ((): RecordSource => {
  const { envelope, index, path, batch, signatures } = honest.record;
  return { envelope, index, path, batch, signatures };
})();

async function failureOf(
  content: BundleContent | Promise<BundleContent>,
  network: TrustedNetwork = SEALED,
): Promise<FailureCode | null> {
  return (await verifyBundle(await packBundle(await content), network)).failure?.code ?? null;
}
const recordSealed = (options: SealOptions = {}, given = NO_CHANGES): BundleContent =>
  recordContent(withSeals(bare, sealedBlockOf(options)), given);
/** Changes the one block's header of a bundle. */
const withHeader = (content: BundleContent, change: (raw: Uint8Array) => Uint8Array): BundleContent => {
  const [block] = content.blocks;
  return { ...content, blocks: [{ ...block!, header: change(block!.header) }] } as BundleContent;
};
const withBundleSeals = (change: (seals: readonly Uint8Array[]) => readonly Uint8Array[]): BundleContent =>
  withHeader(recordSealed(), (raw) => {
    const header = readQbftHeader(raw);
    return resealed(header, change(header.seals));
  });

describe("verifyBundle on a network of seals", function () {
  this.timeout(60_000);

  it("proves every kind of bundle and reports the seals", async () => {
    const seal = sealedBlockOf({ round: 2 });
    for (const content of [
      recordContent(withSeals(honest.record, seal), NO_CHANGES),
      saleContent(withSeals(honest.sale, seal), NO_CHANGES),
      statementContent(withSeals(honest.statement, seal), NO_CHANGES),
      paymentContent(withSeals(makePayment(), seal), NO_CHANGES),
    ]) {
      const bundle = await packBundle(content);
      expect(bundle.format).to.equal(SEALED_FORMAT);
      const answer: ProofResult = await verifyBundle(JSON.stringify(bundle), SEALED);
      expect(answer.failure).to.equal(undefined);
      expect(answer.level).to.deep.include({ seals: { sealed: 3, of: 4 }, head: false });
    }
  });

  it("refuses a signed head where seals are needed, and seals where a signed head is", async () => {
    expect(await failureOf(recordContent(bare, NETWORK))).to.equal("finality-foreign");
    expect(await failureOf(recordSealed(), NETWORK)).to.equal("finality-foreign");
  });

  it("refuses wrong seals by their codes", async () => {
    expect(await failureOf(withBundleSeals((seals) => seals.slice(1)))).to.equal("seals-too-few");
    expect(await failureOf(withBundleSeals((seals) => [seals[0]!, seals[0]!, seals[1]!]))).to.equal(
      "seal-repeated",
    );
    expect(await failureOf(withBundleSeals((seals) => seals.toReversed()))).to.equal("seal-repeated");
    expect(await failureOf(withBundleSeals((seals) => seals.with(1, mirrored(seals[1]!))))).to.equal(
      "seal-not-canonical",
    );
    const foreign = sealed(
      { ...bare.batch.block.header, miner: VALIDATORS[0]!.address },
      { sealers: [VALIDATORS[0]!, VALIDATORS[1]!, OUTSIDERS[0]!] },
    );
    expect(await failureOf(withHeader(recordSealed(), () => encodeHeader(foreign)))).to.equal("seal-foreign");
    expect(await failureOf(recordSealed({ validators: three }))).to.equal("validators-foreign");
    expect(
      await failureOf(
        recordSealed(),
        sealedNetwork(genesis, { validators: three.map(({ address }) => address) }),
      ),
    ).to.equal("validators-foreign");
  });

  it("fails with any bit of the header changed", async () => {
    const content = recordSealed({ vote: out, round: 1 });
    const { length } = content.blocks[0]!.header;
    await fc.assert(
      fc.asyncProperty(fc.nat(length - 1), fc.nat(7), async (place, bit) => {
        const forged = withHeader(content, (raw) => raw.with(place, raw[place]! ^ (1 << bit)));
        expect(await failureOf(forged), `byte ${place} bit ${bit}`).to.not.equal(null);
      }),
      { numRuns: 150 },
    );
  });

  describe("after a change of validators", () => {
    const plan = [{ vote: out }, { vote: out }, { vote: out }, { validators: three }, { validators: three }];
    const headers = makeHeaders(plan);
    const found = async (list: readonly RpcHeader[] = headers): Promise<RpcHeader[][]> =>
      await findChanges(async (number) => list[number]!, {
        from: 0,
        to: list.length - 1,
        epochLength: 30_000,
      });
    const after = async (changes?: readonly (readonly RpcHeader[])[]): Promise<BundleContent> =>
      recordSealed({ validators: three }, { ...NO_CHANGES, changes: changes ?? (await found()) });
    const tampered = async (change: (raws: Uint8Array[]) => Uint8Array[]): Promise<BundleContent> => {
      const content = await after();
      return { ...content, changes: content.changes!.map((each) => change([...each])) } as BundleContent;
    };

    it("proves it from genesis by the votes, and needs them", async () => {
      expect((await found()).map((each) => each.map(({ number }) => Number(number)))).to.deep.equal([
        [1, 2, 3],
      ]);
      const answer = await verifyBundle(await packBundle(await after()), SEALED);
      expect(answer.failure).to.equal(undefined);
      expect(answer.level.seals).to.deep.equal({ sealed: 2, of: 3 });
      expect(await failureOf(after([]))).to.equal("validators-foreign");
    });

    it("follows several changes: out, and another in", async () => {
      const joins = { target: OUTSIDERS[0]!.address, joins: true };
      const four = [...three, OUTSIDERS[0]!].toSorted((x, y) => (x.address < y.address ? -1 : 1));
      const list = makeHeaders([
        ...plan,
        { validators: three, vote: joins },
        { validators: three, vote: joins },
        { validators: four },
      ]);
      const changes = await found(list);
      expect(changes.length).to.equal(2);
      const content = recordSealed({ validators: four }, { ...NO_CHANGES, changes });
      expect(await failureOf(content)).to.equal(null);
      expect(
        await failureOf({ ...content, changes: content.changes!.toReversed() } as BundleContent),
      ).to.not.equal(null);
      expect(
        await failureOf({
          ...content,
          changes: [...content.changes!, content.changes![1]!],
        } as BundleContent),
      ).to.not.equal(null);
    });

    it("refuses a bundle sealed by the removed validator", async () => {
      const header = sealed(
        { ...bare.batch.block.header, miner: three[0]!.address },
        { validators: three, sealers: [three[0]!, VALIDATORS[3]!] },
      );
      expect(await failureOf(withHeader(await after(), () => encodeHeader(header)))).to.equal("seal-foreign");
    });

    it("refuses votes that are too few, not sealed, not linked, of another epoch or not needed", async () => {
      expect(await failureOf(tampered((raws) => raws.slice(1)))).to.equal("validator-change-unproven");
      expect(await failureOf(tampered((raws) => raws.slice(0, 2)))).to.equal("seals-too-few");
      expect(await failureOf(tampered(() => []))).to.equal("validator-change-unproven");
      expect(
        await failureOf(tampered((raws) => raws.with(2, resealed(readQbftHeader(raws[2]!), [])))),
      ).to.equal("seals-too-few");
      expect(await failureOf(tampered((raws) => raws.toSpliced(1, 1)))).to.equal("header-link-broken");
      expect(await failureOf(tampered((raws) => raws.with(0, encodeHeader(headers[1]!))))).to.equal(
        "header-link-broken",
      );
      expect(await failureOf(after(), sealedNetwork(genesis, { epochLength: 2 }))).to.equal(
        "validator-change-unproven",
      );
      const late = [headers.slice(1, 5)];
      expect(await failureOf(after(late))).to.equal("validators-foreign");
    });

    it("refuses it with any bit of a vote's header changed", async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(2), fc.nat(), fc.nat(7), async (which, pick, bit) => {
          const forged = tampered((raws) => {
            const raw = raws[which]!;
            return raws.with(which, raw.with(pick % raw.length, raw[pick % raw.length]! ^ (1 << bit)));
          });
          expect(await failureOf(forged), `${which} ${pick} ${bit}`).to.not.equal(null);
        }),
        { numRuns: 100 },
      );
    });
  });

  describe("with a checkpoint", () => {
    const blockHeader = sealedBlockOf()(bare.batch.block.header).header;
    const hashes: Hex[] = Array.from({ length: 120 }, (_, index) =>
      index === 100 ? qbftHash(blockHeader) : (`0x${index.toString(16).padStart(64, "0")}` as Hex),
    );
    const pinning = (of: readonly Hex[], options = {}): TrustedNetwork =>
      sealedNetwork(genesis, { checkpoint: checkpointOf(of, SEALED, options) });
    const linked = (header: RpcHeader = blockHeader, of: readonly Hex[] = hashes): BundleContent => {
      const checkpointPath = inclusionProof(buildMerkleTree(of.map(fromHex)), 100);
      return recordContent(
        withSeals(bare, () => ({ header, checkpointPath })),
        NO_CHANGES,
      );
    };

    it("proves a block of before by its path, and one of after by its seals", async () => {
      const answer = await verifyBundle(await packBundle(linked()), pinning(hashes));
      expect(answer.failure).to.equal(undefined);
      expect(answer.level.seals).to.deep.equal({ sealed: 3, of: 4 });
      expect(await failureOf(recordSealed(), pinning(hashes.slice(0, 50)))).to.equal(null);
      expect(await failureOf(linked(), pinning(hashes.slice(0, 50)))).to.equal("bundle-malformed");
    });

    it("refuses what keys of former validators write into the past, and an old checkpoint's path", async () => {
      expect(await failureOf(recordSealed(), pinning(hashes))).to.equal("checkpoint-unlinked");
      const backDated = sealed({ ...blockHeader, timestamp: "0x1" });
      expect(await failureOf(linked(backDated), pinning(hashes))).to.equal("checkpoint-unlinked");
      const longer = [...hashes, ...hashes.slice(1, 9)];
      expect(await failureOf(linked(), pinning(longer))).to.equal("checkpoint-unlinked");
      expect(await failureOf(recordSealed(), pinning(hashes.slice(0, 50), { validators: three }))).to.equal(
        "validators-foreign",
      );
    });

    it("refuses a checkpoint that too few members signed, one twice, in another order, or strangers", async () => {
      for (const signers of [
        [],
        MEMBERS.slice(0, 1),
        [MEMBERS[0]!, MEMBERS[0]!],
        [MEMBERS[1]!, MEMBERS[0]!],
        [MEMBERS[0]!, OUTSIDERS[0]!].toSorted((x, y) => (x.address < y.address ? -1 : 1)),
      ])
        expect(await failureOf(linked(), pinning(hashes, { signers }))).to.equal("checkpoint-unsigned");
      const { finality } = pinning(hashes);
      if (finality.kind !== "qbft-seals") throw new Error("a network of seals");
      expect(await failureOf(linked(), { ...SEALED, finality: { ...finality, members: [] } })).to.not.equal(
        null,
      );
      const moved = { ...finality, checkpoint: { ...finality.checkpoint!, number: 118 } };
      expect(await failureOf(linked(), { ...SEALED, finality: moved })).to.equal("checkpoint-unsigned");
    });
  });

  it("network.json describes it, and nothing half of it", () => {
    const { finality } = networkSchema.shape;
    expect(finality.safeParse(SEALED.finality).success).to.equal(true);
    expect(finality.safeParse({ kind: "qbft-seals", validators: [], epochLength: 1 }).success).to.equal(
      false,
    );
    expect(finality.safeParse({ kind: "qbft-seals", headKey: VALIDATORS[0]!.address }).success).to.equal(
      false,
    );
  });

  it("keeps a record and a sale of a full chunk within 8 kB", async () => {
    const lengthOf = (bundle: unknown): number => JSON.stringify(bundle).length;
    const seal = sealedBlockOf();
    const busy = makeChain({ transactions: 50 });
    const { status, record, ...sale } = makeChain({
      lines: fullChunk(),
      transactions: 50,
      devices: 1000,
    }).sale;
    const { envelope, index, path, batch, signatures, payload } = record!;
    const light = { ...sale, record: { envelope, index, path, batch, signatures, payload: payload! } };
    const [first, second] = [
      await proveRecord(withSeals(busy.record, seal), NO_CHANGES),
      await proveSale(withSeals(light, seal), NO_CHANGES),
    ];
    expect(status).to.not.equal(undefined);
    expect(
      [lengthOf(first), lengthOf(second)].every((length) => length <= 8192),
      `${lengthOf(first)} ${lengthOf(second)}`,
    ).to.equal(true);
  });
});
