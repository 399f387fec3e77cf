// An upload of signed meter records: any envelope in, one answer a record out.
import type pg from "pg";
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import { acceptReadings, type IntakeAnswer, type IntakeResult } from "../intake/accept.ts";
import { ERRORS } from "../problems.ts";

export const READING_TYPES = [
  "text/plain",
  "application/xml",
  "text/xml",
  "application/json",
  "application/x-ndjson",
  "application/jsonl",
  "application/octet-stream",
] as const;

/** Stores what is acceptable of an upload and answers row by row; with `dryRun` it only answers. */
export async function uploadReadings(
  { pool, network }: Pick<Gateway, "pool" | "network">,
  { input, caller, dryRun }: { input: Uint8Array; caller: Caller; dryRun: boolean },
) {
  const answer = await acceptReadings(pool, {
    input,
    publisher: network.accounts.operator,
    uploadedBy: caller.participant,
    now: await ledgerTime(pool),
    dryRun,
  });
  return showUpload(answer, dryRun);
}

/** The ledger's «now»: the latest block's time, Unix seconds; the clock's where there is no block yet. */
async function ledgerTime(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ timestamp: number }>(
    "SELECT timestamp FROM ledger.blocks ORDER BY number DESC LIMIT 1",
  );
  return rows[0]?.timestamp ?? Math.floor(Date.now() / 1000);
}

function showUpload({ format, results, problems }: IntakeAnswer, dryRun: boolean) {
  const count = (status: IntakeResult["status"]): number =>
    results.filter((each) => each.status === status).length;
  return {
    format,
    dryRun,
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    refused: count("refused"),
    results: results.map(showResult),
    problems: problems.map(({ code, detail, position }) => ({
      position,
      code,
      title: ERRORS[code]?.title ?? code,
      detail,
    })),
  };
}

const showResult = (result: IntakeResult) => ({
  position: result.position,
  status: result.status,
  code: result.reason ?? null,
  title: result.reason === undefined ? null : (ERRORS[result.reason]?.title ?? result.reason),
  detail: result.detail ?? null,
  recordHash: result.recordHash ?? null,
  serial: result.serial ?? null,
  device: result.device ?? null,
  flags: result.flags ?? [],
  readings: result.readings ?? 0,
  importMilliWh: result.energy?.import?.toString() ?? null,
  exportMilliWh: result.energy?.export?.toString() ?? null,
});
