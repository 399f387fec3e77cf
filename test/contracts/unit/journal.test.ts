import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { expectGas } from "../gas.ts";
import { append, batchOf, manifestOf } from "../batches.ts";
import { approve, deployLedger, type Batch, type Corrected } from "../fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const coder = ethers.AbiCoder.defaultAbiCoder();
const NOWHERE = ethers.id("no such data set");

/** A ledger on which the depot has appended its first batch of ten records. */
async function withOneBatch() {
  const ledger = await loadFixture(deployLedger);
  const first = batchOf(ledger, { count: 10 });
  await append(ledger, first);
  const { batchHash } = await ledger.journal.batchAt(ledger.dataset, ledger.numbers.depot, 1);
  const second = (corrected: Corrected[], changes: Partial<Batch> = {}): Batch =>
    batchOf(ledger, {
      sequence: 2n,
      previous: batchHash,
      count: 5,
      manifestHash: manifestOf(corrected),
      ...changes,
    });
  return { ...ledger, first, second, batchHash: batchHash as string };
}

describe("Journal.append", () => {
  it("refuses an unknown data set", async () => {
    const ledger = await loadFixture(deployLedger);
    await expect(append(ledger, batchOf(ledger, { dataset: NOWHERE })))
      .to.be.revertedWithCustomError(ledger.journal, "DatasetUnknown")
      .withArgs(NOWHERE);
  });

  it("refuses any caller but the publisher's account", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, numbers, depot } = ledger;
    await expect(append(ledger, batchOf(ledger, { publisher: numbers.neighbour })))
      .to.be.revertedWithCustomError(journal, "NotPublisher")
      .withArgs(depot, numbers.neighbour);
  });

  it("refuses a suspended publisher", async () => {
    const ledger = await loadFixture(deployLedger);
    const { participants, registrar, numbers } = ledger;
    await participants.connect(registrar).suspend(numbers.depot, 1);
    await expect(append(ledger, batchOf(ledger)))
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.depot);
  });

  it("refuses a batch without records", async () => {
    const ledger = await loadFixture(deployLedger);
    await expect(append(ledger, batchOf(ledger, { count: 0 }))).to.be.revertedWithCustomError(
      ledger.journal,
      "BatchEmpty",
    );
  });

  it("refuses an approval from the second in which it ends", async () => {
    const ledger = await loadFixture(deployLedger);
    const end = (await time.latest()) + 60;
    const batch = batchOf(ledger, { validBefore: BigInt(end) });
    await time.setNextBlockTimestamp(end);
    await expect(append(ledger, batch))
      .to.be.revertedWithCustomError(ledger.journal, "ApprovalExpired")
      .withArgs(end, end);
  });

  it("refuses a list of corrections that the checkers did not sign", async () => {
    const { first, ...ledger } = await withOneBatch();
    const corrected = [{ sequence: 1n, index: 3, by: 0 }];
    await expect(append(ledger, ledger.second([]), corrected))
      .to.be.revertedWithCustomError(ledger.journal, "ManifestMismatch")
      .withArgs(manifestOf([]), manifestOf(corrected));
    expect(first.sequence).to.equal(1n);
  });

  it("refuses fewer signatures than the quorum", async () => {
    const ledger = await loadFixture(deployLedger);
    const batch = batchOf(ledger);
    const one = await approve(ledger, batch, [ledger.checkers[0]]);
    for (const signatures of [[], one]) {
      await expect(ledger.journal.connect(ledger.depot).append(batch, [], signatures))
        .to.be.revertedWithCustomError(ledger.journal, "BelowQuorum")
        .withArgs(signatures.length, 2);
    }
  });

  it("refuses every batch of a data set whose checkers are not yet named", async () => {
    const ledger = await loadFixture(deployLedger);
    await ledger.journal.connect(ledger.registrar).registerDataset("transit.trips", ledger.terms);
    const batch = batchOf(ledger, { dataset: ethers.id("transit.trips") });
    await expect(append(ledger, batch))
      .to.be.revertedWithCustomError(ledger.journal, "QuorumInvalid")
      .withArgs(0, 0);
  });

  it("refuses one checker twice and signers that do not ascend", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, depot, checkers } = ledger;
    const batch = batchOf(ledger);
    const [low, high] = [...checkers.slice(0, 2)].sort((a, b) =>
      BigInt(a.address) < BigInt(b.address) ? -1 : 1,
    );
    const [first, second] = await approve(ledger, batch, checkers.slice(0, 2));
    await expect(journal.connect(depot).append(batch, [], [first, first]))
      .to.be.revertedWithCustomError(journal, "SignersNotAscending")
      .withArgs(low, low);
    await expect(journal.connect(depot).append(batch, [], [second, first]))
      .to.be.revertedWithCustomError(journal, "SignersNotAscending")
      .withArgs(high, low);
  });

  it("refuses a signer who is not a checker of the data set, participant or stranger", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, depot, dataset, checkers } = ledger;
    const foreign = new ethers.Wallet(ethers.id("nobody's key"));
    const batch = batchOf(ledger);
    const signatures = await approve(ledger, batch, [foreign, checkers[0], checkers[1]]);
    await expect(journal.connect(depot).append(batch, [], signatures))
      .to.be.revertedWithCustomError(journal, "NotChecker")
      .withArgs(dataset, foreign);
  });

  it("refuses a signature over anything but this batch", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, depot, checkers } = ledger;
    const signatures = await approve(ledger, batchOf(ledger), checkers.slice(0, 2));
    await expect(
      journal.connect(depot).append(batchOf(ledger, { root: ethers.id("another root") }), [], signatures),
    ).to.be.revert(ethers);
  });

  it("refuses signatures of a wrong length, or with the high s", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, depot, checkers } = ledger;
    const batch = batchOf(ledger);
    const [first, second] = await approve(ledger, batch, checkers.slice(0, 2));
    const { r, s, v, compactSerialized } = ethers.Signature.from(first!);
    await expect(journal.connect(depot).append(batch, [], [compactSerialized, second]))
      .to.be.revertedWithCustomError(journal, "ECDSAInvalidSignatureLength")
      .withArgs(64);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const highS = ethers.toBeHex(order - BigInt(s), 32);
    const malleated = ethers.concat([r, highS, v === 27 ? "0x1c" : "0x1b"]);
    await expect(journal.connect(depot).append(batch, [], [malleated, second]))
      .to.be.revertedWithCustomError(journal, "ECDSAInvalidSignatureS")
      .withArgs(highS);
  });

  it("refuses a suspended checker, and one whose key has been replaced", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, participants, registrar, dataset, numbers, checkers, newcomer } = ledger;
    await participants.connect(registrar).suspend(numbers.north, 1);
    await expect(append(ledger, batchOf(ledger)))
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.north);
    await participants.connect(registrar).resume(numbers.north);
    await participants.connect(registrar).announceKeyFor(numbers.north, newcomer);
    await time.increase(86_400);
    await expect(append(ledger, batchOf(ledger)))
      .to.be.revertedWithCustomError(journal, "NotChecker")
      .withArgs(dataset, checkers[0]);
  });

  it("refuses two checkers of one owner, and a checker of the publisher's owner", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, depot, checkers, northsTwin, depotsChecker, numbers } = ledger;
    const batch = batchOf(ledger);
    const twins = await approve(ledger, batch, [checkers[0], northsTwin]);
    await expect(journal.connect(depot).append(batch, [], twins))
      .to.be.revertedWithCustomError(journal, "OwnerNotDistinct")
      .withArgs(numbers.north);
    const own = await approve(ledger, batch, [checkers[0], checkers[1], depotsChecker]);
    await expect(journal.connect(depot).append(batch, [], own))
      .to.be.revertedWithCustomError(journal, "OwnerNotDistinct")
      .withArgs(numbers.depot);
  });

  it("refuses a gap, a repetition and a wrong link (J1)", async () => {
    const ledger = await withOneBatch();
    const { journal, first, second, batchHash } = ledger;
    await expect(append(ledger, first)).to.be.revertedWithCustomError(journal, "SequenceGap").withArgs(1, 2);
    await expect(append(ledger, second([], { sequence: 3n })))
      .to.be.revertedWithCustomError(journal, "SequenceGap")
      .withArgs(3, 2);
    await expect(append(ledger, second([], { previous: ethers.ZeroHash })))
      .to.be.revertedWithCustomError(journal, "PreviousMismatch")
      .withArgs(ethers.ZeroHash, batchHash);
  });

  it("accepts a batch: its hash is the struct hash that the checkers signed", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, dataset, numbers, chainId } = ledger;
    const batch = batchOf(ledger);
    const { batchApprovalTypes } = await import("@alatau/sdk");
    const types = { BatchApproval: [...batchApprovalTypes.BatchApproval] };
    const batchHash = ethers.TypedDataEncoder.hashStruct("BatchApproval", types, batch);
    const { previous, root, count, periodFrom, periodTo, manifestHash, validBefore } = batch;
    await expect(append(ledger, batch))
      .to.emit(journal, "BatchAccepted")
      .withArgs(
        dataset,
        numbers.depot,
        1,
        batchHash,
        previous,
        root,
        count,
        periodFrom,
        periodTo,
        manifestHash,
        validBefore,
      );
    expect(await journal.batchAt(dataset, numbers.depot, 1)).to.deep.equal([batchHash, count]);
    expect(await journal.headOf(dataset, numbers.depot)).to.deep.equal([1, batchHash]);
    expect(await journal.isAccepted(batch)).to.equal(true);
    expect(await journal.isAccepted({ ...batch, root: ethers.id("another root") })).to.equal(false);
    const domain = {
      name: "Alatau Ledger",
      version: "1",
      chainId,
      verifyingContract: await journal.getAddress(),
    };
    expect(await journal.approvalDigest(batch)).to.equal(ethers.TypedDataEncoder.hash(domain, types, batch));
  });

  it("keeps a sequence for each publisher and answers zeroes where there is no batch", async () => {
    const { journal, dataset, numbers } = await withOneBatch();
    expect(await journal.headOf(dataset, numbers.neighbour)).to.deep.equal([0, ethers.ZeroHash]);
    expect(await journal.batchAt(dataset, numbers.depot, 2)).to.deep.equal([ethers.ZeroHash, 0]);
  });

  it("keeps the count of every batch, eight to a word", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, dataset, numbers } = ledger;
    const counts: number[] = [];
    for (let sequence = 1n; sequence <= 9n; sequence++) {
      const { batchHash: previous } = await journal.batchAt(dataset, numbers.depot, sequence - 1n);
      const count = sequence === 3n ? 2 ** 32 - 1 : Number(sequence);
      await append(ledger, batchOf(ledger, { sequence, previous, count }));
      counts.push(count);
    }
    for (const [index, count] of counts.entries()) {
      expect((await journal.batchAt(dataset, numbers.depot, index + 1)).count).to.equal(count);
      expect((await journal.headOf(dataset, numbers.depot)).sequence).to.equal(counts.length);
    }
  });
});

describe("Journal.append, corrections (J2)", () => {
  it("refuses to correct what was never recorded, and with what is not recorded", async () => {
    const ledger = await withOneBatch();
    for (const [entry, sequence, index] of [
      [{ sequence: 0n, index: 0, by: 0 }, 0, 0],
      [{ sequence: 1n, index: 10, by: 0 }, 1, 10],
      [{ sequence: 2n, index: 0, by: 1 }, 2, 0],
      [{ sequence: 3n, index: 0, by: 0 }, 3, 0],
      [{ sequence: 1n, index: 0, by: 5 }, 2, 5],
    ] as [Corrected, number, number][]) {
      await expect(append(ledger, ledger.second([entry]), [entry]))
        .to.be.revertedWithCustomError(ledger.journal, "CorrectionUnknown")
        .withArgs(sequence, index);
    }
  });

  it("refuses to supersede a record twice, in one batch or a later one", async () => {
    const ledger = await withOneBatch();
    const { journal, dataset, numbers, second } = ledger;
    const twice = [
      { sequence: 1n, index: 3, by: 0 },
      { sequence: 1n, index: 3, by: 1 },
    ];
    await expect(append(ledger, second(twice), twice))
      .to.be.revertedWithCustomError(journal, "AlreadySuperseded")
      .withArgs(1, 3);
    const once = twice.slice(0, 1);
    await append(ledger, second(once), once);
    const { batchHash: previous } = await journal.batchAt(dataset, numbers.depot, 2);
    await expect(append(ledger, second(once, { sequence: 3n, previous }), once))
      .to.be.revertedWithCustomError(journal, "AlreadySuperseded")
      .withArgs(1, 3);
  });

  it("stores what supersedes a record, where a storage proof finds it", async () => {
    const ledger = await withOneBatch();
    const { journal, dataset, numbers, second } = ledger;
    const corrected = [{ sequence: 1n, index: 9, by: 4 }];
    await expect(append(ledger, second(corrected), corrected))
      .to.emit(journal, "RecordSuperseded")
      .withArgs(dataset, numbers.depot, 1, 9, 2, 4);
    const expected = (2n << 32n) | 4n;
    expect(await journal.supersededBy(dataset, numbers.depot, 1, 9)).to.equal(expected);
    expect(await journal.supersededBy(dataset, numbers.depot, 1, 8)).to.equal(0);

    const word = (types: string[], values: unknown[]): string =>
      ethers.keccak256(coder.encode(types, values));
    const batchKey = word(["bytes32", "uint32", "uint64"], [dataset, numbers.depot, 1]);
    const superseded = word(["uint256", "bytes32"], [9, word(["bytes32", "uint256"], [batchKey, 3])]);
    expect(BigInt(await ethers.provider.getStorage(journal, superseded))).to.equal(expected);
    const hashSlot = word(["bytes32", "uint256"], [batchKey, 4]);
    expect(await ethers.provider.getStorage(journal, hashSlot)).to.equal(ledger.batchHash);
  });
});

describe("Journal, gas", () => {
  it("anchors 1,000 readings with a quorum of two for less than 100 gas each", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, dataset, numbers } = ledger;
    const spent: bigint[] = [];
    for (let sequence = 1n; sequence <= 9n; sequence++) {
      const { batchHash: previous } = await journal.batchAt(dataset, numbers.depot, sequence - 1n);
      const sent = await append(ledger, batchOf(ledger, { sequence, previous }));
      spent.push((await sent.wait()).gasUsed);
    }
    // The first batch of a publisher pays for its head; from then on every eighth opens a word of counts.
    const steady = spent.slice(1).reduce((sum, gas) => sum + gas, 0n) / 8n;
    expectGas("append: 1,000 readings, quorum of two, first batch", spent[0]!);
    expectGas("append: 1,000 readings, quorum of two, average of eight", steady);
    const limit = 100_000n;
    expect(steady < limit, `${steady} gas a batch: ${spent.join(", ")}`).to.equal(true);
  });
});
