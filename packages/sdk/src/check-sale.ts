// A sale: its line in a settled chunk, and the reading behind it in the set that the checkers signed.
import type { BundleSale } from "./bundle.ts";
import { fromHex, keccak256, toBytes32, toHex, type Hex } from "./bytes.ts";
import { checkLog, checkState, type ProvenBlock } from "./check-chain.ts";
import { blockAt, type CheckContext, type ProofStatus } from "./check-context.ts";
import { checkQuorum, readingSetHashOf, READINGS_DATASET, type QuorumReached } from "./check-quorum.ts";
import { readReadingSetAccepted, readSalesSettled, type SalesSettled } from "./events.ts";
import { formatSaleId, unpackLines, type SaleLine, type SalePlace } from "./lines.ts";
import { verifyInclusion } from "./merkle.ts";
import { readingLeaf, type SlotReading } from "./reading-leaf.ts";
import type { RpcLog } from "./receipts.ts";
import { refuse } from "./refusals.ts";
import { saleStatusSlot, WHOLE_CHUNK } from "./state-slots.ts";
import type { SlotReadings } from "./typed-data.ts";
import { typedDigest } from "./typed-hash.ts";
import type { Slot, Wh } from "./units.ts";

export interface ProvenSale {
  readonly id: string;
  readonly place: SalePlace;
  readonly line: SaleLine;
  /** tiyn per MWh, of the whole slot. */
  readonly price: bigint;
  readonly tariffVersion: number;
  readonly settledIn: bigint;
  readonly reading: SlotReading;
  readonly set: SlotReadings;
  readonly setHash: Hex;
  readonly acceptedIn: bigint;
  readonly checkers: QuorumReached;
  readonly status: ProofStatus | null;
  readonly statusAt: bigint | null;
}

const SELLING = new Set<string>(["sold", "gridSold", "ownSold", "partnerSold"]);
// EnergyMarket.statusAt
const [NONE, DISPUTED, DISMISSED, UPHELD, REVERSED] = [0n, 1n, 2n, 3n, 4n];

/** Checks the sale part of a bundle. @throws {CheckFailedError} */
export function checkSale(part: BundleSale, context: CheckContext): ProvenSale {
  const { network } = context;
  context.enter("sale");
  const settledBlock = blockAt(context, part.settled.block);
  const settled = settledOf(checkLog(part.settled, settledBlock, network.contracts.energyMarket));
  if (toHex(keccak256(fromHex(settled.lines))) !== settled.salesHash)
    refuse("sales-hash-mismatch", "The lines do not hash to what the chain recorded.");
  const place = { ...part, slot: part.slot as Slot };
  const id = formatSaleId(place);
  const { zone, slot, version, chunk } = settled;
  if (zone !== place.zone || slot !== place.slot || version !== place.version || chunk !== place.chunk)
    refuse("sale-id-mismatch", `${id} is not in chunk ${zone}-${slot}-${version}-${chunk}.`);
  const lines = linesOf(settled);
  const line =
    lines[place.line] ??
    refuse("sale-missing", `The chunk has ${lines.length} lines, not line ${place.line}.`);
  context.done(
    `Line ${place.line} of chunk ${chunk}: ${line.kind} ${line.wh} Wh for ${line.amountTiyn} tiyn.`,
  );

  context.enter("reading");
  const setBlock = blockAt(context, part.reading.set.block);
  const { readings: set, setHash } = setOf(
    checkLog(part.reading.set, setBlock, network.contracts.readingSets),
  );
  const hash = readingSetHashOf(set);
  if (toHex(hash) !== setHash) refuse("batch-hash-mismatch", `The reading set does not hash to ${setHash}.`);
  if (set.zone !== zone || set.slot !== slot || set.version !== version)
    refuse("reading-foreign", `The reading set is of ${set.zone}-${set.slot}-${set.version}.`);
  const { index, path } = part.reading;
  const reading: SlotReading = {
    device: line.device,
    slot,
    importEndWh: part.reading.importEndWh as Wh,
    exportEndWh: part.reading.exportEndWh as Wh,
    importWh: part.reading.importWh as Wh,
    exportWh: part.reading.exportWh as Wh,
    evidenceHash: toBytes32(part.reading.evidenceHash),
  };
  if (!verifyInclusion({ leaf: readingLeaf(reading), index, size: set.count, path, root: fromHex(set.root) }))
    refuse("reading-not-in-set", `Reading ${index} is not under the set's root.`);
  requireEnergy(reading, lines);
  const digest = typedDigest(network.chainId, network.contracts.readingSets, hash);
  const { signatures } = part.reading;
  const checkers = checkQuorum(
    { dataset: READINGS_DATASET, publisher: set.publisher, digest, signatures },
    network,
  );
  context.done(`Device ${line.device}'s reading, signed by ${checkers.signed} of ${checkers.of} checkers.`);
  return {
    id,
    place: { zone, slot, version, chunk, line: place.line },
    line,
    price: settled.price,
    tariffVersion: settled.tariffVersion,
    settledIn: settledBlock.number,
    reading,
    set,
    setHash,
    acceptedIn: setBlock.number,
    checkers,
    ...checkStatus(part, place, settledBlock, context),
  };
}

function settledOf(log: RpcLog): SalesSettled {
  try {
    return readSalesSettled(log);
  } catch {
    return refuse("log-foreign", "The market's log is not SalesSettled.");
  }
}

function setOf(log: RpcLog): ReturnType<typeof readReadingSetAccepted> {
  try {
    return readReadingSetAccepted(log);
  } catch {
    return refuse("log-foreign", "The reading sets' log is not ReadingSetAccepted.");
  }
}

function linesOf({ lines }: SalesSettled): SaleLine[] {
  try {
    return unpackLines(lines);
  } catch {
    return refuse("sale-missing", "The chunk's lines cannot be read.");
  }
}

/** All lines of a device stand in one chunk and are its whole reading, gross or, for storage, net (E1). */
function requireEnergy({ device, importWh, exportWh }: SlotReading, lines: readonly SaleLine[]): void {
  let [sold, bought] = [0n, 0n];
  for (const line of lines.filter((each) => each.device === device))
    if (SELLING.has(line.kind)) sold += line.wh;
    else bought += line.wh;
  const gross = sold === exportWh && bought === importWh;
  const net = sold * bought === 0n && sold - bought === exportWh - importWh;
  if (!gross && !net)
    refuse(
      "reading-energy-mismatch",
      `Device ${device} sold ${sold} Wh and bought ${bought} Wh, unlike its reading.`,
    );
}

function checkStatus(
  part: BundleSale,
  place: SalePlace,
  settled: ProvenBlock,
  context: CheckContext,
): Pick<ProvenSale, "status" | "statusAt"> {
  if (part.status === null) return { status: null, statusAt: null };
  context.enter("status");
  const block = blockAt(context, part.status.block);
  if (block.number < settled.number) refuse("state-too-old", "The state is older than the settlement.");
  const slots = [place, { ...place, line: WHOLE_CHUNK }].map((each) => saleStatusSlot(each, context.slots));
  const words = checkState(part.status, block, context.network.contracts.energyMarket, slots);
  const status = statusOf(BigInt(words[0]!), BigInt(words[1]!));
  context.done(`The sale is ${status} as of block ${block.number}.`);
  return { status, statusAt: block.number };
}

/** An upheld dispute stays open until the new version has taken the chunk back. */
function statusOf(line: bigint, chunk: bigint): ProofStatus {
  if (chunk === REVERSED) return "corrected";
  if (chunk !== NONE) return refuse("state-unknown-value", `The chunk's status ${chunk} is not known.`);
  if (line === NONE || line === DISMISSED) return "current";
  if (line === DISPUTED || line === UPHELD) return "disputed";
  return refuse("state-unknown-value", `The line's status ${line} is not known.`);
}
