// What a member does with its own account alone: cancel, dispute, name itself, register homes, sign in through a contract.
import { payloadHash, utf8 } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { getContractAddress, type Hex, type PrivateKeyAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { profileHash } from "./participants/profile.ts";
import { keyOf, openStory, SLOT, ZONE, type Person, type Story, type Submission } from "./test-story.ts";
import { makeMeter } from "./workers/story-network.ts";

interface Unsigned {
  chainId: number;
  from: Hex;
  to: Hex;
  data: Hex;
  value: string;
  nonce: number;
  gas: string;
  maxFeePerGas: string;
  maxPriorityFeePerGas: string;
}
const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;
const code = async (response: Response): Promise<[number, string]> => [
  response.status,
  (await json<{ code: string }>(response)).code,
];

describe("A member's own acts", function () {
  this.timeout(120_000);
  let story: Story;

  before(async () => {
    story = await openStory();
    await story.settle();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const sign = async (person: Person, unsigned: Unsigned, changes: Partial<Unsigned> = {}): Promise<Hex> => {
    const { chainId, to, data, nonce, gas, maxFeePerGas, maxPriorityFeePerGas } = { ...unsigned, ...changes };
    return await story.net.account(person).signTransaction({
      ...{ chainId, to, data, nonce, gas: BigInt(gas) },
      ...{ maxFeePerGas: BigInt(maxFeePerGas), maxPriorityFeePerGas: BigInt(maxPriorityFeePerGas) },
    });
  };

  const orderOf = async (person: Person): Promise<number> => {
    const where = `/v1/orders?participant=${story.numbers.get(person)}`;
    return (await story.get<{ items: { order: number }[] }>(where)).items[0]!.order;
  };

  async function signIn(account: PrivateKeyAccount, address: Hex = account.address): Promise<Response> {
    const { nonce } = await json<{ nonce: string }>(await story.post("/v1/sessions/nonce", ""));
    const message = createSiweMessage({
      address,
      chainId: story.net.network.chainId,
      domain: `127.0.0.1:${story.gateway.port}`,
      nonce,
      uri: story.gateway.url,
      version: "1",
    });
    return await story.post("/v1/sessions", { message, signature: await account.signMessage({ message }) });
  }

  const bearer = async (name: string): Promise<{ authorization: string }> => {
    const { token } = await json<{ token: string }>(await signIn(story.net.account(name)));
    return { authorization: `Bearer ${token}` };
  };

  describe("cancelling", () => {
    it("takes exactly the transaction that it has prepared, and no other", async () => {
      const order = await orderOf("farm");
      const where = `/v1/orders/${order}/cancellation`;
      const unsigned = await story.get<Unsigned>(where);
      expect(unsigned).to.include({ from: story.net.account("farm").address.toLowerCase(), value: "0" });
      const send = async (rawTransaction: Hex) => await story.post(where, { rawTransaction });
      for (const changes of [
        { chainId: 1 },
        { nonce: unsigned.nonce + 1 }, // would wait for ever
        { nonce: unsigned.nonce - 1 },
        { to: story.net.network.contracts.vault },
        { data: `${unsigned.data}00` as Hex },
        { gas: "30000" },
      ])
        expect(
          await code(await send(await sign("farm", unsigned, changes))),
          JSON.stringify(changes),
        ).to.deep.equal([422, "transaction-invalid"]);
      const foreign = { nonce: 2 };
      expect((await code(await send(await sign("depot", unsigned, foreign))))[1]).to.equal("not-participant");
      expect(await code(await send("0x1234"))).to.deep.equal([422, "transaction-invalid"]);
      const raw = await sign("farm", unsigned);
      const [first, again] = await Promise.all([send(raw), send(raw)]);
      expect([first.status, again.status].every((status) => status === 201 || status === 202)).to.equal(true);
      const { submission } = await json<Submission>(first);
      expect((await json<Submission>(again)).submission).to.equal(submission);
      expect((await story.placed(submission)).state).to.be.oneOf(["mined", "final"]);
      expect((await story.get<{ state: string }>(`/v1/orders/${order}`)).state).to.equal("cancelled");
      expect(await code(await story.call("GET", where))).to.deep.equal([409, "order-closed"]);
    });
  });

  describe("disputing", () => {
    it("opens a dispute whose reason only those see whom it concerns", async () => {
      const { items } = await story.get<{ items: { id: string; status: string }[] }>(
        `/v1/sales?participant=${story.numbers.get("school")}&kind=sold`,
      );
      const { id } = items[0]!;
      const reason = "The meter was replaced in this quarter-hour.";
      const salt = `0x${"5a".repeat(32)}` as const;
      const reasonHash = payloadHash(Buffer.alloc(32, 0x5a), utf8(reason));
      const where = `/v1/sales/${id}/dispute`;
      const unsigned = await story.get<Unsigned>(`${where}?reasonHash=${reasonHash}`);
      const rawTransaction = await sign("school", unsigned);
      const other = await story.post(where, { reason: "Another reason.", salt, rawTransaction });
      expect(await code(other)).to.deep.equal([422, "transaction-invalid"]);
      const foreign = await sign("depot", unsigned, { nonce: 2 });
      expect(await code(await story.post(where, { reason, salt, rawTransaction: foreign }))).to.deep.equal([
        403,
        "not-sale-party",
      ]);
      const answer = await story.post(where, { reason, salt, rawTransaction });
      expect(answer.status).to.be.oneOf([201, 202]);
      expect((await story.placed((await json<Submission>(answer)).submission)).error).to.equal(null);
      expect(await story.get(`/v1/sales/${id}`)).to.include({ status: "disputed", dispute: "open" });
      const list = await story.get<{ items: object[] }>("/v1/disputes?state=open");
      expect(list.items).to.have.length(1);
      expect(list.items[0])
        .to.include({ sale: id, state: "open", reasonHash })
        .and.not.have.property("reason");
      const seenBy = async (headers: Record<string, string>): Promise<unknown> =>
        (await story.get<{ reason: unknown }>(`/v1/disputes/${id}`, headers)).reason;
      expect(await seenBy({})).to.equal(null);
      expect(await seenBy(keyOf("depot"))).to.equal(null);
      expect(await seenBy(keyOf("school"))).to.equal(reason);
      expect(await seenBy(await bearer("arbiter"))).to.equal(reason);
      expect(await code(await story.call("GET", `/v1/disputes/${ZONE}-${SLOT}-1-0-99`))).to.deep.equal([
        404,
        "dispute-unknown",
      ]);
    });
  });

  describe("a name", () => {
    const profile = (name: string, more: object = {}) => ({ type: "organisation", name, ...more });
    const of = (person: Person) => `/v1/participants/${story.numbers.get(person)}`;

    it("is refused from others, and where the chain commits to another", async () => {
      const where = `${of("depot")}/profile`;
      expect(await code(await story.post(where, profile("Bus depot 2")))).to.deep.equal([
        401,
        "unauthenticated",
      ]);
      expect(await code(await story.post(where, profile("Bus depot 2"), keyOf("farm")))).to.deep.equal([
        403,
        "forbidden",
      ]);
      const salt = `0x${"00".repeat(32)}`;
      expect(
        await code(await story.post(where, profile("Bus depot 2", { salt }), keyOf("depot"))),
      ).to.deep.equal([422, "profile-mismatch"]);
      for (const body of [
        profile("990230300017"),
        profile("a@b"),
        profile(""),
        { type: "person", name: "x" },
      ])
        expect(await code(await story.post(where, body, keyOf("depot")))).to.deep.equal([
          422,
          "request-invalid",
        ]);
      expect(await story.get(of("depot"))).to.include({ name: null, nameCommitted: false });
    });

    it("is kept where name and salt are those that the registration committed to, and can be erased", async () => {
      const salt = Buffer.alloc(32, 7);
      const committed = profileHash(salt, "Village cooperative");
      await story.enrol("village", { kind: 4, profileHash: committed });
      const where = `${of("village")}/profile`;
      const body = profile("Village cooperative", { salt: `0x${salt.toString("hex")}` });
      const registrar = await bearer("registrar");
      const answer = await story.post(where, body, registrar);
      expect([answer.status, await json(answer)]).to.have.nested.property("[1].nameCommitted", true);
      expect(await story.get(of("village"))).to.include({
        name: "Village cooperative",
        profileHash: committed,
      });
      expect(await story.get(`/v1/accounts/${story.numbers.get("village")}`, keyOf("village"))).to.include({
        name: "Village cooperative",
      });
      expect((await story.call("DELETE", where, { headers: keyOf("village") })).status).to.equal(204);
      expect(await story.get(of("village"))).to.include({ name: null });
      expect((await story.post(where, body, keyOf("village"))).status).to.equal(200);
    });

    it("given without a commitment is shown as that, and stands beside the sales in exports", async () => {
      const supplier = story.net.network.accounts.supplier;
      const answer = await story.post(
        `/v1/participants/${supplier}/profile`,
        profile("Electricity supplier"),
        await bearer("supplier"),
      );
      expect(await json(answer)).to.include({ name: "Electricity supplier", nameCommitted: false });
      const csv = await (await story.call("GET", "/v1/sales?format=csv")).text();
      expect(csv.split("\r\n")[0]).to.contain("participant,participantName,device");
    });
  });

  describe("homes", () => {
    const home = (device: number, index: number) => {
      const { serial, publicKey } = makeMeter(`HOME-${index}`);
      return { device, serial, publicKey: `0x${publicKey.toLowerCase()}`, ratedW: 15_000 };
    };

    it("are registered by their community alone, behind its own device, once", async () => {
      const village = story.numbers.get("village")!;
      await story.net.send("registrar", "devices", "register", [
        village,
        ZONE,
        6,
        3,
        90_000,
        0n,
        "METER-village",
      ]);
      await story.net.indexed();
      const { items } = await story.get<{ items: { device: number }[] }>("/v1/devices?serial=METER-village");
      const { device } = items[0]!;
      const first = home(device, 1);
      const post = async (body: unknown, person?: Person) =>
        await story.post("/v1/homes", body, person && keyOf(person));
      expect(await code(await post(first))).to.deep.equal([401, "unauthenticated"]);
      expect(await code(await post(first, "depot"))).to.deep.equal([422, "home-device-invalid"]);
      const broken = { ...first, publicKey: "0x1234" };
      expect(await code(await post(broken, "village"))).to.deep.equal([422, "request-invalid"]);
      expect(await code(await post({ ...first, serial: "METER-depot" }, "village"))).to.deep.equal([
        409,
        "home-serial-taken",
      ]);
      const made = await post(first, "village");
      expect([made.status, await json(made)]).to.have.nested.property("[1].serial", "HOME-1");
      expect((await post(first, "village")).status).to.equal(200);
      expect(await code(await post({ ...first, ratedW: 1 }, "village"))).to.deep.equal([
        409,
        "home-serial-taken",
      ]);
      for (const index of [2, 3, 4, 5, 6])
        expect((await post(home(device, index), "village")).status).to.equal(201);
    });

    it("are listed for their community alone", async () => {
      const list = async (person: Person) =>
        (await story.get<{ items: object[] }>("/v1/homes", keyOf(person))).items;
      expect(await list("village")).to.have.length(6);
      expect((await list("village"))[0])
        .to.include({ serial: "HOME-1" })
        .and.not.have.property("pseudonym");
      expect(await list("depot")).to.have.length(0);
      expect(await code(await story.call("GET", "/v1/homes"))).to.deep.equal([401, "unauthenticated"]);
    });

    it("have totals by slot that are kept back below five homes", async () => {
      const { rows } = await story.net.pool.query<{ home: number; device: number }>(
        "SELECT home, device FROM payload.homes ORDER BY home",
      );
      const keep = async (slot: number, homes: number): Promise<void> => {
        for (const [position, { home: number, device }] of rows.slice(0, homes).entries())
          await story.net.pool.query(
            `INSERT INTO payload.home_leaves (device, slot, version, position, home, salt, import_wh, export_wh, leaf_hash)
               VALUES ($1, $2, 1, $3, $4, $5, 100, 7, $5)`,
            [device, slot, position, number, Buffer.alloc(32)],
          );
      };
      await keep(SLOT, 4);
      await keep(SLOT + 1, 6);
      const { items } = await story.get<{ items: object[] }>("/v1/homes/slots", keyOf("village"));
      expect(items).to.have.length(2);
      expect(items[0]).to.include({ slot: SLOT + 1, homes: 6, importWh: "600", exportWh: "42" });
      expect(items[1]).to.include({ slot: SLOT, homes: 4, importWh: null, exportWh: null });
      expect((await story.get<{ items: object[] }>("/v1/homes/slots", keyOf("depot"))).items).to.have.length(
        0,
      );
    });
  });

  describe("signing in through a contract account (ERC-1271)", () => {
    it("asks the contract on chain whose signature counts", async () => {
      const owner = privateKeyToAccount(generatePrivateKey());
      const address = await deployAccount(story, owner.address);
      await story.net.send("registrar", "participants", "register", [address, 0, 1, `0x${"00".repeat(32)}`]);
      await story.net.indexed();
      const session = await signIn(owner, address);
      expect(session.status).to.equal(201);
      const { participant, token } = await json<{ participant: number; token: string }>(session);
      const found = await story.get<{ items: { participant: number }[] }>(
        `/v1/participants?account=${address}`,
      );
      expect(participant).to.equal(found.items[0]!.participant);
      const current = await story.get("/v1/sessions/current", { authorization: `Bearer ${token}` });
      expect(current).to.include({ participant, account: address });
      const stranger = privateKeyToAccount(generatePrivateKey());
      expect(await code(await signIn(stranger, address))).to.deep.equal([401, "sign-in-refused"]);
    });
  });
});

/** Deploys an account of one owner: it answers ERC-1271 with what the precompile at 1 recovers, and does nothing else. */
async function deployAccount({ net }: Story, owner: Hex): Promise<Hex> {
  const runtime = [
    "600435600052", // hash → word 0
    "60a43560f81c602052", // v → word 1
    "606435604052608435606052", // r, s → words 2 and 3
    "602060806080600060015afa50", // ecrecover into word 4
    `60805173${owner.slice(2).toLowerCase()}14`, // is it the owner?
    "631626ba7e0260e01b60005260206000f3", // then the magic value, else zero
  ].join("");
  const length = (runtime.length / 2).toString(16).padStart(2, "0");
  const deployer = net.account("deployer");
  const raw = await deployer.signTransaction({
    chainId: net.network.chainId,
    data: `0x60${length}8060095f395ff3${runtime}`,
    ...{ nonce: 0, gas: 200_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n },
  });
  const response = await fetch(net.chain.rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: [raw] }),
  });
  const { error } = (await response.json()) as { error?: { message: string } };
  if (error !== undefined) throw new Error(error.message);
  await net.indexed();
  return getContractAddress({ from: deployer.address, nonce: 0n });
}
