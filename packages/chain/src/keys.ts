// The keys of an embedded network: one random seed in `keys.json`, one key for each name.
import { hkdfSync, randomBytes } from "node:crypto";
import { chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { toHex, type Hex, type PrivateKeyAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { KeysInvalidError } from "./errors.ts";
import { isMissing, writeAtomically } from "./files.ts";

/** Names of the keys that a network needs; further names (participants of a demo) give further keys. */
export const ROLE_NAMES = [
  "administrator",
  "registrar",
  "tariffOffice",
  "issuer",
  "operator",
  "solver",
  "arbiter",
  "exchange",
  "headKey",
  "checker1",
  "checker2",
  "checker3",
  "supplier",
  "network",
  "reserve",
  "dust",
] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** The keys of a data folder. `own` holds keys that were brought along instead of derived ones. */
export interface Keys {
  readonly seed: Hex;
  readonly own: Readonly<Record<string, Hex>>;
}

const SEED = /^0x[0-9a-f]{64}$/;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Reads `keys.json` of a data folder; makes it with a random seed, mode 0600, at the first call. Throws `keys-invalid`. */
export async function loadKeys(home: string): Promise<Keys> {
  const path = join(home, "keys.json");
  try {
    const keys = parseKeys(path, await readFile(path, "utf8"));
    await chmod(path, 0o600);
    return keys;
  } catch (failure) {
    if (!isMissing(failure)) throw failure;
  }
  const keys: Keys = { seed: toHex(randomBytes(32)), own: {} };
  await mkdir(home, { recursive: true });
  await writeAtomically(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return keys;
}

/** The account of a name: the key brought along, or HKDF-SHA256(seed, name); the same name gives the same account. */
export function accountFor(keys: Keys, name: string): PrivateKeyAccount {
  return privateKeyToAccount(keys.own[name] ?? derive(keys.seed, name));
}

/** The accounts of every role. */
export function roleAccounts(keys: Keys): Record<RoleName, PrivateKeyAccount> {
  const entries = ROLE_NAMES.map((name) => [name, accountFor(keys, name)] as const);
  return Object.fromEntries(entries) as Record<RoleName, PrivateKeyAccount>;
}

/** 48 bytes reduced to 1 … order − 1: no bias worth naming. */
function derive(seed: Hex, name: string): Hex {
  const bytes = hkdfSync(
    "sha256",
    Buffer.from(seed.slice(2), "hex"),
    "alatau-ledger",
    `secp256k1/${name}`,
    48,
  );
  const wide = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  return toHex((wide % (ORDER - 1n)) + 1n, { size: 32 });
}

function parseKeys(path: string, text: string): Keys {
  let found: Partial<Keys>;
  try {
    found = JSON.parse(text) as Partial<Keys>;
  } catch {
    throw new KeysInvalidError(path, "is not JSON");
  }
  if (typeof found.seed !== "string" || !SEED.test(found.seed)) {
    throw new KeysInvalidError(path, "has no seed of 32 bytes in hex");
  }
  const own = found.own ?? {};
  const wrong = Object.entries(own).find(([, key]) => !SEED.test(key));
  if (wrong !== undefined)
    throw new KeysInvalidError(path, `the key of «${wrong[0]}» is not 32 bytes in hex`);
  return { seed: found.seed, own };
}
