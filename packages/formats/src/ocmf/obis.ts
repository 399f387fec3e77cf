// OBIS codes (IEC 62056-61) as devices write them, reduced to what settlement asks: which way, measured where, counted since when.

export interface Obis {
  /** `import`: taken from the grid by the device; `export`: given to it. */
  readonly direction: "import" | "export";
  /** `meter`: as measured; `device`: at the plug, with cable losses compensated. */
  readonly point: "meter" | "device";
  /** `total`: counts for ever; `transaction`: starts anew with each transaction. */
  readonly scope: "total" | "transaction";
  /** Rate register; `0` is the total of all rates. */
  readonly rate: string;
  /** Normal form, equal for every spelling of one register: `1.8.0`, `c2.8.0`. */
  readonly code: string;
}

type Meaning = Pick<Obis, "direction" | "point" | "scope">;

const meaning = (direction: Obis["direction"], point: Obis["point"], scope: Obis["scope"]): Meaning => ({
  direction,
  point,
  scope,
});

/** Group C → what the register counts; B0…B3 and C0…C3 are OCMF's own. */
const QUANTITIES: ReadonlyMap<string, Meaning> = new Map([
  ["1", meaning("import", "meter", "total")],
  ["2", meaning("export", "meter", "total")],
  ["98", meaning("import", "device", "total")],
  ["b0", meaning("import", "meter", "total")],
  ["b1", meaning("import", "device", "total")],
  ["b2", meaning("import", "meter", "transaction")],
  ["b3", meaning("import", "device", "transaction")],
  ["c0", meaning("export", "meter", "total")],
  ["c1", meaning("export", "device", "total")],
  ["c2", meaning("export", "meter", "transaction")],
  ["c3", meaning("export", "device", "transaction")],
]);

/** Group D: time integral from the beginning of the measurement, which is what a register is. */
const TIME_INTEGRAL = "8";
/** Group F with which some meters mark a copy of the register that starts anew with each transaction. */
const TRANSACTION_COPY = "198";

const PATTERN = /^(?:[0-9a-f]+-[0-9a-z]+:)?([0-9a-f]+)\.([0-9]+)(?:\.([0-9a-z]+))?(?:[.*&]([0-9a-z]+))?$/i;

const MAX_CACHED_CHARS = 32;
const MAX_CACHED_CODES = 1_000;
const cache = new Map<string, Obis | null>();

/** Reads an OBIS code in any spelling of the field (`1-b:1.8.e`, `01-00:01.08.00*FF`); null when it is no energy register. */
export function normaliseObis(text: string): Obis | null {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const obis = readObis(text);
  if (text.length <= MAX_CACHED_CHARS && cache.size < MAX_CACHED_CODES) cache.set(text, obis);
  return obis;
}

function readObis(text: string): Obis | null {
  const found = PATTERN.exec(text.trim());
  if (!found) return null;
  const group = (value: string | undefined, absent: string): string =>
    (value ?? absent).toLowerCase().replace(/^0+(?=.)/, "");
  const [c, d, e, f] = [
    group(found[1], ""),
    group(found[2], ""),
    group(found[3], "0"),
    group(found[4], "ff"),
  ];
  const quantity = QUANTITIES.get(c);
  if (!quantity || d !== TIME_INTEGRAL) return null;
  const copy = f === TRANSACTION_COPY;
  return {
    ...quantity,
    scope: copy ? "transaction" : quantity.scope,
    rate: e,
    code: `${c}.${d}.${e}${copy ? `*${f}` : ""}`,
  };
}
