// Proof bundles of a sale and of a record: made by the gateway, checked offline with nothing but the bundle and network.json.
import { advanceTo } from "@alatau/chain";
import { startGateway } from "@alatau/gateway";
import { linesInLeaf, openBundle, SALE_LINE_BYTES, verifyBundle, type ProofBundle } from "@alatau/sdk";
import path from "node:path";
import { pino } from "pino";
import { acceptReadings } from "../../packages/gateway/src/intake/accept.ts";
import { chainTip } from "../../packages/gateway/src/workers/ledger.ts";
import { until } from "../../packages/gateway/src/workers/story-network.ts";
import { openInstallation } from "../faults/installation.ts";
import { FIRST_SLOT, openStreet, START } from "../faults/street.ts";
import { atMost, median, time, type Row } from "./row.ts";

/** Two devices and more for a line, so that the first chunk of the slot is full. */
const PER_PERSON = 12;
const RUNS = 40;
const WHAT =
  "meter's and checkers' signatures, receipts, headers, signed heads; P-256 by the runtime, all else in pure JavaScript";

export async function bench(): Promise<Row[]> {
  await using installation = await openInstallation({ genesisTime: START - 7200 });
  const { pool, place, network, home } = installation;
  const street = await openStreet(installation, { perPerson: PER_PERSON });
  const now = (FIRST_SLOT + 1) * 900 + 5;
  await advanceTo(place.rpcUrl, now);
  await until(async () => (await chainTip(pool))!.timestamp >= now);
  const publisher = network.accounts.operator;
  const input = street.records(FIRST_SLOT).join("\n");
  await acceptReadings(pool, { input, publisher, uploadedBy: null, now });
  const { databaseUrl, rpcUrl } = place;
  await using gateway = await startGateway({
    ...{ databaseUrl, rpcUrl, network, home, port: 0 },
    limits: { costlyPerMinute: 100_000 },
    webFolder: path.join(home, "no-web"),
    logger: pino({ level: "silent" }),
  });
  const sales = (): Promise<{ id: string; kind: string }[]> => list(gateway.url, "/v1/sales?limit=200");
  await until(async () => (await sales()).length > 0, { timeoutMs: 120_000, what: "a sale" });
  const sold = (await sales()).filter(({ kind }) => kind === "sold").map(({ id }) => `/v1/sales/${id}/proof`);
  const { rows } = await pool.query<{ hash: string }>(
    "SELECT '0x' || encode(record_hash, 'hex') AS hash FROM work.batch_records ORDER BY position",
  );
  const records = rows.map(({ hash }) => `/v1/records/${hash}/proof`);
  const given = { network };
  const measure = async (name: string, paths: readonly string[]): Promise<Row[]> => {
    await until(async () => (await fetch(gateway.url + paths[0]!)).ok, { timeoutMs: 30_000, what: name });
    const bundles: ProofBundle[] = [];
    const made = await time(RUNS, async (run) => {
      const response = await fetch(gateway.url + paths[run % paths.length]!);
      if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
      bundles.push((await response.json()) as ProofBundle);
    });
    const checked = await time(RUNS, async (run) => {
      const result = await verifyBundle(bundles[run]!, given.network);
      if (!result.proven) throw new Error(`${name} is not proven: ${JSON.stringify(result)}`);
    });
    const lengths = bundles.map((bundle) => Buffer.byteLength(JSON.stringify(bundle)));
    const bytes = median(lengths);
    const about = `embedded chain, ${paths.length} different ones, median of ${RUNS}`;
    const round = (values: readonly number[]): number => Math.round(median(values) * 10) / 10;
    return [
      atMost(`proof of a ${name}: made`, round(made), "ms", 50, `HTTP request to answer, ${about}`),
      atMost(
        `proof of a ${name}: checked`,
        round(checked),
        "ms",
        6,
        `${WHAT}; worst ${Math.round(Math.max(...checked) * 10) / 10} ms; ${about}`,
      ),
      atMost(
        `proof of a ${name}: size`,
        bytes,
        "bytes",
        8_192,
        `JSON, largest ${Math.max(...lengths)}; ${await contents(bundles[0]!)}; ${about}`,
      ),
    ];
  };
  return [...(await measure("sale", sold)), ...(await measure("record", records))];
}

/** What makes a bundle large. */
async function contents(bundle: ProofBundle): Promise<string> {
  const content = await openBundle(bundle);
  if (content.kind !== "sale") return `${content.blocks.length} blocks`;
  const leaf = content.sale.settled.receipt.at(-1)!;
  const place = linesInLeaf(leaf, content.sale.settled.log)!;
  return `chunk of ${(place.to - place.from) / SALE_LINE_BYTES} lines, ${content.blocks.length} blocks`;
}

async function list<T>(url: string, where: string): Promise<T[]> {
  const response = await fetch(url + where);
  return ((await response.json()) as { items: T[] }).items;
}
