// The reader's own wallet, where the browser has one. The pages never see a key.
import { getStatus, openSession, paths, requestNonce } from "../api.ts";
import type { Session, UnsignedTransaction } from "../answers.ts";
import { ProblemError } from "../http.ts";

/** What signs for the reader (EIP-1193): an extension, or a wallet of our own that answers the same calls. */
export interface Wallet {
  readonly request: (call: { method: string; params?: readonly unknown[] }) => Promise<unknown>;
}

/** The wallet that the browser offers; undefined when there is none. */
export const injectedWallet = (): Wallet | undefined => (window as { ethereum?: Wallet }).ethereum;

/** The account that the wallet lets this page see; asks its owner. @throws {ProblemError} `wallet-refused` */
export async function walletAccount(wallet: Wallet): Promise<string> {
  const accounts = await call(wallet, "eth_requestAccounts", []);
  const first: unknown = Array.isArray(accounts) ? accounts[0] : undefined;
  if (typeof first !== "string") throw new ProblemError("wallet-refused", 0, "");
  return first;
}

/** Signs typed data (EIP-712) with the account. @throws {ProblemError} `wallet-refused` */
export async function signTypedData(wallet: Wallet, account: string, typedData: string): Promise<string> {
  return String(await call(wallet, "eth_signTypedData_v4", [account, typedData]));
}

/** Whether a wallet said that it does not offer a method; its owner's refusal (4001) is none of that. */
const isNotOffered = (failure: unknown): boolean =>
  failure instanceof ProblemError && failure.fields.some(({ at }) => NOT_OFFERED.has(at));
/** EIP-1193 «unsupported method», JSON-RPC «method not found» and «not supported». */
const NOT_OFFERED: ReadonlySet<string> = new Set(["4200", "-32601", "-32004"]);

/** Signs a transaction without sending it; null where the wallet offers no such thing. @throws {ProblemError} `wallet-refused` */
export async function signTransaction(wallet: Wallet, unsigned: UnsignedTransaction): Promise<string | null> {
  try {
    const signed = await call(wallet, "eth_signTransaction", [quantities(unsigned)]);
    return typeof signed === "string" ? signed : String((signed as { raw?: unknown }).raw);
  } catch (failure) {
    if (isNotOffered(failure)) return null;
    throw failure;
  }
}

/** Has the wallet sign and send a transaction over its own connection. @throws {ProblemError} `wallet-refused` */
export async function sendTransaction(wallet: Wallet, unsigned: UnsignedTransaction): Promise<void> {
  await call(wallet, "eth_sendTransaction", [quantities(unsigned)]);
}

/** A transaction as wallets take it: quantities in hexadecimal. Pure. */
export function quantities({ from, to, data, ...numbers }: UnsignedTransaction): Record<string, string> {
  const hex = Object.entries(numbers).map(([name, value]) => [name, `0x${BigInt(value).toString(16)}`]);
  return { from, to, data, ...(Object.fromEntries(hex) as Record<string, string>) };
}

/** Signs in with the wallet (ERC-4361). @throws {ProblemError} */
export async function signIn(wallet: Wallet, statement: string): Promise<Session> {
  const account = await walletAccount(wallet);
  const [{ chainId }, { nonce }] = await Promise.all([getStatus(paths.status), requestNonce()]);
  const message = signInMessage({
    host: window.location.host,
    origin: window.location.origin,
    account,
    chainId,
    nonce,
    statement,
    issuedAt: new Date().toISOString(),
  });
  const signature = String(await call(wallet, "personal_sign", [hexOf(message), account]));
  return await openSession(message, signature);
}

/** An ERC-4361 message. Pure. */
export function signInMessage(fields: {
  readonly host: string;
  readonly origin: string;
  readonly account: string;
  readonly chainId: number;
  readonly nonce: string;
  readonly statement: string;
  readonly issuedAt: string;
}): string {
  const { host, origin, account, chainId, nonce, statement, issuedAt } = fields;
  return [
    `${host} wants you to sign in with your Ethereum account:`,
    account,
    "",
    statement,
    "",
    `URI: ${origin}`,
    "Version: 1",
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt}`,
  ].join("\n");
}

const hexOf = (text: string): string =>
  `0x${Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

async function call(wallet: Wallet, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await wallet.request({ method, params });
  } catch (failure) {
    const { message, code } = (failure ?? {}) as { message?: unknown; code?: unknown };
    const text = typeof message === "string" ? message : "";
    const fields = typeof code === "number" ? [{ at: String(code), message: text }] : [];
    throw new ProblemError("wallet-refused", 0, text, fields);
  }
}
