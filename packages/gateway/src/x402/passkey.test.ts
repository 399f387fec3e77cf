// A payer by x402 whose account is a passkey's and not on the chain yet (ERC-6492).
import { passkeyAccountOf, passkeyChallenge, withCreation } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { hashTypedData, type Address, type Hex } from "viem";
import { makePasskey, type SoftPasskey } from "../wallets/passkey.fixture.ts";
import { openStory, type Story } from "../test-story.ts";
import { caip2, offer, transferAuthorization, X402_VERSION } from "./terms.ts";

describe("x402 from an account that does not exist yet", function () {
  this.timeout(120_000);
  let story: Story;
  let nonces = 0;
  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const accountOf = (passkey: SoftPasskey): Address => passkeyAccountOf(story.net.network, passkey);
  const exists = async (account: Address): Promise<boolean> =>
    (await story.get<{ exists: boolean }>(`/v1/wallets/${account}`)).exists;

  /** A payment of 10 tenge to the bakery that `by` signs for the account of `first`. */
  async function payment(first: SoftPasskey, by = first, wrap = first): Promise<object> {
    const { network } = story.net;
    const from = accountOf(first);
    const to = story.net.account("bakery").address;
    const nonce: Hex = `0x${(nonces += 1).toString(16).padStart(64, "0")}`;
    const message = { from, to, value: 1_000n, validAfter: 0n, validBefore: 2n ** 40n, nonce };
    const digest = hashTypedData(transferAuthorization(network, message));
    const signature = withCreation(network, wrap, by.sign(passkeyChallenge(network.chainId, from, digest)));
    const accepted = offer(network, { amountTiyn: 1_000n, payTo: to });
    const authorization = {
      ...{ from, to, nonce, value: "1000", validAfter: "0", validBefore: message.validBefore.toString() },
    };
    const paymentPayload = {
      ...{ x402Version: X402_VERSION, accepted },
      payload: { signature, authorization },
    };
    return { x402Version: X402_VERSION, paymentPayload, paymentRequirements: accepted };
  }
  const ask = async <T>(where: "verify" | "settle", body: object): Promise<T> =>
    (await (await story.post(`/x402/${where}`, body)).json()) as T;
  const fund = async (account: Address): Promise<void> => {
    await story.net.send("issuer", "tenge", "mint", [account, 3_000n, `0x${"44".repeat(32)}`]);
    await story.net.indexed();
  };

  it("is verified, settled once with the account made before, and paid again as an account that is there", async () => {
    const phone = makePasskey();
    const payer = accountOf(phone);
    await fund(payer);
    const paid = await payment(phone);
    expect(await ask("verify", paid)).to.deep.include({ isValid: true });
    expect(await exists(payer)).to.equal(false);
    const settled = await ask<{ transaction: Hex }>("settle", paid);
    expect(settled).to.deep.include({ success: true, network: caip2(story.net.network) });
    expect(await ask("settle", paid)).to.deep.equal(settled);
    await story.net.indexed();
    expect(await exists(payer)).to.equal(true);
    const next = await payment(phone);
    expect(await ask("verify", next)).to.deep.include({ isValid: true });
    expect(await ask("settle", next)).to.deep.include({ success: true });
  });

  it("is refused with another's signature, with another's account, and without money", async () => {
    const [phone, thief] = [makePasskey(), makePasskey()];
    const wrong = { isValid: false, invalidReason: "invalid_exact_evm_payload_signature" };
    expect(await ask("verify", await payment(phone))).to.deep.include({
      ...{ isValid: false, invalidReason: "insufficient_funds" },
    });
    await fund(accountOf(phone));
    expect(await ask("verify", await payment(phone, thief))).to.deep.include(wrong);
    expect(await ask("verify", await payment(phone, thief, thief))).to.deep.include(wrong);
    expect(await ask("settle", await payment(phone, thief))).to.deep.include({ success: false });
    expect(await exists(accountOf(phone))).to.equal(false);
  });
});
