// `alatau publish`: an agency's file into its data set, with an answer for each row.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { extname } from "node:path";
import type { Command } from "commander";
import { httpUrl, readBytes, readJson, toJson, type Runner, type Terminal } from "../command.ts";
import { CommandError, UnreadableError, UsageError } from "../errors.ts";
import { homeFolder, readRunning } from "../supervise/home.ts";
import { ApiError, callApi } from "../upload.ts";

interface Options {
  dataSet: string;
  mapping?: string;
  correction?: string;
  whole?: boolean;
  url?: string;
  key?: string;
  home?: string;
  dryRun?: boolean;
  json?: boolean;
}

interface Published {
  readonly accepted: number;
  readonly corrected: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly results: readonly PublishedRow[];
}

interface PublishedRow {
  readonly position: string;
  readonly status: "accepted" | "corrected" | "duplicate" | "refused";
  readonly code: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  readonly flags: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".json": "application/json",
  ".jsonld": "application/ld+json",
  ".jsonl": "application/jsonl",
  ".ndjson": "application/x-ndjson",
  ".zip": "application/zip",
  ".pb": "application/x-protobuf",
};
/** Refused rows that are shown one by one; `--json` has all. */
const SHOWN = 100;
const UNREADABLE = 2;

/** Adds `publish`. */
export function addPublish(program: Command, run: Runner, terminal: Terminal): void {
  program
    .command("publish")
    .description("publish observations in a data set: CSV, JSON lines, NGSI-LD, GTFS-ride, GTFS-Realtime")
    .argument("<file>", `by its ending: ${Object.keys(TYPES).join(", ")}`)
    .requiredOption("--data-set <name>", "such as environment.air-quality")
    .option(
      "--mapping <name or file.json>",
      "how CSV columns become properties: a saved one, or one that is saved now",
    )
    .option(
      "--correction <reason>",
      "rows that contradict what stands replace it; in kebab-case: sensor-recalibrated",
    )
    .option("--whole", "one bad row refuses the file")
    .option("--dry-run", "say what would happen and store nothing")
    .option("--url <url>", "the gateway (default: the one that runs on the data folder)", httpUrl)
    .option("--key <api key>", "of the participant that publishes (default: ALATAU_API_KEY)")
    .option("--home <folder>", "data folder (default: ALATAU_HOME, else .alatau)")
    .option("--json", "answer as JSON")
    .addHelpText(
      "after",
      "\nExit code: 0 every row accepted or known already, 1 something was refused, 2 the file or the gateway cannot be used.",
    )
    .action(run((file: string, options: Options) => publishFile(file, options, terminal)));
}

async function publishFile(file: string, options: Options, terminal: Terminal): Promise<number> {
  const type = TYPES[extname(file).toLowerCase()];
  if (type === undefined)
    throw new UsageError(`${file}: the ending must be one of ${Object.keys(TYPES).join(", ")}.`);
  if (options.correction !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(options.correction))
    throw new UsageError("--correction: a reason in kebab-case, such as sensor-recalibrated.");
  const bytes = await readBytes(file);
  if (bytes.length === 0) throw new UnreadableError(file, "nothing in it.");
  const target = await destination(options);
  const answer = await send(bytes, type, { ...target, options });
  if (options.json === true) terminal.out(toJson(answer));
  else for (const line of describe(file, answer, options.dryRun === true)) terminal.out(line);
  return answer.refused > 0 ? 1 : 0;
}

/** @throws {CommandError} `not-running`, `api-key-missing` */
async function destination({ url, key, home }: Options): Promise<{ url: string; apiKey: string }> {
  const found = url ?? (await readRunning(homeFolder(home)))?.url;
  if (found === undefined)
    throw new CommandError("not-running", "No gateway runs here; name one with --url.", {
      exitCode: UNREADABLE,
    });
  const apiKey = key ?? process.env["ALATAU_API_KEY"] ?? "";
  if (apiKey === "")
    throw new CommandError("api-key-missing", "An API key is needed: --key, or ALATAU_API_KEY.", {
      exitCode: UNREADABLE,
    });
  return { url: found, apiKey };
}

async function send(
  bytes: Buffer,
  type: string,
  { url, apiKey, options }: { url: string; apiKey: string; options: Options },
): Promise<Published> {
  const here = `${url}/v1/data-sets/${encodeURIComponent(options.dataSet)}`;
  const post = async (address: string, contentType: string, body: string | Buffer): Promise<unknown> =>
    await callApi(address, {
      method: "POST",
      headers: { "content-type": contentType, authorization: `Bearer ${apiKey}` },
      body: typeof body === "string" ? body : Buffer.from(body),
    }).catch((failure: unknown) => {
      throw refusal(failure, address);
    });
  const query = new URLSearchParams();
  const { mapping, correction, whole, dryRun } = options;
  if (mapping !== undefined) query.set("mapping", await mappingName(mapping, here, post));
  if (correction !== undefined) query.set("correction", correction);
  if (whole === true) query.set("whole", "true");
  if (dryRun === true) query.set("dryRun", "true");
  const asked = query.size === 0 ? "" : `?${query.toString()}`;
  return (await post(`${here}/observations${asked}`, type, bytes)) as Published;
}

/** The name of a saved mapping; one that came as a file is saved under a name that follows from its content. */
async function mappingName(
  mapping: string,
  here: string,
  post: (address: string, type: string, body: string) => Promise<unknown>,
): Promise<string> {
  if (!mapping.endsWith(".json") && !existsSync(mapping)) return mapping;
  const text = JSON.stringify(await readJson(mapping));
  const name = `file-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
  await post(`${here}/mappings`, "application/json", `{"name":"${name}","mapping":${text}}`);
  return name;
}

/** What stops the whole file ends with 2: nothing of it was looked at row by row. */
const refusal = (failure: unknown, address: string): CommandError =>
  failure instanceof ApiError
    ? new CommandError(failure.code, failure.message, { exitCode: UNREADABLE, cause: failure })
    : new CommandError(
        "unreachable",
        `${address}: ${failure instanceof Error ? failure.message : "no answer"}`,
        {
          exitCode: UNREADABLE,
          cause: failure,
        },
      );

function describe(file: string, answer: Published, dryRun: boolean): string[] {
  const { accepted, corrected, duplicates, refused, results } = answer;
  const bad = results.filter(({ status }) => status === "refused");
  const flagged = results.filter(({ flags }) => flags.length > 0);
  const rows = [
    ...bad.map(
      ({ position, code, title, detail }) =>
        `${file}: ${position}: refused: ${title} (${code})${detail === null ? "" : `: ${detail}`}`,
    ),
    ...flagged.map(({ position, flags }) => `${file}: ${position}: flagged: ${flags.join(", ")}`),
  ];
  const more = rows.length > SHOWN ? [`${file}: and ${rows.length - SHOWN} more; --json shows all.`] : [];
  const would = dryRun ? "Dry run, nothing was stored: " : "";
  return [
    ...rows.slice(0, SHOWN),
    ...more,
    `${would}${accepted} accepted, ${corrected} corrected, ${duplicates} known already, ${refused} refused, ${flagged.length} flagged`,
  ];
}
