// One door for every envelope: tells the format of an input and takes the signed records out of it. Never throws.
import { fromUtf8 } from "../ocmf/bytes.ts";
import { type Collector, createCollector, type EnvelopedRecord, type ExtractLimits } from "./collector.ts";
import { extractJson, type JsonFormat, jsonFormat } from "./json.ts";
import type { EnvelopeProblem } from "./problems.ts";
import { extractSafeXml } from "./safe-xml.ts";

export type EnvelopeFormat = "safe-xml" | "ocmf-text" | JsonFormat | "unknown";

export interface Extraction {
  readonly format: EnvelopeFormat;
  readonly records: readonly EnvelopedRecord[];
  readonly problems: readonly EnvelopeProblem[];
}

/** The format of an input by its content; `unknown` for anything that carries no signed records. */
export function detectFormat(input: string | Uint8Array): EnvelopeFormat {
  const text = decodeText(input);
  return text === null ? "unknown" : recognise(text.trimStart()).format;
}

/** Takes the signed records out of an input of any known format, each with where it stood. What cannot be read is a problem in the list. */
export function extractRecords(input: string | Uint8Array, limits: ExtractLimits = {}): Extraction {
  const collector = createCollector(limits);
  const done = (format: EnvelopeFormat): Extraction => {
    const { records, problems } = collector;
    if (records.length + problems.length === 0) collector.problem("signed-data-absent", "$");
    return { format, records, problems };
  };
  if (input.length > collector.limits.maxInput) {
    collector.problem("input-too-large", "$", `At most ${collector.limits.maxInput} characters.`);
    return done("unknown");
  }
  const text = decodeText(input);
  if (text === null) {
    collector.problem("text-encoding", "$");
    return done("unknown");
  }
  const content = text.trimStart();
  const { format, whole } = recognise(content);
  if (format === "safe-xml") extractSafeXml(content, collector);
  else if (format === "ocmf-text") extractOcmfText(content, collector);
  else if (whole) extractJson(whole.value, "$", collector);
  else if (/^[[{]/.test(content)) extractJsonLines(content, collector);
  else collector.problem("format-unknown", "$");
  return done(format);
}

interface Recognised {
  readonly format: EnvelopeFormat;
  /** The parsed input when it is one JSON value. */
  readonly whole?: { readonly value: unknown };
}

function recognise(text: string): Recognised {
  if (text.startsWith("<")) return { format: "safe-xml" };
  if (!/^[[{]/.test(text)) return { format: /^OCMF\|/m.test(text.slice(0, 4096)) ? "ocmf-text" : "unknown" };
  const whole = parseJson(text);
  if (whole) return { format: jsonFormat(whole.value) ?? "unknown", whole };
  const first = text.includes("\n") ? firstLines(text, 20) : [];
  for (const { line } of first) {
    const parsed = parseJson(line);
    const format = parsed && jsonFormat(parsed.value);
    if (format) return { format };
  }
  return { format: "unknown" };
}

function extractJsonLines(text: string, collector: Collector): void {
  if (!text.includes("\n")) return collector.problem("json-malformed", "$");
  for (const { line, number } of lines(text)) {
    if (line.trim() === "") continue;
    if (collector.records.length >= collector.limits.maxRecords) {
      return collector.problem("too-many-records", `line ${number}`);
    }
    const parsed = parseJson(line);
    if (parsed) extractJson(parsed.value, `line ${number}`, collector);
    else collector.problem("json-malformed", `line ${number}`);
  }
}

/** A record that is broken over more lines than this is not put together again. */
const MAX_RECORD_LINES = 500;

/** Records begin at the front of a line; what a record's payload breaks over further lines belongs to it. */
function extractOcmfText(text: string, collector: Collector): void {
  let pending: { readonly start: number; readonly parts: readonly string[] } = { start: 0, parts: [] };
  for (const { line, number } of lines(text)) {
    const open =
      pending.parts.length > 0 && pending.parts.length < MAX_RECORD_LINES && !isWhole(pending.parts);
    if (line.trimStart().startsWith("OCMF|")) {
      if (!flushText(pending, collector)) return;
      pending = { start: number, parts: [line] };
    } else if (open) {
      pending = { ...pending, parts: [...pending.parts, line] };
    } else if (line.trim() !== "") {
      collector.problem("line-not-understood", `line ${number}`);
    }
  }
  flushText(pending, collector);
}

const flushText = (
  { start, parts }: { start: number; parts: readonly string[] },
  collector: Collector,
): boolean => parts.length === 0 || collector.signedValue(parts.join("\n"), { position: `line ${start}` });

/** Whether the lines end in a signature part; what follows it then belongs to no record. */
function isWhole(parts: readonly string[]): boolean {
  if (!parts.at(-1)!.trimEnd().endsWith("}")) return false;
  const record = parts.join("\n");
  return /^\s*\{[^|]*"SD"[^|]*\}\s*$/.test(record.slice(record.lastIndexOf("|") + 1));
}

function* lines(text: string): Generator<{ line: string; number: number }> {
  let number = 0;
  let start = 0;
  while (start <= text.length) {
    const end = text.indexOf("\n", start);
    const stop = end < 0 ? text.length : end;
    number += 1;
    yield { line: text.slice(start, stop).replace(/\r$/, ""), number };
    start = stop + 1;
  }
}

function* firstLines(text: string, count: number): Generator<{ line: string; number: number }> {
  for (const one of lines(text)) {
    if (one.number > count) return;
    yield one;
  }
}

function parseJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

const XML_ENCODING = /^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;

/** Text of an input: UTF-8 or UTF-16 by its byte order mark, else what an XML header declares, else UTF-8. Null when it is not. */
function decodeText(input: string | Uint8Array): string | null {
  if (typeof input === "string") return input.replace(/^\uFEFF/, "");
  const utf16 =
    input[0] === 0xff && input[1] === 0xfe
      ? "utf-16le"
      : input[0] === 0xfe && input[1] === 0xff
        ? "utf-16be"
        : null;
  if (utf16 !== null) return decodeAs(input, utf16);
  const head = Buffer.from(input.subarray(0, 400)).toString("latin1").replace(/^ï»¿/, "");
  const declared = XML_ENCODING.exec(head)?.[1] ?? "utf-8";
  return fromUtf8(input) ?? (/^utf-?8$/i.test(declared) ? null : decodeAs(input, declared));
}

function decodeAs(input: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(input);
  } catch {
    return null;
  }
}
