import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { deployLedger, KIND } from "../fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const PROFILE = ethers.id("salted profile");
const UNKNOWN = 999;
const DAY = 86_400;

describe("Participants.register", () => {
  it("refuses anyone but the registrar", async () => {
    const { participants, stranger, newcomer } = await loadFixture(deployLedger);
    await expect(participants.connect(stranger).register(newcomer, 0, KIND.operator, PROFILE))
      .to.be.revertedWithCustomError(participants, "AccessManagedUnauthorized")
      .withArgs(stranger);
  });

  it("refuses a participant without an account", async () => {
    const { participants, registrar } = await loadFixture(deployLedger);
    await expect(
      participants.connect(registrar).register(ethers.ZeroAddress, 0, KIND.operator, PROFILE),
    ).to.be.revertedWithCustomError(participants, "AccountMissing");
  });

  it("refuses an account that belongs to a participant", async () => {
    const { participants, registrar, depot, numbers } = await loadFixture(deployLedger);
    await expect(participants.connect(registrar).register(depot, 0, KIND.operator, PROFILE))
      .to.be.revertedWithCustomError(participants, "AccountTaken")
      .withArgs(depot, numbers.depot);
  });

  it("refuses an owner that nobody knows", async () => {
    const { participants, registrar, newcomer } = await loadFixture(deployLedger);
    await expect(participants.connect(registrar).register(newcomer, UNKNOWN, KIND.operator, PROFILE))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(UNKNOWN);
  });

  it("refuses a participant as its own owner by number, before it has that number", async () => {
    const { participants, registrar, newcomer } = await loadFixture(deployLedger);
    const next = (await participants.count()) + 1n;
    await expect(participants.connect(registrar).register(newcomer, next, KIND.operator, PROFILE))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(next);
  });

  it("numbers participants in order; one that stands alone owns itself", async () => {
    const { participants, registrar, newcomer } = await loadFixture(deployLedger);
    const next = (await participants.count()) + 1n;
    await expect(participants.connect(registrar).register(newcomer, 0, KIND.agency, PROFILE))
      .to.emit(participants, "ParticipantRegistered")
      .withArgs(next, newcomer, next, KIND.agency, PROFILE);
    expect(await participants.participantAt(next)).to.deep.equal([
      newcomer.address,
      next,
      KIND.agency,
      false,
    ]);
    expect(await participants.participantOf(newcomer)).to.equal(next);
  });

  it("passes the benefit on where the owner is owned itself", async () => {
    const { participants, registrar, newcomer, numbers } = await loadFixture(deployLedger);
    await participants.connect(registrar).register(newcomer, numbers.depotsChecker, KIND.service, PROFILE);
    const owners = await participants.ownersOf([await participants.count(), numbers.neighbour]);
    expect(owners).to.deep.equal([numbers.depot, numbers.neighbour]);
  });
});

describe("Participants.suspend and resume", () => {
  it("refuse anyone but the registrar", async () => {
    const { participants, depot, numbers } = await loadFixture(deployLedger);
    for (const call of [
      () => participants.connect(depot).suspend(numbers.neighbour, 1),
      () => participants.connect(depot).resume(numbers.neighbour),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(participants, "AccessManagedUnauthorized")
        .withArgs(depot);
    }
  });

  it("refuse a number that nobody has", async () => {
    const { participants, registrar } = await loadFixture(deployLedger);
    for (const call of [
      () => participants.connect(registrar).suspend(UNKNOWN, 1),
      () => participants.connect(registrar).resume(UNKNOWN),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
        .withArgs(UNKNOWN);
    }
  });

  it("stop a participant from acting, and let it act again", async () => {
    const { participants, registrar, numbers } = await loadFixture(deployLedger);
    await expect(participants.connect(registrar).suspend(numbers.depot, 12))
      .to.emit(participants, "ParticipantSuspendedFor")
      .withArgs(numbers.depot, 12);
    await expect(participants.requireActive(numbers.depot))
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.depot);
    await expect(participants.connect(registrar).resume(numbers.depot))
      .to.emit(participants, "ParticipantResumed")
      .withArgs(numbers.depot);
    await participants.requireActive(numbers.depot);
  });
});

describe("Participants.announceKey", () => {
  it("refuses anyone but the participant's own account", async () => {
    const { participants, neighbour, newcomer, numbers } = await loadFixture(deployLedger);
    await expect(participants.connect(neighbour).announceKey(numbers.depot, newcomer))
      .to.be.revertedWithCustomError(participants, "NotParticipant")
      .withArgs(neighbour, numbers.depot);
  });

  it("refuses no account, and one that is or was somebody's, even the own one", async () => {
    const { participants, depot, neighbour, numbers } = await loadFixture(deployLedger);
    const own = participants.connect(depot);
    await expect(own.announceKey(numbers.depot, ethers.ZeroAddress)).to.be.revertedWithCustomError(
      participants,
      "AccountMissing",
    );
    await expect(own.announceKey(numbers.depot, neighbour))
      .to.be.revertedWithCustomError(participants, "AccountTaken")
      .withArgs(neighbour, numbers.neighbour);
    await expect(own.announceKey(numbers.depot, depot))
      .to.be.revertedWithCustomError(participants, "AccountTaken")
      .withArgs(depot, numbers.depot);
  });

  it("leaves the old account in force for 24 hours and hands over to the second", async () => {
    const { participants, depot, newcomer, numbers } = await loadFixture(deployLedger);
    const announcedAt = (await time.latest()) + 10;
    await time.setNextBlockTimestamp(announcedAt);
    await expect(participants.connect(depot).announceKey(numbers.depot, newcomer))
      .to.emit(participants, "KeyAnnounced")
      .withArgs(numbers.depot, newcomer, announcedAt + DAY);

    await time.increaseTo(announcedAt + DAY - 1);
    expect(await participants.accountOf(numbers.depot)).to.equal(depot.address);
    expect(await participants.participantOf(newcomer)).to.equal(0);

    await time.increaseTo(announcedAt + DAY);
    expect(await participants.accountOf(numbers.depot)).to.equal(newcomer.address);
    expect(await participants.participantOf(newcomer)).to.equal(numbers.depot);
    expect(await participants.participantOf(depot)).to.equal(0);
    expect((await participants.participantAt(numbers.depot)).account).to.equal(newcomer.address);
  });

  it("never lets a retired key act or come back", async () => {
    const { participants, registrar, depot, newcomer, stranger, numbers } = await loadFixture(deployLedger);
    await participants.connect(depot).announceKey(numbers.depot, newcomer);
    await time.increase(DAY);
    await expect(participants.connect(depot).announceKey(numbers.depot, stranger))
      .to.be.revertedWithCustomError(participants, "NotParticipant")
      .withArgs(depot, numbers.depot);
    await expect(participants.connect(newcomer).announceKey(numbers.depot, depot))
      .to.be.revertedWithCustomError(participants, "AccountTaken")
      .withArgs(depot, numbers.depot);
    await expect(participants.connect(registrar).register(depot, 0, KIND.operator, PROFILE))
      .to.be.revertedWithCustomError(participants, "AccountTaken")
      .withArgs(depot, numbers.depot);
    await participants.connect(newcomer).announceKey(numbers.depot, stranger);
    expect(await participants.accountOf(numbers.depot)).to.equal(newcomer.address);
  });

  it("replaces an announcement that waits, with the whole notice again", async () => {
    const { participants, depot, newcomer, stranger, numbers } = await loadFixture(deployLedger);
    await participants.connect(depot).announceKey(numbers.depot, newcomer);
    await time.increase(DAY - 10);
    await expect(participants.connect(depot).announceKey(numbers.depot, stranger))
      .to.emit(participants, "KeyWithdrawn")
      .withArgs(numbers.depot, newcomer);
    await time.increase(DAY - 10);
    expect(await participants.accountOf(numbers.depot)).to.equal(depot.address);
    await time.increase(10);
    expect(await participants.accountOf(numbers.depot)).to.equal(stranger.address);
    expect(await participants.participantOf(newcomer)).to.equal(0);
  });
});

describe("Participants.announceKeyFor", () => {
  it("refuses anyone but the registrar, and a number that nobody has", async () => {
    const { participants, registrar, depot, newcomer, numbers } = await loadFixture(deployLedger);
    await expect(participants.connect(depot).announceKeyFor(numbers.depot, newcomer))
      .to.be.revertedWithCustomError(participants, "AccessManagedUnauthorized")
      .withArgs(depot);
    await expect(participants.connect(registrar).announceKeyFor(UNKNOWN, newcomer))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(UNKNOWN);
  });

  it("gives a participant that lost its key a successor, after the same notice", async () => {
    const { participants, registrar, depot, newcomer, numbers } = await loadFixture(deployLedger);
    await participants.connect(registrar).announceKeyFor(numbers.depot, newcomer);
    expect(await participants.accountOf(numbers.depot)).to.equal(depot.address);
    await time.increase(DAY);
    expect(await participants.accountOf(numbers.depot)).to.equal(newcomer.address);
  });
});

describe("Participants.withdrawKey", () => {
  it("refuses anyone but the participant's own account, the announced one included", async () => {
    const { participants, depot, newcomer, numbers } = await loadFixture(deployLedger);
    await participants.connect(depot).announceKey(numbers.depot, newcomer);
    await expect(participants.connect(newcomer).withdrawKey(numbers.depot))
      .to.be.revertedWithCustomError(participants, "NotParticipant")
      .withArgs(newcomer, numbers.depot);
  });

  it("refuses where no key waits: none was announced, or it has taken over", async () => {
    const { participants, depot, newcomer, numbers } = await loadFixture(deployLedger);
    await expect(participants.connect(depot).withdrawKey(numbers.depot))
      .to.be.revertedWithCustomError(participants, "NoKeyAnnounced")
      .withArgs(numbers.depot);
    await participants.connect(depot).announceKey(numbers.depot, newcomer);
    await time.increase(DAY);
    await expect(participants.connect(newcomer).withdrawKey(numbers.depot))
      .to.be.revertedWithCustomError(participants, "NoKeyAnnounced")
      .withArgs(numbers.depot);
  });

  it("lets an owner object to the registrar, even while it is suspended", async () => {
    const { participants, registrar, depot, newcomer, numbers } = await loadFixture(deployLedger);
    await participants.connect(registrar).suspend(numbers.depot, 1);
    await participants.connect(registrar).announceKeyFor(numbers.depot, newcomer);
    await expect(participants.connect(depot).withdrawKey(numbers.depot))
      .to.emit(participants, "KeyWithdrawn")
      .withArgs(numbers.depot, newcomer);
    await time.increase(2 * DAY);
    expect(await participants.accountOf(numbers.depot)).to.equal(depot.address);
  });
});

describe("Participants, reading", () => {
  it("refuses numbers that nobody has", async () => {
    const { participants, numbers } = await loadFixture(deployLedger);
    for (const call of [
      () => participants.accountOf(UNKNOWN),
      () => participants.participantAt(UNKNOWN),
      () => participants.requireActive(UNKNOWN),
      () => participants.ownersOf([numbers.depot, UNKNOWN]),
    ]) {
      await expect(call())
        .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
        .withArgs(UNKNOWN);
    }
    await expect(participants.accountOf(0))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(0);
  });

  it("tells the standing of many accounts at once, zeroes for strangers and keys not in force", async () => {
    const { participants, registrar, depot, depotsChecker, newcomer, stranger, numbers } =
      await loadFixture(deployLedger);
    await participants.connect(depot).announceKey(numbers.depot, newcomer);
    await participants.connect(registrar).suspend(numbers.depot, 3);
    const standings = await participants.standingsOf([depot, depotsChecker, stranger, newcomer]);
    expect(standings).to.deep.equal([
      [numbers.depot, numbers.depot, true],
      [numbers.depotsChecker, numbers.depot, false],
      [0, 0, false],
      [0, 0, false],
    ]);
  });

  it("knows no stranger", async () => {
    const { participants, stranger } = await loadFixture(deployLedger);
    expect(await participants.participantOf(stranger)).to.equal(0);
    expect(await participants.KEY_NOTICE()).to.equal(DAY);
  });
});
