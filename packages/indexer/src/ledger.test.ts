// The ledger's tables against a real chain: what they say is what the contracts say, whatever happens on the way.
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import type pg from "pg";
import { fromHex, toHex, type Hex, type Slot } from "@alatau/sdk";
import { follow } from "./follow.ts";
import { openPool } from "./pool.ts";
import { accountBalance, latestBlock, ordersOfSlot, participantOf, saleAt } from "./queries.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";
import { ledgerHash, rebuild } from "./rebuild.ts";
import { startTestChain, type Name, type TestChain } from "./test-chain.ts";
import {
  acceptReadings,
  openStreet,
  passSlot,
  reverse,
  settle,
  tradeSlot,
  type Street,
} from "./test-street.ts";

describe("the ledger's tables", function () {
  this.timeout(60_000);
  let home: string;
  let postgres: RunningPostgres;
  let chain: TestChain;
  let street: Street;
  let pool: pg.Pool;

  before(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "alatau-indexer-"));
    [postgres, chain] = await Promise.all([startPostgres({ home, databaseUrl: "" }), startTestChain()]);
    street = await openStreet(chain);
    pool = openPool(postgres.url);
    const { firstSlot } = street;
    await tradeSlot(street, firstSlot);
    await tradeSlot(street, firstSlot + 1);
    // The depot's money is free and partly gone when the first slot is taken back: proceeds no longer cover the credit.
    await passSlot(street, firstSlot + 200);
    await chain.send("operator", "vault", "release", [chain.numbers.depot]);
    await chain.send("depot", "vault", "announceWithdrawal", [2_000n]);
    await passSlot(street, firstSlot + 400);
    await chain.send("depot", "vault", "withdraw", []);
    await acceptReadings(street, firstSlot, 2);
    await reverse(street, firstSlot);
    await settle(street, firstSlot, 2);
    await tradeSlot(street, firstSlot + 401);
    await chain
      .send("operator", "vault", "repay", [chain.numbers.depot, chain.numbers.reserve])
      .catch(() => undefined);
    await catchUp();
  });

  after(async () => {
    await pool?.end();
    await Promise.all([postgres?.stop(), chain?.stop()]);
    await rm(home, { recursive: true, force: true });
  });

  const catchUp = async (rpcUrl = chain.rpcUrl): Promise<void> =>
    follow({ rpcUrl, databaseUrl: postgres.url, network: chain.network, until: await chain.head() });
  const rows = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
    (await pool.query(sql, values)).rows as T[];

  /** Balances, receivables and statements of everybody, from the tables and from the contracts. */
  const compareWithChain = async (): Promise<void> => {
    for (const [name, participant] of Object.entries(chain.numbers) as [Name, number][]) {
      if (participant === 0) continue;
      const [found] = await rows(
        "SELECT free, locked, proceeds, owed FROM ledger.account_balances WHERE participant = $1",
        [participant],
      );
      const account = await chain.read<{ free: bigint; locked: bigint; owed: bigint }>("vault", "accountOf", [
        participant,
      ]);
      const { fresh, older } = await chain.read<{ fresh: bigint; older: bigint }>("vault", "proceedsOf", [
        participant,
      ]);
      const expected = { ...account, proceeds: fresh + older };
      expect(found ?? { free: 0n, locked: 0n, proceeds: 0n, owed: 0n }, name).to.deep.equal(expected);

      const [statement] = await rows<{ count: number; hash: Buffer }>(
        "SELECT count, hash FROM ledger.current_statements WHERE participant = $1",
        [participant],
      );
      const [count, hash] = await chain.read<[number, Hex]>("energyMarket", "statementOf", [participant]);
      expect([statement?.count ?? 0, toHex(statement?.hash ?? new Uint8Array(28))], name).to.deep.equal([
        count,
        hash,
      ]);

      for (const creditor of [chain.numbers.supplier, chain.numbers.reserve]) {
        const [receivable] = await rows<{ amount_tiyn: bigint }>(
          "SELECT amount_tiyn FROM ledger.receivables WHERE participant = $1 AND creditor = $2",
          [participant, creditor],
        );
        const owed = await chain.read<bigint>("vault", "owedTo", [participant, creditor]);
        expect(receivable?.amount_tiyn ?? 0n, name).to.equal(owed);
      }
    }
  };

  it("hold every balance, receivable and statement exactly as the contracts do", async () => {
    await compareWithChain();
    const causes = await rows<{ cause: string }>(
      "SELECT DISTINCT cause FROM ledger.movements ORDER BY cause",
    );
    expect(causes.map(({ cause }) => cause)).to.include.members([
      "cancelled",
      "moved",
      "owed",
      "reversed",
      "withdrawn",
    ]);
    const [short] = await rows<{ free: bigint; proceeds: bigint }>(
      "SELECT free, proceeds FROM ledger.movements WHERE cause = 'reversed' AND participant = $1",
      [chain.numbers.depot],
    );
    expect(short!.proceeds, "the proceeds no longer covered the credit").to.equal(0n);
    expect(short!.free < 0n).to.equal(true);
  });

  it("tell a sale with its status", async () => {
    const sales = await rows<{
      id: string;
      status: string;
      kind: string;
      amount_tiyn: bigint;
      fee_tiyn: bigint;
      price: bigint;
    }>(
      "SELECT id, status, kind, amount_tiyn, fee_tiyn, price FROM ledger.current_sales WHERE slot = $1 AND device = 2 ORDER BY version, line",
      [street.firstSlot],
    );
    expect(sales.map(({ id, status, kind }) => [id, status, kind])).to.deep.equal([
      [`7-${street.firstSlot}-1-0-2`, "corrected", "bought"],
      [`7-${street.firstSlot}-1-0-3`, "corrected", "gridBought"],
      [`7-${street.firstSlot}-2-0-2`, "current", "bought"],
      [`7-${street.firstSlot}-2-0-3`, "current", "gridBought"],
    ]);
    expect(sales[2]).to.include({ amount_tiyn: -1_751n, fee_tiyn: 350n, price: 2_000_001n });
  });

  it("answer the questions that other programs ask", async () => {
    const { firstSlot, orders } = street;
    const book = await ordersOfSlot(pool, 7, (firstSlot + 1) as Slot);
    expect(book.map(({ orderNumber, side }) => [orderNumber, side]).sort()).to.deep.equal(
      [
        [orders.ask, "ask"],
        [orders.bid, "bid"],
      ].sort(),
    );
    expect(await ordersOfSlot(pool, 7, book[0]!.placedIn)).to.deep.equal([]);
    const sale = await saleAt(pool, { zone: 7, slot: firstSlot as Slot, version: 1, chunk: 0, line: 2 });
    expect(sale).to.include({ id: `7-${firstSlot}-1-0-2`, status: "corrected", orderNumber: orders.bid });
    expect(await participantOf(pool, chain.people.depot.address)).to.equal(chain.numbers.depot);
    expect(await participantOf(pool, chain.network.contracts.vault)).to.equal(undefined);
    expect((await accountBalance(pool, 999)).free).to.equal(0n);
    expect((await latestBlock(pool))!.number).to.equal(await chain.head());
  });

  it("keep a serial number with characters that text cannot hold", async () => {
    const [device] = await rows<{ serial: string }>("SELECT serial FROM ledger.devices WHERE device = 1");
    expect(device!.serial).to.equal("meter\t1\\\uFFFD");
  });

  it("keep every log of the contracts as the chain has it", async () => {
    const logs = await chain.rpc.call<
      { address: Hex; topics: Hex[]; data: Hex; logIndex: Hex; blockNumber: Hex }[]
    >("eth_getLogs", [{ fromBlock: "0x1", toBlock: "latest" }]);
    const events = await rows<{ topics: Buffer[]; data: Buffer; log_index: number; block_number: number }>(
      "SELECT topics, data, log_index, block_number FROM ledger.events ORDER BY block_number, log_index",
    );
    expect(
      events.map((row) => [row.block_number, row.log_index, row.topics.map(toHex), toHex(row.data)]),
    ).to.deep.equal(logs.map((log) => [Number(log.blockNumber), Number(log.logIndex), log.topics, log.data]));
  });

  it("are equal after they are dropped and rebuilt (D1)", async () => {
    const {
      before: first,
      after: second,
      equal,
    } = await rebuild({
      rpcUrl: chain.rpcUrl,
      databaseUrl: postgres.url,
      network: chain.network,
    });
    expect(second).to.deep.equal(first);
    expect(equal).to.equal(true);
    expect(first.block).to.equal(await chain.head());
    expect(first.tables["sales"]!.rows).to.be.greaterThan(12);
  });

  it("are readable by auditors and not writable", async () => {
    const client = await pool.connect();
    try {
      await client.query("SET ROLE alatau_reader");
      expect(
        (await client.query("SELECT count(*) AS n FROM ledger.current_sales")).rows[0].n,
      ).to.be.greaterThan(0);
      const refusal = await client.query("DELETE FROM ledger.sales").catch((error: unknown) => error);
      expect(refusal).to.have.property("code", "42501");
    } finally {
      client.release(true);
    }
  });

  it("announce a block in the transaction that stores it, within milliseconds over the WebSocket", async () => {
    const stop = new AbortController();
    const listener = await pool.connect();
    const heard: { number: number; counts: Record<string, number> }[] = [];
    listener.on("notification", ({ payload }) => heard.push(JSON.parse(payload!) as (typeof heard)[number]));
    await listener.query("LISTEN ledger_block");
    const following = follow({
      ...{ rpcUrl: chain.rpcUrl, wsUrl: chain.wsUrl, databaseUrl: postgres.url, network: chain.network },
      ...{ signal: stop.signal, pollMs: 10_000 },
    });
    await sleep(500);
    const receipt = await chain.send("operator", "vault", "release", [chain.numbers.neighbour]);
    await chain.send("administrator", "participants", "suspend", [chain.numbers.pauper, 4]);
    for (let waited = 0; heard.length < 2 && waited < 2_000; waited += 10) await sleep(10);
    stop.abort();
    await following;
    listener.release(true);
    expect(heard[0]).to.include({ number: Number(receipt.blockNumber) });
    expect(heard[1]!.counts).to.include({ participant_suspensions: 1, events: 1 });
  });

  it("go back to the common ancestor and on along the new chain, as if they had never been on the other", async () => {
    await catchUp();
    const snapshot = await chain.rpc.call<Hex>("evm_snapshot", []);
    const { firstSlot } = street;
    await tradeSlot(street, firstSlot + 402);
    await acceptReadings(street, firstSlot + 1, 2);
    await reverse(street, firstSlot + 1);
    await catchUp();
    await compareWithChain();

    const stop = new AbortController();
    const heights: number[] = [];
    const following = follow({
      ...{ rpcUrl: chain.rpcUrl, wsUrl: chain.wsUrl, databaseUrl: postgres.url, network: chain.network },
      ...{ signal: stop.signal, pollMs: 20, onBlock: ({ number }) => heights.push(number) },
    });
    await sleep(200);
    await chain.rpc.call("evm_revert", [snapshot]);
    await sleep(300);
    await passSlot(street, firstSlot + 403);
    await tradeSlot(street, firstSlot + 404);
    const head = await chain.head();
    for (let waited = 0; heights.at(-1) !== head && waited < 5_000; waited += 20) await sleep(20);
    stop.abort();
    await following;
    await compareWithChain();
    const rolled = await ledgerHash(pool);
    expect(rolled.block).to.equal(head);
    await rebuild({ rpcUrl: chain.rpcUrl, databaseUrl: postgres.url, network: chain.network });
    expect(await ledgerHash(pool)).to.deep.equal(rolled);
  });

  describe("refuse a node that", () => {
    /** Stands between node and indexer and bends the answers. */
    const throughLiar = async (bend: (text: string) => string): Promise<unknown> => {
      const server = http.createServer((request, response) => {
        let body = "";
        request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
        request.on("end", () => {
          const init = { method: "POST", headers: { "content-type": "application/json" }, body };
          void fetch(chain.rpcUrl, init)
            .then((answer) => answer.text())
            .then((answer) => response.end(bend(answer)));
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      try {
        return await catchUp(`http://127.0.0.1:${port}`).then(
          () => "accepted",
          (error: unknown) => (error as { code: unknown }).code,
        );
      } finally {
        server.closeAllConnections();
        server.close();
      }
    };
    interface ServedReceipt {
      status: string;
      logs: unknown[];
    }
    /** Bends every list of receipts in an answer. */
    const receipts =
      (bend: (receipts: ServedReceipt[]) => void) =>
      (text: string): string => {
        const answers = JSON.parse(text) as { result: unknown } | { result: unknown }[];
        for (const { result } of Array.isArray(answers) ? answers : [answers])
          if (Array.isArray(result)) bend(result as ServedReceipt[]);
        return JSON.stringify(answers);
      };
    let untouched: Awaited<ReturnType<typeof ledgerHash>>;
    let next: number;

    before(async () => {
      await catchUp();
      untouched = await ledgerHash(pool);
      next = street.firstSlot + 410;
      await tradeSlot(street, next);
    });

    const priceWord = (price: bigint): string =>
      toHex(fromHex(`0x${price.toString(16).padStart(64, "0")}`)).slice(2);
    const price = priceWord(2_000_001n);
    const lies: Record<string, [(answer: string) => string, string]> = {
      "alters a price": [(answer) => answer.replaceAll(price, priceWord(2_000_000n)), "receipts-do-not-hash"],
      "hides an event": [receipts((list) => list.forEach(({ logs }) => logs.pop())), "receipts-do-not-hash"],
      "says that a call failed": [
        receipts((list) => list.forEach((each) => (each.status = "0x0"))),
        "receipts-do-not-hash",
      ],
      "leaves a receipt out": [receipts((list) => list.pop()), "receipts-do-not-hash"],
      "alters a header": [
        (answer) => answer.replace(/"gasUsed":"0x[0-9a-f]+"(?=[^[]*"withdrawalsRoot")/g, '"gasUsed":"0x1"'),
        "header-does-not-hash",
      ],
      "names another chain": [
        (answer) => answer.replaceAll('"result":"0x7a69"', '"result":"0x1"'),
        "wrong-chain",
      ],
    };
    for (const [lie, [bend, code]] of Object.entries(lies)) {
      it(lie, async () => {
        expect(await throughLiar(bend)).to.equal(code);
        const { tables, block } = await ledgerHash(pool);
        if (block === untouched.block) expect(tables).to.deep.equal(untouched.tables);
        const { rows: forged } = await pool.query("SELECT 1 FROM ledger.settlements WHERE price <> 2000001");
        expect(forged).to.have.length(0);
      });
    }

    it("and go on where they stood once a node tells the truth", async () => {
      await catchUp();
      await compareWithChain();
    });
  });
});
