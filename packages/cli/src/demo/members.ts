// What the demo's parties tell of themselves through the public API: the names of organisations, and a community's homes.
import { accountFor, type Keys } from "@alatau/chain";
import { profileHash } from "@alatau/gateway";
import type { Bytes32 } from "@alatau/sdk";
import { keccak256, toBytes, type Hex, type PrivateKeyAccount } from "viem";
import { ApiError, callApi } from "../upload.ts";
import { signIn } from "./api.ts";
import { HOMES } from "./neighbourhood.ts";

/** Where and for whom. */
export interface MembersSetting {
  readonly url: string;
  readonly chainId: number;
  readonly keys: Keys;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** An organisation and the account that speaks for it. */
export interface NamedOrganisation {
  readonly name: string;
  readonly account: PrivateKeyAccount;
}

/** Organisations that the network itself needs, by the names of their keys. */
const MEMBER_NAMES = {
  operator: "Node operator",
  supplier: "Electricity supplier",
  network: "Network company",
  checker1: "Checking office 1",
  checker2: "Checking office 2",
  checker3: "Checking office 3",
} as const;

/** The salt of a party's name: made from the secret seed, so that a set-up that goes on finds the same. */
const saltOf = ({ seed }: Keys, name: string): Hex => keccak256(toBytes(`demo/profile/${seed}/${name}`));

/** What the chain keeps of a party's name when it is registered. */
export const commitmentOf = (keys: Keys, name: string): Bytes32 =>
  profileHash(toBytes(saltOf(keys, name)), name);

/** Names every organisation that has no name yet; each signs in and names itself. */
export async function nameOrganisations(
  setting: MembersSetting,
  parties: readonly NamedOrganisation[],
): Promise<void> {
  const { url, keys, signal } = setting;
  const { items } = (await callApi(`${url}/v1/participants?limit=200`, { signal })) as {
    items: { participant: number; account: string; name: string | null }[];
  };
  const byAccount = new Map(items.map((each) => [each.account.toLowerCase(), each]));
  const members = Object.entries(MEMBER_NAMES).map(([key, name]) => ({
    name,
    account: accountFor(keys, key),
  }));
  for (const { name, account } of [...members, ...parties]) {
    const known = byAccount.get(account.address.toLowerCase());
    if (known?.name === null) await giveName(setting, { name, account }, known.participant);
  }
}

async function giveName(
  { url, chainId, keys, signal, print }: MembersSetting,
  { name, account }: NamedOrganisation,
  participant: number,
): Promise<void> {
  const token = await signIn(url, account, { chainId, signal });
  try {
    await callApi(`${url}/v1/participants/${participant}/profile`, {
      ...asJson(token, { type: "organisation", name, salt: saltOf(keys, name) }),
      signal,
    });
  } catch (failure) {
    // A ledger that was set up before names were committed keeps its numbers.
    if (!(failure instanceof ApiError) || failure.status !== 422) throw failure;
    print(`participant ${participant} stays without a name: its registration committed to none`);
  }
}

/** Registers the community's homes behind its device, in the community's own name. */
export async function registerHomes(
  { url, chainId, signal, print }: MembersSetting,
  {
    account,
    device,
    publicKeyOf,
  }: { account: PrivateKeyAccount; device: number; publicKeyOf: (serial: string) => Hex },
): Promise<void> {
  const token = await signIn(url, account, { chainId, signal });
  for (const { serial, ratedW } of HOMES)
    await callApi(`${url}/v1/homes`, {
      ...asJson(token, { device, serial, publicKey: publicKeyOf(serial), ratedW }),
      signal,
    });
  print(`${HOMES.length} private homes behind the community's device`);
}

const asJson = (token: string, body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
});
