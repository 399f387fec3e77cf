// `alatau ocmf verify`: are these meter records signed and billable? Needs no server.
import { existsSync } from "node:fs";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { decodePublicKey, type OcmfCurve } from "@alatau/formats";
import type { Command } from "commander";
import { readBytes, toJson, type Runner, type Terminal } from "../command.ts";
import { UnreadableError, UsageError } from "../errors.ts";
import { reportFile, reportRecord, type FileReport, type RecordReport } from "../ocmf/report.ts";

interface Options {
  key?: string;
  json?: boolean;
  jsonl?: boolean;
}

const EXIT = { billable: 0, refused: 1, unreadable: 2 } as const;

/** Adds `ocmf verify`. */
export function addOcmf(program: Command, run: Runner, terminal: Terminal): void {
  const ocmf = program.command("ocmf").description("signed meter records (Open Charge Metering Format)");
  ocmf
    .command("verify")
    .description("check the signatures and billing rules of the records in a file")
    .argument("<file>", "OCMF text, SAFE XML, OCPP frames, OCPI CDRs or JSON lines; - reads standard input")
    .option("--key <key>", "the meter's public key: hex, base64, or a file with one of them, PEM or DER")
    .option("--json", "answer as one JSON object")
    .option("--jsonl", "read lines of {id, signed_data, public_key} and answer each with a line")
    .addHelpText(
      "after",
      "\nExit code: 0 every record is valid and billable, 1 at least one is refused, 2 the input cannot be read." +
        "\nWithout --key the key that came with the record is used, which shows only that the two belong together.",
    )
    .action(run((file: string, options: Options) => verify(file, options, terminal)));
}

async function verify(file: string, options: Options, terminal: Terminal): Promise<number> {
  if (options.json === true && options.jsonl === true)
    throw new UsageError("--json and --jsonl exclude each other.");
  const key = options.key === undefined ? null : await readKey(options.key);
  if (options.jsonl === true) return await verifyLines(await openLines(file), key, terminal);
  const input = file === "-" ? await readAll(process.stdin) : await readBytes(file);
  const report = reportFile(file, input, key);
  if (options.json === true) terminal.out(toJson(report));
  else for (const line of describe(report)) terminal.out(line);
  if (report.records.length === 0) {
    if (options.json !== true) terminal.err(`alatau: ${file}: ${report.detail} (${report.reason})`);
    return EXIT.unreadable;
  }
  return report.billable ? EXIT.billable : EXIT.refused;
}

/** A key as text or bytes. @throws {UsageError} when it is neither a key nor a file with one. */
async function readKey(given: string): Promise<string | Uint8Array> {
  if (isKeyText(given)) return given;
  if (!existsSync(given))
    throw new UsageError(`--key: «${given.slice(0, 60)}» is no public key and no file.`);
  const bytes = await readBytes(given);
  const text = bytes.toString("utf8").trim();
  if (isKeyText(text)) return text;
  if (decodePublicKey(bytes).ok) return bytes;
  throw new UsageError(`--key: ${given} holds no public key (hex or base64 of SPKI or a point, PEM, DER).`);
}

/** A bare point may lie on any curve: which one, the record says. */
const BARE_POINT_CURVES: readonly (OcmfCurve | undefined)[] = [
  undefined,
  "secp192k1",
  "secp192r1",
  "secp256k1",
  "secp256r1",
  "secp384r1",
  "brainpool256r1",
  "brainpool384r1",
];

const isKeyText = (text: string): boolean =>
  BARE_POINT_CURVES.some((curve) => decodePublicKey(text, curve).ok);

async function openLines(file: string): Promise<Readable> {
  if (file === "-") return process.stdin;
  if (!existsSync(file)) throw new UnreadableError(file, "no such file.");
  return await Promise.resolve(createReadStream(file));
}

/** Answers each line with a line as it comes. */
async function verifyLines(
  input: Readable,
  key: string | Uint8Array | null,
  terminal: Terminal,
): Promise<number> {
  let worst: number = EXIT.billable;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === "") continue;
    const answer = answerLine(line, number, key);
    terminal.out(toJson(answer, 0));
    const exit = "error" in answer ? EXIT.unreadable : answer.billable ? EXIT.billable : EXIT.refused;
    worst = Math.max(worst, exit);
  }
  return worst;
}

/** The answer to a line: the sender's id as it came, and the verdict. */
export function answerLine(
  line: string,
  number: number,
  key: string | Uint8Array | null = null,
):
  | (Omit<RecordReport, "id"> & { id: unknown })
  | { id: unknown; line: number; error: string; detail: string } {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return { id: null, line: number, error: "json-malformed", detail: "The line is not JSON." };
  }
  const fields = (typeof row === "object" && row !== null ? row : {}) as Record<string, unknown>;
  const { id = null, signed_data: signedData, public_key: publicKey } = fields;
  if (typeof signedData !== "string")
    return { id, line: number, error: "message-invalid", detail: "signed_data must be text." };
  if (publicKey !== undefined && publicKey !== null && typeof publicKey !== "string")
    return { id, line: number, error: "message-invalid", detail: "public_key must be text or null." };
  const position = `line ${number}`;
  const report = reportRecord({ signedData, position, ...(publicKey && { publicKey }) }, key);
  return { ...report, id };
}

async function readAll(input: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of input) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

function describe({ records, problems, file, format }: FileReport): string[] {
  const lines = records.map((record) => {
    const verdict = record.billable ? "billable" : `refused: ${record.reason}`;
    const signature =
      record.signatureValid === null ? "not checked" : record.signatureValid ? "valid" : "not valid";
    const energy = record.energyMilliWh === null ? "" : `, ${record.energyMilliWh} mWh`;
    const key = record.keyFrom === "envelope" ? " (with the key that came along)" : "";
    return `${record.position}: meter ${record.serial ?? "?"} ${record.pagination ?? ""}, signature ${signature}${key}, ${verdict}${energy}`;
  });
  const reasons = records.flatMap(({ position, billable, detail }) =>
    billable ? [] : [`  ${position}: ${detail}`],
  );
  const others = problems.map(({ position, code, detail }) => `  ${position}: ${code}: ${detail}`);
  const billable = records.filter((record) => record.billable).length;
  return [
    ...lines,
    ...reasons,
    ...others,
    `${file} (${format}): ${billable} of ${records.length} records billable`,
  ];
}
