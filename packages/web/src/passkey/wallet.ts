// The wallet of this browser: which passkey, which account. Nothing secret is kept, so nothing secret can be lost or exported.
import { ask, ProblemError, withQuery } from "../http.ts";
import { askPasskey, createPasskey, isMadeBy, type Hex } from "./authenticator.ts";

export interface Passkey {
  readonly x: Hex;
  readonly y: Hex;
}

export interface KeptWallet {
  readonly account: Hex;
  readonly credential: string;
  readonly passkey: Passkey;
}

/** `/v1/wallets/{account}`. */
export interface Wallet {
  readonly account: Hex;
  readonly exists: boolean;
  readonly balanceTiyn: bigint;
  readonly first: Passkey | null;
  readonly passkeys: readonly Passkey[];
  readonly nonce: string;
  /** Simulated money that the demonstration gives once; null where there is none to get. */
  readonly demoTiyn: bigint | null;
}

export interface Transfer {
  readonly direction: "in" | "out";
  readonly from: Hex | null;
  readonly to: Hex | null;
  readonly amountTiyn: bigint;
  readonly invoice: Hex | null;
  readonly at: string;
  readonly txHash: Hex;
}

const KEPT_AS = "alatau:wallet";

/** What this browser remembers; null where there is nothing, or it may not remember. */
export function keptWallet(): KeptWallet | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT_AS) ?? "null") as KeptWallet | null;
  } catch {
    return null;
  }
}

function keep(wallet: KeptWallet): KeptWallet {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(wallet));
  } catch {
    // A browser that keeps nothing asks for the passkey again next time.
  }
  return wallet;
}

/** Forgets the wallet here; passkey, account and money stay. */
export function forgetWallet(): void {
  localStorage.removeItem(KEPT_AS);
}

export const walletPath = (account: string): string => `/v1/wallets/${account}`;
export const transfersPath = (account: string): string => withQuery("/v1/transfers", { account, limit: 20 });
export const getWallet = (path: string, signal?: AbortSignal): Promise<Wallet> =>
  ask<Wallet>(path, { signal });
export const getTransfers = (
  path: string,
  signal?: AbortSignal,
): Promise<{ readonly items: readonly Transfer[] }> => ask(path, { signal });

/** Notes a credential, so that its passkey alone finds the account again. @throws {ProblemError} */
export const noteCredential = (
  credential: string,
  passkey: Passkey,
  account?: Hex,
): Promise<{ readonly account: Hex }> =>
  ask("/v1/wallets", {
    method: "POST",
    body: { credential, passkey, ...(account !== undefined && { account }) },
  });

/** Makes a passkey and with it a wallet; nothing is written on the chain. @throws {ProblemError} */
export async function makeWallet(name: string): Promise<KeptWallet> {
  const { credential, passkey } = await createPasskey(name);
  const { account } = await noteCredential(credential, passkey);
  return keep({ account, credential, passkey });
}

/** Opens the wallet of a passkey that the reader has. @throws {ProblemError} `credential-unknown`, `passkey-refused` */
export async function openWallet(): Promise<KeptWallet> {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const assertion = await askPasskey(
    `0x${Array.from(challenge, (byte) => byte.toString(16).padStart(2, "0")).join("")}`,
  );
  const { credential } = assertion;
  const { account, passkey } = await ask<{ account: Hex; passkey: Passkey }>(`/v1/passkeys/${credential}`);
  const { passkeys } = await getWallet(walletPath(account));
  const isKeyOf = passkeys.some(({ x, y }) => x === passkey.x && y === passkey.y);
  if (!isKeyOf || !(await isMadeBy(assertion, passkey)))
    throw new ProblemError("credential-unknown", 404, "");
  return keep({ account, credential, passkey });
}
