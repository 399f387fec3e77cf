// Which addresses a webhook may go to: the public internet, and this machine where the gateway was started so.
import { lookup as resolve } from "node:dns/promises";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** A name that stands for an address to which nothing is sent. */
export class AddressRefusedError extends Error {}

const LOCAL = "127.0.0.1";

/** Whether the environment lets webhooks go to http://127.0.0.1: `ALATAU_LOCAL_WEBHOOKS=1`. */
export const localWebhooks = (environment: NodeJS.ProcessEnv): boolean =>
  environment["ALATAU_LOCAL_WEBHOOKS"] === "1";

/** Special-purpose IPv4 (IANA registry): this network, private, shared, loopback, link-local, documentation, tests, multicast, reserved. */
const CLOSED = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  CLOSED.addSubnet(network, bits, "ipv4");
/** Of IPv6 only 2000::/3 is public; in it: protocols with an IPv4 address inside, and documentation. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet("2000::", 3, "ipv6");
for (const [network, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  CLOSED.addSubnet(network, bits, "ipv6");

/** Whether an IP address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !CLOSED.check(address, "ipv4");
  return family === 6 && GLOBAL.check(address, "ipv6") && !CLOSED.check(address, "ipv6");
}

const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, "$1");

/** Whether a URL may be an endpoint: https at a name or a public address; http only at 127.0.0.1 where `local` allows it. */
export function isEndpointUrl(text: string, { local }: { local: boolean }): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== "" || password !== "" || hash !== "") return false;
  if (protocol === "http:") return local && hostname === LOCAL;
  const host = bare(hostname);
  return protocol === "https:" && (isIP(host) === 0 ? isPublicName(host) : isPublicAddress(host));
}

const isPublicName = (host: string): boolean =>
  host.includes(".") && !/(^|\.)(localhost|local|internal|home\.arpa)\.?$/.test(host);

/**
 * The addresses of a URL's host at this moment; a connection goes to one of these and to nothing that the name means a moment
 * later. @throws {AddressRefusedError} when one of them is not public
 */
export async function addressesOf(
  { protocol, hostname }: URL,
  { local }: { local: boolean },
): Promise<{ address: string; family: number }[]> {
  if (local && protocol === "http:" && hostname === LOCAL) return [{ address: LOCAL, family: 4 }];
  const host = bare(hostname);
  const family = isIP(host);
  const found = family === 0 ? await resolve(host, { all: true }) : [{ address: host, family }];
  const closed = found.find(({ address }) => !isPublicAddress(address));
  if (closed !== undefined) throw new AddressRefusedError(`${host} is ${closed.address}`);
  return found;
}

/** A lookup for `node:http` that answers with addresses found before. */
export const lookupOf =
  (found: readonly { address: string; family: number }[]): LookupFunction =>
  (_name, { all }, answer) => {
    if (all === true) answer(null, [...found]);
    else answer(null, found[0]!.address, found[0]!.family);
  };
