// A member's fault: the evidence is kept here, its hash is stated on the chain, and a person is told. Each case once.
import { FAULT_KINDS, type FaultKind, type Hex } from "@alatau/sdk";
import type pg from "pg";
import { keccak256 } from "viem";
import type { DatasetTerms } from "../data-sets/terms.ts";
import { signerOf } from "../data-sets/terms.ts";
import { enqueue } from "../outbox.ts";
import { inTransaction } from "../transaction.ts";
import { reportIncident } from "../workers/incidents.ts";
import { countEvent } from "../workers/metrics.ts";

export interface Fault {
  /** Participant that is named. */
  readonly member: number;
  readonly kind: Exclude<FaultKind, "none">;
  /** The record; of a forged batch its hash; of a fingerprint this member's own. */
  readonly recordHash: Hex;
  readonly detail: string;
  readonly evidence: Uint8Array;
}

/** Cases of one member that are stated within an hour; beyond, one incident says that there are more. */
const MOST_AN_HOUR = 50;

/** States a fault as participant `by`; says nothing more about a case that was stated. True for a new one. */
export async function stateFault(
  pool: pg.Pool,
  { name, dataset }: Pick<DatasetTerms, "name" | "dataset">,
  { member, kind, recordHash, detail, evidence }: Fault,
  by: number,
): Promise<boolean> {
  const evidenceHash = keccak256(evidence);
  const isNew = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ lately: number }>(
      "SELECT count(*)::int AS lately FROM payload.exchange_evidence WHERE member = $1 AND made_at > now() - interval '1 hour'",
      [member],
    );
    if (rows[0]!.lately >= MOST_AN_HOUR) {
      await reportIncident(client, { kind: "member-faults-many", subject: `member ${member}`, detail });
      return false;
    }
    const { rowCount } = await client.query(
      `INSERT INTO payload.exchange_evidence (member, dataset, kind, record_hash, evidence_hash, evidence) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING`,
      [member, name, kind, bytes(recordHash), bytes(evidenceHash), Buffer.from(evidence)],
    );
    if (rowCount === 0) return false;
    await reportIncident(client, { kind, subject: `member ${member} ${name} ${recordHash}`, detail });
    const signer = await signerOf(client, by);
    if (signer === undefined) return true; // nobody here may state it on the chain: the incident says so to the operator
    await enqueue(client, {
      dedupe: `fault/${kind}/${member}/${name}/${recordHash}`,
      ...{ signer, contract: "catalogue", functionName: "recordFault" },
      args: [member, dataset, recordHash, FAULT_KINDS.indexOf(kind), evidenceHash],
    });
    return true;
  });
  if (isNew) countEvent(`member fault ${kind}`);
  return isNew;
}

const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), "hex");
