// A café is paid on the real pages of a real ledger: a till, a customer's phone, wallets that sign, and the chain between them.
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyBundle } from "@alatau/sdk";
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { builtPages, CHROMIUM, hasBrowser } from "./browser.fixture.ts";
import { keyOf, openStory, until, type Story } from "./paying.fixture.ts";

const MERCHANT = "village";
const MERCHANT_KIND = 8;
const PHONE = 360;
const SAMPLES = 5;

interface Invoice {
  readonly invoice: Hex;
  readonly status: string;
  readonly box: string;
  readonly transferUri: string;
}

describe("A café is paid in the browser", function () {
  this.timeout(120_000);
  let story: Story;
  let browser: Browser;
  let pictures: string;
  const complaints: string[] = [];
  /** When the customer's wallet last signed. */
  let signedAt = 0;

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    story = await openStory({ webFolder: await builtPages() });
    await story.enrol(MERCHANT, { kind: MERCHANT_KIND });
    pictures = await mkdtemp(join(tmpdir(), "alatau-paying-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
    if ((pictures as string | undefined) !== undefined) process.stdout.write(`  pictures: ${pictures}\n`);
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  /** A page of a reader of its own; with a wallet where an account is given. */
  async function open(
    path: string,
    {
      account,
      width = 1280,
      language = "en",
    }: { account?: PrivateKeyAccount; width?: number; language?: string } = {},
  ): Promise<Page> {
    const context = await browser.newContext({
      ...{ viewport: { width, height: 800 }, locale: "en-GB", reducedMotion: "reduce" },
    });
    const page = await context.newPage();
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.addInitScript((chosen) => localStorage.setItem("alatau:language", chosen), language);
    if (account !== undefined) {
      await page.exposeFunction("askWallet", (call: Call) => answerOf(account, call));
      await page.addInitScript(() => {
        const { askWallet } = window as unknown as { askWallet: (call: unknown) => Promise<unknown> };
        Object.assign(window, { ethereum: { request: askWallet } });
      });
    }
    await page.goto(story.gateway.url + path);
    await page.locator("h1").waitFor();
    await page.waitForFunction(() => document.querySelector(".waiting") === null);
    return page;
  }

  /** What a wallet answers whose owner always agrees (EIP-1193). */
  async function answerOf(account: PrivateKeyAccount, { method, params = [] }: Call): Promise<unknown> {
    if (method === "eth_requestAccounts") return [account.address];
    if (method === "personal_sign") return await account.signMessage({ message: { raw: params[0] as Hex } });
    if (method !== "eth_signTypedData_v4") throw new Error(`This wallet does not know ${method}.`);
    const signature = await account.signTypedData(JSON.parse(params[1]!) as never);
    signedAt = performance.now();
    return signature;
  }

  const cafe = (): PrivateKeyAccount => story.net.account(MERCHANT);
  const customer = async (tiyn: bigint): Promise<PrivateKeyAccount> => {
    const account = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    return account;
  };
  const invoice = async (body: object): Promise<Invoice> => {
    const response = await story.post("/v1/invoices", body, keyOf(MERCHANT));
    expect(response.status).to.equal(201);
    return (await response.json()) as Invoice;
  };
  const shows = async (page: Page, status: string): Promise<void> =>
    await page.locator(".badge").getByText(status, { exact: true }).waitFor();
  const picture = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, name).to.be.at.most(0);
  };

  it("from the keypad to «paid» on both screens, and a part given back", async function () {
    const payer = await customer(200_000n);
    const till = await open("/till", { account: cafe() });
    await till.getByRole("button", { name: "Sign in with the wallet" }).click();
    for (const key of "1250") await till.getByRole("button", { name: key, exact: true }).click();
    expect(await till.locator("output").innerText()).to.match(/1,250\.00/);
    await till.getByLabel("What for").fill("Two coffees");
    await picture(till, "till-keypad-1280");
    await till.getByRole("button", { name: "Make the invoice" }).click();
    await till.getByRole("img", { name: "QR code that opens the customer's page" }).waitFor();
    await picture(till, "till-qr-1280");
    const id = new URL(till.url()).pathname.split("/").at(-1)!;
    const phone = await open(`/pay/${id}`, { account: payer, width: PHONE });
    await phone.getByText("Two coffees").waitFor();
    await picture(phone, "pay-open-360");
    await phone.getByRole("button", { name: /^Pay / }).click();
    const seen = async (page: Page): Promise<number> => {
      await shows(page, "Paid");
      return performance.now() - signedAt;
    };
    const [atPhone, atTill] = await Promise.all([seen(phone), seen(till)]);
    this.test!.title += ` (signed → paid: the phone ${seconds(atPhone)}, the till ${seconds(atTill)})`;
    await phone.getByRole("heading", { name: "Paid. Thank you!" }).waitFor();
    await picture(phone, "pay-paid-360");
    await till.getByLabel("Amount").fill("250,00");
    await picture(till, "till-paid-1280");
    await till.getByRole("button", { name: "Sign and give back" }).click();
    for (const page of [till, phone]) await shows(page, "partly given back");
    await picture(till, "till-refunded-1280");
    await picture(phone, "pay-refunded-360");
    const downloading = phone.waitForEvent("download");
    await phone.getByRole("button", { name: "Download the proof" }).click();
    const bundle = JSON.parse(await readFile(await (await downloading).path(), "utf8")) as unknown;
    const { failure, facts } = await verifyBundle(bundle, story.net.network);
    expect(failure).to.equal(undefined);
    expect(facts.payment).to.include({ invoice: id, captured: 125_000n, refunded: 25_000n, complete: true });
    await phone.getByRole("button", { name: "Prove", exact: true }).click();
    await phone.locator(".verdict.proven").getByText("Given back: 250.00").waitFor();
    expect(await phone.locator(".proof-steps .passed").count()).to.equal(4);
    await picture(phone, "pay-proven-360");
    await phone.getByRole("button", { name: "Change it and check" }).click();
    await phone.locator(".verdict.refused").waitFor();
    const { refundedTiyn, paidTiyn } = await story.get<Record<string, string>>(`/v1/invoices/${id}`);
    expect([paidTiyn, refundedTiyn]).to.deep.equal(["125000", "25000"]);
    await till.getByRole("button", { name: "Next customer" }).click();
    await till.getByText("Two coffees").waitFor();
    await picture(till, "till-list-1280");
    await till.setViewportSize({ width: PHONE, height: 800 });
    await picture(till, "till-list-360");
  });

  it("is paid again and again", async function () {
    const payer = await customer(1_000_000n);
    const took: number[] = [];
    for (let place = 0; place < SAMPLES; place += 1) {
      const { invoice: id } = await invoice({ amountTiyn: "45000" });
      const phone = await open(`/pay/${id}`, { account: payer, width: PHONE });
      await phone.getByRole("button", { name: /^Pay / }).click();
      await shows(phone, "Paid");
      took.push(performance.now() - signedAt);
      await phone.context().close();
    }
    took.sort((one, other) => one - other);
    this.test!.title += ` (${SAMPLES} times, signed → paid: median ${seconds(took[2]!)}, slowest ${seconds(took.at(-1)!)})`;
  });

  for (const language of ["en", "ru", "kk"])
    it(`shows QR code, address and exact amount to a browser without a wallet (${language})`, async () => {
      const { invoice: id, box } = await invoice({ amountTiyn: "125050", description: "Кофе, 2 × 625,25" });
      for (const width of [PHONE, 1280]) {
        const page = await open(`/pay/${id}`, { width, language });
        expect(await page.locator(".qr").count()).to.equal(1);
        expect(await page.locator("button.primary").count()).to.equal(0);
        expect(await page.locator("code").allInnerTexts()).to.include("1250.50");
        expect(await page.content()).to.include(box);
        await picture(page, `pay-no-wallet-${language}-${width}`);
      }
    });

  it("says why when nothing can be signed for: the purse is empty", async () => {
    const { invoice: id } = await invoice({ amountTiyn: "125000" });
    const page = await open(`/pay/${id}`, { account: await customer(1n), width: PHONE });
    await page.getByRole("button", { name: /^Pay / }).click();
    await page.getByText("erc20-insufficient-balance").waitFor();
    await picture(page, "pay-poor-360");
    await shows(page, "Waiting for payment");
    complaints.splice(0); // the browser notes each 409
  });

  it("says that an invoice was withdrawn or has expired, and takes no signature for it", async () => {
    const voided = await invoice({ amountTiyn: "1000" });
    const late = await invoice({ amountTiyn: "1000", payWithinSeconds: 60 });
    const page = await open(`/pay/${voided.invoice}`, { width: PHONE });
    await story.post(`/v1/invoices/${voided.invoice}/void`, {}, keyOf(MERCHANT));
    await page.reload();
    await page.getByText("The merchant has withdrawn this invoice.").waitFor();
    await picture(page, "pay-void-360");
    await story.net.advance((await ledgerTime()) + 61);
    await until(async () => (await story.get<Invoice>(`/v1/invoices/${late.invoice}`)).status === "expired");
    const other = await open(`/pay/${late.invoice}`, { width: PHONE });
    await other.getByText("This invoice can no longer be paid.").waitFor();
    await picture(other, "pay-expired-360");
    for (const each of [page, other])
      expect(await each.getByRole("button", { name: /^Pay / }).count()).to.equal(0);
  });

  const ledgerTime = async (): Promise<number> =>
    Date.parse((await story.get<{ time: string }>("/v1/status")).time) / 1000;
});

interface Call {
  readonly method: string;
  readonly params?: readonly string[];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
