import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { deployLedger, ZONE } from "../fixture.ts";

const { networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const SLOT_SECONDS = 900;
const NOTICE = 96;
const UNKNOWN_ZONE = 8;
const DAY = { feedIn: -120_000n, retail: 3_254_000n, networkFee: 900_000n };

/** A ledger with the test zone open and no tariff, at the first second of `slot`. */
async function withZone() {
  const ledger = await loadFixture(deployLedger);
  const { tariffs, tariffOffice, numbers } = ledger;
  const office = tariffs.connect(tariffOffice);
  await office.openZone(ZONE, numbers.supplier, numbers.network);
  const slot = Math.floor((await time.latest()) / SLOT_SECONDS) + 1;
  await time.increaseTo(slot * SLOT_SECONDS);
  return { ...ledger, office, slot };
}

/** The zone with its first version, in force from the slot after `slot`. */
async function withTariff() {
  const ledger = await withZone();
  await ledger.office.publish(ZONE, { ...DAY, fromSlot: ledger.slot + 1 });
  return ledger;
}

describe("Tariffs.openZone", () => {
  it("refuses anyone but the tariff office", async () => {
    const { tariffs, supplier, numbers } = await loadFixture(deployLedger);
    await expect(tariffs.connect(supplier).openZone(ZONE, numbers.supplier, numbers.network))
      .to.be.revertedWithCustomError(tariffs, "AccessManagedUnauthorized")
      .withArgs(supplier);
  });

  it("refuses a supplier or network that nobody knows", async () => {
    const { tariffs, participants, tariffOffice, numbers } = await loadFixture(deployLedger);
    for (const [supplier, grid] of [
      [999, numbers.network],
      [numbers.supplier, 999],
    ]) {
      await expect(tariffs.connect(tariffOffice).openZone(ZONE, supplier, grid))
        .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
        .withArgs(999);
    }
  });

  it("refuses a zone twice", async () => {
    const { tariffs, office, numbers } = await withZone();
    await expect(office.openZone(ZONE, numbers.supplier, numbers.network))
      .to.be.revertedWithCustomError(tariffs, "ZoneTaken")
      .withArgs(ZONE);
  });

  it("names who stands behind the zone", async () => {
    const { tariffs, office, numbers } = await withZone();
    await expect(office.openZone(UNKNOWN_ZONE, numbers.supplier, numbers.network))
      .to.emit(tariffs, "ZoneOpened")
      .withArgs(UNKNOWN_ZONE, numbers.supplier, numbers.network);
    expect(await tariffs.zoneAt(UNKNOWN_ZONE)).to.deep.equal([numbers.supplier, numbers.network]);
  });
});

describe("Tariffs.publish", () => {
  it("refuses anyone but the tariff office", async () => {
    const { tariffs, supplier, slot } = await withZone();
    await expect(tariffs.connect(supplier).publish(ZONE, { ...DAY, fromSlot: slot + 1 }))
      .to.be.revertedWithCustomError(tariffs, "AccessManagedUnauthorized")
      .withArgs(supplier);
  });

  it("refuses a zone that is not open", async () => {
    const { tariffs, office, slot } = await withZone();
    await expect(office.publish(UNKNOWN_ZONE, { ...DAY, fromSlot: slot + 1 }))
      .to.be.revertedWithCustomError(tariffs, "ZoneUnknown")
      .withArgs(UNKNOWN_ZONE);
  });

  it("refuses a first tariff for a slot that has begun", async () => {
    const { tariffs, office, slot } = await withZone();
    await expect(office.publish(ZONE, { ...DAY, fromSlot: slot }))
      .to.be.revertedWithCustomError(tariffs, "TariffNotInFuture")
      .withArgs(slot, slot + 1);
  });

  it("refuses a later tariff with less than 96 slots of notice", async () => {
    const { tariffs, office, slot } = await withTariff();
    await expect(office.publish(ZONE, { ...DAY, fromSlot: slot + NOTICE - 1 }))
      .to.be.revertedWithCustomError(tariffs, "TariffNotInFuture")
      .withArgs(slot + NOTICE - 1, slot + NOTICE);
  });

  it("refuses a tariff that begins before the version before it", async () => {
    const { tariffs, office, slot } = await withTariff();
    await office.publish(ZONE, { ...DAY, fromSlot: slot + 500 });
    await expect(office.publish(ZONE, { ...DAY, fromSlot: slot + 499 }))
      .to.be.revertedWithCustomError(tariffs, "TariffNotInFuture")
      .withArgs(slot + 499, slot + 500);
  });

  it("refuses a grid that charges less than it pays", async () => {
    const { tariffs, office, slot } = await withZone();
    await expect(office.publish(ZONE, { ...DAY, feedIn: 5n, retail: 4n, fromSlot: slot + 1 }))
      .to.be.revertedWithCustomError(tariffs, "TariffInverted")
      .withArgs(5, 4);
  });

  it("counts versions from 1 and keeps the earlier ones readable", async () => {
    const { tariffs, office, slot } = await withTariff();
    const night = { ...DAY, retail: 1_600_000n, fromSlot: slot + NOTICE };
    await expect(office.publish(ZONE, night))
      .to.emit(tariffs, "TariffPublished")
      .withArgs(ZONE, 2, Object.values(night));
    expect(await tariffs.versionsOf(ZONE)).to.equal(2);
    expect(await tariffs.tariffAt(ZONE, 1)).to.deep.equal([DAY.feedIn, DAY.retail, DAY.networkFee, slot + 1]);
    expect(await tariffs.tariffAt(ZONE, 2)).to.deep.equal(Object.values(night));
    expect(await tariffs.NOTICE_SLOTS()).to.equal(NOTICE);
  });
});

describe("Tariffs.inForce", () => {
  it("refuses a version that is not there", async () => {
    const { tariffs, slot } = await withTariff();
    for (const version of [0, 2]) {
      await expect(tariffs.inForce(ZONE, version, slot))
        .to.be.revertedWithCustomError(tariffs, "VersionUnknown")
        .withArgs(ZONE, version);
      await expect(tariffs.tariffAt(ZONE, version))
        .to.be.revertedWithCustomError(tariffs, "VersionUnknown")
        .withArgs(ZONE, version);
    }
  });

  it("refuses a version before its first slot, and from the first slot of the next", async () => {
    const { tariffs, office, slot } = await withTariff();
    await office.publish(ZONE, { ...DAY, fromSlot: slot + NOTICE });
    for (const [version, at] of [
      [1, slot],
      [1, slot + NOTICE],
      [2, slot + NOTICE - 1],
    ]) {
      await expect(tariffs.inForce(ZONE, version, at))
        .to.be.revertedWithCustomError(tariffs, "VersionNotInForce")
        .withArgs(ZONE, version, at);
    }
    for (const [version, at] of [
      [1, slot + 1],
      [1, slot + NOTICE - 1],
      [2, slot + NOTICE],
      [2, 2 ** 32 - 1],
    ]) {
      expect((await tariffs.inForce(ZONE, version, at)).retail).to.equal(DAY.retail);
    }
  });

  it("leaves no slot to a version that was replaced before it began", async () => {
    const { tariffs, office, slot } = await withTariff();
    await office.publish(ZONE, { ...DAY, fromSlot: slot + 200 });
    await office.publish(ZONE, { ...DAY, fromSlot: slot + 200 });
    for (const at of [slot + 199, slot + 200]) {
      await expect(tariffs.inForce(ZONE, 2, at))
        .to.be.revertedWithCustomError(tariffs, "VersionNotInForce")
        .withArgs(ZONE, 2, at);
    }
    await tariffs.inForce(ZONE, 1, slot + 199);
    await tariffs.inForce(ZONE, 3, slot + 200);
  });
});

describe("Tariffs.zoneAt", () => {
  it("refuses a zone that is not open", async () => {
    const { tariffs } = await loadFixture(deployLedger);
    await expect(tariffs.zoneAt(UNKNOWN_ZONE))
      .to.be.revertedWithCustomError(tariffs, "ZoneUnknown")
      .withArgs(UNKNOWN_ZONE);
  });
});
