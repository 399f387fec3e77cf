// OCMF P-256 records checked per second on one core: parse, signature, billing rules, identity.
import { checkOcmf, composePayload, publicKeyHex, signOcmf } from "@alatau/formats";
import type { MilliWh } from "@alatau/sdk";
import { generateKeyPairSync } from "node:crypto";
import { atLeast, median, time, type Row } from "./row.ts";

const RECORDS = 2_000;

export async function bench(): Promise<Row[]> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const publicKey = publicKeyHex(privateKey);
  const records = Array.from({ length: RECORDS }, (_, index) => {
    const from = 1_790_000_100 + index * 900;
    const register = (step: number) => BigInt((index + step) * 1_000_000) as MilliWh;
    return signOcmf(
      composePayload({
        meter: { vendor: "Alatau", model: "Bench", serial: "BENCH-1" },
        pagination: `T${index + 1}`,
        readings: [
          { unixSeconds: from, register: register(0), direction: "import", transaction: "B" },
          { unixSeconds: from + 900, register: register(1), direction: "import", transaction: "E" },
        ],
      }),
      privateKey,
    );
  });
  const runs = await time(5, () => {
    for (const record of records) {
      const { billable, reason } = checkOcmf(record, { publicKey });
      if (!billable) throw new Error(`the benchmark's own record is refused: ${reason}`);
    }
  });
  const perSecond = Math.round((RECORDS * 1000) / median(runs));
  return [
    atLeast(
      "OCMF P-256 records verified",
      perSecond,
      "per second and core",
      2_000,
      `${RECORDS} different records, one key, median of 5`,
    ),
  ];
}
