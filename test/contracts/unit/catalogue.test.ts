import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { deployLedger, READINGS } from "../fixture.ts";
import { expectGas } from "../gas.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const NOWHERE = ethers.id("no such data set");
const DOCUMENT = {
  cadenceSeconds: 3_600,
  retentionDays: 3_650,
  documentHash: ethers.id("titles, licence, groups"),
};
const [FIRST, COMPATIBLE, BREAKING] = [0, 1, 2];
const [WHOLE_SET, OCCUPANCY, FARES] = [0, 1, 2];
const FOREVER = 2n ** 64n - 1n;
const URL = "https://exchange.agency.example";
const KEY = ethers.id("Ed25519 key of the agency's gateway");

/** The agency owns the data set of readings, and acts for it in every call that is not said to be another's. */
async function deploy() {
  const ledger = await deployLedger({ ethers, networkHelpers } as never);
  const { catalogue, agency } = ledger;
  return { ...ledger, office: catalogue.connect(agency) };
}
type Ledger = Awaited<ReturnType<typeof deploy>>;

/** Everything that only the owner may do, as somebody else calls it. */
const ownersCalls = ({ catalogue, numbers }: Ledger, as: Ledger["depot"], dataset: string) => {
  const caller = catalogue.connect(as);
  return [
    () => caller.describe(dataset, DOCUMENT),
    () => caller.publishSchema(dataset, ethers.id("schema 1"), FIRST),
    () => caller.grant(dataset, OCCUPANCY, numbers.depot, FOREVER),
    () => caller.revoke(dataset, OCCUPANCY, numbers.depot),
  ];
};

describe("Journal.ownerOf", () => {
  it("refuses an unknown data set and names the owner of a known one", async () => {
    const { journal, dataset, numbers } = await loadFixture(deploy);
    await expect(journal.ownerOf(NOWHERE))
      .to.be.revertedWithCustomError(journal, "DatasetUnknown")
      .withArgs(NOWHERE);
    expect(await journal.ownerOf(dataset)).to.equal(numbers.agency);
  });
});

describe("Catalogue, for the owner of a data set", () => {
  it("refuses an unknown data set", async () => {
    const ledger = await loadFixture(deploy);
    for (const call of ownersCalls(ledger, ledger.agency, NOWHERE))
      await expect(call()).to.be.revertedWithCustomError(ledger.journal, "DatasetUnknown").withArgs(NOWHERE);
  });

  it("refuses everybody else: another member, the registrar, the administrator", async () => {
    const ledger = await loadFixture(deploy);
    const { participants, depot, registrar, admin, dataset, numbers } = ledger;
    for (const person of [depot, registrar, admin])
      for (const call of ownersCalls(ledger, person, dataset))
        await expect(call())
          .to.be.revertedWithCustomError(participants, "NotParticipant")
          .withArgs(person, numbers.agency);
  });

  it("refuses an owner that is suspended", async () => {
    const ledger = await loadFixture(deploy);
    const { participants, registrar, agency, dataset, numbers } = ledger;
    await participants.connect(registrar).suspend(numbers.agency, 4);
    for (const call of ownersCalls(ledger, agency, dataset))
      await expect(call())
        .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
        .withArgs(numbers.agency);
  });

  it("refuses a key that was replaced, and takes the new one", async () => {
    const ledger = await loadFixture(deploy);
    const { participants, catalogue, agency, newcomer, dataset, numbers } = ledger;
    await participants.connect(agency).announceKey(numbers.agency, newcomer);
    await time.increase((await participants.KEY_NOTICE()) as bigint);
    await expect(ledger.office.describe(dataset, DOCUMENT))
      .to.be.revertedWithCustomError(participants, "NotParticipant")
      .withArgs(agency, numbers.agency);
    await expect(catalogue.connect(newcomer).describe(dataset, DOCUMENT)).to.emit(
      catalogue,
      "DatasetDescribed",
    );
  });
});

describe("Catalogue.describe", () => {
  it("refuses a description without a document", async () => {
    const { catalogue, office, dataset } = await loadFixture(deploy);
    await expect(office.describe(dataset, { ...DOCUMENT, documentHash: ethers.ZeroHash }))
      .to.be.revertedWithCustomError(catalogue, "DocumentMissing")
      .withArgs(dataset);
  });

  it("counts versions from 1 and keeps the last document", async () => {
    const { catalogue, office, dataset } = await loadFixture(deploy);
    expect(await catalogue.descriptionOf(dataset)).to.deep.equal([0n, ethers.ZeroHash]);
    const second = { cadenceSeconds: 0, retentionDays: 0, documentHash: ethers.id("with Kazakh titles") };
    for (const [index, description] of [DOCUMENT, second].entries())
      await expect(office.describe(dataset, description))
        .to.emit(catalogue, "DatasetDescribed")
        .withArgs(dataset, index + 1, Object.values(description));
    expect(await catalogue.descriptionOf(dataset)).to.deep.equal([2n, second.documentHash]);
  });
});

describe("Catalogue.publishSchema", () => {
  it("refuses the latest schema again, and none", async () => {
    const { catalogue, office, dataset } = await loadFixture(deploy);
    const refused = (hash: string) =>
      expect(office.publishSchema(dataset, hash, COMPATIBLE))
        .to.be.revertedWithCustomError(catalogue, "SchemaUnchanged")
        .withArgs(dataset, hash);
    await refused(ethers.ZeroHash);
    await office.publishSchema(dataset, ethers.id("schema 1"), FIRST);
    await refused(ethers.id("schema 1"));
    await refused(ethers.ZeroHash);
  });

  it("refuses a compatibility that its version cannot have", async () => {
    const { catalogue, office, dataset } = await loadFixture(deploy);
    const refused = (version: number, compatibility: number) =>
      expect(office.publishSchema(dataset, ethers.id(`schema ${version}`), compatibility))
        .to.be.revertedWithCustomError(catalogue, "CompatibilityInvalid")
        .withArgs(version, compatibility);
    await refused(1, COMPATIBLE);
    await refused(1, BREAKING);
    await office.publishSchema(dataset, ethers.id("schema 1"), FIRST);
    await refused(2, FIRST);
    await refused(2, 3);
    await refused(2, 255);
    expect(await catalogue.schemaOf(dataset)).to.deep.equal([1n, ethers.id("schema 1")]);
  });

  it("counts versions from 1; an earlier schema may come back as a new version", async () => {
    const { catalogue, office, dataset } = await loadFixture(deploy);
    expect(await catalogue.schemaOf(dataset)).to.deep.equal([0n, ethers.ZeroHash]);
    const steps = [
      ["schema 1", FIRST],
      ["schema 2", COMPATIBLE],
      ["schema 1", BREAKING],
    ] as const;
    for (const [index, [schema, compatibility]] of steps.entries()) {
      await expect(office.publishSchema(dataset, ethers.id(schema), compatibility))
        .to.emit(catalogue, "SchemaPublished")
        .withArgs(dataset, index + 1, ethers.id(schema), compatibility);
      expect(await catalogue.schemaOf(dataset)).to.deep.equal([BigInt(index + 1), ethers.id(schema)]);
    }
  });
});

describe("Catalogue.grant and revoke", () => {
  it("refuses a grant to nobody, and one that is over", async () => {
    const { catalogue, participants, office, dataset, numbers } = await loadFixture(deploy);
    await expect(office.grant(dataset, OCCUPANCY, 999, FOREVER))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(999);
    const now = (await time.latest()) + 100;
    await time.setNextBlockTimestamp(now);
    await expect(office.grant(dataset, OCCUPANCY, numbers.depot, now - 1))
      .to.be.revertedWithCustomError(catalogue, "GrantExpired")
      .withArgs(now - 1, now);
  });

  it("refuses to revoke what was never granted, or was revoked", async () => {
    const { catalogue, office, dataset, numbers } = await loadFixture(deploy);
    const refused = (group: number) =>
      expect(office.revoke(dataset, group, numbers.depot))
        .to.be.revertedWithCustomError(catalogue, "GrantUnknown")
        .withArgs(dataset, group, numbers.depot);
    await refused(OCCUPANCY);
    await office.grant(dataset, OCCUPANCY, numbers.depot, FOREVER);
    await refused(FARES);
    await office.revoke(dataset, OCCUPANCY, numbers.depot);
    await refused(OCCUPANCY);
  });

  it("opens one field group to one participant, to the last second of validTo", async () => {
    const { catalogue, office, dataset, numbers } = await loadFixture(deploy);
    const validTo = (await time.latest()) + 100;
    await expect(office.grant(dataset, OCCUPANCY, numbers.depot, validTo))
      .to.emit(catalogue, "AccessGranted")
      .withArgs(dataset, OCCUPANCY, numbers.depot, validTo);
    expect(await catalogue.hasAccess(dataset, OCCUPANCY, numbers.depot)).to.equal(true);
    expect(await catalogue.hasAccess(dataset, FARES, numbers.depot)).to.equal(false);
    expect(await catalogue.hasAccess(dataset, WHOLE_SET, numbers.depot)).to.equal(false);
    expect(await catalogue.hasAccess(dataset, OCCUPANCY, numbers.neighbour)).to.equal(false);
    await time.increaseTo(validTo);
    expect(await catalogue.hasAccess(dataset, OCCUPANCY, numbers.depot)).to.equal(true);
    await time.increaseTo(validTo + 1);
    expect(await catalogue.hasAccess(dataset, OCCUPANCY, numbers.depot)).to.equal(false);
  });

  it("opens every group with the whole data set; revoking a group leaves the whole", async () => {
    const { catalogue, office, dataset, numbers } = await loadFixture(deploy);
    await office.grant(dataset, WHOLE_SET, numbers.depot, FOREVER);
    await office.grant(dataset, FARES, numbers.depot, FOREVER);
    for (const group of [WHOLE_SET, OCCUPANCY, FARES, 255])
      expect(await catalogue.hasAccess(dataset, group, numbers.depot)).to.equal(true);
    await office.revoke(dataset, FARES, numbers.depot);
    expect(await catalogue.hasAccess(dataset, FARES, numbers.depot)).to.equal(true);
    await expect(office.revoke(dataset, WHOLE_SET, numbers.depot))
      .to.emit(catalogue, "AccessRevoked")
      .withArgs(dataset, WHOLE_SET, numbers.depot);
    expect(await catalogue.hasAccess(dataset, FARES, numbers.depot)).to.equal(false);
  });

  it("lets the owner read without a grant, and tells nothing of an unknown data set", async () => {
    const { catalogue, journal, dataset, numbers } = await loadFixture(deploy);
    expect(await catalogue.hasAccess(dataset, FARES, numbers.agency)).to.equal(true);
    await expect(catalogue.hasAccess(NOWHERE, FARES, numbers.agency))
      .to.be.revertedWithCustomError(journal, "DatasetUnknown")
      .withArgs(NOWHERE);
  });
});

describe("Catalogue.announceGateway", () => {
  it("refuses a stranger and a suspended participant", async () => {
    const { catalogue, participants, registrar, depot, stranger, numbers } = await loadFixture(deploy);
    await expect(catalogue.connect(stranger).announceGateway(URL, KEY))
      .to.be.revertedWithCustomError(participants, "NotParticipant")
      .withArgs(stranger, 0);
    await participants.connect(registrar).suspend(numbers.depot, 4);
    await expect(catalogue.connect(depot).announceGateway(URL, KEY))
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.depot);
  });

  it("refuses an address that is too long or holds what no URL holds, and a gateway without key", async () => {
    const { catalogue, office, numbers } = await loadFixture(deploy);
    const longest = URL.padEnd(200, "/");
    await expect(office.announceGateway(`${longest}/`, KEY))
      .to.be.revertedWithCustomError(catalogue, "UrlTooLong")
      .withArgs(201, 200);
    for (const character of [" ", "\n", "\0", "\u007f", "қ"])
      await expect(office.announceGateway(`${URL}${character}`, KEY))
        .to.be.revertedWithCustomError(catalogue, "UrlMalformed")
        .withArgs(URL.length);
    await expect(office.announceGateway(URL, ethers.ZeroHash))
      .to.be.revertedWithCustomError(catalogue, "ExchangeKeyMissing")
      .withArgs(numbers.agency);
    await expect(office.announceGateway(longest, KEY)).to.emit(catalogue, "GatewayAnnounced");
  });

  it("says where the caller's gateway is, and with an empty address that it is gone", async () => {
    const { catalogue, office, numbers } = await loadFixture(deploy);
    await expect(office.announceGateway(URL, KEY))
      .to.emit(catalogue, "GatewayAnnounced")
      .withArgs(numbers.agency, URL, KEY);
    await expect(office.announceGateway("", KEY))
      .to.emit(catalogue, "GatewayAnnounced")
      .withArgs(numbers.agency, "", ethers.ZeroHash);
  });
});

describe("Catalogue.recordFault", () => {
  const [RECORD, EVIDENCE] = [ethers.id("record"), ethers.id("answer of the depot's gateway")];

  it("refuses a stranger and a suspended participant", async () => {
    const { catalogue, participants, registrar, depot, stranger, dataset, numbers } =
      await loadFixture(deploy);
    await expect(catalogue.connect(stranger).recordFault(numbers.depot, dataset, RECORD, 1, EVIDENCE))
      .to.be.revertedWithCustomError(participants, "NotParticipant")
      .withArgs(stranger, 0);
    await participants.connect(registrar).suspend(numbers.depot, 4);
    await expect(catalogue.connect(depot).recordFault(numbers.agency, dataset, RECORD, 1, EVIDENCE))
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.depot);
  });

  it("refuses a member, a data set and a kind that nobody knows", async () => {
    const { catalogue, participants, journal, office, dataset, numbers } = await loadFixture(deploy);
    await expect(office.recordFault(999, dataset, RECORD, 1, EVIDENCE))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(999);
    await expect(office.recordFault(numbers.depot, NOWHERE, RECORD, 1, EVIDENCE))
      .to.be.revertedWithCustomError(journal, "DatasetUnknown")
      .withArgs(NOWHERE);
    for (const kind of [0, 5, 255])
      await expect(office.recordFault(numbers.depot, dataset, RECORD, kind, EVIDENCE))
        .to.be.revertedWithCustomError(catalogue, "FaultKindUnknown")
        .withArgs(kind);
  });

  it("takes a statement by any member under its own name, and of a suspended member too", async () => {
    const { catalogue, participants, registrar, neighbour, dataset, numbers } = await loadFixture(deploy);
    await participants.connect(registrar).suspend(numbers.depot, 4);
    for (const kind of [1, 2, 3, 4])
      await expect(catalogue.connect(neighbour).recordFault(numbers.depot, dataset, RECORD, kind, EVIDENCE))
        .to.emit(catalogue, "FaultRecorded")
        .withArgs(numbers.depot, dataset, numbers.neighbour, kind, RECORD, EVIDENCE);
  });
});

describe("gas of the catalogue", () => {
  it("describe, publish, grant, announce, state a fault", async () => {
    const { office, dataset, numbers } = await loadFixture(deploy);
    expect(dataset).to.equal(ethers.id(READINGS));
    const calls = {
      "catalogue: describe, first": () => office.describe(dataset, DOCUMENT),
      "catalogue: describe, later": () =>
        office.describe(dataset, { ...DOCUMENT, documentHash: ethers.id("second") }),
      "catalogue: schema, first": () => office.publishSchema(dataset, ethers.id("schema 1"), FIRST),
      "catalogue: schema, later": () => office.publishSchema(dataset, ethers.id("schema 2"), BREAKING),
      "catalogue: grant": () => office.grant(dataset, OCCUPANCY, numbers.depot, FOREVER),
      "catalogue: revoke": () => office.revoke(dataset, OCCUPANCY, numbers.depot),
      "catalogue: announce a gateway of 200 bytes": () => office.announceGateway(URL.padEnd(200, "/"), KEY),
      "catalogue: fault": () =>
        office.recordFault(numbers.depot, dataset, ethers.id("record"), 1, ethers.id("evidence")),
    };
    for (const [name, call] of Object.entries(calls)) expectGas(name, (await (await call()).wait())!.gasUsed);
  });
});
