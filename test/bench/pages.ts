// A page of 50 sales from the gateway against a bare Express over pg on the same table: 10 connections, taking turns.
import { once } from "node:events";
import { Agent, get } from "node:http";
import { end, startScript } from "./_workload.ts";
import { atLeast, median, type Row } from "./row.ts";

const SALES = 50_000;
const CONNECTIONS = 10;
const SECONDS = 4;
const ROUNDS = 3;

interface Served {
  readonly url: string;
  readonly databaseUrl: string;
}

export async function bench(): Promise<Row[]> {
  const gateway = startScript("_serve.ts", ["gateway", `${SALES}`]);
  const [{ url, databaseUrl }] = (await once(gateway, "message")) as [Served];
  const express = startScript("_serve.ts", ["express", databaseUrl]);
  const [{ url: bare }] = (await once(express, "message")) as [Served];
  try {
    const [ours, theirs] = [`${url}/v1/sales?limit=50`, `${bare}/sales?limit=50`];
    for (const each of [ours, theirs]) await load(each, 2);
    const rates: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rates.push({ ours: await load(ours, SECONDS), theirs: await load(theirs, SECONDS) });
    const [mine, its] = [median(rates.map((rate) => rate.ours)), median(rates.map((rate) => rate.theirs))];
    return [
      atLeast(
        "page of 50 sales: gateway ÷ bare Express + pg",
        Math.round((100 * mine) / its),
        "%",
        80,
        `${CONNECTIONS} connections, ${SALES.toLocaleString("en-US")} sales; gateway ${Math.round(mine)}/s, bare ${Math.round(its)}/s (no status, no ETag, no checks), median of ${ROUNDS} × ${SECONDS} s`,
      ),
    ];
  } finally {
    await end(express);
    await end(gateway);
  }
}

/** Requests a second that were answered with 200 over kept connections. */
async function load(url: string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const until = performance.now() + seconds * 1000;
  let answered = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      await request(url, agent);
      answered += 1;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  agent.destroy();
  return (answered * 1000) / (performance.now() - began);
}

const request = (url: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.on("end", resolve).on("error", reject).resume();
    }).on("error", reject);
  });
