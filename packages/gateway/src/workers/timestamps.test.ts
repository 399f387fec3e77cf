// Outside timestamps from a real authority, from the batch to the bundle that is checked offline.
import type { CheckFailedError } from "@alatau/sdk";
import { sha256, utf8, verifyBundle, type Network } from "@alatau/sdk";
import { checkTimestamp, timestampRequest, timestampToken } from "@alatau/sdk/timestamp";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { air, AIR, openCity, until } from "../test-city.ts";
import { runTimestamps } from "./timestamps.ts";
import { hasOpenssl, startAuthority, type TestAuthority } from "./tsa.fixture.ts";

const NONCE = Uint8Array.of(0x41, 2, 3);
const imprint = sha256(utf8("root"));

describe("an outside timestamp", function () {
  this.timeout(120_000);
  let rsa: TestAuthority;
  let ec: TestAuthority;
  let stranger: TestAuthority;
  before(async function () {
    if (!hasOpenssl) {
      process.stdout.write("  skipped: there is no openssl\n");
      this.skip();
    }
    [rsa, ec, stranger] = await Promise.all([
      startAuthority(),
      startAuthority({ key: "ec" }),
      startAuthority(),
    ]);
  });
  after(async () => {
    for (const authority of [rsa, ec, stranger]) await authority?.[Symbol.asyncDispose]();
  });
  const tokenOf = ({ answer }: TestAuthority): Uint8Array =>
    timestampToken(answer(timestampRequest(imprint, NONCE)), { imprint, nonce: NONCE });
  const failure = async (token: Uint8Array, certificate: Uint8Array, over = imprint): Promise<string> =>
    await checkTimestamp(token, { imprint: over, certificate }).then(
      () => "held",
      (error: unknown) => (error as CheckFailedError).failure,
    );

  it("holds with the authority's certificate, of an RSA and of an EC key", async () => {
    for (const authority of [rsa, ec]) {
      const seen = await checkTimestamp(tokenOf(authority), { imprint, certificate: authority.certificate });
      expect(Math.abs(Number(seen) - Date.now() / 1000)).to.be.below(60);
    }
  });

  it("fails with another certificate, another hash, or any byte of its content or signature changed", async () => {
    const token = tokenOf(rsa);
    expect(await failure(token, rsa.certificate)).to.equal("held");
    expect(await failure(token, stranger.certificate)).to.equal("timestamp-invalid");
    expect(await failure(token, ec.certificate)).to.equal("timestamp-invalid");
    await using web = await startAuthority({ purpose: "other" });
    expect(await failure(token, web.certificate)).to.equal("timestamp-invalid");
    expect(await failure(token, rsa.certificate, sha256(utf8("other")))).to.equal("timestamp-foreign");
    expect(await failure(token, utf8("no certificate"))).to.equal("timestamp-invalid");
    expect(await failure(token.subarray(1), rsa.certificate)).to.equal("timestamp-invalid");
    const year = Buffer.from(token).indexOf(utf8(String(new Date().getUTCFullYear())));
    for (const at of [year + 3, token.length - 5])
      expect(await failure(token.with(at, token[at]! ^ 1), rsa.certificate)).to.equal("timestamp-invalid");
  });

  it("is not taken from an answer to another request", () => {
    const answer = rsa.answer(timestampRequest(imprint, NONCE));
    expect(() => timestampToken(answer, { imprint, nonce: Uint8Array.of(0x42) })).to.throw("another request");
    expect(() => timestampToken(answer, { imprint: sha256(NONCE), nonce: NONCE })).to.throw("another hash");
    expect(() => timestampToken(randomBytes(40), { imprint, nonce: NONCE })).to.throw("cannot be read");
    const sha1 = Buffer.from("no such query");
    expect(() => timestampToken(rsa.answer(sha1), { imprint, nonce: NONCE })).to.throw("refuses");
  });

  it("is asked for every batch where an address is configured, and stands in the record's bundle", async () => {
    await using city = await openCity();
    await city.registerAir();
    const { results } = await city.ask<{ results: { records: string[] }[] }>(
      ...([
        "POST",
        `/v1/data-sets/${AIR}/observations`,
        { as: "environment", body: [air(1, 1, 7)] },
      ] as const),
    );
    const [record] = results.flatMap(({ records }) => records);
    await city.anchored([record!]);
    const network = await city.ask<Network>("GET", "/network.json");
    const bundle = async (): Promise<unknown> => {
      await until(async () => (await city.call("GET", `/v1/records/${record}/proof`)).ok);
      return await city.ask("GET", `/v1/records/${record}/proof`);
    };
    const { certificate: tsaCertificate } = rsa;
    const without = await verifyBundle(await bundle(), network, { tsaCertificate });
    expect(without.failure?.code).to.equal("timestamp-missing");
    const stop = new AbortController();
    const { pool } = city.net;
    const options = { pool, signal: stop.signal, logger: pino({ level: "silent" }) };
    const [off, on] = [runTimestamps(options), runTimestamps({ ...options, url: rsa.url })];
    await until(async () => {
      const { rowCount } = await pool.query("SELECT 1 FROM payload.timestamps");
      return rowCount! > 0;
    });
    stop.abort();
    await Promise.all([off, on]);
    const stamped = await bundle();
    const { proven, facts, failure: why } = await verifyBundle(stamped, network, { tsaCertificate });
    expect(proven, why?.detail).to.equal(true);
    expect(facts.timestamp).to.be.a("bigint");
    expect((await verifyBundle(stamped, network)).proven).to.equal(true);
    const wrong = await verifyBundle(stamped, network, { tsaCertificate: stranger.certificate });
    expect(wrong.failure?.code).to.equal("timestamp-invalid");
  });
});
