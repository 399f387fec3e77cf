// The demo as a client of the public API: each party signs in with its own key and gets an API key for its meters.
import type { PrivateKeyAccount } from "viem";
import { createSiweMessage } from "viem/siwe";
import { callApi } from "../upload.ts";

export interface SignInOptions {
  readonly chainId: number;
  readonly signal?: AbortSignal;
}

/** Signs in with an account (ERC-4361); answers a bearer token. @throws {ApiError} */
export async function signIn(
  url: string,
  account: PrivateKeyAccount,
  { chainId, signal }: SignInOptions,
): Promise<string> {
  const { nonce } = (await callApi(`${url}/v1/sessions/nonce`, {
    method: "POST",
    ...(signal && { signal }),
  })) as {
    nonce: string;
  };
  const message = createSiweMessage({
    address: account.address,
    chainId,
    domain: new URL(url).host,
    nonce,
    uri: url,
    version: "1",
  });
  const signature = await account.signMessage({ message });
  const session = (await callApi(`${url}/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message, signature }),
    ...(signal && { signal }),
  })) as { token: string };
  return session.token;
}

/** Signs in with a participant's account and makes an API key for its machine. @throws {ApiError} */
export async function makeApiKey(
  url: string,
  account: PrivateKeyAccount,
  { label, ...options }: SignInOptions & { label: string },
): Promise<string> {
  const token = await signIn(url, account, options);
  const made = (await callApi(`${url}/v1/api-keys`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ label }),
    ...(options.signal && { signal: options.signal }),
  })) as { key: string };
  return made.key;
}
