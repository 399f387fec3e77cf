// Octets out of text, and just enough DER for keys and signatures.

/** Octets of hex digits, blanks and colons between them allowed; null when the text is anything else. */
export function fromHex(text: string): Uint8Array | null {
  const digits = text.replace(/[\s:]+/g, "").replace(/^0x/i, "");
  if (digits.length === 0 || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return null;
  return Buffer.from(digits, "hex");
}

/** Octets of base64 or base64url, blanks and missing padding allowed; null when the text is anything else. */
export function fromBase64(text: string): Uint8Array | null {
  const digits = text.replace(/\s+/g, "");
  if (!/^[0-9a-z+/_-]+={0,2}$/i.test(digits) || digits.replace(/=+$/, "").length % 4 === 1) return null;
  return Buffer.from(digits, "base64");
}

/** Text of UTF-8 octets, a byte order mark at the front left out; null when they are not UTF-8. */
export function fromUtf8(octets: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    return null;
  }
}

export interface Der {
  readonly tag: number;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/** The DER elements that fill the octets exactly; null when they do not. Lengths of up to two octets. */
export function readDer(octets: Uint8Array): readonly Der[] | null {
  const elements: Der[] = [];
  let start = 0;
  while (start < octets.length) {
    const tag = octets[start]!;
    const first = octets[start + 1];
    if (first === undefined || first === 0x80 || first > 0x82) return null;
    const more = first > 0x80 ? first - 0x80 : 0;
    let length = more === 0 ? first : 0;
    for (let index = 0; index < more; index += 1)
      length = length * 256 + (octets[start + 2 + index] ?? Infinity);
    const from = start + 2 + more;
    if (!(from + length <= octets.length)) return null;
    const content = octets.subarray(from, from + length);
    elements.push({ tag, whole: octets.subarray(start, from + length), content });
    start = from + length;
  }
  return elements;
}
