// Erasure: salt, payload and everything derived from it are deleted; a tombstone says so, and every proof of another record holds (J3).
import type { Bytes32, Envelope, Hex } from "@alatau/sdk";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { readTerms } from "../data-sets/terms.ts";
import { bytesOf } from "../http/show.ts";
import { ProblemError } from "../problems.ts";
import { inTransaction, notify } from "../transaction.ts";
import { sealTombstone } from "./tombstone.ts";

interface ErasableRow {
  dataset: string;
  publisher: number;
  envelope: string;
  erased: boolean;
  anchored: boolean;
}

/**
 * Erases a record of a data set for its issuer or the set's owner; answers the tombstone's record. A second call answers the same.
 * @throws {ProblemError} `record-unknown`, `forbidden`, `record-not-erasable`, `record-not-anchored`
 */
export async function eraseRecord(
  pool: pg.Pool,
  hash: Hex,
  { by, reason, now }: { by: number; reason: string; now: number },
): Promise<Bytes32> {
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<ErasableRow>(
      `SELECT r.dataset, r.publisher, r.envelope, r.erased_at IS NOT NULL AS erased, b.sequence IS NOT NULL AS anchored
         FROM payload.records r LEFT JOIN work.batch_records w USING (record_hash)
         LEFT JOIN ledger.datasets d ON d.name = r.dataset
         LEFT JOIN ledger.batches b ON b.dataset = d.dataset AND b.publisher = w.publisher AND b.sequence = w.sequence
        WHERE r.record_hash = $1 FOR UPDATE OF r`,
      [bytesOf(hash)],
    );
    const [row] = rows;
    if (row === undefined) throw new ProblemError("record-unknown");
    const terms = await readTerms(client, row.dataset);
    // Meters' readings and tills' reports are what money rests on: their retention is their erasure.
    if (terms?.schema == null) throw new ProblemError("record-not-erasable");
    const envelope = JSON.parse(row.envelope) as Envelope;
    if (by !== envelope.issuer && by !== terms.owner) throw new ProblemError("forbidden");
    const known = await tombstoneOf(client, hash);
    if (known !== undefined) return known;
    if (!row.anchored) throw new ProblemError("record-not-anchored");
    const salt = randomBytes(32);
    const sealed = sealTombstone(
      { record: hash as Bytes32, reason },
      { issuer: by, visibility: terms.visibility, salt, recordedAt: now },
    );
    await client.query(
      `WITH stored AS (
         INSERT INTO payload.records (record_hash, dataset, publisher, identity, envelope, payload_hash, salt, payload, evidence,
             observed_from, observed_to, source, uploaded_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9, 'erasure', $10) RETURNING record_hash, number)
       INSERT INTO work.waiting (record_hash, dataset, publisher, number) SELECT record_hash, $2, $3, number FROM stored`,
      [
        ...[
          bytesOf(sealed.recordHash),
          row.dataset,
          row.publisher,
          bytesOf(sealed.identity),
          sealed.envelope,
        ],
        ...[bytesOf(sealed.payloadHash), salt, Buffer.from(sealed.payload), now, by],
      ],
    );
    await client.query("INSERT INTO payload.tombstones (record_hash, erased) VALUES ($1, $2)", [
      ...[bytesOf(sealed.recordHash), bytesOf(hash)],
    ]);
    await deletePayloads(client, [bytesOf(hash)]);
    await notify(client, "waiting");
    return sealed.recordHash;
  });
}

/** Deletes salts, payloads and what was derived of them; envelopes stay. */
export async function deletePayloads(client: pg.PoolClient, hashes: readonly Buffer[]): Promise<void> {
  await client.query(
    `UPDATE payload.records SET salt = NULL, payload = NULL, erased_at = coalesce(erased_at, now())
      WHERE record_hash = ANY($1::bytea[])`,
    [hashes],
  );
  await client.query(`UPDATE payload.observations SET "values" = NULL WHERE record_hash = ANY($1::bytea[])`, [
    hashes,
  ]);
  await client.query("DELETE FROM work.latest_observations WHERE record_hash = ANY($1::bytea[])", [hashes]);
}

async function tombstoneOf(client: pg.PoolClient, hash: Hex): Promise<Bytes32 | undefined> {
  const { rows } = await client.query<{ record_hash: Buffer }>(
    "SELECT record_hash FROM payload.tombstones WHERE erased = $1",
    [bytesOf(hash)],
  );
  return rows[0] && (`0x${rows[0].record_hash.toString("hex")}` as Bytes32);
}
