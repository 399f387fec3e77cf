// A citizen's report from the form to its answer; who looked at it is told; the public learns counts of ten and more.
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { openCity, type City } from "../test-city.ts";
import {
  areaOf,
  makeReceipt,
  numberOfReceipt,
  readReceipt,
  RECEIPT_PATTERN,
  REPORTS_REGISTRATION,
} from "./terms.ts";

interface Made {
  receipt: string;
  number: string;
  recordHash: string;
  answerDue: string;
}
interface Report {
  status: string;
  text: string | null;
  answer: string | null;
  answerDue: string;
  records: { recordHash: string; state: string }[];
  accesses: { reader: number; way: string; times: number }[];
}
const PLACE = { longitude: 76.945, latitude: 43.238 };
const problem = async (response: Response): Promise<string> =>
  ((await response.json()) as { code: string }).code;

describe("problem reports", () => {
  it("have receipts that people can type and areas in which nobody is found", () => {
    const receipt = makeReceipt();
    expect(receipt).to.match(RECEIPT_PATTERN);
    expect(readReceipt(` ${receipt.slice(0, 6).toLowerCase()}-${receipt.slice(6)} `)).to.equal(receipt);
    expect(numberOfReceipt(receipt))
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.equal(numberOfReceipt(makeReceipt()));
    expect(areaOf([76.945, 43.238])).to.equal("43.23 76.94");
    expect(areaOf([76.94, 43.23])).to.equal("43.23 76.94");
    expect(areaOf([-0.005, -0.01])).to.equal("-0.01 -0.01");
  });
});

describe("A problem that a citizen reports", function () {
  this.timeout(120_000);
  let city: City;
  let made: Made;
  before(async () => void (city = await openCity({ limits: { reportsPerMinute: 30 } })));
  after(async () => await (city as City | undefined)?.[Symbol.asyncDispose]());
  const report = (body: object): Promise<Response> => city.call("POST", "/v1/problem-reports", { body });
  const own = async (): Promise<Report> => await city.ask("GET", `/v1/problem-reports/${made.receipt}`);

  it("is refused while no department takes reports, and where it is not whole", async () => {
    const good = { kind: "waste", text: "The containers overflow.", place: PLACE };
    expect(await problem(await report(good))).to.equal("problem-reports-closed");
    await city.ask("POST", "/v1/data-sets", {
      as: "environment",
      body: { ...REPORTS_REGISTRATION, checkers: city.checkers, quorum: 2 },
    });
    for (const wrong of [{ kind: "war" }, { text: "short" }, { place: { longitude: 200, latitude: 0 } }])
      expect(await problem(await report({ ...good, ...wrong }))).to.equal("request-invalid");
    const personal = await report({ ...good, text: "Call me, please: +7 701 123 45 67" });
    expect(await problem(personal)).to.equal("personal-data");
  });

  it("gives a receipt by which alone it is found, and a deadline", async () => {
    const response = await report({ kind: "waste", text: "The containers overflow.", place: PLACE });
    expect(response.status).to.equal(201);
    made = (await response.json()) as Made;
    const found = await own();
    expect([found.status, found.text, found.answerDue]).to.deep.equal([
      ...["open", "The containers overflow.", made.answerDue],
    ]);
    const unknown = await city.call("GET", `/v1/problem-reports/${makeReceipt()}`);
    expect(await problem(unknown)).to.equal("problem-report-unknown");
    await city.anchored([made.recordHash]);
    expect((await own()).records[0]!.state).to.equal("anchored");
  });

  it("shows its words to members, and tells the reporter that they looked", async () => {
    const stranger = await city.call("GET", `/v1/records/${made.recordHash}/payload`);
    expect(stranger.status).to.equal(401);
    expect((await own()).accesses).to.deep.equal([]);
    await city.ask("GET", `/v1/records/${made.recordHash}/payload`, { as: "transport" });
    await city.ask("GET", `/v1/records/${made.recordHash}/payload`, { as: "transport" });
    await city.ask("GET", "/v1/data-sets/city.reports/observations", { as: "energy" });
    const { accesses } = await own();
    expect(accesses.map(({ reader, way, times }) => [reader, way, times])).to.have.deep.members([
      [city.numbers.transport, "payload", 2],
      [city.numbers.energy, "list", 1],
    ]);
    const mine = await city.ask<{ items: { reader: number }[] }>("GET", "/v1/my-data-access", {
      as: "environment",
    });
    expect(mine.items.map(({ reader }) => reader)).to.have.members([
      city.numbers.transport,
      city.numbers.energy,
    ]);
    expect((await city.call("GET", "/v1/my-data-access")).status).to.equal(401);
    const audit = await city.ask<{ items: unknown[] }>("GET", "/v1/my-data-access?everybody=true", {
      as: "energy",
    });
    expect(audit.items.length).to.equal(2);
  });

  it("is answered once, by the department only", async () => {
    const where = `/v1/problem-reports/${made.number}/answer`;
    const body = { status: "answered", answer: "Emptied this morning; twice a week from now on." };
    expect(await problem(await city.call("POST", where, { as: "transport", body }))).to.equal(
      "issuer-not-entitled",
    );
    const { recordHash } = await city.ask<{ recordHash: string }>("POST", where, { as: "environment", body });
    expect(await problem(await city.call("POST", where, { as: "environment", body }))).to.equal(
      "problem-report-answered",
    );
    const found = await own();
    expect([found.status, found.answer, found.text]).to.deep.equal([
      ...["answered", body.answer, "The containers overflow."],
    ]);
    expect(found.records.map((each) => each.recordHash)).to.deep.equal([made.recordHash, recordHash]);
  });

  it("is public as a count of ten and more only", async () => {
    const counts = async () =>
      await city.ask<{ items: object[]; total: number | null }>("GET", "/v1/problem-reports");
    expect(await counts()).to.deep.include({ items: [], total: null });
    for (let count = 0; count < 10; count += 1)
      expect(
        (await report({ kind: "road", text: `A hole in the road, number ${count}`, place: PLACE })).status,
      ).to.equal(201);
    const shown = await counts();
    expect(JSON.stringify(shown)).to.not.include("waste");
    for (let count = 0; count < 10; count += 1)
      await report({ kind: "waste", text: `Another container overflows, ${count}`, place: PLACE });
    expect((await counts()).items).to.have.deep.members([
      { area: "43.23 76.94", kind: "waste", reports: 11 },
      { area: "43.23 76.94", kind: "road", reports: 10 },
    ]);
  });

  it("is limited in number for each address", async () => {
    let last = 201;
    for (let count = 0; count < 25 && last === 201; count += 1)
      last = (await report({ kind: "other", text: "The same thing again.", place: PLACE })).status;
    expect(last).to.equal(429);
  });
});

describe("The auditor's search", function () {
  this.timeout(120_000);
  let city: City;
  before(async () => void (city = await openCity()));
  after(async () => await (city as City | undefined)?.[Symbol.asyncDispose]());
  interface Found {
    items: { recordHash: string; subject: string; flags: string[] }[];
  }
  const find = async (query: string): Promise<Found["items"]> =>
    (await city.ask<Found>("GET", `/v1/found-records?${query}`)).items;

  it("finds records by hash, subject, issuer, flag and time, and exports what it found", async () => {
    const { air, AIR } = await import("../test-city.ts");
    await city.registerAir();
    const { results } = await city.ask<{ results: { records: string[] }[] }>(
      "POST",
      `/v1/data-sets/${AIR}/observations`,
      { as: "environment", body: [0, 1, 2, 3, 4].map((hour) => air(1, hour, hour === 4 ? 1_500 : 20)) },
    );
    const hashes = results.flatMap(({ records }) => records);
    const subject = "urn:ngsi-ld:AirQualityObserved:station-1";
    expect((await find(`hash=${hashes[2]}`)).map(({ recordHash }) => recordHash)).to.deep.equal([hashes[2]]);
    expect((await find(`subject=${subject}`)).length).to.equal(5);
    expect((await find(`subject=${subject}&flag=range`)).map(({ recordHash }) => recordHash)).to.deep.equal([
      hashes[4],
    ]);
    expect(
      (await find(`issuer=${city.numbers.environment}&dataset=${AIR}&to=2025-01-01T01:00:00Z`)).length,
    ).to.equal(2);
    expect(await find(`subject=nobody`)).to.deep.equal([]);
    const csv = await (await city.call("GET", `/v1/found-records?subject=${subject}&format=csv`)).text();
    expect(csv.trim().split(/\r?\n/).length).to.equal(6);
    expect(csv).to.include(hashes[0]);
  });

  it("keeps searches for each caller", async () => {
    expect((await city.call("GET", "/v1/saved-searches")).status).to.equal(401);
    const body = { name: "Doubtful air", query: { flag: "range" } };
    await city.ask("POST", "/v1/saved-searches", { as: "energy", body });
    await city.ask("POST", "/v1/saved-searches", {
      as: "energy",
      body: { ...body, query: { flag: "spike" } },
    });
    const kept = async (as: "energy" | "transport") =>
      (await city.ask<{ items: { name: string; query: object }[] }>("GET", "/v1/saved-searches", { as }))
        .items;
    expect((await kept("energy")).map(({ name, query }) => [name, query])).to.deep.equal([
      ["Doubtful air", { flag: "spike" }],
    ]);
    expect(await kept("transport")).to.deep.equal([]);
    const wrong = await city.call("POST", "/v1/saved-searches", {
      as: "energy",
      body: { name: "x", query: { x: "1" } },
    });
    expect(wrong.status).to.equal(422);
    await city.ask("DELETE", "/v1/saved-searches/Doubtful%20air", { as: "energy" });
    expect(await kept("energy")).to.deep.equal([]);
  });
});
