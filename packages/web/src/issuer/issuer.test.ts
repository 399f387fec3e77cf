// The issuer's desk on the real pages of a real ledger: a statement mints, a holder cashes out, two officers pay.
import { existsSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Hex, PrivateKeyAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { build } from "vite";
import { camt, openDesk, openStory, signedIn, until, type Story } from "./desk.fixture.ts";

const CHROMIUM = "/usr/bin/chromium";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const IBAN = "KZ86125KZT5004100100";

describe("The issuer's desk in the browser", function () {
  this.timeout(180_000);
  let story: Story;
  let browser: Browser;
  let pictures: string;
  const holder = privateKeyToAccount(generatePrivateKey());

  before(async function () {
    if (!existsSync(CHROMIUM)) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    await build({ root: ROOT, logLevel: "error" });
    story = await openStory({ webFolder: join(ROOT, "dist") });
    story.net.start(["issuance"]);
    await openDesk(story);
    pictures = await mkdtemp(join(tmpdir(), "alatau-issuer-"));
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

  /** A page of somebody whose wallet always agrees, signed in. */
  async function open(
    where: string,
    account: PrivateKeyAccount,
    { width = 1280, language = "en" } = {},
  ): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.addInitScript((chosen) => localStorage.setItem("alatau:language", chosen), language);
    await page.exposeFunction(
      "askWallet",
      async ({ method, params = [] }: { method: string; params?: string[] }) => {
        if (method === "eth_requestAccounts") return [account.address];
        if (method === "personal_sign")
          return await account.signMessage({ message: { raw: params[0] as Hex } });
        return await account.signTypedData(JSON.parse(params[1]!) as never);
      },
    );
    await page.addInitScript(() => {
      const { askWallet } = window as unknown as { askWallet: (call: unknown) => Promise<unknown> };
      Object.assign(window, { ethereum: { request: askWallet } });
    });
    await page.goto(story.gateway.url + where);
    await page.locator("h1").waitFor();
    await page.locator(".page-title button.primary").click();
    return page;
  }

  const picture = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, name).to.be.at.most(0);
  };

  it("from a statement to a payment order, with two pairs of eyes between", async () => {
    const session = await signedIn(story, holder);
    const asked = await story.post("/v1/cash-ins", { amountTiyn: "5000000" }, session);
    const { reference } = (await asked.json()) as { reference: string };
    const one = await open("/issuer", story.net.account("officer one"));
    const text = camt("2025-01-02", 0n, [
      { reference: "W-1", tiyn: 5_000_000n, text: `Пополнение ${reference}` },
      { reference: "W-2", tiyn: 70_000n, text: "без назначения" },
    ]);
    const file = { name: "statement.xml", mimeType: "application/xml", buffer: Buffer.from(text) };
    await one.getByLabel("Hand in a bank statement").setInputFiles(file);
    await one.getByText("minted", { exact: true }).waitFor();
    await picture(one, "desk-statement-1280");
    await one
      .getByLabel("Hand in a bank statement")
      .setInputFiles({ ...file, buffer: Buffer.from("no statement") });
    await one.getByText("statement-unreadable").waitFor();

    const phone = await open("/payouts", holder, { width: 360 });
    await phone.getByLabel("Amount, ₸").fill("20000,50");
    await phone.getByLabel("Name of the account's holder").fill("Aset");
    await phone.getByLabel("Account number (IBAN)").fill(IBAN);
    await picture(phone, "payouts-form-360");
    await phone.getByRole("button", { name: "Sign and cash out" }).click();
    await phone.getByText("received", { exact: true }).waitFor();

    await one.getByRole("button", { name: "Propose to pay" }).click();
    await one.getByText("Yours: another officer confirms").waitFor();
    expect(await one.getByRole("button", { name: "Confirm", exact: true }).count()).to.equal(0);
    await picture(one, "desk-proposed-1280");
    const two = await open("/issuer", story.net.account("officer two"), { width: 360 });
    await two.getByRole("button", { name: "Confirm", exact: true }).click();
    await two.getByText("burned", { exact: true }).waitFor();
    await picture(two, "desk-confirmed-360");

    await one.getByRole("button", { name: "Write a payment order" }).click();
    const [download] = await Promise.all([
      one.waitForEvent("download"),
      one.getByRole("link", { name: "pain.001" }).click(),
    ]);
    const order = await readFile(await download.path(), "utf8");
    expect(order).to.include("pain.001.001.09").and.include(IBAN).and.include(">20000.50<");
    await phone.getByText("sent to the bank", { exact: true }).waitFor();
    await picture(phone, "payouts-sent-360");
    await one.getByRole("button", { name: "Make the report" }).click();
    await one.getByRole("heading", { name: "Reserve report" }).waitFor();
    await one.getByText("Burned, not yet paid").waitFor();
    await picture(one, "desk-reserve-1280");
  });

  for (const language of ["ru", "kk"])
    it(`is readable on a phone (${language})`, async () => {
      const page = await open("/issuer", story.net.account("viewer"), { width: 360, language });
      await until(async () => (await page.locator("table").count()) >= 3);
      await picture(page, `desk-${language}-360`);
    });
});
