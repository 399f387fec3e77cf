// What members sign, who may read what, and when two copies are the same.
import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fingerprintOf, type FingerprintLeaf } from "../data-sets/fingerprint.ts";
import type { Bytes32, Hex, LedgerError } from "@alatau/sdk";
import { compareFingerprints } from "./compare.ts";
import { exchangeKeyOf, readExchangeKey } from "./key.ts";
import { groupPeers } from "./members.ts";
import { mayReadRecord, type Reader } from "./rights.ts";
import {
  signAnswer,
  signRequest,
  verifyAnswer,
  verifyRequest,
  type HeaderMap,
  type SignedRequest,
} from "./signatures.ts";

const key = exchangeKeyOf(generateKeyPairSync("ed25519").privateKey);
const other = exchangeKeyOf(generateKeyPairSync("ed25519").privateKey);
const URL_OF = "http://b.example/exchange/v1/payloads?x=1";
const BODY = Buffer.from('{"records":[]}');

async function request(now?: number): Promise<SignedRequest> {
  const asked = { from: 7, to: 9, method: "POST", url: URL_OF, body: BODY };
  return { method: "POST", url: URL_OF, headers: await signRequest(key, asked, now) };
}
const check = async (
  asked: SignedRequest,
  body: Uint8Array = BODY,
  keyOf: (member: number) => Hex | undefined = (member) => (member === 7 ? key.publicKey : undefined),
): Promise<string> =>
  await verifyRequest(asked, body, async (member) => await Promise.resolve(keyOf(member))).then(
    ({ member }) => `member ${member}`,
    (failure: unknown) => (failure as LedgerError).code,
  );
const withHeaders = (asked: SignedRequest, headers: HeaderMap): SignedRequest => ({
  ...asked,
  headers: { ...asked.headers, ...headers },
});

describe("a signed request of a member", () => {
  it("holds as it was signed, behind another host too", async () => {
    expect(await check(await request())).to.equal("member 7");
    expect(await check({ ...(await request()), url: URL_OF.replace("b.example", "inside:1") })).to.equal(
      "member 7",
    );
  });

  it("holds for no other method, path, query, member, body or key", async () => {
    const asked = await request();
    const invalid = "request-signature-invalid";
    expect(await check({ ...asked, url: URL_OF.replace("payloads", "status") })).to.equal(invalid);
    expect(await check({ ...asked, url: URL_OF.replace("x=1", "x=2") })).to.equal(invalid);
    expect(await check({ ...asked, method: "PUT" })).to.equal(invalid);
    expect(await check(withHeaders(asked, { "alatau-member": "8" }))).to.equal(invalid);
    expect(await check(asked, Buffer.from("{}"))).to.equal("content-digest-mismatch");
    expect(await check(asked, BODY, () => other.publicKey)).to.equal(invalid);
    expect(await check(asked, BODY, () => undefined)).to.equal("member-not-announced");
    expect(await check({ ...asked, headers: {} })).to.equal("request-unsigned");
  });

  it("holds for a minute", async () => {
    expect(await check(await request(Date.now() - 200_000))).to.equal("request-signature-expired");
    expect(await check(await request(Date.now() + 200_000))).to.equal("request-signature-expired");
    expect(await check(await request(Date.now() - 20_000))).to.equal("member 7");
  });

  it("must cover all of it: a signature over less is refused", async () => {
    const asked = await request();
    const less = asked.headers["signature-input"]!.replace(' "content-digest"', "");
    expect(await check(withHeaders(asked, { "signature-input": less }))).to.equal(
      "request-signature-invalid",
    );
  });

  it("is refused with any byte of its signature changed", async () => {
    const asked = await request();
    const signature = asked.headers["signature"]!;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: signature.length - 4 }), async (at) => {
        const letter = signature[at] === "A" ? "B" : "A";
        const changed = signature.slice(0, at) + letter + signature.slice(at + 1);
        expect(await check(withHeaders(asked, { signature: changed }))).to.equal("request-signature-invalid");
      }),
      { numRuns: 40, examples: [[signature.length - 4]] }, // the last letter, whose spare bits decode to nothing
    );
  });
});

describe("a signed answer of a member", () => {
  it("holds for its own request, status and body alone", async () => {
    const asked = await request();
    const headers = await signAnswer(key, 9, { status: 200, body: BODY }, asked);
    const answer = { status: 200, headers };
    const said = { request: asked, publicKey: key.publicKey };
    expect(await verifyAnswer(answer, BODY, said)).to.equal(true);
    expect(await verifyAnswer(answer, Buffer.from("altered on the way"), said)).to.equal(false);
    expect(await verifyAnswer({ ...answer, status: 404 }, BODY, said)).to.equal(false);
    expect(await verifyAnswer(answer, BODY, { ...said, publicKey: other.publicKey })).to.equal(false);
    expect(await verifyAnswer(answer, BODY, { ...said, request: await request() })).to.equal(false);
    expect(await verifyAnswer({ status: 200, headers: {} }, BODY, said)).to.equal(false);
  });
});

describe("the exchange key", () => {
  it("is made once, for its owner's eyes, however many start at once", async () => {
    const home = await mkdtemp(path.join(tmpdir(), "alatau-key-"));
    const keys = await Promise.all(Array.from({ length: 8 }, () => readExchangeKey(home)));
    expect(new Set(keys.map(({ publicKey }) => publicKey)).size).to.equal(1);
    expect((await stat(path.join(home, "exchange.key"))).mode & 0o777).to.equal(0o600);
    await rm(home, { recursive: true });
  });
});

describe("groupPeers", () => {
  it("takes participants with one address and key for one gateway", () => {
    const [a, b] = [key.publicKey, other.publicKey];
    const peers = groupPeers([
      { participant: 1, url: "http://x", publicKey: a },
      { participant: 2, url: "http://y", publicKey: b },
      { participant: 3, url: "http://x", publicKey: a },
    ]);
    expect(peers.map(({ participants }) => participants)).to.deep.equal([[1, 3], [2]]);
  });
});

describe("mayReadRecord", () => {
  const reader = (fields: Partial<Reader> = {}): Reader => ({
    ...{ participants: [5], keepsAll: false, groups: new Set<number>() },
    ...fields,
  });
  it("opens the owner's records to keepers, the issuer and holders of the group", () => {
    const record = { visibility: "owner", issuer: 1, group: 2 } as const;
    expect(mayReadRecord(record, reader())).to.equal(false);
    expect(mayReadRecord(record, reader({ keepsAll: true }))).to.equal(true);
    expect(mayReadRecord({ ...record, issuer: 5 }, reader())).to.equal(true);
    expect(mayReadRecord(record, reader({ groups: new Set([3]) }))).to.equal(false);
    expect(mayReadRecord(record, reader({ groups: new Set([2]) }))).to.equal(true);
    expect(mayReadRecord(record, reader({ groups: new Set([0]) }))).to.equal(true);
    expect(mayReadRecord({ ...record, visibility: "members" }, reader())).to.equal(true);
  });
});

describe("D1: copies of members with the same rights", () => {
  const leaf = fc.record({
    publisher: fc.integer({ min: 1, max: 3 }),
    sequence: fc.integer({ min: 1, max: 5 }),
    index: fc.integer({ min: 0, max: 20 }),
    recordHash: fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((found) => `0x${Buffer.from(found).toString("hex")}` as Bytes32),
    isErased: fc.boolean(),
  });
  const place = ({ publisher, sequence, index }: FingerprintLeaf): string =>
    `${publisher}/${sequence}/${index}`;
  const leaves = fc.uniqueArray(leaf, { selector: place, minLength: 1, maxLength: 40 });
  const ordered = (found: readonly FingerprintLeaf[]): FingerprintLeaf[] =>
    found.toSorted((a, b) => a.publisher - b.publisher || a.sequence - b.sequence || a.index - b.index);
  const complete = (found: readonly FingerprintLeaf[]) =>
    ({ state: "complete", root: fingerprintOf(ordered(found)), records: found.length, erased: 0 }) as const;

  it("are equal in whatever order records arrived, and differ by any record or erasure", () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.infiniteStream(fc.nat()), (found, nth, random) => {
        const keys = new Map(found.map((each) => [each, random.next().value as number]));
        const shuffled = found.toSorted((a, b) => keys.get(a)! - keys.get(b)!);
        expect(compareFingerprints(complete(found), complete(shuffled))).to.equal("equal");
        const at = nth % found.length;
        const erased = found.map((each, i) => (i === at ? { ...each, isErased: !each.isErased } : each));
        expect(compareFingerprints(complete(found), complete(erased))).to.equal("differs");
        const fewer = found.filter((_, i) => i !== at);
        if (fewer.length > 0)
          expect(compareFingerprints(complete(found), complete(fewer))).to.equal("differs");
      }),
    );
  });

  it("say nothing while one of them is incomplete", () => {
    const whole = complete([]);
    expect(compareFingerprints({ state: "incomplete", missing: 1 }, whole)).to.equal("incomplete");
    expect(compareFingerprints(whole, { state: "incomplete", root: null })).to.equal("incomplete");
  });
});
