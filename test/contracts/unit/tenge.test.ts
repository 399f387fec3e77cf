import { transferWithAuthorizationTypes } from "@alatau/sdk";
import { expect } from "chai";
import type { Signer } from "ethers";
import { network } from "hardhat";
import { describe, it } from "mocha";
import { deployLedger, sign } from "../fixture.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const BANK = ethers.id("bank movement 1");
const ORDER = ethers.id("court order 12");
const REASON = 12;
/** Set in both times of an authorization, it makes them numbers of blocks. */
const BLOCK_FLAG = 1n << 47n;

/** The depot holds 10,000 tiyn, and the neighbour none. */
async function withMoney() {
  const ledger = await loadFixture(deployLedger);
  await ledger.tenge.connect(ledger.issuer).mint(ledger.depot, 10_000, BANK);
  return ledger;
}

const permitTypes = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
};

describe("Tenge", () => {
  it("is aKZT, the Alatau Tenge, with two decimals", async () => {
    const { tenge, chainId } = await loadFixture(deployLedger);
    expect([await tenge.name(), await tenge.symbol(), await tenge.decimals()]).to.deep.equal([
      "Alatau Tenge",
      "aKZT",
      2n,
    ]);
    const domain = await tenge.eip712Domain();
    expect([domain.name, domain.version, domain.chainId]).to.deep.equal(["Alatau Ledger", "1", chainId]);
  });
});

describe("Tenge.mint and burn", () => {
  it("refuse anyone but the issuer", async () => {
    const { tenge, depot } = await withMoney();
    for (const call of [
      () => tenge.connect(depot).mint(depot, 1, BANK),
      () => tenge.connect(depot).burn(1, BANK),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(tenge, "AccessManagedUnauthorized").withArgs(depot);
    }
  });

  it("refuse to burn more than the issuer holds: nobody else's money can be burned", async () => {
    const { tenge, issuer } = await withMoney();
    await expect(tenge.connect(issuer).burn(1, BANK))
      .to.be.revertedWithCustomError(tenge, "ERC20InsufficientBalance")
      .withArgs(issuer, 0, 1);
  });

  it("name the bank movement behind them", async () => {
    const { tenge, issuer, depot } = await withMoney();
    await expect(tenge.connect(issuer).mint(depot, 5, BANK))
      .to.emit(tenge, "Issued")
      .withArgs(depot, 5, BANK);
    await tenge.connect(depot).transfer(issuer, 10_005);
    await expect(tenge.connect(issuer).burn(10_005, BANK))
      .to.emit(tenge, "Redeemed")
      .withArgs(issuer, 10_005, BANK);
    expect(await tenge.totalSupply()).to.equal(0);
  });
});

describe("Tenge.freeze and unfreeze", () => {
  it("refuse anyone but who executes court orders", async () => {
    const { tenge, issuer, depot } = await withMoney();
    for (const call of [
      () => tenge.connect(issuer).freeze(depot, REASON, ORDER),
      () => tenge.connect(issuer).unfreeze(depot, ORDER),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(tenge, "AccessManagedUnauthorized").withArgs(issuer);
    }
  });

  it("refuse a freeze without a reason, and to unfreeze what is free", async () => {
    const { tenge, freezer, depot } = await withMoney();
    await expect(tenge.connect(freezer).freeze(depot, 0, ORDER)).to.be.revertedWithCustomError(
      tenge,
      "ReasonMissing",
    );
    await expect(tenge.connect(freezer).unfreeze(depot, ORDER))
      .to.be.revertedWithCustomError(tenge, "AccountNotFrozen")
      .withArgs(depot);
  });

  it("let a frozen account neither send nor receive, nor be minted to", async () => {
    const { tenge, freezer, issuer, depot, neighbour } = await withMoney();
    await tenge.connect(depot).transfer(neighbour, 100);
    await tenge.connect(neighbour).approve(depot, 100);
    await tenge.connect(depot).approve(neighbour, 100);
    await expect(tenge.connect(freezer).freeze(neighbour, REASON, ORDER))
      .to.emit(tenge, "Frozen")
      .withArgs(neighbour, REASON, ORDER);
    for (const call of [
      () => tenge.connect(neighbour).transfer(depot, 1),
      () => tenge.connect(depot).transferFrom(neighbour, depot, 1),
      () => tenge.connect(depot).transfer(neighbour, 1),
      () => tenge.connect(issuer).mint(neighbour, 1, BANK),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(tenge, "AccountFrozen").withArgs(neighbour, REASON);
    }
    expect(await tenge.frozenFor(neighbour)).to.equal(REASON);
  });

  it("give the money back to its use once the order is lifted", async () => {
    const { tenge, freezer, depot, neighbour } = await withMoney();
    await tenge.connect(freezer).freeze(depot, REASON, ORDER);
    await expect(tenge.connect(freezer).unfreeze(depot, ORDER))
      .to.emit(tenge, "Unfrozen")
      .withArgs(depot, ORDER);
    await tenge.connect(depot).transfer(neighbour, 1);
    expect(await tenge.frozenFor(depot)).to.equal(0);
  });

  it("leave an account alone that shares its bit with a frozen one, or with the pause", async () => {
    const { tenge, freezer, issuer, depot } = await withMoney();
    const bit = BigInt(depot.address) % 255n;
    const sharing = ethers.getAddress(ethers.toBeHex(255n * 12n + bit, 20));
    await tenge.connect(freezer).freeze(sharing, REASON, ORDER);
    await tenge.connect(depot).transfer(issuer, 1);
    await expect(tenge.connect(depot).transfer(sharing, 1))
      .to.be.revertedWithCustomError(tenge, "AccountFrozen")
      .withArgs(sharing, REASON);
    for (let each = 0n; each < 255n; each += 1n)
      await tenge.connect(freezer).freeze(ethers.toBeHex(255n * 13n + each, 20), REASON, ORDER);
    expect(await tenge.getFunction("paused")()).to.equal(false);
    await tenge.connect(depot).transfer(issuer, 1);
  });

  it("do not stop issuing and redeeming by way of the zero address or the issuer's own", async () => {
    const { tenge, freezer, issuer, depot } = await withMoney();
    await tenge.connect(freezer).freeze(ethers.ZeroAddress, REASON, ORDER);
    await tenge.connect(issuer).mint(depot, 1, BANK);
    await tenge.connect(depot).transfer(issuer, 10);
    await tenge.connect(freezer).freeze(issuer, REASON, ORDER);
    await tenge.connect(issuer).burn(10, BANK);
    expect(await tenge.balanceOf(issuer)).to.equal(0);
  });
});

describe("Tenge.pause", () => {
  it("refuses anyone but the pauser", async () => {
    const { tenge, issuer } = await withMoney();
    for (const call of [() => tenge.connect(issuer).pause(), () => tenge.connect(issuer).unpause()]) {
      await expect(call()).to.be.revertedWithCustomError(tenge, "AccessManagedUnauthorized").withArgs(issuer);
    }
  });

  it("stops every movement, and lets it go on", async () => {
    const { tenge, pauser, issuer, depot, neighbour } = await withMoney();
    await tenge.connect(pauser).pause();
    for (const call of [
      () => tenge.connect(depot).transfer(neighbour, 1),
      () => tenge.connect(issuer).mint(depot, 1, BANK),
      () => tenge.connect(issuer).burn(0, BANK),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(tenge, "EnforcedPause");
    }
    await tenge.connect(pauser).unpause();
    await tenge.connect(depot).transfer(neighbour, 1);
  });
});

describe("Tenge, signed transfers", () => {
  it("takes an EIP-2612 permit signed for the ledger's domain", async () => {
    const { tenge, chainId, depot, neighbour } = await withMoney();
    const permit = {
      owner: depot.address,
      spender: neighbour.address,
      value: 70n,
      nonce: 0n,
      deadline: 4_000_000_000n,
    };
    const { v, r, s } = ethers.Signature.from(await sign(depot, chainId, tenge, permitTypes, permit));
    await tenge.permit(depot, neighbour, 70, permit.deadline, v, r, s);
    await tenge.connect(neighbour).transferFrom(depot, neighbour, 70);
    expect(await tenge.balanceOf(neighbour)).to.equal(70);
  });

  it("takes an EIP-3009 authorization once, and never from a frozen account", async () => {
    const { tenge, chainId, freezer, depot, neighbour, stranger } = await withMoney();
    const signed = async (by: Signer, nonce: string) => {
      const validBefore = (await time.latest()) + 600;
      const value = {
        from: depot.address,
        to: neighbour.address,
        value: 50n,
        validAfter: 0n,
        validBefore,
        nonce,
      };
      const { v, r, s } = ethers.Signature.from(
        await sign(by, chainId, tenge, transferWithAuthorizationTypes, value),
      );
      return [depot, neighbour, 50, 0, validBefore, nonce, v, r, s] as const;
    };
    const send = tenge
      .connect(stranger)
      .getFunction(
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
      );
    const first = await signed(depot, ethers.id("nonce 1"));
    await send(...first);
    expect(await tenge.balanceOf(neighbour)).to.equal(50);
    await expect(send(...first))
      .to.be.revertedWithCustomError(tenge, "ERC3009UsedAuthorization")
      .withArgs(depot, ethers.id("nonce 1"));
    await expect(send(...(await signed(stranger, ethers.id("nonce 2"))))).to.be.revertedWithCustomError(
      tenge,
      "ERC3009InvalidSignature",
    );
    await tenge.connect(freezer).freeze(depot, REASON, ORDER);
    await expect(send(...(await signed(depot, ethers.id("nonce 3")))))
      .to.be.revertedWithCustomError(tenge, "AccountFrozen")
      .withArgs(depot, REASON);
  });

  it("hold an EIP-3009 authorization to its time, of the clock or of the blocks", async () => {
    const { tenge, chainId, depot, neighbour, stranger } = await withMoney();
    const now = BigInt(await time.latest());
    const block = BigInt(await time.latestBlock()) | BLOCK_FLAG;
    const send = async (validAfter: bigint, validBefore: bigint) => {
      const nonce = ethers.id(`${validAfter} ${validBefore}`);
      const value = { from: depot.address, to: neighbour.address, value: 5n, validAfter, validBefore, nonce };
      const signature = await sign(depot, chainId, tenge, transferWithAuthorizationTypes, value);
      const call = tenge
        .connect(stranger)
        .getFunction("transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)");
      return await call(depot, neighbour, 5, validAfter, validBefore, nonce, signature);
    };
    for (const [from, until] of [
      [now + 600n, now + 900n],
      [0n, now],
      [block + 600n, block + 900n],
      [1n | BLOCK_FLAG, block],
      [block - 1n, now + 600n],
    ] as const)
      await expect(send(from, until), `${from} ${until}`)
        .to.be.revertedWithCustomError(tenge, "ERC3009InvalidAuthorizationTime")
        .withArgs(from, until);
    for (const [from, until] of [
      [0n, now + 600n],
      [0n, ethers.MaxUint256],
      [1n | BLOCK_FLAG, block + 600n],
    ] as const)
      await send(from, until);
    expect(await tenge.balanceOf(neighbour)).to.equal(15);
  });
});
