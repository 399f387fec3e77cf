import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { CHANNELS_AT, COLLECTOR_AT, deployChannels } from "../channels-fixture.ts";
import { expectGas } from "../gas.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const deploy = () => deployChannels({ ethers, networkHelpers } as never);
const EVIDENCE = ethers.id("a signed record of a meter");
const gasOf = async (sent: Promise<{ wait(): Promise<{ gasUsed: bigint } | null> }>): Promise<bigint> =>
  (await (await sent).wait())!.gasUsed;

describe("Channels' typed data", () => {
  it("is what x402's clients sign, with the domain of the public address", async () => {
    const { channels, config, domain, voucher, claimEntries, types } = await loadFixture(deploy);
    const channelTypes = {
      ChannelConfig: [
        { name: "payer", type: "address" },
        { name: "payerAuthorizer", type: "address" },
        { name: "receiver", type: "address" },
        { name: "receiverAuthorizer", type: "address" },
        { name: "token", type: "address" },
        { name: "withdrawDelay", type: "uint40" },
        { name: "salt", type: "bytes32" },
      ],
    };
    const id = TypedDataEncoder.hash(domain, channelTypes, config);
    expect(await channels.getChannelId(config)).to.equal(id);
    expect(await channels.CHANNEL_CONFIG_TYPEHASH()).to.equal(
      ethers.id(TypedDataEncoder.from(channelTypes).encodeType("ChannelConfig")),
    );
    const { VOUCHER, REFUND, CLAIM_BATCH } = types;
    expect(await channels.getVoucherDigest(id, 7n)).to.equal(
      TypedDataEncoder.hash(domain, VOUCHER, { channelId: id, maxClaimableAmount: 7n }),
    );
    expect(await channels.getRefundDigest(id, 2n, 9n)).to.equal(
      TypedDataEncoder.hash(domain, REFUND, { channelId: id, nonce: 2n, amount: 9n }),
    );
    const claims = [await voucher(config, 5n), await voucher({ ...config, salt: ethers.id("b") }, 6n, 4n)];
    expect(await channels.getClaimBatchDigest(claims)).to.equal(
      TypedDataEncoder.hash(domain, CLAIM_BATCH, { claims: await claimEntries(claims) }),
    );
  });
});

describe("Channels.nameTokenList", () => {
  it("refuses anyone but the administrator of the genesis", async () => {
    const { relayed, channels, relayer, admin, payments } = await loadFixture(deploy);
    await expect(relayed.nameTokenList(relayer))
      .to.be.revertedWithCustomError(channels, "NotAdministrator")
      .withArgs(relayer.address);
    expect(await channels.administration()).to.deep.equal([admin.address, await payments.getAddress()]);
  });
});

describe("Channels.deposit", () => {
  it("refuses terms without a party, a delay out of range, nothing, and a token that is not listed", async () => {
    const { channels, relayed, config, collectorData, car } = await loadFixture(deploy);
    const data = await collectorData(config, 1n);
    const put = async (of: object, amount = 1n) => await relayed.deposit(of, amount, COLLECTOR_AT, data);
    for (const wrong of [
      { receiver: ethers.ZeroAddress },
      { receiverAuthorizer: ethers.ZeroAddress },
      { payer: ethers.ZeroAddress },
      { receiver: CHANNELS_AT },
    ])
      await expect(put({ ...config, ...wrong })).to.be.revertedWithCustomError(
        channels,
        "ChannelTermsInvalid",
      );
    for (const withdrawDelay of [899n, 2_592_001n])
      await expect(put({ ...config, withdrawDelay }))
        .to.be.revertedWithCustomError(channels, "WithdrawDelayInvalid")
        .withArgs(withdrawDelay, 900, 2_592_000);
    await expect(put(config, 0n)).to.be.revertedWithCustomError(channels, "AmountInvalid");
    await expect(put({ ...config, token: car.address }))
      .to.be.revertedWithCustomError(channels, "TokenNotListed")
      .withArgs(car.address);
  });

  it("refuses more than a payer whom nobody attested may pay", async () => {
    const { channels, config, deposit, tenge } = await loadFixture(deploy);
    await expect(deposit(config, 10_000_001n))
      .to.be.revertedWithCustomError(channels, "DepositTooLarge")
      .withArgs(tenge, 10_000_001n, 10_000_000n);
  });

  it("refuses a signature for another channel, another amount, and the same one again", async () => {
    const { relayed, config, collectorData, tenge, deposit } = await loadFixture(deploy);
    const other = { ...config, salt: ethers.id("other") };
    await expect(
      relayed.deposit(other, 1_000n, COLLECTOR_AT, await collectorData(config, 1_000n)),
    ).to.be.revertedWithCustomError(tenge, "ERC3009InvalidSignature");
    await expect(
      relayed.deposit(config, 999n, COLLECTOR_AT, await collectorData(config, 1_000n)),
    ).to.be.revertedWithCustomError(tenge, "ERC3009InvalidSignature");
    await deposit(config, 1_000n);
    await expect(deposit(config, 1_000n)).to.be.revertedWithCustomError(tenge, "ERC3009UsedAuthorization");
  });

  it("gives nobody else what a payer signed for the collector", async () => {
    const { config, collectorData, relayer, idOf } = await loadFixture(deploy);
    const collector = await ethers.getContractAt("Erc3009DepositCollector", COLLECTOR_AT, relayer);
    const data = await collectorData(config, 1_000n);
    await expect(
      collector.getFunction("collect")(await idOf(config), config.payer, config.token, 1_000n, data),
    )
      .to.be.revertedWithCustomError(collector, "NotChannels")
      .withArgs(relayer.address);
  });

  it("takes what anybody relays, creates the channel and tops it up; costs the payer no gas", async () => {
    const { channels, config, deposit, idOf, car, tenge } = await loadFixture(deploy);
    const id = await idOf(config);
    const created = deposit(config, 100_000n);
    await expect(created).to.emit(channels, "ChannelCreated");
    await expect(created).to.emit(channels, "Deposited").withArgs(id, car.address, 100_000n, 100_000n);
    expectGas("channel: first deposit", await gasOf(created));
    const more = deposit(config, 50_000n, 2n);
    await expect(more).to.changeTokenBalance(ethers, tenge as never, CHANNELS_AT, 50_000n);
    await expect(more).not.to.emit(channels, "ChannelCreated");
    expectGas("channel: top-up", await gasOf(more));
    expect(await channels.channels(id)).to.deep.equal([150_000n, 0n]);
  });

  it("takes the deposit and vouchers of an account that is a contract (ERC-1271)", async () => {
    const { channels, config, deposit, voucher, fleet, idOf, station } = await loadFixture(deploy);
    const of = { ...config, payer: await fleet.getAddress(), payerAuthorizer: ethers.ZeroAddress };
    await deposit(of, 5_000n);
    await channels.connect(station).claim([await voucher(of, 4_000n)]);
    expect(await channels.channels(await idOf(of))).to.deep.equal([5_000n, 4_000n]);
    const forged = await voucher(of, 4_500n, 4_500n, station);
    await expect(channels.connect(station).claim([forged])).to.be.revertedWithCustomError(
      channels,
      "VoucherNotSigned",
    );
  });

  it("leaves no trace of a token that takes a fee, moves nothing or calls back (Y10)", async () => {
    const { channels, config, hostile, idOf, collectorData } = await loadFixture(deploy);
    const of = { ...config, token: await hostile.getAddress() };
    const data = await collectorData(of, 1_000n);
    const call = channels.interface.encodeFunctionData("deposit", [of, 1_000n, COLLECTOR_AT, data]);
    await hostile.getFunction("callBack")(CHANNELS_AT, call);
    for (const manner of [1, 2, 3, 4, 5]) {
      await hostile.getFunction("behave")(manner);
      await expect(channels.deposit(of, 1_000n, COLLECTOR_AT, data)).to.be.revert(ethers);
    }
    await hostile.getFunction("behave")(0);
    expect(await channels.channels(await idOf(of))).to.deep.equal([0n, 0n]);
    await channels.deposit(of, 1_000n, COLLECTOR_AT, data);
    await hostile.getFunction("behave")(1);
    await expect(channels.connect(await ethers.getSigner(of.receiver)).refund(of, 10n)).to.be.revert(ethers);
    expect(await channels.channels(await idOf({ ...of, receiver: config.receiver }))).to.deep.equal([
      1_000n,
      0n,
    ]);
  });
});

describe("Channels.claim", () => {
  it("refuses strangers, vouchers of others, more than the voucher and more than the deposit (Y17)", async () => {
    const { channels, relayed, config, deposit, voucher, station, relayer, idOf } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    const id = await idOf(config);
    await expect(relayed.claim([await voucher(config, 10n)]))
      .to.be.revertedWithCustomError(channels, "NotReceiverSide")
      .withArgs(relayer.address);
    const byStation = channels.connect(station);
    await expect(byStation.claim([await voucher(config, 10n, 10n, relayer)]))
      .to.be.revertedWithCustomError(channels, "VoucherNotSigned")
      .withArgs(id, 10n);
    await expect(byStation.claim([await voucher(config, 10n, 11n)]))
      .to.be.revertedWithCustomError(channels, "ClaimExceedsVoucher")
      .withArgs(id, 11n, 10n);
    await expect(byStation.claim([await voucher(config, 1_001n)]))
      .to.be.revertedWithCustomError(channels, "ClaimExceedsBalance")
      .withArgs(id, 1_001n, 1_000n);
  });

  it("grows only: an older voucher changes nothing", async () => {
    const { channels, config, deposit, voucher, station, idOf } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    const byStation = channels.connect(station);
    await byStation.claim([await voucher(config, 700n, 600n)]);
    await expect(byStation.claim([await voucher(config, 300n), await voucher(config, 600n)])).not.to.emit(
      channels,
      "Claimed",
    );
    await expect(byStation.claim([await voucher(config, 700n)]))
      .to.emit(channels, "Claimed")
      .withArgs(await idOf(config), station.address, 100n, 700n);
  });

  it("is relayed with one signature of the receiver's authorizer for all channels", async () => {
    const { channels, relayed, config, deposit, voucher, claimBatch, station, relayer, tenge } =
      await loadFixture(deploy);
    const own = { ...config, receiverAuthorizer: station.address };
    const other = { ...own, salt: ethers.id("second car") };
    await deposit(own, 1_000n);
    await deposit(other, 1_000n);
    const claims = [await voucher(own, 400n), await voucher(other, 500n)];
    await expect(
      relayed.claimWithSignature(claims, await claimBatch(claims, relayer)),
    ).to.be.revertedWithCustomError(channels, "AuthorizationNotSigned");
    const mixed = [claims[0]!, await voucher(config, 1n)];
    await expect(relayed.claimWithSignature(mixed, await claimBatch(mixed))).to.be.revertedWithCustomError(
      channels,
      "AuthorizersDiffer",
    );
    const claimed = relayed.claimWithSignature(claims, await claimBatch(claims));
    expectGas("channel: claim of two channels, relayed", await gasOf(claimed));
    expect(await channels.receivers(station.address, tenge)).to.deep.equal([900n, 0n]);
    const settled = relayed.settle(station.address, tenge);
    await expect(settled).to.changeTokenBalance(ethers, tenge as never, station, 900n);
    await expect(settled)
      .to.emit(channels, "Settled")
      .withArgs(station.address, await tenge.getAddress(), relayer.address, 900n);
    expectGas("channel: settle", await gasOf(settled));
    await expect(relayed.settle(station.address, tenge)).not.to.emit(channels, "Settled");
  });
});

describe("Channels.refund", () => {
  it("refuses strangers and a signature whose nonce is used", async () => {
    const { channels, relayed, config, deposit, giveBack, relayer, station } = await loadFixture(deploy);
    const own = { ...config, receiverAuthorizer: station.address };
    await deposit(own, 1_000n);
    await expect(relayed.refund(own, 1n))
      .to.be.revertedWithCustomError(channels, "NotReceiverSide")
      .withArgs(relayer.address);
    await expect(relayed.refundWithSignature(own, 100n, 0n, await giveBack(own, 0n, 100n, relayer)))
      .to.be.revertedWithCustomError(channels, "AuthorizationNotSigned")
      .withArgs(station.address);
    const signed = await giveBack(own, 0n, 100n);
    await relayed.refundWithSignature(own, 100n, 0n, signed);
    await expect(relayed.refundWithSignature(own, 100n, 0n, signed))
      .to.be.revertedWithCustomError(channels, "RefundNonceDiffers")
      .withArgs(0n, 1n);
  });

  it("gives back at most what is not claimed, and closes a channel that never paid", async () => {
    const { channels, config, deposit, voucher, station, car, tenge, idOf } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    const byStation = channels.connect(station);
    await byStation.claim([await voucher(config, 300n)]);
    const given = byStation.refund(config, 5_000n);
    await expect(given).to.changeTokenBalance(ethers, tenge as never, car, 700n);
    expectGas("channel: refund", await gasOf(given));
    expect(await channels.channels(await idOf(config))).to.deep.equal([300n, 300n]);
    const fresh = { ...config, salt: ethers.id("fresh") };
    await deposit(fresh, 10n);
    await expect(byStation.refund(fresh, 10n)).to.emit(channels, "ChannelClosed");
  });

  it("claims and refunds in one transaction, all or nothing", async () => {
    const { relayed, channels, config, deposit, voucher, claimBatch, giveBack, station, tenge, car } =
      await loadFixture(deploy);
    const own = { ...config, receiverAuthorizer: station.address };
    await deposit(own, 1_000n);
    const claims = [await voucher(own, 250n)];
    const encode = (name: string, args: unknown[]) => channels.interface.encodeFunctionData(name, args);
    const calls = [
      encode("claimWithSignature", [claims, await claimBatch(claims)]),
      encode("refundWithSignature", [own, 750n, 0n, await giveBack(own, 0n, 750n)]),
    ];
    await expect(relayed.multicall(calls)).to.changeTokenBalance(ethers, tenge as never, car, 750n);
    await expect(relayed.multicall(calls)).to.be.revertedWithCustomError(channels, "RefundNonceDiffers");
  });
});

describe("Channels.initiateWithdraw", () => {
  it("refuses strangers, nothing, more than the rest, and a second one meanwhile", async () => {
    const { channels, relayed, config, deposit, relayer, car, idOf } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    await expect(relayed.initiateWithdraw(config, 1n))
      .to.be.revertedWithCustomError(channels, "NotPayerSide")
      .withArgs(relayer.address);
    const byCar = channels.connect(car);
    await expect(byCar.initiateWithdraw(config, 0n)).to.be.revertedWithCustomError(channels, "AmountInvalid");
    await expect(byCar.initiateWithdraw(config, 1_001n))
      .to.be.revertedWithCustomError(channels, "WithdrawalExceedsRest")
      .withArgs(await idOf(config), 1_001n, 1_000n);
    await byCar.initiateWithdraw(config, 1_000n);
    await expect(byCar.initiateWithdraw(config, 1n)).to.be.revertedWithCustomError(
      channels,
      "WithdrawalPending",
    );
  });

  it("lets the payer go after the delay with what is not claimed until then (Y17)", async () => {
    const { channels, config, deposit, voucher, station, car, tenge } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    const byCar = channels.connect(car);
    await expect(byCar.finalizeWithdraw(config)).to.be.revertedWithCustomError(
      channels,
      "NoWithdrawalPending",
    );
    const begun = byCar.initiateWithdraw(config, 1_000n);
    expectGas("channel: withdrawal announced", await gasOf(begun));
    await channels.connect(station).claim([await voucher(config, 400n)]);
    await time.increase(890);
    await expect(byCar.finalizeWithdraw(config)).to.be.revertedWithCustomError(
      channels,
      "WithdrawalTooEarly",
    );
    await time.increase(20);
    const gone = byCar.finalizeWithdraw(config);
    await expect(gone).to.changeTokenBalance(ethers, tenge as never, car, 600n);
    expectGas("channel: withdrawal", await gasOf(gone));
  });

  it("shrinks by what the receiver gives back meanwhile", async () => {
    const { channels, config, deposit, station, car, idOf } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    await channels.connect(car).initiateWithdraw(config, 500n);
    await channels.connect(station).refund(config, 200n);
    const pending = (await channels.pendingWithdrawals(await idOf(config))) as [bigint, bigint];
    expect(pending[0]).to.equal(300n);
    await channels.connect(station).refund(config, 300n);
    expect(await channels.pendingWithdrawals(await idOf(config))).to.deep.equal([0n, 0n]);
  });
});

describe("Charging.end", () => {
  it("refuses whoever has not the role, a session without evidence, and a channel of another's", async () => {
    const { charging, config, deposit, voucher, relayer, operator, station } = await loadFixture(deploy);
    await deposit(config, 1_000n);
    const last = await voucher(config, 600n);
    const end = (by: unknown, claim: unknown, hash: string) =>
      charging.connect(by as never).getFunction("end")(claim, hash);
    await expect(end(relayer, last, EVIDENCE)).to.be.revertedWithCustomError(
      charging,
      "AccessManagedUnauthorized",
    );
    await expect(end(operator, last, ethers.ZeroHash)).to.be.revertedWithCustomError(
      charging,
      "EvidenceMissing",
    );
    const foreign = { ...config, receiverAuthorizer: station.address };
    await expect(end(operator, await voucher(foreign, 1n), EVIDENCE)).to.be.revertedWithCustomError(
      charging,
      "NotChargingChannel",
    );
  });

  it("claims once, pays the station, gives the car its rest and names the meter's record", async () => {
    const { charging, config, deposit, voucher, operator, station, car, tenge, idOf } =
      await loadFixture(deploy);
    await deposit(config, 1_000n);
    const ended = charging.connect(operator).getFunction("end")(await voucher(config, 700n, 600n), EVIDENCE);
    await expect(ended).to.changeTokenBalances(
      ethers,
      tenge as never,
      [station, car, CHANNELS_AT],
      [600n, 400n, -1_000n],
    );
    await expect(ended)
      .to.emit(charging, "ChargingClaimed")
      .withArgs(await idOf(config), EVIDENCE, station.address, 600n, 400n);
    expectGas("charging: end of a session (claim, settle, refund)", await gasOf(ended as never));
  });

  it("pays the one side when the other's account is frozen", async () => {
    const { charging, config, deposit, voucher, operator, station, car, tenge, freezer, channels } =
      await loadFixture(deploy);
    await deposit(config, 1_000n);
    const order = ethers.id("court order");
    await tenge.connect(freezer).freeze(station, 3, order);
    await expect(
      charging.connect(operator).getFunction("end")(await voucher(config, 600n), EVIDENCE),
    ).to.changeTokenBalances(ethers, tenge as never, [station, car], [0n, 400n]);
    await tenge.connect(freezer).unfreeze(station, order);
    await expect(channels.settle(station.address, tenge)).to.changeTokenBalance(
      ethers,
      tenge as never,
      station,
      600n,
    );
    const second = { ...config, salt: ethers.id("second session") };
    await deposit(second, 1_000n);
    await tenge.connect(freezer).freeze(car, 3, order);
    await expect(
      charging.connect(operator).getFunction("end")(await voucher(second, 100n), EVIDENCE),
    ).to.changeTokenBalances(ethers, tenge as never, [station, car], [100n, 0n]);
  });
});
