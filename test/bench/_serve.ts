// Usage: node test/bench/_serve.ts gateway <sales> | express <databaseUrl>. A server in a process of its own; says its address.
import express from "express";
import type { AddressInfo } from "node:net";
import pg from "pg";

const [kind, argument] = process.argv.slice(2) as [string, string];

/** What a bare Express over pg would serve: the same page of the same table as texts, nothing checked, nothing joined. */
const PAGE = `SELECT id, zone::text, slot::text, version::text, kind, device::text, participant::text, order_number::text, wh::text,
    amount_tiyn::text, fee_tiyn::text, price::text, tariff_version::text, evidence, block_number::text, '0x' || encode(tx_hash, 'hex') AS tx_hash
  FROM ledger.sales s WHERE (s.block_number, s.log_index, s.line) < ($1, $2, $3)
  ORDER BY s.block_number DESC, s.log_index DESC, s.line DESC LIMIT $4`;

if (kind === "gateway") {
  const { startTestGateway } = await import("../../packages/gateway/src/test-gateway.ts");
  const running = await startTestGateway({ sales: Number(argument) });
  process.send!({ url: running.gateway.url, databaseUrl: running.databaseUrl });
  process.once("SIGTERM", () => void running[Symbol.asyncDispose]().then(() => process.exit(0)));
} else {
  const pool = new pg.Pool({ connectionString: argument, max: 10 });
  const app = express();
  app.disable("x-powered-by").set("etag", false);
  app.get("/sales", async (request, response) => {
    const limit = Math.min(Number(request.query["limit"] ?? 50), 200);
    const { rows } = await pool.query({ name: "page", text: PAGE, values: [2 ** 40, 0, 0, limit] });
    response.json({ items: rows });
  });
  const server = app.listen(0, "127.0.0.1", () => {
    process.send!({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  process.once("SIGTERM", () => process.exit(0));
}
