import {
  passkeyAccountOf,
  passkeyChallenge,
  passkeyChangeChallenge,
  type Network,
  type PasskeyChange,
} from "@alatau/sdk";
import type { BaseContract, ContractTransactionResponse } from "ethers";
import { expect } from "chai";
import { network } from "hardhat";
import { describe, it } from "mocha";
import {
  makePasskey,
  BACKED_UP,
  P256_ORDER,
  PRESENT,
  VERIFIED,
  type SoftPasskey,
} from "../../../packages/sdk/src/passkey.fixture.ts";
import { encodePasskeySignature, type Passkey } from "../../../packages/sdk/src/passkeys.ts";
import { expectGas } from "../gas.ts";
import { deployPayments, type PaymentInfo } from "../payments-fixture.ts";

type Hex = `0x${string}`;
type Call = (...args: unknown[]) => Promise<ContractTransactionResponse>;
type View = (...args: unknown[]) => Promise<unknown>;
type Accounts = BaseContract &
  Record<"create" | "addPasskey" | "removePasskey", Call> &
  Record<"accountOf", View>;
type Account = BaseContract &
  Record<"addPasskey" | "removePasskey", Call> &
  Record<"isValidSignature" | "passkeys" | "nonce" | "challengeOf", View>;

const { ethers, networkHelpers } = await network.create();
const { loadFixture, time } = networkHelpers;
const VALID = "0x1626ba7e";
const INVALID = "0xffffffff";
const DIGEST = ethers.id("a digest") as Hex;
const receiveTypes = {
  ReceiveWithAuthorization: ["from", "to", "value", "validAfter", "validBefore", "nonce"].map((name) => ({
    name,
    type: name === "nonce" ? "bytes32" : ["from", "to"].includes(name) ? "address" : "uint256",
  })),
};

const key = ({ x, y }: Passkey): Passkey => ({ x, y });

/** The customer has a phone; the account is made by whoever relays. */
async function deploy() {
  const base = await deployPayments({ ethers, networkHelpers } as never);
  const accounts = (await ethers.deployContract("PasskeyAccounts")) as unknown as Accounts;
  const contracts = { passkeyAccounts: await accounts.getAddress() } as Network["contracts"];
  const chainId = Number(base.chainId);
  const phone = makePasskey();
  const address = passkeyAccountOf({ contracts }, phone);
  await accounts.create(key(phone));
  const at = async (account: string): Promise<Account> =>
    (await ethers.getContractAt("PasskeyAccount", account)) as unknown as Account;
  const account = await at(address);
  const until = (await time.latest()) + 600;
  /** A passkey's signature of a change of the account's passkeys. */
  const change = async (
    by: SoftPasskey,
    which: PasskeyChange,
    passkey: Passkey,
    { of = address, nonce, validBefore = until }: { of?: Hex; nonce?: bigint; validBefore?: number } = {},
  ): Promise<readonly [Passkey, number, Hex]> => {
    const used = nonce ?? ((await (await at(of)).nonce()) as bigint);
    const terms = { ...key(passkey), nonce: used, validBefore };
    return [key(passkey), validBefore, by.sign(passkeyChangeChallenge(chainId, of, which, terms))];
  };
  /** What the account says to a signature of the digest. */
  const asked = async (signature: Hex, of = account): Promise<unknown> =>
    of.isValidSignature(DIGEST, signature);
  const challenge = passkeyChallenge(chainId, address, DIGEST);
  /** A passkey's authorisation of a payment by an account. */
  const authorize = async (by: SoftPasskey, payment: PaymentInfo): Promise<Hex> => {
    const domain = { name: "Alatau Ledger", version: "1", chainId, verifyingContract: payment.token };
    const nonce = await base.payments.paymentId(payment);
    const { payer: from, amount: value, payBy: validBefore } = payment;
    const message = { from, to: base.address, value, validAfter: 0, validBefore, nonce };
    const digest = ethers.TypedDataEncoder.hash(domain, receiveTypes, message) as Hex;
    return by.sign(passkeyChallenge(chainId, from as Hex, digest));
  };
  return {
    ...base,
    accounts,
    contracts,
    chainId,
    phone,
    account,
    address,
    at,
    change,
    asked,
    challenge,
    authorize,
    until,
  };
}

describe("PasskeyAccounts.create", () => {
  it("refuses what is no point of the curve", async () => {
    const { accounts, phone } = await loadFixture(deploy);
    const { interface: ofAccount } = await ethers.getContractFactory("PasskeyAccount");
    await expect(accounts.create({ x: phone.y, y: phone.x })).to.be.revertedWithCustomError(
      { interface: ofAccount } as never,
      "PasskeyInvalid",
    );
  });

  it("makes the account at the address that was known before, once, whoever calls", async () => {
    const { accounts, contracts } = await loadFixture(deploy);
    const other = makePasskey();
    const address = passkeyAccountOf({ contracts }, other);
    expect(await accounts.accountOf(key(other))).to.equal(address);
    expect(await ethers.provider.getCode(address)).to.equal("0x");
    await expect(accounts.create(key(other)))
      .to.emit(accounts, "AccountCreated")
      .withArgs(address, other.x, other.y);
    await expect(accounts.create(key(other))).not.to.emit(accounts, "AccountCreated");
  });
});

describe("PasskeyAccount.isValidSignature", () => {
  it("takes an assertion of its passkey over its own challenge, of any site", async () => {
    const { account, asked, phone, challenge } = await loadFixture(deploy);
    expect(await account.challengeOf(DIGEST)).to.equal(challenge);
    expect(await asked(phone.sign(challenge))).to.equal(VALID);
    expect(await asked(phone.sign(challenge, { origin: "http://localhost:8080" }))).to.equal(VALID);
  });

  it("refuses another ceremony, another challenge, and who was not there or not verified", async () => {
    const { asked, phone, challenge } = await loadFixture(deploy);
    for (const [what, signature] of Object.entries({
      registration: phone.sign(challenge, { type: "webauthn.create" }),
      "the digest itself": phone.sign(DIGEST),
      "another digest": phone.sign(ethers.id("another") as Hex),
      "not verified": phone.sign(challenge, { flags: PRESENT }),
      "not present": phone.sign(challenge, { flags: VERIFIED }),
      "a backup that cannot be": phone.sign(challenge, { flags: PRESENT | VERIFIED | BACKED_UP }),
      "another's passkey": makePasskey().sign(challenge),
    }))
      expect(await asked(signature), what).to.equal(INVALID);
  });

  it("refuses a challenge that stands elsewhere in the client's data, and what was changed after signing", async () => {
    const { asked, phone, challenge } = await loadFixture(deploy);
    const honest = phone.assert(challenge);
    const changed = honest.clientDataJSON.replace("ledger.example", "ledger.evil");
    const forged = phone.assert(ethers.id("another") as Hex);
    const inOrigin = phone.assert(ethers.id("x") as Hex, { origin: "https://a.example" });
    expect(await asked(encodePasskeySignature(phone, { ...honest, clientDataJSON: changed }))).to.equal(
      INVALID,
    );
    expect(
      await asked(encodePasskeySignature(phone, { ...forged, clientDataJSON: honest.clientDataJSON })),
    ).to.equal(INVALID);
    expect(
      await asked(
        encodePasskeySignature(phone, { ...honest, authenticatorData: inOrigin.authenticatorData }),
      ),
    ).to.equal(INVALID);
  });

  it("refuses the other of the two values of s", async () => {
    const { asked, phone, challenge } = await loadFixture(deploy);
    const signature = phone.sign(challenge);
    const place = 2 + 64 * 3; // x, y, r
    const s = BigInt(`0x${signature.slice(place, place + 64)}`);
    const mirrored = (P256_ORDER - s).toString(16).padStart(64, "0");
    const malleated = (signature.slice(0, place) + mirrored + signature.slice(place + 64)) as Hex;
    expect(await asked(malleated)).to.equal(INVALID);
  });

  it("answers no, and does not revert, for bytes that are no signature", async () => {
    const { asked, phone, challenge } = await loadFixture(deploy);
    const signature = phone.sign(challenge);
    for (const length of [2, 4, 130, 200, 400, signature.length - 66])
      expect(await asked(signature.slice(0, length) as Hex), String(length)).to.equal(INVALID);
    const wild = (signature.slice(0, 2 + 128 + 4 * 64) + "f".repeat(128)) as Hex; // offsets beyond the end
    expect(await asked(wild)).to.equal(INVALID);
  });

  it("refuses a signature of another account of the same passkey", async () => {
    const { asked, phone, challenge, at, change, account, until } = await loadFixture(deploy);
    const second = makePasskey();
    const accounts = (await ethers.deployContract("PasskeyAccounts")) as unknown as Accounts;
    await accounts.create(key(phone));
    const twin = await at((await accounts.accountOf(key(phone))) as string); // the same passkey at another factory
    expect(await asked(phone.sign(challenge))).to.equal(VALID);
    expect(await asked(phone.sign(challenge), twin)).to.equal(INVALID);
    const added = await change(phone, "AddPasskey", second);
    await expect(twin.addPasskey(...added)).to.be.revertedWithCustomError(account, "PasskeySignatureInvalid");
    expect(until).to.be.above(0);
  });
});

describe("PasskeyAccount.addPasskey", () => {
  it("refuses a stranger's signature, a late one, one used before, a known passkey, no point", async () => {
    const { account, change, phone, until, chainId, address } = await loadFixture(deploy);
    const laptop = makePasskey();
    await expect(
      account.addPasskey(...(await change(makePasskey(), "AddPasskey", laptop))),
    ).to.be.revertedWithCustomError(account, "PasskeySignatureInvalid");
    const late = await change(phone, "AddPasskey", laptop, { validBefore: until - 10_000 });
    await expect(account.addPasskey(...late)).to.be.revertedWithCustomError(
      account,
      "PasskeySignatureExpired",
    );
    await expect(
      account.addPasskey(...(await change(phone, "AddPasskey", phone))),
    ).to.be.revertedWithCustomError(account, "PasskeyKnown");
    await expect(
      account.addPasskey(...(await change(phone, "AddPasskey", { x: laptop.y, y: laptop.x }))),
    ).to.be.revertedWithCustomError(account, "PasskeyInvalid");
    const message = phone.sign(passkeyChallenge(chainId, address, DIGEST)); // a payment's kind of signature
    await expect(account.addPasskey(key(laptop), until, message)).to.be.revertedWithCustomError(
      account,
      "PasskeySignatureInvalid",
    );
    const added = await change(phone, "AddPasskey", laptop);
    await account.addPasskey(...added);
    const removed = await change(phone, "RemovePasskey", laptop);
    await account.removePasskey(...removed);
    await expect(account.addPasskey(...added)).to.be.revertedWithCustomError(
      account,
      "PasskeySignatureInvalid",
    );
  });

  it("lets the second passkey sign, and remove the lost first one for good", async () => {
    const { account, change, phone, asked, challenge } = await loadFixture(deploy);
    const laptop = makePasskey();
    expect(await asked(laptop.sign(challenge))).to.equal(INVALID);
    await expect(account.addPasskey(...(await change(phone, "AddPasskey", laptop))))
      .to.emit(account, "PasskeyAdded")
      .withArgs(laptop.x, laptop.y);
    expect(await asked(laptop.sign(challenge))).to.equal(VALID);
    expect(await asked(phone.sign(challenge))).to.equal(VALID);
    await expect(account.removePasskey(...(await change(laptop, "RemovePasskey", phone))))
      .to.emit(account, "PasskeyRemoved")
      .withArgs(phone.x, phone.y);
    expect(await asked(phone.sign(challenge))).to.equal(INVALID);
    expect(await asked(laptop.sign(challenge))).to.equal(VALID);
    await expect(
      account.removePasskey(...(await change(laptop, "RemovePasskey", laptop))),
    ).to.be.revertedWithCustomError(account, "LastPasskey");
    await account.addPasskey(...(await change(laptop, "AddPasskey", phone)));
    expect(await asked(phone.sign(challenge))).to.equal(VALID);
  });

  it("keeps sixteen passkeys and no more, and takes any of them out", async () => {
    const { account, change, phone, asked, challenge } = await loadFixture(deploy);
    const others = Array.from({ length: 15 }, makePasskey);
    for (const other of others) await account.addPasskey(...(await change(phone, "AddPasskey", other)));
    await expect(
      account.addPasskey(...(await change(phone, "AddPasskey", makePasskey()))),
    ).to.be.revertedWithCustomError(account, "TooManyPasskeys");
    const [first, ...rest] = others;
    await account.removePasskey(...(await change(rest[4]!, "RemovePasskey", first!)));
    expect(await asked(first!.sign(challenge))).to.equal(INVALID);
    for (const other of rest) expect(await asked(other.sign(challenge))).to.equal(VALID);
    const shown = (await account.passkeys()) as [string, string][];
    expect(shown.map(([x]) => x).toSorted()).to.deep.equal([phone, ...rest].map(({ x }) => x).toSorted());
    await expect(
      account.removePasskey(...(await change(phone, "RemovePasskey", first!))),
    ).to.be.revertedWithCustomError(account, "PasskeyUnknown");
  });

  it("comes through the factory too, which makes the account first", async () => {
    const { accounts, contracts, chainId, at, until } = await loadFixture(deploy);
    const [phone, laptop] = [makePasskey(), makePasskey()];
    const address = passkeyAccountOf({ contracts }, phone);
    const terms = { ...key(laptop), nonce: 0n, validBefore: until };
    const signature = phone.sign(passkeyChangeChallenge(chainId, address, "AddPasskey", terms));
    await accounts.addPasskey(key(phone), key(laptop), until, signature);
    expect(await (await at(address)).passkeys()).to.have.length(2);
    const removal = laptop.sign(
      passkeyChangeChallenge(chainId, address, "RemovePasskey", {
        ...key(phone),
        nonce: 1n,
        validBefore: until,
      }),
    );
    await accounts.removePasskey(key(phone), key(phone), until, removal);
    expect(await (await at(address)).passkeys()).to.deep.equal([[laptop.x, laptop.y]]);
  });
});

describe("Payments.charge by a passkey", () => {
  it("takes money that came before the account did; its signature fits no other payment", async () => {
    const { accounts, contracts, base, byOperator, payments, tenge, issuer, authorize, cafe } =
      await loadFixture(deploy);
    const phone = makePasskey();
    const payer = passkeyAccountOf({ contracts }, phone);
    await tenge.connect(issuer).mint(payer, 500_000n, ethers.id("bank movement 2"));
    const payment = { ...base, payer };
    const signature = await authorize(phone, payment);
    await expect(byOperator.charge(payment, 0, signature, "0x")).to.be.revertedWithCustomError(
      tenge as never,
      "ERC3009InvalidSignature",
    );
    const created = await (await accounts.create(key(phone))).wait();
    await expect(
      byOperator.charge({ ...payment, salt: ethers.id("other") }, 0, signature, "0x"),
    ).to.be.revertedWithCustomError(tenge as never, "ERC3009InvalidSignature");
    const charge = byOperator.charge(payment, 0, signature, "0x");
    await expect(charge).to.changeTokenBalances(
      ethers,
      tenge as never,
      [payer, cafe],
      [-payment.amount, payment.amount],
    );
    await expect(byOperator.charge(payment, 0, signature, "0x")).to.be.revertedWithCustomError(
      payments,
      "PaymentExists",
    );
    expectGas("passkey: create an account", created!.gasUsed);
    expectGas("passkey: charge", (await (await charge).wait())!.gasUsed);
  });
});
