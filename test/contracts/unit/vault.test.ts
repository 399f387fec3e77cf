// The vault's rules, refusals first: who may move money, what waits, what is owed.
import { expect } from "chai";
import type { Signer } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { deployLedger, type Ledger } from "../fixture.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const DAY = 86_400;
const NOTICE = 48 * 3600;
const NOBODY = 4_000_000;

/** The ledger with a market of its own key, every named purse filled, at the start of a day. */
async function deployVault() {
  const ledger = await deployLedger(connection);
  const market = (await ethers.getSigners()).at(-1)!;
  await ledger.vault.addMarket(market);
  const today = Math.floor((await networkHelpers.time.latest()) / DAY) + 1;
  await networkHelpers.time.increaseTo(today * DAY + 60);
  for (const name of ["depot", "neighbour", "supplier", "reserve"] as const)
    await fund(ledger, ledger.numbers[name], 1_000n);
  return { ...ledger, market, today, asMarket: ledger.vault.connect(market) };
}

type Vaulted = Awaited<ReturnType<typeof deployVault>>;

async function fund({ tenge, issuer, agency, vault }: Ledger, participant: number, amountTiyn: bigint) {
  await tenge.connect(issuer).mint(agency, amountTiyn, ethers.ZeroHash);
  await tenge.connect(agency).approve(vault, amountTiyn);
  await vault.connect(agency).deposit(participant, amountTiyn);
}

interface Money {
  free: bigint;
  locked: bigint;
  proceeds: bigint;
  owed: bigint;
}

async function moneyOf({ vault }: Ledger, participant: number): Promise<Money> {
  const account = (await vault.accountOf(participant)) as Record<string, bigint>;
  const proceeds = (await vault.proceedsOf(participant)) as Record<string, bigint>;
  return {
    free: account["free"]!,
    locked: account["locked"]!,
    proceeds: proceeds["fresh"]! + proceeds["older"]!,
    owed: account["owed"]!,
  };
}

async function expectMoney(ledger: Ledger, participant: number, expected: Partial<Money>) {
  expect(await moneyOf(ledger, participant)).to.deep.equal({
    free: 0n,
    locked: 0n,
    proceeds: 0n,
    owed: 0n,
    ...expected,
  });
}

const entry = (participant: number, amounts: { due?: bigint; dueGrid?: bigint; credit?: bigint }) => ({
  participant,
  due: 0n,
  dueGrid: 0n,
  credit: 0n,
  ...amounts,
});

const parties = (
  { numbers }: Ledger,
  amounts: {
    supplier?: number;
    network?: number;
    reserve?: number;
    supplierDue?: bigint;
    supplierCredit?: bigint;
    networkCredit?: bigint;
  } = {},
) => ({
  supplier: numbers.supplier,
  network: numbers.network,
  reserve: numbers.reserve,
  supplierDue: 0n,
  supplierCredit: 0n,
  networkCredit: 0n,
  ...amounts,
});

async function permit({ tenge, vault, chainId }: Ledger, owner: Signer, value: bigint, deadline: bigint) {
  const domain = {
    name: "Alatau Ledger",
    version: "1",
    chainId,
    verifyingContract: await tenge.getAddress(),
  };
  const types = {
    Permit: [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ],
  };
  const address = await owner.getAddress();
  const message = {
    owner: address,
    spender: await vault.getAddress(),
    value,
    nonce: (await tenge.nonces(address)) as bigint,
    deadline,
  };
  return ethers.Signature.from(await owner.signTypedData(domain, types, message));
}

describe("Vault.deposit", () => {
  it("refuses an amount of zero", async () => {
    const { vault, agency, numbers } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(agency).deposit(numbers.depot, 0n)).to.be.revertedWithCustomError(
      vault,
      "AmountZero",
    );
  });

  it("refuses a participant that nobody registered", async () => {
    const { vault, participants, agency } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(agency).deposit(NOBODY, 5n))
      .to.be.revertedWithCustomError(participants, "ParticipantUnknown")
      .withArgs(NOBODY);
  });

  it("refuses what the caller did not allow", async () => {
    const { vault, tenge, agency, numbers } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(agency).deposit(numbers.depot, 5n))
      .to.be.revertedWithCustomError(tenge, "ERC20InsufficientAllowance")
      .withArgs(vault, 0n, 5n);
  });

  it("takes the caller's tokens for any participant", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, issuer, stranger, numbers } = ledger;
    await tenge.connect(issuer).mint(stranger, 70n, ethers.ZeroHash);
    await tenge.connect(stranger).approve(vault, 70n);
    await expect(vault.connect(stranger).deposit(numbers.depot, 70n))
      .to.emit(vault, "Deposited")
      .withArgs(numbers.depot, stranger.address, 70n);
    await expectMoney(ledger, numbers.depot, { free: 1_070n });
    expect(await vault.liabilities()).to.equal(4_070n);
    expect(await tenge.balanceOf(vault)).to.equal(4_070n);
  });
});

describe("Vault.depositWithPermit", () => {
  const DEADLINE = 2n ** 40n;

  it("refuses to let others say for whom a permit's money is", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, issuer, depot, neighbour, numbers } = ledger;
    await tenge.connect(issuer).mint(depot, 70n, ethers.ZeroHash);
    const { v, r, s } = await permit(ledger, depot, 70n, DEADLINE);
    await expect(vault.connect(neighbour).depositWithPermit(numbers.neighbour, depot, 70n, DEADLINE, v, r, s))
      .to.be.revertedWithCustomError(vault, "NotParticipant(address)")
      .withArgs(depot.address);
  });

  it("refuses a permit that was used, even while an allowance stands", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, issuer, depot, stranger, numbers } = ledger;
    await tenge.connect(issuer).mint(depot, 200n, ethers.ZeroHash);
    const { v, r, s } = await permit(ledger, depot, 70n, DEADLINE);
    const send = () =>
      vault
        .connect(stranger)
        .depositWithPermit(numbers.depot, depot, 70n, DEADLINE, v, r, s) as Promise<unknown>;
    await send();
    await tenge.connect(depot).approve(vault, 100n);
    await expect(send()).to.be.revertedWithCustomError(tenge, "ERC2612InvalidSigner");
  });

  it("takes a participant's own permit from anyone", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, issuer, depot, stranger, numbers } = ledger;
    await tenge.connect(issuer).mint(depot, 70n, ethers.ZeroHash);
    const { v, r, s } = await permit(ledger, depot, 70n, DEADLINE);
    await expect(vault.connect(stranger).depositWithPermit(numbers.depot, depot, 70n, DEADLINE, v, r, s))
      .to.emit(vault, "Deposited")
      .withArgs(numbers.depot, depot.address, 70n);
    await expectMoney(ledger, numbers.depot, { free: 1_070n });
  });

  it("lets the signer itself deposit for another", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, issuer, depot, numbers } = ledger;
    await tenge.connect(issuer).mint(depot, 70n, ethers.ZeroHash);
    const { v, r, s } = await permit(ledger, depot, 70n, DEADLINE);
    await vault.connect(depot).depositWithPermit(numbers.neighbour, depot, 70n, DEADLINE, v, r, s);
    await expectMoney(ledger, numbers.neighbour, { free: 1_070n });
  });
});

describe("Vault.announceWithdrawal", () => {
  it("refuses a caller that is no participant", async () => {
    const { vault, stranger } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(stranger).announceWithdrawal(1n))
      .to.be.revertedWithCustomError(vault, "NotParticipant(address)")
      .withArgs(stranger.address);
  });

  it("refuses an amount of zero", async () => {
    const { vault, depot } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(depot).announceWithdrawal(0n)).to.be.revertedWithCustomError(
      vault,
      "AmountZero",
    );
  });

  it("gives 48 hours' notice, and a new notice replaces the one before", async () => {
    const { vault, depot, numbers } = await networkHelpers.loadFixture(deployVault);
    await vault.connect(depot).announceWithdrawal(5n);
    const at = (await networkHelpers.time.latest()) + 3600;
    await networkHelpers.time.setNextBlockTimestamp(at);
    await expect(vault.connect(depot).announceWithdrawal(600n))
      .to.emit(vault, "WithdrawalAnnounced")
      .withArgs(numbers.depot, 600n, at + NOTICE);
    expect(await vault.withdrawalOf(numbers.depot)).to.deep.equal([600n, BigInt(at + NOTICE)]);
  });
});

describe("Vault.withdraw", () => {
  const announce = async ({ vault, depot }: Vaulted, amount: bigint) => {
    await vault.connect(depot).announceWithdrawal(amount);
    return (await networkHelpers.time.latest()) + NOTICE;
  };

  it("refuses a caller that is no participant", async () => {
    const { vault, stranger } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(stranger).withdraw())
      .to.be.revertedWithCustomError(vault, "NotParticipant(address)")
      .withArgs(stranger.address);
  });

  it("refuses without a notice", async () => {
    const { vault, depot, numbers } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.connect(depot).withdraw())
      .to.be.revertedWithCustomError(vault, "NoWithdrawal")
      .withArgs(numbers.depot);
  });

  it("refuses a second before the notice has passed", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const readyAt = await announce(ledger, 600n);
    await networkHelpers.time.setNextBlockTimestamp(readyAt - 1);
    await expect(ledger.vault.connect(ledger.depot).withdraw())
      .to.be.revertedWithCustomError(ledger.vault, "WithdrawalNotReady")
      .withArgs(readyAt, readyAt - 1);
  });

  it("refuses a suspended participant", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, participants, registrar, depot, numbers } = ledger;
    const readyAt = await announce(ledger, 600n);
    await participants.connect(registrar).suspend(numbers.depot, 3);
    await networkHelpers.time.increaseTo(readyAt);
    await expect(vault.connect(depot).withdraw())
      .to.be.revertedWithCustomError(participants, "ParticipantSuspended")
      .withArgs(numbers.depot);
  });

  it("refuses a debtor", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, depot, numbers } = ledger;
    const readyAt = await announce(ledger, 600n);
    const grid = parties(ledger, { supplierCredit: 1_040n });
    await asMarket.settle(grid, [entry(numbers.depot, { dueGrid: 1_040n })]);
    await fund(ledger, numbers.depot, 500n);
    await networkHelpers.time.increaseTo(readyAt);
    await expect(vault.connect(depot).withdraw())
      .to.be.revertedWithCustomError(vault, "OwesFirst")
      .withArgs(numbers.depot, 40n);
  });

  it("pays nothing to an account frozen by court order, and keeps the notice", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, freezer, depot, numbers } = ledger;
    const readyAt = await announce(ledger, 600n);
    await tenge.connect(freezer).freeze(depot, 9, ethers.id("court order"));
    await networkHelpers.time.increaseTo(readyAt);
    await expect(vault.connect(depot).withdraw())
      .to.be.revertedWithCustomError(tenge, "AccountFrozen")
      .withArgs(depot.address, 9);
    await expectMoney(ledger, numbers.depot, { free: 1_000n });
    expect(await vault.withdrawalOf(numbers.depot)).to.deep.equal([600n, BigInt(readyAt)]);
  });

  it("pays what was announced, once", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, depot, numbers } = ledger;
    await networkHelpers.time.increaseTo(await announce(ledger, 600n));
    const withdrawal = vault.connect(depot).withdraw();
    await expect(withdrawal).to.emit(vault, "Withdrawn").withArgs(numbers.depot, depot.address, 600n);
    await expectMoney(ledger, numbers.depot, { free: 400n });
    expect(await tenge.balanceOf(depot)).to.equal(600n);
    expect(await vault.liabilities()).to.equal(3_400n);
    await expect(vault.connect(depot).withdraw()).to.be.revertedWithCustomError(vault, "NoWithdrawal");
  });

  it("leaves the money usable during the notice and then pays what is left", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, depot, numbers } = ledger;
    const readyAt = await announce(ledger, 1_000n);
    await asMarket.settle(parties(ledger, { networkCredit: 300n }), [entry(numbers.depot, { due: 300n })]);
    await networkHelpers.time.increaseTo(readyAt);
    await expect(vault.connect(depot).withdraw())
      .to.emit(vault, "Withdrawn")
      .withArgs(numbers.depot, depot.address, 700n);
  });

  it("counts proceeds whose window has closed", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, depot, numbers } = ledger;
    await asMarket.settle(parties(ledger), [
      entry(numbers.neighbour, { due: 250n }),
      entry(numbers.depot, { credit: 250n }),
    ]);
    await networkHelpers.time.increaseTo((await announce(ledger, 2_000n)) + DAY);
    await expect(vault.connect(depot).withdraw())
      .to.emit(vault, "Withdrawn")
      .withArgs(numbers.depot, depot.address, 1_250n);
  });
});

describe("Vault.lock", () => {
  it("refuses more than is free", async () => {
    const { vault, asMarket, numbers } = await networkHelpers.loadFixture(deployVault);
    await expect(asMarket.lock(numbers.depot, 1_001n))
      .to.be.revertedWithCustomError(vault, "FreeTooLow")
      .withArgs(numbers.depot, 1_000n, 1_001n);
  });

  it("sets free money aside", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    await asMarket.lock(numbers.depot, 300n);
    await expectMoney(ledger, numbers.depot, { free: 700n, locked: 300n });
  });

  it("is released exactly once, and never beyond what fills have left of it", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    await asMarket.lock(numbers.depot, 1_000n);
    await asMarket.settle(parties(ledger, { networkCredit: 400n }), [entry(numbers.depot, { due: 400n })]);
    expect(await asMarket.unlock.staticCall(numbers.depot, 1_000n)).to.equal(600n);
    await asMarket.unlock(numbers.depot, 1_000n);
    await expectMoney(ledger, numbers.depot, { free: 600n });
    expect(await asMarket.unlock.staticCall(numbers.depot, 1_000n)).to.equal(0n);
    await asMarket.unlock(numbers.depot, 1_000n);
    await expectMoney(ledger, numbers.depot, { free: 600n });
  });
});

describe("Vault.settle", () => {
  it("refuses a due that free and locked money cannot pay", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    await asMarket.lock(numbers.depot, 300n);
    await expect(asMarket.settle(parties(ledger), [entry(numbers.depot, { due: 1_001n })]))
      .to.be.revertedWithCustomError(vault, "BidUnfunded")
      .withArgs(numbers.depot, 1_000n, 1_001n);
  });

  it("refuses a due that only money of an open window could pay", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const trade = [entry(numbers.depot, { due: 500n }), entry(numbers.neighbour, { credit: 500n })];
    await asMarket.settle(parties(ledger), trade);
    await expect(asMarket.settle(parties(ledger), [entry(numbers.neighbour, { due: 1_100n, credit: 300n })]))
      .to.be.revertedWithCustomError(vault, "BidUnfunded")
      .withArgs(numbers.neighbour, 1_000n, 1_100n);
  });

  it("refuses to give what the reserve cannot advance", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    await expect(asMarket.settle(parties(ledger), [entry(numbers.depot, { credit: 1_001n })]))
      .to.be.revertedWithCustomError(vault, "ReserveShort")
      .withArgs(1_000n, 1_001n);
    await expectMoney(ledger, numbers.depot, { free: 1_000n });
  });

  it("pays from free, then locked money, and says what it took of the lock", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    await asMarket.lock(numbers.depot, 300n);
    await expect(
      asMarket.settle(parties(ledger, { networkCredit: 800n }), [entry(numbers.depot, { due: 800n })]),
    )
      .to.emit(vault, "LockUsed")
      .withArgs(numbers.depot, 100n);
    await expectMoney(ledger, numbers.depot, { locked: 200n });
    await expectMoney(ledger, numbers.network, { free: 800n });
  });

  it("keeps sold energy's money waiting and gives the reserve what rounding leaves", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    const chunk = [
      parties(ledger, { networkCredit: 19n }),
      [entry(numbers.depot, { due: 200n }), entry(numbers.neighbour, { credit: 180n })],
    ];
    expect(await asMarket.settle.staticCall(...chunk)).to.equal(1n);
    await asMarket.settle(...chunk);
    await expectMoney(ledger, numbers.depot, { free: 800n });
    await expectMoney(ledger, numbers.neighbour, { free: 1_000n, proceeds: 180n });
    await expectMoney(ledger, numbers.network, { free: 19n });
    await expectMoney(ledger, numbers.reserve, { free: 1_001n });
  });

  it("lets the reserve advance the first chunk and get it back in the second", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    const sold = [parties(ledger), [entry(numbers.depot, { credit: 400n })]];
    const bought = [parties(ledger), [entry(numbers.neighbour, { due: 400n })]];
    expect(await asMarket.settle.staticCall(...sold)).to.equal(-400n);
    await asMarket.settle(...sold);
    await expectMoney(ledger, numbers.reserve, { free: 600n });
    await asMarket.settle(...bought);
    await expectMoney(ledger, numbers.reserve, { free: 1_000n });
  });

  it("turns what a grid leg lacks into a receivable of the supplier, leaving the lock alone", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    await asMarket.lock(numbers.depot, 900n);
    const chunk = [parties(ledger, { supplierCredit: 350n }), [entry(numbers.depot, { dueGrid: 350n })]];
    expect(await asMarket.settle.staticCall(...chunk)).to.equal(0n);
    await expect(asMarket.settle(...chunk))
      .to.emit(vault, "GridOwed")
      .withArgs(numbers.depot, numbers.supplier, 250n);
    await expectMoney(ledger, numbers.depot, { locked: 900n, owed: 250n });
    await expectMoney(ledger, numbers.supplier, { free: 1_100n });
    expect(await vault.owedTo(numbers.depot, numbers.supplier)).to.equal(250n);
  });

  it("lets the reserve pay what the supplier lacks, who then owes the reserve", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [
      parties(ledger, { supplierDue: 1_300n, supplierCredit: 100n }),
      [entry(numbers.depot, { credit: 1_300n }), entry(numbers.neighbour, { dueGrid: 100n })],
    ];
    expect(await asMarket.settle.staticCall(...chunk)).to.equal(0n);
    await expect(asMarket.settle(...chunk))
      .to.emit(vault, "GridOwed")
      .withArgs(numbers.supplier, numbers.reserve, 200n);
    await expectMoney(ledger, numbers.supplier, { owed: 200n });
    await expectMoney(ledger, numbers.reserve, { free: 800n });
    await expectMoney(ledger, numbers.depot, { free: 1_000n, proceeds: 1_300n });
  });

  it("refuses where the supplier lacks more than the reserve has", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [parties(ledger, { supplierDue: 2_001n }), [entry(numbers.depot, { credit: 2_001n })]];
    await expect(asMarket.settle(...chunk))
      .to.be.revertedWithCustomError(vault, "ReserveShort")
      .withArgs(1_000n, 1_001n);
  });

  it("makes nobody its own debtor: a supplier's own device", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [
      parties(ledger, { supplierCredit: 1_500n }),
      [entry(numbers.supplier, { dueGrid: 1_500n })],
    ];
    await expect(asMarket.settle(...chunk)).not.to.emit(vault, "GridOwed");
    await expectMoney(ledger, numbers.supplier, { free: 1_000n });
  });

  it("keeps its sums when one participant is everything at once", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    const one = numbers.depot;
    const all = { supplier: one, network: one, reserve: one };
    const chunk = [
      parties(ledger, { ...all, supplierDue: 150n, supplierCredit: 90n, networkCredit: 30n }),
      [entry(one, { due: 200n, dueGrid: 90n, credit: 150n }), entry(one, { due: 20n })],
    ];
    await asMarket.settle(...chunk);
    await expectMoney(ledger, one, { free: 850n, proceeds: 150n });
    await asMarket.reverse(...chunk);
    await expectMoney(ledger, one, { free: 1_000n });
  });

  it("costs at most 12,500 gas for an account that buys and sells, 7,000 for one that does either", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    await fund(ledger, numbers.depot, 1_000_000n);
    const crowd = Array.from({ length: 100 }, (_, index) => 1_000 + index);
    for (const one of crowd) await asMarket.move(numbers.depot, one, 1_000n);
    await asMarket.move(numbers.depot, numbers.network, 1_000n);
    const gasOf = async (amounts: { due?: bigint; dueGrid?: bigint; credit?: bigint }, size: number) => {
      const entries = crowd.slice(0, size).map((one) => entry(one, amounts));
      const sums = { supplierDue: 1n, supplierCredit: BigInt(size), networkCredit: 1n };
      const sent = (await asMarket.settle(parties(ledger, sums), entries)) as {
        wait(): Promise<{ gasUsed: bigint }>;
      };
      return (await sent.wait()).gasUsed;
    };
    const perEntry = async (amounts: { due?: bigint; dueGrid?: bigint; credit?: bigint }) => {
      await gasOf(amounts, 100);
      return Number((await gasOf(amounts, 100)) - (await gasOf(amounts, 0))) / 100;
    };
    expect(await perEntry({ due: 2n, dueGrid: 1n, credit: 1n })).to.be.at.most(12_500);
    expect(await perEntry({ due: 2n })).to.be.at.most(7_000);
    expect(await perEntry({ credit: 1n })).to.be.at.most(7_000);
  });
});

describe("Vault's proceeds", () => {
  const earn = ({ asMarket, numbers, ...ledger }: Vaulted, amount: bigint) =>
    asMarket.settle(parties({ numbers, ...ledger } as Ledger), [
      entry(numbers.neighbour, { due: amount }),
      entry(numbers.depot, { credit: amount }),
    ]) as Promise<unknown>;

  it("stay locked until the start of the day after the next", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, stranger, numbers, today } = ledger;
    await earn(ledger, 100n);
    await networkHelpers.time.increaseTo((today + 2) * DAY - 10);
    await expect(vault.connect(stranger).release(numbers.depot)).not.to.emit(vault, "ProceedsReleased");
    await networkHelpers.time.increaseTo((today + 2) * DAY);
    await expect(vault.connect(stranger).release(numbers.depot))
      .to.emit(vault, "ProceedsReleased")
      .withArgs(numbers.depot, 100n);
    await expectMoney(ledger, numbers.depot, { free: 1_100n });
  });

  it("need two buckets: a third day's money finds the first day's matured", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, numbers, today } = ledger;
    await earn(ledger, 100n);
    await networkHelpers.time.increaseTo((today + 1) * DAY + 5);
    await earn(ledger, 20n);
    await earn(ledger, 1n);
    expect(await vault.proceedsOf(numbers.depot)).to.deep.equal([
      21n,
      BigInt(today + 1),
      100n,
      BigInt(today),
    ]);
    await networkHelpers.time.increaseTo((today + 2) * DAY + 5);
    await expect(earn(ledger, 3n)).to.emit(vault, "ProceedsReleased").withArgs(numbers.depot, 100n);
    expect(await vault.proceedsOf(numbers.depot)).to.deep.equal([
      3n,
      BigInt(today + 2),
      21n,
      BigInt(today + 1),
    ]);
    await expectMoney(ledger, numbers.depot, { free: 1_100n, proceeds: 24n });
  });

  it("pay a bid as soon as they have matured, without anybody's call", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers, today } = ledger;
    await earn(ledger, 100n);
    await networkHelpers.time.increaseTo((today + 2) * DAY);
    await expect(asMarket.lock(numbers.depot, 1_050n))
      .to.emit(vault, "ProceedsReleased")
      .withArgs(numbers.depot, 100n);
    await expectMoney(ledger, numbers.depot, { free: 50n, locked: 1_050n });
  });
});

describe("Vault.repay", () => {
  it("refuses where nothing is owed", async () => {
    const { vault, numbers } = await networkHelpers.loadFixture(deployVault);
    await expect(vault.repay(numbers.depot, numbers.supplier))
      .to.be.revertedWithCustomError(vault, "NothingOwed")
      .withArgs(numbers.depot, numbers.supplier);
  });

  it("pays a debt as far as free money goes, whoever calls", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, stranger, numbers } = ledger;
    const chunk = [parties(ledger, { supplierCredit: 1_500n }), [entry(numbers.depot, { dueGrid: 1_500n })]];
    await asMarket.settle(...chunk);
    await fund(ledger, numbers.depot, 200n);
    await expect(vault.connect(stranger).repay(numbers.depot, numbers.supplier))
      .to.emit(vault, "OwedRepaid")
      .withArgs(numbers.depot, numbers.supplier, 200n);
    await expectMoney(ledger, numbers.depot, { owed: 300n });
    await expectMoney(ledger, numbers.supplier, { free: 2_200n });
    await fund(ledger, numbers.depot, 400n);
    await vault.repay(numbers.depot, numbers.supplier);
    await expectMoney(ledger, numbers.depot, { free: 100n });
  });
});

describe("Vault.reverse", () => {
  it("is the exact opposite of a settlement", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    const names = [numbers.depot, numbers.neighbour, numbers.supplier, numbers.network, numbers.reserve];
    const before = await Promise.all(names.map((name) => moneyOf(ledger, name)));
    const chunk = [
      parties(ledger, { supplierDue: 40n, supplierCredit: 1_200n, networkCredit: 7n }),
      [
        entry(numbers.depot, { due: 100n, dueGrid: 1_200n, credit: 40n }),
        entry(numbers.neighbour, { credit: 90n }),
      ],
    ];
    expect(await asMarket.settle.staticCall(...chunk)).to.equal(3n);
    await asMarket.settle(...chunk);
    expect(await asMarket.reverse.staticCall(...chunk)).to.equal(-3n);
    await asMarket.reverse(...chunk);
    expect(await Promise.all(names.map((name) => moneyOf(ledger, name)))).to.deep.equal(before);
  });

  it("refuses where the reserve cannot advance what is gone", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [
      parties(ledger),
      [entry(numbers.depot, { due: 700n }), entry(numbers.neighbour, { credit: 700n })],
    ];
    await asMarket.settle(...chunk);
    await asMarket.reverse(...chunk);
    await asMarket.move(numbers.neighbour, numbers.dust, 1_000n);
    await asMarket.move(numbers.reserve, numbers.dust, 400n);
    await expect(asMarket.reverse(...chunk))
      .to.be.revertedWithCustomError(vault, "ReserveShort")
      .withArgs(600n, 700n);
  });

  it("takes a credit from the youngest proceeds, then the older, then free money, then the reserve", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers, today } = ledger;
    const credit = (amount: bigint) => [parties(ledger), [entry(numbers.depot, { credit: amount })]];
    await asMarket.settle(...credit(100n));
    await networkHelpers.time.increaseTo((today + 1) * DAY);
    await asMarket.settle(...credit(50n));
    await asMarket.reverse(...credit(70n));
    expect(await vault.proceedsOf(numbers.depot)).to.deep.equal([0n, BigInt(today + 1), 80n, BigInt(today)]);
    await asMarket.reverse(...credit(100n));
    await expectMoney(ledger, numbers.depot, { free: 980n });
    await expect(asMarket.reverse(...credit(1_000n)))
      .to.emit(vault, "GridOwed")
      .withArgs(numbers.depot, numbers.reserve, 20n);
    await expectMoney(ledger, numbers.depot, { owed: 20n });
    // 1,000 at first, 150 advanced, 170 and 1,000 taken back, of which 20 are owed.
    await expectMoney(ledger, numbers.reserve, { free: 2_000n });
  });

  it("cancels what is still owed to the supplier and returns only what was paid", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [parties(ledger, { supplierCredit: 1_500n }), [entry(numbers.depot, { dueGrid: 1_500n })]];
    await asMarket.settle(...chunk);
    await fund(ledger, numbers.depot, 200n);
    await vault.repay(numbers.depot, numbers.supplier);
    await expect(asMarket.reverse(...chunk))
      .to.emit(vault, "OwedCancelled")
      .withArgs(numbers.depot, numbers.supplier, 300n);
    await expectMoney(ledger, numbers.depot, { free: 1_200n });
    await expectMoney(ledger, numbers.supplier, { free: 1_000n });
  });

  it("lets supplier and network owe the reserve what they have spent", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [
      parties(ledger, { supplierCredit: 300n, networkCredit: 50n }),
      [entry(numbers.depot, { due: 50n, dueGrid: 300n })],
    ];
    await asMarket.settle(...chunk);
    await asMarket.move(numbers.supplier, numbers.dust, 1_200n);
    await asMarket.move(numbers.network, numbers.dust, 20n);
    expect(await asMarket.reverse.staticCall(...chunk)).to.equal(0n);
    await asMarket.reverse(...chunk);
    await expectMoney(ledger, numbers.depot, { free: 1_000n });
    await expectMoney(ledger, numbers.supplier, { owed: 200n });
    await expectMoney(ledger, numbers.network, { owed: 20n });
    await expectMoney(ledger, numbers.reserve, { free: 780n });
    expect(await vault.owedTo(numbers.network, numbers.reserve)).to.equal(20n);
  });

  it("settles with a supplier's due first what it owes the reserve", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    const chunk = [parties(ledger, { supplierDue: 1_300n }), [entry(numbers.depot, { credit: 1_300n })]];
    await asMarket.settle(...chunk);
    await expectMoney(ledger, numbers.supplier, { owed: 300n });
    await expect(asMarket.reverse(...chunk))
      .to.emit(vault, "OwedCancelled")
      .withArgs(numbers.supplier, numbers.reserve, 300n);
    await expectMoney(ledger, numbers.supplier, { free: 1_000n });
    await expectMoney(ledger, numbers.reserve, { free: 1_000n });
  });
});

describe("Vault.move", () => {
  it("refuses more than is free", async () => {
    const { vault, asMarket, numbers } = await networkHelpers.loadFixture(deployVault);
    await expect(asMarket.move(numbers.reserve, numbers.dust, 1_001n))
      .to.be.revertedWithCustomError(vault, "FreeTooLow")
      .withArgs(numbers.reserve, 1_000n, 1_001n);
  });

  it("moves free money", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, asMarket, numbers } = ledger;
    await expect(asMarket.move(numbers.reserve, numbers.dust, 3n))
      .to.emit(vault, "Moved")
      .withArgs(numbers.reserve, numbers.dust, 3n);
    await expectMoney(ledger, numbers.reserve, { free: 997n });
    await expectMoney(ledger, numbers.dust, { free: 3n });
  });

  it("leaves an account alone that it moves to itself", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { asMarket, numbers } = ledger;
    await asMarket.move(numbers.reserve, numbers.reserve, 30n);
    await expectMoney(ledger, numbers.reserve, { free: 1_000n });
  });
});

describe("Vault.sweep", () => {
  it("sends what strangers sent in, and not a tiyn of what is owed", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, tenge, issuer, sweeper } = ledger;
    await tenge.connect(issuer).mint(vault, 17n, ethers.ZeroHash);
    await expect(vault.connect(sweeper).sweep()).to.emit(vault, "Swept").withArgs(sweeper.address, 17n);
    await expect(vault.connect(sweeper).sweep()).to.emit(vault, "Swept").withArgs(sweeper.address, 0n);
    expect(await tenge.balanceOf(sweeper)).to.equal(17n);
    expect(await tenge.balanceOf(vault)).to.equal(await vault.liabilities());
  });
});

describe("M2: who may move money in the vault", () => {
  const marketsCalls = (ledger: Vaulted, person: Signer) => {
    const own = ledger.vault.connect(person);
    const { depot, dust } = ledger.numbers;
    return [
      () => own.lock(depot, 1n),
      () => own.unlock(depot, 1n),
      () => own.settle(parties(ledger), []),
      () => own.reverse(parties(ledger), []),
      () => own.move(depot, dust, 1n),
    ] as (() => Promise<unknown>)[];
  };

  it("refuses the markets' and the sweeper's functions to everybody else", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, admin, registrar, tariffOffice, issuer, solver, arbiter, depot, stranger } = ledger;
    for (const person of [admin, registrar, tariffOffice, issuer, solver, arbiter, depot, stranger]) {
      for (const attempt of marketsCalls(ledger, person))
        await expect(attempt()).to.be.revertedWithCustomError(vault, "NotMarket").withArgs(person.address);
      await expect(vault.connect(person).sweep())
        .to.be.revertedWithCustomError(vault, "AccessManagedUnauthorized")
        .withArgs(person.address);
    }
  });

  it("lets the administrator alone name markets", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, market, registrar, solver, sweeper, depot, stranger } = ledger;
    for (const person of [market, registrar, solver, sweeper, depot, stranger]) {
      const own = vault.connect(person);
      for (const attempt of [() => own.addMarket(person), () => own.removeMarket(market)])
        await expect(attempt() as Promise<unknown>)
          .to.be.revertedWithCustomError(vault, "AccessManagedUnauthorized")
          .withArgs(person.address);
    }
    await expect(vault.addMarket(ethers.ZeroAddress)).to.be.revertedWithCustomError(vault, "MarketMissing");
  });

  it("obeys a market from the day it is added until it is removed", async () => {
    const ledger = await networkHelpers.loadFixture(deployVault);
    const { vault, market, newcomer, numbers } = ledger;
    await expect(vault.addMarket(newcomer)).to.emit(vault, "MarketAdded").withArgs(newcomer.address);
    expect(await vault.isMarket(newcomer)).to.equal(true);
    await vault.connect(newcomer).lock(numbers.depot, 1n);
    await expect(vault.removeMarket(newcomer)).to.emit(vault, "MarketRemoved").withArgs(newcomer.address);
    for (const attempt of marketsCalls(ledger, newcomer))
      await expect(attempt()).to.be.revertedWithCustomError(vault, "NotMarket").withArgs(newcomer.address);
    expect(await vault.isMarket(market)).to.equal(true);
  });
});
