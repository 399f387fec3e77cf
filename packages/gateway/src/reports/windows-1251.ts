// Windows-1251, which accounting programs of the region still read. Pure.

const CODES: ReadonlyMap<string, number> = new Map(
  [...new TextDecoder("windows-1251").decode(Uint8Array.from({ length: 256 }, (_, code) => code))].map(
    (letter, code) => [letter, code],
  ),
);

/** Kazakh letters that the table lacks, by the Russian or Latin letter that stands for them in it. */
const STAND_INS: Readonly<Record<string, string>> = {
  ...{ ә: "а", Ә: "А", ғ: "г", Ғ: "Г", қ: "к", Қ: "К", ң: "н", Ң: "Н", ө: "о", Ө: "О" },
  ...{ ұ: "у", Ұ: "У", ү: "у", Ү: "У", һ: "х", Һ: "Х", "₸": "T" },
};

/** The text's bytes; letters that the table lacks become the nearest one, everything else a question mark. */
export const toWindows1251 = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => CODES.get(letter) ?? CODES.get(STAND_INS[letter] ?? "?")!));
