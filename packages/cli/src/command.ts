// What every command is given, and how its answer becomes an exit code.
import { readFile } from "node:fs/promises";
import { jsonText } from "@alatau/sdk";
import { InvalidArgumentError, type Command } from "commander";
import { UnreadableError } from "./errors.ts";

/** Where a command writes, and what ends it early. */
export interface Terminal {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Rewrites the last line of stderr; nothing where stderr is no terminal. */
  readonly progress: (line: string) => void;
}

/** Adds one command; `run` turns an action that answers an exit code into what commander calls. */
export type AddCommand = (program: Command, run: Runner, terminal: Terminal) => void;
export type Runner = <Args extends unknown[]>(
  action: (...args: Args) => Promise<number>,
) => (...args: Args) => Promise<void>;

/** The process's own terminal. */
export const processTerminal: Terminal = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  progress: (line) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
  },
};

/** A whole number within bounds, from the command line. @throws {InvalidArgumentError} */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(number >= least && number <= most))
      throw new InvalidArgumentError(`A whole number from ${least} to ${most} is needed.`);
    return number;
  };

/** A positive number, from the command line. @throws {InvalidArgumentError} */
export function positiveNumber(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (!(number > 0 && number <= 1000))
    throw new InvalidArgumentError("A number above 0, up to 1000, is needed.");
  return number;
}

/** An http or https address, from the command line. @throws {InvalidArgumentError} */
export function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError("An address like http://127.0.0.1:8080 is needed.");
  return text.replace(/\/+$/, "");
}

/** A file's bytes. @throws {UnreadableError} */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason =
      code === "ENOENT"
        ? "no such file."
        : code === "EISDIR"
          ? "a folder, not a file."
          : (cause as Error).message;
    throw new UnreadableError(file, reason, cause);
  }
}

/** A file's JSON. @throws {UnreadableError} */
export async function readJson(file: string): Promise<unknown> {
  const bytes = await readBytes(file);
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch (cause) {
    throw new UnreadableError(file, `not JSON (${(cause as Error).message}).`, cause);
  }
}

/** JSON for people and machines: two spaces, bigint as decimal strings. */
export const toJson = (value: unknown, indent = 2): string => jsonText(value, indent);
