// What a wallet signs. Loaded when something is signed: it brings the SDK's hashing along.
import {
  encodePasskeySignature,
  networkSchema,
  passkeyChallenge,
  passkeyChangeChallenge,
  signedDataHash,
  transferAuthorization,
  withCreation,
  type Network,
} from "@alatau/sdk";
import { getAuthorization, getNetwork, getStatus, paths, payInvoice } from "../api.ts";
import type { PublicInvoice } from "../answers.ts";
import { unixOf } from "../format.ts";
import { ask, ProblemError } from "../http.ts";
import { askPasskey, type Hex, type MadePasskey } from "./authenticator.ts";
import { getWallet, noteCredential, walletPath, type KeptWallet, type Passkey } from "./wallet.ts";

/** A signature is good for so long, by the ledger's clock. */
const VALID_SECONDS = 600;

const readNetwork = async (): Promise<Network> => networkSchema.parse(await getNetwork());

/** The account's signature of a digest; with how the account is made, as long as it is not on the chain. */
async function signAs(kept: KeptWallet, network: Network, digest: Hex): Promise<Hex> {
  const { exists, first } = await getWallet(walletPath(kept.account));
  const challenge = passkeyChallenge(network.chainId, kept.account, digest);
  const signature = encodePasskeySignature(kept.passkey, await askPasskey(challenge, kept.credential));
  return exists || first === null ? signature : withCreation(network, first, signature);
}

/** Pays an invoice: what is signed is checked against what is shown. @throws {ProblemError} */
export async function payByPasskey(kept: KeptWallet, invoice: PublicInvoice): Promise<void> {
  const [network, { typedData }] = await Promise.all([
    readNetwork(),
    getAuthorization(invoice.invoice, kept.account),
  ]);
  const { message } = typedData as unknown as { message: Record<string, string> };
  const { from = "", to = "", value } = message;
  const isMine = from.toLowerCase() === kept.account.toLowerCase();
  const isPayment = to.toLowerCase() === network.contracts.payments.toLowerCase();
  if (!isMine || !isPayment || value !== invoice.amountTiyn.toString())
    throw new ProblemError("answer-unreadable", 502, "The authorisation is not of this invoice.");
  const signature = await signAs(kept, network, signedDataHash(typedData));
  await payInvoice(invoice.invoice, { payer: kept.account, signature });
}

const now = async (): Promise<number> => unixOf((await getStatus(paths.status)).time ?? "");

/** Sends tenge to an account; answers once the gateway has kept it. @throws {ProblemError} */
export async function sendTenge(kept: KeptWallet, to: Hex, amountTiyn: bigint): Promise<void> {
  const [network, time] = await Promise.all([readNetwork(), now()]);
  const random = crypto.getRandomValues(new Uint8Array(32));
  const nonce: Hex = `0x${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const terms = { from: kept.account, to, validAfter: 0, validBefore: time + VALID_SECONDS, nonce };
  const digest = signedDataHash(transferAuthorization(network, { ...terms, amountTiyn }));
  const signature = await signAs(kept, network, digest);
  const body = { ...terms, amountTiyn: amountTiyn.toString(), signature };
  await ask("/v1/transfers", { method: "POST", body });
}

/** Has this device's passkey admit one that was just made elsewhere. @throws {ProblemError} */
export async function addPasskey(kept: KeptWallet, made: MadePasskey): Promise<void> {
  await change(kept, "add", made.passkey);
  await noteCredential(made.credential, made.passkey, kept.account);
}

/** Removes a passkey of the account, by the one that is here. @throws {ProblemError} */
export const removePasskey = (kept: KeptWallet, passkey: Passkey): Promise<void> =>
  change(kept, "remove", passkey);

async function change(kept: KeptWallet, which: "add" | "remove", passkey: Passkey): Promise<void> {
  const { account } = kept;
  const [network, time, { first, nonce }] = await Promise.all([
    readNetwork(),
    now(),
    getWallet(walletPath(account)),
  ]);
  const terms = { x: passkey.x, y: passkey.y, nonce: BigInt(nonce), validBefore: time + VALID_SECONDS };
  const name = which === "add" ? "AddPasskey" : "RemovePasskey";
  const challenge = passkeyChangeChallenge(network.chainId, account, name, terms);
  const signature = encodePasskeySignature(kept.passkey, await askPasskey(challenge, kept.credential));
  const { validBefore } = terms;
  await ask(`${walletPath(account)}/passkeys`, {
    method: "POST",
    body: { change: which, first, passkey: { x: passkey.x, y: passkey.y }, nonce, validBefore, signature },
  });
}
