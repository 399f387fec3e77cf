// The key that a member's gateway signs its requests and answers to other members with: Ed25519, in the data folder.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Hex } from "@alatau/sdk";

export interface ExchangeKey {
  /** 32 bytes, as the chain has it. */
  readonly publicKey: Hex;
  sign(bytes: Uint8Array): Buffer;
}

/** Reads `exchange.key` of a data folder; makes it at the first start, for the owner's eyes alone. Two at once get the same key. */
export async function readExchangeKey(home: string): Promise<ExchangeKey> {
  const file = path.join(home, "exchange.key");
  const known = await readFile(file, "utf8").catch((failure: NodeJS.ErrnoException) => {
    if (failure.code === "ENOENT") return undefined;
    throw failure;
  });
  return exchangeKeyOf(createPrivateKey(known ?? (await makeKey(home, file))));
}

/** Written whole beside its place, then linked there: who comes second reads what the first one made. */
async function makeKey(home: string, file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const text = privateKey.export({ format: "pem", type: "pkcs8" }) as string;
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  await mkdir(home, { recursive: true });
  await writeFile(temporary, text, { mode: 0o600, flag: "wx", flush: true });
  try {
    await link(temporary, file);
    return text;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "EEXIST") throw failure;
    return await readFile(file, "utf8");
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The signing half with its public one. */
export function exchangeKeyOf(key: KeyObject): ExchangeKey {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return {
    publicKey: `0x${Buffer.from(x!, "base64url").toString("hex")}`,
    sign: (bytes) => sign(null, bytes, key),
  };
}

/** Whether an Ed25519 signature holds; a key that is none never verifies. */
export function verifyWith(publicKey: Hex, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const x = Buffer.from(publicKey.slice(2), "hex").toString("base64url");
    const key = createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } });
    return verify(null, bytes, key, signature);
  } catch {
    return false;
  }
}
