import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { setTimeout as sleep } from "node:timers/promises";
import { Counter, Registry } from "prom-client";
import type { Gateway } from "../gateway.ts";
import { createChainWatch } from "../status/queries.ts";
import { startTestGateway, hash, type TestGateway } from "../test-gateway.ts";
import { notify } from "../transaction.ts";
import { writeMetrics } from "./processes.ts";

describe("the gateway to those who watch it", function () {
  this.timeout(60_000);
  let test: TestGateway;
  before(async () => {
    test = await startTestGateway({ sales: 1 });
  });
  after(() => test[Symbol.asyncDispose]());

  it("gives out what other processes count, each under its name", async () => {
    for (const [process, count] of [
      ["workers", 3],
      ["checker1", 5],
    ] as const) {
      const registry = new Registry();
      new Counter({
        name: "alatau_worker_events_total",
        help: "h",
        labelNames: ["event"],
        registers: [registry],
      }).inc({ event: "batch closed" }, count);
      await writeMetrics({ pool: test.pool, process, registry, signal: AbortSignal.abort() });
    }
    const text = await (await test.get("/metrics")).text();
    expect(text).to.contain('alatau_worker_events_total{event="batch closed",process="workers"} 3\n');
    expect(text).to.contain('alatau_worker_events_total{event="batch closed",process="checker1"} 5\n');
    expect(text.match(/# TYPE alatau_worker_events_total counter/g)).to.have.length(1);
    expect(text).to.match(/alatau_process_metrics_age_seconds\{process="workers"\} \d/);
    expect(text).to.contain("# TYPE alatau_http_request_seconds histogram");
  });

  it("leaves out the counts of a process that is gone and tells its age", async () => {
    await test.pool.query("UPDATE work.metrics SET written_at = now() - interval '2 minutes'");
    const text = await (await test.get("/metrics")).text();
    expect(text).not.to.contain("alatau_worker_events_total");
    expect(text).to.match(/alatau_process_metrics_age_seconds\{process="checker1"\} 1[12]\d/);
  });

  it("tells on the event stream when a head becomes final, and the last one at the start", async () => {
    const leaving = new AbortController();
    const stream = await fetch(`${test.gateway.url}/v1/events`, { signal: leaving.signal });
    const heard = listenTo(stream);
    await heard.until("event: reset");
    await seal(test, 5);
    expect(await heard.until('"block":5')).to.contain(
      `event: head-final\ndata: {"block":5,"hash":"${hash("5")}"}`,
    );
    const second = await fetch(`${test.gateway.url}/v1/events?lastEventId=9`, { signal: leaving.signal });
    expect(await listenTo(second).until('"block":5')).to.contain("event: head-final");
    leaving.abort();
  });
});

describe("createChainWatch", () => {
  const watchOf = (answer: () => Promise<bigint>, now: () => number) =>
    createChainWatch({ chain: { getBlockNumber: answer } as unknown as Gateway["chain"], now });

  it("asks once for callers who come at the same moment, and tells all of them", async () => {
    let asked = 0;
    const watch = watchOf(
      async () => {
        asked++;
        await sleep(20);
        return 7n;
      },
      () => 10_000,
    );
    const views = await Promise.all([watch(), watch(), watch()]);
    expect(views.map(({ block }) => block)).to.deep.equal([7, 7, 7]);
    expect(asked).to.equal(1);
  });

  it("keeps the last answer for five seconds while the node is silent, and not longer", async () => {
    let [clock, alive] = [10_000, true];
    const watch = watchOf(
      () => (alive ? Promise.resolve(7n) : Promise.reject(new Error("no answer"))),
      () => clock,
    );
    expect((await watch()).block).to.equal(7);
    alive = false;
    clock += 4_000;
    expect(await watch()).to.deep.equal({ block: 7, headAgeSeconds: 4 });
    clock += 2_000;
    expect(await watch()).to.deep.equal({ block: null, headAgeSeconds: 6 });
    alive = true;
    clock += 2_000;
    expect((await watch()).block).to.equal(7);
  });

  it("does not make its callers wait for a node that hangs", async () => {
    const watch = watchOf(
      () => new Promise(() => undefined),
      () => 10_000,
    );
    expect(await watch()).to.deep.equal({ block: null, headAgeSeconds: null });
  });
});

async function seal(test: TestGateway, block: number): Promise<void> {
  const digits = hash(String(block)).slice(2);
  await test.pool.query(
    "INSERT INTO work.heads (number, block_hash, signature) VALUES ($1, decode($2, 'hex'), decode($2, 'hex'))",
    [block, digits],
  );
  await notify(test.pool, "head");
}

/** Collects a stream's text and waits until it contains something. */
function listenTo(stream: Response): { until(wanted: string): Promise<string> } {
  let text = "";
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  return {
    until: async (wanted) => {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`the stream ended before «${wanted}»`);
        text += value;
      }
      return text;
    },
  };
}
