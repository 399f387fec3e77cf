// What an OCMF record says, to be shown beside its bytes. Pure; checks nothing: that is the proof's work.

export interface OcmfReading {
  readonly time: string;
  /** The register as the meter wrote it. */
  readonly value: string;
  readonly unit: string;
  readonly register: string;
  readonly status: string;
}

export interface OcmfRecord {
  readonly meterSerial: string;
  readonly pagination: string;
  readonly algorithm: string;
  readonly readings: readonly OcmfReading[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a record's text; null when it is no OCMF. The register's digits stay as they came. */
export function readOcmf(text: string): OcmfRecord | null {
  const first = text.indexOf("|");
  const last = text.lastIndexOf("|");
  if (!text.startsWith("OCMF|") || last <= first) return null;
  try {
    const payload = parse(text.slice(first + 1, last));
    const signature = parse(text.slice(last + 1));
    const readings = Array.isArray(payload["RD"]) ? (payload["RD"] as Fields[]) : [];
    return {
      meterSerial: textOf(payload["MS"]),
      pagination: textOf(payload["PG"]),
      algorithm: textOf(signature["SA"]) || "ECDSA-secp256r1-SHA256",
      readings: readings.map((each) => ({
        time: textOf(each["TM"]),
        value: textOf(each["RV"]),
        unit: textOf(each["RU"]),
        register: textOf(each["RI"]),
        status: textOf(each["ST"]),
      })),
    };
  } catch {
    return null;
  }
}

/** Parses with every bare number as the text of its own digits. */
const parse = (json: string): Fields =>
  JSON.parse(
    json.replace(/("(?:[^"\\]|\\.)*")|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (found: string, quoted?: string) =>
      quoted === undefined ? `"${found}"` : quoted,
    ),
  ) as Fields;

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
