// A café's day on the real pages of a real ledger: paid, a part given back, closed with a report that equals the chain, and in the bank.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { chromium, type Browser, type Page } from "playwright-core";
import { createPublicClient, http, parseEventLogs, type Abi, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { builtPages, CHROMIUM, hasBrowser } from "../pay/browser.fixture.ts";
import { keyOf, openStory, startSimulator, until, type Story } from "../pay/paying.fixture.ts";

const MERCHANT = "village";
const MERCHANT_KIND = 8;
const PHONE = 360;

interface Report {
  readonly report: Hex;
  readonly inBank: { readonly state: string };
  readonly document: {
    readonly after: { readonly block: number };
    readonly until: { readonly block: number };
    readonly paid: { readonly amountTiyn: string };
    readonly refunded: { readonly amountTiyn: string };
    readonly payout: { readonly expectedTiyn: string; readonly reference: string };
  };
}

describe("A café's day in the browser", function () {
  this.timeout(120_000);
  let story: Story;
  let browser: Browser;
  let pictures: string;
  const complaints: string[] = [];
  const { ALATAU_LOCAL_WEBHOOKS: before_ } = process.env;

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    process.env["ALATAU_LOCAL_WEBHOOKS"] = "1"; // the fiscal operator is on this machine
    story = await openStory({ webFolder: await builtPages() });
    await story.enrol(MERCHANT, { kind: MERCHANT_KIND });
    pictures = await mkdtemp(join(tmpdir(), "alatau-reports-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
  });
  after(async () => {
    if (before_ === undefined) delete process.env["ALATAU_LOCAL_WEBHOOKS"];
    else process.env["ALATAU_LOCAL_WEBHOOKS"] = before_;
    await (browser as Browser | undefined)?.close();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
    if ((pictures as string | undefined) !== undefined) process.stdout.write(`  pictures: ${pictures}\n`);
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  /** A page of the café's owner, whose wallet always agrees, signed in. */
  async function open(path: string, language: string): Promise<Page> {
    const context = await browser.newContext({
      ...{ viewport: { width: 1280, height: 800 }, locale: "en-GB", reducedMotion: "reduce" },
    });
    const page = await context.newPage();
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    const cafe = story.net.account(MERCHANT);
    await page.addInitScript((chosen) => localStorage.setItem("alatau:language", chosen), language);
    await page.exposeFunction(
      "askWallet",
      async ({ method, params = [] }: { method: string; params?: Hex[] }) => {
        if (method === "eth_requestAccounts") return [cafe.address];
        if (method === "personal_sign") return await cafe.signMessage({ message: { raw: params[0]! } });
        throw new Error(`This wallet does not know ${method}.`);
      },
    );
    await page.addInitScript(() => {
      const { askWallet } = window as unknown as { askWallet: (call: unknown) => Promise<unknown> };
      Object.assign(window, { ethereum: { request: askWallet } });
    });
    await page.goto(story.gateway.url + path);
    await page.locator("h1").waitFor();
    await page.waitForFunction(() => document.querySelector(".waiting") === null);
    return page;
  }

  const picture = async (page: Page, name: string): Promise<void> => {
    for (const width of [1280, PHONE]) {
      await page.setViewportSize({ width, height: 800 });
      await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `${name} ${width}`).to.be.at.most(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  const ask = async <T>(where: string, body: unknown, status: number): Promise<T> => {
    const response = await story.post(where, body, keyOf(MERCHANT));
    const text = await response.text();
    expect(response.status, text).to.equal(status);
    return JSON.parse(text) as T;
  };
  const mint = async (account: string, tiyn: bigint): Promise<void> => {
    await story.net.send("issuer", "tenge", "mint", [account, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
  };
  /** A customer pays an invoice by signature. */
  async function paid(amountTiyn: string): Promise<Hex> {
    const { invoice } = await ask<{ invoice: Hex }>("/v1/invoices", { amountTiyn, till: "Counter" }, 201);
    const payer = privateKeyToAccount(generatePrivateKey());
    await mint(payer.address, BigInt(amountTiyn));
    const where = `/v1/invoices/${invoice}`;
    const { typedData } = await story.get<{ typedData: never }>(
      `${where}/authorization?payer=${payer.address}`,
    );
    const signature = await payer.signTypedData(typedData);
    await story.post(`${where}/payments`, { payer: payer.address, signature });
    await until(async () => (await story.get<{ status: string }>(where)).status === "paid");
    return invoice;
  }
  async function giveBack(invoice: Hex, amountTiyn: string): Promise<void> {
    const { items } = await story.get<{ items: { payment: Hex }[] }>(`/v1/payments?invoice=${invoice}`);
    const asked = { payment: items[0]!.payment, amountTiyn, key: "R-1" };
    const where = `/v1/refunds/authorization?${new URLSearchParams(asked)}`;
    const { typedData } = await story.get<{ typedData: never }>(where, keyOf(MERCHANT));
    const signature = await story.net.account(MERCHANT).signTypedData(typedData);
    await ask("/v1/refunds", { ...asked, reason: "requested-by-customer", signature }, 202);
    await until(
      async () =>
        (await story.get<{ refundedTiyn: string }>(`/v1/invoices/${invoice}`)).refundedTiyn === amountTiyn,
    );
  }
  /** What the node's own logs sum to in the blocks of a report. */
  async function onChain({ document }: Report): Promise<{ paid: string; refunded: string }> {
    const { network, chain } = story.net;
    const logs = await createPublicClient({ transport: http(chain.rpcUrl) }).getLogs({
      address: network.contracts.payments,
      ...{ fromBlock: BigInt(document.after.block + 1), toBlock: BigInt(document.until.block) },
    });
    const events = parseEventLogs({ abi: ABIS.payments as Abi, logs }) as unknown as {
      eventName: string;
      args: { amount: bigint };
    }[];
    const sum = (name: string): string =>
      String(
        events.reduce((total, { eventName, args }) => (eventName === name ? total + args.amount : total), 0n),
      );
    return { paid: sum("PaymentCharged"), refunded: sum("PaymentRefunded") };
  }

  it("is closed with a report that equals the chain, is on the ledger, and is found in the bank", async () => {
    const first = await paid("125000");
    await paid("45000");
    await giveBack(first, "25000");
    const page = await open("/reports", "en");
    await page.getByRole("button", { name: "Sign in with the wallet" }).click();
    await page.getByRole("heading", { name: "Now (X-report)" }).waitFor();
    await page.getByText("1,700.00").first().waitFor();
    await picture(page, "reports-open");
    await page.getByRole("button", { name: "Close the day: report 1" }).click();
    await page.getByRole("heading", { name: "Z-report 1 · Counter" }).waitFor();
    await page.getByText("on the ledger", { exact: true }).waitFor({ timeout: 20_000 });
    await picture(page, "report");
    const hash = new URL(page.url()).pathname.split("/").at(-1)!;
    const report = await story.get<Report>(`/v1/reports/${hash}`, keyOf(MERCHANT));
    const { document } = report;
    const sums = { paid: document.paid.amountTiyn, refunded: document.refunded.amountTiyn };
    expect(sums).to.deep.equal({ paid: "170000", refunded: "25000" });
    expect(sums).to.deep.equal(await onChain(report));

    const day = new Date().toISOString().slice(0, 10);
    const statement = join(pictures, "statement.csv");
    await writeFile(
      statement,
      `account,reference,date,amount,currency,text\nKZ1,B-1,${day},1450.00,KZT,Payout ${document.payout.reference}\n`,
    );
    await page.getByRole("link", { name: "Reports", exact: true }).first().click();
    const unknown = page.locator("[data-match=unknown]");
    await unknown.waitFor();
    await page.getByLabel("The bank's statement").setInputFiles(statement);
    await page.getByText("Read: 1 entries, 1 of them new.").waitFor();
    await page.getByText("Everything matches.").waitFor();
    expect(await unknown.innerText()).to.equal("0");
    await page.getByText("in the bank", { exact: true }).waitFor();
    await picture(page, "reports-matched");
    expect((await story.get<Report>(`/v1/reports/${hash}`, keyOf(MERCHANT))).inBank.state).to.equal("yes");
    for (const [paper, width] of [
      ["80 mm", "reports-roll"],
      ["A4", "reports-a4"],
    ] as const) {
      await page.goto(`${story.gateway.url}/reports/${hash}`);
      await page.evaluate(() => Object.assign(window, { print: () => undefined }));
      await page.getByRole("button", { name: new RegExp(paper) }).click();
      await page.pdf({ path: join(pictures, `${width}.pdf`), preferCSSPageSize: true });
    }
  });

  it("gives fiscal receipts from the page on, stops with the page, and is corrected by another report", async () => {
    await using operator = await startSimulator({ token: "some-token" });
    const page = await open("/reports", "en");
    await page.getByRole("button", { name: "Sign in with the wallet" }).click();
    const card = page.getByRole("region", { name: "Fiscal receipts" });
    await card.getByText("This till gives no fiscal receipts.").waitFor();
    const fill = async (address: string): Promise<void> => {
      await card.getByLabel("The operator's address").fill(address);
      await card.getByLabel("The operator's token").fill("some-token");
      await card.getByLabel("Number of the register").fill("KKM-1");
      await card.getByRole("button", { name: "Give receipts from now on" }).click();
    };
    await fill("http://10.0.0.1/");
    await card.getByText("fiscal-operator-refused").waitFor();
    complaints.splice(0); // the browser notes the 422
    await fill(operator.url);
    await card.getByText("works", { exact: true }).waitFor();
    await picture(page, "reports-fiscal");
    const sold = await paid("90000");
    type Seen = { fiscal: { state: string } | null };
    const fiscal = async (id: Hex): Promise<string | undefined> =>
      (await story.get<Seen>(`/v1/invoices/${id}`, keyOf(MERCHANT))).fiscal?.state;
    await until(async () => (await fiscal(sold)) === "issued", { timeoutMs: 20_000 });
    await page.getByText(/^[01] of 1$/).waitFor();
    await card.getByRole("button", { name: "Give no receipts from now on" }).click();
    await card.getByText("This till gives no fiscal receipts.").waitFor();
    expect(await fiscal(await paid("10000"))).to.equal(undefined);
    await page.getByRole("link", { name: "Z-report 1" }).click();
    const form = page.getByRole("region", { name: "Correct this report" });
    await form.getByLabel("Reason").selectOption("bank-found-difference");
    await picture(page, "report-correct");
    await form.getByRole("button", { name: "Correct this report" }).click();
    await page.getByRole("heading", { name: "Correction 2 · Counter" }).waitFor();
    await page.getByText("on the ledger", { exact: true }).waitFor({ timeout: 20_000 });
    const hash = new URL(page.url()).pathname.split("/").at(-1)!;
    const { document } = await story.get<{ document: object }>(`/v1/reports/${hash}`, keyOf(MERCHANT));
    expect(document).to.have.nested.property("corrects.reason", "bank-found-difference");
    await page.getByRole("link", { name: "The report that it corrects" }).click();
    await page.getByRole("heading", { name: "Z-report 1 · Counter" }).waitFor();
    await page.getByRole("link", { name: "Corrected by another report" }).waitFor();
    expect(await form.count()).to.equal(0);
  });

  for (const [language, close] of [
    ["ru", "Закрыть день: отчёт 3"],
    ["kk", "Күнді жабу: 3-есеп"],
  ] as const)
    it(`speaks ${language}`, async () => {
      const page = await open("/reports", language);
      await page.locator("button.primary").first().click();
      await page.getByRole("button", { name: close }).waitFor();
      await picture(page, `reports-${language}`);
    });
});
