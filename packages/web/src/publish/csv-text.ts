// A CSV file as rows, for looking at it before it is sent: the gateway's own reader decides. Pure.

export interface CsvRow {
  readonly cells: readonly string[];
  /** As it stands in the file, without its line end. */
  readonly text: string;
}

/** The first rows of a CSV text; the header is row 1. Quotes that never close end the last row at the end of the text. */
export function csvRows(text: string, delimiter: string, most = Infinity): CsvRow[] {
  const rows: CsvRow[] = [];
  let [cells, cell, begin, quoted]: [string[], string, number, boolean] = [[], "", 0, false];
  const end = (at: number): void => {
    rows.push({ cells: [...cells, cell], text: text.slice(begin, at) });
    cells = [];
    cell = "";
  };
  for (let at = 0; at < text.length && rows.length < most; at += 1) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = "";
    } else if (char === "\n" || char === "\r") {
      end(at);
      if (char === "\r" && text[at + 1] === "\n") at += 1;
      begin = at + 1;
    } else cell += char;
  }
  if (begin < text.length && rows.length < most) end(text.length);
  return rows;
}

/** The beginning of a text, at most so many characters, cut after a whole line. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf("\n", most);
  return end > 0 ? text.slice(0, end + 1) : text.slice(0, most);
}

/** The number of a row that an answer names, such as `row 12`; null for a place that is no row. */
export function rowNumber(position: string): number | null {
  const [, number] = /^row (\d+)$/.exec(position) ?? [];
  return number === undefined ? null : Number(number);
}

export interface RefusedRow {
  readonly position: string;
  readonly title: string | null;
  readonly detail: string | null;
}

/** The refused rows of a file as a CSV file of their own, each with what is wrong behind it. */
export function refusedCsv(text: string, delimiter: string, refused: readonly RefusedRow[]): string {
  const [header, ...rows] = csvRows(text, delimiter);
  if (header === undefined) return "";
  const found = Map.groupBy(refused, ({ position }) => rowNumber(position) ?? 0);
  const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const lines = [...found]
    .sort(([a], [b]) => a - b)
    .flatMap(([number, faults]) => {
      const row = rows[number - 2];
      if (row === undefined) return [];
      const said = faults.map(({ title, detail }) => [title, detail].filter(Boolean).join(": ")).join("; ");
      return [[row.text, cell(String(number)), cell(said)].join(delimiter)];
    });
  return [[header.text, "row", "problem"].join(delimiter), ...lines, ""].join("\r\n");
}

/** The encoding that a file's bytes are in, as far as they tell. */
export function encodingOf(bytes: Uint8Array): "utf-8" | "windows-1251" | "utf-16le" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1251";
  }
}
