import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { agree, CURVE, deployLedger, DEVICE, EVIDENCE, KIND, ZONE } from "../fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const SERIAL = "BQ27400330016";
const NOBODY = 999;
const KEY = "0x3059301306072a8648ce3d020106082a8648ce3d030107034200";
const NEXT_KEY = `${KEY}04`;
const TERMS = ethers.id("supply terms");

/** A ledger with device 1: a charger of the depot in the test zone. */
async function withCharger() {
  const ledger = await loadFixture(deployLedger);
  const { devices, registrar, numbers } = ledger;
  const office = devices.connect(registrar);
  await office.register(numbers.depot, ZONE, DEVICE.charger, EVIDENCE.meterSigned, 50_000, 0, SERIAL);
  return { ...ledger, office, charger: 1 };
}

/** The charger with a first key, open from second 1,000. */
async function withKey() {
  const ledger = await withCharger();
  await ledger.office.addMeterKey(1, KEY, CURVE.secp256r1, 1_000, 0, ledger.numbers.agency);
  return ledger;
}

/** An agreement of the depot for its charger that holds for an hour from now. */
async function withAgreement() {
  const ledger = await withCharger();
  const { numbers, charger } = ledger;
  const validTo = (await time.latest()) + 3_600;
  return {
    ...ledger,
    agreement: { device: charger, supplier: numbers.supplier, termsHash: TERMS, nonce: 77n, validTo },
  };
}

describe("Devices.register", () => {
  it("refuses anyone but the registrar", async () => {
    const { devices, depot, numbers } = await loadFixture(deployLedger);
    await expect(
      devices.connect(depot).register(numbers.depot, ZONE, DEVICE.bus, EVIDENCE.meterSigned, 1, 1, SERIAL),
    )
      .to.be.revertedWithCustomError(devices, "AccessManagedUnauthorized")
      .withArgs(depot);
  });

  it("refuses a device without zone, kind, rated power or serial number", async () => {
    const { devices, registrar, numbers } = await loadFixture(deployLedger);
    for (const [zone, kind, ratedW, serial] of [
      [0, DEVICE.bus, 1, SERIAL],
      [ZONE, 0, 1, SERIAL],
      [ZONE, DEVICE.bus, 0, SERIAL],
      [ZONE, DEVICE.bus, 1, ""],
    ]) {
      await expect(
        devices
          .connect(registrar)
          .register(numbers.depot, zone, kind, EVIDENCE.meterSigned, ratedW, 1, serial),
      ).to.be.revertedWithCustomError(devices, "DeviceIncomplete");
    }
  });

  it("refuses a participant that nobody knows", async () => {
    const { devices, participants, registrar } = await loadFixture(deployLedger);
    await expect(
      devices.connect(registrar).register(NOBODY, ZONE, DEVICE.bus, EVIDENCE.meterSigned, 1, 1, SERIAL),
    )
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(NOBODY);
  });

  it("refuses a serial number twice", async () => {
    const { devices, office, numbers, charger } = await withCharger();
    await expect(office.register(numbers.neighbour, ZONE, DEVICE.bus, EVIDENCE.meterSigned, 1, 1, SERIAL))
      .to.be.revertedWithCustomError(devices, "SerialTaken")
      .withArgs(ethers.id(SERIAL), charger);
  });

  it("numbers devices in order and tells everything about them once", async () => {
    const { devices, office, numbers } = await withCharger();
    await expect(
      office.register(numbers.neighbour, ZONE, DEVICE.battery, EVIDENCE.edgeSigned, 100, 400, "B-1"),
    )
      .to.emit(devices, "DeviceRegistered")
      .withArgs(
        2,
        numbers.neighbour,
        ZONE,
        DEVICE.battery,
        EVIDENCE.edgeSigned,
        100,
        400,
        ethers.id("B-1"),
        "B-1",
      );
    expect(await devices.count()).to.equal(2);
    expect(await devices.deviceAt(2)).to.deep.equal([
      numbers.neighbour,
      ZONE,
      100,
      400,
      DEVICE.battery,
      EVIDENCE.edgeSigned,
      0,
      false,
      numbers.neighbour,
    ]);
  });

  it("keeps the beneficial owner that stands behind the participant", async () => {
    const { devices, participants, registrar, numbers, newcomer } = await loadFixture(deployLedger);
    await participants
      .connect(registrar)
      .register(newcomer.address, numbers.depot, KIND.operator, ethers.ZeroHash);
    const branch = await participants.count();
    await devices
      .connect(registrar)
      .register(branch, ZONE, DEVICE.charger, EVIDENCE.meterSigned, 1, 0, "owned");
    const device = await devices.deviceAt(await devices.count());
    expect([device.participant, device.owner]).to.deep.equal([branch, BigInt(numbers.depot)]);
  });
});

describe("Devices.retire", () => {
  it("refuses anyone but the registrar, an unknown device, and a device twice", async () => {
    const { devices, office, depot, charger } = await withCharger();
    await expect(devices.connect(depot).retire(charger))
      .to.be.revertedWithCustomError(devices, "AccessManagedUnauthorized")
      .withArgs(depot);
    await expect(office.retire(NOBODY))
      .to.be.revertedWithCustomError(devices, "DeviceUnknown")
      .withArgs(NOBODY);
    await expect(office.retire(charger)).to.emit(devices, "DeviceRetired").withArgs(charger);
    await expect(office.retire(charger))
      .to.be.revertedWithCustomError(devices, "DeviceRetiredAlready")
      .withArgs(charger);
    expect((await devices.deviceAt(charger)).retired).to.equal(true);
  });
});

describe("Devices.addMeterKey", () => {
  it("refuses anyone but the registrar", async () => {
    const { devices, depot, numbers, charger } = await withCharger();
    await expect(devices.connect(depot).addMeterKey(charger, KEY, CURVE.secp256r1, 1, 0, numbers.agency))
      .to.be.revertedWithCustomError(devices, "AccessManagedUnauthorized")
      .withArgs(depot);
  });

  it("refuses an unknown device and a voucher that nobody knows", async () => {
    const { devices, participants, office, numbers, charger } = await withCharger();
    await expect(office.addMeterKey(NOBODY, KEY, CURVE.secp256r1, 1, 0, numbers.agency))
      .to.be.revertedWithCustomError(devices, "DeviceUnknown")
      .withArgs(NOBODY);
    await expect(office.addMeterKey(charger, KEY, CURVE.secp256r1, 1, 0, NOBODY))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(NOBODY);
  });

  it("refuses a key without bytes or curve", async () => {
    const { devices, office, numbers, charger } = await withCharger();
    for (const [key, curve] of [
      ["0x", CURVE.secp256r1],
      [KEY, CURVE.none],
    ]) {
      await expect(
        office.addMeterKey(charger, key, curve, 1, 0, numbers.agency),
      ).to.be.revertedWithCustomError(devices, "KeyIncomplete");
    }
  });

  it("refuses a period that ends before it begins, or overlaps the one before", async () => {
    const { devices, office, numbers, charger } = await withKey();
    await office.endMeterKey(charger, 0, 2_000);
    for (const [from, to] of [
      [3_000, 3_000],
      [3_000, 2_999],
      [1_999, 0],
      [900, 950],
    ]) {
      await expect(office.addMeterKey(charger, NEXT_KEY, CURVE.secp256r1, from, to, numbers.agency))
        .to.be.revertedWithCustomError(devices, "KeyPeriodInvalid")
        .withArgs(from, to);
    }
    await office.addMeterKey(charger, NEXT_KEY, CURVE.secp256r1, 2_000, 3_000, numbers.agency);
  });

  it("refuses a successor that begins with its open predecessor", async () => {
    const { devices, office, numbers, charger } = await withKey();
    await expect(office.addMeterKey(charger, NEXT_KEY, CURVE.secp256r1, 1_000, 0, numbers.agency))
      .to.be.revertedWithCustomError(devices, "KeyPeriodInvalid")
      .withArgs(1_000, 0);
  });

  it("ends an open predecessor where the new key begins", async () => {
    const { devices, office, numbers, charger } = await withKey();
    await expect(office.addMeterKey(charger, NEXT_KEY, CURVE.secp256k1, 5_000, 0, numbers.agency))
      .to.emit(devices, "MeterKeyEnded")
      .withArgs(charger, 0, 5_000)
      .and.to.emit(devices, "MeterKeyAdded")
      .withArgs(charger, 1, CURVE.secp256k1, 5_000, 0, numbers.agency, NEXT_KEY);
    const first = [ethers.keccak256(KEY), CURVE.secp256r1, 1_000, 5_000, numbers.agency];
    const second = [ethers.keccak256(NEXT_KEY), CURVE.secp256k1, 5_000, 0, numbers.agency];
    expect(await devices.meterKeys(charger)).to.deep.equal([first, second]);
    expect(await devices.meterKeyAt(charger, 1_000)).to.deep.equal(first);
    expect(await devices.meterKeyAt(charger, 4_999)).to.deep.equal(first);
    expect(await devices.meterKeyAt(charger, 5_000)).to.deep.equal(second);
  });
});

describe("Devices.meterKeyAt", () => {
  it("refuses a moment before the first key, in a gap and after the last", async () => {
    const { devices, office, numbers, charger } = await withKey();
    await office.endMeterKey(charger, 0, 2_000);
    await office.addMeterKey(charger, NEXT_KEY, CURVE.secp256r1, 3_000, 4_000, numbers.agency);
    for (const moment of [999, 2_000, 2_999, 4_000]) {
      await expect(devices.meterKeyAt(charger, moment))
        .to.be.revertedWithCustomError(devices, "KeyUnknown")
        .withArgs(charger, 2);
    }
    await expect(devices.meterKeyAt(NOBODY, 1_000))
      .to.be.revertedWithCustomError(devices, "KeyUnknown")
      .withArgs(NOBODY, 0);
  });
});

describe("Devices.endMeterKey", () => {
  it("refuses anyone but the registrar, and a key that is not there", async () => {
    const { devices, office, depot, charger } = await withKey();
    await expect(devices.connect(depot).endMeterKey(charger, 0, 2_000))
      .to.be.revertedWithCustomError(devices, "AccessManagedUnauthorized")
      .withArgs(depot);
    await expect(office.endMeterKey(charger, 1, 2_000))
      .to.be.revertedWithCustomError(devices, "KeyUnknown")
      .withArgs(charger, 1);
  });

  it("refuses an end before the beginning, and one that makes the key last longer", async () => {
    const { devices, office, charger } = await withKey();
    for (const end of [0, 1_000]) {
      await expect(office.endMeterKey(charger, 0, end))
        .to.be.revertedWithCustomError(devices, "KeyPeriodInvalid")
        .withArgs(1_000, end);
    }
    await expect(office.endMeterKey(charger, 0, 2_000))
      .to.emit(devices, "MeterKeyEnded")
      .withArgs(charger, 0, 2_000);
    await expect(office.endMeterKey(charger, 0, 2_001))
      .to.be.revertedWithCustomError(devices, "KeyPeriodInvalid")
      .withArgs(1_000, 2_001);
    await office.endMeterKey(charger, 0, 1_500);
  });
});

describe("Devices.agreeSupply", () => {
  it("refuses an unknown device and a supplier that nobody knows", async () => {
    const ledger = await withAgreement();
    const { devices, participants, depot, agreement } = ledger;
    for (const [changes, contract, error] of [
      [{ device: NOBODY }, devices, "DeviceUnknown"],
      [{ supplier: NOBODY }, participants, "ParticipantUnknown"],
    ] as const) {
      const changed = { ...agreement, ...changes };
      await expect(devices.agreeSupply(changed, await agree(ledger, changed, depot)))
        .to.be.revertedWithCustomError(contract, error)
        .withArgs(NOBODY);
    }
  });

  it("refuses an agreement after its last second", async () => {
    const ledger = await withAgreement();
    const { devices, depot, agreement } = ledger;
    const signature = await agree(ledger, agreement, depot);
    await time.setNextBlockTimestamp(agreement.validTo + 1);
    await expect(devices.agreeSupply(agreement, signature))
      .to.be.revertedWithCustomError(devices, "AgreementExpired")
      .withArgs(agreement.validTo, agreement.validTo + 1);
  });

  it("refuses another's signature, and the owner's for other terms", async () => {
    const ledger = await withAgreement();
    const { devices, depot, neighbour, agreement } = ledger;
    const other = { ...agreement, termsHash: ethers.id("other terms") };
    for (const signature of [
      await agree(ledger, agreement, neighbour),
      await agree(ledger, other, depot),
      "0x",
    ]) {
      await expect(devices.agreeSupply(agreement, signature))
        .to.be.revertedWithCustomError(devices, "AgreementSignatureInvalid")
        .withArgs(agreement.device, depot);
    }
  });

  it("refuses the same nonce again, whatever it is for", async () => {
    const ledger = await withAgreement();
    const { devices, depot, numbers, agreement } = ledger;
    await devices.agreeSupply(agreement, await agree(ledger, agreement, depot));
    for (const next of [agreement, { ...agreement, termsHash: ethers.id("better terms") }]) {
      await expect(devices.agreeSupply(next, await agree(ledger, next, depot)))
        .to.be.revertedWithCustomError(devices, "AgreementNonceUsed")
        .withArgs(numbers.depot, agreement.nonce);
    }
  });

  it("records what the owner signed, whoever sends it; a later one replaces it, nonces in any order", async () => {
    const ledger = await withAgreement();
    const { devices, depot, stranger, numbers, agreement, charger } = ledger;
    await expect(devices.connect(stranger).agreeSupply(agreement, await agree(ledger, agreement, depot)))
      .to.emit(devices, "SupplyAgreed")
      .withArgs(charger, numbers.supplier, TERMS);
    expect((await devices.deviceAt(charger)).supplier).to.equal(numbers.supplier);
    const later = { ...agreement, supplier: numbers.network, nonce: 2n };
    await devices.agreeSupply(later, await agree(ledger, later, depot));
    expect((await devices.deviceAt(charger)).supplier).to.equal(numbers.network);
  });

  it("accepts the signature of a participant whose account is a contract (ERC-1271)", async () => {
    const ledger = await withAgreement();
    const { devices, participants, registrar, office, newcomer, stranger, agreement } = ledger;
    const account = await ethers.deployContract("ContractAccount", [newcomer]);
    await participants.connect(registrar).register(account, 0, KIND.operator, TERMS);
    await office.register(await participants.count(), ZONE, DEVICE.solar, EVIDENCE.meterSigned, 1, 0, "S-1");
    const own = { ...agreement, device: 2 };
    await expect(devices.agreeSupply(own, await agree(ledger, own, stranger)))
      .to.be.revertedWithCustomError(devices, "AgreementSignatureInvalid")
      .withArgs(2, account);
    await devices.agreeSupply(own, await agree(ledger, own, newcomer));
    expect((await devices.deviceAt(2)).supplier).to.equal(agreement.supplier);
  });
});

describe("Devices.deviceAt", () => {
  it("refuses a number that no device has", async () => {
    const { devices } = await loadFixture(deployLedger);
    await expect(devices.deviceAt(0)).to.be.revertedWithCustomError(devices, "DeviceUnknown").withArgs(0);
  });
});
