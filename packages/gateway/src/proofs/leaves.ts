// The leaves of a slot's reading set: from where this gateway keeps them, else from the settlement's own calldata on chain.
import {
  ABIS,
  buildReadingSet,
  type BuiltReadingSet,
  type Bytes32,
  type Slot,
  type SlotReading,
  type Wh,
} from "@alatau/sdk";
import type { Abi } from "viem";
import type { Gateway } from "../gateway.ts";
import { named } from "../http/paging.ts";
import type { ProofChain } from "./chain.ts";

interface SetPlace {
  readonly zone: number;
  readonly slot: number;
  readonly version: number;
}
type LeafValues = Record<"importEndWh" | "exportEndWh" | "importWh" | "exportWh", string | bigint> & {
  readonly device: number;
  readonly evidenceHash: string;
};

/** The set with this root; undefined where its leaves are not to be had. */
export async function readLeaves(
  { reads }: Pick<Gateway, "reads">,
  chain: ProofChain,
  place: SetPlace,
  root: string,
): Promise<BuiltReadingSet | undefined> {
  const { zone, slot, version } = place;
  const { rows } = await reads.query<{ leaves: LeafValues[] }>(
    named("SELECT leaves FROM work.reading_sets WHERE zone = $1 AND slot = $2 AND version = $3", [
      zone,
      slot,
      version,
    ]),
  );
  const own = rows[0] && build(slot, rows[0].leaves);
  if (own?.root === root) return own;
  const chunks = await reads.query<{ tx_hash: string }>(
    named(
      "SELECT tx_hash FROM ledger.settlements WHERE zone = $1 AND slot = $2 AND version = $3 ORDER BY chunk",
      [zone, slot, version],
    ),
  );
  const calls = await Promise.all(
    chunks.rows.map(({ tx_hash: hash }) => chain.callArguments(hash, ABIS.energyMarket as Abi)),
  );
  const settled = build(
    slot,
    calls.flatMap((args) => args[2] as LeafValues[]),
  );
  return settled?.root === root ? settled : undefined;
}

function build(slot: number, leaves: readonly LeafValues[]): BuiltReadingSet | undefined {
  if (leaves.length === 0) return undefined;
  return buildReadingSet(
    leaves.map((leaf): SlotReading => ({
      device: leaf.device,
      slot: slot as Slot,
      importEndWh: BigInt(leaf.importEndWh) as Wh,
      exportEndWh: BigInt(leaf.exportEndWh) as Wh,
      importWh: BigInt(leaf.importWh) as Wh,
      exportWh: BigInt(leaf.exportWh) as Wh,
      evidenceHash: leaf.evidenceHash as Bytes32,
    })),
  );
}
