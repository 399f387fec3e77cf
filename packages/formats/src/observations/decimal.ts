// Decimal numbers as text, exactly: what the measuring point wrote is what canonical JSON says, or it is refused.

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A number as digits × 10^exponent; zero has the digits "0". */
interface Decimal {
  readonly negative: boolean;
  readonly digits: bigint;
  readonly exponent: number;
}

function parse(text: string): Decimal | null {
  const [, sign, whole, fraction = "", power = "0"] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || whole + fraction === "") return null;
  const digits = BigInt(whole + fraction);
  return { negative: sign === "-" && digits !== 0n, digits, exponent: Number(power) - fraction.length };
}

function write({ negative, digits, exponent }: Decimal): string {
  const all = digits.toString();
  const padded = exponent < 0 ? all.padStart(1 - exponent, "0") : all + "0".repeat(exponent);
  const split = padded.length + Math.min(exponent, 0);
  const fraction = padded.slice(split).replace(/0+$/, "");
  return `${negative ? "-" : ""}${padded.slice(0, split)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A decimal number in its one plain form: no exponent, no zeros that say nothing; null for other text. */
export function plainDecimal(text: string): string | null {
  const decimal = parse(text);
  return decimal === null ? null : write(decimal);
}

/**
 * The number that a decimal text says, when a JSON number keeps all its digits; null when it would be another number, or is none.
 * `0.1` is itself; `0.12345678901234567890` and `9007199254740993` are null.
 */
export function exactNumber(text: string): number | null {
  const value = Number(text);
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return null;
  const plain = plainDecimal(text);
  return plain !== null && plain === plainDecimal(String(value)) ? value + 0 : null;
}

/** The exact product of two decimal numbers; null when one is none. */
export function multiplyDecimal(left: string, right: string): string | null {
  const [a, b] = [parse(left), parse(right)];
  if (a === null || b === null) return null;
  return write({
    negative: a.negative !== b.negative && a.digits * b.digits !== 0n,
    digits: a.digits * b.digits,
    exponent: a.exponent + b.exponent,
  });
}

/** A decimal number rounded to so many places behind the point, halves away from zero; null for other text. */
export function roundDecimal(text: string, places: number): string | null {
  const decimal = parse(text);
  if (decimal === null) return null;
  const surplus = -decimal.exponent - places;
  if (surplus <= 0) return write(decimal);
  const unit = 10n ** BigInt(surplus);
  const digits = (decimal.digits + unit / 2n) / unit;
  return write({ negative: decimal.negative && digits !== 0n, digits, exponent: -places });
}
