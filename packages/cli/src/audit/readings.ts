// Every slot reading set: its leaves under the root that the chain has, and each leaf again from the registers of signed records.
import {
  buildReadingSet,
  merkleRoot,
  toBigEndian,
  concat,
  type MilliWh,
  type Slot,
  type SlotReading,
} from "@alatau/sdk";
import { AuditDifferenceError, hexOf, requireSame } from "./difference.ts";
import { slotEnergy, type Direction, type Point, type Points } from "./energy.ts";
import type { Client } from "./ledger.ts";

/** A leaf, and whether its energy may trade with the grid only. */
export type AuditedLeaf = SlotReading & { readonly allocated: boolean };

export interface AuditedSet {
  readonly zone: number;
  readonly slot: Slot;
  readonly version: number;
  readonly leaves: readonly AuditedLeaf[];
  readonly block: number;
}

interface SetRow {
  zone: number;
  slot: Slot;
  version: number;
  root: Buffer;
  count: number;
  import_wh: bigint;
  export_wh: bigint;
  block_number: number;
}

interface StoredLeaf {
  readonly device: number;
  readonly slot: Slot;
  readonly importEndWh: string;
  readonly exportEndWh: string;
  readonly importWh: string;
  readonly exportWh: string;
  readonly evidenceHash: string;
  readonly allocated: boolean;
}

/** Follows every reading set; answers them for the settlements. @throws {AuditDifferenceError} */
export async function auditReadings(kept: Client, derived: Client): Promise<AuditedSet[]> {
  const { rows } = await derived.query<SetRow>(
    `SELECT zone, slot, version, root, count, import_wh, export_wh, block_number FROM ledger.reading_sets ORDER BY block_number, log_index`,
  );
  const devices = await pointsOf(kept, "device");
  const homes = await pointsOf(kept, "home");
  const audited: AuditedSet[] = [];
  for (const row of rows) {
    const { leaves, asOf } = await storedSet(kept, row);
    checkRoot(row, leaves);
    for (const leaf of leaves) await checkLeaf(kept, leaf, { version: row.version, asOf, devices, homes });
    audited.push({ zone: row.zone, slot: row.slot, version: row.version, leaves, block: row.block_number });
  }
  return audited;
}

const placeOf = ({ zone, slot, version }: SetRow): string => `reading set ${zone}/${slot}/${version}`;

async function storedSet(kept: Client, row: SetRow): Promise<{ leaves: AuditedLeaf[]; asOf: number }> {
  const { rows } = await kept.query<{ leaves: StoredLeaf[]; as_of: number }>(
    "SELECT leaves, as_of FROM work.reading_sets WHERE zone = $1 AND slot = $2 AND version = $3",
    [row.zone, row.slot, row.version],
  );
  const [found] = rows;
  if (found === undefined) throw new AuditDifferenceError(placeOf(row), "no leaves", `${row.count} leaves`);
  const leaves = found.leaves.map(
    (leaf) =>
      ({
        ...leaf,
        importEndWh: BigInt(leaf.importEndWh),
        exportEndWh: BigInt(leaf.exportEndWh),
        importWh: BigInt(leaf.importWh),
        exportWh: BigInt(leaf.exportWh),
      }) as unknown as AuditedLeaf,
  );
  return { leaves, asOf: found.as_of };
}

function checkRoot(row: SetRow, leaves: readonly AuditedLeaf[]): void {
  const set = buildReadingSet(leaves);
  const place = placeOf(row);
  requireSame(`${place}, root of its leaves`, set.root, hexOf(row.root));
  requireSame(`${place}, count`, set.count, row.count);
  requireSame(`${place}, importWh`, set.importWh, row.import_wh);
  requireSame(`${place}, exportWh`, set.exportWh, row.export_wh);
}

interface Known {
  readonly version: number;
  readonly asOf: number;
  readonly devices: ReadonlyMap<number, Points>;
  readonly homes: ReadonlyMap<number, Points>;
}

const NOTHING: Points = { import: [], export: [] };

async function checkLeaf(kept: Client, leaf: AuditedLeaf, known: Known): Promise<void> {
  const place = `reading of device ${leaf.device} in slot ${leaf.slot}`;
  const homes = await homesOf(kept, leaf, known.version);
  if (homes.length > 0) return checkCommunity(leaf, homes, known);
  const energy = slotEnergy(known.devices.get(leaf.device) ?? NOTHING, leaf.slot, known.asOf);
  for (const name of ["importEndWh", "exportEndWh", "importWh", "exportWh", "allocated"] as const)
    requireSame(`${place}, ${name}`, leaf[name], energy[name]);
  requireSame(`${place}, evidenceHash`, leaf.evidenceHash, energy.signedHash);
}

interface HomeRow {
  home: number;
  salt: Buffer | null;
  import_wh: bigint | null;
  export_wh: bigint | null;
  leaf_hash: Buffer;
}

async function homesOf(kept: Client, { device, slot }: AuditedLeaf, version: number): Promise<HomeRow[]> {
  const { rows } = await kept.query<HomeRow>(
    `SELECT home, salt, import_wh, export_wh, leaf_hash FROM payload.home_leaves
      WHERE device = $1 AND slot = $2 AND version = $3 ORDER BY position`,
    [device, slot, version],
  );
  return rows;
}

/** A community's leaf: the homes' salted leaves under its evidence, their sums in it, each home's energy from its own registers. */
function checkCommunity(leaf: AuditedLeaf, homes: readonly HomeRow[], { asOf, homes: points }: Known): void {
  const place = `community ${leaf.device} in slot ${leaf.slot}`;
  if (homes.some(({ salt }) => salt === null)) return; // a home was erased: what is left is committed to by the leaf's hash alone
  const data = homes.map(({ home, salt, import_wh, export_wh }) =>
    concat(salt!, toBigEndian(BigInt(home), 4), toBigEndian(import_wh!, 8), toBigEndian(export_wh!, 8)),
  );
  requireSame(`${place}, root of its homes`, hexOf(merkleRoot(data)), leaf.evidenceHash);
  const sum = (side: "import_wh" | "export_wh"): bigint =>
    homes.reduce((total, home) => total + home[side]!, 0n);
  requireSame(`${place}, importWh`, leaf.importWh, sum("import_wh"));
  requireSame(`${place}, exportWh`, leaf.exportWh, sum("export_wh"));
  for (const { home, import_wh: importWh, export_wh: exportWh } of homes) {
    const energy = slotEnergy(points.get(home) ?? NOTHING, leaf.slot, asOf);
    requireSame(`${place}, home ${home}, import`, importWh, energy.importWh);
    requireSame(`${place}, home ${home}, export`, exportWh, energy.exportWh);
  }
}

/** Every register of devices or homes with the batch that anchored it, by meter. */
async function pointsOf(kept: Client, kind: "device" | "home"): Promise<Map<number, Points>> {
  const table = kind === "device" ? "payload.registers" : "payload.home_registers";
  const { rows } = await kept.query<{
    meter: number;
    direction: Direction;
    read_at: number;
    milli_wh: bigint;
    sequence: number;
    signed_hash: Buffer;
  }>(
    `SELECT g.${kind} AS meter, g.direction, g.read_at, g.milli_wh, b.sequence, r.signed_hash
       FROM ${table} g JOIN work.batch_records b USING (record_hash) JOIN payload.records r USING (record_hash)
      ORDER BY g.${kind}, g.direction, g.read_at`,
  );
  const meters = new Map<number, Record<Direction, Point[]>>();
  for (const row of rows) {
    const points = meters.get(row.meter) ?? { import: [], export: [] };
    points[row.direction].push({
      readAt: row.read_at,
      milliWh: row.milli_wh as MilliWh,
      sequence: row.sequence,
      signedHash: hexOf(row.signed_hash),
    });
    meters.set(row.meter, points);
  }
  return meters;
}
