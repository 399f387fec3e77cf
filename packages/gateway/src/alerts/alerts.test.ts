// Thresholds and alerts, from the values that cross a limit to a proof of who closed them. Everything is real.
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "mocha";
import { air, AIR, openCity, START, until, type City } from "../test-city.ts";
import { projectAlerts, readAlertRecords, rebuildAlerts } from "./project.ts";

const OBSERVATIONS = `/v1/data-sets/${AIR}/observations`;
const HOURLY = {
  ...{ id: "pm25-value", version: 1, dataset: AIR, property: "pm25", unit: "GQ", statistic: "value" },
  ...{ limit: "100", comparison: "above", validFrom: "2025-01-01T00:00:00Z" },
  source: { document: "A limit of this test", confirmed: true },
};

interface Seen {
  alert: string;
  subject: string;
  state: string;
  value: string;
  worst: string;
  thresholdVersion: number;
  raisedAt: string;
  record: string;
  history: {
    state: string;
    by: string;
    note: string;
    record: string;
    block: number | null;
    evidence: string[];
  }[];
}

describe("Alerts", function () {
  this.timeout(120_000);
  let city: City;
  let worker: { stop(): Promise<void> };
  before(async () => {
    city = await openCity();
    await city.registerAir();
  });
  after(async () => await city[Symbol.asyncDispose]());

  const post = async <T>(where: string, body: unknown, as: "environment" | "transport" = "environment") =>
    await city.ask<T>("POST", where, { as, body });
  const upload = async (entities: unknown, query = ""): Promise<string[]> => {
    const { results } = await post<{ results: { records: string[]; status: string }[] }>(
      OBSERVATIONS + query,
      entities,
    );
    return results.flatMap(({ records }) => records);
  };
  const problem = async (where: string, body: unknown, as: "environment" | "transport" = "environment") =>
    ((await (await city.call("POST", where, { as, body })).json()) as { code: string }).code;
  const list = async (query = ""): Promise<Seen[]> =>
    (await city.ask<{ items: Seen[] }>("GET", `/v1/alerts?limit=200${query}`)).items;
  const one = async (alert: string): Promise<Seen> => await city.ask<Seen>("GET", `/v1/alerts/${alert}`);
  const station = (number: number): string => `urn:ngsi-ld:AirQualityObserved:station-${number}`;
  const ofStation = async (number: number): Promise<Seen[]> => await list(`&subject=${station(number)}`);
  const untilAlert = async (number: number, state: string): Promise<Seen> => {
    await until(async () => (await ofStation(number))[0]?.state === state, { what: `alert ${state}` });
    return await one((await ofStation(number))[0]!.alert);
  };

  it("keeps thresholds and alerts in data sets of an agency, registered once", async () => {
    const asked = { checkers: city.checkers, quorum: 2 };
    expect(await problem("/v1/thresholds", HOURLY)).to.equal("dataset-unknown");
    const first = await post<{ dataSets: string[] }>("/v1/alerts/data-sets", asked);
    expect(first.dataSets).to.deep.equal(["city.thresholds", "city.alerts"]);
    expect(await post("/v1/alerts/data-sets", asked)).to.deep.equal(first);
    expect(await problem("/v1/alerts/data-sets", asked, "transport")).to.equal("dataset-taken");
  });

  it("refuses a threshold of strangers, without a source, and a version said otherwise", async () => {
    expect(await problem("/v1/thresholds", HOURLY, "transport")).to.equal("issuer-not-entitled");
    expect(await problem("/v1/thresholds", { ...HOURLY, source: undefined })).to.equal("request-invalid");
    const { results } = await post<{ results: { record: string }[] }>("/v1/thresholds", HOURLY);
    expect(await problem("/v1/thresholds", { ...HOURLY, limit: "90" })).to.equal("threshold-version-taken");
    await city.anchored([results[0]!.record]);
  });

  it("publishes the limits that come with the program, each with whether it was read here", async () => {
    const { results } = await post<{ results: { record: string }[] }>("/v1/thresholds/defaults", {
      dataSet: "environment.other",
      onlyConfirmed: true,
    });
    const { items } = await city.ask<{ items: { threshold: { source: { confirmed: boolean } } }[] }>(
      "GET",
      "/v1/thresholds?dataSet=environment.other",
    );
    expect(items.length).to.equal(results.length).and.to.be.greaterThan(0);
    expect(items.every(({ threshold }) => threshold.source.confirmed)).to.equal(true);
  });

  it("raises one alert for a crossing, with the records that it rests on", async () => {
    worker = city.net.start(["alerts"]);
    const [, record] = await upload([air(1, 0, 50), air(1, 1, 150), air(1, 2, 170)]);
    const alert = await untilAlert(1, "raised");
    expect((await ofStation(1)).length).to.equal(1);
    expect(alert.history.map(({ state, by }) => [state, by])).to.deep.equal([["raised", "rule"]]);
    expect(alert.history[0]!.evidence).to.include(record);
    expect(alert.history[0]!.evidence.length).to.equal(2);
    await city.anchored([alert.record]);
    expect(alert.worst).to.equal("170.000000");
  });

  it("tells who asked for alerts by name, and the event stream, once a change", async () => {
    const types = ["alert.raised", "alert.acknowledged", "alert.closed"];
    await post("/v1/webhook-endpoints", { url: "http://127.0.0.1:9/hook", types });
    await city.ask("POST", "/v1/webhook-endpoints", {
      as: "transport",
      body: { url: "http://127.0.0.1:9/all" },
    });
    const stream = await fetch(`${city.gateway.url}/v1/events`);
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const reading = (async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        text += value;
      }
    })();
    await upload([air(8, 1, 130)]);
    const { alert, record } = await untilAlert(8, "raised");
    await post(`/v1/alerts/${alert}/closing`, { note: "false-alarm" });
    const { items } = await city.ask<{
      items: { type: string; alert: string; invoice: null; payload: { data: { record: string } } }[];
    }>("GET", "/v1/merchant-events", { as: "environment" });
    const own = items.filter((event) => event.alert === alert).toReversed();
    expect(own.map(({ type, invoice }) => [type, invoice])).to.deep.equal([
      ["alert.raised", null],
      ["alert.closed", null],
    ]);
    expect(own[0]!.payload.data.record).to.equal(record);
    const { items: others } = await city.ask<{ items: unknown[] }>("GET", "/v1/merchant-events", {
      as: "transport",
    });
    expect(others).to.deep.equal([]);
    const { rowCount } = await city.net.pool.query("SELECT 1 FROM work.deliveries");
    expect(rowCount).to.be.at.least(2);
    await until(async () => text.includes("event: alert-closed"), { what: "the event of the closing" });
    expect(text).to.contain(`"alert":"${alert}"`);
    await reader.cancel();
    await reading;
  });

  it("closes it when the value has recovered for long enough", async () => {
    await upload([air(1, 3, 80), air(1, 4, 70), air(1, 5, 60)]);
    const alert = await untilAlert(1, "closed");
    expect(alert.history.at(-1)!.note).to.equal("recovered for 3600 s");
  });

  it("is acknowledged and closed by entitled people only, each a record with a note", async () => {
    await upload([air(2, 1, 150)]);
    const { alert } = await untilAlert(2, "raised");
    const where = `/v1/alerts/${alert}`;
    expect(await problem(`${where}/acknowledgement`, { note: "seen" }, "transport")).to.equal("forbidden");
    expect(await problem(`${where}/acknowledgement`, { note: "Not a code" })).to.equal("request-invalid");
    await post(`${where}/acknowledgement`, { note: "crew-sent" });
    expect(await problem(`${where}/acknowledgement`, { note: "other" })).to.equal(
      "alert-already-acknowledged",
    );
    await post(`${where}/acknowledgement`, { note: "crew-sent" });
    const closed = await post<Seen>(`${where}/closing`, { note: "stove-put-out" });
    expect(closed.history.map(({ state, note }) => [state, note])).to.deep.equal([
      ["raised", "150.000000 crossed the limit"],
      ["acknowledged", "crew-sent"],
      ["closed", "stove-put-out"],
    ]);
    expect(closed.history[2]!.evidence).to.deep.equal([closed.history[1]!.record]);
    expect(await problem(`${where}/closing`, { note: "again" })).to.equal("alert-not-open");
    expect(await problem(`/v1/alerts/${"a".repeat(32)}/closing`, { note: "again" })).to.equal(
      "alert-unknown",
    );
    await city.anchored(closed.history.map(({ record }) => record));
    await until(async () => (await city.call("GET", `/v1/records/${closed.record}/proof`)).status === 200);
  });

  it("evaluates again what was corrected: an alert without its value is closed, a new one raised", async () => {
    const records = await upload([air(3, 1, 150), air(3, 2, 20)]);
    await untilAlert(3, "raised");
    await city.anchored(records);
    await upload([air(3, 1, 15)], "?correction=typing-error");
    const alert = await untilAlert(3, "closed");
    expect(alert.history.at(-1)!.note).to.equal("value-corrected");
    await upload([air(3, 2, 190)], "?correction=typing-error");
    await until(async () => (await ofStation(3)).length === 2);
  });

  it("judges values by the version that was in force then, and shows both", async () => {
    const next = { ...HOURLY, version: 2, limit: "40", validFrom: "2025-01-01T12:00:00Z" };
    const block = (
      await city.net.pool.query<{ n: number }>("SELECT max(number)::int AS n FROM ledger.blocks")
    ).rows[0]!.n;
    const { results } = await post<{ results: { record: string; status: string }[] }>("/v1/thresholds", next);
    expect(results[0]!.status).to.equal("corrected");
    await city.anchored([results[0]!.record]);
    const read = async (query: string) =>
      (
        await city.ask<{ items: { threshold: { version: number } }[] }>(
          "GET",
          `/v1/thresholds?dataSet=${AIR}${query}`,
        )
      ).items.map(({ threshold }) => threshold.version);
    expect(await read("")).to.deep.equal([2]);
    expect(await read("&versions=all")).to.deep.equal([1, 2]);
    expect(await read(`&asOf=${block}`)).to.deep.equal([1]);
    await upload([air(4, 11, 50), air(4, 13, 50)]);
    const alert = await untilAlert(4, "raised");
    expect([alert.thresholdVersion, alert.raisedAt]).to.deep.equal([
      2,
      new Date((START + 13 * 3600) * 1000).toISOString().replace(".000", ""),
    ]);
  });

  it("lists what is open, of a subject, a data set and since a moment", async () => {
    expect((await list("&open=true")).every(({ state }) => state !== "closed")).to.equal(true);
    expect((await list("&open=false")).every(({ state }) => state === "closed")).to.equal(true);
    expect((await list("&dataSet=other.set")).length).to.equal(0);
    const since = new Date((START + 12 * 3600) * 1000).toISOString();
    expect((await list(`&since=${since}`)).map(({ subject }) => subject)).to.deep.equal([station(4)]);
  });

  it("has a list that is made again from the records: dropped and rebuilt it is equal", async () => {
    const { pool } = city.net;
    const read = async () => (await pool.query("SELECT * FROM work.alerts ORDER BY alert")).rows as unknown[];
    const before = await read();
    expect(before.length).to.be.greaterThan(3);
    await pool.query("TRUNCATE work.alerts");
    await rebuildAlerts(pool);
    expect(await read()).to.deep.equal(before);
    await projectAlerts(pool, [...(await readAlertRecords(pool)).keys()]);
    expect(await read()).to.deep.equal(before);
  });

  it("loses and doubles no alert, however often the worker is killed", async () => {
    await worker.stop();
    const many = Array.from({ length: 250 }, (_, index) => air(1_000 + index, 13, 60 + (index % 40)));
    await upload(many);
    const { pool, databaseUrl } = city.net;
    const program = fileURLToPath(new URL("../workers/alerts-process.ts", import.meta.url));
    const left = async () =>
      (
        await pool.query<{ n: number }>(
          "SELECT count(*)::int AS n FROM work.observed WHERE worker = 'alerts'",
        )
      ).rows[0]!.n;
    const start = () => spawn(process.execPath, [path.normalize(program), databaseUrl], { stdio: "inherit" });
    for (let found = await left(); found > 0; found = await left()) {
      const twins = [start(), start()];
      const ended = Promise.all(twins.map((child) => once(child, "exit")));
      try {
        await until(async () => (await left()) < found, { what: "a step" });
        await pause((found * 7) % 130); // in the middle of the next step
      } finally {
        for (const child of twins) child.kill("SIGKILL");
        await ended;
      }
    }
    const { rows } = await pool.query<{ subject: string; records: number }>(
      "SELECT subject, records FROM work.alerts WHERE subject LIKE '%station-1___'",
    );
    expect(rows.length).to.equal(250);
    expect(rows.every(({ records }) => records === 1)).to.equal(true);
  });
});
