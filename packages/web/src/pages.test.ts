import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { RECORD_HASH, SALE_ID } from "./pages.fixture.ts";
import { builtPages, CHROMIUM, hasBrowser } from "./pay/browser.fixture.ts";
import { serveFixture, type FixtureServer } from "./serve.fixture.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WIDTHS = [360, 1280];
const PAGES = {
  overview: "/",
  sales: "/sales",
  sale: `/sales/${SALE_ID}`,
  slots: "/slots",
  slot: "/slots/7/1969999",
  devices: "/devices",
  device: "/devices/345",
  records: "/records",
  record: `/records/${RECORD_HASH}`,
  operator: "/operator/12",
  "not-found": "/nowhere/at/all",
} as const;
const LANGUAGE = "alatau:language";

describe("the pages in Chromium", function () {
  this.timeout(60_000);
  let server: FixtureServer;
  let folder: string;
  let pictures: string;
  let browser: BrowserContext;
  let page: Page;
  /** What the browser complained of. */
  const complaints: string[] = [];

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    server = await serveFixture(await builtPages());
    folder = await mkdtemp(join(tmpdir(), "alatau-chromium-"));
    pictures = await mkdtemp(join(tmpdir(), "alatau-pictures-"));
    browser = await chromium.launchPersistentContext(folder, {
      executablePath: CHROMIUM,
      args: FLAGS,
      locale: "en-GB",
      reducedMotion: "reduce",
    });
  });

  after(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    if (pictures !== undefined) process.stdout.write(`  pictures: ${pictures}\n`);
  });

  const restore: (() => void)[] = [];
  afterEach(async () => {
    await page?.close();
    for (const each of restore.splice(0)) each();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  async function open(path: string, { width = 1280, language = "en" } = {}): Promise<Page> {
    page = await browser.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript(
      ([key, value]) => {
        if (sessionStorage.getItem("begun") !== null) return; // a reload keeps what the reader chose
        sessionStorage.setItem("begun", "yes");
        localStorage.setItem(key!, value!);
      },
      [LANGUAGE, language],
    );
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(server.origin + path);
    await page.locator("h1").waitFor();
    await page.waitForFunction(() => document.querySelector(".waiting") === null);
    return page;
  }

  for (const width of WIDTHS)
    for (const [name, path] of Object.entries(PAGES))
      it(`shows ${name} at ${width} px without scrolling sideways`, async () => {
        await open(path, { width });
        await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).to.be.at.most(0);
        expect(await page.locator("h1").count()).to.equal(1);
        expect(await page.locator(".problem").count()).to.equal(0);
      });

  for (const language of ["ru", "kk"])
    for (const width of WIDTHS)
      it(`fits ${language} at ${width} px on the longest pages`, async () => {
        for (const name of ["overview", "sale", "operator"] as const) {
          await open(PAGES[name], { width, language });
          expect(await page.locator("html").getAttribute("lang")).to.equal(language);
          await page.screenshot({ path: join(pictures, `${name}-${language}-${width}.png`), fullPage: true });
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          expect(overflow, name).to.be.at.most(0);
          await page.close();
        }
      });

  it("shows the overview in dark colours", async () => {
    await open("/");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: join(pictures, "overview-dark-1280.png"), fullPage: true });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).to.equal("rgb(15, 21, 19)");
  });

  it("proves a sale in the browser and says its level in words", async () => {
    await open(PAGES.sale);
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict").waitFor();
    await page.screenshot({ path: join(pictures, "sale-proven-1280.png"), fullPage: true });
    const verdict = await page.locator(".verdict").innerText();
    for (const words of [
      "Proven",
      "Signed by the meter",
      "Signed by 2 of 3 checkers",
      "Head signed by the node's operator",
      "Not sealed by validators: embedded chain",
      "Status as of block 103: current",
    ])
      expect(verdict).to.contain(words);
    expect(await page.locator(".proof-steps .passed").count()).to.equal(8);
    expect(await page.locator(".trust code").innerText()).to.match(/^0x/);
  });

  it("shows that one changed digit of the proof makes it fail", async () => {
    await open(PAGES.sale, { width: 360 });
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict.proven").waitFor();
    await page.locator(".tamper select").selectOption("meterRecord");
    await page.getByRole("button", { name: "Change it and check" }).click();
    await page.locator(".verdict.refused").waitFor();
    await page.screenshot({ path: join(pictures, "sale-tampered-360.png"), fullPage: true });
    expect(await page.locator(".verdict").innerText()).to.contain("Not proven");
    expect(await page.locator(".tampered").innerText()).to.contain("record.payload.bytes");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).to.be.at.most(0);
  });

  it("gives out the bundle as the file that was checked", async () => {
    await open(PAGES.sale);
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the bundle" }).click();
    expect((await waiting).suggestedFilename()).to.equal(`sale-${SALE_ID}.proof.json`);
  });

  it("keeps to the network that it saw first and warns of another", async () => {
    await open(PAGES.sale);
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict.proven").waitFor();
    const network: unknown = await (await fetch(`${server.origin}/network.json`)).json();
    server.replace("/network.json", { ...(network as object), chainId: 666 });
    await page.getByRole("button", { name: "Prove again" }).click();
    await page.locator(".trust .problem").waitFor();
    await page.locator(".verdict.proven").waitFor();
    server.replace("/network.json", network);
  });

  it("proves that a statement is complete", async () => {
    await open(PAGES.operator);
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict.proven").waitFor();
    expect(await page.locator(".proof-steps").innerText()).to.contain("No line of the statement is missing");
  });

  it("proves the last sale from the overview and keeps it on screen", async () => {
    await open("/");
    await page.getByRole("button", { name: "Prove", exact: true }).click();
    await page.locator(".verdict.proven").waitFor();
    const sentence = (await page.locator(".sentence").innerText()).replaceAll("\u00a0", " ");
    expect(sentence).to.contain("sold 1.2 kWh to neighbours for 39.04 ₸");
  });

  it("changes the language and keeps it", async () => {
    await open("/");
    await page.getByLabel("Language").selectOption("kk");
    expect(await page.locator("h1").innerText()).to.equal("Шолу");
    await page.reload();
    await page.locator("h1").waitFor();
    expect(await page.locator("h1").innerText()).to.equal("Шолу");
  });

  it("follows links without loading the page anew, and back", async () => {
    await open("/sales");
    await page.evaluate(() => ((window as { here?: boolean }).here = true));
    await page.locator("tbody a").first().click();
    await page.waitForURL(`**/sales/${SALE_ID}`);
    await page.goBack();
    await page.locator("table").waitFor();
    expect(await page.evaluate(() => (window as { here?: boolean }).here)).to.equal(true);
  });

  it("says what is wrong by the problem's translated title", async () => {
    await open("/sales/7-1-1-1-1", { language: "ru" });
    await page.locator(".problem").waitFor();
    expect(await page.locator(".problem strong").innerText()).to.equal("Продажа неизвестна");
    complaints.splice(0); // the browser notes each 404
  });

  it("composes an order and has the wallet sign exactly that", async () => {
    await open("/operator/12");
    await page.evaluate(() => {
      const asked: unknown[] = [];
      const request = (call: { method: string }): Promise<unknown> => {
        asked.push(call);
        return Promise.resolve(call.method === "eth_requestAccounts" ? [`0x${"ab".repeat(20)}`] : "0x00");
      };
      Object.assign(window, { ethereum: { request }, asked });
    });
    await page.getByText("New order").click();
    await page.getByLabel("Most kWh a slot").fill("4,2");
    await page.getByLabel("Least price, ₸ per kWh").fill("32.54");
    await page.getByRole("button", { name: "Sign with the wallet and place" }).click();
    await page.getByText("Kept durably as submission 5").waitFor();
    const asked = (await page.evaluate(() => (window as unknown as { asked: unknown[] }).asked)) as {
      method: string;
      params: string[];
    }[];
    expect(asked.map(({ method }) => method)).to.deep.equal(["eth_requestAccounts", "eth_signTypedData_v4"]);
    const { message } = JSON.parse(asked[1]!.params[1]!) as { message: Record<string, string> };
    expect(message).to.include({ device: "345", maxWhPerSlot: "4200", limitPrice: "3254000" });
  });

  /** A wallet that answers as told, and the session of participant 12. */
  async function actAsOwner(path: string, signing: "signs" | "sends"): Promise<() => Promise<string[]>> {
    const before: unknown = await (await fetch(`${server.origin}/v1/sessions/current`)).json();
    server.replace("/v1/sessions/current", { ...(before as object), participant: 12, by: "session" });
    await open("/sales");
    await page.addInitScript((can) => {
      const asked: string[] = [];
      const request = ({ method }: { method: string }): Promise<unknown> => {
        asked.push(method);
        if (method === "eth_signTransaction" && can === "sends")
          return Promise.reject(Object.assign(new Error("not offered"), { code: 4200 }));
        return Promise.resolve(method === "eth_signTransaction" ? "0x02aa" : `0x${"cd".repeat(32)}`);
      };
      Object.assign(window, { ethereum: { request }, asked });
    }, signing);
    await page.goto(server.origin + path);
    restore.push(() => server.replace("/v1/sessions/current", before));
    return async () => await page.evaluate(() => (window as unknown as { asked: string[] }).asked);
  }

  it("cancels an own order with a transaction that the wallet signs and the gateway keeps", async () => {
    const asked = await actAsOwner("/operator/12", "signs");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The cancellation is kept as submission 21").waitFor();
    expect(await asked()).to.deep.equal(["eth_signTransaction"]);
    const handed = server.written.at(-1)!;
    expect(handed.path).to.equal("/v1/orders/11/cancellation");
    expect(JSON.parse(handed.body)).to.deep.equal({ rawTransaction: "0x02aa" });
  });

  it("lets a wallet send the cancellation that signs only what it sends", async () => {
    const asked = await actAsOwner("/operator/12", "sends");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The wallet has sent the cancellation").waitFor();
    expect(await asked()).to.deep.equal(["eth_signTransaction", "eth_sendTransaction"]);
  });

  it("disputes an own sale: the reason goes to the gateway, its salted hash to the chain", async () => {
    await actAsOwner(PAGES.sale, "signs");
    await page.getByLabel("Why do you not accept this sale?").fill(" The meter was replaced. ");
    await page.getByRole("button", { name: "Sign with the wallet and dispute" }).click();
    await page.getByText("Kept durably as submission 22").waitFor();
    await page.screenshot({ path: join(pictures, "sale-disputed-1280.png"), fullPage: true });
    const { path, body } = server.written.at(-1)!;
    expect(path).to.equal(`/v1/sales/${SALE_ID}/dispute`);
    const { reason, salt, rawTransaction } = JSON.parse(body) as Record<string, string>;
    expect([reason, rawTransaction]).to.deep.equal(["The meter was replaced.", "0x02aa"]);
    expect(salt).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("offers neither to a stranger", async () => {
    await open("/operator/12");
    expect(await page.getByRole("button", { name: "Cancel" }).count()).to.equal(0);
    await page.close();
    await open(PAGES.sale);
    expect(await page.getByText("Dispute this sale").count()).to.equal(0);
  });

  it("offers everybody to choose from on the operator page, organisations by their names", async () => {
    const all: unknown = await (await fetch(`${server.origin}/v1/participants`)).json();
    const { items } = all as { items: { participant: number }[] };
    const named = items.map((each) => ({ ...each, name: each.participant === 12 ? "Bus depot 2" : null }));
    server.replace("/v1/participants", { items: named, next: null });
    await open("/operator", { width: 360 });
    await page.screenshot({ path: join(pictures, "operators-360.png"), fullPage: true });
    await page.getByRole("link", { name: "Bus depot 2" }).click();
    await page.getByRole("heading", { name: "Bus depot 2" }).waitFor();
    server.replace("/v1/participants", all);
  });

  it("is used with the keyboard: the first stop leads to the page", async () => {
    await open("/");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal("skip");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("page");
  });

  it("says when the live connection is lost", async () => {
    await open("/");
    server.dropStreams();
    await page.locator(".banner").waitFor();
    await page.screenshot({ path: join(pictures, "overview-offline-1280.png") });
    complaints.splice(0); // the browser notes the broken stream
  });
});
