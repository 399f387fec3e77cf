// A customer whose wallet is a passkey: no gas, no account in advance, no extension; and a network that lets nobody else send.
import {
  passkeyAccountOf,
  passkeyChallenge,
  passkeyChangeChallenge,
  transferAuthorization,
  withCreation,
  type PasskeyChange,
} from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { hashTypedData, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { makePasskey, type SoftPasskey } from "./passkey.fixture.ts";
import { keyOf, openStory, until, type Story } from "../test-story.ts";

interface Wallet {
  exists: boolean;
  balanceTiyn: string;
  first: { x: Hex; y: Hex } | null;
  passkeys: { x: Hex; y: Hex }[];
  nonce: string;
}
interface Handed {
  state: string;
  txHash: Hex | null;
  error: { code: string } | null;
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const codeOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];
let nonces = 0;
const freshNonce = (): Hex => `0x${(nonces += 1).toString(16).padStart(64, "0")}`;

describe("A wallet of passkeys", function () {
  this.timeout(120_000);
  let story: Story;
  const cafe = keyOf("bakery");

  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const accountOf = (passkey: SoftPasskey): Address => passkeyAccountOf(story.net.network, passkey);
  const look = async (account: Address): Promise<Wallet> => await story.get<Wallet>(`/v1/wallets/${account}`);
  const fund = async (account: Address, tiyn: bigint): Promise<void> => {
    await story.net.send("issuer", "tenge", "mint", [account, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
  };
  const key = ({ x, y }: SoftPasskey): { x: Hex; y: Hex } => ({ x, y });
  /** The account's signature of a digest by one of its passkeys; with how the account is made where `first` is given. */
  const signBy = (by: SoftPasskey, account: Address, digest: Hex, first?: SoftPasskey): Hex => {
    const { network } = story.net;
    const signature = by.sign(passkeyChallenge(network.chainId, account, digest));
    return first === undefined ? signature : withCreation(network, first, signature);
  };
  const invoice = async (amountTiyn: string): Promise<Hex> => {
    const response = await story.post("/v1/invoices", { amountTiyn }, cafe);
    expect(response.status).to.equal(201);
    return (await json<{ invoice: Hex }>(response)).invoice;
  };
  const authorization = async (id: Hex, payer: Address): Promise<Hex> => {
    const { typedData } = await story.get<{ typedData: never }>(
      `/v1/invoices/${id}/authorization?payer=${payer}`,
    );
    return hashTypedData(typedData);
  };
  const pay = async (id: Hex, payer: Address, signature: Hex): Promise<Response> =>
    await story.post(`/v1/invoices/${id}/payments`, { payer, signature });
  const paid = async (id: Hex): Promise<void> =>
    await until(async () => (await story.get<{ status: string }>(`/v1/invoices/${id}`)).status === "paid", {
      timeoutMs: 15_000,
      what: "paid",
    });
  const ledgerTime = async (): Promise<number> =>
    Date.parse((await story.get<{ time: string }>("/v1/status")).time) / 1000;
  const transferOf = async (from: Address, to: Address, amountTiyn: bigint, nonce = freshNonce()) => {
    const terms = { from, to, amountTiyn, validAfter: 0, validBefore: (await ledgerTime()) + 600, nonce };
    const digest = hashTypedData(transferAuthorization(story.net.network, terms));
    return { terms: { ...terms, amountTiyn: amountTiyn.toString() }, digest };
  };
  const arrives = async (from: Address, nonce: Hex): Promise<Handed> => {
    const where = `/v1/transfers/${from}/${nonce}`;
    await until(async () => ["mined", "final", "refused"].includes((await story.get<Handed>(where)).state));
    await story.net.indexed();
    return await story.get<Handed>(where);
  };

  it("has an account before it is on the chain, which a browser finds again by the credential alone", async () => {
    const phone = makePasskey();
    const account = accountOf(phone);
    const noted = { passkey: key(phone), credential: "cGhvbmU" };
    for (const response of [await story.post("/v1/wallets", noted), await story.post("/v1/wallets", noted)]) {
      expect(response.status).to.equal(200);
      expect(await json(response)).to.deep.equal({ account, exists: false });
    }
    const found = await story.get<{ passkey: object; account: Hex }>("/v1/passkeys/cGhvbmU");
    expect(found).to.deep.equal({ passkey: key(phone), account: account.toLowerCase() });
    const before_ = {
      exists: false,
      balanceTiyn: "0",
      first: key(phone),
      passkeys: [key(phone)],
      nonce: "0",
    };
    expect(await look(account)).to.deep.include(before_);
    const other = await story.post("/v1/wallets", { ...noted, passkey: key(makePasskey()) });
    expect(await codeOf(other)).to.deep.equal([409, "credential-taken"]);
    expect(await codeOf(await story.call("GET", "/v1/passkeys/bm9uZQ"))).to.deep.equal([
      404,
      "credential-unknown",
    ]);
  });

  it("pays at once with money that came before the account did", async () => {
    const phone = makePasskey();
    const payer = accountOf(phone);
    await fund(payer, 200_000n);
    const id = await invoice("125000");
    const digest = await authorization(id, payer);
    const bare = await pay(id, payer, signBy(phone, payer, digest));
    expect(await codeOf(bare)).to.deep.equal([422, "erc3009-invalid-signature"]);
    const signature = signBy(phone, payer, digest, phone);
    expect((await pay(id, payer, signature)).status).to.equal(202);
    await paid(id);
    expect((await pay(id, payer, signature)).status).to.equal(201);
    await story.net.indexed();
    const wallet = await look(payer);
    expect(wallet).to.include({ exists: true, balanceTiyn: "75000" });
    expect(wallet.passkeys).to.deep.equal([key(phone)]);
    const { items } = await story.get<{
      items: { direction: string; amountTiyn: string; invoice: Hex | null }[];
    }>(`/v1/transfers?account=${payer}`);
    expect(items.map(({ direction, amountTiyn, invoice: of }) => [direction, amountTiyn, of])).to.deep.equal([
      ["out", "125000", id],
      ["in", "200000", null],
    ]);
    const second = await invoice("25000");
    const next = signBy(phone, payer, await authorization(second, payer), phone); // said again: no harm
    expect((await pay(second, payer, next)).status).to.equal(202);
    await paid(second);
  });

  it("refuses another's passkey, another's account, and a signature of another invoice", async () => {
    const [phone, thief] = [makePasskey(), makePasskey()];
    const payer = accountOf(phone);
    await fund(payer, 5_000n);
    const [id, other] = [await invoice("1000"), await invoice("1000")];
    const digest = await authorization(id, payer);
    expect(await codeOf(await pay(id, payer, signBy(thief, payer, digest, phone)))).to.deep.equal([
      422,
      "erc3009-invalid-signature",
    ]);
    expect(await codeOf(await pay(id, payer, signBy(thief, payer, digest, thief)))).to.deep.equal([
      422,
      "account-of-another-passkey",
    ]);
    expect(await codeOf(await pay(other, payer, signBy(phone, payer, digest, phone)))).to.deep.equal([
      422,
      "erc3009-invalid-signature",
    ]);
    expect(await look(payer)).to.include({ exists: false, balanceTiyn: "5000" });
  });

  it("sends to a person, once, and to an invoice's box", async () => {
    const [phone, friend] = [makePasskey(), makePasskey()];
    const [from, to] = [accountOf(phone), accountOf(friend)];
    await fund(from, 10_000n);
    const { terms, digest } = await transferOf(from, to, 4_000n);
    const body = { ...terms, signature: signBy(phone, from, digest, phone) };
    const [first, again] = await Promise.all([
      story.post("/v1/transfers", body),
      story.post("/v1/transfers", body),
    ]);
    expect([first.status, again.status]).to.deep.equal([202, 202]);
    expect((await arrives(from, terms.nonce)).state).to.be.oneOf(["mined", "final"]);
    expect((await look(to)).balanceTiyn).to.equal("4000");
    expect((await story.post("/v1/transfers", body)).status).to.equal(201);
    expect(await codeOf(await story.post("/v1/transfers", { ...body, amountTiyn: "4001" }))).to.deep.equal([
      422,
      "idempotency-mismatch",
    ]);
    const id = await invoice("6000");
    const { box } = await story.get<{ box: Address }>(`/v1/invoices/${id}`);
    const toBox = await transferOf(from, box, 6_000n);
    const sent = await story.post("/v1/transfers", {
      ...toBox.terms,
      signature: signBy(phone, from, toBox.digest),
    });
    expect(sent.status).to.equal(202);
    await paid(id);
    expect((await look(from)).balanceTiyn).to.equal("0");
  });

  it("refuses a transfer that would lose the money, is not signed, is too late or too large", async () => {
    const phone = makePasskey();
    const from = accountOf(phone);
    await fund(from, 1_000n);
    const friend = privateKeyToAccount(generatePrivateKey()).address;
    const send = async (
      to: Address,
      amount: bigint,
      change: object = {},
      by = phone,
    ): Promise<[number, string]> => {
      const { terms, digest } = await transferOf(from, to, amount);
      return await codeOf(
        await story.post("/v1/transfers", {
          ...terms,
          ...change,
          signature: signBy(by, from, digest, phone),
        }),
      );
    };
    expect(await send(story.net.network.contracts.payments, 5n)).to.deep.equal([422, "request-invalid"]);
    expect(await send(friend, 5n, {}, makePasskey())).to.deep.equal([422, "erc3009-invalid-signature"]);
    expect(await send(friend, 5n, { amountTiyn: "6" })).to.deep.equal([422, "erc3009-invalid-signature"]);
    expect(await send(friend, 1_001n)).to.deep.equal([409, "erc20-insufficient-balance"]);
    expect((await send(friend, 5n, { validBefore: 1 }))[1]).to.match(/^erc3009-/);
    expect(await codeOf(await story.call("GET", `/v1/transfers/${from}/0x${"ee".repeat(32)}`))).to.deep.equal(
      [404, "transfer-unknown"],
    );
  });

  it("lets a key's account send too", async () => {
    const person = privateKeyToAccount(generatePrivateKey());
    const to = accountOf(makePasskey());
    await fund(person.address, 700n);
    const { terms } = await transferOf(person.address, to, 700n);
    const typed = transferAuthorization(story.net.network, { ...terms, amountTiyn: 700n });
    const signature = await person.signTypedData(typed);
    expect((await story.post("/v1/transfers", { ...terms, signature })).status).to.equal(202);
    expect((await arrives(person.address, terms.nonce)).state).to.be.oneOf(["mined", "final"]);
  });

  it("takes a second passkey, which pays and removes the lost first one", async () => {
    const [phone, laptop] = [makePasskey(), makePasskey()];
    const account = accountOf(phone);
    await fund(account, 3_000n);
    const change = async (
      by: SoftPasskey,
      which: "add" | "remove",
      passkey: SoftPasskey,
    ): Promise<Response> => {
      const { nonce } = await look(account);
      const validBefore = (await ledgerTime()) + 600;
      const name: PasskeyChange = which === "add" ? "AddPasskey" : "RemovePasskey";
      const terms = { ...key(passkey), nonce: BigInt(nonce), validBefore };
      const signature = by.sign(passkeyChangeChallenge(story.net.network.chainId, account, name, terms));
      return await story.post(`/v1/wallets/${account}/passkeys`, {
        ...{ change: which, first: key(phone), passkey: key(passkey), nonce, validBefore, signature },
      });
    };
    const has = async (passkeys: SoftPasskey[]): Promise<void> =>
      await until(async () => {
        const shown = (await look(account)).passkeys.map(({ x }) => x).toSorted();
        return (
          shown.join() ===
          passkeys
            .map(({ x }) => x)
            .toSorted()
            .join()
        );
      });
    expect(await codeOf(await change(laptop, "add", laptop))).to.deep.equal([
      409,
      "passkey-signature-invalid",
    ]);
    expect((await change(phone, "add", laptop)).status).to.equal(202);
    await has([phone, laptop]);
    expect((await change(laptop, "remove", phone)).status).to.equal(202);
    await has([laptop]);
    expect(await codeOf(await change(laptop, "remove", laptop))).to.deep.equal([409, "last-passkey"]);
    const id = await invoice("3000");
    const digest = await authorization(id, account);
    expect(await codeOf(await pay(id, account, signBy(phone, account, digest)))).to.deep.equal([
      422,
      "erc3009-invalid-signature",
    ]);
    expect((await pay(id, account, signBy(laptop, account, digest))).status).to.equal(202);
    await paid(id);
  });

  it("is brought into being by anyone, at the address of its passkey only", async () => {
    const phone = makePasskey();
    const account = accountOf(phone);
    const create = async (passkey: SoftPasskey): Promise<Response> =>
      await story.post(`/v1/wallets/${account}/creation`, { passkey: key(passkey) });
    expect(await codeOf(await create(makePasskey()))).to.deep.equal([422, "account-of-another-passkey"]);
    expect((await create(phone)).status).to.equal(202);
    await until(async () => (await look(account)).exists);
    await until(async () => (await create(phone)).status === 201);
  });

  it("needs no place on the node's list of senders: every transaction is the operator's", async () => {
    const phone = makePasskey();
    const payer = accountOf(phone);
    await fund(payer, 1_000n);
    const id = await invoice("1000");
    await pay(id, payer, signBy(phone, payer, await authorization(id, payer), phone));
    await paid(id);
    const { rows } = await story.net.pool.query<{ signer: string }>(
      "SELECT DISTINCT signer FROM work.outbox WHERE dedupe LIKE 'payment/%' OR dedupe LIKE 'passkey-account/%' OR dedupe LIKE 'transfer/%'",
    );
    expect(rows.map(({ signer }) => signer)).to.deep.equal(["operator"]);
    const { chain } = story.net;
    const answer = await fetch(chain.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "eth_getTransactionCount",
        params: [payer, "latest"],
      }),
    });
    expect(Number((await json<{ result: Hex }>(answer)).result)).to.equal(1); // a contract's own, never a sender
  });
});
