// A café's people at work on the real pages: owner, cashier, customer at the printed code, a line that breaks, no JavaScript.
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { generatePrivateKey, privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { builtPages, hasBrowser, startBrowsing, type Browsing } from "../pay/browser.fixture.ts";
import { keyOf, openStory, until, type Story } from "../pay/paying.fixture.ts";

const MERCHANT = "village";
const MERCHANT_KIND = 8;
const PHONE = 360;

describe("A café's tills and console in the browser", function () {
  this.timeout(180_000);
  let story: Story;
  let browsing: Browsing;
  const aida = privateKeyToAccount(generatePrivateKey());
  const owner = (): PrivateKeyAccount => story.net.account(MERCHANT);

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write("  skipped: there is no Chromium\n");
      this.skip();
    }
    story = await openStory({ webFolder: await builtPages() });
    await story.enrol(MERCHANT, { kind: MERCHANT_KIND });
    browsing = await startBrowsing(() => story.gateway.url, "till");
  });
  after(async () => {
    if ((browsing as Browsing | undefined) !== undefined)
      process.stdout.write(`  pictures: ${browsing.pictures}\n`);
    await (browsing as Browsing | undefined)?.[Symbol.asyncDispose]();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await browsing.closeAll();
    expect(browsing.complaints.splice(0)).to.deep.equal([]);
  });

  const press = async (page: Page, name: string | RegExp): Promise<void> =>
    await page.getByRole("button", { name, exact: true }).first().click();
  const signIn = async (page: Page): Promise<void> => await press(page, "Sign in with the wallet");
  const customer = async (tiyn: bigint): Promise<PrivateKeyAccount> => {
    const account = privateKeyToAccount(generatePrivateKey());
    await story.net.send("issuer", "tenge", "mint", [account.address, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    return account;
  };
  const invoices = async (): Promise<{ invoice: string; status: string }[]> =>
    (
      await story.get<{ items: { invoice: string; status: string }[] }>(
        "/v1/invoices?till=Hall",
        keyOf(MERCHANT),
      )
    ).items;
  let code = "";

  it("the owner opens a till with goods and adds a cashier", async () => {
    const page = await browsing.open("/merchant/tills", { account: owner() });
    await signIn(page);
    await page.getByText("No tills yet. Name the first one.").waitFor();
    await browsing.picture(page, "console-tills-empty-1280");
    await page.getByLabel("Name of the till").fill("Hall");
    await press(page, "Open the till");
    await page.getByLabel("Goods, a line each").fill("Coffee 450\nCheese cake 1250,50");
    await press(page, "Save");
    await page.getByRole("link", { name: "QR code of this till" }).click();
    await page.getByText("Scan to pay at this till").waitFor();
    code = new URL((await page.locator("a[href^='/t/']").getAttribute("href"))!, page.url()).pathname;
    await browsing.picture(page, "till-code-1280");
    await page.goto(`${story.gateway.url}/merchant/people`);
    await page.getByText("Nobody works here but you.").waitFor();
    await page.getByLabel("Account").fill(aida.address);
    await page.getByLabel("Name").fill("Aida");
    await page.getByLabel("Till").selectOption("Hall");
    await press(page, "Add");
    await page.getByRole("cell", { name: "Aida" }).waitFor();
    await browsing.picture(page, "console-people-1280");
    await page.setViewportSize({ width: PHONE, height: 800 });
    await browsing.picture(page, "console-people-360");
  });

  it("the cashier sells from the list, the customer scans the printed code and pays; no refund for the cashier", async () => {
    const payer = await customer(300_000n);
    const phone = await browsing.open(code, { account: payer, width: PHONE });
    await phone.getByText("There is nothing to pay here now.").waitFor();
    await browsing.picture(phone, "code-waits-360");
    const till = await browsing.open("/till", { account: aida, width: PHONE });
    await signIn(till);
    await till.getByText("cashier", { exact: true }).waitFor();
    for (const item of [/^Coffee/, /^Coffee/, /^Cheese cake/]) await press(till, item);
    expect(await till.locator("output").innerText()).to.match(/2,150\.50/);
    await browsing.picture(till, "till-goods-360");
    await press(till, "Make the invoice");
    await phone.getByRole("button", { name: /^Pay / }).waitFor();
    await browsing.picture(phone, "code-invoice-360");
    await phone.getByRole("button", { name: /^Pay / }).click();
    await till.locator(".badge").getByText("Paid", { exact: true }).waitFor();
    expect(await till.getByText("Give money back").count()).to.equal(0);
    expect(await till.getByRole("button", { name: "Void it" }).count()).to.equal(0);
    await browsing.picture(till, "till-paid-360");
    await till.emulateMedia({ media: "print" });
    await browsing.picture(till, "slip-print-360");
    expect(await till.getByRole("button", { name: "Print" }).isVisible()).to.equal(false);
    await till.emulateMedia({ media: "screen" });
    await press(till, "Next customer");
    await till.getByText("Hall · Aida").waitFor();
    await browsing.picture(till, "till-list-360");
    const [made] = await invoices();
    const own = await browsing.open(`/till/${made!.invoice}`, { account: owner() });
    await signIn(own);
    await own.getByRole("heading", { name: "Give money back" }).waitFor();
    await browsing.picture(own, "till-owner-1280");
  });

  it("an owner who is a member gives back out of the reserve, and the report says whose sale it was", async () => {
    const boss = privateKeyToAccount(generatePrivateKey());
    const session = await browsing.open("/merchant/people", { account: owner() });
    await signIn(session);
    await session.getByLabel("Account").fill(boss.address);
    await session.getByLabel("Name").fill("Nurlan");
    await session.getByLabel("Role").selectOption("owner");
    await press(session, "Add");
    await session.getByRole("cell", { name: "Nurlan" }).waitFor();
    const [made] = await invoices();
    const page = await browsing.open(`/till/${made!.invoice}`, { account: boss, width: PHONE });
    await signIn(page);
    await page.getByText("The reserve holds too little.").waitFor();
    expect(await page.getByRole("button", { name: "Give back from the reserve" }).isDisabled()).to.equal(
      true,
    );
    expect(await page.getByRole("button", { name: "Sign and give back" }).count()).to.equal(0);
    await browsing.picture(page, "refund-empty-360");
    const { payments, tenge } = story.net.network.contracts;
    await story.net.send("issuer", "tenge", "mint", [owner().address, 60_000n, `0x${"35".repeat(32)}`]);
    await story.net.send(MERCHANT, "tenge", "approve", [payments, 60_000n]);
    await story.net.send(MERCHANT, "payments", "fundReserve", [owner().address, tenge, 60_000n]);
    await page.reload();
    await page.getByRole("option", { name: /600\.00/ }).waitFor({ state: "attached" });
    await page.getByLabel("Amount").fill("450");
    await browsing.picture(page, "refund-reserve-360");
    await press(page, "Give back from the reserve");
    await page.locator(".badge").getByText("partly given back", { exact: true }).waitFor();
    const { items } = await story.get<{ items: object[] }>("/v1/refunds", keyOf(MERCHANT));
    expect(items[0]).to.include({ amountTiyn: "45000", source: "reserve" });
    const report = await browsing.open("/reports", { account: owner() });
    await signIn(report);
    await report.getByText("of these, Aida").waitFor();
    await browsing.picture(report, "report-people-1280");
    const x = await story.get<{ people: unknown[] }>("/v1/reports/x?till=Hall", keyOf(MERCHANT));
    const [aidas] = x.people as [{ by: string }];
    expect(x.people).to.deep.equal([
      { by: aidas.by, payments: 1, paidTiyn: "215050", refunds: 1, refundedTiyn: "45000" },
    ]);
    expect(aidas.by).to.match(/^member:\d+$/);
  });

  it("a line that breaks loses nothing and makes nothing twice; a slow one only takes longer", async () => {
    const page = await browsing.open("/till", { account: aida, width: PHONE });
    await signIn(page);
    await press(page, /^Coffee/);
    const before = (await invoices()).length;
    // The gateway has made the invoice; its answer is lost on the way.
    let cut = 0;
    await page.route("**/v1/invoices", async (route) => {
      if (route.request().method() !== "POST" || cut > 0) return await route.continue();
      cut += 1;
      await route.fetch();
      await route.abort("connectionreset");
    });
    await press(page, "Make the invoice");
    await page.getByText("was not answered yet").waitFor();
    await browsing.picture(page, "till-pending-360");
    await page.getByRole("img", { name: "QR code that opens the customer's page" }).waitFor();
    expect((await invoices()).length).to.equal(before + 1);
    await press(page, "Next customer");
    await page.getByRole("button", { name: /Coffee/ }).waitFor();
    await page.context().setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    await page.getByText("Offline: no invoices can be made").waitFor();
    await press(page, /^Coffee/);
    expect(await page.getByRole("button", { name: "Make the invoice" }).isDisabled()).to.equal(true);
    await browsing.picture(page, "till-offline-360");
    await page.context().setOffline(false);
    const link = await page.context().newCDPSession(page);
    await link.send("Network.emulateNetworkConditions", {
      ...{ offline: false, latency: 400, downloadThroughput: 50_000 / 8, uploadThroughput: 20_000 / 8 },
    });
    await page.unroute("**/v1/invoices");
    await page.goto(`${story.gateway.url}/till`, { timeout: 120_000 });
    await press(page, /^Coffee/);
    await press(page, "Make the invoice");
    await page
      .getByRole("img", { name: "QR code that opens the customer's page" })
      .waitFor({ timeout: 60_000 });
    expect((await invoices()).length).to.equal(before + 2);
    browsing.complaints.splice(0); // the browser notes what was cut off
  });

  it("the console shows money, links, keys and webhooks to the owner, on a phone too, in three languages", async () => {
    const page = await browsing.open("/merchant/links", { account: owner() });
    await signIn(page);
    await page.getByText("No links yet.").waitFor();
    await page.getByLabel("What for").fill("Gift card");
    await press(page, "Make a link");
    await page.getByRole("cell", { name: "Gift card" }).waitFor();
    await browsing.picture(page, "console-links-1280");
    await page.goto(`${story.gateway.url}/merchant/keys`);
    await page.getByLabel("Name").fill("Shop");
    await press(page, "Make a key");
    await page.getByText(/^alk_/).waitFor();
    await browsing.picture(page, "console-keys-1280");
    await page.goto(`${story.gateway.url}/merchant/webhooks`);
    await page.getByLabel("Address").fill("http://127.0.0.1:9/nobody");
    await page.getByLabel("invoice.paid").check();
    await press(page, "Add the endpoint");
    await page.getByText(/^whsec_/).waitFor();
    await press(page, "Try it");
    await page.getByText("The test event did not arrive: connection-failed").waitFor();
    await browsing.picture(page, "console-webhooks-1280");
    await page.goto(`${story.gateway.url}/merchant/payments`);
    await page.getByRole("cell").getByRole("button", { name: "Prove", exact: true }).first().click();
    await page.locator(".verdict.proven").getByText("No capture and no refund is left out").waitFor();
    await browsing.picture(page, "console-payments-proven-1280");
    for (const part of ["invoices", "payments", "refunds", "disputes", "links", "tills", "keys", "webhooks"])
      for (const [width, language] of [
        [1280, "ru"],
        [PHONE, "kk"],
      ] as const) {
        await page.evaluate((chosen) => localStorage.setItem("alatau:language", chosen), language);
        await page.addInitScript((chosen) => localStorage.setItem("alatau:language", chosen), language);
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${story.gateway.url}/merchant/${part}`);
        await page.locator(".parts").waitFor();
        await page.waitForFunction(() => document.querySelector(".card .waiting") === null);
        await browsing.picture(page, `console-${part}-${language}-${width}`);
      }
  });

  it("a customer of a payment link names the amount and is taken to the invoice", async () => {
    const { items } = await story.get<{ items: { link: string }[] }>("/v1/payment-links", keyOf(MERCHANT));
    const page = await browsing.open(items[0]!.link, { width: PHONE });
    await page.getByText("Gift card").waitFor();
    await page.getByLabel("Amount in tenge").fill("2500");
    await browsing.picture(page, "link-360");
    await press(page, "Go to the payment");
    await page.getByText("Waiting for payment").waitFor();
    expect(await page.locator(".sum").innerText()).to.match(/2,500\.00/);
  });

  it("a browser without JavaScript is led to a page that renews itself", async () => {
    const made = await story.post(
      "/v1/invoices",
      { amountTiyn: "125050", description: "Tea" },
      keyOf(MERCHANT),
    );
    const { invoice } = (await made.json()) as { invoice: string };
    for (const language of ["en", "ru", "kk"]) {
      const page = await browsing.open(`/pay/${invoice}/plain?lang=${language}`, {
        width: PHONE,
        javaScript: false,
      });
      await browsing.picture(page, `plain-${language}-360`);
    }
    const led = await browsing.open(`/pay/${invoice}`, { javaScript: false });
    await until(() => Promise.resolve(led.url().includes("/plain")), { what: "led to the plain page" });
    await browsing.picture(led, "plain-1280");
  });

  it("asks which of several announced wallets signs, and remembers it", async () => {
    const [first, second] = [await customer(1n), await customer(100_000n)];
    const made = await story.post("/v1/invoices", { amountTiyn: "50000" }, keyOf(MERCHANT));
    const { invoice } = (await made.json()) as { invoice: string };
    const page = await browsing.open(`/pay/${invoice}`, {
      announced: { Poor: first, Rich: second },
      width: PHONE,
    });
    await page.getByLabel("Wallet:").selectOption("Rich");
    await browsing.picture(page, "wallets-360");
    await page.reload();
    await page.getByRole("button", { name: /^Pay / }).click();
    await page.locator(".badge").getByText("Paid", { exact: true }).waitFor();
  });
});
