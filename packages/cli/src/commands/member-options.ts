// What says that one member of a network runs here, and where it meets the others.
import { InvalidArgumentError, Option } from "commander";
import { httpUrl } from "../command.ts";

/** `--member <key>`. */
export const memberOption = (): Option =>
  new Option("--member <key>", "run one member of a network, with this key of keys.json and no other").env(
    "ALATAU_MEMBER",
  );

/** `--rpc <url>`. */
export const rpcOption = (): Option =>
  new Option("--rpc <url>", "a node of the network that --member belongs to")
    .env("ALATAU_RPC")
    .argParser(httpUrl);

/** `--exchange-url <url>`. */
export const exchangeUrlOption = (): Option =>
  new Option("--exchange-url <url>", "where other members reach this gateway; announced on the chain")
    .env("ALATAU_EXCHANGE_URL")
    .argParser(origin);

/** An address without a path: the exchange signs paths, which nobody on the way may change. @throws {InvalidArgumentError} */
function origin(text: string): string {
  const url = httpUrl(text);
  if (new URL(url).origin !== url) throw new InvalidArgumentError("An address without a path is needed.");
  return url;
}
