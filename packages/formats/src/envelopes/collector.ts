// Gathers the records and problems of one input and keeps to its limits.
import { fromBase64, fromHex, fromUtf8 } from "../ocmf/bytes.ts";
import { ENVELOPE_PROBLEMS, type EnvelopeProblem, type EnvelopeProblemCode } from "./problems.ts";

export interface ExtractLimits {
  /** Characters, or octets, of the whole input. Default: 16 Mi. */
  readonly maxInput?: number;
  /** Characters of one record. Default: 64 Ki. */
  readonly maxRecord?: number;
  /** Default: 100,000. */
  readonly maxRecords?: number;
  /** Levels of XML elements or JSON values. Default: 32. */
  readonly maxDepth?: number;
}

export const DEFAULT_LIMITS = {
  maxInput: 16_777_216,
  maxRecord: 65_536,
  maxRecords: 100_000,
  maxDepth: 32,
} as const satisfies Required<ExtractLimits>;

/** What the envelope says about a record; kept for the reader, never trusted. */
export interface RecordContext {
  /** The sender's own id of the row, message, or CDR. */
  readonly id?: string;
  readonly transactionId?: string;
  /** `Transaction.Begin`, `Transaction.End`, or OCPI's `Start`, `End`, `Intermediate`. */
  readonly context?: string;
  /** RFC 3339, as the envelope writes it. */
  readonly timestamp?: string;
}

export interface EnvelopedRecord {
  /** `OCMF|…|…`, decoded; byte for byte what was signed. */
  readonly signedData: string;
  /** As it came; see `decodePublicKey`. */
  readonly publicKey?: string;
  readonly position: string;
  readonly context?: RecordContext;
}

export interface Collector {
  readonly limits: Required<ExtractLimits>;
  readonly records: readonly EnvelopedRecord[];
  readonly problems: readonly EnvelopeProblem[];
  /** Notes a problem; after the first thousand they are dropped. */
  problem(code: EnvelopeProblemCode, position: string, detail?: string): void;
  /** Takes a signed value in any encoding; false when no more are taken. */
  signedValue(
    text: string,
    fields: { position: string; publicKey?: string | null; context?: RecordContext },
  ): boolean;
}

const MAX_PROBLEMS = 1_000;

/** An empty collector with its limits. */
export function createCollector(limits: ExtractLimits): Collector {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  const records: EnvelopedRecord[] = [];
  const problems: EnvelopeProblem[] = [];
  const problem: Collector["problem"] = (code, position, detail = ENVELOPE_PROBLEMS[code].meaning) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ code, detail, position });
  };
  const signedValue: Collector["signedValue"] = (text, { position, publicKey, context }) => {
    if (records.length >= bounds.maxRecords) {
      if (problems.at(-1)?.code !== "too-many-records") problem("too-many-records", position);
      return false;
    }
    const signedData = text.length <= bounds.maxRecord * 2 + 2 ? decodeSignedValue(text) : null;
    if (text.length > bounds.maxRecord * 2 + 2 || (signedData?.length ?? 0) > bounds.maxRecord) {
      problem("record-too-large", position);
    } else if (signedData === null) {
      problem("signed-data-undecodable", position);
    } else {
      const key = publicKey?.trim();
      const said = context && Object.keys(context).length > 0 ? { context } : {};
      records.push({ signedData, position, ...(key && { publicKey: key }), ...said });
    }
    return true;
  };
  return { limits: bounds, records, problems, problem, signedValue };
}

/** An OCMF record out of plain text, hex or base64, whatever the envelope calls it; null when it is none of them. */
export function decodeSignedValue(text: string): string | null {
  const plain = text.trim();
  if (plain.startsWith("OCMF|")) return plain;
  for (const octets of [fromHex(plain), fromBase64(plain)]) {
    const decoded = octets ? fromUtf8(octets)?.trim() : null;
    if (decoded?.startsWith("OCMF|")) return decoded;
  }
  return null;
}
