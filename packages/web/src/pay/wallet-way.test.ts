// A customer pays in another token: chooses it, sees the quote run out, signs what was shown. And tells the wallet of the network.
import { ABIS } from "@alatau/sdk";
import { expect } from "chai";
import { after, afterEach, before, describe, it } from "mocha";
import type { Page } from "playwright-core";
import { createPublicClient, http, type Address, type Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { builtPages, hasBrowser, startBrowsing, type Browsing } from "./browser.fixture.ts";
import { handQuote, keyOf, listSecondToken, openStory, until, type Story } from "./paying.fixture.ts";

const PHONE = 360;

/** What a wallet is told of a network (EIP-3085). */
interface Served {
  readonly chainId: string;
  readonly chainName: string;
  readonly rpcUrls: readonly [string];
  readonly nativeCurrency: object;
}

describe("The wallet's way to pay", function () {
  this.timeout(120_000);
  let story: Story;
  let browsing: Browsing;
  let token: Address;
  const payer = privateKeyToAccount(generatePrivateKey());

  before(async function () {
    if (!hasBrowser) {
      process.stdout.write("  skipped: there is no browser\n");
      this.skip();
    }
    story = await openStory({ webFolder: await builtPages() });
    token = await listSecondToken(story.net, { [payer.address]: 1_000_000n });
    await story.net.send("issuer", "tenge", "mint", [payer.address, 500_000n, `0x${"33".repeat(32)}`]);
    await story.net.indexed();
    browsing = await startBrowsing(() => story.gateway.url, "wallet-way");
  });
  after(async () => {
    await (browsing as Browsing | undefined)?.[Symbol.asyncDispose]();
    await (story as Story | undefined)?.[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await browsing.closeAll();
    expect(browsing.complaints.splice(0)).to.deep.equal([]);
  });

  const ledgerTime = async (): Promise<number> =>
    Date.parse((await story.get<{ time: string }>("/v1/status")).time) / 1000;
  /** 0.30 of the token for 1 tenge, for so many seconds. */
  const quote = async (seconds: number, tokenAmount = 30n): Promise<void> => {
    const validFrom = await ledgerTime();
    const said = { token, tokenAmount, amountTiyn: 100n, validFrom, validTo: validFrom + seconds };
    expect((await handQuote(story, said)).status).to.equal(201);
  };
  const invoice = async (body: object = {}): Promise<Hex> => {
    const asked = { amountTiyn: "125001", tokens: [token], ...body };
    const response = await story.post("/v1/invoices", asked, keyOf("bakery"));
    expect(response.status).to.equal(201);
    return ((await response.json()) as { invoice: Hex }).invoice;
  };
  const choose = async (page: Page): Promise<void> =>
    void (await page.getByLabel("Pay with:").selectOption({ index: 1 }));
  const balance = async (account: Address): Promise<bigint> =>
    await createPublicClient({ transport: http(story.net.chain.rpcUrl) }).readContract({
      ...{ address: token, abi: ABIS.tenge, functionName: "balanceOf", args: [account] },
    });

  it("takes the token that the customer chooses, at the quote that stood there", async () => {
    await quote(60);
    const page = await browsing.open(`/pay/${await invoice()}`, { account: payer, width: PHONE });
    await page.getByRole("button", { name: /^Pay 1,250\.01/ }).waitFor();
    await choose(page);
    await page.getByText("375.01\u00a0aKZT for 1,250.01\u00a0₸").waitFor();
    await page.getByText(/^This rate holds for: 0:0[01]:\d\d$/).waitFor();
    await browsing.picture(page, "pay-quote-360");
    await page.getByRole("button", { name: /^Pay 375\.01/ }).click();
    await page.locator(".badge").getByText("Paid", { exact: true }).waitFor();
    expect(await balance(payer.address)).to.equal(1_000_000n - 37_501n);
    expect(await balance(story.net.account("bakery").address)).to.equal(37_501n);
  });

  it("offers nothing to press once the quote has run out, and the next one by itself", async () => {
    const id = await invoice();
    await story.net.advance((await ledgerTime()) + 61);
    const page = await browsing.open(`/pay/${id}`, { account: payer, width: PHONE });
    await choose(page);
    await page.getByText("No exchange quotes this token now.").waitFor();
    expect(await page.getByRole("button", { name: /^Pay / }).count()).to.equal(0);
    await quote(60, 31n);
    await story.net.advance((await ledgerTime()) + 1);
    await page.getByText("387.51\u00a0aKZT for 1,250.01\u00a0₸").waitFor();
    await page.getByLabel("Pay with:").selectOption({ index: 0 });
    await page.getByRole("button", { name: /^Pay 1,250\.01/ }).click();
    await until(async () => (await story.get<{ status: string }>(`/v1/invoices/${id}`)).status === "paid");
  });

  it("has nothing signed by another quote than the one that was shown", async () => {
    await story.net.advance((await ledgerTime()) + 61);
    await quote(30);
    const id = await invoice();
    const page = await browsing.open(`/pay/${id}`, { account: payer, width: PHONE });
    await choose(page);
    const button = page.getByRole("button", { name: /^Pay 375\.01/ });
    await button.waitFor();
    await page.route("**/authorization?*", async (route) => {
      await quote(60, 40n); // dearer, between the look and the press
      await route.continue();
    });
    const before = await balance(payer.address);
    await button.click();
    await page.getByText("quote-expired").waitFor();
    expect(await story.get<object>(`/v1/invoices/${id}`)).to.include({ status: "open", paidTiyn: "0" });
    expect(await balance(payer.address)).to.equal(before);
  });

  it("tells the wallet of this network and its money, and says when the owner refuses", async () => {
    const page = await browsing.open(`/pay/${await invoice()}`, { account: payer, width: PHONE });
    const button = page.getByRole("button", { name: "Add this network to the wallet" });
    await button.click();
    await until(() => Promise.resolve(browsing.told.length === 2));
    const [network, money] = browsing.told.splice(0);
    expect(network!.method).to.equal("wallet_addEthereumChain");
    const [{ chainId, rpcUrls, nativeCurrency, chainName }] = network!.params as [Served];
    expect({ chainId: Number(chainId), chainName }).to.deep.equal({
      ...{ chainId: story.net.network.chainId, chainName: story.net.network.name },
    });
    expect(nativeCurrency).to.include({ decimals: 18 });
    expect(money).to.deep.equal({
      method: "wallet_watchAsset",
      params: {
        type: "ERC20",
        options: { address: story.net.network.contracts.tenge, symbol: "aKZT", decimals: 2 },
      },
    });
    // What the wallet was told is true: the node there is this chain's, and the token says the same of itself.
    const node = createPublicClient({ transport: http(rpcUrls[0]) });
    expect(await node.getChainId()).to.equal(story.net.network.chainId);
    const tenge = { address: story.net.network.contracts.tenge, abi: ABIS.tenge } as const;
    expect(await node.readContract({ ...tenge, functionName: "symbol" })).to.equal("aKZT");
    expect(await node.readContract({ ...tenge, functionName: "decimals" })).to.equal(2);
    await page.evaluate(() => {
      const refuse = (): Promise<never> => Promise.reject(new Error("The owner said no."));
      Object.assign((window as unknown as { ethereum: object }).ethereum, { request: refuse });
    });
    await button.click();
    await page.getByText("wallet-refused").waitFor();
  });

  it("does not offer tokens for a hold, nor the whole amount again once a part is paid", async () => {
    const held = await browsing.open(`/pay/${await invoice({ capture: "manual" })}`, { account: payer });
    await held.getByRole("button", { name: /^Pay / }).waitFor();
    expect(await held.getByLabel("Pay with:").count()).to.equal(0);
    const id = await invoice();
    const { box } = await story.get<{ box: Address }>(`/v1/invoices/${id}`);
    await story.net.send("issuer", "tenge", "mint", [box, 1n, `0x${"44".repeat(32)}`]);
    await until(async () => (await story.get<{ paidTiyn: string }>(`/v1/invoices/${id}`)).paidTiyn === "1");
    const page = await browsing.open(`/pay/${id}`, { account: payer });
    await page.getByText("A part is paid already. Pay the rest by transfer.").waitFor();
    expect(await page.getByRole("button", { name: /^Pay / }).count()).to.equal(0);
  });
});
