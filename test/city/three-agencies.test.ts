// Three agencies, three gateways, three databases, one chain: published, checked, co-signed, corrected, erased; one dies and comes back;
// one lies and is named. Everything is real, each member is a process of its own.
import { datasetId, type Hex } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { generateKeyPairSync } from "node:crypto";
import { sealDocument } from "../../packages/gateway/src/data-sets/description.ts";
import { exchangeKeyOf } from "../../packages/gateway/src/exchange/key.ts";
import { signRequest } from "../../packages/gateway/src/exchange/signatures.ts";
import { air, AIR, AIR_SCHEMA, until } from "../../packages/gateway/src/test-city.ts";
import { batchApproval, batchDigestOf, toJson } from "../../packages/gateway/src/workers/approvals.ts";
import { count, openMembers, type Member, type Members } from "./members.ts";

interface Uploaded {
  results: { status: string; records: string[] }[];
}
interface FaultLine {
  member: number;
  statedBy: number;
  kind: string;
  recordHash: string;
}
const WATER = "environment.water";
const PERMITS = "environment.permits";

describe("Three agencies with a database each", function () {
  this.timeout(120_000);
  let city: Members;
  let environment: Member;
  let transport: Member;
  let energy: Member;
  before(async () => {
    city = await openMembers();
    ({ environment, transport, energy } = city.members);
  });
  after(async () => await (city as Members | undefined)?.[Symbol.asyncDispose]());

  const everybody = (): Member[] => [environment, transport, energy];
  const bytes = (hash: string): Buffer => Buffer.from(hash.slice(2), "hex");

  async function register(
    name: string,
    checkers: readonly Member[],
    quorum: number,
    visibility: "public" | "owner" = "public",
  ): Promise<void> {
    const { id, ...schema } = AIR_SCHEMA;
    const document = { references: {}, ...schema };
    const owner = environment.participant;
    await city.enter(name, {
      owner,
      visibility: visibility === "owner" ? 2 : 0,
      schemaHash: sealDocument(document).hash,
    });
    const numbers = checkers.map(({ participant }) => participant);
    await city.setCheckers(datasetId(name), numbers, quorum);
    await until(
      async () =>
        (await count(
          environment.pool,
          "ledger.datasets d JOIN ledger.current_checkers k USING (dataset)",
          "d.name = $1",
          [name],
        )) === 1,
    );
    await environment.ask("POST", "/v1/data-sets", {
      ...{ name, visibility, retentionDays: 3650, cadenceSeconds: 3600, checkers: numbers, quorum },
      schema: { id, ...document },
      description: { title: { en: name }, licence: "CC-BY-4.0" },
    });
  }

  const publish = async (name: string, entities: readonly unknown[], query = ""): Promise<string[]> =>
    (
      await environment.ask<Uploaded>("POST", `/v1/data-sets/${name}/observations${query}`, entities)
    ).results.flatMap(({ records }) => records);

  /** Waits until members have records with their payloads, in batches of the chain. */
  async function held(records: readonly string[], by: readonly Member[], what = "held"): Promise<void> {
    for (const { pool, name } of by)
      await until(
        async () =>
          (await count(
            pool,
            `payload.records r JOIN work.batch_records w USING (record_hash)
               JOIN work.batches b ON b.dataset = w.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence`,
            "r.record_hash = ANY($1::bytea[]) AND r.payload IS NOT NULL AND b.state = 'accepted'",
            [records.map(bytes)],
          )) === records.length,
        { what: `${what} by ${name}`, timeoutMs: 25_000 },
      );
  }

  async function fault(wanted: Partial<FaultLine>, seenBy: Member): Promise<FaultLine> {
    let found: FaultLine | undefined;
    await until(
      async () => {
        const { items } = await seenBy.ask<{ items: FaultLine[] }>("GET", "/v1/faults");
        found = items.find((line) =>
          Object.entries(wanted).every(([name, value]) => line[name as never] === value),
        );
        return found !== undefined;
      },
      { what: `fault ${JSON.stringify(wanted)}`, timeoutMs: 30_000 },
    );
    return found!;
  }

  const list = async (member: Member, name: string): Promise<Record<string, unknown>[]> =>
    (
      await member.ask<{ items: { entity: Record<string, unknown> | null }[] }>(
        "GET",
        `/v1/data-sets/${name}/observations?limit=200`,
      )
    ).items.flatMap(({ entity }) => (entity === null ? [] : [entity]));

  async function fingerprints(name: string, block: number): Promise<string[]> {
    const where = `/v1/data-sets/${name}/fingerprint?visibility=members&block=${block}`;
    return await Promise.all(
      everybody().map(async (member) => {
        const { state, root } = await member.ask<{ state: string; root: string | null }>("GET", where);
        return root ?? state;
      }),
    );
  }

  let records: string[] = [];

  it("find each other on the chain, each with a key of its own", async () => {
    const { items } = await transport.ask<{ items: { url: string; exchangeKey: string; isOwn: boolean }[] }>(
      "GET",
      "/v1/gateways",
    );
    expect(items.map(({ url }) => url)).to.have.members(everybody().map(({ url }) => url));
    expect(new Set(items.map(({ exchangeKey }) => exchangeKey)).size).to.equal(3);
    expect(items.filter(({ isOwn }) => isOwn).length).to.equal(1);
  });

  it("check and co-sign what one of them publishes, each from its own database", async () => {
    await register(AIR, [transport, energy], 2);
    records = await publish(
      AIR,
      Array.from({ length: 24 }, (_, hour) => [air(1, hour, 20 + hour), air(2, hour, 40 + hour)]).flat(),
    );
    await held(records, everybody());
    for (const { pool, participant } of [transport, energy])
      expect(
        await count(environment.pool, "work.approvals", "checker = $1 AND signature IS NOT NULL", [
          participant,
        ]),
      )
        .to.be.greaterThan(0)
        .and.to.equal(
          await count(pool, "work.approvals", "checker = $1 AND verdict = 'approved'", [participant]),
        );
    expect((await list(energy, AIR)).length).to.equal(48);
  });

  it("follow a correction and an erasure", async () => {
    const [corrected] = await publish(AIR, [air(1, 5, 99)], "?correction=sensor-recalibrated");
    await held([corrected!], everybody());
    for (const member of [transport, energy]) {
      const values = (await list(member, AIR)).map(({ pm25 }) => pm25);
      expect(values).to.include(99).and.not.to.include(25);
    }
    const erased = records[1]!;
    const { tombstone } = await environment.ask<{ tombstone: string }>(
      "POST",
      `/v1/records/${erased}/erasure`,
      {
        reason: "asked-by-person",
      },
    );
    await held([tombstone], everybody());
    for (const member of [transport, energy]) {
      const answer = await member.call("GET", `/v1/records/${erased}/payload`);
      expect(((await answer.json()) as { code: string }).code).to.equal("payload-erased");
    }
    records = [...records.filter((record) => record !== erased), corrected!, tombstone];
  });

  it("go on without one that was killed, which has everything once it is back", async () => {
    await city.setCheckers(datasetId(AIR), [transport.participant, energy.participant], 1);
    const dying = publish(
      AIR,
      Array.from({ length: 24 }, (_, hour) => air(3, hour, 10 + hour)),
    );
    await energy.kill();
    const later = [...(await dying), ...(await publish(AIR, [air(4, 0, 7)]))];
    await held(later, [environment, transport], "held without energy");
    await energy.start();
    await held([...records, ...later], [energy]);
    records.push(...later);
  });

  it("have the same fingerprint", async () => {
    const { rows } = await environment.pool.query<{ last: number }>(
      "SELECT max(number) AS last FROM ledger.batches b, ledger.blocks WHERE b.block_number = number",
    );
    const [first, ...rest] = await fingerprints(AIR, rows[0]!.last);
    expect(first).to.match(/^0x[0-9a-f]{64}$/);
    expect(rest).to.deep.equal([first, first]);
    await until(async () => (await count(energy.pool, "work.exchange_comparisons", "state = 'equal'")) > 0);
    expect(await count(energy.pool, "work.exchange_comparisons", "state = 'differs'")).to.equal(0);
  });

  it("name who gives an altered payload or has lost one, and take another's copy", async () => {
    await register(WATER, [transport], 1);
    await energy.kill();
    const [altered, lost] = await publish(WATER, [air(7, 0, 1), air(7, 1, 2)]);
    await held([altered!, lost!], [environment, transport]);
    const { rows } = await environment.pool.query<{ payload: Buffer }>(
      "SELECT payload FROM payload.records WHERE record_hash = $1",
      [bytes(lost!)],
    );
    await environment.pool.query(
      "UPDATE payload.records SET payload = convert_to(replace(convert_from(payload, 'UTF8'), 'pm25', 'pm10'), 'UTF8') WHERE record_hash = ANY($1::bytea[])",
      [[altered, lost].map((hash) => bytes(hash!))],
    );
    await transport.pool.query("UPDATE payload.records SET payload = NULL WHERE record_hash = $1", [
      bytes(lost!),
    ]);
    await energy.start();
    await held([altered!], [energy]);
    const named = { statedBy: energy.participant };
    await fault(
      { ...named, member: environment.participant, kind: "payload-altered", recordHash: altered! },
      transport,
    );
    await fault(
      { ...named, member: transport.participant, kind: "payload-missing", recordHash: lost! },
      environment,
    );
    await environment.pool.query("UPDATE payload.records SET payload = $2 WHERE record_hash = $1", [
      ...[bytes(lost!), rows[0]!.payload],
    ]);
    await held([lost!], [energy], "found again");
    const { items } = await energy.ask<{ items: FaultLine[] }>("GET", "/v1/faults");
    expect(items.filter(({ recordHash }) => recordHash === altered).length).to.equal(1);
  });

  it("give the owner's fields to its checkers, and to others once the chain grants it", async () => {
    await register(PERMITS, [transport], 1, "owner");
    const records = await publish(PERMITS, [air(9, 0, 3)]);
    await held(records, [environment, transport]);
    const known = async (): Promise<number> =>
      await count(energy.pool, "work.batches", "dataset = $1 AND state = 'accepted'", [PERMITS]);
    await until(async () => (await known()) === 1, { what: "the envelopes at energy" });
    expect(
      await count(energy.pool, "payload.records", "dataset = $1 AND payload IS NOT NULL", [PERMITS]),
    ).to.equal(0);
    const granted = { group: 0, participant: energy.participant, validTo: "2030-01-01T00:00:00Z" };
    const answer = await environment.call("POST", `/v1/data-sets/${PERMITS}/grants`, granted);
    expect(answer.status).to.equal(204);
    await held(records, [energy], "granted");
  });

  it("refuse a forged batch and say who offered it", async () => {
    const { network } = city.net;
    const { rows } = await environment.pool.query<{ record_hash: Buffer; approval: { previous: Hex } }>(
      `INSERT INTO payload.records (record_hash, dataset, publisher, identity, envelope, payload_hash, salt, payload, evidence, observed_from,
           observed_to, source)
         SELECT sha256('forged'), dataset, publisher, sha256('forged'), replace(envelope, 'station-7', 'station-8'), payload_hash, salt,
                payload, 0, observed_from, observed_to, 'jsonl' FROM payload.records WHERE dataset = $1 ORDER BY number LIMIT 1
       RETURNING record_hash`,
      [WATER],
    );
    const recordHash = `0x${rows[0]!.record_hash.toString("hex")}` as never;
    const approval = batchApproval(
      {
        ...{ dataset: datasetId(WATER), publisher: environment.participant, sequence: 9 },
        ...{ previous: `0x${"00".repeat(32)}`, validBefore: 1_800_000_000 },
      },
      [{ recordHash, observedFrom: 1, observedTo: 2 }],
    );
    await environment.pool.query(
      `WITH batch AS (
         INSERT INTO work.batches (dataset, publisher, sequence, state, approval, approval_hash) VALUES ($1, $2, 9, 'candidate', $3, $4))
       INSERT INTO work.batch_records (dataset, publisher, sequence, position, record_hash) VALUES ($1, $2, 9, 0, $5)`,
      [
        ...[WATER, environment.participant, JSON.stringify(toJson(approval))],
        ...[bytes(batchDigestOf(approval, network)), rows[0]!.record_hash],
      ],
    );
    const named = { member: environment.participant, statedBy: transport.participant, kind: "forged-batch" };
    await fault(named, energy);
    expect(await count(transport.pool, "work.batches", "dataset = $1 AND sequence = 9", [WATER])).to.equal(0);
    expect(await count(transport.pool, "work.incidents", "kind = 'forged-batch'")).to.equal(1);
  });

  it("refuse requests that are not signed by a member, are for another one, or come twice", async () => {
    const path = "/exchange/v1/candidates";
    const code = async (headers: Readonly<Record<string, string>>): Promise<string> => {
      const answer = await fetch(transport.url + path, { headers });
      return answer.ok ? "ok" : ((await answer.json()) as { code: string }).code;
    };
    const stranger = exchangeKeyOf(generateKeyPairSync("ed25519").privateKey);
    const sign = (from: number, to: number) =>
      signRequest(stranger, { from, to, method: "GET", url: transport.url + path });
    expect(await code({})).to.equal("request-unsigned");
    expect(await code(await sign(4_000, transport.participant))).to.equal("member-not-announced");
    expect(await code(await sign(energy.participant, transport.participant))).to.equal(
      "request-signature-invalid",
    );
    expect(await count(transport.pool, "work.incidents", "kind = 'exchange-refused'")).to.equal(3);
  });
});
