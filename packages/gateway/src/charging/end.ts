// The end of a session: the meter's signed record decides on the energy; then one claim that names it, the rest goes back.
import { LedgerError, type Wh } from "@alatau/sdk";
import type pg from "pg";
import type { Hex } from "viem";
import type { Caller } from "../auth/caller.ts";
import type { Gateway } from "../gateway.ts";
import { SENDER_KEY } from "../orders/submissions.ts";
import { enqueue } from "../outbox.ts";
import { ProblemError } from "../problems.ts";
import { uploadReadings } from "../readings/upload.ts";
import { inTransaction } from "../transaction.ts";
import { claimOf, isCovered, type Session, type SessionChannel } from "./session.ts";
import { finishSession, lockSession, markEnding } from "./store.ts";

/** How long the last voucher of a car is waited for once it is unplugged. */
const GRACE_SECONDS = 60;
/** A meter's clock may be behind the chain's by this much. */
const CLOCK_TOLERANCE_S = 120;

/** A record that the intake refused; the code is the intake's. */
class RecordRefusedError extends LedgerError {}

/** What the meter signed of a session. */
interface SessionRecord {
  readonly energy: Wh;
  /** Of the ledger's record: it commits to the signed bytes with a salt, so nothing of the driver can be guessed from it. */
  readonly recordHash: Hex;
}

/**
 * Takes the meter's record as every other one, and reads the session's energy from it: the difference of its first and last
 * register, whole watt-hours. @throws {LedgerError} with the reason of the intake, `record-of-other-meter`, `record-of-other-time`
 */
export async function takeRecord(
  gateway: Gateway,
  session: Session,
  record: string,
  caller: Caller,
): Promise<SessionRecord> {
  const input = Buffer.from(record, "utf8");
  const tried = (await uploadReadings(gateway, { input, caller, dryRun: true })).results;
  const [found] = tried;
  if (found === undefined || tried.length > 1)
    throw new ProblemError("request-invalid", "The record is one signed record of the charger's meter.");
  if (found.status === "refused")
    throw new RecordRefusedError(found.code ?? "request-invalid", found.detail ?? "");
  if (found.device !== session.device) throw new ProblemError("record-of-other-meter");
  const { results } = await uploadReadings(gateway, { input, caller, dryRun: false });
  const { recordHash, importMilliWh } = results[0]!;
  const { rows } = await gateway.pool.query<{ observed_from: number }>(
    "SELECT observed_from FROM payload.records WHERE record_hash = decode(substr($1, 3), 'hex')",
    [recordHash],
  );
  const beganAt = Number(rows[0]?.observed_from ?? 0);
  if (recordHash === null || importMilliWh === null || beganAt + CLOCK_TOLERANCE_S < session.pluggedAt)
    throw new ProblemError("record-of-other-time");
  return { energy: (BigInt(importMilliWh) / 1000n) as Wh, recordHash };
}

/** Unplugs: the record's energy counts; what vouchers cover is claimed now, otherwise the last one is waited for. */
export async function unplug(gateway: Gateway, session: number, record: SessionRecord): Promise<void> {
  await inTransaction(gateway.pool, async (client) => {
    const found = await lockSession(client, session);
    if (found.state !== "plugged" && found.state !== "charging") return; // the same call again
    await finishSession(client, session, { ...record, graceSeconds: GRACE_SECONDS });
    await endIfCovered(client, await lockSession(client, session));
  });
}

/** Queues the claim once vouchers cover the cost. */
export async function endIfCovered(client: pg.PoolClient, session: Session): Promise<void> {
  if (session.state === "finishing" && isCovered(session)) await queueEnd(client, session);
}

/** Ends a session whose car sent no last voucher in time: what the vouchers allow is claimed. */
export async function endOverdue(pool: pg.Pool, session: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const found = await lockSession(client, session);
    if (found.state === "finishing") await queueEnd(client, found);
  });
}

async function queueEnd(client: pg.PoolClient, session: Session): Promise<void> {
  const { channel, recordHash } = session as Session & { channel: SessionChannel };
  const dedupe = `charging/${session.session}/end`;
  const { config, signed, signature } = channel;
  const voucher = { channel: config, maxClaimableAmount: signed };
  const last = { voucher, signature, totalClaimed: claimOf({ ...session, channel }) };
  await markEnding(client, session.session, dedupe);
  await enqueue(client, {
    ...{ dedupe, signer: SENDER_KEY, contract: "charging", functionName: "end", args: [last, recordHash] },
  });
}
