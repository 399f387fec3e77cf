// Chromium with wallets in it, for the tests of pages where money moves.
import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { chromium, type Page } from "playwright-core";
import type { Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { build } from "vite";

export const CHROMIUM = "/usr/bin/chromium";
/** Whether there is a browser on this machine. */
export const hasBrowser = existsSync(CHROMIUM);

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
let built: Promise<string> | undefined;

/** Builds the pages, once in a process however many tests ask; answers the folder they are in, which nobody else writes to. */
export const builtPages = async (): Promise<string> => await (built ??= buildPages());

async function buildPages(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "alatau-pages-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  await build({ root: ROOT, logLevel: "error", build: { outDir } });
  return outDir;
}

export interface OpenOptions {
  /** The account of the wallet; none without. */
  readonly account?: PrivateKeyAccount;
  /** More wallets that announce themselves (EIP-6963), by name. */
  readonly announced?: Readonly<Record<string, PrivateKeyAccount>>;
  readonly width?: number;
  readonly language?: string;
  readonly javaScript?: boolean;
}

export interface Browsing extends AsyncDisposable {
  readonly pictures: string;
  /** What pages complained of since the last look. */
  readonly complaints: string[];
  /** What pages told wallets of: networks (EIP-3085) and tokens (EIP-747). */
  readonly told: Call[];
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** Takes a picture and refuses a page that is wider than its window. */
  picture(page: Page, name: string): Promise<void>;
  closeAll(): Promise<void>;
}

/** A call of EIP-1193. */
export interface Call {
  readonly method: string;
  readonly params?: unknown;
}

/** What a wallet answers whose owner always agrees (EIP-1193). */
export async function answerOf(account: PrivateKeyAccount, call: Call): Promise<unknown> {
  const { method } = call;
  const params = (call.params ?? []) as readonly string[];
  if (method === "eth_requestAccounts") return [account.address];
  if (method === "personal_sign") return await account.signMessage({ message: { raw: params[0] as Hex } });
  if (method === "eth_signTypedData_v4") return await account.signTypedData(JSON.parse(params[1]!) as never);
  throw new Error(`This wallet does not know ${method}.`);
}

/** Starts the browser over a gateway. */
export async function startBrowsing(url: () => string, name: string): Promise<Browsing> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  const pictures = await mkdtemp(join(tmpdir(), `alatau-${name}-`));
  const complaints: string[] = [];
  const told: Call[] = [];
  const ask = async (account: PrivateKeyAccount, call: Call): Promise<unknown> => {
    if (!call.method.startsWith("wallet_")) return await answerOf(account, call);
    told.push(call);
    return null;
  };
  return {
    ...{ pictures, complaints, told },
    open: async (
      path,
      { account, announced = {}, width = 1280, language = "en", javaScript = true } = {},
    ) => {
      const context = await browser.newContext({
        ...{ viewport: { width, height: 800 }, locale: "en-GB", reducedMotion: "reduce" },
        javaScriptEnabled: javaScript,
      });
      const page = await context.newPage();
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      const wallets: Readonly<Record<string, PrivateKeyAccount>> = {
        ...announced,
        ...(account !== undefined && { injected: account }),
      };
      await page.exposeFunction("askWallet", (wallet: string, call: Call) => ask(wallets[wallet]!, call));
      await page.addInitScript(
        ([chosen, names]) => {
          localStorage.setItem("alatau:language", chosen);
          const { askWallet } = window as unknown as {
            askWallet: (wallet: string, call: unknown) => Promise<unknown>;
          };
          const provider = (wallet: string) => ({ request: (call: unknown) => askWallet(wallet, call) });
          for (const wallet of names) {
            if (wallet === "injected") Object.assign(window, { ethereum: provider(wallet) });
            const info = {
              uuid: wallet,
              name: wallet,
              rdns: `kz.test.${wallet}`,
              icon: "data:image/png;base64,AA==",
            };
            const announce = (): void => {
              const detail = Object.freeze({ info, provider: provider(wallet) });
              window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
            };
            if (wallet !== "injected") window.addEventListener("eip6963:requestProvider", announce);
          }
        },
        [language, Object.keys(wallets)] as const,
      );
      await page.goto(url() + path);
      await page.locator("h1").waitFor();
      if (javaScript)
        await page.waitForFunction(() => document.querySelector(".card .waiting, main > .waiting") === null);
      return page;
    },
    picture: async (page, file) => {
      await page.screenshot({ path: join(pictures, `${file}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, file).to.be.at.most(0);
    },
    closeAll: async () => {
      for (const context of browser.contexts()) await context.close();
    },
    [Symbol.asyncDispose]: async () => await browser.close(),
  };
}
