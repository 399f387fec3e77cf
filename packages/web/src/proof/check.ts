// The proof check of the browser: the SDK's verifier and the description of the network that this browser trusts. Loaded when first needed.
import {
  jcs,
  networkSchema,
  sha256,
  toHex,
  utf8,
  verifyBundle,
  verifyDownload,
  type DownloadResult,
  type Network,
  type ProofResult,
} from "@alatau/sdk";

export { prepareParquet } from "@alatau/sdk";
export { tamper, tamperParts } from "./tamper.ts";

const KEPT_AS = "alatau:network";

export interface PinnedNetwork {
  readonly network: Network;
  /** sha256 over the canonical JSON of the trusted part. */
  readonly fingerprint: string;
  /** Another description that the server gives out now; null when it is the pinned one. */
  readonly offered: { readonly network: Network; readonly fingerprint: string } | null;
  /** When this browser first saw it, RFC 3339; null when it cannot be kept. */
  readonly since: string | null;
}

/** sha256 over the canonical JSON of what a check takes on trust: chain, contracts, who signs heads, checkers. */
export function networkFingerprint({ chainId, genesisHash, contracts, finality, datasets }: Network): string {
  return toHex(sha256(utf8(jcs({ chainId, genesisHash, contracts, finality, datasets }))));
}

/**
 * The network this browser trusts: the one of its first visit, whatever the server says today. @throws {ZodError} for a server's
 * description that is none.
 */
export function pinNetwork(served: unknown, storage: Storage | null, now: string): PinnedNetwork {
  const network = networkSchema.parse(served);
  const fingerprint = networkFingerprint(network);
  const kept = readKept(storage);
  if (kept === null) {
    const since = keep(storage, network, now) ? now : null;
    return { network, fingerprint, offered: null, since };
  }
  const pinned = networkFingerprint(kept.network);
  const offered = pinned === fingerprint ? null : { network, fingerprint };
  return { network: kept.network, fingerprint: pinned, offered, since: kept.since };
}

/** Trusts another description from now on; for a reader who compared its fingerprint. */
export function repinNetwork(network: Network, storage: Storage | null, now: string): PinnedNetwork {
  const since = keep(storage, network, now) ? now : null;
  return { network, fingerprint: networkFingerprint(network), offered: null, since };
}

/** Checks a bundle's text against the pinned network. Never throws. */
export const checkText = async (text: string, network: Network): Promise<ProofResult> =>
  await verifyBundle(text, network);

/** Checks a downloaded file with its proof file against the pinned network. Never throws. */
export const checkDownload = async (
  file: Uint8Array,
  proof: string,
  network: Network,
): Promise<DownloadResult> => await verifyDownload(file, proof, network);

/** The network out of a file that a reader brought along, instead of the pinned one. @throws {ZodError | SyntaxError} */
export const networkOfFile = (text: string): Network => networkSchema.parse(JSON.parse(text));

function readKept(storage: Storage | null): { network: Network; since: string } | null {
  try {
    const { network, since } = JSON.parse(storage?.getItem(KEPT_AS) ?? "null") as {
      network: unknown;
      since: unknown;
    };
    return { network: networkSchema.parse(network), since: String(since) };
  } catch {
    return null;
  }
}

function keep(storage: Storage | null, network: Network, since: string): boolean {
  try {
    storage?.setItem(KEPT_AS, JSON.stringify({ network, since }));
    return storage !== null;
  } catch {
    return false;
  }
}
