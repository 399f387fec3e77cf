// A phone without wallet, gas or account pays a café, on a network whose node takes transactions of registered accounts only.
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import { pino } from "pino";
import { chromium, type Browser, type CDPSession, type Page } from "playwright-core";
import { encodeFunctionData, erc20Abi, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { builtPages, CHROMIUM, hasBrowser } from "../pay/browser.fixture.ts";
import {
  keyOf,
  openStory,
  startGateway,
  until,
  type RunningGateway,
  type Story,
} from "../pay/paying.fixture.ts";

const MERCHANT = "village";
const MERCHANT_KIND = 8;
const PHONE = 360;
/** Not the machine's own name: a page opened by it over http is no secure context. */
const LAN_NAME = "till.lan.test";

describe("A phone pays with a passkey", function () {
  this.timeout(180_000);
  let story: Story;
  let gateway: RunningGateway;
  let browser: Browser;
  let pictures: string;
  const complaints: string[] = [];

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write(`  skipped: there is no ${CHROMIUM}\n`);
      this.skip();
    }
    const webFolder = await builtPages();
    story = await openStory();
    await story.enrol(MERCHANT, { kind: MERCHANT_KIND });
    const { net } = story;
    gateway = await startGateway({
      ...{ databaseUrl: net.databaseUrl, rpcUrl: net.chain.rpcUrl, network: net.network, home: net.home },
      ...{ port: 0, registeredSendersOnly: true, webFolder },
      logger: pino({ level: "silent" }),
    });
    pictures = await mkdtemp(join(tmpdir(), "alatau-passkey-"));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        `--host-resolver-rules=MAP ${LAN_NAME} 127.0.0.1`,
      ],
    });
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
    await (gateway as RunningGateway | undefined)?.close();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
    if ((pictures as string | undefined) !== undefined) process.stdout.write(`  pictures: ${pictures}\n`);
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  interface Phone {
    readonly page: Page;
    readonly session: CDPSession;
    /** The phone's own authenticator. */
    readonly internal: string;
  }

  /** A phone with an authenticator of its own; it says yes to whatever it is asked. */
  async function phone(path: string, { name = "localhost", language = "en" } = {}): Promise<Phone> {
    const viewport = { width: PHONE, height: 740 };
    const context = await browser.newContext({ viewport, isMobile: true, hasTouch: true, locale: "en-GB" });
    const page = await context.newPage();
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      const isOfHttp = name === LAN_NAME && message.text().startsWith("The Cross-Origin-Opener-Policy");
      if (message.type() === "error" && !isOfHttp) complaints.push(message.text());
    });
    const session = await context.newCDPSession(page);
    await session.send("WebAuthn.enable");
    const internal = await authenticator(session, "internal");
    await page.addInitScript((chosen) => localStorage.setItem("alatau:language", chosen), language);
    await page.goto(`http://${name}:${gateway.port}${path}`);
    await page.locator("h1").waitFor();
    return { page, session, internal };
  }

  const authenticator = async (session: CDPSession, transport: "internal" | "usb"): Promise<string> => {
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        ...{ protocol: "ctap2", transport, hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    return authenticatorId;
  };
  const picture = async (page: Page, name: string): Promise<void> => {
    await page.waitForFunction(() => document.querySelector(".waiting") === null);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, name).to.be.at.most(0);
  };
  const accountOn = async (page: Page): Promise<Hex> =>
    (
      await page.evaluate(
        () => JSON.parse(localStorage.getItem("alatau:wallet") ?? "{}") as { account: string },
      )
    ).account as Hex;
  const mint = async (account: Hex, tiyn: bigint): Promise<void> => {
    await story.net.send("issuer", "tenge", "mint", [account, tiyn, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
  };
  const invoice = async (body: object): Promise<Hex> => {
    const response = await story.post("/v1/invoices", body, keyOf(MERCHANT));
    expect(response.status).to.equal(201);
    return ((await response.json()) as { invoice: Hex }).invoice;
  };
  const balanceOf = async (account: Hex): Promise<string> =>
    (await story.get<{ balanceTiyn: string }>(`/v1/wallets/${account}`)).balanceTiyn;

  it("makes a wallet, receives money, opens the till's link and has paid", async function () {
    const { page } = await phone("/wallet");
    await picture(page, "wallet-none-360");
    await page.getByRole("button", { name: "Make a wallet" }).click();
    await page.getByRole("heading", { name: "Receive" }).waitFor();
    const account = await accountOn(page);
    await mint(account, 200_000n);
    await page.getByText("2,000.00").first().waitFor();
    await picture(page, "wallet-funded-360");
    const id = await invoice({ amountTiyn: "125000", description: "Two coffees" });
    await page.goto(`http://localhost:${gateway.port}/pay/${id}`);
    await page.getByText("Two coffees").waitFor();
    await picture(page, "pay-ways-360");
    await page.getByRole("button", { name: "Pay with a passkey" }).click();
    const pay = page.getByRole("button", { name: /^Pay .*1,250\.00.* with the passkey$/ });
    await pay.waitFor();
    await picture(page, "wallet-pay-360");
    const pressed = performance.now();
    await pay.click();
    await page.locator(".badge").getByText("Paid", { exact: true }).waitFor();
    this.test!.title += ` (pressed → paid, with the account made on the way: ${((performance.now() - pressed) / 1000).toFixed(2)} s)`;
    await picture(page, "wallet-paid-360");
    expect(await balanceOf(account)).to.equal("75000");
    const again = await invoice({ amountTiyn: "5000" });
    await page.goto(`http://localhost:${gateway.port}/wallet/pay/${again}`);
    await page.getByRole("button", { name: /with the passkey$/ }).click();
    await page.locator(".badge").getByText("Paid", { exact: true }).waitFor();
    await page.goto(`http://localhost:${gateway.port}/wallet`);
    await page.getByRole("link", { name: "Invoice" }).first().waitFor();
    await picture(page, "wallet-history-360");
  });

  it("on that network nobody unknown may send a transaction", async () => {
    const stranger = privateKeyToAccount(generatePrivateKey());
    await mint(stranger.address, 100n);
    const data = encodeFunctionData({
      abi: erc20Abi,
      functionName: "transfer",
      args: [stranger.address, 1n],
    });
    const { chainId, contracts } = story.net.network;
    const raw = await stranger.signTransaction({
      ...{ chainId, to: contracts.tenge, data, gas: 100_000n, nonce: 0, type: "eip1559" },
      ...{ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n },
    });
    const response = await fetch(`${gateway.url}/rpc`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_sendRawTransaction", params: [raw] }),
    });
    expect(((await response.json()) as { error: { code: number } }).error.code).to.equal(-32_003);
  });

  it("sends to a friend by the friend's code, forgets the wallet and finds it again by the passkey alone", async () => {
    const { page } = await phone("/wallet");
    await page.getByRole("button", { name: "Make a wallet" }).click();
    await page.getByRole("heading", { name: "Receive" }).waitFor();
    const account = await accountOn(page);
    await mint(account, 10_000n);
    const friend = privateKeyToAccount(generatePrivateKey()).address;
    await page.goto(`http://localhost:${gateway.port}/wallet/send/${friend}`);
    await page.getByText("100.00").first().waitFor();
    await page.getByLabel("Amount, tenge").fill("40,50");
    await picture(page, "wallet-send-360");
    await page.getByRole("button", { name: /^Send .*40\.50/ }).click();
    await page.getByText("On its way.").waitFor();
    await until(async () => (await balanceOf(friend)) === "4050");
    await page.getByText("59.50").first().waitFor();
    await page.getByRole("button", { name: "Forget the wallet on this device" }).click();
    await page.getByRole("button", { name: "I have a wallet" }).click();
    await page.getByText("59.50").first().waitFor();
    expect((await accountOn(page)).toLowerCase()).to.equal(account.toLowerCase());
  });

  it("takes a second passkey, which is enough when the first is lost", async () => {
    const { page, session, internal } = await phone("/wallet");
    await page.getByRole("button", { name: "Make a wallet" }).click();
    await page.getByText("If this one is lost").waitFor();
    const account = await accountOn(page);
    const { credentials } = await session.send("WebAuthn.getCredentials", { authenticatorId: internal });
    await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: internal });
    const securityKey = await authenticator(session, "usb"); // the owner holds the security key to the phone
    await page.getByRole("button", { name: "Add a passkey of another device" }).click();
    const admit = page.getByRole("button", { name: "Admit it with the passkey of this device" });
    await admit.waitFor();
    await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: securityKey });
    const authenticatorId = await authenticator(session, "internal");
    await session.send("WebAuthn.addCredential", { authenticatorId, credential: credentials[0]! });
    await admit.click();
    await page.getByRole("button", { name: "Remove", exact: true }).waitFor();
    await picture(page, "wallet-keys-360");
    const { passkeys } = await story.get<{ passkeys: unknown[] }>(`/v1/wallets/${account}`);
    expect(passkeys).to.have.length(2);
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    await page.getByText("If this one is lost").waitFor();
  });

  it("says when the wallet holds too little, and when the owner said no", async () => {
    const { page, session } = await phone(`/wallet/pay/${await invoice({ amountTiyn: "125000" })}`);
    await page.getByRole("button", { name: "Make a wallet" }).click();
    await page.getByText("The wallet holds less.").waitFor();
    expect(await page.getByRole("button", { name: /^Pay / }).isDisabled()).to.equal(true);
    await picture(page, "wallet-poor-360");
    await mint(await accountOn(page), 125_000n);
    await page.waitForFunction(
      () => document.querySelector("button.primary")?.hasAttribute("disabled") === false,
    );
    await session.send("WebAuthn.disable");
    await session.send("WebAuthn.enable");
    const none = await authenticator(session, "internal"); // an authenticator without this passkey
    await session.send("WebAuthn.setUserVerified", { authenticatorId: none, isUserVerified: false });
    await page.getByRole("button", { name: /^Pay / }).click();
    await page.getByText("The passkey was not used").waitFor({ timeout: 150_000 });
    await picture(page, "wallet-refused-360");
  });

  for (const language of ["ru", "kk"])
    it(`stands on a phone in ${language}`, async () => {
      const { page } = await phone("/wallet", { language });
      await picture(page, `wallet-none-${language}-360`);
      await page.locator("button.primary").first().click();
      await page.locator("form").waitFor();
      await picture(page, `wallet-${language}-360`);
    });

  it("says why there are no passkeys on a page that came over http from another machine", async () => {
    const { page } = await phone("/wallet", { name: LAN_NAME });
    await page.getByText("Passkeys work only on pages opened with https").waitFor();
    await picture(page, "wallet-insecure-360");
    await page.goto(`http://127.0.0.1:${gateway.port}/wallet`); // secure, but no name that a passkey could belong to
    await page.getByText("Passkeys work only on pages opened with https").waitFor();
    await page.goto(`http://${LAN_NAME}:${gateway.port}/pay/${await invoice({ amountTiyn: "100" })}`);
    await page.getByText("By transfer from any wallet").waitFor();
    expect(await page.getByRole("button", { name: "Pay with a passkey" }).count()).to.equal(0);
  });
});
