// The demo as a client of the public API: each party signs in with its own key and gets an API key for its meters.
import type { PrivateKeyAccount } from "viem";
import { createSiweMessage } from "viem/siwe";
import { callApi } from "../upload.ts";

/** Signs in (ERC-4361) with a participant's account and makes an API key for its machine. @throws {ApiError} */
export async function makeApiKey(
  url: string,
  account: PrivateKeyAccount,
  { chainId, label, signal }: { chainId: number; label: string; signal: AbortSignal },
): Promise<string> {
  const json = { "content-type": "application/json" };
  const { nonce } = (await callApi(`${url}/v1/sessions/nonce`, { method: "POST", signal })) as {
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
  const body = JSON.stringify({ message, signature });
  const session = (await callApi(`${url}/v1/sessions`, { method: "POST", headers: json, body, signal })) as {
    token: string;
  };
  const made = (await callApi(`${url}/v1/api-keys`, {
    method: "POST",
    headers: { ...json, authorization: `Bearer ${session.token}` },
    body: JSON.stringify({ label }),
    signal,
  })) as { key: string };
  return made.key;
}
