// The XML of the SAFE transparency software: <values><value><signedData>…</signedData><publicKey>…</publicKey></value></values>.
import { SaxesParser, type SaxesTagPlain } from "saxes";
import type { Collector } from "./collector.ts";

interface Value {
  readonly position: string;
  readonly attributes: Readonly<Record<string, string>>;
  signedData: { text: string; attributes: Readonly<Record<string, string>> }[];
  publicKey: string | null;
}

/** Thrown inside the parser's callbacks to stop it; never leaves this module. */
const STOP = Symbol("stop");

/** Reads the records of a SAFE file. Entities are never expanded, a DOCTYPE ends the reading, names match whatever their prefix and case. */
export function extractSafeXml(text: string, collector: Collector): void {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const path: string[] = [];
  const values: Value[] = [];
  let current: Value | null = null;
  let fileKey: string | null = null;
  let heard = "";
  const stop = (code: Parameters<Collector["problem"]>[0], detail?: string): never => {
    collector.problem(code, `/${path.join("/")}`, detail);
    throw STOP;
  };
  parser.on("error", (error) => stop("xml-malformed", error.message.slice(0, 200)));
  parser.on("doctype", () => stop("xml-doctype"));
  parser.on("text", (part) => {
    heard += part;
  });
  parser.on("cdata", (part) => {
    heard += part;
  });
  parser.on("opentag", (tag) => {
    const name = localName(tag);
    path.push(name);
    heard = "";
    if (path.length > collector.limits.maxDepth) stop("xml-too-deep");
    if (values.length > collector.limits.maxRecords) stop("too-many-records");
    if (name === "value") current = newValue(values, plainAttributes(tag));
    if (isSignedElement(name)) {
      current ??= newValue(values, {});
      current.signedData.push({ text: "", attributes: plainAttributes(tag) });
    }
  });
  parser.on("closetag", (tag) => {
    const name = localName(tag);
    path.pop();
    const signed = isSignedElement(name) ? current?.signedData.at(-1) : undefined;
    if (signed) signed.text = heard;
    if (name === "publickey" && current) current.publicKey = heard;
    else if (name === "publickey") fileKey ??= heard;
    if (name === "value") current = null;
    heard = "";
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (error !== STOP) collector.problem("xml-malformed", `/${path.join("/")}`);
  }
  for (const value of values) if (!offer(value, fileKey, collector)) break;
}

const localName = (tag: SaxesTagPlain): string => tag.name.replace(/^.*:/, "").toLowerCase();
const isSignedElement = (name: string): boolean => name === "signeddata" || name === "encodeddata";

const plainAttributes = (tag: SaxesTagPlain): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tag.attributes).map(([name, value]) => [name.toLowerCase(), value]));

function newValue(values: Value[], attributes: Readonly<Record<string, string>>): Value {
  const value: Value = {
    position: `/values/value[${values.length + 1}]`,
    attributes,
    signedData: [],
    publicKey: null,
  };
  values.push(value);
  return value;
}

function offer(value: Value, fileKey: string | null, collector: Collector): boolean {
  const { position } = value;
  if (value.signedData.length === 0) collector.problem("signed-data-absent", position);
  for (const { text, attributes } of value.signedData) {
    const format = attributes["format"]?.trim() ?? "OCMF";
    if (format.toUpperCase() !== "OCMF") {
      collector.problem("signed-format-unsupported", position, `«${format.slice(0, 40)}» is not OCMF.`);
      continue;
    }
    const transactionId = value.attributes["transactionid"] ?? attributes["transactionid"];
    const context = value.attributes["context"];
    const said = { ...(transactionId && { transactionId }), ...(context && { context }) };
    const fields = { position, publicKey: value.publicKey ?? fileKey, context: said };
    if (!collector.signedValue(text, fields)) return false;
  }
  return true;
}
