import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { append, batchOf } from "../batches.ts";
import { approve, deployLedger } from "../fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const NOWHERE = ethers.id("no such data set");

describe("Journal.registerDataset", () => {
  it("refuses anyone but the registrar", async () => {
    const { journal, stranger, terms } = await loadFixture(deployLedger);
    await expect(journal.connect(stranger).registerDataset("environment.air-quality", terms))
      .to.be.revertedWithCustomError(journal, "AccessManagedUnauthorized")
      .withArgs(stranger);
  });

  it("refuses a name that is taken, and an owner that nobody knows", async () => {
    const { journal, participants, registrar, dataset, terms } = await loadFixture(deployLedger);
    await expect(journal.connect(registrar).registerDataset("energy.readings", terms))
      .to.be.revertedWithCustomError(journal, "DatasetTaken")
      .withArgs(dataset);
    await expect(journal.connect(registrar).registerDataset("transit.trips", { ...terms, owner: 999 }))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(999);
  });

  it("names a data set by the hash of its name", async () => {
    const { journal, registrar, terms } = await loadFixture(deployLedger);
    await expect(journal.connect(registrar).registerDataset("environment.air-quality", terms))
      .to.emit(journal, "DatasetRegistered")
      .withArgs(
        ethers.id("environment.air-quality"),
        terms.owner,
        "environment.air-quality",
        Object.values(terms),
      );
  });
});

describe("Journal.setCheckers", () => {
  it("refuses anyone but the registrar", async () => {
    const { journal, stranger, dataset } = await loadFixture(deployLedger);
    await expect(journal.connect(stranger).setCheckers(dataset, [], 1))
      .to.be.revertedWithCustomError(journal, "AccessManagedUnauthorized")
      .withArgs(stranger);
  });

  it("refuses an unknown data set and an unknown checker", async () => {
    const { journal, participants, registrar, dataset, numbers } = await loadFixture(deployLedger);
    await expect(journal.connect(registrar).setCheckers(NOWHERE, [numbers.north], 1))
      .to.be.revertedWithCustomError(journal, "DatasetUnknown")
      .withArgs(NOWHERE);
    await expect(journal.connect(registrar).setCheckers(dataset, [numbers.north, 999], 1))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(999);
  });

  it("refuses a quorum of none, or above the number of different owners", async () => {
    const { journal, registrar, dataset, numbers } = await loadFixture(deployLedger);
    await expect(journal.connect(registrar).setCheckers(dataset, [numbers.north], 0))
      .to.be.revertedWithCustomError(journal, "QuorumInvalid")
      .withArgs(0, 1);
    await expect(
      journal.connect(registrar).setCheckers(dataset, [numbers.north, numbers.northsTwin, numbers.east], 3),
    )
      .to.be.revertedWithCustomError(journal, "QuorumInvalid")
      .withArgs(3, 2);
  });

  it("replaces checkers and quorum; who is no longer named signs nothing", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, registrar, dataset, numbers, checkers } = ledger;
    await expect(journal.connect(registrar).setCheckers(dataset, [numbers.east, numbers.south], 2))
      .to.emit(journal, "CheckersSet")
      .withArgs(dataset, 2, [numbers.east, numbers.south]);
    expect(await journal.checkersOf(dataset)).to.deep.equal([[numbers.east, numbers.south], 2]);
    await expect(append(ledger, batchOf(ledger)))
      .to.be.revertedWithCustomError(journal, "NotChecker")
      .withArgs(dataset, checkers[0]);
  });
});

describe("Journal.checkersOf", () => {
  it("knows every checker, however many words they fill", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, registrar, dataset, numbers } = ledger;
    const everybody = Array.from({ length: numbers.northsTwin }, (_, index) => index + 1);
    for (const length of [6, 7, 8, numbers.northsTwin, 1]) {
      const checkers = everybody.slice(-length);
      await journal.connect(registrar).setCheckers(dataset, checkers, 1);
      expect(await journal.checkersOf(dataset)).to.deep.equal([checkers, 1]);
    }
    await journal.connect(registrar).setCheckers(dataset, everybody, 2);
    await append(ledger, batchOf(ledger));
  });
});

describe("Journal.requireQuorum", () => {
  it("refuses an unknown data set and an unknown publisher", async () => {
    const { journal, participants, dataset, numbers } = await loadFixture(deployLedger);
    const digest = ethers.id("digest");
    await expect(journal.requireQuorum(NOWHERE, digest, numbers.depot, []))
      .to.be.revertedWithCustomError(journal, "DatasetUnknown")
      .withArgs(NOWHERE);
    await expect(journal.requireQuorum(dataset, digest, 999, []))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(999);
  });

  it("accepts two checkers of distinct owners, and more than the quorum", async () => {
    const ledger = await loadFixture(deployLedger);
    const { journal, dataset, numbers, checkers } = ledger;
    const batch = batchOf(ledger);
    const digest = await journal.approvalDigest(batch);
    await journal.requireQuorum(
      dataset,
      digest,
      numbers.depot,
      await approve(ledger, batch, checkers.slice(1)),
    );
    await journal.requireQuorum(dataset, digest, numbers.depot, await approve(ledger, batch, checkers));
  });
});
