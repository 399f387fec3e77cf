// The WooCommerce plug-in's rules, asked of its own PHP classes: amounts, lines, signatures, states, refunds, languages.
import { expect } from "chai";
import { before, describe, it } from "mocha";
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { ask, askAll, mustHavePhp, PLUGIN, shown } from "./woocommerce/ask.ts";

/** Beside the checkout, where there is one. */
const VECTORS = new URL("../../../shared/data/payments/webhooks/standard_webhooks_dev.json", import.meta.url);

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly id: string;
  readonly timestamp: number;
  readonly payload: string;
  readonly header: string;
  readonly now: number;
  readonly valid: boolean;
}

describe("The WooCommerce plug-in", function () {
  this.timeout(120_000);
  before(mustHavePhp);

  it("is PHP without a mistake of grammar", async () => {
    const files = globSync("**/*.php", { cwd: PLUGIN });
    expect(files).to.have.length.above(15);
    for (const file of files) execFileSync("php", ["-l", path.join(PLUGIN, file)]);
  });

  it("turns tenge into tiyn without a float, and refuses a third decimal", async () => {
    const cases = {
      ...{ "0": "0", "1": "100", "1250": "125000", "1250.5": "125050", "1250.50": "125050", "0.01": "1" },
      ...{
        "0.29": "29",
        "4.350": "435",
        "9999999999999.99": "999999999999999",
        "007.10": "710",
        "5.": "500",
      },
      ...{
        "1250.505": "amount-too-precise",
        "0.001": "amount-too-precise",
        "10000000000000": "amount-too-large",
      },
      ...{ "-1": "amount-invalid", "1e3": "amount-invalid", "1,5": "amount-invalid", "": "amount-invalid" },
      ...{ " 1": "amount-invalid", "1\n": "amount-invalid", ".5": "amount-invalid", "0x1": "amount-invalid" },
    };
    const answers = await askAll(Object.keys(cases).map((tenge) => ["Amount::to_tiyn", tenge]));
    expect(answers.map(shown)).to.deep.equal(Object.values(cases));
    for (const [tiyn, tenge] of [
      ["0", "0.00"],
      ["5", "0.05"],
      ["-125050", "-1250.50"],
    ])
      expect(await ask("Amount::to_tenge", tiyn)).to.equal(tenge);
  });

  it("writes lines that sum to the amount to the tiyn, or one line", async () => {
    const items = ["416.666667", "416.666667", "416.666667"].map((tenge, index) => ({
      ...{ name: `Tea ${index}`, quantity: 1, tenge: [tenge, "50.0"] },
    }));
    const amounts = (lines: unknown): string[] =>
      (lines as { amountTiyn: string }[]).map(({ amountTiyn }) => amountTiyn);
    expect(amounts(await ask("Lines::of", items, "140000", "Order"))).to.deep.equal([
      "46667",
      "46667",
      "46666",
    ]);
    const negative = [...items, { name: "Off", quantity: 1, tenge: ["-10.00", "0"] }];
    expect(await ask("Lines::of", negative, "139000", "Order 7")).to.deep.equal([
      { name: "Order 7", quantity: 1, amountTiyn: "139000" },
    ]);
    expect(amounts(await ask("Lines::of", items, "150000", "Order"))).to.deep.equal(["150000"]);
  });

  it("accepts and refuses the signatures of Standard Webhooks", async function () {
    if (!existsSync(VECTORS)) this.skip();
    for (const vector of JSON.parse(readFileSync(VECTORS, "utf8")) as Vector[]) {
      const { name, secret, id, timestamp, payload, header, now, valid } = vector;
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": header,
      };
      const answer = await ask("Webhook::verify", secret, headers, payload, now);
      if (valid) expect(answer, name).to.equal(id);
      else expect(answer, name).to.be.oneOf(["webhook-signature-wrong", "webhook-timestamp-off"]);
    }
  });

  it("says of an invoice what its order should know", async () => {
    const invoice = {
      ...{ invoice: `0x${"ab".repeat(32)}`, status: "paid", flags: [] as string[], amountTiyn: "1000" },
      ...{ paidTiyn: "1000", refundedTiyn: "0", surplusTiyn: "0", dueTiyn: "0" },
    };
    const state = async (change: object, total = "1000"): Promise<[boolean, boolean, string[]]> => {
      const answer = await ask("InvoiceState::of", { ...invoice, ...change }, total);
      const { complete, hold, notes } = answer as {
        complete: boolean;
        hold: boolean;
        notes: { note: string }[];
      };
      return [complete, hold, notes.map(({ note }) => note)];
    };
    expect(await state({})).to.deep.equal([true, false, ["paid"]]);
    expect(await state({ status: "settled", flags: ["late"] })).to.deep.equal([
      true,
      false,
      ["paid", "late"],
    ]);
    expect(await state({ flags: ["over"], surplusTiyn: "50" })).to.deep.equal([
      true,
      false,
      ["paid", "over"],
    ]);
    expect(await state({}, "2000")).to.deep.equal([false, true, ["amount-differs"]]);
    const part = { status: "open", flags: ["partial"], paidTiyn: "400", dueTiyn: "600" };
    expect(await state(part)).to.deep.equal([false, true, ["part"]]);
    expect(await state({ ...part, status: "paid" })).to.deep.equal([false, true, ["part"]]);
    expect(await state({ flags: ["disputed"] })).to.deep.equal([false, true, ["paid", "disputed"]]);
    expect(await state({ status: "expired", paidTiyn: "0" })).to.deep.equal([false, false, ["expired"]]);
    expect(await state({ status: "open", paidTiyn: "0" })).to.deep.equal([false, false, []]);
    expect(await ask("InvoiceState::of", { ...invoice, paidTiyn: 1000 }, "1000")).to.equal(
      "gateway-answer-invalid",
    );
  });

  it("takes a refund from one payment whose payer is known", async () => {
    const payment = (payer: string | null, amount: string, name: string): object => ({
      ...{ payment: `0x${name.repeat(64)}`, kind: payer === null ? "boxed" : "charged", payer, amount },
    });
    const charged = [payment("0x1", "1000", "1"), payment("0x2", "300", "2")];
    const refunds = [{ payment: `0x${"1".repeat(64)}`, amountTiyn: "600", state: "final" }];
    const refused = refunds.map((refund) => ({ ...refund, state: "refused" }));
    expect(await ask("RefundPlan::payment", charged, [], "300")).to.equal(`0x${"2".repeat(64)}`);
    expect(await ask("RefundPlan::payment", charged, refunds, "400")).to.equal(`0x${"1".repeat(64)}`);
    expect(await ask("RefundPlan::payment", charged, refunds, "401")).to.equal("exceeds-refundable");
    expect(await ask("RefundPlan::payment", charged, refused, "1000")).to.equal(`0x${"1".repeat(64)}`);
    expect(await ask("RefundPlan::payment", [payment(null, "1000", "3")], [], "1")).to.equal("payer-missing");
    expect(await ask("RefundPlan::payment", [], [], "1")).to.equal("order-unpaid");
    const words = ["Customer changed their mind", "оплачено дважды", "артық төленді", "", "broken"];
    expect((await askAll(words.map((each) => ["RefundPlan::reason", each]))).map(shown)).to.deep.equal([
      ...["requested-by-customer", "duplicate", "overpaid", "other", "other"],
    ]);
  });

  it("goes to gateways over https only, or on this machine", async () => {
    expect(await ask("address", "https://pay.example/")).to.equal(
      `https://pay.example/pay/0x${"0".repeat(64)}`,
    );
    expect(await ask("address", "http://127.0.0.1:8080"))
      .to.be.a("string")
      .that.matches(/^http:/);
    for (const address of [
      "http://pay.example",
      "ftp://x",
      "pay.example",
      "",
      "https://a@b.example",
      "https://b?x",
    ])
      expect(await ask("address", address), address).to.equal("address-invalid");
  });

  it("speaks Russian and Kazakh wherever it speaks English", async () => {
    const code = globSync("{*,woo/*}.php", { cwd: PLUGIN }).map((file) =>
      readFileSync(path.join(PLUGIN, file), "utf8"),
    );
    const texts = [...code.join("\n").matchAll(/__\( '((?:[^'\\]|\\.)*)', 'alatau-ledger' \)/g)].map(
      ([, text]) => text!.replaceAll("\\'", "'"),
    );
    const places = (text: string): string[] => (text.match(/%(\d\$)?s/g) ?? []).sort();
    expect(texts).to.have.length.above(50);
    for (const language of ["ru", "kk"]) {
      const translated = (await ask("language", language)) as Record<string, string>;
      expect(Object.keys(translated).sort()).to.deep.equal([...new Set(texts)].sort());
      for (const [english, text] of Object.entries(translated))
        expect(places(text), english).to.deep.equal(places(english));
    }
  });
});
