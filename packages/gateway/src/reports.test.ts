// A till's day is closed: the report sums the chain's events exactly, is anchored with the checkers' signatures, and comes out the same
// when the ledger's tables are made anew. A fiscal operator that fails in every way gives each receipt once.
import { ABIS, jcs, sha256, toBytes32, utf8, verifyBundle } from "@alatau/sdk";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { parseEventLogs, type Abi, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { createPublicClient, http } from "viem";
import { reportDocument, reportLines, type ReportDocument } from "./reports/document.ts";
import { claimOf, readBasis } from "./reports/read.ts";
import { observeInvoices } from "./webhooks/observe.ts";
import { keyOf, openStory, until, type Story } from "./test-story.ts";

interface Report {
  report: Hex;
  number: number;
  kind: string;
  correctedBy: Hex | null;
  anchored: {
    state: string;
    record: Hex;
    batch: { sequence: number; index: number } | null;
    block: number | null;
  };
  inBank: { state: string };
  document: ReportDocument;
}
interface Made {
  invoice: Hex;
  number: number;
  box: Hex;
}

const json = async <T>(response: Response): Promise<T> => (await response.json()) as T;

describe("A till's day is closed", function () {
  this.timeout(90_000);
  let story: Story;
  const cafe = keyOf("bakery");

  before(async () => {
    story = await openStory();
  });
  after(async () => await (story as Story | undefined)?.[Symbol.asyncDispose]());

  const post = async <T>(where: string, body: unknown, status = 201): Promise<T> => {
    const response = await story.post(where, body, cafe);
    const answer = await json<T>(response);
    expect(response.status, `${where} ${JSON.stringify(answer)}`).to.equal(status);
    return answer;
  };
  const customer = async (tiyn: bigint): Promise<PrivateKeyAccount> => {
    const account = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    return account;
  };
  const paid = async (amountTiyn: string, till: string | undefined): Promise<Made> => {
    const made = await post<Made>("/v1/invoices", { amountTiyn, ...(till !== undefined && { till }) });
    const payer = await customer(BigInt(amountTiyn));
    const where = `/v1/invoices/${made.invoice}`;
    const { typedData } = await story.get<{ typedData: never }>(
      `${where}/authorization?payer=${payer.address}`,
    );
    const signature = await payer.signTypedData(typedData);
    await story.post(`${where}/payments`, { payer: payer.address, signature });
    await until(async () => (await story.get<{ status: string }>(where)).status === "paid");
    return made;
  };
  const giveBack = async ({ invoice }: Made, amountTiyn: string, key: string): Promise<void> => {
    const { items } = await story.get<{ items: { payment: Hex }[] }>(`/v1/payments?invoice=${invoice}`);
    const asked = { payment: items[0]!.payment, amountTiyn, key };
    const query = new URLSearchParams(asked);
    const { typedData } = await story.get<{ typedData: never }>(`/v1/refunds/authorization?${query}`, cafe);
    const signature = await story.net.account("bakery").signTypedData(typedData);
    await post("/v1/refunds", { ...asked, reason: "requested-by-customer", signature }, 202);
    await until(
      async () =>
        (await story.get<{ refundedTiyn: string }>(`/v1/invoices/${invoice}`)).refundedTiyn === amountTiyn,
    );
  };
  const look = async (report: Hex): Promise<Report> => await story.get<Report>(`/v1/reports/${report}`, cafe);
  const anchored = async (report: Hex): Promise<Report> => {
    await until(async () => (await look(report)).anchored.state === "anchored", { what: "anchored" });
    return await look(report);
  };

  it("sums what the chain has, and nothing else (Y12, Y18)", async () => {
    const first = await paid("125000", "Counter");
    await paid("99000", "Terrace");
    const boxed = await post<Made>("/v1/invoices", { amountTiyn: "40000", till: "Counter" });
    const farm = story.net.account("farm").address;
    await story.net.send("issuer", "tenge", "mint", [farm, 50_000n, `0x${"55".repeat(32)}`]);
    await story.net.send("farm", "tenge", "transfer", [boxed.box, 45_000n]);
    await until(
      async () => (await story.get<{ status: string }>(`/v1/invoices/${boxed.invoice}`)).status === "paid",
    );
    await story.net.send("issuer", "tenge", "mint", [
      ...[story.net.account("bakery").address, 1_000_000n, `0x${"44".repeat(32)}`],
    ]);
    await giveBack(first, "25000", "R-1");
    await post("/v1/invoices", { amountTiyn: "7000", till: "Counter" });

    const x = await story.get<ReportDocument>("/v1/reports/x?till=Counter", cafe);
    expect(x).to.include({ kind: "x", number: null });
    const made = await post<Report>("/v1/reports", { till: "Counter", number: 1 });
    const { document } = made;
    expect(document.opened).to.include({ invoices: 3, amountTiyn: "172000" });
    expect(document.paid).to.include({ payments: 2, amountTiyn: "165000" });
    expect(document.refunded).to.deep.equal({ refunds: 1, amountTiyn: "25000" });
    expect(document.surplus).to.deep.equal({ returnedTiyn: "0", heldTiyn: "5000" });
    expect(document.unmatched).to.deep.equal({ transfers: 0, amountTiyn: "0", foreignPayments: 0 });
    expect(document.payout).to.include({ netTiyn: "140000", expectedTiyn: "140000", carriedOutTiyn: "0" });
    expect(document.cost).to.include({ gasTiyn: "0", perSaleTiyn: "0", cardFeesTiyn: "3300" });
    expect(toBytes32(sha256(utf8(jcs(document))))).to.equal(made.report);
    expect(document).to.include({ kind: "z", number: 1, previous: null });
    const { paid: sold, refunded, opened } = document;
    expect(x).to.deep.include({ paid: sold, refunded, opened });
    await sameAsChain(document);
  });

  /** The report's sums against the logs that the node itself answers. */
  async function sameAsChain(document: ReportDocument): Promise<void> {
    const { network, chain } = story.net;
    const client = createPublicClient({ transport: http(chain.rpcUrl) });
    const logs = await client.getLogs({
      address: network.contracts.payments,
      fromBlock: BigInt(document.after.block + 1),
      toBlock: BigInt(document.until.block),
    });
    const { items } = await story.get<{ items: { invoice: Hex; till: string | null }[] }>(
      "/v1/invoices?limit=200",
      cafe,
    );
    const own = new Set(items.filter(({ till }) => till === document.till).map(({ invoice }) => invoice));
    const events = parseEventLogs({ abi: ABIS.payments as Abi, logs }) as unknown as {
      eventName: string;
      args: Record<string, unknown>;
    }[];
    const sum = (name: string, field: string): bigint =>
      events
        .filter(({ eventName, args }) => eventName === name && own.has(args["invoiceId"] as Hex))
        .reduce((total, { args }) => total + (args[field] as bigint), 0n);
    const paidThere =
      sum("PaymentCharged", "amount") + sum("PaymentCaptured", "amount") + sum("BoxSwept", "credited");
    expect(document.paid.amountTiyn).to.equal(String(paidThere));
    expect(document.refunded.amountTiyn).to.equal(String(sum("PaymentRefunded", "amount")));
    expect(document.surplus.returnedTiyn).to.equal(String(sum("BoxSwept", "returned")));
    expect(document.surplus.heldTiyn).to.equal(String(sum("BoxSwept", "held")));
  }

  it("closes once when two press at once, and not again for nothing", async () => {
    const answers = await Promise.all(
      [1, 2].map(() => story.post("/v1/reports", { till: "Terrace", number: 1 }, cafe)),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    const stale = await story.post("/v1/reports", { till: "Terrace", number: 1 }, cafe);
    expect((await json<{ code: string }>(stale)).code).to.equal("report-number-taken");
    const open = await story.post("/v1/reports", { till: "Terrace", day: "2030-01-01" }, cafe);
    expect((await json<{ code: string }>(open)).code).to.equal("report-day-open");
    expect((await story.post("/v1/reports", { till: "Terrace", day: "2025-02-30" }, cafe)).status).to.equal(
      422,
    );
    const foreign = await story.call(
      "GET",
      `/v1/reports/${(await json<Report>(answers.find((a) => a.status === 201)!)).report}`,
      {
        headers: keyOf("tram"),
      },
    );
    expect(foreign.status).to.equal(404);
  });

  it("anchors the report with a quorum's signatures, and proves it", async () => {
    const { items } = await story.get<{ items: Report[] }>("/v1/reports?till=Counter", cafe);
    const report = await anchored(items[0]!.report);
    expect(report.anchored.block).to.be.a("number");
    const where = `/v1/records/${report.anchored.record}/proof`;
    const proof = await story.get<never>(where, cafe);
    const checked = await verifyBundle(proof, story.net.network);
    expect([checked.failure, checked.proven, checked.status]).to.deep.equal([undefined, true, "current"]);
    const payload = await story.get<{ bytes: string }>(`/v1/records/${report.anchored.record}/payload`, cafe);
    expect(Buffer.from(payload.bytes, "base64").toString()).to.equal(jcs(report.document));
    const tram = await story.call("GET", `/v1/records/${report.anchored.record}/payload`, {
      headers: keyOf("tram"),
    });
    expect(tram.status).to.equal(403);
  });

  it("is corrected by another report that names it, and never changed", async () => {
    const { items } = await story.get<{ items: Report[] }>("/v1/reports?till=Counter", cafe);
    const old = items[0]!;
    const body = { corrects: old.report, reason: "receipts-came-late" };
    const correction = await post<Report>("/v1/reports", body);
    expect(correction).to.include({ kind: "correction", number: 2 });
    expect(correction.document.paid).to.deep.equal(old.document.paid);
    expect(correction.document.payout.reference).to.equal(old.document.payout.reference);
    expect((await look(old.report)).correctedBy).to.equal(correction.report);
    expect((await json<{ code: string }>(await story.post("/v1/reports", body, cafe))).code).to.equal(
      "report-corrected",
    );
    await anchored(correction.report);
    const record = await story.get<{ supersededBy: unknown }>(`/v1/records/${old.anchored.record}`);
    expect(record.supersededBy).to.not.equal(null);
    for (const text of ["UPDATE payload.reports SET reference = 'x'", "DELETE FROM payload.reports"])
      expect(
        await story.net.pool.query(text).then(
          () => "changed",
          () => "refused",
        ),
      ).to.equal("refused");
  });

  it("counts on where the last Z-report ended", async () => {
    await paid("10000", "Counter");
    const next = await post<Report>("/v1/reports", { till: "Counter", number: 3 });
    expect(next.document.paid).to.include({ payments: 1, amountTiyn: "10000" });
    expect(next.document.sinceFirst).to.deep.equal({ paidTiyn: "175000", refundedTiyn: "25000" });
    expect(next.document.opened.invoices).to.equal(1);
    await anchored(next.report);
  });

  it("gives files that accounting programs read", async () => {
    const { items } = await story.get<{ items: Report[] }>("/v1/reports?till=Counter&limit=1", cafe);
    const { report, document } = items[0]!;
    const file = async (format: string): Promise<[string, Buffer]> => {
      const response = await story.call("GET", `/v1/reports/${report}?format=${format}`, { headers: cafe });
      expect(response.status, format).to.equal(200);
      return [response.headers.get("content-type")!, Buffer.from(await response.arrayBuffer())];
    };
    const [, csv] = await file("csv");
    expect(csv.toString().trim().split("\r\n")).to.have.length(document.events.count + 1);
    expect((await file("xlsx"))[1].subarray(0, 2).toString()).to.equal("PK");
    const [type, oneC] = await file("1c");
    expect(type).to.include("windows-1251");
    expect(new TextDecoder("windows-1251").decode(oneC)).to.include("СекцияДокумент=Платежное поручение");
    expect((await file("1c-utf-8"))[1].toString()).to.include("Сумма=100.00");
    expect((await file("camt.053"))[1].toString()).to.include('<Amt Ccy="KZT">100.00</Amt>');
    const { items: events } = await story.get<{ items: unknown[] }>(`/v1/reports/${report}/events`, cafe);
    expect(toBytes32(sha256(utf8(jcs(events))))).to.equal(document.events.hash);
  });

  it("is found in the bank by its reference: no line is unknown, and what differs is told", async () => {
    const { items } = await story.get<{ items: Report[] }>("/v1/reports", cafe);
    const zs = items.filter(({ kind }) => kind === "z");
    const day = zs[0]!.document.day;
    const csv = (rows: readonly string[]): string =>
      ["account,reference,date,amount,currency,text", ...rows].join("\n");
    const row = ({ document: { payout } }: Report, at: number): string =>
      `KZ1,B${at},${day},${(Number(payout.expectedTiyn) / 100).toFixed(2)},KZT,"Payout, ${payout.reference!.toLowerCase()}"`;
    const send = async (
      body: string,
      type = "text/csv",
    ): Promise<[number, { code?: string; added: number }]> => {
      const response = await story.call("POST", "/v1/bank-statements", {
        body,
        headers: { ...cafe, "content-type": type },
      });
      return [response.status, await json(response)];
    };
    const match = async () =>
      await story.get<{
        summary: Record<string, { lines: number }>;
        lines: { side: string; match: string; reason: string }[];
      }>("/v1/reconciliation?from=2024-12-01T00:00:00Z&to=2025-12-01T00:00:00Z", cafe);
    const statuses = async () =>
      (await story.get<{ items: { status: string }[] }>("/v1/invoices?paid=yes", cafe)).items.map(
        ({ status }) => status,
      );
    const eventTypes = async () =>
      (await story.get<{ items: { type: string }[] }>("/v1/merchant-events", cafe)).items.map(
        ({ type }) => type,
      );
    expect(await statuses())
      .to.include("paid")
      .and.not.include("settled");
    const before = await match();
    expect(before.summary["unknown"]!.lines).to.equal(0);
    expect(before.lines.filter(({ side }) => side === "chain").map(({ reason }) => reason)).to.include(
      "payout-awaited",
    );
    const file = csv(zs.map(row));
    expect((await send(file))[0]).to.equal(201);
    expect((await send(file))[0]).to.equal(200);
    expect((await send(`${file}\nKZ1,B99,${day},-7.00,KZT,Rent`))[1].added).to.equal(1);
    for (const [body, type, status, code] of [
      [file.replace(/,B0,([^,]*),([^,]*)/, ",B0,$1,1.00"), "text/csv", 409, "statement-contradicts"],
      [file.replace("KZT", "USD"), "text/csv", 422, "statement-unreadable"],
      ["<a/>", "application/xml", 422, "statement-unreadable"],
      ["{}", "application/json", 415, "media-type-unsupported"],
    ] as const) {
      const [found, answer] = await send(body, type);
      expect([found, answer.code]).to.deep.equal([status, code]);
    }
    const after = await match();
    expect(after.summary["unknown"]!.lines).to.equal(0);
    expect(
      new Set(after.lines.filter(({ side }) => side !== "invoice").map((each) => each.match)),
    ).to.deep.equal(new Set(["matched"]));
    expect((await look(zs[0]!.report)).inBank.state).to.equal("yes");
    expect(await statuses()).to.include("settled");
    await observeInvoices(story.net.pool);
    expect(await eventTypes()).to.include("invoice.settled");
    await send(csv([`KZ1,B100,${day},5.00,KZT,ALATAU Z 1-000000-99`, row(zs[0]!, 101)]));
    const wrong = (await match()).lines
      .filter((each) => each.match === "unknown")
      .map(({ reason }) => reason);
    expect(wrong).to.have.members(["report-unknown", "paid-out-before"]);
    expect((await look(zs[0]!.report)).inBank.state).to.equal("differs");
  });

  it("is the same, byte for byte, when the ledger's tables are made anew from the chain (Y18)", async () => {
    const { net } = story;
    const { rows } = await net.pool.query<{ document: string; hash: string }>(
      "SELECT document, '0x' || encode(report_hash, 'hex') AS hash FROM payload.reports ORDER BY number",
    );
    expect(rows.length).to.be.greaterThan(3);
    const derive = async (): Promise<string[]> => {
      const texts: string[] = [];
      for (const { document } of rows) {
        const claim = claimOf(JSON.parse(document) as ReportDocument);
        const basis = (await readBasis(net.pool, claim, net.network.contracts.tenge))!;
        const shuffled = {
          ...basis,
          invoices: basis.invoices.toReversed().map((each) => ({ ...each, facts: each.facts.toReversed() })),
        };
        expect(reportLines(shuffled)).to.deep.equal(reportLines(basis));
        texts.push(jcs(reportDocument(shuffled)));
      }
      return texts;
    };
    const kept = rows.map(({ document }) => document);
    expect(await derive()).to.deep.equal(kept);
    const { before, after: anew } = await net.reindex();
    expect(anew).to.equal(before);
    expect(await derive()).to.deep.equal(kept);
    expect(rows.map(({ document }) => toBytes32(sha256(utf8(document))))).to.deep.equal(
      rows.map(({ hash }) => hash),
    );
  });
});
