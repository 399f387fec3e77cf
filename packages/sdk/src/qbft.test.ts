import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { concat, fromHex, toHex, type Hex } from "./bytes.ts";
import { encodeHeader, type RpcHeader } from "./header.ts";
import { makeHeaders, mirrored, OUTSIDERS, VALIDATORS, type PlannedBlock } from "./qbft.fixture.ts";
import {
  checkSeals,
  decodeQbftExtraData,
  encodeQbftExtraData,
  readQbftHeader,
  resealed,
  sealsNeeded,
  shortSealed,
} from "./qbft.ts";
import { CheckFailedError, type FailureCode } from "./refusals.ts";
import { RlpFormatError } from "./rlp.ts";
import { createFollower, followValidators, type FollowReport } from "./validators.ts";

interface Recorded {
  readonly initialValidators: readonly Hex[];
  readonly votedOutAndIn: Hex;
  readonly blocks: readonly {
    readonly block: RpcHeader & { readonly hash: Hex };
    readonly validators: readonly Hex[];
  }[];
}
const file = new URL("../../../../shared/data/besu-qbft/chain.json", import.meta.url);
const recorded = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Recorded) : null;
const EPOCH = { epochLength: 30_000 };
const addresses = VALIDATORS.map(({ address }) => address);
const [a, b, c, d] = VALIDATORS as [
  (typeof VALIDATORS)[0],
  (typeof VALIDATORS)[0],
  (typeof VALIDATORS)[0],
  (typeof VALIDATORS)[0],
];
const [newcomer, stranger] = OUTSIDERS as [typeof a, typeof a];

function codeOf(check: () => unknown): FailureCode | null {
  try {
    check();
    return null;
  } catch (error) {
    expect(error).to.be.instanceOf(CheckFailedError);
    return (error as CheckFailedError).failure;
  }
}

const block = (options: PlannedBlock = {}): Uint8Array => encodeHeader(makeHeaders([options])[1]!);
const failureOf = (raw: Uint8Array, validators: readonly Hex[] = addresses): FailureCode | null =>
  codeOf(() => checkSeals(readQbftHeader(raw), validators));
const withSeals = (change: (seals: readonly Uint8Array[]) => readonly Uint8Array[]): Uint8Array => {
  const header = readQbftHeader(block());
  return resealed(header, change(header.seals));
};
const follow = (headers: readonly RpcHeader[], epochLength = EPOCH.epochLength): FollowReport =>
  followValidators(headers.map(encodeHeader), { epochLength });

describe("QBFT seals", () => {
  it("need two thirds of the validators, rounded up", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 10].map(sealsNeeded)).to.deep.equal([1, 2, 2, 3, 4, 4, 5, 7]);
  });

  it("are accepted of exactly as many as are needed, in any order and round", () => {
    expect(failureOf(block())).to.equal(null);
    expect(failureOf(block({ sealers: [d, a, c], round: 7 }))).to.equal(null);
    expect(checkSeals(readQbftHeader(block({ sealers: [d, a, c] })), addresses)).to.deep.equal(
      [d, a, c].map(({ address }) => address),
    );
  });

  it("are refused for each reason by its code", () => {
    expect(failureOf(block({ sealers: [a, b] }))).to.equal("seals-too-few");
    expect(failureOf(block({ sealers: [] }))).to.equal("seals-too-few");
    expect(failureOf(block({ sealers: [a, b, b] }))).to.equal("seal-repeated");
    expect(failureOf(block({ sealers: [a, b, c, a] }))).to.equal("seal-repeated");
    expect(failureOf(block({ sealers: [a, b, c, stranger] }))).to.equal("seal-foreign");
    expect(failureOf(block({ proposer: stranger }))).to.equal("proposer-foreign");
    expect(failureOf(block(), addresses.slice(1))).to.equal("validators-foreign");
    expect(failureOf(block({ validators: [a, b, c, d, newcomer] }))).to.equal("validators-foreign");
    expect(failureOf(withSeals((seals) => seals.with(0, mirrored(seals[0]!))))).to.equal(
      "seal-not-canonical",
    );
    expect(failureOf(withSeals((seals) => seals.with(1, seals[1]!.subarray(0, 64))))).to.equal(
      "seal-malformed",
    );
    expect(failureOf(withSeals((seals) => seals.with(1, seals[1]!.with(64, 27))))).to.equal("seal-malformed");
    expect(failureOf(withSeals((seals) => seals.with(2, new Uint8Array(65))))).to.equal("seal-malformed");
    expect(failureOf(withSeals((seals) => seals.with(2, concat(seals[2]!, Uint8Array.of(0)))))).to.equal(
      "seal-malformed",
    );
    const other = readQbftHeader(block({ round: 1 })).seals;
    expect(failureOf(withSeals((seals) => seals.with(3, other[3]!)))).to.equal("seal-foreign");
  });

  it("fail with any bit of the header changed", () => {
    const raw = block({ sealers: [a, b, c], round: 3, vote: { target: newcomer.address, joins: true } });
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.nat(7), (place, bit) => {
        const forged = raw.with(place, raw[place]! ^ (1 << bit));
        expect(failureOf(forged), `byte ${place} bit ${bit}`).to.not.equal(null);
      }),
      { numRuns: 100 },
    );
    for (let place = 0; place < raw.length; place++)
      expect(failureOf(raw.with(place, raw[place]! ^ (1 << (place % 8)))), `byte ${place}`).to.not.equal(
        null,
      );
    for (const forged of [
      raw.subarray(1),
      raw.subarray(0, -1),
      concat(raw, Uint8Array.of(0)),
      new Uint8Array(),
    ])
      expect(failureOf(forged)).to.equal("header-malformed");
  }).timeout(60_000);

  it("are cut to as many as are needed, ascending, without another hash", () => {
    const raw = block({ sealers: [d, c, b, a], round: 2 });
    const short = readQbftHeader(shortSealed(raw));
    expect(short.hash).to.equal(readQbftHeader(raw).hash);
    expect(checkSeals(short, addresses)).to.deep.equal(addresses.slice(0, 3));
    const bare = readQbftHeader(resealed(short, []));
    expect(bare).to.deep.include({ hash: short.hash, round: 0, seals: [] });
  });

  it("extra data has one spelling", () => {
    const whole = { vanity: new Uint8Array(32), validators: addresses, vote: null, round: 0, seals: [] };
    const bytes = encodeQbftExtraData(whole);
    expect(decodeQbftExtraData(bytes)).to.deep.equal(whole);
    const round = encodeQbftExtraData({ ...whole, round: 0x1234 });
    expect(decodeQbftExtraData(round).round).to.equal(0x1234);
    const at = bytes.length - 2;
    for (const wrong of [bytes.with(at, 0), bytes.with(at - 1, 0xc1), fromHex("0xc0"), fromHex("0x80")])
      expect(() => decodeQbftExtraData(wrong)).to.throw(RlpFormatError);
  });
});

describe("followValidators", () => {
  const out = { target: d.address, joins: false };
  const join = { target: newcomer.address, joins: true };
  const three = [a, b, c];
  const five = [a, b, c, d, newcomer].toSorted((x, y) => (x.address < y.address ? -1 : 1));

  it("accepts every block of a real chain and finds its validator voted out and in", function () {
    if (recorded === null) return this.skip();
    for (const linked of [false, true]) {
      const follower = createFollower(
        { ...EPOCH, genesisHash: recorded.blocks[0]!.block.hash, validators: recorded.initialValidators },
        { linked },
      );
      for (const [number, { block: header, validators }] of recorded.blocks.entries())
        follower.take(encodeHeader(header), number, (_, before) => {
          if (number > 0) expect(before).to.deep.equal(validators);
        });
      const { blocks, refused, validatorChanges } = follower.report();
      expect({ blocks, refused }).to.deep.equal({ blocks: 34, refused: [] });
      expect(validatorChanges).to.deep.equal([
        { number: 19, added: [], removed: [recorded.votedOutAndIn] },
        { number: 24, added: [recorded.votedOutAndIn], removed: [] },
      ]);
    }
  });

  it("refuses a real block with any field, seal, validator, vote or round changed", function () {
    if (recorded === null) return this.skip();
    const raws = recorded.blocks.map(({ block: header }) => encodeHeader(header));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 33 }), fc.nat(), fc.nat(7), (number, pick, bit) => {
        const raw = raws[number]!;
        const place = pick % raw.length;
        const forged = raws.with(number, raw.with(place, raw[place]! ^ (1 << bit)));
        const { refused } = followValidators(forged.slice(0, number + 1), EPOCH);
        expect(
          refused.some((each) => each.number === number),
          `${number} ${place} ${bit}`,
        ).to.equal(true);
      }),
      { numRuns: 40 },
    );
  }).timeout(60_000);

  it("changes the set when more than half have voted, from the next block on", () => {
    const report = follow(makeHeaders([{ vote: out }, { vote: out }, { vote: out }, { validators: three }]));
    expect(report.refused).to.deep.equal([]);
    expect(report.validatorChanges).to.deep.equal([{ number: 4, added: [], removed: [d.address] }]);
    expect(follow(makeHeaders([{ vote: out }, { vote: out }, { validators: three }])).refused).to.deep.equal([
      { number: 3, reason: "validators-foreign" },
    ]);
    const joined = follow(
      makeHeaders([{ vote: join }, { vote: join }, { vote: join }, { validators: five }]),
    );
    expect(joined.validatorChanges).to.deep.equal([{ number: 4, added: [newcomer.address], removed: [] }]);
    expect(joined.refused).to.deep.equal([]);
  });

  it("counts a proposer once, and its latest vote", () => {
    const twice = [{ vote: out }, { vote: out }, { vote: out, proposer: a }, {}];
    expect(follow(makeHeaders(twice))).to.deep.include({ refused: [], validatorChanges: [] });
    const changed = [
      { vote: join },
      { vote: join },
      { vote: { ...join, joins: false }, proposer: a },
      { vote: join, proposer: d },
      {},
    ];
    expect(follow(makeHeaders(changed))).to.deep.include({ refused: [], validatorChanges: [] });
  });

  it("forgets open votes at the end of an epoch, and the vote in the epoch's first block", () => {
    const votes = [{ vote: out }, { vote: out }, { vote: out }, {}];
    expect(follow(makeHeaders(votes), 3)).to.deep.include({ refused: [], validatorChanges: [] });
    expect(
      follow(makeHeaders([{}, { vote: out }, { vote: out }, { vote: out, proposer: a }]), 2),
    ).to.deep.include({
      refused: [],
      validatorChanges: [],
    });
  });

  it("forgets the votes of who has left, and those for who has joined or left", () => {
    const plan = [
      { vote: join, proposer: d },
      { vote: out, proposer: a },
      { vote: out, proposer: b },
      { vote: out, proposer: c },
      { validators: three, vote: join, proposer: a }, // d's vote is gone: one of three
      { validators: three, vote: { target: d.address, joins: true }, proposer: a },
      { validators: three, vote: { target: d.address, joins: true }, proposer: b },
      { vote: out, proposer: c }, // the three votes of before are spent
      {},
    ];
    const report = follow(makeHeaders(plan));
    expect(report.refused).to.deep.equal([]);
    expect(report.validatorChanges.map(({ number }) => number)).to.deep.equal([5, 8]);
  });

  it("refuses a block sealed by a removed validator, one proposed by it, and another chain's beginning", () => {
    const votes = [{ vote: out }, { vote: out }, { vote: out }];
    const last = (options: PlannedBlock) =>
      follow(makeHeaders([...votes, { validators: three, ...options }])).refused;
    expect(last({ sealers: [a, b, d] })).to.deep.equal([{ number: 4, reason: "seal-foreign" }]);
    expect(last({ proposer: d })).to.deep.equal([{ number: 4, reason: "proposer-foreign" }]);
    expect(last({ validators: VALIDATORS })).to.deep.equal([{ number: 4, reason: "validators-foreign" }]);
    const headers = makeHeaders([{}, {}]);
    const raws = headers.map(encodeHeader);
    expect(
      followValidators(raws, { ...EPOCH, genesisHash: toHex(new Uint8Array(32)) }).refused[0],
    ).to.deep.equal({
      number: 0,
      reason: "genesis-foreign",
    });
    expect(followValidators(raws, { ...EPOCH, validators: addresses.slice(1) }).refused[0]?.reason).to.equal(
      "validators-foreign",
    );
    expect(followValidators([raws[0]!, raws[2]!], EPOCH).refused).to.deep.equal([
      { number: 1, reason: "header-link-broken" },
    ]);
    expect(followValidators([raws[0]!, Uint8Array.of(1), raws[2]!], EPOCH).refused).to.deep.equal([
      { number: 1, reason: "header-malformed" },
      { number: 2, reason: "header-link-broken" },
    ]);
  });

  it("in the linked mode checks seals before each change and at the end", () => {
    const linked = (plan: readonly PlannedBlock[]): FollowReport => {
      const follower = createFollower(EPOCH, { linked: true });
      for (const [number, header] of makeHeaders(plan).entries()) follower.take(encodeHeader(header), number);
      return follower.report();
    };
    const few = { sealers: [a] };
    const votes = [{ vote: out }, { vote: out }, { vote: out }, { validators: three }];
    expect(linked([few, few, {}]).refused).to.deep.equal([]);
    expect(linked([few, few]).refused).to.deep.equal([{ number: 2, reason: "seals-too-few" }]);
    expect(linked(votes)).to.deep.include({ refused: [], blocks: 5 });
    expect(linked(votes.with(2, { vote: out, ...few })).refused[0]).to.deep.equal({
      number: 3,
      reason: "seals-too-few",
    });
  });
});
