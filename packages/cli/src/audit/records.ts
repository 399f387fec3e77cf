// Every anchored record from its payload: salt and bytes to payload hash, envelope to record hash, records to the batch's root,
// the meter's signature with a key that the chain knows, and the registers that were taken from it.
import { checkOcmf, parseOcmf, registerReadings, settledRegister, type OcmfRecord } from "@alatau/formats";
import {
  envelopeSchema,
  jcs,
  merkleRoot,
  payloadHash,
  recordHash,
  signedBytesHash,
  signedRecordId,
} from "@alatau/sdk";
import { AuditDifferenceError, hexOf, requireSame } from "./difference.ts";
import type { Client } from "./ledger.ts";

interface RecordRow {
  position: number;
  record_hash: Buffer;
  identity: Buffer;
  envelope: string;
  payload_hash: Buffer;
  salt: Buffer | null;
  payload: Buffer | null;
  public_key: Buffer | null;
  signed_hash: Buffer | null;
  device: number | null;
  home: number | null;
  evidence: number;
  erased_at: Date | null;
}

interface BatchRow {
  name: string;
  publisher: number;
  sequence: number;
  root: Buffer;
  count: number;
}

interface RegisterRow {
  record: string;
  direction: "import" | "export";
  read_at: number;
  milli_wh: bigint;
}

/** Checks every batch of the chain against the payload store; answers how many records were followed. @throws {AuditDifferenceError} */
export async function auditRecords(kept: Client, derived: Client): Promise<number> {
  const { rows: batches } = await derived.query<BatchRow>(
    `SELECT d.name, b.publisher, b.sequence, b.root, b.count FROM ledger.batches b JOIN ledger.datasets d USING (dataset)
      ORDER BY b.block_number, b.log_index`,
  );
  const keys = await readKeys(kept, derived);
  let checked = 0;
  for (const batch of batches) {
    const records = await recordsOf(kept, batch);
    const place = `batch ${batch.name}/${batch.publisher}/${batch.sequence}`;
    requireSame(`${place}, records`, records.length, batch.count);
    requireSame(
      `${place}, root`,
      hexOf(merkleRoot(records.map(({ record_hash }) => record_hash))),
      hexOf(batch.root),
    );
    const registers = await registersOf(kept, records);
    for (const record of records) auditRecord(record, keys, registers);
    checked += records.length;
  }
  await refuseStrayRegisters(kept);
  return checked;
}

async function recordsOf(kept: Client, { name, publisher, sequence }: BatchRow): Promise<RecordRow[]> {
  const { rows } = await kept.query<RecordRow>(
    `SELECT b.position, r.record_hash, r.identity, r.envelope, r.payload_hash, r.salt, r.payload, r.public_key, r.signed_hash,
            r.device, r.home, r.evidence, r.erased_at
       FROM work.batch_records b JOIN payload.records r USING (record_hash)
      WHERE b.dataset = $1 AND b.publisher = $2 AND b.sequence = $3 ORDER BY b.position`,
    [name, publisher, sequence],
  );
  return rows;
}

type Keys = ReadonlyMap<string, ReadonlySet<string>>;
const meterName = (device: number | null, home: number | null): string => `${device}/${home ?? 0}`;

/** Keys by meter: devices' from the chain, homes' from their community's gateway, which alone knows them. */
async function readKeys(kept: Client, derived: Client): Promise<Keys> {
  const keys = new Map<string, Set<string>>();
  const add = (name: string, key: Buffer): void =>
    void keys.set(name, (keys.get(name) ?? new Set()).add(hexOf(key)));
  const devices = await derived.query<{ device: number; public_key: Buffer }>(
    "SELECT device, public_key FROM ledger.meter_keys",
  );
  for (const { device, public_key } of devices.rows) add(meterName(device, null), public_key);
  const homes = await kept.query<{ device: number; home: number; public_key: Buffer }>(
    "SELECT device, home, public_key FROM payload.homes",
  );
  for (const { device, home, public_key } of homes.rows) add(meterName(device, home), public_key);
  return keys;
}

/** The registers that name one of these records, by record. */
async function registersOf(kept: Client, records: readonly RecordRow[]): Promise<Map<string, RegisterRow[]>> {
  const { rows } = await kept.query<RegisterRow & { record_hash: Buffer }>(
    `SELECT record_hash, direction, read_at, milli_wh FROM payload.registers WHERE record_hash = ANY($1)
     UNION ALL
     SELECT record_hash, direction, read_at, milli_wh FROM payload.home_registers WHERE record_hash = ANY($1)`,
    [records.map(({ record_hash }) => record_hash)],
  );
  return Map.groupBy(
    rows.map((row) => ({ ...row, record: hexOf(row.record_hash) })),
    ({ record }) => record,
  );
}

function auditRecord(
  row: RecordRow,
  keys: Keys,
  registers: ReadonlyMap<string, readonly RegisterRow[]>,
): void {
  const hash = hexOf(row.record_hash);
  const place = `payload.records ${hash}`;
  const envelope = envelopeSchema.parse(JSON.parse(row.envelope));
  requireSame(`${place}, envelope`, row.envelope, jcs(envelope));
  requireSame(`${place}, record_hash`, hash, recordHash(envelope));
  requireSame(`${place}, payload_hash`, hexOf(row.payload_hash), envelope.payloadHash);
  if (row.salt === null || row.payload === null) {
    if (row.erased_at === null)
      throw new AuditDifferenceError(`${place}, payload`, "nothing", "kept, since it was not erased");
    return;
  }
  requireSame(`${place}, payload`, payloadHash(row.salt, row.payload), envelope.payloadHash);
  const parsed = parseOcmf(row.payload);
  if (!parsed.ok || row.public_key === null) return; // no meter's record: the hashes are all there is to check
  auditMeter(row, parsed.value, { keys, place, evidence: envelope.evidence ?? [] });
  for (const register of registers.get(hash) ?? []) auditRegister(register, parsed.value);
}

function auditMeter(
  row: RecordRow,
  record: OcmfRecord,
  { keys, place, evidence }: { keys: Keys; place: string; evidence: readonly string[] },
): void {
  const publicKey = row.public_key!;
  const identity = signedRecordId(record.payload, publicKey);
  requireSame(`${place}, identity`, hexOf(row.identity), identity);
  requireSame(
    `${place}, signed_hash`,
    hexOf(row.signed_hash ?? Buffer.alloc(0)),
    signedBytesHash(record.payload),
  );
  requireSame(`${place}, evidence`, evidence, [signedBytesHash(record.payload), identity]);
  const { signatureValid } = checkOcmf(row.payload!, { publicKey });
  requireSame(`${place}, signature`, signatureValid, true);
  const known = keys.get(meterName(row.device, row.home));
  if (known?.has(hexOf(publicKey)) !== true)
    throw new AuditDifferenceError(`${place}, public_key`, hexOf(publicKey), `a key of device ${row.device}`);
}

function auditRegister(
  { direction, read_at: readAt, milli_wh: milliWh, record }: RegisterRow,
  signed: OcmfRecord,
): void {
  const stated = settledRegister(registerReadings(signed), direction)?.points.findLast(
    ({ unixSeconds }) => unixSeconds === readAt,
  );
  const place = `payload.registers of record ${record}, ${direction} at ${readAt}`;
  requireSame(place, milliWh, stated?.register ?? "not in the signed record");
}

/** A register must name a record that the payload store has and that is the device's own. */
async function refuseStrayRegisters(kept: Client): Promise<void> {
  const { rows } = await kept.query<{ device: number; read_at: number; of: number | null }>(
    `SELECT g.device, g.read_at, r.device AS of FROM payload.registers g LEFT JOIN payload.records r USING (record_hash)
      WHERE r.device IS DISTINCT FROM g.device OR r.home IS NOT NULL ORDER BY g.device, g.read_at LIMIT 1`,
  );
  const [stray] = rows;
  if (stray !== undefined)
    throw new AuditDifferenceError(
      `payload.registers (device ${stray.device}, read_at ${stray.read_at})`,
      `a record of device ${stray.of}`,
      "a record of its own",
    );
}
