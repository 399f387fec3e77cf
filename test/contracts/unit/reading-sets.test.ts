import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { slotReadingsTypes } from "@alatau/sdk";
import { expectGas } from "../gas.ts";
import { attest, deployLedger, ZONE, type Ledger } from "../fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const SLOT_SECONDS = 900;
const TYPES = { SlotReadings: [...slotReadingsTypes.SlotReadings] };

type Readings = Awaited<ReturnType<typeof withSlot>>["readings"];

/** A ledger just after the end of `slot`, and the slot's first set, put together by the agency. */
async function withSlot() {
  const ledger = await loadFixture(deployLedger);
  const slot = Math.floor((await time.latest()) / SLOT_SECONDS);
  await time.increaseTo((slot + 1) * SLOT_SECONDS);
  const readings = {
    publisher: ledger.numbers.agency,
    zone: ZONE,
    slot,
    version: 1,
    replaces: ethers.ZeroHash,
    root: ethers.id("root 1"),
    count: 40,
    importWh: 12_345n,
    exportWh: 12_000n,
  };
  return { ...ledger, slot, readings };
}

/** Signs with north and east and sends as the agency. */
async function accept(ledger: Ledger, readings: Readings) {
  const signatures = await attest(ledger, readings, ledger.checkers.slice(0, 2));
  return ledger.readingSets.connect(ledger.agency).accept(readings, signatures);
}

const hashOf = (readings: Readings): string =>
  ethers.TypedDataEncoder.hashStruct("SlotReadings", TYPES, readings);

describe("ReadingSets.accept", () => {
  it("refuses any caller but the publisher's account", async () => {
    const ledger = await withSlot();
    const { readingSets, depot, agency, numbers, readings, checkers } = ledger;
    const signatures = await attest(ledger, readings, checkers.slice(0, 2));
    await expect(readingSets.connect(depot).accept(readings, signatures))
      .to.be.revertedWithCustomError(readingSets, "NotPublisher")
      .withArgs(depot, numbers.agency);
    await expect(accept(ledger, { ...readings, publisher: numbers.depot }))
      .to.be.revertedWithCustomError(readingSets, "NotPublisher")
      .withArgs(agency, numbers.depot);
  });

  it("refuses an unknown and a suspended publisher", async () => {
    const ledger = await withSlot();
    const { participants, registrar, numbers, readings } = ledger;
    await expect(accept(ledger, { ...readings, publisher: 999 }))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(999);
    await participants.connect(registrar).suspend(numbers.agency, 1);
    await expect(accept(ledger, readings))
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.agency);
  });

  it("refuses a slot that is not over", async () => {
    const ledger = await withSlot();
    const { readingSets, slot, readings } = ledger;
    await expect(accept(ledger, { ...readings, slot: slot + 1 }))
      .to.be.revertedWithCustomError(readingSets, "SlotNotOver")
      .withArgs(slot + 1, (slot + 2) * SLOT_SECONDS);
    await expect(accept(ledger, { ...readings, slot: 2 ** 32 - 1 }))
      .to.be.revertedWithCustomError(readingSets, "SlotNotOver")
      .withArgs(2 ** 32 - 1, 2 ** 32 * SLOT_SECONDS);
  });

  it("refuses a set without readings", async () => {
    const ledger = await withSlot();
    await expect(accept(ledger, { ...ledger.readings, count: 0 })).to.be.revertedWithCustomError(
      ledger.readingSets,
      "SetEmpty",
    );
  });

  it("refuses a version that does not follow, the same one again included (E3)", async () => {
    const ledger = await withSlot();
    const { readingSets, readings } = ledger;
    for (const version of [0, 2]) {
      await expect(accept(ledger, { ...readings, version }))
        .to.be.revertedWithCustomError(readingSets, "VersionGap")
        .withArgs(version, 1);
    }
    await accept(ledger, readings);
    await expect(accept(ledger, readings))
      .to.be.revertedWithCustomError(readingSets, "VersionGap")
      .withArgs(1, 2);
  });

  it("refuses a version that does not name the one it replaces (E3)", async () => {
    const ledger = await withSlot();
    const { readingSets, readings } = ledger;
    const stranger = ethers.id("no version");
    await expect(accept(ledger, { ...readings, replaces: stranger }))
      .to.be.revertedWithCustomError(readingSets, "ReplacesMismatch")
      .withArgs(stranger, ethers.ZeroHash);
    await accept(ledger, readings);
    await expect(accept(ledger, { ...readings, version: 2 }))
      .to.be.revertedWithCustomError(readingSets, "ReplacesMismatch")
      .withArgs(ethers.ZeroHash, hashOf(readings));
  });

  it("refuses a set below the quorum of the readings' checkers, as the journal does", async () => {
    const ledger = await withSlot();
    const { readingSets, journal, agency, readings, checkers, northsTwin, numbers, dataset } = ledger;
    const foreign = new ethers.Wallet(ethers.id("nobody's key"));
    const send = async (by: (typeof checkers)[number][]) =>
      readingSets.connect(agency).accept(readings, await attest(ledger, readings, by));
    await expect(send([checkers[0]]))
      .to.be.revertedWithCustomError(journal, "BelowQuorum")
      .withArgs(1, 2);
    await expect(send([checkers[0], northsTwin]))
      .to.be.revertedWithCustomError(journal, "OwnerNotDistinct")
      .withArgs(numbers.north);
    await expect(send([checkers[0], foreign]))
      .to.be.revertedWithCustomError(journal, "NotChecker")
      .withArgs(dataset, foreign);
  });

  it("accepts a set: its hash is the struct hash that the checkers signed", async () => {
    const ledger = await withSlot();
    const { readingSets, chainId, slot, numbers, readings } = ledger;
    const { replaces, root, count, importWh, exportWh } = readings;
    const setHash = hashOf(readings);
    await time.setNextBlockTimestamp((slot + 1) * SLOT_SECONDS + 60);
    await expect(accept(ledger, readings))
      .to.emit(readingSets, "ReadingSetAccepted")
      .withArgs(ZONE, slot, 1, numbers.agency, setHash, replaces, root, count, importWh, exportWh);
    const acceptedAt = (slot + 1) * SLOT_SECONDS + 60;
    const expected = [root, setHash, count, 1, importWh, exportWh, acceptedAt];
    expect(await readingSets.latest(ZONE, slot)).to.deep.equal(expected);
    const domain = {
      name: "Alatau Ledger",
      version: "1",
      chainId,
      verifyingContract: await readingSets.getAddress(),
    };
    expect(await readingSets.readingsDigest(readings)).to.equal(
      ethers.TypedDataEncoder.hash(domain, TYPES, readings),
    );
  });

  it("shows only the latest version, and nothing of other slots and zones", async () => {
    const ledger = await withSlot();
    const { readingSets, slot, readings } = ledger;
    await accept(ledger, readings);
    const second = { ...readings, version: 2, replaces: hashOf(readings), root: ethers.id("root 2") };
    await accept(ledger, second);
    const latest = await readingSets.latest(ZONE, slot);
    expect([latest.version, latest.root, latest.setHash]).to.deep.equal([2n, second.root, hashOf(second)]);
    expect((await readingSets.latest(ZONE, slot - 1)).version).to.equal(0);
    expect((await readingSets.latest(ZONE + 1, slot)).version).to.equal(0);
  });
});

describe("ReadingSets, gas", () => {
  it("accepts a slot's set for what its snapshots say", async () => {
    const ledger = await withSlot();
    const first = await (await accept(ledger, ledger.readings)).wait();
    expectGas("accept: a slot's readings, quorum of two", first.gasUsed);
    const second = { ...ledger.readings, version: 2, replaces: hashOf(ledger.readings) };
    expectGas("accept: a second version", (await (await accept(ledger, second)).wait()).gasUsed);
  });
});
