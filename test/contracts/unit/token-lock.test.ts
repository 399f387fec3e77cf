// What is locked on another chain: who may take it out, how often, and that a token that lies leaves no trace.
import { expect } from "chai";
import { network } from "hardhat";
import { id, type BaseContract, type ContractRunner, type ContractTransactionResponse } from "ethers";

const { ethers, networkHelpers } = await network.create();

type Call = (...args: unknown[]) => Promise<ContractTransactionResponse>;
type View = (...args: unknown[]) => Promise<unknown>;
type Typed<Calls extends string, Views extends string> = Omit<BaseContract, "connect"> &
  Record<Calls, Call> &
  Record<Views, View> & { connect(runner: ContractRunner): Typed<Calls, Views> };
type Lock = Typed<"lock" | "release" | "changeOperator", "released">;
type Token = Typed<"mint" | "approve" | "behave", "balanceOf">;
const deploy = async <Kind>(name: string, ...args: unknown[]): Promise<Kind> =>
  (await ethers.deployContract(name, args)) as Kind;

async function deployLock() {
  const [operator, holder, stranger, successor] = await ethers.getSigners();
  const token = await deploy<Token>("ForeignTenge");
  const lock = await deploy<Lock>("TokenLock", token, operator);
  await token.mint(holder!, 10_000_000n);
  await token.connect(holder!).approve(lock, 10_000_000n);
  const onLedger = ethers.getAddress(`0x${"aa".repeat(20)}`);
  return {
    ...{ token, lock, onLedger },
    ...{ operator: operator!, holder: holder!, stranger: stranger!, successor: successor! },
  };
}

describe("TokenLock.lock", () => {
  it("takes the caller's tokens and names the account on the ledger", async () => {
    const { token, lock, holder, onLedger } = await networkHelpers.loadFixture(deployLock);
    await expect(lock.connect(holder).lock(1_250_000n, onLedger))
      .to.emit(lock, "Locked")
      .withArgs(holder.address, onLedger, 1_250_000n);
    expect(await token.balanceOf(lock)).to.equal(1_250_000n);
  });

  it("refuses nothing, nobody, and what was not allowed", async () => {
    const { lock, holder, stranger, token, onLedger } = await networkHelpers.loadFixture(deployLock);
    await expect(lock.connect(holder).lock(0n, onLedger)).to.be.revertedWithCustomError(lock, "ZeroAmount");
    await expect(lock.connect(holder).lock(1n, ethers.ZeroAddress)).to.be.revertedWithCustomError(
      lock,
      "ZeroAddress",
    );
    await expect(lock.connect(stranger).lock(1n, onLedger)).to.be.revertedWithCustomError(
      token,
      "ERC20InsufficientAllowance",
    );
  });

  it("refuses a token that takes a fee or moves nothing", async () => {
    const { operator, holder, onLedger } = await networkHelpers.loadFixture(deployLock);
    const token = await deploy<Token>("HostileToken");
    const lock = await deploy<Lock>("TokenLock", token, operator);
    await token.mint(holder, 1000n);
    await token.connect(holder).approve(lock, 1000n);
    for (const manner of [1, 2]) {
      await token.behave(manner);
      await expect(lock.connect(holder).lock(100n, onLedger)).to.be.revertedWithCustomError(
        lock,
        "ShortReceipt",
      );
    }
    expect(await token.balanceOf(lock)).to.equal(0n);
  });
});

describe("TokenLock.release", () => {
  it("pays out once for each number", async () => {
    const { token, lock, holder, stranger, onLedger } = await networkHelpers.loadFixture(deployLock);
    await lock.connect(holder).lock(1_000_000n, onLedger);
    const number = id("cash-out 1");
    await expect(lock.release(number, stranger, 400_000n))
      .to.emit(lock, "Released")
      .withArgs(number, stranger.address, 400_000n);
    await expect(lock.release(number, stranger, 400_000n))
      .to.be.revertedWithCustomError(lock, "AlreadyReleased")
      .withArgs(number);
    expect(await token.balanceOf(stranger)).to.equal(400_000n);
    expect(await lock.released(number)).to.equal(true);
  });

  it("refuses everybody but the operator, nothing, and more than there is", async () => {
    const { token, lock, stranger } = await networkHelpers.loadFixture(deployLock);
    const number = id("cash-out 1");
    await expect(lock.connect(stranger).release(number, stranger, 1n))
      .to.be.revertedWithCustomError(lock, "NotOperator")
      .withArgs(stranger.address);
    await expect(lock.release(number, stranger, 0n)).to.be.revertedWithCustomError(lock, "ZeroAmount");
    await expect(lock.release(number, stranger, 1n)).to.be.revertedWithCustomError(
      token,
      "ERC20InsufficientBalance",
    );
    expect(await lock.released(number)).to.equal(false);
  });
});

describe("TokenLock.changeOperator", () => {
  it("hands the right on, and only the operator may", async () => {
    const { lock, operator, stranger, successor } = await networkHelpers.loadFixture(deployLock);
    await expect(lock.connect(stranger).changeOperator(stranger)).to.be.revertedWithCustomError(
      lock,
      "NotOperator",
    );
    await expect(lock.changeOperator(ethers.ZeroAddress)).to.be.revertedWithCustomError(lock, "ZeroAddress");
    await expect(lock.changeOperator(successor)).to.emit(lock, "OperatorChanged").withArgs(successor.address);
    await expect(lock.connect(operator).release(id("1"), stranger, 1n)).to.be.revertedWithCustomError(
      lock,
      "NotOperator",
    );
  });
});
