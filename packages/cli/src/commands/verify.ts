// `alatau verify`: is this proof bundle true, or this download what was published? Needs files and the trusted part of network.json,
// and no server.
import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { networkSchema, verifyBundle, type Network, type ProofResult, type ProvenPayment } from "@alatau/sdk";
import type { Command } from "commander";
import { readBytes, readJson, toJson, type Runner, type Terminal } from "../command.ts";
import { UnreadableError, UsageError } from "../errors.ts";
import { proofBeside, verifyDownloadFile } from "../verify-download.ts";

interface Options {
  network?: string;
  proof?: string;
  tsaCertificate?: string;
  json?: boolean;
}

const UNREADABLE = 2;

/** Adds `verify`. */
export function addVerify(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("verify")
    .description("check a proof bundle, or a downloaded file with its proof file, offline")
    .argument(
      "<file>",
      "the bundle, as the gateway's …/proof gives it, or a download: CSV, JSON lines, Parquet",
    )
    .option("--proof <file.proof.json>", "the download's proof file (default: the one beside it by name)")
    .option(
      "--network <network.json>",
      "the network that is trusted (default: network.json beside the data folder)",
    )
    .option(
      "--tsa-certificate <file.pem>",
      "also ask for the outside timestamp of the record's batch, signed by this certificate's key",
    )
    .option("--json", "answer as JSON")
    .addHelpText("after", "\nExit code: 0 proven, 1 not proven, 2 a file cannot be read.")
    .action(run((file: string, options: Options) => verify(file, options, terminal)));
}

async function verify(file: string, options: Options, terminal: Terminal): Promise<number> {
  const proof = options.proof ?? proofBeside(file);
  if (proof !== undefined) {
    if (options.tsaCertificate !== undefined)
      throw new UsageError(
        "--tsa-certificate is for the bundle of a record; a download's proof has no timestamps.",
      );
    const network = await readNetwork(options.network ?? defaultNetwork());
    return await verifyDownloadFile({ file, proof, network, json: options.json === true }, terminal);
  }
  await requireJson(file);
  const bundle = (await readBytes(file)).toString("utf8");
  const network = await readNetwork(options.network ?? defaultNetwork());
  const tsaCertificate =
    options.tsaCertificate === undefined ? undefined : await readCertificate(options.tsaCertificate);
  const result = await verifyBundle(bundle, network, { ...(tsaCertificate && { tsaCertificate }) });
  if (options.json === true) terminal.out(toJson({ ...result, words: levelInWords(result) }));
  else for (const line of describe(result, network)) terminal.out(line);
  if (result.proven) return 0;
  return result.failure?.code === "bundle-malformed" && result.steps.length <= 1 ? UNREADABLE : 1;
}

/** A certificate's DER out of a PEM or DER file. @throws {UnreadableError} */
async function readCertificate(file: string): Promise<Uint8Array> {
  try {
    return new X509Certificate(await readBytes(file)).raw;
  } catch (cause) {
    throw cause instanceof UnreadableError ? cause : new UnreadableError(file, "no certificate.", cause);
  }
}

/** What has no proof file beside it must be a bundle. @throws {UnreadableError} */
async function requireJson(file: string): Promise<void> {
  if (/\.(csv|jsonl|parquet)$/.test(file) && existsSync(file))
    throw new UnreadableError(file, `no proof file ${file}.proof.json beside it; name one with --proof.`);
  await readJson(file); // names the file where it holds no JSON
}

/** The network.json of the data folder here, or one in the working folder. */
function defaultNetwork(): string {
  const home = process.env["ALATAU_HOME"] ?? ".alatau";
  return (
    [join(home, "network.json"), "network.json"].find((path) => existsSync(path)) ??
    join(home, "network.json")
  );
}

/** A network's description. @throws {UnreadableError} */
export async function readNetwork(file: string): Promise<Network> {
  const parsed = networkSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnreadableError(
    file,
    `no description of a network (${issue?.path.join(".")}: ${issue?.message}).`,
  );
}

/** Who vouches for what was proven, strongest first, in words. */
export function levelInWords({ level }: Pick<ProofResult, "level">): string[] {
  return [
    ...(level.meter === null ? [] : ["signed by the meter"]),
    ...(level.checkers === null
      ? []
      : [`signed by ${level.checkers.signed} of ${level.checkers.of} checkers`]),
    ...(level.seals === null ? [] : [`sealed by ${level.seals.sealed} of ${level.seals.of} validators`]),
    ...(level.head ? ["in a block whose head the node's operator signed"] : []),
  ];
}

/** A proven payment, a fact a line; amounts in tiyn where the token is the network's aKZT. */
function paymentInWords(payment: ProvenPayment, { contracts }: Network): string[] {
  const { amount, captured, fee, refunded, held, kind, payer, receiver, token, at, complete } = payment;
  const unit = token === contracts.tenge.toLowerCase() ? "tiyn" : `of token ${token}`;
  return [
    `  payment ${payment.payment}, ${kind}`,
    `  invoice ${payment.invoice}`,
    `  from ${payer ?? "whoever sent to its box"} to ${receiver}, ${new Date(Number(at) * 1_000).toISOString()}`,
    `  ${amount} ${unit}: captured ${captured}, of it a fee of ${fee}; given back ${refunded}${held === null ? "" : `; held ${held}`}`,
    complete
      ? "  no capture and no refund is left out"
      : "  the bundle does not show that nothing is left out",
  ];
}

function describe(result: ProofResult, network: Network): string[] {
  const steps = result.steps.map(({ step, ok, detail }) => `${ok ? "✓" : "✗"} ${step}: ${detail}`);
  if (!result.proven) return [...steps, `Not proven: ${result.failure?.detail} (${result.failure?.code})`];
  const status = result.status === null ? "" : ` Status as of block ${result.statusAt}: ${result.status}.`;
  const { payment } = result.facts;
  const facts = payment === undefined ? [] : paymentInWords(payment, network);
  return [...steps, ...facts, `Proven: ${levelInWords(result).join("; ")}.${status}`];
}
