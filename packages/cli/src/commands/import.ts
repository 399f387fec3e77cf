// `alatau import`: uploads files of signed meter records, whatever envelope they came in.
import { extractRecords, type EnvelopeFormat } from "@alatau/formats";
import type { Command } from "commander";
import { httpUrl, readBytes, toJson, type Runner, type Terminal } from "../command.ts";
import { CommandError } from "../errors.ts";
import { upload, type Uploaded } from "../upload.ts";
import { homeFolder, readHomeNetwork, readRunning } from "../supervise/home.ts";

interface Options {
  url?: string;
  home?: string;
  key?: string;
  dryRun?: boolean;
  json?: boolean;
}

const UNREADABLE = 2;
const WIDTH = 30;

/** Adds `import`. */
export function addImport(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("import")
    .description("upload signed meter records: OCMF text, SAFE XML, OCPP frames, OCPI CDRs, JSON lines")
    .argument("<file...>", "files; the format is found by their content")
    .option("--url <url>", "the gateway (default: the one that runs on the data folder)", httpUrl)
    .option(
      "--key <api key>",
      "of the participant that uploads (default: ALATAU_API_KEY; on the data folder's own ledger its operator)",
    )
    .option("--home <folder>", "data folder (default: ALATAU_HOME, else .alatau)")
    .option("--dry-run", "say what would happen and store nothing")
    .option("--json", "answer each file with a line of JSON")
    .addHelpText(
      "after",
      "\nExit code: 0 all accepted or known already, 1 something was refused, 2 a file cannot be read.",
    )
    .action(run((names: string[], options: Options) => importFiles(names, options, terminal)));
}

interface Imported {
  readonly file: string;
  readonly format: EnvelopeFormat;
  readonly answer: Uploaded | null;
  readonly unreadable: string | null;
}

async function importFiles(names: readonly string[], options: Options, terminal: Terminal): Promise<number> {
  const { url, apiKey } = await destination(options);
  const done: Imported[] = [];
  for (const [index, file] of names.entries()) {
    if (options.json !== true) terminal.progress(bar(index, names.length, file));
    const imported = await importFile(file, { url, apiKey, dryRun: options.dryRun === true });
    done.push(imported);
    terminal.progress("");
    for (const line of options.json === true ? [toJson(imported, 0)] : describe(imported)) terminal.out(line);
  }
  if (options.json !== true) {
    terminal.progress("");
    terminal.out(summary(done, options.dryRun === true));
  }
  return exitOf(done);
}

/** Where to, and as whom: with an API key, or on this machine's own ledger as its operator. @throws {CommandError} */
async function destination(options: Options): Promise<{ url: string; apiKey: string }> {
  const home = homeFolder(options.home);
  const running = await readRunning(home);
  const url = options.url ?? running?.url;
  if (url === undefined)
    throw new CommandError("not-running", "No gateway runs here; name one with --url.", { exitCode: 2 });
  const given = options.key ?? process.env["ALATAU_API_KEY"];
  if (given !== undefined && given !== "") return { url, apiKey: given };
  if (url !== running?.url)
    throw new CommandError("api-key-missing", "An API key is needed: --key, or ALATAU_API_KEY.", {
      exitCode: 2,
    });
  const { accountFor, loadKeys } = await import("@alatau/chain");
  const { signIn } = await import("../demo/api.ts");
  const { chainId } = await readHomeNetwork(home);
  return { url, apiKey: await signIn(url, accountFor(await loadKeys(home), "operator"), { chainId }) };
}

async function importFile(
  file: string,
  { url, apiKey, dryRun }: { url: string; apiKey: string; dryRun: boolean },
): Promise<Imported> {
  const bytes = await readBytes(file);
  const { format, records, problems } = extractRecords(bytes);
  if (records.length === 0)
    return {
      file,
      format,
      answer: null,
      unreadable: problems.map(({ code, detail }) => `${code}: ${detail}`).join("; "),
    };
  const answer = await upload(url, bytes, { apiKey, type: "application/octet-stream", dryRun });
  return { file, format, answer, unreadable: null };
}

/** `[#####.....] 3/6 name` */
export const bar = (done: number, total: number, name: string): string => {
  const full = Math.round((done / total) * WIDTH);
  return `[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${done}/${total} ${name}`;
};

function describe({ file, format, answer, unreadable }: Imported): string[] {
  if (answer === null) return [`${file}: no records (${unreadable})`];
  const rows = answer.results.map(({ position, status, serial, code, detail }) => {
    const reason = status === "refused" ? `: ${code}: ${detail}` : "";
    return `  ${position} meter ${serial ?? "?"} ${status}${reason}`;
  });
  const problems = answer.problems.map(
    ({ position, code, detail }) => `  ${position} no record: ${code}: ${detail}`,
  );
  return [`${file} (${format})`, ...rows, ...problems];
}

function summary(done: readonly Imported[], dryRun: boolean): string {
  const count = (name: "accepted" | "duplicates" | "refused"): number =>
    done.reduce((sum, { answer }) => sum + (answer?.[name] ?? 0), 0);
  const would = dryRun ? "Dry run, nothing was stored: " : "";
  return `${would}${count("accepted")} accepted, ${count("duplicates")} known already, ${count("refused")} refused, of ${done.length} files`;
}

function exitOf(done: readonly Imported[]): number {
  if (done.some(({ unreadable }) => unreadable !== null)) return UNREADABLE;
  return done.some(({ answer }) => answer !== null && (answer.refused > 0 || answer.problems.length > 0))
    ? 1
    : 0;
}
