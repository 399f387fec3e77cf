import {
  buildReadingSet,
  jcs,
  merkleRoot,
  payloadHash,
  recordHash,
  toBytes32,
  utf8,
  fromHex,
  type Bytes32,
  type Envelope,
  type Slot,
  type Wh,
} from "@alatau/sdk";
import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { randomBytes } from "node:crypto";
import { append, batchOf, manifestOf } from "../batches.ts";
import { attest, DEVICE, EVIDENCE, KIND, READINGS, ZONE } from "../fixture.ts";
import {
  acceptReadings,
  deployMarket,
  place,
  settleSlot,
  SLOT_SECONDS,
  street,
  termsOf,
  type Market,
  type Meter,
  type SlotCase,
} from "../market-fixture.ts";
import { formsOf, PERSONAL_CLASSES, personalIn } from "../personal-values.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const deploy = () => deployMarket({ ethers, networkHelpers } as never);

const EXAMPLES = PERSONAL_CLASSES.flatMap(({ examples }) => examples);
/** Texts that are public by their nature: the data set's name, and what is printed on company equipment. */
const SERIALS = ["bus park", "school", "quarter nine"];
const PUBLIC = [READINGS, ...SERIALS];

/** A commitment to something personal, as the payload side makes it. */
const committed = (value: unknown): Bytes32 => payloadHash(randomBytes(32), utf8(jcs(value)));

/** An envelope about a person; what is personal stays in the payload, the subject is a commitment too. */
const envelopeOf = (person: string, corrects?: Envelope["corrects"]): Envelope => ({
  schema: { id: "energy.home-reading", version: 1, hash: committed("schema") },
  issuer: 5,
  subject: `home:${committed(person)}`,
  recordedAt: "2026-11-23T10:00:00Z",
  observedAt: "2026-11-23T09:45:00Z",
  payloadHash: committed({ person, energyWh: 1_250 }),
  visibility: "owner",
  ...(corrects === undefined ? {} : { corrects }),
});
const rootOf = (people: readonly string[]): Bytes32 =>
  toBytes32(merkleRoot(people.map((person) => fromHex(recordHash(envelopeOf(person))))));

/** What a refused call answers. */
async function refusal(sent: Promise<unknown>): Promise<string> {
  try {
    await sent;
  } catch (error) {
    return (error as { data?: string }).data ?? "0x";
  }
  return expect.fail("the call was accepted");
}

/** Everything that the chain keeps or tells: input of calls, topics and data of events. Deployments carry code, which is ours. */
async function streams(): Promise<string[]> {
  const last = await ethers.provider.getBlockNumber();
  const found: string[] = [];
  for (let number = 1; number <= last; number++) {
    const block = await ethers.provider.getBlock(number, true);
    for (const { to, data } of block!.prefetchedTransactions) if (to !== null) found.push(data);
  }
  const logs = await ethers.provider.getLogs({ fromBlock: 0, toBlock: "latest" });
  return [...found, ...logs.flatMap(({ topics, data }) => [...topics, data])];
}

/** Personal values in what the chain keeps, public texts left out. */
function scan(given: readonly string[]): string[] {
  const forms = EXAMPLES.flatMap((example) => formsOf(example).map((form) => [example, form] as const));
  const open = PUBLIC.map((text) => Buffer.from(text).toString("hex"));
  return given.flatMap((stream) => {
    const hex = open.reduce((rest, text) => rest.replaceAll(text, "00"), stream.slice(2).toLowerCase());
    const seeded = forms.filter(([, form]) => hex.includes(form)).map(([example]) => example);
    return [...seeded, ...personalIn(Buffer.from(hex, "hex").toString("utf8"))];
  });
}

/** Registers a community of homes whose people are known to the payload side alone. */
async function withCommunity(market: Market) {
  const { participants, devices, registrar, numbers } = market;
  const profile = EXAMPLES.map((value, index) => ({ index, value }));
  await participants
    .connect(registrar)
    .register(new ethers.Wallet(ethers.id("community")).address, 0, KIND.community, committed(profile));
  const community = Number(await participants.count());
  await devices
    .connect(registrar)
    .register(community, ZONE, DEVICE.community, EVIDENCE.utilityAttested, 200_000, 0, SERIALS[2]);
  await devices
    .connect(registrar)
    .addMeterKey(await devices.count(), randomBytes(91), 4, 1_700_000_000, 0, numbers.network);
  return { community, device: Number(await devices.count()) };
}

/** Accepts a reading set whose community leaf commits to the homes behind it. */
async function acceptHomes(market: Market, device: number, slot: number): Promise<void> {
  const homes = EXAMPLES.map((home, index) => fromHex(committed({ home, importWh: 250 + index })));
  const built = buildReadingSet([
    {
      device,
      slot: slot as Slot,
      importEndWh: 1_000_000n as Wh,
      exportEndWh: 0n as Wh,
      importWh: 4_000n as Wh,
      exportWh: 0n as Wh,
      evidenceHash: toBytes32(merkleRoot(homes)),
    },
  ]);
  if ((await time.latest()) < (slot + 1) * SLOT_SECONDS) await time.increaseTo((slot + 1) * SLOT_SECONDS);
  const { root, count, importWh, exportWh } = built;
  const readings = {
    ...{ publisher: market.numbers.depot, zone: ZONE, slot, version: 1, replaces: ethers.ZeroHash },
    ...{ root, count, importWh, exportWh },
  };
  const signatures = await attest(market, readings, [market.checkers[0], market.checkers[1]]);
  await market.readingSets.connect(market.depot).accept(readings, signatures);
}

/** Two batches of records about people, the second correcting the first. */
async function appendBatches(market: Market): Promise<void> {
  const first = batchOf(market, { root: rootOf(EXAMPLES), count: EXAMPLES.length });
  await append(market, first);
  const [, previous] = (await market.journal.headOf(market.dataset, market.numbers.depot)) as [
    bigint,
    string,
  ];
  const corrected = [{ sequence: 1n, index: 3, by: 0 }];
  const corrects = [{ dataset: market.dataset as Bytes32, batch: 1, index: 3, reason: "meter-exchanged" }];
  const root = toBytes32(merkleRoot([fromHex(recordHash(envelopeOf(EXAMPLES[3]!, corrects)))]));
  const manifestHash = manifestOf(corrected);
  await append(market, batchOf(market, { sequence: 2n, previous, root, count: 1, manifestHash }), corrected);
}

/** A sale, its correction and reversal, and a dispute with a reason that only the parties know. */
async function trade(market: Market): Promise<void> {
  const [park, school] = (await street(
    market,
    SERIALS.slice(0, 2).map((name) => ({ name })),
  )) as [Meter, Meter];
  const orders = [
    await place(market, park, { side: "ask", limitPrice: 1_000_000n }),
    await place(market, school, { side: "bid", limitPrice: 4_000_000n }),
  ];
  const slot = market.firstSlot + 3;
  const slotCase: SlotCase = {
    meters: [park, school],
    orders,
    energy: { [park.device]: { exportWh: 900n }, [school.device]: { importWh: 800n } },
    slot,
  };
  const { receipts, settlement } = await settleSlot(market, slotCase);
  const { energyMarket, solver } = market;
  const event = receipts[0].logs
    .map((log: never) => energyMarket.interface.parseLog(log))
    .find((parsed: { name: string } | null) => parsed?.name === "SalesSettled");
  const terms = { zone: ZONE, slot, version: 1, tariffVersion: 1, price: settlement.price };
  await ethers.provider.send("hardhat_setBalance", [park.wallet.address, "0xde0b6b3a7640000"]);
  const parties = energyMarket.connect(park.wallet) as Contract;
  await parties.getFunction("dispute")(terms, 0, 0, event.args.lines, committed(EXAMPLES));
  await acceptReadings(market, { ...slotCase, energy: { [park.device]: { exportWh: 10n } } }, 2);
  const solvers = energyMarket.connect(solver) as Contract;
  await solvers.getFunction("reverse")(ZONE, slot, event.args.lines, [park.participant, school.participant]);
}

/** Calls about the same people that are refused. */
async function refusals(market: Market, community: number): Promise<string[]> {
  const { participants, devices, journal, registrar, stranger, orderBook, tenge, issuer } = market;
  const terms = {
    ...termsOf(market, { participant: community, device: 99 } as Meter, { side: "ask", limitPrice: 1n }),
  };
  return Promise.all(
    [
      participants.connect(stranger).register(stranger.address, 0, KIND.community, committed(EXAMPLES)),
      participants.connect(registrar).register(registrar.address, 999, KIND.community, committed(EXAMPLES)),
      devices.connect(registrar).register(community, ZONE, DEVICE.community, 1, 1, 0, SERIALS[2]),
      journal.connect(stranger).append(batchOf(market, { root: rootOf(EXAMPLES) }), [], []),
      orderBook.getFunction("placeOrder")({ ...terms, termsHash: committed(EXAMPLES) }, randomBytes(65)),
      tenge.connect(stranger).mint(stranger.address, 1n, committed(EXAMPLES)),
      tenge.connect(issuer).burn(10n ** 15n, committed(EXAMPLES)),
    ].map(refusal),
  );
}

describe("what the chain keeps (Y19)", () => {
  it("holds no personal value, in no form, though persons stand behind every step", async () => {
    const market = await loadFixture(deploy);
    const { community, device } = await withCommunity(market);
    await appendBatches(market);
    await trade(market);
    await acceptHomes(market, device, market.firstSlot + 2);
    await market.tenge.connect(market.issuer).mint(market.issuer.address, 500n, committed(EXAMPLES));
    await market.participants.connect(market.registrar).suspend(community, 4);
    const refused = await refusals(market, community);
    expect(refused.filter((data) => data.length < 10)).to.deep.equal([]);
    const kept = await streams();
    expect(kept.length).to.be.greaterThan(200);
    expect(scan([...kept, ...refused])).to.deep.equal([]);
  });

  it("would be found out with a personal value in it, in an event or in a refusal", async () => {
    const { devices, registrar, numbers } = await loadFixture(deploy);
    const [name, number] = ["Примеров Образец Тестович", "990230300017"];
    await devices.connect(registrar).register(numbers.depot, ZONE, DEVICE.charger, 3, 1, 0, name);
    expect(scan(await streams())).to.include.members([name, "name: Примеров"]);
    const asNumber = ethers.AbiCoder.defaultAbiCoder().encode(["uint256"], [BigInt(number)]);
    expect(scan([asNumber])).to.include(number);
  });
});
